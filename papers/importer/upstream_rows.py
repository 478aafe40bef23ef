"""The rows as upstream has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from papers.importer.reading import Reading
from papers.layout.rows import ListingRow, PaperRow, Rows, SectionRow
from papers.layout.wishes import Adopted, written
from papers.readme.identity import Works


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
            if home not in sections:
                home = _home(reading, entries.get(row.anchor), headings, root)
            listings[pk] = replace(row, section=home, note=said.get("note", ""), position=row.anchor)
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
        home = _home(reading, entries[start], headings, root)
        owner = works.find(entry.values.title, entry.values.identifiers)
        if owner is None:
            owner = -start - 1
            papers[owner] = PaperRow(owner, entry.values, entry.values, entry.values.identifiers)
            works.add(owner, entry.values.title, entry.values.identifiers)
        elif owner > 0 and not view.papers[owner].was_synced:
            papers[owner] = replace(view.papers[owner], values=entry.values, synced=entry.values)
        listings[-start - 1] = ListingRow(-start - 1, owner, home, start, start, None, entry.values.note, False, {})
    _nest(listings, reading)
    return Rows(sections, papers, listings, view.names)


def _nest(listings: dict[int, ListingRow], reading: Reading) -> None:
    """Put each listing under the item that it stands under in the text."""
    keys = {row.anchor: pk for pk, row in listings.items()}
    for entry in reading.entries:
        pk = keys.get(entry.start)
        if pk is not None:
            above = None if entry.parent is None else keys.get(reading.entries[entry.parent].start)
            listings[pk] = replace(listings[pk], parent=above)


def _home(reading: Reading, at: int | None, headings: Mapping[int | None, int], root: int) -> int:
    """The section that an entry stands in, where its row knows of none that is still there."""
    if at is None:
        return root
    section = reading.sections[reading.entries[at].section]
    return headings.get(section.start, root) if section.level else root


def _sections(view: Rows, reading: Reading, adopted: Adopted) -> dict[int, SectionRow]:
    found: dict[int, SectionRow] = {}
    for pk, row in view.sections.items():
        said = row.synced
        if not row.level:
            found[pk] = replace(row, preface=said.get("preface", row.preface))
        elif row.anchor is not None:
            told = {name: said[name] for name in ("title", "level", "preface")}
            found[pk] = replace(row, **told, parent=said.get("parent", row.parent), position=row.anchor)
    present = {row.anchor for row in found.values() if row.level}
    for section in reading.sections:
        start = section.start
        if section.level and start in adopted.sections and start not in present:
            values = section.level, section.title, section.preface
            found[-start - 1] = SectionRow(-start - 1, None, start, *values, start, {})
    _root_lost(found, reading)
    return found


def _root_lost(sections: dict[int, SectionRow], reading: Reading) -> None:
    """Where the section above is not known, or was removed here, the text tells which it is."""
    keys = {row.anchor: pk for pk, row in sections.items() if row.level}
    root = next((pk for pk, row in sections.items() if not row.level), None)
    above = {
        section.start: keys.get(reading.sections[section.parent].start, root)
        for section in reading.sections
        if section.level and section.parent is not None and reading.sections[section.parent].level
    }
    for pk, row in sections.items():
        if row.level and row.parent not in sections:
            sections[pk] = replace(row, parent=above.get(row.anchor or 0, root))


def _paper(row: PaperRow) -> PaperRow:
    """With upstream's values; tags that were added here are in no README."""
    if not row.was_synced:
        return row
    said = row.synced
    if written(row, "tags") == said.tags:
        said = replace(said, tags=row.values.tags)
    return row if said == row.values else PaperRow(row.pk, said, said, row.identifiers)
