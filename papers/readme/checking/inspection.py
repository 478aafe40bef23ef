"""A README under inspection: what was read, and what several rules need to know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from papers.readme.checking.findings import Correction, Finding, Level
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
