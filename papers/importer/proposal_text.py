"""The layout with a proposal's text changes: what no row says of its entries, headings and what stands between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from papers.importer.own_text import RowsFollowing, TextSettling, places_lost, unread_places
from papers.importer.reading import Reading
from papers.importer.settled import Settled
from papers.importer.text_merge import Carried, Piece, Place, Versions, carry_changes
from papers.layout.rows import NOTHING, PAPER_FIELDS, PaperRow, Rows
from papers.layout.wishes import Adopted, LayoutError, wanted_with_owners
from papers.readme.reader import read
from papers.readme.vocabulary import Vocabulary
from papers.readme.wanted import WriteError
from papers.readme.writer import write


@dataclass
class ProposalText(TextSettling):
    names: Vocabulary

    def settled(self) -> Settled:
        upstream = self._upstream()
        layout = self._layout_rows()
        refused: set[Place] = set()
        unchanged: set[Place] = set()
        written = self._written(layout)
        while True:
            carried = self._carried(refused, unchanged, written)
            result = self.comparison.readings.read(carried.data)
            unreadable = set(unread_places(carried.own, self.comparison.new, result))
            lost = places_lost(carried, result)
            if not unreadable and not lost:
                break
            refused |= unreadable
            unchanged |= lost
        settled = self._settled(carried, result, layout, upstream)
        return self._exact(settled, upstream)

    def _upstream(self) -> Rows:
        """Nothing that upstream says changes; what is new here, it does not have."""
        before = self.before.against_upstream
        return self._edited(before)

    def _layout_rows(self) -> Rows:
        """The rows as they shall be against the layout as it was."""
        return self._edited(self.before)

    def _edited(self, before: Rows) -> Rows:
        plan = self.plan
        sections = {}
        for pk, row in plan.sections.items():
            old = before.sections.get(pk)
            anchor, said = (old.anchor, old.synced) if old else (None, {})
            sections[pk] = replace(row, anchor=anchor, synced=said)
        listings = {}
        for pk, listing in plan.listings.items():
            was = before.listings.get(pk)
            anchor, said = (was.anchor, was.synced) if was else (None, {})
            listings[pk] = replace(listing, anchor=anchor, synced=said)
        papers = {**before.papers}
        for pk, paper in plan.papers.items():
            known = before.papers.get(pk)
            if known is None:
                papers[pk] = PaperRow(pk, paper.values, NOTHING, paper.identifiers, was_synced=False)
            else:
                values = self._with_fetched(paper, known)
                synced = values if values == known.synced else known.synced
                papers[pk] = PaperRow(pk, values, synced, paper.identifiers, known.was_synced)
        return Rows(sections, papers, listings, before.names)

    def _with_fetched(self, paper: PaperRow, known: PaperRow) -> Any:
        """Values that the proposal left as they were are those of the row."""
        view = self.comparison.ancestor.rows.papers[paper.pk]
        kept = {
            name: getattr(known.values, name)
            for name in PAPER_FIELDS
            if getattr(paper.values, name) == getattr(view.values, name)
        }
        return replace(paper.values, **kept)

    def _written(self, layout: Rows) -> tuple[dict[int, bytes], dict[int, bytes]]:
        """What the writer makes of listings and headings where only rows change; empty where it cannot."""
        state = self.comparison.state
        known = Rows(
            {pk: row for pk, row in layout.sections.items() if pk > 0 or row.level == 0},
            layout.papers,
            {pk: row for pk, row in layout.listings.items() if pk > 0 and row.section > 0},
            layout.names,
        )
        try:
            document = read(state.content, self.names)
            wish, owners = wanted_with_owners(known, document, state.adopted)
            result = read(write(document, wish, self.names), self.names)
        except (LayoutError, WriteError):
            return {}, {}
        data = result.source.data
        entries = {
            pk: data[entry.start : entry.end]
            for pk, entry in zip(owners.listings, result.entries, strict=True)
            if pk is not None
        }
        headings = {
            pk: data[section.start : section.end]
            for pk, section in zip(owners.sections, result.sections, strict=True)
            if pk is not None
        }
        return entries, headings

    def _carried(
        self, refused: set[Place], unchanged: set[Place], written: tuple[dict[int, bytes], dict[int, bytes]]
    ) -> Carried:
        """Without the proposal's pieces that are refused, and without changes of those of ours that stay unchanged."""
        base, new = self.comparison.ancestor.reading, self.comparison.new

        def is_explained(place: Place, before: Piece, after: Piece) -> bool:
            if place in unchanged:
                return True
            rows = self.layout_listings if place.kind == "entry" else self.layout_sections
            pk = rows.get(place.at)
            if pk is None:
                return False
            if pk not in (self.plan.listings if place.kind == "entry" else self.plan.sections):
                return True
            return (written[0] if place.kind == "entry" else written[1]).get(pk) == after.data

        return carry_changes(
            Versions(
                base,
                new,
                self.layout,
                self.to_new(),
                self.to_layout(),
                added=frozenset(self._added() - refused),
                explained=is_explained,
                prefers_changed=lambda conflict: self.prefers_changed(conflict, changed_is_ours=False),
            )
        )

    def _added(self) -> set[Place]:
        """Of what the proposal alone has, the entries and headings that get a row."""
        entries, headings = self.new_entries, self.new_headings
        found = {
            Place("entry", entries[row.anchor])
            for pk, row in self.plan.listings.items()
            if pk < 0 and row.anchor in entries
        }
        return found | {
            Place("heading", headings[row.anchor])
            for pk, row in self.plan.sections.items()
            if pk < 0 and row.anchor in headings
        }

    def _settled(self, carried: Carried, result: Reading, layout: Rows, upstream: Rows) -> Settled:
        entries, headings = self.new_entries, self.new_headings
        of_listing = {pk: at for at, pk in self.layout_listings.items()}
        of_section = {pk: at for at, pk in self.layout_sections.items()}
        follow = RowsFollowing(layout, result)
        for pk, section in layout.sections.items():
            if pk in of_section:
                place = Place("heading", of_section[pk])
                follow.sections[pk] = carried.onto[place], None if place in carried.changed else section.synced
                continue
            anchor = self.plan.sections[pk].anchor
            own = None if anchor not in headings else carried.own.get(Place("heading", headings[anchor]))
            follow.sections[pk] = (None, section.synced) if own is None else (own, None)
        for pk, listing in layout.listings.items():
            if pk in of_listing:
                place = Place("entry", of_listing[pk])
                follow.listings[pk] = carried.onto[place], None if place in carried.changed else listing.synced
                continue
            anchor = self.plan.listings[pk].anchor
            own = None if anchor not in entries else carried.own.get(Place("entry", entries[anchor]))
            follow.listings[pk] = (None, listing.synced) if own is None else (own, None)
        rows = follow.rows(self.layout, {pk: at for pk, at in of_listing.items() if pk in layout.listings})
        old = self.comparison.state.adopted
        starts = {entry.start: at for at, entry in enumerate(self.layout.entries)}
        heads = {section.start: section.index for section in self.layout.sections if section.level}
        adopted = Adopted(
            frozenset(carried.onto[Place("heading", heads[start])] for start in old.sections if start in heads)
            | frozenset(at for place, at in carried.own.items() if place.kind == "heading"),
            frozenset(carried.onto[Place("entry", starts[start])] for start in old.entries if start in starts)
            | frozenset(at for place, at in carried.own.items() if place.kind == "entry"),
        )
        rows.upstream = upstream
        return Settled(rows, carried.data, adopted, self.names)

    def _exact(self, settled: Settled, upstream: Rows) -> Settled:
        """A proposal made from the draft of this moment is the next draft, to the byte: where pieces do not add up to
        it, its own text becomes the layout."""
        comparison = self.comparison
        draft = comparison.draft
        if draft is None or draft.reading.source.data != comparison.ancestor.reading.source.data or self.choices.open:
            return settled
        try:
            if settled.draft() == comparison.content:
                return settled
        except (LayoutError, WriteError):
            pass
        view = comparison.ancestor.rows
        rows = Rows(
            self.plan.sections,
            {**view.papers, **self.plan.papers},
            self.plan.listings,
            view.names,
            upstream,
        )
        return Settled(rows, comparison.content, self.plan.adopted, self.names)
