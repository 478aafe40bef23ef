"""A README under inspection: what was read, and what several rules need to know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from papers.readme.checking.findings import Correction, Finding, Level
from papers.readme.identifiers import Identifiers
from papers.readme.identity import works
from papers.readme.records import Document, Entry, Span
from papers.readme.vocabulary import Vocabulary


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

    def found(self, rule: Rule, span: Span, message: str, about: str, correction: Correction | None = None) -> Finding:
        """The finding at a span of the source."""
        source = self.document.source
        start, end = span
        line, column = source.line(start), source.column(start)
        return Finding(rule.code, rule.level, start, end, line, column, message, about, correction)


@dataclass(frozen=True)
class Rule:
    """`look` yields the rule's findings; it is linear in the length of the README."""

    code: str
    """Stable, of lower-case words with hyphens: other people's scripts and dismissals rely on it."""
    level: Level
    summary: str
    """What is found and why it matters, in one sentence."""
    look: Callable[[Inspection, Rule], Iterator[Finding]]
