"""The list filtered and counted in plain Python, over rows that were read one by one; the site has to agree."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from papers.models import Paper, Section

Query = dict[str, list[str]]

CODE = re.compile(r"code|github|implementation", re.IGNORECASE)
CODE_HOST = re.compile(r"//((www\.)?github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)/", re.IGNORECASE)


@dataclass(frozen=True)
class Facts:
    pk: int
    values: dict[str, frozenset[str]]
    year: int | None
    words: tuple[tuple[str, ...], ...]
    """The words of each field."""


def all_facts() -> list[Facts]:
    """Of the public papers."""
    return [facts(paper) for paper in Paper.objects.filter(hidden=False) if paper.listings.exists()]


def facts(paper: Paper) -> Facts:
    evidence = {use.evidence_type.slug for use in paper.evidence.all()}
    tags = {tag.slug for tag in paper.tags.all()}
    links = [link for link in paper.links.all() if link.url]
    has = {
        "code": any(CODE.search(link.label) or CODE_HOST.search(link.url) for link in links),
        "abstract": bool(paper.abstract),
        "authors": bool(paper.authors),
    }
    values = {
        "section": frozenset(above.slug for listing in paper.listings.all() for above in lineage(listing.section)),
        "evidence": frozenset(evidence or {"none"}),
        "venue": frozenset({paper.venue.slug if paper.venue else "none"}),
        "year": frozenset({str(paper.year or "none")}),
        "tag": frozenset(tags or {"none"}),
        "has": frozenset(name for name, given in has.items() if given),
    }
    appeared = f"{paper.venue or ''} {paper.track} {paper.year or ''}"
    identifiers = f"{paper.arxiv_id} {paper.doi} {paper.openreview_id} {paper.acl_id}"
    tag_names = " ".join(tag.name for tag in paper.tags.all())
    fields = (f"{paper.title} {paper.name}", " ".join(paper.authors), appeared, identifiers, tag_names, paper.abstract)
    return Facts(paper.pk, values, paper.year, tuple(tuple(folded(field)) for field in fields))


def lineage(section: Section | None) -> list[Section]:
    found = []
    while section is not None and section.level:
        found.append(section)
        section = section.parent
    return found


LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


def folded(text: str) -> list[str]:
    """Words of scripts that put spaces between them."""
    bare = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    return re.findall(r"[a-z0-9]+", "".join(each for each in bare if not unicodedata.combining(each)))


def passing(papers: list[Facts], query: Query, *, without: str = "") -> set[int]:
    """Those that pass all filters of `query` but one."""
    conditions = [condition(name, query, papers) for name in names(query) if name != without]
    return {paper.pk for paper in papers if all(holds(paper) for holds in conditions)}


def names(query: Query) -> set[str]:
    return {"year" if name.startswith("year_") else name for name in query} - {"sort", "page", "per_page"}


def condition(name: str, query: Query, papers: list[Facts]) -> Callable[[Facts], bool]:
    chosen = set(query.get(name, []))
    if name == "q":
        asked = [folded(word) for word in query["q"][0].split()]
        # Where no paper has all words: those that lack the fewest.
        most = max((matched(paper, asked) for paper in papers), default=0)
        return lambda paper: most > 0 and matched(paper, asked) == most
    if name == "has":
        return lambda paper: chosen <= paper.values["has"]
    if name == "year":
        low, high = (int(query.get(bound, ["0"])[0]) for bound in ("year_min", "year_max"))
        ranged = "year_min" in query or "year_max" in query
        return lambda paper: (
            bool(chosen & paper.values["year"])
            or (ranged and paper.year is not None and low <= paper.year <= (high or 9999))
        )
    return lambda paper: bool(chosen & paper.values[name])


def matched(paper: Facts, asked: list[list[str]]) -> int:
    return sum(begins_somewhere(paper, words) for words in asked)


def begins_somewhere(paper: Facts, words: list[str]) -> bool:
    """Whether the words stand next to each other in a field, the last of them at least in part."""
    return any(
        list(field[at : at + len(words) - 1]) == words[:-1] and field[at + len(words) - 1].startswith(words[-1])
        for field in paper.words
        for at in range(len(field) - len(words) + 1)
    )


def counts(papers: list[Facts], query: Query, name: str) -> Counter[str]:
    """What stands next to each value: of the papers that pass all other filters those that have it."""
    others = passing(papers, query, without="" if name == "has" else name)
    return Counter(value for paper in papers if paper.pk in others for value in paper.values[name])


def disagreements(papers: list[Facts], query: Query, shown: Any, found: set[int]) -> list[str]:
    """Where facets and results of the site differ from a count by hand."""
    wrong = [] if found == passing(papers, query) else [f"{query}: {len(found)} papers"]
    right = {facet.name: counts(papers, query, facet.name) for facet in shown}
    return wrong + [
        f"{query}: {facet.name} {value.value} is {value.count}, not {right[facet.name][value.value]}"
        for facet in shown
        for value in facet.values
        if value.count != right[facet.name][value.value]
    ]
