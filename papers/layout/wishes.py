"""What the README shall say, from the rows and the base."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from papers.layout.order import kept_after
from papers.layout.rows import SET_FIELDS, ListingRow, PaperRow, Rows, SectionRow
from papers.layout.sets import with_changes
from papers.readme.records import VALUE_FIELDS, Document, Entry, Section, Values
from papers.readme.wanted import WantedEntry, WantedSection

ADDED_FIELDS = frozenset({"title", "links", "venue", "track", "year", "evidence_types"})
"""What the writer may add to an entry; the others are changed where they stand."""


def written(paper: PaperRow, name: str) -> Any:
    """What the README shall say of an edited field. A tag that was put in here stays here; one that went, goes."""
    value = getattr(paper.values, name)
    return tuple(tag for tag in paper.synced.tags if tag in value) if name == "tags" else value


def is_written(paper: PaperRow, name: str, own: Values) -> bool:
    """Whether an edited field shows in an entry that says `own`."""
    return name in ADDED_FIELDS or (bool(getattr(own, name)) and written(paper, name) != getattr(paper.synced, name))


DEEPEST = 6
_REREAD = "; run import_readme --reread"

Key = tuple[str, int]
"""Tells sections apart: rows, and sections of the base without one."""


class LayoutError(ValueError):
    """Rows that the base, as it is read today, has no place for. `label` is the title of the paper or section."""

    def __init__(self, reason: str, line: int | None = None, label: str = "") -> None:
        super().__init__(reason)
        self.line = line
        self.label = label


@dataclass(frozen=True)
class Adopted:
    """The anchors of a text that got a row."""

    sections: frozenset[int] = frozenset()
    entries: frozenset[int] = frozenset()

    @classmethod
    def of(cls, stored: dict[str, list[int]]) -> Adopted:
        return cls(frozenset(stored.get("sections", ())), frozenset(stored.get("entries", ())))

    def stored(self) -> dict[str, list[int]]:
        return {"sections": sorted(self.sections), "entries": sorted(self.entries)}


def is_as_imported(rows: Rows, adopted: Adopted) -> bool:
    """Whether no row differs from what the text says, so that the text is what the README shall be."""
    if any(paper.edited - {"tags"} or _lost_tags(paper) for paper in rows.papers.values()):
        return False
    if any((section.anchor is None and section.level) or _is_edited(section) for section in rows.sections.values()):
        return False
    outline = rows.outline()
    anchors = [section.anchor for section in outline if section.anchor is not None]
    if anchors != sorted(adopted.sections):
        return False
    listings = rows.by_section()
    entries = [listing.anchor for section in outline for listing in listings[section.pk]]
    return entries == sorted(adopted.entries) and not any(
        listing.is_moved or listing.has_new_note for listing in rows.listings.values()
    )


@dataclass(frozen=True)
class Owners:
    """Which rows the sections and entries of a README are, in its order; None for what has no row."""

    sections: tuple[int | None, ...]
    listings: tuple[int | None, ...]


def wanted(rows: Rows, base: Document, adopted: Adopted) -> tuple[WantedSection, ...]:
    """The README that the rows ask for, in its order. Raises LayoutError."""
    return wanted_with_owners(rows, base, adopted)[0]


def wanted_with_owners(rows: Rows, base: Document, adopted: Adopted) -> tuple[tuple[WantedSection, ...], Owners]:
    """The same, and whose the sections and entries are."""
    wish = _Wish(rows, base, adopted)
    return wish.sections(), Owners(tuple(wish.section_rows), tuple(wish.listings))


def owners_of(rows: Rows, base: Document) -> Owners:
    """Of the text that the rows stand against, by their anchors."""
    sections = {row.anchor if row.level else None: pk for pk, row in rows.sections.items() if _is_anchored(row)}
    listings = {row.anchor: pk for pk, row in rows.listings.items() if row.anchor is not None}
    return Owners(
        tuple(sections.get(section.start if section.level else None) for section in base.sections),
        tuple(listings.get(entry.start) for entry in base.entries),
    )


Item = ListingRow | Entry
"""A listing, or an entry of the base that only today's reader finds and that therefore has no row."""


