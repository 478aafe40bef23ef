"""How rows differ from what they were, told one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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
from papers.layout.rows import PAPER_FIELDS, ListingRow, Rows, SectionRow
from papers.readme.records import Values


def changes(before: Rows, after: Rows) -> Changes:
    """New rows have negative keys."""
    return _Telling(before, after).all()


@dataclass(frozen=True)
class _Telling:
    before: Rows
    after: Rows

    def all(self) -> Changes:
        sections = self.before.sections.keys(), self.after.sections.keys()
        return Changes(
            added=list(self._added()),
            changed=[*self._changed_papers(), *self._changed_sections()],
            moved=list(self._moved()),
            reordered=[*self._reordered(), *self._reordered_sections()],
            removed=list(self._removed()),
            sections_added=[
                row.title for row in self.after.outline() if row.pk not in self.before.sections and row.level
            ],
            sections_removed=[self.before.sections[pk].title for pk in sorted(sections[0] - sections[1])],
        )

    def _added(self) -> Iterator[Added]:
        for listing in self.after.listings.values():
            if listing.pk not in self.before.listings:
                values = self._values(listing.paper)
                known = listing.paper if listing.paper > 0 else None
                yield Added(values.title, self._title(listing), values, known)

    def _changed_papers(self) -> Iterator[Changed]:
        notes = self._changed_notes()
        for pk, row in self.after.papers.items():
            if pk in self.before.papers and row.values is not self.before.papers[pk].values:
                before = self.before.papers[pk].values
                fields = (*field_changes(before, row.values, PAPER_FIELDS), *notes.pop(pk, ()))
                if fields:
                    yield Changed(before.title, fields, pk)
        for pk, fields in notes.items():
            yield Changed(self.before.papers[pk].values.title, fields, pk)

    def _changed_notes(self) -> dict[int, tuple[FieldChange, ...]]:
        found: dict[int, tuple[FieldChange, ...]] = {}
        for listing, before in self._kept():
            fields = field_changes(before, listing, ["note"])
            if fields:
                found[listing.paper] = (*found.get(listing.paper, ()), *fields)
        return found

    def _changed_sections(self) -> Iterator[Changed]:
        for pk, row in self.after.sections.items():
            if pk in self.before.sections:
                before = self.before.sections[pk]
                fields = field_changes(before, row, ["title", "level", "preface"])
                if row.parent != before.parent:
                    under = self.before.sections.get(before.parent or 0), self.after.sections.get(row.parent or 0)
                    fields = (*fields, FieldChange("parent", *(_name(each) for each in under)))
                if fields:
                    yield Changed(_name(before), fields)

    def _moved(self) -> Iterator[Moved]:
        for listing, before in self._kept():
            if listing.section != before.section:
                names = _name(self.before.sections[before.section]), self._title(listing)
                yield Moved(self._values(listing.paper).title, *names, listing.paper)

    def _reordered(self) -> Iterator[Reordered]:
        old, new = self.before.by_section(), self.after.by_section()
        for pk, listings in new.items():
            if pk in old:
                for key, was, now in displaced(_keys(old[pk]), _keys(listings)):
                    paper = self.after.listings[key].paper
                    yield Reordered(self._values(paper).title, _name(self.after.sections[pk]), was, now, paper)

    def _reordered_sections(self) -> Iterator[Reordered]:
        old, new = _siblings(self.before.outline()), _siblings(self.after.outline())
        for parent, keys in new.items():
            for key, was, now in displaced(old.get(parent, []), keys):
                yield Reordered(self.after.sections[key].title, _name(self.after.sections.get(parent)), was, now)

    def _removed(self) -> Iterator[Removed]:
        for pk, listing in self.before.listings.items():
            if pk not in self.after.listings:
                section = self.before.sections[listing.section]
                yield Removed(self.before.papers[listing.paper].values.title, _name(section), listing.paper)

    def _kept(self) -> Iterator[tuple[ListingRow, ListingRow]]:
        for pk, listing in self.after.listings.items():
            if pk in self.before.listings:
                yield listing, self.before.listings[pk]

    def _values(self, paper: int) -> Values:
        return self.after.papers[paper].values

    def _title(self, listing: ListingRow) -> str:
        return _name(self.after.sections[listing.section])


def _name(section: SectionRow | None) -> str:
    return (section and section.title) or "README"


def _keys(listings: Iterable[ListingRow]) -> list[int]:
    return [listing.pk for listing in listings]


def _siblings(outline: Iterable[SectionRow]) -> dict[int, list[int]]:
    """The sections under each one that has any, in order."""
    found: dict[int, list[int]] = {}
    for row in outline:
        if row.parent is not None:
            found.setdefault(row.parent, []).append(row.pk)
    return found
