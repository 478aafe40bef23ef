"""Text of our own beside a README: which pieces are whose, and rows that follow the pieces that they stand in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from papers.importer.choices import Choices
from papers.importer.plan import Plan
from papers.importer.reading import ReadEntry, Reading
from papers.importer.report import Conflict
from papers.importer.text_merge import Carried, Place, TextConflict
from papers.importer.values import first_said
from papers.layout.rows import NOTHING, PAPER_FIELDS, ListingRow, PaperRow, Rows, SectionRow
from papers.readme.alignment import Alignment, align
from papers.readme.identity import plain

if TYPE_CHECKING:
    from papers.importer.comparison import Comparison


@dataclass
class TextSettling:
    """What both ways have in common: three readings, and rows that follow their pieces."""

    plan: Plan
    comparison: Comparison
    choices: Choices
    decided: dict[str, bool] = field(default_factory=dict, init=False)
    """Of text conflicts, by key: each is asked once, however often pieces are put together."""

    @property
    def before(self) -> Rows:
        """Against the layout as it was."""
        return self.comparison.rows

    @property
    def layout(self) -> Reading:
        return self.comparison.layout

    @cached_property
    def layout_listings(self) -> dict[int, int]:
        """Of the layout's entries, by index, the rows that have one."""
        starts = {entry.start: at for at, entry in enumerate(self.layout.entries)}
        rows = self.before.listings
        return {starts[row.anchor]: pk for pk, row in rows.items() if row.anchor is not None and row.anchor in starts}

    @cached_property
    def layout_sections(self) -> dict[int, int]:
        starts = {section.start: section.index for section in self.layout.sections if section.level}
        rows = self.before.sections
        return {starts[row.anchor]: pk for pk, row in rows.items() if row.anchor is not None and row.anchor in starts}

    @cached_property
    def draft_sources(self) -> dict[int, bytes]:
        """What the draft says of each listing."""
        draft = self.comparison.draft
        if draft is None:
            return {}
        return {
            pk: entry.source
            for pk, entry in zip(draft.owners.listings, draft.reading.entries, strict=True)
            if pk is not None
        }

    def aligned(self, base: Reading, sections: Mapping[int, int], entries: Mapping[int, int]) -> dict[Place, Place]:
        """Places of `base` in the layout: as rows tell, the rest as texts tell."""
        layout = self.layout
        if base is layout:
            found = Alignment({at: at for at in range(len(base.sections))}, {at: at for at in range(len(base.entries))})
        else:
            known = Alignment(dict(sections), dict(entries))
            found = align(base.headings, base.texts, layout.headings, layout.texts, known)
        return places(base, layout, found)

    def prefers_changed(self, conflict: TextConflict, *, changed_is_ours: bool) -> bool:
        if conflict.key in self.decided:
            return self.decided[conflict.key]
        title = ""
        if conflict.place is not None and conflict.place.kind == "entry":
            title = self.comparison.ancestor.reading.entries[conflict.place.at].values.title
        elif conflict.place is not None:
            title = self.comparison.ancestor.reading.sections[conflict.place.at].title
        here, there = (conflict.here, conflict.there) if changed_is_ours else (conflict.there, conflict.here)
        asked = Conflict("text", title or "text", "text", here, there, key=conflict.key)
        self.decided[conflict.key] = self.choices.keeps_row(asked) is changed_is_ours
        return self.decided[conflict.key]

    def to_layout(self) -> dict[Place, Place]:
        """Places of the ancestor in the layout."""
        base, rows = self.comparison.ancestor.reading, self.comparison.ancestor.rows
        entries = {entry.start: at for at, entry in enumerate(base.entries)}
        headings = {section.start: section.index for section in base.sections if section.level}
        of_listing = {row.pk: entries[row.anchor] for row in rows.listings.values() if row.anchor in entries}
        of_section = {row.pk: headings[row.anchor] for row in rows.sections.values() if row.anchor in headings}
        return self.aligned(
            base,
            {0: 0, **{of_section[pk]: at for at, pk in self.layout_sections.items() if pk in of_section}},
            {of_listing[pk]: at for at, pk in self.layout_listings.items() if pk in of_listing},
        )

    @cached_property
    def new_entries(self) -> dict[int, int]:
        """Where each entry of the new README comes, by where it starts; so also below."""
        return {entry.start: at for at, entry in enumerate(self.comparison.new.entries)}

    @cached_property
    def new_headings(self) -> dict[int, int]:
        return {section.start: section.index for section in self.comparison.new.sections if section.level}

    def to_new(self) -> dict[Place, Place]:
        """Places of the ancestor in the new README."""
        pairing = self.plan.pairing
        entries = {old: at for at, old in pairing.old_entries.items()}
        return places(self.comparison.ancestor.reading, self.comparison.new, Alignment(pairing.new_sections, entries))


