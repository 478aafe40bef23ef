"""What a merge starts from: a text that both sides had, and the rows as they stand against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from papers.importer.pairing import DraftReading
from papers.importer.reading import ReadEntry, Reading
from papers.importer.values import first_said
from papers.layout.rows import NOTHING, ListingRow, PaperRow, Rows, SectionRow
from papers.layout.wishes import Adopted
from papers.models import Revision
from papers.readme.alignment import align


@dataclass(frozen=True)
class Ancestor:
    """`revision` is None for the draft of this moment, and where nothing was ever imported."""

    revision: Any
    reading: Reading
    rows: Rows
    adopted: Adopted


def find_nearest(content: bytes, draft: bytes) -> tuple[Any, bytes]:
    """Return the known README from which the fewest lines changed, and its bytes; of equals the newest.

    The Revision is None where that is the draft of this moment.
    """
    lines = Counter(content.splitlines())
    best: tuple[int, Any, bytes] = (_distance(lines, draft), None, draft)
    met: set[int] = set()
    for revision in Revision.objects.readable().select_related("content").order_by("-pk").iterator(chunk_size=20):
        if revision.content_id in met:
            continue
        met.add(revision.content_id)
        data = revision.data
        distance = _distance(lines, data)
        if distance < best[0] or (distance == best[0] and data == draft and best[1] is None):
            best = distance, revision, data
    return best[1], best[2]


def _distance(lines: Counter[bytes], other: bytes) -> int:
    theirs = Counter(other.splitlines())
    return (lines - theirs).total() + (theirs - lines).total()


def rows_against(rows: Rows, reading: Reading, draft: DraftReading) -> tuple[Rows, Adopted]:
    """Return the rows as they stand against any README, which is aligned with the draft.

    An entry that has the draft's bytes says what its rows say, whatever is read from it today.
    """
    owners, old = draft.owners, draft.reading
    alignment = align(reading.headings, reading.texts, old.headings, old.texts)
    sections = {at: owners.sections[there] for at, there in alignment.sections.items()}
    listings = {at: owners.listings[there] for at, there in alignment.entries.items()}
    of_row = {pk: at for at, pk in listings.items() if pk is not None}
    entries_of: dict[int, list[int]] = {}
    for at in range(len(reading.entries)):
        pk = listings.get(at)
        if pk is not None:
            entries_of.setdefault(rows.listings[pk].paper, []).append(at)
    same = {at for at, there in alignment.entries.items() if reading.texts[at].source == old.texts[there].source}
    view = Rows(
        _sections(rows, reading, sections),
        {pk: _paper(row, entries_of.get(pk, []), same, reading.entries) for pk, row in rows.papers.items()},
        {pk: _listing(row, of_row.get(pk), same, reading, sections) for pk, row in rows.listings.items()},
        rows.names,
    )
    found_anew = {there for there, pk in enumerate(owners.listings) if pk is None}
    entries = frozenset(
        entry.start for at, entry in enumerate(reading.entries) if alignment.entries.get(at) not in found_anew
    )
    return view, Adopted(frozenset(each.start for each in reading.sections if each.level), entries)


def _sections(rows: Rows, reading: Reading, owners: dict[int, int | None]) -> dict[int, SectionRow]:
    places = {pk: at for at, pk in owners.items() if pk is not None}
    found = {}
    for pk, row in rows.sections.items():
        at = places.get(pk)
        if at is None:
            found[pk] = replace(row, anchor=None, synced={})
            continue
        section = reading.sections[at]
        parent = None if section.parent is None else owners.get(section.parent)
        said = {"title": section.title, "level": section.level, "preface": section.preface}
        said["parent"] = row.parent if parent is None else parent
        found[pk] = replace(row, anchor=section.start if section.level else None, synced=said)
    return found


def _paper(row: PaperRow, places: list[int], same: set[int], entries: Iterable[ReadEntry]) -> PaperRow:
    if not places:
        return PaperRow(row.pk, row.values, NOTHING, row.identifiers, was_synced=False)
    if all(at in same for at in places):
        return PaperRow(row.pk, row.values, row.values, row.identifiers)
    listed = list(entries) if not isinstance(entries, list) else entries
    said = first_said([listed[at] for at in places])
    # Tags that were added here are in no README, and no difference to it.
    values = row.values
    said = replace(said, tags=tuple(sorted({*said.tags, *(set(values.tags) - set(row.synced.tags))})))
    return PaperRow(row.pk, values, values if said == values else said, row.identifiers)


def _listing(
    row: ListingRow, at: int | None, same: set[int], reading: Reading, sections: dict[int, int | None]
) -> ListingRow:
    if at is None:
        return replace(row, anchor=None, synced={})
    entry = reading.entries[at]
    section = sections.get(entry.section)
    note = row.note if at in same else entry.values.note
    said: dict[str, int | str] = {"section": row.section if section is None else section}
    if note:
        said["note"] = note
    return replace(row, anchor=entry.start, synced=said)
