"""Sections renamed, added and moved: headings, prefaces, and the contents links that point to them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import quote, unquote

from papers.markdown.edits import Edit
from papers.readme.records import Document, Kind, Section
from papers.readme.wanted import WantedSection, WriteError
from papers.readme.writing.habits import Habits
from papers.readme.writing.removals import content_start, section_end, section_start
from papers.readme.writing.rendering import render_text

_ATX: Final = re.compile(rb"([ \t]*)(#{1,6})([ \t]+|$)(.*?)([ \t]+#+)?[ \t]*\Z", re.DOTALL)
_UNDERLINE: Final = re.compile(rb"(\r\n|\n|\r)([ \t]*)(=+|-+)[ \t]*\Z")
_TAGS: Final = re.compile(rb"(?<=<h)[1-6]|(?<=</h)[1-6]", re.IGNORECASE)
_NOT_IN_ANCHORS: Final = re.compile(r"[^\w\- ]")
_LINE_END: Final = re.compile(r"\r\n|\n|\r")


def plain_lines(text: str) -> str:
    """The text with line feeds only, and no blank lines around it."""
    return _LINE_END.sub("\n", text).strip("\n")


def heading_edits(habits: Habits, section: Section, wanted: WantedSection) -> list[Edit]:
    edits = []
    if wanted.title != section.title:
        edits.append(_renamed(habits, section, wanted.title))
    if wanted.level != section.level:
        edits += _shifted(habits, section, wanted.level)
    return edits


def _renamed(habits: Habits, section: Section, title: str) -> Edit:
    start, end = section.title_span
    if start == end:
        raise WriteError(
            "this heading holds more than plain text and cannot be renamed here",
            line=section.line,
            field="title",
            label=section.title,
        )
    source = habits.document.source
    before = habits.data[max(source.line_start(start), section_start(habits, section)) : start]
    after = habits.data[end : min(source.line_end(end), section.end)]
    return Edit(start, end, render_text(title, before, after))


def _refused(reason: str, field: str, section: Section) -> WriteError:
    return WriteError(reason, line=section.line, field=field, label=section.title)


def _shifted(habits: Habits, section: Section, level: int) -> list[Edit]:
    """`#` counted anew; an underlined heading stays one at the levels that underlines can say."""
    if not 1 <= level <= 6:
        raise _refused("a heading has one to six levels", "level", section)
    begin = section_start(habits, section)
    heading = habits.data[begin : section.end]
    if found := _ATX.match(heading):
        start = begin + found.start(2)
        return [Edit(start, start + len(found[2]), b"#" * level)]
    if found := _UNDERLINE.search(heading):
        start = begin + found.start(3)
        if level <= 2:
            return [Edit(start, start + len(found[3]), (b"=" if level == 1 else b"-") * len(found[3]))]
        cut = Edit(begin + found.start(), section.end, b"")
        return [Edit(begin, begin, b"#" * level + b" "), cut]
    digits = list(_TAGS.finditer(heading))
    if not digits:
        raise WriteError(
            "this heading's level cannot be changed", line=section.line, field="level", label=section.title
        )
    shifted = str(level).encode()
    return [Edit(begin + found.start(), begin + found.end(), shifted) for found in digits]


def new_heading(habits: Habits, wanted: WantedSection, siblings: Iterable[Section]) -> bytes:
    """In the form of the first sibling of that level, of any other where there is none."""
    known = [section for section in siblings if section.level]
    model = next((section for section in known if section.level == wanted.level), known[0] if known else None)
    marks = b"#" * wanted.level
    heading = habits.data[section_start(habits, model) : model.end] if model else b""
    if (found := _ATX.match(heading)) and found[4]:
        closing = found[5].replace(b"#" * len(found[5].strip()), marks) if found[5] else b""
        before = found[1] + marks + found[3]
        return before + render_text(wanted.title, before, closing) + closing
    underline = _UNDERLINE.search(heading)
    if underline and wanted.level <= 2:
        rule = (b"=" if wanted.level == 1 else b"-") * max(3, len(wanted.title))
        return render_text(wanted.title) + underline[1] + rule
    return marks + b" " + render_text(wanted.title, marks + b" ")


def preface_bytes(habits: Habits, preface: str) -> bytes:
    return plain_lines(preface).encode().replace(b"\n", habits.newline)


def preface_edits(habits: Habits, section: Section, wanted: WantedSection) -> list[Edit]:
    if wanted.preface is None or plain_lines(wanted.preface) == plain_lines(section.preface):
        return []
    new = preface_bytes(habits, wanted.preface)
    start, end = section.preface_span
    if section.preface and new.strip():
        return [Edit(start, end, new)]
    if not section.preface:
        return [_new_preface(habits, section, new)]
    after = content_start(habits.data, end)
    if after < section_end(habits, section) or not section.level:
        return [Edit(start, after, b"")]
    return [Edit(section.end, end, b"")]


def _new_preface(habits: Habits, section: Section, new: bytes) -> Edit:
    at = opening_of(habits, section)
    newline = habits.newline
    if not section.level:
        return Edit(at, at, new + newline * (2 if habits.data[at:].strip() else 1))
    after = content_start(habits.data, at)
    tail = newline if after < len(habits.data) and habits.data[at:after].count(newline) < 2 else b""
    return Edit(at, at, preface_joint(habits) + new + tail)


def opening_of(habits: Habits, section: Section) -> int:
    """Behind the section's heading and preface, before any newline."""
    if section.preface:
        return section.preface_span[1]
    return section.end if section.level else habits.document.source.bom


