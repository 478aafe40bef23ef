"""What the README shall say: the writer's input, in README order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from papers.readme.records import Document, Values


@dataclass(frozen=True, slots=True)
class WantedEntry:
    """One listing. `anchor` is `Entry.start` in the base, None for a listing that the base does not have."""

    anchor: int | None
    values: Values
    """All that the paper's rows say; of an entry that stays where it is, only the fields in `changed` are written."""
    changed: frozenset[str] = frozenset()
    """Names of fields of Values that shall differ from what the base's entry says."""
    may_lose_text: bool = False
    """The maintainer confirmed that text which was not read may go when the entry has to be written anew."""
    label: str = ""
    """How errors name it; the title where empty."""


@dataclass(frozen=True, slots=True)
class WantedSection:
    """One heading and the listings directly under it. The first wanted section is the root, with level 0."""

    anchor: int | None
    """`Section.start` in the base; None for a new section. Ignored for the root."""
    level: int
    """The literal number of `#`; a section that moved has its new one here, and its subsections theirs."""
    title: str
    preface: str | None = None
    """The new preface; None leaves it as it is."""
    entries: tuple[WantedEntry, ...] = field(default=())


class WriteError(ValueError):
    """Something wanted that the README cannot say; nothing is written.

    `line` is the base's line that it is about (None for a new entry), `field` the field of Values, `title`, `preface`
    or `level` of a section, or empty where it is about the whole.
    """

    def __init__(self, reason: str, *, line: int | None = None, field: str = "", label: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.field = field
        self.label = label


def unchanged(document: Document) -> tuple[WantedSection, ...]:
    """The document as a wish for itself: written, it gives its own bytes."""
    entries: list[list[WantedEntry]] = [[] for _ in document.sections]
    for entry in document.entries:
        entries[entry.section].append(WantedEntry(entry.start, entry.values))
    return tuple(
        WantedSection(section.start, section.level, section.title, None, tuple(entries[section.index]))
        for section in document.sections
    )


def flat(wanted: Sequence[WantedSection]) -> list[WantedEntry]:
    """All wanted entries in README order."""
    return [entry for section in wanted for entry in section.entries]
