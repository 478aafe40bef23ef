"""Findings as a page shows them: in their lines, corrected or marked, with links to what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from papers.findings import Found, Placed
from papers.markdown.edits import Edit, apply_edits
from papers.markdown.source import Source
from papers.models import Paper
from papers.outline import Outline
from papers.readme.checking.findings import Finding
from papers.textdiff import Line, Part, difference

MOST_PLACES: Final = 5
"""Of a correction in several places so many are shown."""
_AROUND: Final = 300
"""Characters of a line that are shown before and behind what is marked."""


@dataclass(frozen=True)
class ShownFinding:
    placed: Placed
    lines: Sequence[Sequence[Line]]
    """In one or several stretches; with a correction, the lines that go and come."""
    more: int
    """Places of the correction that are not shown."""
    paper: Any
    """None where it is in no paper's entry."""
    section: Any
    """The row; None for what stands before any heading."""

    @property
    def finding(self) -> Finding:
        return self.placed.finding


def shown(found: Found, findings: Iterable[Placed]) -> list[ShownFinding]:
    """In a fixed number of queries."""
    findings = list(findings)
    papers = Paper.objects.in_bulk({each.paper for each in findings if each.paper})
    sections = _sections(each.path for each in findings)
    return [_shown(found.source, each, papers.get(each.paper), sections.get(each.path)) for each in findings]


def _shown(source: Source, placed: Placed, paper: Any, section: Any) -> ShownFinding:
    correction = placed.finding.correction
    if correction is None:
        return ShownFinding(placed, [_marked(source, placed.finding)], 0, paper, section)
    places = _together(source, correction.edits)
    lines = [line for edits in places[:MOST_PLACES] for line in _corrected(source, edits)]
    return ShownFinding(placed, lines, len(places[MOST_PLACES:]), paper, section)


def _marked(source: Source, finding: Finding) -> list[Line]:
    """The finding's first line, with what it is about marked; of nothing, what stands around it."""
    first, last = source.line_start(finding.start), source.line_end(finding.start)
    start, end = finding.start, min(finding.end, last)
    if start >= end:
        start, end = max(first, start - 1), min(last, end + 1)
    data = source.data
    before, marked, after = (data[a:b].decode("utf-8", "replace") for a, b in pairwise((first, start, end, last)))
    parts = [Part(_end_of(before)), Part(marked, is_changed=True), Part(_start_of(after))]
    return [Line(finding.line, finding.line, tuple(part for part in parts if part.text))]


def _end_of(text: str) -> str:
    return text if len(text) <= _AROUND else f"… {text[-_AROUND:]}"


def _start_of(text: str) -> str:
    return text if len(text) <= _AROUND else f"{text[:_AROUND]} …"


def _together(source: Source, edits: Sequence[Edit]) -> list[list[Edit]]:
    """The edits of each stretch of lines that touch."""
    found: list[list[Edit]] = []
    end = -1
    for edit in sorted(edits):
        if found and source.line_start(edit.start) <= end:
            found[-1].append(edit)
        else:
            found.append([edit])
        end = max(end, source.after_newline(source.line_end(edit.end)))
    return found


def _corrected(source: Source, edits: Sequence[Edit]) -> Iterator[list[Line]]:
    """The lines that go and come; those that come are counted as if this were the only correction."""
    start = source.line_start(edits[0].start)
    end = source.after_newline(source.line_end(max(edit.end for edit in edits)))
    before = source.line(start) - 1
    for hunk in difference(source.data[start:end], apply_edits(source.data, edits, start=start, end=end)).hunks:
        yield [
            Line(line.before and line.before + before, line.after and line.after + before, line.parts) for line in hunk
        ]


def _sections(paths: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], Any]:
    """The first section of each path of titles."""
    wanted = set(paths)
    outline = Outline.load()
    found: dict[tuple[str, ...], Any] = {}
    titles: dict[int, tuple[str, ...]] = {}
    for section in outline.sections:
        titles[section.pk] = (*titles.get(section.parent_id or 0, ()), *([section.title] if section.level else []))
        if titles[section.pk] in wanted and section.level:
            found.setdefault(titles[section.pk], section)
    return found
