"""Which section and entry of the new README is which row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from papers.importer.reading import ReadEntry, Reading
from papers.layout.rows import ListingRow, Rows, SectionRow
from papers.layout.wishes import Owners
from papers.readme.alignment import Alignment, Heading, Text, align, align_copies, align_headings, align_texts
from papers.readme.identity import plain
from papers.readme.records import Section


@dataclass
class Pairing:
    """Dictionaries from indices of the new README; `old_*` to indices of the base, the others to rows."""

    base: Reading
    new: Reading
    sections: dict[int, int] = field(default_factory=dict)
    listings: dict[int, int] = field(default_factory=dict)
    old_sections: dict[int, int] = field(default_factory=dict)
    old_entries: dict[int, int] = field(default_factory=dict)
    new_sections: dict[int, int] = field(default_factory=dict)
    """From the base's sections to the new README's."""
    rows_of_base: dict[int, int] = field(default_factory=dict)
    """From the base's entries to listings."""
    rows_of_base_sections: dict[int, int] = field(default_factory=dict)
    copies: set[int] = field(default_factory=set)
    """Entries of the new README that stand there as the draft has them: whatever is read from them, they say what
    their rows say."""
    section_copies: dict[int, Section] = field(default_factory=dict)
    """From sections of the new README to the draft's, where both have the same heading."""

    def before(self, at: int) -> ReadEntry | None:
        """What the base had for an entry of the new README."""
        old = self.old_entries.get(at)
        return None if old is None else self.base.entries[old]

    def section_before(self, at: int) -> Section | None:
        old = self.old_sections.get(at)
        return None if old is None else self.base.sections[old]

    def is_moved(self, at: int) -> bool:
        """Whether an entry stands in another section than in the base."""
        before = self.before(at)
        return before is not None and self.new_sections.get(before.section) != self.new.entries[at].section


@dataclass(frozen=True)
class DraftReading:
    """The draft, read, and whose its sections and entries are."""

    reading: Reading
    owners: Owners


def pair(rows: Rows, base: Reading, new: Reading, draft: DraftReading | None = None) -> Pairing:
    """Match on what is in the new README as the draft has it, then on the base, then on what the rows say.

    The draft matters where it differs from the base: what was exported comes back to the rows that it came from.
    """
    found = Pairing(base, new)
    _find_rows_of_base(found, rows)
    known = Alignment() if draft is None else _pair_copies(found, draft)
    if base is new:
        alignment = Alignment({at: at for at in range(len(new.sections))}, {at: at for at in range(len(new.entries))})
    else:
        alignment = align(base.headings, base.texts, new.headings, new.texts, known)
    taken = set(found.sections.values())
    for before, after in alignment.sections.items():
        row = found.rows_of_base_sections.get(before)
        if after in found.sections and found.sections[after] != row:
            continue
        found.new_sections[before] = after
        found.old_sections[after] = before
        if row is not None and (row not in taken or found.sections.get(after) == row):
            found.sections[after] = row
    taken = set(found.listings.values())
    for before, after in _with_rows_first(alignment.entries, found).items():
        row = found.rows_of_base.get(before)
        if after in found.listings and found.listings[after] != row:
            continue
        if row is not None and row in taken and found.listings.get(after) != row:
            continue
        found.old_entries[after] = before
        if row is not None:
            found.listings[after] = row
    _pair_sections(found, rows)
    _pair_listings(found, rows)
    _keep_readings(found)
    return found


def _keep_readings(found: Pairing) -> None:
    """An entry with equal bytes on both sides says what it said, whatever its neighbours teach the reader today."""
    entries = list(found.new.entries)
    for at, old in found.old_entries.items():
        here, there = found.base.entries[old].values, entries[at].values
        if here != there and _folded(found.base.texts[old].source) == _folded(found.new.texts[at].source):
            entries[at] = replace(entries[at], values=here)
    found.new = replace(found.new, entries=entries)


def _folded(source: bytes) -> bytes:
    return source.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _pair_copies(found: Pairing, draft: DraftReading) -> Alignment:
    """Pairs what the new README has as the draft, and returns what of the base that is."""
    reading, new = draft.reading, found.new
    copies = align_copies(reading.headings, reading.texts, new.headings, new.texts)
    of_sections = {row: at for at, row in found.rows_of_base_sections.items()}
    of_entries = {row: at for at, row in found.rows_of_base.items()}
    sections: dict[int, int] = {}
    entries: dict[int, int] = {}
    for before, after in copies.sections.items():
        row = draft.owners.sections[before]
        if row is not None:
            found.sections[after] = row
            section = reading.sections[before]
            if (section.title, section.level) == (new.sections[after].title, new.sections[after].level):
                found.section_copies[after] = section
            if row in of_sections:
                sections[of_sections[row]] = after
    for before, after in copies.entries.items():
        row = draft.owners.listings[before]
        if row is not None:
            found.listings[after] = row
            found.copies.add(after)
            if row in of_entries:
                entries[of_entries[row]] = after
    return Alignment(sections, entries)


