"""Rules about years that cannot be: a paper at a conference before it was written, and conferences that were not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from papers.markdown.edits import Edit
from papers.readme.checking.conferences import CONFERENCES, Month
from papers.readme.checking.findings import Correction, Finding, Level
from papers.readme.checking.inspection import Inspection, Rule
from papers.readme.records import Context, Entry
from papers.readme.vocabulary import fold

_ARXIV_MONTH: Final = re.compile(r"(\d\d)(\d\d)\.\d")
_LATE: Final = 5
"""Months: many papers come to arXiv some time after the conference at which they were told, few as late as this.

In 52 real lists, papers dated like this are the next edition's, or have another paper's link.
"""
_LATE_AT: Final = {"ICLR": 4}
"""Where the papers of the next edition are handed in before that."""
_LEAST_SHARE: Final = 0.8
_LEAST_DATED: Final = 5
"""From how many preprints on, and from what share of them, a list dates preprints by their first version."""


def year_contradicts_arxiv(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    dates_first_versions = _dates_first_versions(inspection)
    for entry, identifiers in zip(inspection.document.entries, inspection.identifiers, strict=True):
        month = _month(identifiers.arxiv_id)
        if month is None or not _dates_venue(entry):
            continue
        if entry.values.venue == "arXiv":
            if _contradicts(entry, month, dates_first_versions):
                yield _preprint(inspection, rule, entry, month)
        elif _is_too_late(entry, month):
            yield _published(inspection, rule, entry, month)


def _month(arxiv_id: str) -> Month | None:
    """When its number was given; None for the numbers before April 2007, which do not start with it."""
    match = _ARXIV_MONTH.match(arxiv_id)
    return Month(2000 + int(match[1]), int(match[2])) if match else None


def _dates_venue(entry: Entry) -> bool:
    """Whether venue and year are written together: else the year may be the preprint's, or a column's."""
    return any("venue" in group.fields and "year" in group.fields for group in entry.groups)


def _dates_first_versions(inspection: Inspection) -> bool:
    agree = count = 0
    for entry, identifiers in zip(inspection.document.entries, inspection.identifiers, strict=True):
        if entry.values.venue == "arXiv" and _dates_venue(entry) and (month := _month(identifiers.arxiv_id)):
            count += 1
            agree += entry.values.year == month.year
    return count >= _LEAST_DATED and agree >= _LEAST_SHARE * count


def _contradicts(entry: Entry, month: Month, dates_first_versions: bool) -> bool:
    """Whether a preprint's year is before its first version, or behind it in a list that does not write that.

    What was sent in at the end of December is read in January.
    """
    year = entry.values.year or month.year
    return year < month.year or (dates_first_versions and year > month.year + (month.month == 12))


def _preprint(inspection: Inspection, rule: Rule, entry: Entry, month: Month) -> Finding:
    title, year = entry.values.title, entry.values.year
    message = f"“{title}” is dated {year}, but its number on arXiv is of {month}."
    return inspection.found(
        rule, inspection.place(entry, "year"), message, title, _with_year(inspection, entry, month.year)
    )


def _with_year(inspection: Inspection, entry: Entry, year: int) -> Correction | None:
    place, digits = entry.places["year"], inspection.written(entry, "year")
    if not digits.isdecimal() or len(digits) not in (2, 4) or place.context is Context.BADGE:
        return None
    new = str(year)[-len(digits) :]
    return Correction((Edit(place.start, place.end, new.encode()),), f"Write “{new}”")


def _is_too_late(entry: Entry, month: Month) -> bool:
    values = entry.values
    conference = CONFERENCES.get(values.venue)
    ended = conference.ended.get(values.year or 0) if conference else None
    if ended is None or "workshop" in fold(values.track):
        return False
    return ended.until(month) >= _LATE_AT.get(values.venue, _LATE)


def _published(inspection: Inspection, rule: Rule, entry: Entry, month: Month) -> Finding:
    values = entry.values
    ended = CONFERENCES[values.venue].ended[values.year or 0]
    held = f"{values.venue} {values.year}, which was over by {ended}"
    message = f"“{values.title}” came to arXiv in {month}, after {held}: year, venue or link is wrong."
    return inspection.found(rule, inspection.place(entry, "year"), message, values.title)


def venue_year_impossible(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    for entry in inspection.document.entries:
        values = entry.values
        conference = CONFERENCES.get(values.venue)
        if conference is None or values.year is None or not _dates_venue(entry):
            continue
        if conference.never_took_place(values.year):
            near = " and ".join(f"{values.venue} {year}" for year in conference.nearest(values.year))
            message = f"There was no {values.venue} {values.year}; the nearest are {near}."
            about = f"{values.title}: {values.venue} {values.year}"
            yield inspection.found(rule, inspection.place(entry, "year"), message, about)


RULES: Final = (
    Rule(
        "year-contradicts-arxiv",
        Level.WARNING,
        "A paper that came to arXiv long after the conference it is said to be from has a wrong year, venue or link.",
        year_contradicts_arxiv,
    ),
    Rule(
        "venue-year-impossible",
        Level.WARNING,
        "A conference that takes place every other year has no papers from the years between.",
        venue_year_impossible,
    ),
)
