"""What the rows shall be after an import, from the rows, the base and the new README."""

from __future__ import annotations

from dataclasses import dataclass

from papers.history.past_edits import PastEdits
from papers.importer.choices import Choices
from papers.importer.listings import ListingMerge
from papers.importer.pairing import DraftReading, Pairing, pair
from papers.importer.reading import Reading
from papers.importer.report import Report
from papers.importer.sections import SectionMerge
from papers.importer.values import PaperMerge, Wordings, first_said
from papers.layout.rows import NOTHING, PAPER_FIELDS, ListingRow, PaperRow, Rows, SectionRow
from papers.layout.sent import NOTHING_SENT, SentValues
from papers.layout.wishes import Adopted


@dataclass(frozen=True)
class Plan:
    """All rows as they shall be, against the new README; papers only where they are new or change. New rows have
    negative keys."""

    sections: dict[int, SectionRow]
    papers: dict[int, PaperRow]
    listings: dict[int, ListingRow]
    adopted: Adopted
    report: Report
    pairing: Pairing
    kept: frozenset[int] = frozenset()
    """Listings that the new README lacks, and that stay."""
    kept_sections: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Question:
    """What a merge is asked: what did `new` change since `base`, and what do rows become that stand against `base`?"""

    rows: Rows
    base: Reading
    new: Reading
    adopted: Adopted
    """What of the base got a row."""
    draft: DraftReading | None = None
    """Where it is another text than the base."""
    sent: SentValues = NOTHING_SENT
    past: PastEdits | None = None
    """None where nothing can be taken back, as a proposal's changes are edits of their own."""


def merge(question: Question, choices: Choices) -> Plan:
    """Decide three ways, for what the repository holds and for proposals alike. Pure, but for what `past` looks up."""
    rows, base, new = question.rows, question.base, question.new
    report = Report(raw_bytes=new.raw_bytes, conflicts=choices.conflicts)
    pairing = pair(rows, base, new, question.draft)
    new = pairing.new
    sections = SectionMerge(rows, pairing, question.adopted, choices, sent=question.sent, past=question.past)
    sections.run()
    listings = ListingMerge(
        rows, pairing, question.adopted, sections, choices, report, sent=question.sent, past=question.past
    )
    listings.run()
    sections.remove(listings.rows)
    listings.settle()
    listings.order()
    sections.order()
    papers = _papers(question, listings, choices, report)
    report.changed |= sections.changed
    report.sections_added = sum(pk < 0 for pk in sections.rows) - (
        0 not in {row.level for row in rows.sections.values()}
    )
    report.sections_removed = len(rows.sections.keys() - sections.rows.keys())
    report.papers_added = sum(pk < 0 for pk in papers)
    report.renamed = _renamed(base, new, listings)
    anchors = frozenset(section.start for section in new.sections if section.level)
    kept = frozenset(pk for pk in listings.kept if pk in listings.rows)
    return Plan(
        sections.rows,
        papers,
        listings.rows,
        Adopted(anchors, frozenset(listings.adopted)),
        report,
        pairing,
        kept,
        frozenset(pk for pk in sections.kept if pk in sections.rows),
    )


def _papers(question: Question, listings: ListingMerge, choices: Choices, report: Report) -> dict[int, PaperRow]:
    found: dict[int, PaperRow] = {}
    rows = question.rows
    merging = PaperMerge(choices, question.sent, question.past, _lines(question))
    for pk, wordings in listings.wordings.items():
        if not wordings.new:
            continue
        if pk < 0:
            values = first_said([entry for entry, _ in wordings.new])
            found[pk] = PaperRow(pk, values, values, values.identifiers)
            continue
        before = rows.papers[pk]
        after = merging.merge(before, wordings)
        if after is not before:
            found[pk] = after
            changed = [name for name in PAPER_FIELDS if getattr(after.values, name) != getattr(before.values, name)]
            if changed:
                report.changed[before.values.title] = changed
    _forget_unlisted(rows, listings, found)
    return found


def _lines(question: Question) -> dict[int, str]:
    """The text of each paper's first entry in the draft, which is the base where there is no other."""
    listings = question.rows.listings
    if question.draft is None:
        anchored = {listing.anchor: pk for pk, listing in listings.items() if listing.anchor is not None}
        entries = [(anchored.get(entry.start), entry) for entry in question.base.entries]
    else:
        entries = list(zip(question.draft.owners.listings, question.draft.reading.entries, strict=True))
    found: dict[int, str] = {}
    for pk, entry in entries:
        if pk is not None and pk in listings:
            found.setdefault(question.rows.listings[pk].paper, entry.source.decode("utf-8", "replace").strip())
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