def _with_rows_first(entries: Mapping[int, int], found: Pairing) -> dict[int, int]:
    """Of equal texts in one section, those whose listing was removed here are the ones that the README lacks, too."""
    texts, rows = found.base.texts, found.rows_of_base
    waiting: dict[tuple[int | None, bytes], list[int]] = {}
    for at, text in enumerate(texts):
        if at in rows and at not in entries:
            waiting.setdefault((text.section, text.source), []).append(at)
    chosen: dict[int, int] = {}
    for before, after in entries.items():
        same = waiting.get((texts[before].section, texts[before].source)) if before not in rows else None
        chosen[same.pop(0) if same else before] = after
    return chosen


def _find_rows_of_base(found: Pairing, rows: Rows) -> None:
    listings = {listing.anchor: listing.pk for listing in rows.listings.values() if listing.anchor is not None}
    found.rows_of_base = {
        at: listings[entry.start] for at, entry in enumerate(found.base.entries) if entry.start in listings
    }
    sections = {
        row.anchor if row.level else None: row.pk
        for row in rows.sections.values()
        if row.anchor is not None or not row.level
    }
    for at, section in enumerate(found.base.sections):
        key = section.start if section.level else None
        if key in sections:
            found.rows_of_base_sections[at] = sections[key]


def _pair_sections(found: Pairing, rows: Rows) -> None:
    taken = set(found.sections.values())
    waiting = [row for row in rows.outline() if row.pk not in taken]
    open_sections = [
        at for at in range(len(found.new.sections)) if at not in found.old_sections and at not in found.sections
    ]
    paths = [Heading(_path(row, rows)) for row in waiting]
    old_of_row = {row: at for at, row in found.rows_of_base_sections.items()}
    for here, there in align_headings(paths, [found.new.headings[at] for at in open_sections]).items():
        row, at = waiting[here].pk, open_sections[there]
        found.sections[at] = row
        if row in old_of_row:
            found.old_sections[at] = old_of_row[row]
            found.new_sections[old_of_row[row]] = at


def _path(row: SectionRow, rows: Rows) -> tuple[str, ...]:
    titles: list[str] = []
    at: SectionRow | None = row
    while at is not None and at.level:
        titles.append(at.title)
        at = rows.sections.get(at.parent or 0)
    return tuple(reversed(titles))


def _pair_listings(found: Pairing, rows: Rows) -> None:
    taken = set(found.listings.values())
    at_row = {row: at for at, row in found.sections.items()}
    waiting = [row for listings in rows.by_section().values() for row in listings if row.pk not in taken]
    open_entries = [
        at for at in range(len(found.new.entries)) if at not in found.old_entries and at not in found.listings
    ]
    new = [found.new.texts[at] for at in open_entries]
    same = {at: at for at in range(len(found.new.sections))}
    old_of_row = {row: at for at, row in found.rows_of_base.items()}
    synced = [row for row in waiting if row.anchor is not None]
    made_here = [row for row in waiting if row.anchor is None]
    matched = align_texts(_texts(synced, rows, at_row), new, same, {})
    _pair_repeated(synced, _texts(synced, rows, at_row), new, matched)
    for here, there in matched.items():
        row, at = synced[here].pk, open_entries[there]
        found.listings[at] = row
        if row in old_of_row:
            found.old_entries[at] = old_of_row[row]
    # Also those of the base's entries that were removed here: removed and listed again is a listing made here.
    left = [at for at in range(len(found.new.entries)) if at not in found.listings]
    for row, at in _same_places(_texts(made_here, rows, at_row), [found.new.texts[at] for at in left]):
        found.listings[left[at]] = made_here[row].pk
        found.old_entries.pop(left[at], None)


def _pair_repeated(
    synced: Sequence[ListingRow], here: Sequence[Text], new: Sequence[Text], found: dict[int, int]
) -> None:
    """Adds the listings of one paper in one section, which a new title makes alike, with its entries in order."""
    left = [at for at in range(len(synced)) if at not in found]
    repeated = Counter((synced[at].paper, here[at].section) for at in left)
    left = [at for at in left if repeated[synced[at].paper, here[at].section] > 1]
    taken = set(found.values())
    free = [at for at in range(len(new)) if at not in taken]
    for row, at in _same_places([here[each] for each in left], [new[each] for each in free]):
        found[left[row]] = free[at]


def _texts(listings: Sequence[ListingRow], rows: Rows, at_row: dict[int, int]) -> list[Text]:
    papers = [rows.papers[listing.paper] for listing in listings]
    return [
        Text(at_row.get(listing.section), plain(paper.values.title), paper.identifiers)
        for listing, paper in zip(listings, papers, strict=True)
    ]


def _same_places(made_here: Sequence[Text], new: Sequence[Text]) -> list[tuple[int, int]]:
    """Listings made here with entries of the same title, or else identifier, in the same section; each once."""
    waiting: dict[object, list[int]] = {}
    for at, text in reversed(list(enumerate(new))):
        for key in _keys(text):
            waiting.setdefault(key, []).append(at)
    taken: set[int] = set()
    found = []
    for row, text in enumerate(made_here):
        for key in _keys(text) if text.section is not None else ():
            candidates = waiting.get(key, [])
            while candidates and candidates[-1] in taken:
                candidates.pop()
            if candidates:
                taken.add(candidates[-1])
                found.append((row, candidates.pop()))
                break
    return found


def _keys(text: Text) -> list[tuple[object, ...]]:
    ids = [(text.section, *named) for named in enumerate(text.identifiers.keys()) if named[1]]
    return [(text.section, text.title), *ids] if text.title else list(ids)
