"""Rules about headings: their levels, their names, and whether anything stands under them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from papers.markdown.edits import Edit
from papers.readme.checking.anchors import slugs
from papers.readme.checking.findings import Correction, Finding, Level
from papers.readme.checking.inspection import Inspection, Rule, gathered
from papers.readme.checking.page import PageHeading
from papers.readme.vocabulary import fold

_COMMENT: Final = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
# A heading that is a link leads to what would stand under it.
_LINK_ELSEWHERE: Final = re.compile(rb"\]\((?!#)")
_LINE: Final = re.compile(rb"[^\r\n]*")


def level_jumps(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    alike = defaultdict(list)
    for before, heading in pairwise(_headings(inspection)):
        # HTML's headings are often there for their looks.
        if heading.level > before.level + 1 and not heading.is_html and not before.is_html:
            path = f"{_named(before)} > {_named(heading)}"
            message = f"The heading “{heading.text}” is {heading.level - before.level} levels below the one before it."
            found = inspection.found(rule, (heading.start, heading.end), message, path)
            alike[before.level, heading.level].append(found)
    for (above, below), jumps in alike.items():
        message = f"A heading of level {below} follows one of level {above}, and leaves out what is between."
        yield from gathered(jumps, message, f"level {below} after level {above}")


def duplicated_headings(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    headings = inspection.page.headings
    anchors = {heading.start: anchor for heading, anchor in zip(headings, slugs(headings), strict=True)}
    linked = {link.url[1:].lower() for link in inspection.page.links if link.url.startswith("#")}
    first: dict[str, PageHeading] = {}
    under: dict[tuple[int, str], PageHeading] = {}
    for heading, parent in _with_parents(_headings(inspection)):
        name = fold(heading.text)
        if not name:
            continue
        sibling, other = under.get((parent, name)), first.get(name)
        under.setdefault((parent, name), heading)
        first.setdefault(name, heading)
        if sibling is not None:
            yield _duplicate(inspection, rule, heading, sibling, Level.WARNING)
        elif other is not None and anchors[other.start] in linked and anchors[heading.start] not in linked:
            # Under another heading a name may well be repeated, unless the contents can only lead to the first.
            yield _duplicate(inspection, rule, heading, other, Level.NOTE)


def _with_parents(headings: Iterable[PageHeading]) -> Iterator[tuple[PageHeading, int]]:
    """Each heading with where the one that it is under starts; -1 for those under none."""
    path: list[PageHeading] = []
    for heading in headings:
        while path and path[-1].level >= heading.level:
            path.pop()
        yield heading, path[-1].start if path else -1
        path.append(heading)


def _duplicate(inspection: Inspection, rule: Rule, heading: PageHeading, first: PageHeading, level: Level) -> Finding:
    line = inspection.document.source.line(first.start)
    where = "the same part of the list" if level is Level.WARNING else "another part"
    message = f"The heading “{heading.text}” stands in {where}, too, in line {line}; a link to it leads there."
    return inspection.found(rule, (heading.start, heading.end), message, heading.text, level=level)


def empty_sections(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    data = inspection.document.source.data
    sections = inspection.document.sections
    for section, following in zip(sections, [*sections[1:], None], strict=True):
        if not section.level or (following is not None and following.level > section.level):
            continue
        if _LINK_ELSEWHERE.search(data, section.start, section.end):
            continue
        if not _COMMENT.sub(b"", data[section.end : section.body_end]).strip():
            about = " > ".join(inspection.document.path(section.index)).strip() or "a heading without words"
            message = f"Nothing stands under the heading “{section.title}”."
            yield inspection.found(rule, (section.start, section.end), message, about)


def unrendered_headings(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    data = inspection.document.source.data
    for start, end in inspection.page.glued_headings:
        line = _LINE.match(data, end)
        text = (line[0].decode("utf-8", "replace").strip() if line else "") or "#"
        # One mark in front of a word is a hashtag, or a number of something.
        if end - start > 1:
            correction = Correction((Edit(end, end, b" "),), "Put a space behind the marks")
            message = f"“{text[:80]}” is shown as text and no heading: a space has to stand behind the #."
            yield inspection.found(rule, (start, end), message, text, correction)


def _headings(inspection: Inspection) -> Iterator[PageHeading]:
    """The headings that divide the list; those that are papers do not."""
    return (heading for heading in inspection.page.headings if inspection.entry_at(heading.start) is None)


def _named(heading: PageHeading) -> str:
    return f"{'#' * heading.level} {heading.text}"


RULES: Final = (
    Rule("heading-level-jump", Level.WARNING, "A level left out makes an outline with a gap.", level_jumps),
    Rule(
        "duplicated-heading",
        Level.WARNING,
        "Of two sections of one name nobody knows which one a paper belongs to.",
        duplicated_headings,
    ),
    Rule("empty-section", Level.NOTE, "A section without text may wait for papers, or be left over.", empty_sections),
    Rule("unrendered-heading", Level.WARNING, "A heading without a space behind its # is none.", unrendered_headings),
)