@dataclass
class _Wish:
    rows: Rows
    base: Document
    adopted: Adopted
    entries: dict[int, Entry] = field(init=False)
    headings: dict[int, Section] = field(init=False)
    changes: dict[int, dict[str, Any]] = field(init=False, default_factory=dict)
    """New values of entries, by anchor."""
    listings: list[int | None] = field(init=False, default_factory=list)
    """The rows of the wanted entries, once these were asked for."""
    section_rows: list[int | None] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.entries = {entry.start: entry for entry in self.base.entries}
        self.headings = {section.start: section for section in self.base.sections if section.level}
        self._refuse_lost_removals()

    def _refuse_lost_removals(self) -> None:
        kept = {listing.anchor for listing in self.rows.listings.values()}
        for anchor in sorted(self.adopted.entries - kept - self.entries.keys()):
            line = self.base.source.line(anchor)
            raise LayoutError(f"line {line} held a paper that was removed here, and is no longer read as one{_REREAD}")

    def sections(self) -> tuple[WantedSection, ...]:
        outline = self._outline()
        levels = self._levels(outline)
        placed = self._placed(outline)
        items = [item for each in outline for item in placed[_key(each)]]
        self.listings = [item.pk if isinstance(item, ListingRow) else None for item in items]
        self.section_rows = [None if isinstance(each, int) else each.pk for each in outline]
        self._find_changes(items)
        return tuple(
            self._section(each, levels, tuple(self._entry(item) for item in placed[_key(each)])) for each in outline
        )

    # Sections

    def _outline(self) -> list[SectionRow | int]:
        """Rows in order, with the base's sections that only today's reader finds (as indices) where they stand."""
        reference = self._rows_of_base()
        rows = [row for row in self.rows.outline() if self._is_found(row)]
        found = {_key(each): each for each in (*reference, *rows)}
        order = [_key(row) for row in rows]
        present = set(order)
        kept = [key for key in map(_key, reference) if key[0] == "base" or key in present]
        return [found[key] for key in kept_after(order, kept)]

    def _rows_of_base(self) -> list[SectionRow | int]:
        """For each section of the base that was not removed here its row, or its index where it has none."""
        known = {row.anchor if row.level else None: row for row in self.rows.sections.values() if _is_anchored(row)}
        return [
            known.get(section.start if section.level else None, section.index)
            for section in self.base.sections
            if section.start not in self.adopted.sections or not section.level or section.start in known
        ]

    def _is_found(self, row: SectionRow) -> bool:
        if row.anchor is None or row.anchor in self.headings:
            return True
        if _is_edited(row):
            raise LayoutError(f"the section {row.title!r} is no longer read as one{_REREAD}", label=row.title)
        return False

    def _levels(self, outline: Sequence[SectionRow | int]) -> dict[int, int]:
        """The literal level of each row's heading: the base's, moved along with the section that it is under."""
        levels: dict[int, int] = {}
        for row in outline:
            if isinstance(row, int):
                continue
            if row.anchor is None or row.is_edited("level") or row.parent is None:
                levels[row.pk] = row.level
                continue
            was = self._base_level(row.synced.get("parent", row.parent), self.headings[row.anchor])
            levels[row.pk] = self.headings[row.anchor].level + levels.get(row.parent, was) - was
            if not 1 <= levels[row.pk] <= DEEPEST:
                raise LayoutError(f"the section {row.title!r} would get {levels[row.pk]} # signs; 1 to {DEEPEST} exist")
        return levels

    def _base_level(self, pk: int, child: Section) -> int:
        """The literal level of the section that `child` was under at the import; it may have been removed since."""
        row = self.rows.sections.get(pk)
        if row is None:
            return 0 if child.parent is None else self.base.sections[child.parent].level
        return self.headings[row.anchor].level if row.anchor in self.headings and row.level else row.level

    def _section(
        self, each: SectionRow | int, levels: dict[int, int], entries: tuple[WantedEntry, ...]
    ) -> WantedSection:
        if isinstance(each, int):
            section = self.base.sections[each]
            return WantedSection(section.start, section.level, section.title, None, entries)
        heading = None if each.anchor is None else self.headings[each.anchor]
        title = each.title if heading is None or each.is_edited("title") else heading.title
        is_new = not each.synced and (each.level > 0 or bool(each.preface))
        preface = each.preface if is_new or each.is_edited("preface") else None
        return WantedSection(each.anchor, levels[each.pk], title if each.level else "", preface, entries)

    # Entries

    def _placed(self, outline: Sequence[SectionRow | int]) -> dict[Key, list[Item]]:
        """The items of each section in order."""
        rows = [row for row in outline if not isinstance(row, int) and _is_anchored(row)]
        homes = {row.anchor if row.level else None: _key(row) for row in rows}
        of_base = [homes.get(each.start if each.level else None, _key(each.index)) for each in self.base.sections]
        items: dict[int, Item] = {}
        order: dict[Key, list[int]] = {_key(each): [] for each in outline}
        at: dict[int, Key] = {}
        listings = self.rows.by_section()
        for listing in (listing for row in self.rows.outline() for listing in listings[row.pk]):
            if self._is_read(listing):
                mark = _mark(listing)
                at[mark] = self._home(listing, of_base, order)
                items[mark] = listing
                order[at[mark]].append(mark)
        reference: dict[Key, list[int]] = {key: [] for key in order}
        for entry in self.base.entries:
            home = of_base[entry.section]
            if at.get(entry.start) == home or (entry.start not in self.adopted.entries and home in order):
                items.setdefault(entry.start, entry)
                reference[home].append(entry.start)
        return {key: [items[mark] for mark in kept_after(order[key], reference[key])] for key in order}

    def _is_read(self, listing: ListingRow) -> bool:
        if listing.anchor is None or listing.anchor in self.entries:
            return True
        paper = self.rows.papers[listing.paper]
        if listing.is_moved or listing.has_new_note or paper.edited & ADDED_FIELDS:
            title = paper.values.title
            raise LayoutError(f"the entry of {title!r} is no longer read as one{_REREAD}", label=title)
        return False

    def _home(self, listing: ListingRow, of_base: Sequence[Key], order: Container[Key]) -> Key:
        home: Key = ("row", listing.section)
        if listing.anchor is not None and not listing.is_moved:
            home = of_base[self.entries[listing.anchor].section]
        if home not in order:
            title = self.rows.papers[listing.paper].values.title
            raise LayoutError(f"the section of {title!r} is no longer read as one{_REREAD}", label=title)
        return home

    def _find_changes(self, items: Iterable[Item]) -> None:
        listings: dict[int, list[ListingRow]] = {}
        for item in items:
            if isinstance(item, ListingRow):
                listings.setdefault(item.paper, []).append(item)
                self._change_note(item)
        for pk, of_paper in listings.items():
            if self.rows.papers[pk].edited:
                self._change(self.rows.papers[pk], of_paper)

    def _change_note(self, listing: ListingRow) -> None:
        if listing.anchor is not None and listing.has_new_note and self.entries[listing.anchor].values.note:
            self.changes.setdefault(listing.anchor, {})["note"] = listing.note

    def _change(self, paper: PaperRow, listings: Sequence[ListingRow]) -> None:
        """Replaces each edited field where entries have it; adds it to the first entry where none does."""
        entries = [self.entries[listing.anchor] for listing in listings if listing.anchor is not None]
        for name in paper.edited:
            before, after = getattr(paper.synced, name), written(paper, name)
            if after == before:
                continue
            holders = [entry for entry in entries if _has(entry, name)]
            is_added = not holders and name in ADDED_FIELDS and listings[0].anchor is not None
            for at, entry in enumerate(entries[:1] if is_added else holders):
                own = getattr(entry.values, name)
                value = with_changes(own, before, after) if name in SET_FIELDS and at else after
                if value != own:
                    self.changes.setdefault(entry.start, {})[name] = value

    def _entry(self, item: Item) -> WantedEntry:
        if isinstance(item, Entry):
            return WantedEntry(item.start, item.values)
        paper = self.rows.papers[item.paper]
        if item.anchor is None:
            values = replace(paper.values, note=item.note)
            return WantedEntry(None, values, frozenset(VALUE_FIELDS), item.may_lose_text, values.title)
        changes = self.changes.get(item.anchor, {})
        values = replace(self.entries[item.anchor].values, **changes)
        return WantedEntry(item.anchor, values, frozenset(changes), item.may_lose_text, paper.values.title)


def _lost_tags(paper: PaperRow) -> bool:
    return "tags" in paper.edited and written(paper, "tags") != paper.synced.tags


def _key(each: SectionRow | int) -> Key:
    return ("base", each) if isinstance(each, int) else ("row", each.pk)


def _mark(listing: ListingRow) -> int:
    """Tells the items of a section apart: entries by where they start, listings made here by negative numbers."""
    return -listing.pk if listing.anchor is None else listing.anchor


def _has(entry: Entry, name: str) -> bool:
    return bool(getattr(entry.values, name)) or (name == "links" and "links[-1].url" in entry.places)


def _is_anchored(row: SectionRow) -> bool:
    return row.anchor is not None or not row.level


def _is_edited(section: SectionRow) -> bool:
    return any(section.is_edited(name) for name in ("title", "level", "preface", "parent"))
