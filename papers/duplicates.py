"""Papers that may be one, and links that may be wrong, with the evidence for it.

All papers are compared in one pass, by look-ups and within blocks of titles that share a rare word, never each with
each: 100,000 papers take seconds, and four queries.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final

from django.db import transaction
from rapidfuzz import fuzz

from papers.identifiers import KINDS, Identifiers, identify
from papers.models import DismissedPair, MetadataLookup, Paper, PaperLink
from papers.readme.identity import plain, similar

ALIKE: Final = 90.0
"""Of 100: titles at least this alike may be one paper's although nothing else says so."""
ALIKE_UNDER_OTHERS: Final = 95.0
"""The same for papers with different identifiers. In 52 real lists, most of what is less alike is two papers."""
SHORTEST: Final = 15
"""Titles of fewer characters are compared as they are: one word more or less makes another one."""

_KINDS: Final = tuple(kind.name for kind in KINDS.values())
_COMPARED: Final = 16
"""Papers of one group that are compared each with each, as are neighbours in a large block."""
_RARE_WORDS: Final = 3
_RARE: Final = 500
"""Titles that have a word which still tells something; of more, each is compared with its neighbour alone."""
_NUMBER: Final = re.compile(r"\S*\d\S*")

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Rows of papers, in the order in which they were made, and why they are here, one sentence each."""

    papers: tuple[int, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What stands somewhere else under a paper's identifier."""

    paper: int
    identifier: str
    title: str
    source: str
    day: datetime.date

    def __str__(self) -> str:
        return f"{self.identifier} is “{self.title}” at {self.source}, looked up on {self.day}"


@dataclass(frozen=True, slots=True)
class Found:
    duplicates: Sequence[Candidate]
    wrong_links: Sequence[Candidate]
    """One link under unrelated titles, or one that leads to another title."""


@dataclass(slots=True)
class _Work:
    pk: int
    title: str
    identifiers: Identifiers
    link: Hashable = None
    """The first link, where it has no identifier."""


