"""Rules about one paper in several places: listed twice, and not with the same words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from papers.readme.checking.findings import Finding, Level
from papers.readme.checking.inspection import Inspection, Rule
from papers.readme.reading.titles import names_paper_url
from papers.readme.records import Entry, Kind
from papers.readme.venues import PREPRINT_SERVERS
from papers.readme.vocabulary import Vocabulary

_LEAST_WORDS: Final = 5
"""A title of fewer words says too little to be one paper's when the links differ, as `Computer Vision` does."""
_LEAST_LINKED: Final = 2
"""The same where the links do not tell the two apart."""

_OFTEN: Final = 4
"""From how many entries on a title under several links is none."""


@dataclass(frozen=True, slots=True)
class _Repeat:
    entry: Entry
    first: Entry
    """The paper's first listing in the section, or in the README."""


def duplicates_in_section(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    for repeat in _repeats(inspection, within=True):
        title = repeat.entry.values.title
        message = f"“{title}” is listed in this section already, on line {repeat.first.line}."
        yield inspection.found(rule, inspection.place(repeat.entry), message, title)


def listed_twice(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    for repeat in _repeats(inspection, within=False):
        title = repeat.entry.values.title
        section = inspection.document.sections[repeat.first.section].title
        where = f" under “{section}”" if section else ""
        message = f"“{title}” is also listed{where}, on line {repeat.first.line}."
        yield inspection.found(rule, inspection.place(repeat.entry), message, title)


def listings_disagree(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    for repeat in _repeats(inspection, within=False):
        here, there = repeat.entry.values, repeat.first.values
        if not (here.venue and there.venue):
            continue
        if _disagree(inspection.vocabulary, here.venue, there.venue):
            at, mine, theirs = "venue", here.venue, there.venue
        elif here.venue == there.venue and here.year and there.year and here.year != there.year:
            at, mine, theirs = "year", str(here.year), str(there.year)
        else:
            continue
        message = f"“{here.title}” says {mine} here, but {theirs} on line {repeat.first.line}."
        yield inspection.found(rule, inspection.place(repeat.entry, at), message, f"{here.title}: {at}")


def _disagree(vocabulary: Vocabulary, venue: str, other: str) -> bool:
    """Whether both are known and differ; that a preprint is elsewhere a conference paper is told as well."""
    if venue == other or {venue, other} <= PREPRINT_SERVERS:
        return False
    return vocabulary.venue(venue) is not None and vocabulary.venue(other) is not None


def _repeats(inspection: Inspection, *, within: bool) -> Iterator[_Repeat]:
    """Listings of a paper behind its first one: in one section, or in others than the one of the first."""
    firsts: dict[int, Entry] = {}
    in_section: dict[tuple[int, int], Entry] = {}
    often = _titles_that_are_none(inspection)
    listings = zip(inspection.works, inspection.plain_titles, inspection.document.entries, strict=True)
    for work, title, entry in listings:
        key = work, entry.section
        first = in_section.get(key) if within else firsts.get(work)
        known = key in in_section
        in_section.setdefault(key, entry)
        firsts.setdefault(work, entry)
        if first is None or (known and not within) or title in often:
            continue
        if _surely_one(entry, first):
            yield _Repeat(entry, first)


def _surely_one(entry: Entry, other: Entry) -> bool:
    """Whether two entries that may be one paper's are: rows of a table can tell several things of one paper."""
    mine, theirs = entry.values, other.values
    if mine.name and theirs.name and mine.name != theirs.name:
        return False
    words = min(len(mine.title.split()), len(theirs.title.split()))
    if mine.identifiers.shares(theirs.identifiers):
        return words >= _LEAST_LINKED or entry.kind is not Kind.ROW
    urls, others = {link.url for link in mine.links}, {link.url for link in theirs.links}
    if not urls.isdisjoint(others) or not (urls and others):
        return words > _LEAST_LINKED
    are_papers = any(map(names_paper_url, urls)) and any(map(names_paper_url, others))
    return words >= _LEAST_WORDS and are_papers and entry.kind is not Kind.ROW


def _titles_that_are_none(inspection: Inspection) -> frozenset[str]:
    """Titles that many entries have under links of their own: the name of a kind, as in a column, and no paper's."""
    counts = Counter(inspection.plain_titles)
    links: defaultdict[str, set[str]] = defaultdict(set)
    for title, entry in zip(inspection.plain_titles, inspection.document.entries, strict=True):
        if counts[title] >= _OFTEN:
            links[title].update(link.url for link in entry.values.links[:1])
    return frozenset(title for title, urls in links.items() if len(urls) > counts[title] // 2)


RULES: Final = (
    Rule(
        "duplicate-in-section",
        Level.ERROR,
        "A paper that is listed twice in one section is counted twice, and corrected in one place only.",
        duplicates_in_section,
    ),
    Rule(
        "listed-twice",
        Level.NOTE,
        "A paper that is listed in several sections is one paper with several listings.",
        listed_twice,
    ),
    Rule(
        "listings-disagree",
        Level.WARNING,
        "Where the listings of a paper name different venues or years, one of them is wrong or out of date.",
        listings_disagree,
    ),
)
