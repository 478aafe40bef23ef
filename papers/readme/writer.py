"""A base and a wish to bytes: a list of edits, applied once, and read again before anyone gets them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from papers.markdown.edits import Edit, OverlapError, apply_edits
from papers.readme.reader import read
from papers.readme.records import Document, Section
from papers.readme.vocabulary import Vocabulary
from papers.readme.wanted import WantedEntry, WantedSection, WriteError, flat
from papers.readme.writing.arrangement import entry_edits, label_of, new_texts
from papers.readme.writing.habits import Habits
from papers.readme.writing.headings import (
    contents_edits,
    heading_edits,
    new_heading,
    opening_of,
    preface_bytes,
    preface_edits,
    preface_joint,
    section_at,
)
from papers.readme.writing.removals import section_end, section_start
from papers.readme.writing.verification import verify

_GAP: Final = re.compile(rb"[ \t]*(?:(?:\r\n|\n|\r)[ \t]*)*\Z")


@dataclass(slots=True)
class Chunk:
    """A section's bytes: its text, and the blank lines behind it."""

    base: Section | None
    level: int
    text: bytes
    gap: bytes


def write(document: Document, wanted: Sequence[WantedSection], vocabulary: Vocabulary) -> bytes:
    """The README that says what is wanted, with every other byte as it was.

    Raises WriteError where it cannot say so; the result has been read again with the same vocabulary by then.
    """
    _check_anchors(document, wanted)
    if _is_unchanged(document, wanted):
        return document.source.data
    habits = Habits(document, vocabulary)
    _check_nesting(habits, wanted)
    try:
        data = _assembled(habits, wanted, _chunks(habits, wanted))
    except OverlapError as error:
        raise WriteError("two of its changes meet in one place; make one of them after the other") from error
    if data != document.source.data:
        verify(document, wanted, read(data, vocabulary))
    return data


def _check_anchors(document: Document, wanted: Sequence[WantedSection]) -> None:
    """Each anchor is an entry's, or a section's, and is wanted once; the root comes first."""
    if not wanted or wanted[0].level:
        raise WriteError("what stands before the first heading has to come first")
    starts = {entry.start for entry in document.entries}
    for want in flat(wanted):
        if want.anchor is not None and want.anchor not in starts:
            raise WriteError(
                "the README has no such listing, or it is wanted twice", label=want.label or want.values.title
            )
        starts.discard(want.anchor if want.anchor is not None else -1)
    headings = {section.start for section in document.sections if section.level}
    for section in wanted[1:]:
        if section.anchor is not None and section.anchor not in headings:
            raise WriteError(
                "the README has no such section, or it is wanted twice", field="title", label=section.title
            )
        headings.discard(section.anchor if section.anchor is not None else -1)


def _is_unchanged(document: Document, wanted: Sequence[WantedSection]) -> bool:
    if [want.anchor for want in wanted[1:]] != [section.start for section in document.sections[1:]]:
        return False
    entries: dict[int, list[int | None]] = defaultdict(list)
    for entry in document.entries:
        entries[entry.section].append(entry.start)
    return all(
        (want.level, want.title) == (section.level, section.title)
        and want.preface in (None, section.preface)
        and [one.anchor for one in want.entries] == entries[section.index]
        and not any(one.changed for one in want.entries)
        for want, section in zip(wanted, document.sections, strict=True)
    )


def _check_nesting(habits: Habits, wanted: Sequence[WantedSection]) -> None:
    """An entry with others under it is not removed without them."""
    kept = {want.anchor: want for want in flat(wanted) if want.anchor is not None}
    for nested in habits.children.values():
        for entry in nested:
            lost = habits.ancestors(entry) - kept.keys()
            if lost and entry.start in kept:
                parent = habits.by_start[max(lost)]
                reason = (
                    f"“{label_of(kept[entry.start], entry)}” is nested under it and would be left without its place"
                )
                raise WriteError(reason, line=parent.line, label=parent.values.title)


