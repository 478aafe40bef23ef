"""The listings after an import, and which papers they are of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count

from papers.history.past_edits import PastEdit, PastEdits
from papers.importer.choices import Choices, Sides, find_take_back, taken_back_conflict
from papers.importer.pairing import Pairing
from papers.importer.reading import ReadEntry
from papers.importer.report import Conflict, Report
from papers.importer.sections import SectionMerge
from papers.importer.values import Wordings
from papers.layout.changes import field_changes, shown
from papers.layout.order import merged
from papers.layout.rows import NOTHING, PAPER_FIELDS, ListingRow, Rows
from papers.layout.sent import LISTING, SentValues
from papers.layout.wishes import Adopted, is_written
from papers.models import Listing
from papers.readme.identity import Works
from papers.readme.records import VALUE_FIELDS


@dataclass
class ListingMerge:
    """`rows` is what shall be; new rows and papers have negative keys. `adopted` are the new README's anchors."""

    before: Rows
    pairing: Pairing
    adopted_before: Adopted
    sections: SectionMerge
    choices: Choices
    report: Report
    rows: dict[int, ListingRow] = field(default_factory=dict)
    adopted: set[int] = field(default_factory=set)
    wordings: dict[int, Wordings] = field(default_factory=dict)
    """Of each paper that the base or the new README has."""
    of_new: dict[int, int] = field(default_factory=dict)
    """From the new README's entries to listings."""
    numbers: Iterator[int] = field(default_factory=lambda: count(-1, -1))
    paper_numbers: Iterator[int] = field(default_factory=lambda: count(-1, -1))
    sent: SentValues = field(default_factory=SentValues)
    past: PastEdits | None = None
    kept: set[int] = field(default_factory=set)
    """Listings that the new README removed, and that stay."""

    def run(self) -> None:
        for at, entry in enumerate(self.pairing.new.entries):
            if not entry.values.title:
                continue
            pk = self.pairing.listings.get(at)
            if pk is not None:
                self._keep(self.before.listings[pk], at, entry)
            else:
                self._add(at, entry)
        self._go_through_the_rest()
        self._nest()

    def settle(self) -> None:
        """After sections went: what was made in one goes with it, what was moved there goes where the README has it."""
        homes = {pk: self.pairing.new.entries[at].section for at, pk in self.of_new.items()}
        for pk, listing in list(self.rows.items()):
            if listing.section in self.sections.gone:
                if pk in homes:
                    self.rows[pk] = replace(listing, section=self.sections.home(homes[pk]))
                else:
                    del self.rows[pk]
                    self.report.removed += 1

    def order(self) -> None:
        """Positions within each section, from both sides' orders."""
        base: dict[int, list[int]] = {}
        for at in range(len(self.pairing.base.entries)):
            pk = self.pairing.rows_of_base.get(at)
            if pk in self.rows:
                base.setdefault(self.rows[pk].section, []).append(pk)
        theirs: dict[int, list[int]] = {}
        for pk in self.of_new.values():
            theirs.setdefault(self.rows[pk].section, []).append(pk)
        ours: dict[int, list[int]] = {}
        by_section = self.before.by_section()
        for section in self.before.outline():
            for listing in by_section[section.pk]:
                if listing.pk in self.rows and self.rows[listing.pk].section == section.pk:
                    ours.setdefault(section.pk, []).append(listing.pk)
        for section_pk in {*theirs, *ours}:
            order = merged(base.get(section_pk, []), ours.get(section_pk, []), theirs.get(section_pk, []))
            for position, pk in enumerate(order):
                if self.rows[pk].position != position:
                    self.rows[pk] = replace(self.rows[pk], position=position)

    def _keep(self, listing: ListingRow, at: int, entry: ReadEntry) -> None:
        before = self.pairing.before(at)
        title = entry.values.title
        section, said_section = self._section(listing, at, entry)
        said = listing.synced.get("note", "")
        sides = Sides(
            before.values.note if before else said,
            entry.values.note,
            listing.note,
            said,
            self.sent.of(LISTING, listing.pk, "note"),
            lambda: self._past(listing.pk, "note"),
        )
        key = f"listing-{listing.pk}-note"
        note, said_note = self.choices.value(
            sides, lambda: Conflict("field", title, "note", listing.note, entry.values.note, entry.line, key=key)
        )
        if at in self.pairing.copies:
            note = said_note = listing.note
        self.report.kept += 1
        self.report.moved += section != listing.section
        self._put(
            at,
            replace(listing, section=section, note=note, anchor=entry.start, synced=_said(said_section, said_note)),
            entry,
            before,
        )

    def _section(self, listing: ListingRow, at: int, entry: ReadEntry) -> tuple[int, int]:
        """Where the listing shall stand and where the README has it."""
        there = self.sections.of_new[entry.section]
        if there is None:
            # Its section was removed here: no row's key, so that it counts as moved.
            return listing.section, 0
        here = listing.section
        if here == there or there in self.sent.of(LISTING, listing.pk, "section"):
            return here, there
        names = self.sections.rows[here].title, self.sections.rows[there].title
        conflict = Conflict(
            "field", entry.values.title, "section", *names, entry.line, key=f"listing-{listing.pk}-section"
        )
        if not listing.is_moved:
            edit = find_take_back(there, self._past(listing.pk, "section")) if self.pairing.is_moved(at) else None
            is_kept = edit is not None and self.choices.keeps_row(taken_back_conflict(conflict, edit))
            return here if is_kept else there, there
        if self.pairing.is_moved(at) and not self.choices.keeps_row(conflict):
            return there, there
        return here, there

    def _past(self, pk: int, name: str) -> Sequence[PastEdit]:
        return () if self.past is None else self.past.of(Listing, pk, name)

    def _add(self, at: int, entry: ReadEntry) -> None:
        before = self.pairing.before(at)
        is_adopted = before is not None and before.start in self.adopted_before.entries
        if before is not None and not is_adopted and not self.choices.reread:
            return
        self.adopted.add(entry.start)
        if before is not None and is_adopted:
            edits = self._edits_there(at, before, entry)
            key = f"entry-{entry.start}"
            if not edits or self.choices.keeps_row(
                Conflict("removed here", entry.values.title, there=edits, line=entry.line, key=key)
            ):
                return
        section = self.sections.of_new[entry.section]
        if section is None:
            return
        paper = self._paper(entry)
        if before is None and self._stays_removed(paper, section, entry):
            return
        synced = _said(section, entry.values.note)
        listing = ListingRow(next(self.numbers), paper, section, 0, entry.start, None, entry.values.note, False, synced)
        self.report.added += 1
        self._put(at, listing, entry, None)

    def _stays_removed(self, paper: int, section: int, entry: ReadEntry) -> bool:
        """Whether a new entry is one that was listed and removed here: sent meanwhile, or removed upstream, too."""
        if any(listing.paper == paper and listing.section == section for listing in self.rows.values()):
            return False
        if (paper, section) in self.sent.listed:
            return True
        edit = None if self.past is None or paper < 0 else self.past.removal(paper, section)
        if edit is None or paper in self._listed:
            return False
        title = entry.values.title
        conflict = Conflict("field", title, "listed", "not listed", "listed", entry.line, key=f"listed-{entry.start}")
        return self.choices.keeps_row(taken_back_conflict(conflict, edit))

    @cached_property
    def _listed(self) -> set[int]:
        """The papers that have a listing here."""
        return {listing.paper for listing in self.before.listings.values()}

    def _put(self, at: int, listing: ListingRow, entry: ReadEntry, before: ReadEntry | None) -> None:
        self.adopted.add(entry.start)
        self.rows[listing.pk] = listing
        self.of_new[at] = listing.pk
        wordings = self.wordings.setdefault(listing.paper, Wordings())
        wordings.new.append((entry, before))
        wordings.are_copies = wordings.are_copies and at in self.pairing.copies

    def _paper(self, entry: ReadEntry) -> int:
        values = entry.values
        found = self._works.find(values.title, values.identifiers)
        paper = next(self.paper_numbers) if found is None else found
        self._works.add(paper, values.title, values.identifiers)
        return paper

    @cached_property
    def _works(self) -> Works[int]:
        """The papers of the database in README order, and how the new README words those that it kept."""
        found: Works[int] = Works()
        listed = self.before.by_paper()
        for pk in (*listed, *(pk for pk in self.before.papers if pk not in listed)):
            paper = self.before.papers[pk]
            found.add(pk, paper.values.title, paper.identifiers)
        for at, pk in self.pairing.listings.items():
            values = self.pairing.new.entries[at].values
            found.add(self.before.listings[pk].paper, values.title, values.identifiers)
        return found

    def _go_through_the_rest(self) -> None:
        """Rows that the new README has no entry for: made here, or removed there."""
        old = {pk: at for at, pk in self.pairing.rows_of_base.items()}
        for pk, listing in self.before.listings.items():
            if pk in self.rows:
                continue
            if listing.anchor is None:
                self.rows[pk] = listing
                continue
            entry = self.pairing.base.entries[old[pk]] if pk in old else None
            title = self.before.papers[listing.paper].values.title
            line = entry.line if entry else None
            if self._keeps(listing, entry, Conflict("removed there", title, line=line, key=f"listing-{pk}")):
                self.kept.add(pk)
                self.rows[pk] = replace(listing, anchor=None, synced={})
                continue
            self.report.removed += 1
            if entry:
                self.wordings.setdefault(listing.paper, Wordings()).removed.append(entry)

    def _keeps(self, listing: ListingRow, entry: ReadEntry | None, conflict: Conflict) -> bool:
        """Whether a listing that the new README lacks is one that was edited or made here, and is to be kept."""
        if self._is_edited(listing, entry):
            return self.choices.keeps_row(replace(conflict, here=self._edits_here(listing)))
        made = None if self.past is None else self.past.making(Listing, listing.pk)
        if made is None:
            return False
        conflict = replace(conflict, field="listed", here="listed", there="not listed")
        return self.choices.keeps_row(taken_back_conflict(conflict, made))

    def _is_edited(self, listing: ListingRow, entry: ReadEntry | None) -> bool:
        """Whether the entry would be another one on export; its paper's edits count where no other entry shows them."""
        if listing.is_moved or listing.has_new_note:
            return True
        if self.wordings.get(listing.paper, Wordings()).new:
            return False
        paper = self.before.papers[listing.paper]
        return any(is_written(paper, name, entry.values if entry else NOTHING) for name in paper.edited)

    def _edits_here(self, listing: ListingRow) -> str:
        paper = self.before.papers[listing.paper]
        edits = [f"{name}: {shown(getattr(paper.values, name))}" for name in PAPER_FIELDS if name in paper.edited]
        if listing.has_new_note:
            edits.append(f"note: {listing.note}")
        if listing.is_moved:
            edits.append(f"section: {self.before.sections[listing.section].title}")
        return "; ".join(edits)

    def _edits_there(self, at: int, before: ReadEntry, entry: ReadEntry) -> str:
        edits = [f"{each.field}: {each.after}" for each in field_changes(before.values, entry.values, VALUE_FIELDS)]
        if self.pairing.is_moved(at):
            edits.append(f"section: {self.pairing.new.sections[entry.section].title}")
        return "; ".join(edits)

    def _nest(self) -> None:
        for at, pk in self.of_new.items():
            parent_at = self.pairing.new.entries[at].parent
            parent = None if parent_at is None else self.of_new.get(parent_at)
            if parent is not None and self.rows[parent].section != self.rows[pk].section:
                parent = None
            if self.rows[pk].parent != parent:
                self.rows[pk] = replace(self.rows[pk], parent=parent)
        for pk, listing in self.rows.items():
            if listing.parent is not None and listing.parent not in self.rows:
                self.rows[pk] = replace(listing, parent=None)


def _said(section: int, note: str) -> dict[str, int | str]:
    return {"section": section, "note": note} if note else {"section": section}
