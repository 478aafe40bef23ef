"""A README under inspection: what was read, and what several rules need to know of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from papers.identifiers import Identifiers
from papers.readme.checking.findings import Correction, Finding, Level
from papers.readme.checking.page import Page, PageLink, page_of
from papers.readme.checking.placeholders import template_spans
from papers.readme.identity import plain, works
from papers.readme.records import Document, Entry, Span
from papers.readme.vocabulary import Vocabulary

MOST_ALIKE: Final = 5
"""How many findings that differ in nothing but their place are told one by one."""
_MOST_LINES: Final = 12


@dataclass(frozen=True)
class Inspection:
    """What rules look at: the document, and the words that its reader knew."""

    document: Document
    vocabulary: Vocabulary

    @cached_property
    def entries_by_section(self) -> dict[int, list[Entry]]:
        """Entries in README order by index of their section; sections without entries are left out."""
        found: dict[int, list[Entry]] = {}
        for entry in self.document.entries:
            found.setdefault(entry.section, []).append(entry)
        return found

    @cached_property
    def identifiers(self) -> list[Identifiers]:
        """Of each entry."""
        return [entry.values.identifiers for entry in self.document.entries]

    @cached_property
    def plain_titles(self) -> list[str]:
        """Of each entry the words of its title."""
        return [plain(entry.values.title) for entry in self.document.entries]

    @cached_property
    def works(self) -> list[int]:
        """For each entry the number of its paper."""
        return works(entry.values for entry in self.document.entries)

    def place(self, entry: Entry, *fields: str) -> Span:
        """The bytes of the first of these keys of `Entry.places` that has any; the entry's first line without one."""
        for name in (*fields, "title"):
            if name in entry.places:
                return entry.places[name][:2]
        return entry.start, min(entry.end, self.document.source.line_end(entry.start))

    def written(self, entry: Entry, name: str) -> str:
        """The source's own bytes of a value; empty where it has none."""
        place = entry.places.get(name)
        return self.document.source.data[place.start : place.end].decode("utf-8", "replace") if place else ""

    @cached_property
    def page(self) -> Page:
        return page_of(self.document.source)

    @cached_property
    def templates(self) -> Sequence[Span]:
        """What is left in the list as a template, entries or not, in the order of the source."""
        return list(template_spans(self.document, self.page))

    def is_template(self, offset: int) -> bool:
        at = bisect_right(self.templates, (offset, len(self.document.source.data))) - 1
        return at >= 0 and offset < self.templates[at][1]

    @cached_property
    def links(self) -> Sequence[PageLink]:
        """All links in the order of the source, bare addresses of entries among them."""
        known = {link.url_span for link in self.page.links}
        bare = []
        for entry in self.document.entries:
            for number, link in enumerate(entry.values.links):
                place = entry.places.get(f"links[{number}].url")
                if place is not None and (place.start, place.end) not in known:
                    span = (place.start, place.end)
                    bare.append(PageLink(*span, link.url, link.url, span, is_bare=True))
        return sorted([*self.page.links, *bare], key=lambda link: link.start)

    def entry_at(self, offset: int) -> Entry | None:
        """The entry whose text the byte at `offset` belongs to."""
        at = bisect_right(self._entry_starts, offset) - 1
        entry = self.document.entries[at] if at >= 0 else None
        return entry if entry is not None and offset < entry.end else None

    @cached_property
    def _entry_starts(self) -> list[int]:
        return [entry.start for entry in self.document.entries]

    def found(
        self,
        rule: Rule,
        span: Span,
        message: str,
        about: str,
        correction: Correction | None = None,
        level: Level | None = None,
    ) -> Finding:
        """The finding at a span of the source; its level is the rule's where it has none of its own."""
        start, end = span
        line = self.document.source.line(start)
        return Finding(
            rule.code, level or rule.level, start, end, line, self._column(start), message, about, correction
        )

    def _column(self, offset: int) -> int:
        """Counted from the offset asked for before where both are on one line, so that a long line is read once."""
        source = self.document.source
        before, column = self._counted.get("last", (0, 0))
        line_start = source.line_starts[source.line(offset) - 1]
        if not line_start <= before <= offset or not column:
            before, column = line_start, 1
        column += len(source.data[before:offset].decode("utf-8", "replace"))
        self._counted["last"] = offset, column
        return column

    @cached_property
    def _counted(self) -> dict[str, tuple[int, int]]:
        """Under `last` an offset and its column."""
        return {}


@dataclass(frozen=True)
class Rule:
    """`look` yields the rule's findings; it is linear in the length of the README."""

    code: str
    """Stable, of lower-case words with hyphens: other people's scripts and dismissals rely on it."""
    level: Level
    summary: str
    """What is found and why it matters, in one sentence."""
    look: Callable[[Inspection, Rule], Iterator[Finding]]


def gathered(alike: Sequence[Finding], message: str, about: str) -> Iterator[Finding]:
    """Findings that differ in their places only: a few one by one, many as one, at the first."""
    if len(alike) <= MOST_ALIKE:
        yield from alike
        return
    lines = ", ".join(str(finding.line) for finding in alike[:_MOST_LINES])
    more = ", ..." if len(alike) > _MOST_LINES else ""
    offered = [finding.correction for finding in alike if finding.correction is not None]
    correction = None
    if offered:
        edits = tuple(edit for each in offered for edit in each.edits)
        correction = Correction(edits, f"{offered[0].summary}, in all {len(offered)} places")
    said = f"{message} So in {len(alike)} places: lines {lines}{more}"
    yield replace(alike[0], message=said, about=about, correction=correction)