def _chunks(habits: Habits, wanted: Sequence[WantedSection]) -> list[Chunk]:
    document = habits.document
    sections = {section.start: section for section in document.sections if section.level}
    pointing: dict[int, list[Edit]] = defaultdict(list)
    for edit in contents_edits(habits, wanted):
        pointing[section_at(document, edit.start)].append(edit)
    chunks = []
    for number, want in enumerate(wanted):
        section = document.sections[0] if not number else sections[want.anchor] if want.anchor is not None else None
        if section is None:
            chunks.append(Chunk(None, want.level, _new_section(habits, want, wanted[:number], sections), b""))
        else:
            chunks.append(_edited(habits, section, want, pointing[section.index]))
    return chunks


def _edited(habits: Habits, section: Section, want: WantedSection, pointing: Sequence[Edit]) -> Chunk:
    edits: list[Edit] = []
    if section.level:
        edits += heading_edits(habits, section, want)
    preface = preface_edits(habits, section, want)
    edits += preface
    if not _same_entries(habits, section, want.entries):
        opening = section.end if preface and not preface[0].new and section.level else opening_of(habits, section)
        edits += entry_edits(habits, section, want.entries, opening)
    edits += [edit for edit in pointing if not any(one.start <= edit.start < one.end for one in preface)]
    start, end = section_start(habits, section), section_end(habits, section)
    text = apply_edits(habits.data, edits, start=start, end=end)
    gap = _GAP.search(text)
    cut = gap.start() if gap else len(text)
    return Chunk(section, want.level, text[:cut], text[cut:])


def _same_entries(habits: Habits, section: Section, wanted: Sequence[WantedEntry]) -> bool:
    entries = habits.by_section.get(section.index, [])
    return [want.anchor for want in wanted] == [entry.start for entry in entries] and not any(
        want.changed for want in wanted
    )


def _new_section(
    habits: Habits, want: WantedSection, before: Sequence[WantedSection], sections: dict[int, Section]
) -> bytes:
    nearest = [sections[one.anchor] for one in reversed(before) if one.anchor in sections]
    rest = [section for section in sections.values() if section not in nearest]
    text = new_heading(habits, want, (*nearest, *rest))
    if want.preface and want.preface.strip():
        text += preface_joint(habits) + preface_bytes(habits, want.preface)
    if want.entries:
        text += habits.opening_joint + new_texts(habits, want.entries)
    return text


def _assembled(habits: Habits, wanted: Sequence[WantedSection], chunks: Sequence[Chunk]) -> bytes:
    """The sections in their wanted order. The blank lines at the file's end stay there, whichever section is last."""
    sections = habits.document.sections
    if [chunk.base for chunk in chunks] != list(sections):
        _settle_gaps(habits, chunks)
    return b"".join(chunk.text + chunk.gap for chunk in chunks)


def _settle_gaps(habits: Habits, chunks: Sequence[Chunk]) -> None:
    last_base = habits.document.sections[-1]
    was_last = next((chunk for chunk in chunks if chunk.base is last_base), None)
    ending = was_last.gap if was_last else _gap_of(habits, last_base)
    last = chunks[-1]
    if was_last is not None and was_last is not last:
        was_last.gap = last.gap if last.base is not None else b""
    for chunk, following in pairwise(chunks):
        if not chunk.gap and chunk.text and (chunk.base is None or chunk is was_last):
            chunk.gap = _usual_gap(habits, following.level)
    if last is not was_last and (len(chunks) > 1 or last.text):
        empty = not habits.data[habits.document.source.bom :].strip()
        last.gap = ending or (habits.newline if empty else b"")


def _gap_of(habits: Habits, section: Section) -> bytes:
    found = _GAP.search(habits.data, section.start, section_end(habits, section))
    return found[0] if found else b""


def _usual_gap(habits: Habits, level: int) -> bytes:
    """The blank lines that most often stand before a heading of that level, or of any where there is none."""
    counts: Counter[bytes] = Counter()
    others: Counter[bytes] = Counter()
    sections = habits.document.sections
    for section, following in pairwise(sections):
        if gap := _gap_of(habits, section):
            (counts if following.level == level and section.level else others)[gap] += 1
    counts = counts or others
    return counts.most_common(1)[0][0] if counts else habits.newline * 2
