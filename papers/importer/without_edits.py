"""Rows without some of their pending edits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from papers.importer.pending_edits import PLACE, PendingRows, siblings
from papers.importer.values import follow_identifiers
from papers.layout.order import kept_after
from papers.layout.rows import PAPER_FIELDS, ListingRow, PaperRow, Rows, SectionRow
from papers.layout.sent import APPEARED

AnchorOf = Callable[[str, int], int | None]
"""Where in the layout upstream's `entry` or `heading` stands that starts at a byte; None where the layout lacks it."""


def rows_without(pending: PendingRows, keys: frozenset[str], anchor_of: AnchorOf) -> Rows:
    """Return the rows, against both texts, as they are without the edits of these keys, which bring along what they
    cannot be discarded without: see `Closure`. What was removed here comes back under new, negative keys. Pure."""
    return _Discarding(pending, keys, anchor_of).run()


@dataclass
class _Discarding:
    pending: PendingRows
    keys: frozenset[str]
    anchor_of: AnchorOf
    sections: dict[int, SectionRow] = field(init=False)
    listings: dict[int, ListingRow] = field(init=False)
    papers: dict[int, PaperRow] = field(init=False)
    """Against the layout, as the two above."""
    said: dict[int, PaperRow] = field(init=False)
    """Papers against upstream."""

    def __post_init__(self) -> None:
        after = self.pending.after
        self.sections, self.listings, self.papers = dict(after.sections), dict(after.listings), dict(after.papers)
        self.said = dict(after.against_upstream.papers)

    def run(self) -> Rows:
        self._change_sections()
        self._change_listings()
        self._change_papers()
        self._order_listings()
        self._order_sections()
        after = self.pending.after
        view = after.against_upstream
        layout = Rows(self.sections, self.papers, self.listings, after.names)
        upstream = Rows(
            {pk: self._against_upstream(row, view.sections.get(pk)) for pk, row in self.sections.items()},
            self.said,
            {pk: self._against_upstream(row, view.listings.get(pk)) for pk, row in self.listings.items()},
            after.names,
        )
        found = self._renewed(upstream)
        _point_to(layout, found)
        _point_to(upstream, found)
        is_one_text = after.upstream is None and all(
            upstream.listings[pk] == row for pk, row in layout.listings.items()
        )
        layout.upstream = None if is_one_text and upstream.sections == layout.sections else upstream
        return layout

    def _against_upstream(self, row: Any, before: Any) -> Any:
        """A row against upstream: where it stands there, and what is said there, stay."""
        if before is None:
            anchor = -row.pk - 1
            return replace(row, anchor=anchor)
        return replace(row, anchor=before.anchor, synced=before.synced)

    # Values

    def _change_sections(self) -> None:
        before = self.pending.before.sections
        for pk, (was, row) in self.pending.kept_sections.items():
            names = [name for name in ("title", "preface") if f"section-{pk}-{name}" in self.keys]
            names += PLACE if f"section-{pk}-place" in self.keys else ()
            if names:
                self.sections[pk] = replace(row, **{name: getattr(was, name) for name in names})
        for pk in list(self.sections):
            if f"section-{pk}" in self.keys:
                del self.sections[pk]
        for pk, row in before.items():
            if row.level and pk < 0 and f"heading-{row.anchor}" in self.keys:
                said = {name: getattr(row, name) for name in ("title", "level", "preface", "parent")}
                self.sections[pk] = replace(row, anchor=self.anchor_of("heading", -pk - 1), synced=said)

    def _change_listings(self) -> None:
        for pk, (was, row) in self.pending.kept.items():
            if f"listing-{pk}-section" in self.keys:
                above = was.parent if was.parent in self.listings else None
                self.listings[pk] = replace(row, section=was.section, parent=above)
            if f"listing-{pk}-note" in self.keys:
                self.listings[pk] = replace(self.listings[pk], note=was.note)
        for pk in list(self.listings):
            if f"listing-{pk}" in self.keys:
                del self.listings[pk]
        for pk, row in self.pending.before.listings.items():
            if pk < 0 and f"entry-{row.anchor}" in self.keys:
                said: dict[str, Any] = {"section": row.section, **({"note": row.note} if row.note else {})}
                self.listings[pk] = replace(row, anchor=self.anchor_of("entry", -pk - 1), synced=said)
        for pk, row in self.listings.items():
            if row.parent is not None and row.parent not in self.listings:
                self.listings[pk] = replace(row, parent=None)

    def _change_papers(self) -> None:
        for pk in self.pending.after.papers:
            names = [name for name in self.pending.fields_of(pk) if f"paper-{pk}-{name}" in self.keys]
            if names:
                columns = [each for name in names for each in (APPEARED if name == "appeared" else (name,))]
                self._take_values(pk, columns)
        kept = {row.paper for pk, row in self.listings.items() if pk > 0}
        for pk in {row.paper: None for pk, row in self.listings.items() if pk < 0}:
            self._restore_paper(pk, is_listed=pk in kept)

    def _restore_paper(self, pk: int, *, is_listed: bool) -> None:
        """A paper whose entry comes back; with no other listing here it comes back as upstream has it."""
        before = self.pending.before.papers[pk]
        row = self.said.get(pk)
        if row is None:
            self.papers[pk] = self.said[pk] = before
            return
        if not row.was_synced:
            for view in (self.papers, self.said):
                view[pk] = replace(view[pk], synced=before.values, was_synced=True)
        if not is_listed:
            self._take_values(pk, PAPER_FIELDS)

    def _take_values(self, pk: int, names: Iterable[str]) -> None:
        """Give a paper upstream's values of these fields."""
        before, row = self.pending.before.papers[pk].values, self.papers[pk]
        values = replace(row.values, **{name: getattr(before, name) for name in names})
        identifiers = follow_identifiers(row, values)
        for view in (self.papers, self.said):
            said = view[pk]
            synced = values if said.synced == values else said.synced
            view[pk] = replace(said, values=values, synced=synced, identifiers=identifiers)

    # Orders

    def _order_listings(self) -> None:
        old, upstream = self.pending.after.by_section(), self.pending.before.by_section()
        homes = {pk: row.section for pk, row in self.listings.items()}
        for section in self.sections:
            was = [row.pk for row in old.get(section, [])]
            current = [pk for pk in was if homes.get(pk) == section]
            wanted = [row.pk for row in upstream.get(section, []) if homes.get(row.pk) == section]
            order = self._ordered(f"order-{section}", current, wanted)
            if order != was:
                for position, pk in enumerate(order):
                    self.listings[pk] = replace(self.listings[pk], position=position)

    def _order_sections(self) -> None:
        old = self.pending.after.outline()
        above = {pk: row.parent for pk, row in self.sections.items()}
        was = siblings(self.pending.after)
        upstream = siblings(self.pending.before)
        root = next(pk for pk, row in self.sections.items() if not row.level)
        outline: list[int] = []
        waiting = [root]
        while waiting:
            pk = waiting.pop()
            outline.append(pk)
            current = [key for key in was.get(pk, []) if above.get(key) == pk]
            wanted = [key for key in upstream.get(pk, []) if above.get(key) == pk]
            waiting += self._ordered(f"sections-{pk}", current, wanted)[::-1]
        if outline != [row.pk for row in old]:
            for position, pk in enumerate(outline):
                self.sections[pk] = replace(self.sections[pk], position=position)

    def _ordered(self, key: str, current: list[int], wanted: list[int]) -> list[int]:
        """What comes back stands behind what it follows in upstream; in upstream's order all does."""
        return kept_after(wanted, current) if key in self.keys else kept_after(current, wanted)

    # What both texts say of sections that came back

    def _renewed(self, upstream: Rows) -> Mapping[int, int]:
        """Sections that were deleted here, by their former keys, under the keys that they come back with."""
        before = self.pending.before
        return dict(_homes_lost(upstream.sections, before.sections, "parent", self.sections)) | dict(
            _homes_lost(upstream.listings, before.listings, "section", self.sections)
        )


def _homes_lost(
    rows: Mapping[int, Any], before: Mapping[int, Any], name: str, sections: Mapping[int, SectionRow]
) -> Iterator[tuple[int, int]]:
    for pk, row in rows.items():
        home = row.synced.get(name)
        if pk in before and home is not None and home not in sections:
            known = getattr(before[pk], name)
            if known in sections:
                yield home, known


def _point_to(rows: Rows, renewed: Mapping[int, int]) -> None:
    if not renewed:
        return
    kinds: tuple[tuple[dict[int, Any], str], ...] = (rows.sections, "parent"), (rows.listings, "section")
    for each, name in kinds:
        for pk, row in each.items():
            if row.synced.get(name) in renewed:
                each[pk] = replace(row, synced={**row.synced, name: renewed[row.synced[name]]})
