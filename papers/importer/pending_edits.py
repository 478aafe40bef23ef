"""Pending edits one by one, each under a key by which it can be discarded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from papers.importer.text_changes import TextChange
from papers.layout.changes import displaced, shown
from papers.layout.rows import PAPER_FIELDS, ListingRow, PaperRow, Rows, SectionRow
from papers.layout.sent import APPEARED
from papers.layout.wishes import is_written
from papers.readme.records import VALUE_FIELDS, Values

PLACE = ("level", "parent")
"""Fields of a section that are one edit: it cannot stand elsewhere without the level of what stands there."""


@dataclass(frozen=True, slots=True)
class FieldValue:
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PendingEdit:
    """One edit; `before` is upstream's side of it."""

    key: str
    """The same for the same edit as long as upstream stays: it names rows, or where in upstream something starts."""
    kind: str
    """`added`, `changed`, `moved`, `reordered`, `removed`, `section added`, `section removed` or `text`."""
    title: str
    """Of the paper or section; of a text between them, of what stands before it."""
    field: str = ""
    section: str = ""
    """Where a listing is, or was; of a moved one, where it is now."""
    values: tuple[FieldValue, ...] = ()
    paper: int | None = None
    row: int | None = None
    """The listing or section, where it is one here."""
    rows: tuple[int, ...] = ()
    """Of an order, the listings or sections that stand elsewhere."""


@dataclass(frozen=True)
class PendingRows:
    """The rows as upstream has them and as they are here, and how they differ."""

    before: Rows
    """As `pending.rows_of_upstream` gives them: what was removed here has negative keys."""
    after: Rows
    said: Mapping[int, Sequence[Values]]
    """What upstream's entries of each paper say."""

    def edits(self) -> list[PendingEdit]:
        return [
            *self._added(),
            *self._changed_papers(),
            *self._changed_notes(),
            *self._changed_sections(),
            *self._moved(),
            *self._reordered(),
            *self._removed(),
            *self._sections_made(),
            *self._sections_removed(),
        ]

    @cached_property
    def listed(self) -> frozenset[int]:
        """Papers that have a listing here."""
        return frozenset(row.paper for row in self.after.listings.values())

    @cached_property
    def kept(self) -> dict[int, tuple[ListingRow, ListingRow]]:
        """Listings on both sides: as upstream has them, and as they are."""
        after = self.after.listings
        return {pk: (row, after[pk]) for pk, row in self.before.listings.items() if pk in after}

    @cached_property
    def kept_sections(self) -> dict[int, tuple[SectionRow, SectionRow]]:
        after = self.after.sections
        return {pk: (row, after[pk]) for pk, row in self.before.sections.items() if pk in after}

    def fields_of(self, paper: int) -> dict[str, tuple[FieldValue, ...]]:
        """The edited fields of a paper that upstream has, by the last part of their key."""
        if paper not in self.before.papers:
            return {}
        before, after = self.before.papers[paper].values, self.after.papers[paper].values
        found: dict[str, tuple[FieldValue, ...]] = {}
        if before is after:
            return found
        for name in PAPER_FIELDS:
            if getattr(before, name) != getattr(after, name) and self._is_written(paper, name):
                key = "appeared" if name in APPEARED else name
                found[key] = (*found.get(key, ()), _value(name, getattr(before, name), getattr(after, name)))
        return found

    def _is_written(self, paper: int, name: str) -> bool:
        """Whether the README has a place for an edited field; else it stays here."""
        row = self.after.against_upstream.papers[paper]
        return any(is_written(row, name, values) for values in self.said.get(paper, ()))

    def _added(self) -> Iterator[PendingEdit]:
        for pk, row in self.after.listings.items():
            if pk not in self.before.listings:
                values = self._paper(row).values
                told = tuple(_value(name, None, getattr(values, name)) for name in VALUE_FIELDS[1:])
                told = tuple(each for each in told if each.after)
                title, section = values.title, self._name(row.section)
                yield PendingEdit(f"listing-{pk}", "added", title, "", section, told, row.paper, pk)

    def _changed_papers(self) -> Iterator[PendingEdit]:
        for pk in self.after.papers:
            if pk in self.listed:
                for name, values in self.fields_of(pk).items():
                    title = self.before.papers[pk].values.title
                    yield PendingEdit(f"paper-{pk}-{name}", "changed", title, name, "", values, pk)

    def _changed_notes(self) -> Iterator[PendingEdit]:
        for pk, (before, after) in self.kept.items():
            if before.note and before.note != after.note:
                told = (_value("note", before.note, after.note),)
                title, section = self._paper(after).values.title, self._name(after.section)
                yield PendingEdit(f"listing-{pk}-note", "changed", title, "note", section, told, after.paper, pk)

    def _changed_sections(self) -> Iterator[PendingEdit]:
        for pk, (before, after) in self.kept_sections.items():
            for name in ("title", "preface"):
                if getattr(before, name) != getattr(after, name):
                    told = (_value(name, getattr(before, name), getattr(after, name)),)
                    yield PendingEdit(f"section-{pk}-{name}", "changed", _title(before), name, "", told, None, pk)
            if any(getattr(before, name) != getattr(after, name) for name in PLACE):
                under = _title(self.before.sections.get(before.parent or 0)), self._name(after.parent)
                both = _value("level", before.level, after.level), _value("under", *under)
                places = tuple(each for each in both if each.before != each.after)
                yield PendingEdit(f"section-{pk}-place", "changed", _title(before), "place", "", places, None, pk)

    def _moved(self) -> Iterator[PendingEdit]:
        for pk, (before, after) in self.kept.items():
            if before.section != after.section:
                homes = _title(self.before.sections[before.section]), self._name(after.section)
                title = self._paper(after).values.title
                told = (_value("section", *homes),)
                yield PendingEdit(f"listing-{pk}-section", "moved", title, "section", homes[1], told, after.paper, pk)

    def _reordered(self) -> Iterator[PendingEdit]:
        old, new = self.before.by_section(), self.after.by_section()
        for pk, rows in new.items():
            moved = displaced([row.pk for row in old.get(pk, [])], [row.pk for row in rows])
            if moved:
                titles = [self._paper(self.after.listings[key]).values.title for key, *_ in moved]
                yield self._order(f"order-{pk}", pk, titles, moved)
        above, below = siblings(self.before), siblings(self.after)
        for pk, keys in below.items():
            if moved := displaced(above.get(pk, []), keys):
                titles = [_title(self.after.sections[key]) for key, *_ in moved]
                yield self._order(f"sections-{pk}", pk, titles, moved)

    def _order(self, key: str, pk: int, titles: Sequence[str], moved: Sequence[tuple[int, int, int]]) -> PendingEdit:
        """Places count from 1."""
        places = tuple(
            FieldValue(title, f"place {was}", f"place {now}")
            for title, (_, was, now) in zip(titles, moved, strict=True)
        )
        rows = tuple(row for row, *_ in moved)
        return PendingEdit(key, "reordered", self._name(pk), "order", self._name(pk), places, None, pk, rows)

    def _removed(self) -> Iterator[PendingEdit]:
        for pk, row in self.before.listings.items():
            if pk not in self.after.listings:
                section = _title(self.before.sections[row.section])
                paper = row.paper if row.paper > 0 else None
                title = self.before.papers[row.paper].values.title
                yield PendingEdit(f"entry-{row.anchor}", "removed", title, "", section, (), paper)

    def _sections_made(self) -> Iterator[PendingEdit]:
        for row in self.after.outline():
            if row.level and row.pk not in self.before.sections:
                under = self._name(row.parent)
                yield PendingEdit(f"section-{row.pk}", "section added", row.title, "", under, (), None, row.pk)

    def _sections_removed(self) -> Iterator[PendingEdit]:
        for pk, row in self.before.sections.items():
            if row.level and pk not in self.after.sections:
                under = _title(self.before.sections.get(row.parent or 0))
                yield PendingEdit(f"heading-{row.anchor}", "section removed", row.title, "", under)

    def _paper(self, listing: ListingRow) -> PaperRow:
        return self.after.papers[listing.paper]

    def _name(self, section: int | None) -> str:
        return _title(self.after.sections.get(section or 0))