def places(old: Reading, new: Reading, alignment: Alignment) -> dict[Place, Place]:
    found: dict[Place, Place] = {}
    for here, there in alignment.sections.items():
        before, after = old.sections[here], new.sections[there]
        if before.level and after.level:
            found[Place("heading", here)] = Place("heading", there)
        if _has_preface(before) and _has_preface(after):
            found[Place("preface", here)] = Place("preface", there)
    for here, there in alignment.entries.items():
        found[Place("entry", here)] = Place("entry", there)
    return found


def _has_preface(section: Any) -> bool:
    return section.preface_span[1] > section.preface_span[0]


def places_lost(carried: Carried, result: Reading) -> set[Place]:
    """Return the entries and headings that a change of their own text would make something else."""
    titles = {entry.start: plain(entry.values.title) for entry in result.entries}
    headings = {section.start for section in result.sections if section.level}
    return {
        place
        for place in carried.changed
        if (place.kind == "entry" and titles.get(carried.onto[place]) is None)
        or (place.kind == "heading" and carried.onto[place] not in headings)
    }


def unread_places(own: Mapping[Place, int], origin: Reading, result: Reading) -> list[Place]:
    """Return the entries that are not read, where they were put, as what they were."""
    titles = {entry.start: plain(entry.values.title) for entry in result.entries}
    return [
        place
        for place, start in own.items()
        if place.kind == "entry" and titles.get(start) != plain(origin.entries[place.at].values.title)
    ]


@dataclass
class RowsFollowing:
    """Rows against a text whose pieces come from two others: by anchor, with what they say there; None to read it."""

    base: Rows
    """The same rows against the text that most pieces come from."""
    result: Reading
    sections: dict[int, tuple[int | None, Mapping[str, Any] | None]] = field(default_factory=dict)
    listings: dict[int, tuple[int | None, Mapping[str, Any] | None]] = field(default_factory=dict)

    def rows(self, onto: Reading, entries: Mapping[int, int]) -> Rows:
        """`entries` are the places in `onto` of the listings that stand there."""
        sections = {pk: self._section(pk) for pk in self.sections}
        listings = {pk: self._listing(pk) for pk in self.listings}
        own = {
            listings[pk].paper for pk, (anchor, said) in self.listings.items() if said is None and anchor is not None
        }
        wordings: dict[int, list[tuple[ReadEntry, ReadEntry | None]]] = {}
        for pk, row in sorted(listings.items(), key=lambda item: item[1].anchor or 0):
            if row.paper in own and row.anchor in self.entries:
                there = onto.entries[entries[pk]] if pk in entries else None
                wordings.setdefault(row.paper, []).append((self.entries[row.anchor], there))
        papers = {**self.base.papers}
        for pk, told in wordings.items():
            papers[pk] = stand_paper_against(self.base.papers[pk], told)
        return Rows(sections, papers, listings, self.base.names)

    @cached_property
    def entries(self) -> dict[int | None, ReadEntry]:
        return {entry.start: entry for entry in self.result.entries}

    @cached_property
    def homes(self) -> dict[int, int | None]:
        """The rows of the result's sections, by index."""
        owners = {anchor: pk for pk, (anchor, _) in self.sections.items() if anchor is not None}
        root = next((pk for pk, row in self.base.sections.items() if not row.level), None)
        return {each.index: owners.get(each.start, root) if each.level else root for each in self.result.sections}

    def _section(self, pk: int) -> SectionRow:
        row = self.base.sections[pk]
        anchor, said = self.sections[pk]
        if said is None and anchor is not None:
            section = next(each for each in self.result.sections if each.level and each.start == anchor)
            parent = self.homes.get(section.parent or 0)
            said = {"title": section.title, "level": section.level, "preface": section.preface, "parent": parent}
        return replace(row, anchor=anchor, synced=said or {})

    def _listing(self, pk: int) -> ListingRow:
        row = self.base.listings[pk]
        anchor, said = self.listings[pk]
        if said is None and anchor is not None:
            entry = self.entries[anchor]
            home = self.homes.get(entry.section)
            note = {"note": entry.values.note} if entry.values.note else {}
            said = {"section": row.section if home is None else home, **note}
        return replace(row, anchor=anchor, synced=said or {})


def stand_paper_against(paper: PaperRow, wordings: list[tuple[ReadEntry, ReadEntry | None]]) -> PaperRow:
    """The paper against its entries; a field that is read from both texts alike says what it is known to say."""
    read_now = first_said([entry for entry, _ in wordings])
    theirs = [other for _, other in wordings if other is not None]
    known = first_said(theirs) if theirs else NOTHING
    same = {
        name: getattr(paper.synced, name)
        for name in PAPER_FIELDS
        if theirs and paper.was_synced and getattr(read_now, name) == getattr(known, name)
    }
    known_said = replace(read_now, **same)
    values = paper.values
    return PaperRow(paper.pk, values, values if known_said == values else known_said, paper.identifiers)