def preface_joint(habits: Habits) -> bytes:
    """What most often stands between a heading and its preface."""
    counts: Counter[bytes] = Counter()
    for section in habits.document.sections:
        if section.level and section.preface:
            between = habits.data[section.end : section.preface_span[0]]
            if between and not between.strip():
                counts[between] += 1
    return counts.most_common(1)[0][0] if counts else habits.newline * 2


def anchors(titles: Iterable[str]) -> list[str]:
    """The anchors that GitHub gives to headings with these titles, in order: a repeated one is numbered."""
    seen: Counter[str] = Counter()
    found: list[str] = []
    taken: set[str] = set()
    for title in titles:
        plain = anchor = _NOT_IN_ANCHORS.sub("", title.strip().lower()).replace(" ", "-")
        while anchor in taken:
            seen[plain] += 1
            anchor = f"{plain}-{seen[plain]}"
        taken.add(anchor)
        found.append(anchor)
    return found


def contents_edits(habits: Habits, wanted: Sequence[WantedSection]) -> list[Edit]:
    """Links that pointed to a renamed heading's exact anchor, and their text where it was the old title."""
    document = habits.document
    by_start = {section.start: section for section in document.sections if section.level}
    renamed = {
        section.start: want
        for want in wanted
        if want.level
        and want.anchor is not None
        and (section := by_start.get(want.anchor))
        and section.title != want.title
    }
    if not renamed or not document.contents_links:
        return []
    old, new = _old_anchors(document), _new_anchors(wanted)
    edits: list[Edit] = []
    for link in document.contents_links:
        start = old.get(unquote(link.anchor))
        if start is None or start not in renamed:
            continue
        want = renamed[start]
        target = new[start] if link.anchor == unquote(link.anchor) else quote(new[start])
        edits.append(Edit(*link.anchor_span, target.encode()))
        if link.text == by_start[start].title and link.text_span[0] < link.text_span[1]:
            edits.append(Edit(*link.text_span, render_text(want.title, b"[", b"](#x)")))
    return edits


def _old_anchors(document: Document) -> dict[str, int]:
    """From anchors to where the headings start; entries that are headings have anchors too."""
    headings = [(section.start, section.title) for section in document.sections if section.level]
    headings += [(entry.start, entry.values.title) for entry in document.entries if entry.kind is Kind.HEADING]
    headings.sort()
    return dict(zip(anchors(title for _, title in headings), (start for start, _ in headings), strict=True))


def _new_anchors(wanted: Sequence[WantedSection]) -> Mapping[int, str]:
    titles = [section for section in wanted if section.level]
    found = anchors(section.title for section in titles)
    return {section.anchor: anchor for section, anchor in zip(titles, found, strict=True) if section.anchor is not None}


def section_at(document: Document, offset: int) -> int:
    """The index of the section that the byte at `offset` stands in."""
    return max(0, bisect_right([section.start for section in document.sections], offset) - 1)
