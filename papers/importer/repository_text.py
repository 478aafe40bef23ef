"""What the repository holds, with the text changes that were taken here: the next layout."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from papers.importer.own_text import RowsFollowing, TextSettling, places_lost, unread_places
from papers.importer.reading import Reading
from papers.importer.settled import Settled
from papers.importer.text_merge import Carried, Piece, Place, Versions, carry_changes
from papers.layout.rows import Rows
from papers.layout.wishes import Adopted, LayoutError
from papers.readme.vocabulary import Vocabulary


@dataclass
class RepositoryText(TextSettling):
    upstream: Rows
    names: Vocabulary

    def settled(self) -> Settled:
        refused: set[Place] = set()
        unchanged: set[Place] = set()
        while True:
            carried = self._carried(refused, unchanged)
            result = self.comparison.readings.read(carried.data)
            unreadable = set(unread_places(carried.own, self.layout, result))
            lost = places_lost(carried, result)
            if not unreadable and not lost:
                break
            self._refuse_lost_text(unreadable)
            refused |= unreadable
            unchanged |= lost
        return self._settled(carried, result)

    def _carried(self, refused: set[Place], unchanged: set[Place]) -> Carried:
        """Without our own pieces that are refused, and without changes of those of theirs that stay unchanged."""
        base, new = self.comparison.ancestor.reading, self.comparison.new
        kept = self._places_of(self.plan.kept, self.plan.kept_sections)
        return carry_changes(
            Versions(
                base,
                self.layout,
                new,
                self.to_layout(),
                self.to_new(),
                kept=frozenset(kept - refused),
                added=frozenset(self._added() - refused),
                explained=lambda place, before, after: place in unchanged,
                settled=self._is_settled,
                prefers_changed=lambda conflict: self.prefers_changed(conflict, changed_is_ours=True),
            )
        )

    def _places_of(self, listings: Iterable[int], sections: Iterable[int]) -> set[Place]:
        """In the layout."""
        of_listing = {pk: at for at, pk in self.layout_listings.items()}
        of_section = {pk: at for at, pk in self.layout_sections.items()}
        found = {Place("entry", of_listing[pk]) for pk in listings if pk in of_listing}
        return found | {Place("heading", of_section[pk]) for pk in sections if pk in of_section}

    def _added(self) -> set[Place]:
        """Of what the layout alone has, what is still to be listed and not in the new README now."""
        adopted = self.comparison.state.adopted
        found = set()
        for at, entry in enumerate(self.layout.entries):
            pk = self.layout_listings.get(at)
            row = None if pk is None else self.plan.listings.get(pk)
            if (pk is None and entry.start not in adopted.entries) or (row is not None and row.anchor is None):
                found.add(Place("entry", at))
        for section in self.layout.sections[1:]:
            pk = self.layout_sections.get(section.index)
            heading = None if pk is None else self.plan.sections.get(pk)
            if (pk is None and section.start not in adopted.sections) or (
                heading is not None and heading.anchor is None
            ):
                found.add(Place("heading", section.index))
        return found

    def _is_settled(self, place: Place, onto: Piece) -> bool:
        """Whether the new README has an entry as the draft has it."""
        pk = self.plan.pairing.listings.get(place.at) if place.kind == "entry" else None
        return pk is not None and self.draft_sources.get(pk) == onto.data

    def _refuse_lost_text(self, unreadable: Iterable[Place]) -> None:
        for place in unreadable:
            if place.kind == "entry" and (entry := self.layout.entries[place.at]).unread:
                title = entry.values.title
                reason = "it stays here, and the README has no place for it as it is written; its text would be lost"
                raise LayoutError(reason, entry.line, title)

    def _settled(self, carried: Carried, result: Reading) -> Settled:
        new = self.comparison.new
        entries, headings = self.new_entries, self.new_headings
        of_listing = {pk: at for at, pk in self.layout_listings.items()}
        of_section = {pk: at for at, pk in self.layout_sections.items()}
        anchors: dict[Place, int] = carried.onto
        follow = RowsFollowing(self.upstream, result)
        for pk, section in self.upstream.sections.items():
            if section.anchor is not None:
                place = Place("heading", headings[section.anchor])
                is_own = place in carried.changed
                follow.sections[pk] = anchors[place], section.synced if not is_own else None
            elif pk in of_section and Place("heading", of_section[pk]) in carried.own:
                follow.sections[pk] = carried.own[Place("heading", of_section[pk])], None
            else:
                follow.sections[pk] = None, section.synced
        for pk, listing in self.upstream.listings.items():
            if listing.anchor is not None:
                place = Place("entry", entries[listing.anchor])
                follow.listings[pk] = anchors[place], listing.synced if place not in carried.changed else None
            elif pk in of_listing and Place("entry", of_listing[pk]) in carried.own:
                follow.listings[pk] = carried.own[Place("entry", of_listing[pk])], None
            else:
                follow.listings[pk] = None, listing.synced
        there = {pk: entries[row.anchor] for pk, row in self.upstream.listings.items() if row.anchor is not None}
        rows = follow.rows(new, there)
        old = self.comparison.state.adopted
        adopted = Adopted(
            frozenset(
                anchors[Place("heading", at)] for start, at in headings.items() if start in self.plan.adopted.sections
            )
            | frozenset(at for place, at in carried.own.items() if place.kind == "heading"),
            frozenset(
                anchors[Place("entry", at)] for start, at in entries.items() if start in self.plan.adopted.entries
            )
            | frozenset(
                at
                for place, at in carried.own.items()
                if place.kind == "entry" and self.layout.entries[place.at].start in old.entries
            ),
        )
        rows.upstream = self.upstream
        return Settled(rows, carried.data, adopted, self.names)
