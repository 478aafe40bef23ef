"""What an export changes in the base, told one by one: what was edited here since the last import."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

from papers.layout.changes import (
    Added,
    Changed,
    Changes,
    FieldChange,
    Moved,
    Removed,
    Reordered,
    displaced,
    field_changes,
)
from papers.layout.rows import Rows
from papers.readme.identity import Works
from papers.readme.records import VALUE_FIELDS, Document, Section
from papers.readme.wanted import WantedEntry, WantedSection


def changes(base: Document, wish: Sequence[WantedSection], listings: Sequence[int | None], rows: Rows) -> Changes:
    """`listings` are the rows of the wanted entries in their order, as `wanted_with_listings` gives them."""
    papers = [None if pk is None else rows.listings[pk].paper for pk in listings]
    return _Telling(base, wish, papers, rows).all()


@dataclass
class _Telling:
    base: Document
    wish: Sequence[WantedSection]
    papers: Sequence[int | None]
    rows: Rows
    found: Changes = field(default_factory=Changes)

    def __post_init__(self) -> None:
        self.entries = {entry.start: entry for entry in self.base.entries}
        self.headings = {section.start: section for section in self.base.sections if section.level}

    def all(self) -> Changes:
        self._go_through_entries()
        self._go_through_sections()
        self.found.reordered += self._reordered()
        return self.found

    def _go_through_entries(self) -> None:
        fields: dict[int | str, dict[FieldChange, None]] = {}
        about: dict[int | str, tuple[str, int | None]] = {}
        met: set[int] = set()
        for section, wanted, paper in self._wanted():
            title = wanted.label or wanted.values.title
            if wanted.anchor is None:
                self.found.added.append(Added(title, _name(section), wanted.values, paper))
                continue
            met.add(wanted.anchor)
            entry = self.entries[wanted.anchor]
            home = self.base.sections[entry.section]
            if _home(home) != _anchor(section):
                self.found.moved.append(Moved(title, _name(home), _name(section), paper))
            key = title if paper is None else paper
            names = [name for name in VALUE_FIELDS if name in wanted.changed]
            if edits := field_changes(entry.values, wanted.values, names):
                about.setdefault(key, (entry.values.title, paper))
                # A paper that is listed twice changes once.
                fields.setdefault(key, {}).update(dict.fromkeys(edits))
        self.found.changed = [Changed(about[key][0], tuple(each), about[key][1]) for key, each in fields.items()]
        self.found.removed = list(self._removed(met))

    def _removed(self, met: Container[int]) -> Iterator[Removed]:
        gone = [entry for entry in self.base.entries if entry.start not in met]
        works: Works[int] = Works()
        for pk, paper in self.rows.papers.items() if gone else ():
            for values in (paper.values, paper.synced):
                works.add(pk, values.title, paper.identifiers)
        for entry in gone:
            owner = works.find(entry.values.title, entry.values.identifiers)
            yield Removed(entry.values.title, _name(self.base.sections[entry.section]), owner)

    def _go_through_sections(self) -> None:
        for section in self.wish:
            anchor = _anchor(section)
            if section.level and anchor is None:
                self.found.sections_added.append(section.title)
                continue
            before = self.base.sections[0] if anchor is None else self.headings[anchor]
            names = ["title", "level"] if section.level else []
            names += ["preface"] if section.preface is not None else []
            if edits := field_changes(before, section, names):
                self.found.changed.append(Changed(_name(before), edits))
        kept = {_anchor(each) for each in self.wish}
        self.found.sections_removed = [each.title for start, each in self.headings.items() if start not in kept]

    def _wanted(self) -> Iterator[tuple[WantedSection, WantedEntry, int | None]]:
        papers = iter(self.papers)
        for section in self.wish:
            for entry in section.entries:
                yield section, entry, next(papers)

    def _reordered(self) -> Iterator[Reordered]:
        papers = {wanted.anchor: paper for _, wanted, paper in self._wanted()}
        old: dict[int | None, list[int]] = {}
        for entry in self.base.entries:
            old.setdefault(_home(self.base.sections[entry.section]), []).append(entry.start)
        for section in self.wish:
            if section.level and section.anchor is None:
                continue
            new = [entry.anchor for entry in section.entries if entry.anchor is not None]
            for start, was, now in displaced(old.get(_anchor(section), []), new):
                yield Reordered(self.entries[start].values.title, _name(section), was, now, papers[start])
        anchors = [anchor for each in self.wish if (anchor := _anchor(each)) is not None]
        for start, was, now in displaced(list(self.headings), anchors):
            yield Reordered(self.headings[start].title, "the README's headings", was, now)


def _home(section: Section) -> int | None:
    """What tells sections apart; None for the root."""
    return section.start if section.level else None


def _anchor(section: WantedSection) -> int | None:
    return section.anchor if section.level else None


def _name(section: Section | WantedSection) -> str:
    return section.title or "README"
