"""Pending edits: what an export would change in the repository's README."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from papers.exporter import LayoutState, load_layout, render_state
from papers.importer.changes import changes
from papers.importer.reading import Reading, Readings
from papers.layout.changes import Changes
from papers.layout.rows import ListingRow, PaperRow, Rows, SectionRow
from papers.layout.wishes import Adopted, written
from papers.models import Revision
from papers.readme import collector
from papers.readme.identity import Works


@dataclass(frozen=True)
class Preview:
    """The draft against upstream."""

    upstream: Any
    """The Revision; None where nothing was ever imported."""
    before: bytes
    content: bytes
    changes: Changes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def is_pending(self) -> bool:
        return self.before != self.content


def preview() -> Preview:
    """Return what an export would write, and what that changes. Raises what `exporter.render` raises."""
    with collector.set_aside():
        state = load_layout()
        upstream = Revision.objects.upstream()
        before = upstream.data
        content = render_state(state)
        if content == before:
            return Preview(upstream, before, content, Changes())
        return Preview(upstream, before, content, pending_changes(state, upstream))


def pending_changes(state: LayoutState, upstream: Any) -> Changes:
    """Return what the rows say otherwise than upstream; reads upstream."""
    readings = Readings()
    reading = readings.read(upstream.data)
    return changes(rows_of_upstream(state.rows, reading, Adopted.of(upstream.adopted)), state.rows)


def rows_of_upstream(rows: Rows, reading: Reading, adopted: Adopted) -> Rows:
    """Return the rows as upstream has them: with its values, places and order, and with what was removed here."""
    view = rows.against_upstream
    entries = {entry.start: at for at, entry in enumerate(reading.entries)}
    sections = _sections(view, reading, adopted)
    headings = {row.anchor: pk for pk, row in sections.items() if row.level}
    root = next((pk for pk, row in sections.items() if not row.level), 0)
    listings: dict[int, ListingRow] = {}
    papers: dict[int, PaperRow] = {pk: _paper(row) for pk, row in view.papers.items()}
    for pk, row in view.listings.items():
        if row.anchor is not None:
            said = row.synced
            home = said.get("section", row.section)
            listings[pk] = replace(
                row, section=home if home in sections else root, note=said.get("note", ""), position=row.anchor
            )
    present = {row.anchor for row in listings.values()}
    works: Works[int] = Works()
    gone = sorted(adopted.entries - present)
    for pk, paper in view.papers.items() if gone else ():
        for values in (paper.values, paper.synced):
            works.add(pk, values.title, paper.identifiers)
    for start in gone:
        if start not in entries:
            continue
        entry = reading.entries[entries[start]]
        section = reading.sections[entry.section]
        home = headings.get(section.start, root) if section.level else root
        owner = works.find(entry.values.title, entry.values.identifiers)
        if owner is None:
            owner = -start - 1
            papers[owner] = PaperRow(owner, entry.values, entry.values, entry.values.identifiers)
        listings[-start - 1] = ListingRow(-start - 1, owner, home, start, start, None, entry.values.note, False, {})
    return Rows(sections, papers, listings, view.names)


def _sections(view: Rows, reading: Reading, adopted: Adopted) -> dict[int, SectionRow]:
    found = {}
    for pk, row in view.sections.items():
        if not row.level:
            found[pk] = replace(row, preface=row.synced.get("preface", row.preface))
        elif row.anchor is not None:
            said = row.synced
            parent = said.get("parent", row.parent)
            found[pk] = replace(
                row,
                title=said["title"],
                level=said["level"],
                preface=said["preface"],
                parent=parent if parent in view.sections else row.parent,
                position=row.anchor,
            )
    present = {row.anchor for row in found.values() if row.level}
    root = next((pk for pk, row in found.items() if not row.level), None)
    for section in reading.sections:
        if section.level and section.start in adopted.sections and section.start not in present:
            pk = -section.start - 1
            found[pk] = SectionRow(
                pk, root, section.start, section.level, section.title, section.preface, section.start, {}
            )
    return found


def _paper(row: PaperRow) -> PaperRow:
    """With upstream's values; tags that were added here are in no README."""
    if not row.was_synced:
        return row
    said = row.synced
    if written(row, "tags") == said.tags:
        said = replace(said, tags=row.values.tags)
    return row if said == row.values else PaperRow(row.pk, said, said, row.identifiers)