@dataclass
class _Search:
    works: Mapping[int, _Work]
    dismissed: Collection[Pair]
    duplicates: dict[Pair, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    wrong_links: list[Candidate] = field(default_factory=list)

    def look_at_links(self) -> None:
        for at, kind in enumerate(_KINDS):
            for shared, works in self._groups(lambda work, at=at: work.identifiers.keys()[at]):
                self._compare_linked(f"{kind} {shared}", works)
        for shared, works in self._groups(lambda work: work.link):
            self._compare_linked(f"link {shared}", works)

    def look_at_titles(self) -> None:
        titles: list[_Work] = []
        for _, works in self._groups(lambda work: work.title, alone=True):
            titles.append(works[0])
            for one, other in _pairs(works):
                self._add(one, other, f"Same title{_contradiction(one, other)}")
        for one, other in _neighbours([work for work in titles if len(work.title) >= SHORTEST]):
            likeness = _likeness(one, other)
            if likeness:
                self._add(one, other, f"Similar titles ({likeness:.0f} of 100){_contradiction(one, other)}")

    def _groups(self, key: Any, *, alone: bool = False) -> Iterator[tuple[Any, list[_Work]]]:
        """Papers by what they share, where it is not empty; those that share it with nobody only if asked for."""
        groups: dict[Any, list[_Work]] = defaultdict(list)
        for work in self.works.values():
            if shared := key(work):
                groups[shared].append(work)
        return ((shared, works) for shared, works in groups.items() if alone or len(works) > 1)

    def _compare_linked(self, shared: str, works: Sequence[_Work]) -> None:
        unrelated: dict[int, None] = {}
        for one, other in _pairs(works):
            if similar(one.title, other.title):
                self._add(one, other, f"Same {shared}")
            elif (one.pk, other.pk) not in self.dismissed:
                unrelated |= {one.pk: None, other.pk: None}
        if unrelated:
            more = f" ({len(works)} papers have it)" if len(works) > _COMPARED else ""
            self.wrong_links.append(
                Candidate(tuple(sorted(unrelated))[:_COMPARED], (f"{shared} under different titles{more}",))
            )

    def _add(self, one: _Work, other: _Work, evidence: str) -> None:
        pair = (min(one.pk, other.pk), max(one.pk, other.pk))
        if pair not in self.dismissed:
            self.duplicates[pair][evidence] = None


def candidates() -> Found:
    """Without the pairs that were dismissed. What was found on the most grounds comes first."""
    dismissed = frozenset(DismissedPair.objects.values_list("first", "second"))
    search = _Search(_works(), dismissed)
    search.look_at_links()
    search.look_at_titles()
    mismatched = [Candidate((each.paper,), (str(each),)) for each in mismatches()]
    return Found(_clusters(search.duplicates, dismissed), [*search.wrong_links, *mismatched])


@transaction.atomic
def dismiss(first: Paper, second: Paper, *, reason: str = "", user: Any = None) -> DismissedPair:
    """These two are not one paper, and their links are right: for good, or until it is taken back."""
    if first.pk == second.pk:
        raise ValueError("a paper is itself")
    low, high = sorted((first, second), key=lambda paper: paper.pk)
    found, _ = DismissedPair.objects.get_or_create(first=low, second=high, defaults={"reason": reason, "user": user})
    return found


def _works() -> dict[int, _Work]:
    columns = ("pk", "title", "arxiv_id", "doi", "openreview_id", "acl_id")
    works: dict[int, _Work] = {}
    for pk, title, *identifiers in Paper.objects.order_by("pk").values_list(*columns).iterator(chunk_size=5000):
        works[pk] = _Work(pk, plain(title), Identifiers(*identifiers))
    met: set[int] = set()
    links = PaperLink.objects.exclude(url="").order_by("paper", "position", "pk").values_list("paper", "url")
    for paper, url in links.iterator(chunk_size=5000):
        if paper not in met and not identify([url]):
            works[paper].link = url.strip().rstrip("/")
        met.add(paper)
    return works


def mismatches() -> Iterator[Mismatch]:
    """Papers under whose identifier something else was found, as long as neither title nor identifier was changed."""
    found = MetadataLookup.objects.filter(outcome=MetadataLookup.Outcome.MISMATCH).select_related("paper")
    for lookup in found.order_by("paper"):
        paper, asked = lookup.paper, lookup.identifier.lower()
        identifiers = (paper.arxiv_id, paper.doi, paper.openreview_id, paper.acl_id)
        is_asked = any(each and each.lower() in asked for each in identifiers)
        if is_asked and not similar(plain(paper.title), plain(lookup.title)):
            source = lookup.get_source_display()
            yield Mismatch(paper.pk, lookup.identifier, lookup.title, source, lookup.day)


def _pairs(works: Sequence[_Work]) -> Iterable[tuple[_Work, _Work]]:
    """Each with each in a small group; in a large one each with the first."""
    if len(works) <= _COMPARED:
        return combinations(works, 2)
    return ((works[0], other) for other in works[1:])


def _neighbours(works: Sequence[_Work]) -> Iterator[tuple[_Work, _Work]]:
    """Pairs that share one of their rare words, or stand near each other among those that do; some of them twice."""
    words = {work.pk: set(work.title.split()) for work in works}
    counts = Counter(word for each in words.values() for word in each)
    blocks: dict[str, list[_Work]] = defaultdict(list)
    for work in works:
        shared = sorted((counts[word], word) for word in words[work.pk] if counts[word] > 1)
        for _, word in shared[:_RARE_WORDS]:
            blocks[word].append(work)
    for block in blocks.values():
        block.sort(key=lambda work: work.title)
        reach = _COMPARED if len(block) <= _RARE else 2
        for at, one in enumerate(block):
            for other in block[at + 1 : at + reach]:
                yield one, other


def _likeness(one: _Work, other: _Work) -> float:
    """0 where the titles are not alike enough, or count differently: the second part is not the first."""
    likeness = fuzz.ratio(one.title, other.title, score_cutoff=ALIKE)
    if likeness and one.identifiers.contradicts(other.identifiers) and likeness < ALIKE_UNDER_OTHERS:
        return 0
    if likeness and sorted(_NUMBER.findall(one.title)) != sorted(_NUMBER.findall(other.title)):
        return 0
    return likeness


def _contradiction(one: _Work, other: _Work) -> str:
    if not one.identifiers.contradicts(other.identifiers):
        return ""
    named = zip(_KINDS, one.identifiers.keys(), other.identifiers.keys(), strict=True)
    return ", but " + ", ".join(f"{kind} {mine} and {theirs}" for kind, mine, theirs in named if mine and theirs)


@dataclass(eq=False, slots=True)
class _Cluster:
    papers: set[int]
    apart: set[int] = field(default_factory=set)
    """Those that were said to be others than one of these."""
    evidence: dict[str, None] = field(default_factory=dict)


def _clusters(pairs: Mapping[Pair, Collection[str]], dismissed: Collection[Pair]) -> list[Candidate]:
    """Pairs brought together where they share a paper, unless that would bring together what was dismissed."""
    apart: dict[int, set[int]] = defaultdict(set)
    for first, second in dismissed:
        apart[first].add(second)
        apart[second].add(first)
    clusters: dict[int, _Cluster] = {}
    alone: list[_Cluster] = []
    for pair, found in sorted(pairs.items(), key=lambda each: (-len(each[1]), each[0])):
        one, other = (clusters.setdefault(pk, _Cluster({pk}, {*apart.get(pk, ())})) for pk in pair)
        if one is not other and one.apart & other.papers:
            alone.append(_Cluster({*pair}, evidence=dict.fromkeys(found)))
            continue
        one.evidence |= other.evidence | dict.fromkeys(found)
        if one is not other:
            one.papers |= other.papers
            one.apart |= other.apart
            clusters.update(dict.fromkeys(other.papers, one))
    together = [each for each in dict.fromkeys(clusters.values()) if len(each.papers) > 1]
    candidates = [Candidate(tuple(sorted(each.papers)), tuple(each.evidence)) for each in (*together, *alone)]
    return sorted(candidates, key=lambda each: (-len(each.evidence), each.papers))
