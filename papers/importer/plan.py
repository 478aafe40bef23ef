"""What the rows shall be after an import, from the rows, the base and the new README."""

from __future__ import annotations

from dataclasses import dataclass

from papers.importer.choices import Choices
from papers.importer.listings import ListingMerge
from papers.importer.pairing import pair
from papers.importer.reading import Reading
from papers.importer.report import Report
from papers.importer.sections import SectionMerge
from papers.importer.values import Wordings, first_said, merge
from papers.layout.rows import NOTHING, PAPER_FIELDS, ListingRow, PaperRow, Rows, SectionRow
from papers.layout.wishes import Adopted


@dataclass(frozen=True)
class Plan:
    """All rows as they shall be; papers only where they are new or change. New rows have negative keys."""

    sections: dict[int, SectionRow]
    papers: dict[int, PaperRow]
    listings: dict[int, ListingRow]
    adopted: Adopted
    report: Report


def planned(rows: Rows, base: Reading, new: Reading, adopted: Adopted, choices: Choices) -> Plan:
    report = Report(raw_bytes=new.raw_bytes, conflicts=choices.conflicts)
    pairing = pair(rows, base, new)
    sections = SectionMerge(rows, pairing, adopted, choices)
    sections.run()
    listings = ListingMerge(rows, pairing, adopted, sections, choices, report)
    listings.run()
    sections.remove(listings.rows)
    listings.settle()
    listings.order()
    sections.order()
    papers = _papers(rows, listings, choices, report)
    report.changed |= sections.changed
    report.sections_added = sum(pk < 0 for pk in sections.rows) - (
        0 not in {row.level for row in rows.sections.values()}
    )
    report.sections_removed = len(rows.sections.keys() - sections.rows.keys())
    report.papers_added = sum(pk < 0 for pk in papers)
    report.renamed = _renamed(base, new, listings)
    anchors = frozenset(section.start for section in new.sections if section.level)
    return Plan(sections.rows, papers, listings.rows, Adopted(anchors, frozenset(listings.adopted)), report)


def _papers(rows: Rows, listings: ListingMerge, choices: Choices, report: Report) -> dict[int, PaperRow]:
    found: dict[int, PaperRow] = {}
    for pk, wordings in listings.wordings.items():
        if not wordings.new:
            continue
        if pk < 0:
            values = first_said([entry for entry, _ in wordings.new])
            found[pk] = PaperRow(pk, values, values, values.identifiers)
            continue
        before = rows.papers[pk]
        after = merge(before, wordings, choices)
        if after is not before:
            found[pk] = after
            changed = [name for name in PAPER_FIELDS if getattr(after.values, name) != getattr(before.values, name)]
            if changed:
                report.changed[before.values.title] = changed
    _forget_unlisted(rows, listings, found)
    return found


def _forget_unlisted(rows: Rows, listings: ListingMerge, found: dict[int, PaperRow]) -> None:
    """Papers kept against their removal from the README count as made here, so that an export writes all of them."""
    for listing in listings.rows.values():
        was_in_readme = listing.pk > 0 and rows.listings[listing.pk].anchor is not None
        is_in_readme = bool(listings.wordings.get(listing.paper, Wordings()).new)
        if listing.anchor is None and was_in_readme and not is_in_readme:
            paper = rows.papers[listing.paper]
            found[paper.pk] = PaperRow(paper.pk, paper.values, NOTHING, paper.identifiers, was_synced=False)


def _renamed(base: Reading, new: Reading, listings: ListingMerge) -> list[tuple[str, str]]:
    """Removed and added entries that follow the same paired entry, or start the same section."""
    pairing = listings.pairing
    gone: dict[tuple[str, int], str] = {}
    last: tuple[str, int] = ("section", 0)
    kept = {before: after for after, before in pairing.old_entries.items()}
    for at, entry in enumerate(base.entries):
        if not at or base.entries[at - 1].section != entry.section:
            last = ("section", pairing.new_sections.get(entry.section, -1))
        if at in kept:
            last = ("entry", kept[at])
        elif at in pairing.rows_of_base:
            gone.setdefault(last, entry.values.title)
    found: list[tuple[str, str]] = []
    for at, entry in enumerate(new.entries):
        if not at or new.entries[at - 1].section != entry.section:
            last = ("section", entry.section)
        if at in pairing.old_entries:
            last = ("entry", at)
        elif last in gone and at not in pairing.listings:
            found.append((gone.pop(last), entry.values.title))
    return found
