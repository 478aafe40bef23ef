"""Entries taken out, each run of them with the blank lines that belong to it; and where content starts and ends."""

from __future__ import annotations

from collections.abc import Sequence

from papers.markdown.edits import Edit
from papers.readme.records import Entry, Kind, Section
from papers.readme.writing.habits import BLANK, NEWLINE, Habits


def removals(habits: Habits, base: Sequence[Entry], gone: Sequence[Entry]) -> list[Edit]:
    """Deletes runs of neighbouring entries, each with the joint that belongs to it."""
    position = {entry.start: at for at, entry in enumerate(base)}
    runs: list[list[Entry]] = []
    for entry in gone:
        last = runs[-1][-1] if runs else None
        if last is not None and position[last.start] + 1 == position[entry.start] and _adjoin(habits, last, entry):
            runs[-1].append(entry)
        else:
            runs.append([entry])
    absent = {entry.start for entry in gone}
    return [_removal(habits, base, run, position, absent) for run in runs]


def _adjoin(habits: Habits, first: Entry, second: Entry) -> bool:
    """Whether no more than a joint stands between them, of whatever kind they are."""
    between = habits.data[habits.block_end(first) : second.start]
    return not between.strip() or habits.between(first, second) is not None


def _removal(
    habits: Habits, base: Sequence[Entry], run: Sequence[Entry], position: dict[int, int], absent: set[int]
) -> Edit:
    data = habits.data
    start, end = run[0].start, habits.block_end(run[-1])
    first, last = position[run[0].start], position[run[-1].start]
    left = base[first - 1] if first and base[first - 1].start not in absent else None
    right = base[last + 1] if last + 1 < len(base) and base[last + 1].start not in absent else None
    if run[0].kind is Kind.HTML:
        return _html_removal(habits, left, right, run)
    before = content_end(data, start)
    after = content_start(data, end)
    between_entries = left is not None and habits.block_end(left) == before
    entry_follows = right is not None and right.start == after
    if not data[habits.document.source.bom : before].strip():
        return Edit(start, after, b"")
    if between_entries and entry_follows:
        return Edit(before, end, b"") if start - before >= after - end else Edit(start, after, b"")
    if entry_follows:
        return Edit(start, after, b"")
    if between_entries or after == len(data) or after - end >= start - before:
        return Edit(before, end, b"")
    return Edit(start, after, b"")


def _html_removal(habits: Habits, left: Entry | None, right: Entry | None, run: Sequence[Entry]) -> Edit:
    """With the tags between it and a neighbour, if there is no more than tags; else with the lines that are its own."""
    start, end = run[0].start, habits.block_end(run[-1])
    if left is not None and habits.between(left, run[0]) is not None:
        return Edit(habits.block_end(left), end, b"")
    if right is not None and habits.between(run[-1], right) is not None:
        return Edit(start, right.start, b"")
    source = habits.document.source
    line, rest = source.line_start(start), source.line_end(end)
    if not habits.data[line:start].strip() and not habits.data[end:rest].strip():
        return Edit(line, source.after_newline(rest), b"")
    return Edit(start, end, b"")


def content_end(data: bytes, at: int) -> int:
    """Where the last line with content before the line that starts at `at` ends; its newline follows."""
    end = at
    while end and data[end - 1] in b" \t\r\n":
        end -= 1
    found = NEWLINE.search(data, end, at)
    return found.start() if found else at


def content_start(data: bytes, at: int) -> int:
    """Where the next line with content starts behind what ends at `at`; the file's end if none does."""
    blank = BLANK.match(data, at)
    end = blank.end() if blank else at
    if end >= len(data):
        return len(data)
    return max(at, data.rfind(b"\n", at, end) + 1, data.rfind(b"\r", at, end) + 1)


def section_start(habits: Habits, section: Section) -> int:
    """Where the section's bytes start; a byte order mark is the root's."""
    return max(section.start, habits.document.source.bom) if section.level else 0


def section_end(habits: Habits, section: Section) -> int:
    """Where the section's own body ends: at the next heading, or with the file."""
    sections = habits.document.sections
    if section.index + 1 < len(sections):
        return section_start(habits, sections[section.index + 1])
    return len(habits.data)