def text_edits(changes: Iterable[TextChange]) -> list[PendingEdit]:
    return [
        PendingEdit(each.key, "text", each.title, "text", values=(FieldValue("text", each.before, each.after),))
        for each in changes
    ]


def siblings(rows: Rows) -> dict[int, list[int]]:
    """The sections under each one that has any, in order."""
    found: dict[int, list[int]] = {}
    for row in rows.outline():
        if row.parent is not None:
            found.setdefault(row.parent, []).append(row.pk)
    return found


@dataclass
class Closure:
    """Edits that cannot be discarded alone bring others along: a section made here, what was put into it; an entry that
    was removed with its section, that section."""

    pending: PendingRows
    known: Mapping[str, PendingEdit]
    found: set[str] = field(default_factory=set)

    def of(self, keys: Iterable[str]) -> frozenset[str]:
        """Return the keys with what they bring along; what is no pending edit is left out."""
        waiting = [key for key in keys if key in self.known]
        while waiting:
            key = waiting.pop()
            if key not in self.found:
                self.found.add(key)
                waiting += [each for each in self._entailed(key) if each in self.known]
        return frozenset(self.found)

    def _entailed(self, key: str) -> Iterator[str]:
        kind, _, rest = key.partition("-")
        before, after = self.pending.before, self.pending.after
        if kind == "section" and rest.isdecimal():
            pk = int(rest)
            for listing in after.listings.values():
                if listing.section == pk:
                    yield from (f"listing-{listing.pk}", f"listing-{listing.pk}-section")
            for section in after.sections.values():
                if section.parent == pk:
                    yield from (f"section-{section.pk}", f"section-{section.pk}-place")
        elif kind in ("entry", "heading"):
            own: ListingRow | SectionRow = (before.listings if kind == "entry" else before.sections)[-int(rest) - 1]
            yield from self._heading(own.section if isinstance(own, ListingRow) else own.parent)
        elif kind == "listing" and rest.endswith("-section"):
            yield from self._heading(before.listings[int(rest.partition("-")[0])].section)
        elif kind == "section" and rest.endswith("-place"):
            yield from self._heading(before.sections[int(rest.partition("-")[0])].parent)

    def _heading(self, section: int | None) -> Iterator[str]:
        if section is not None and section < 0:
            yield f"heading-{self.pending.before.sections[section].anchor}"


def _title(section: SectionRow | None) -> str:
    return (section and section.title) or "README"


def _value(name: str, before: object, after: object) -> FieldValue:
    return FieldValue(name, shown(before), shown(after))
