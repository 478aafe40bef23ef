"""Pending edits: what an export would change in the repository's README."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from papers.exporter import LayoutState, load_layout, render_state
from papers.importer.changes import changes
from papers.importer.own_text import stand_paper_against
from papers.importer.pending_edits import Closure, FieldValue, PendingEdit, PendingRows, text_edits
from papers.importer.reading import ReadEntry, Reading, Readings
from papers.importer.settled import Settled
from papers.importer.text_changes import TextChange, TextComparison, restored_places, revert
from papers.importer.upstream_rows import rows_of_upstream
from papers.importer.without_edits import rows_without
from papers.layout.changes import Changes
from papers.layout.rows import ListingRow, PaperRow, Rows, SectionRow, vocabulary
from papers.layout.wishes import Adopted, LayoutError
from papers.models import Catalogue, Revision
from papers.readme import collector
from papers.readme.records import Values


@dataclass(frozen=True)
class Preview:
    """The draft against upstream."""

    upstream: Any
    """The Revision; None where nothing was ever imported."""
    before: bytes
    content: bytes
    changes: Changes
    pending: PendingState | None = None
    """None where nothing is pending."""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def is_pending(self) -> bool:
        return self.before != self.content

    @property
    def edits(self) -> list[PendingEdit]:
        return self.pending.edits if self.pending else []


def preview() -> Preview:
    """Return what an export would write, and what that changes. Raises what `exporter.render` raises."""
    with collector.set_aside():
        version = Catalogue.objects.current().version
        state = load_layout()
        upstream = Revision.objects.upstream()
        before = upstream.data
        content = render_state(state)
        if content == before:
            return Preview(upstream, before, content, Changes())
        pending = PendingState.of(version, state, upstream, content)
        return Preview(upstream, before, content, changes(pending.rows.before, pending.rows.after), pending)


REST = "text-rest"
"""The key of what differs in no piece of text that can be told apart, as the ends of all lines."""


@dataclass(frozen=True)
class PendingState:
    """The draft, the layout and upstream, all read, of one moment."""

    version: int
    """The catalogue's, from before anything was read."""
    state: LayoutState
    upstream: Any
    """The Revision."""
    draft: bytes
    rows: PendingRows
    texts: TextComparison
    readings: Readings = field(repr=False)

    @classmethod
    def of(cls, version: int, state: LayoutState, upstream: Any, draft: bytes) -> PendingState:
        readings = Readings()
        reading = readings.read(upstream.data)
        before = rows_of_upstream(state.rows, reading, Adopted.of(upstream.adopted))
        rows = PendingRows(before, state.rows, _wordings(before, reading))
        texts = TextComparison.of(reading, readings.read(state.content), state.rows)
        return cls(version, state, upstream, draft, rows, texts, readings)

    @cached_property
    def text_changes(self) -> list[TextChange]:
        return self.texts.changes(_anchors(self.state.rows))

    @cached_property
    def edits(self) -> list[PendingEdit]:
        """Everything that is pending, one by one."""
        found = [*self.rows.edits(), *text_edits(each for each in self.text_changes if each.key)]
        if not found and self.draft != self.upstream.data:
            told = (FieldValue("text", "as the repository has it", "as it is here"),)
            found.append(PendingEdit(REST, "text", "Spacing and line ends", "text", values=told))
        return found

    def closure(self, keys: Iterable[str]) -> frozenset[str]:
        """Return the keys of pending edits among these, and of those that they cannot be discarded without."""
        return Closure(self.rows, {each.key: each for each in self.edits}).of(keys)

    def without(self, keys: frozenset[str]) -> Settled:
        """Return the rows and the layout without the edits of a closure. Raises LayoutError."""
        rows = rows_without(self.rows, keys, self.texts.anchor)
        view = rows.against_upstream
        left = [each for each in self.edits if each.kind == "text" and each.key not in keys]
        if not left and not _has_own_text(rows):
            alone = Rows(view.sections, view.papers, view.listings, view.names)
            return Settled(alone, self.upstream.data, Adopted.of(self.upstream.adopted), vocabulary())
        chosen = [each for each in self.text_changes if each.key in keys]
        following = [each for each in self.text_changes if not each.key and self._follows(each, rows)]
        if settled := self._reverted(rows, [*chosen, *following], keys):
            return settled
        settled = self._reverted(rows, chosen, keys)
        if settled is None:
            raise LayoutError("without these edits an entry or a heading would no longer be read as one")
        return settled

    def _follows(self, change: TextChange, rows: Rows) -> bool:
        """Whether all rows that a stretch of text is about went, or came back."""
        now, before = _anchors(rows), _anchors(self.state.rows)
        restored = {-pk - 1 for pk in (*rows.listings, *rows.sections) if pk < 0}
        is_settled = not any(at in now for at in change.own) and restored.issuperset(change.missing)
        return is_settled and (bool(change.missing) or any(at in before for at in change.own))

    def _reverted(self, rows: Rows, reverted: list[TextChange], keys: frozenset[str]) -> Settled | None:
        """None where something that has a row would no longer be read."""
        if not reverted:
            return Settled(rows, self.state.content, self.state.adopted, vocabulary())
        content, moved = revert(self.state.content, reverted)
        restored = restored_places(self.state.content, reverted)
        reading = self.readings.read(content)
        view = rows.against_upstream
        changed = {each.start for each in reverted if each.key.startswith(("text-entry", "text-heading"))}

        def placed(row: Any, said: Any) -> Any:
            anchor = restored.get(-row.pk - 1) if row.anchor is None and row.pk < 0 else None
            if row.anchor is not None:
                anchor = moved(row.anchor)
            return replace(row, anchor=anchor, synced=said.synced if row.anchor in changed else row.synced)

        sections = {pk: placed(row, view.sections[pk]) for pk, row in rows.sections.items()}
        listings = {pk: placed(row, view.listings[pk]) for pk, row in rows.listings.items()}
        papers = dict(rows.papers)
        for pk in {rows.listings[pk].paper for pk, row in rows.listings.items() if row.anchor in changed}:
            papers[pk] = self._against_layout(view.papers[pk], listings, view, reading)
        heads, starts = {each.start for each in reading.sections}, {each.start for each in reading.entries}
        if not heads.issuperset(_given(sections)) or not starts.issuperset(_given(listings)):
            return None
        old = self.state.adopted
        adopted = Adopted(
            frozenset(filter(None, map(moved, old.sections))) | heads & set(restored.values()),
            frozenset(filter(None, map(moved, old.entries))) | starts & set(restored.values()),
        )
        return Settled(Rows(sections, papers, listings, rows.names, view), content, adopted, vocabulary())

    def _against_layout(
        self, paper: PaperRow, listings: dict[int, ListingRow], view: Rows, reading: Reading
    ) -> PaperRow:
        now = {entry.start: entry for entry in reading.entries}
        known = {entry.start: entry for entry in self.texts.upstream.entries}
        own = [row for row in listings.values() if row.paper == paper.pk and row.anchor in now]
        wordings: list[tuple[ReadEntry, ReadEntry | None]] = [
            (now[row.anchor], known.get(view.listings[row.pk].anchor or -1))
            for row in sorted(own, key=lambda row: row.anchor or 0)
            if row.anchor is not None
        ]
        return stand_paper_against(paper, wordings)


def _wordings(before: Rows, reading: Reading) -> dict[int, list[Values]]:
    entries = {entry.start: entry.values for entry in reading.entries}
    found: dict[int, list[Values]] = {}
    for row in before.listings.values():
        if row.anchor in entries:
            found.setdefault(row.paper, []).append(entries[row.anchor])
    return found


def _anchors(rows: Rows) -> frozenset[int]:
    return frozenset(_given(rows.listings)) | frozenset(_given(rows.sections))


def _given(rows: dict[int, ListingRow] | dict[int, SectionRow]) -> list[int]:
    return [row.anchor for row in rows.values() if row.anchor is not None]


def _has_own_text(rows: Rows) -> bool:
    """Whether something stands in the layout that upstream does not have."""
    view = rows.against_upstream
    kinds: tuple[tuple[Any, Any], ...] = (rows.listings, view.listings), (rows.sections, view.sections)
    return any(
        row.anchor is not None and theirs[pk].anchor is None for ours, theirs in kinds for pk, row in ours.items()
    )
