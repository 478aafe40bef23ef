"""The public list in memory, as it was at one version: which papers have which value, and all orders.

A paper goes by a number: the place of its first listing among all public listings in README order. So a set of
papers, read in order, is in README order.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import overload

from pyroaring import BitMap, FrozenBitMap

from papers.catalogue.fragments import Fragments
from papers.catalogue.terms import Terms
from papers.catalogue.titles import title_words
from papers.models import NONE_SLUG

Papers = FrozenBitMap
"""A set of papers, by their numbers."""
NO_PAPERS: Papers = FrozenBitMap()


def union(sets: Iterable[Papers]) -> Papers:
    """Also of no sets at all."""
    return FrozenBitMap.union(NO_PAPERS, *sets)


class Ordered(Sequence[int]):
    """Places in an order that is made of portions, one after the other, each of which is ordered in itself."""

    def __init__(self, portions: Iterable[Papers | Sequence[int]]) -> None:
        self._portions = [portion for portion in portions if portion]
        self._length = sum(map(len, self._portions))

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[int]:
        for portion in self._portions:
            yield from portion

    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> list[int]: ...
    def __getitem__(self, at: int | slice) -> int | list[int]:
        if isinstance(at, int):
            return self[slice(at, at + 1 or None)][0]
        start, stop, step = at.indices(self._length)
        found: list[int] = []
        for portion in self._portions:
            if stop <= 0:
                break
            if start < len(portion):
                found += portion[max(start, 0) : stop]
            start, stop = start - len(portion), stop - len(portion)
        return found[::step]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Nothing of it changes once it is made. A place is that of a public listing, from 0, in README order."""

    version: int
    terms: Terms
    papers: Sequence[int]
    """By place, the key of its paper."""
    firsts: Sequence[int]
    """By place, the number of its paper."""
    listings: Sequence[int]
    """By place, the key of the listing."""
    sections: Sequence[int]
    """By place, the key of its section."""
    places: Mapping[int, FrozenBitMap]
    """The places directly in each section that has some."""
    numbers: Mapping[int, int]
    """Of the public papers, by their keys."""
    having: Mapping[str, Mapping[str, Papers]]
    """By filter and value. Values without papers are left out."""
    days: Sequence[Papers]
    """The papers that were added on a day, the latest day first."""

    fragments: Fragments = field(default_factory=Fragments)

    @cached_property
    def everything(self) -> Papers:
        return FrozenBitMap(self.numbers.values())

    @cached_property
    def keys(self) -> FrozenBitMap:
        """Of the public papers."""
        return FrozenBitMap(self.numbers)

    @cached_property
    def directly_in(self) -> Mapping[int, Papers]:
        """The papers that have a listing in a section itself, by its key."""
        return {pk: FrozenBitMap([self.firsts[place] for place in places]) for pk, places in self.places.items()}

    @cached_property
    def within(self) -> Mapping[int, Papers]:
        """The papers that have a listing in a section or under it, by its key."""
        return {pk: self.in_any(members) for pk, members in self.terms.outline.subtrees.items()}

    def places_under(self, section: int) -> Ordered:
        """Of the listings in a section, then of those in the sections under it, as they follow each other."""
        members = self.terms.outline.subtrees[section]
        return Ordered([union(self.places[pk] for pk in members if pk in self.places)])

    def in_any(self, sections: Iterable[int]) -> Papers:
        """The papers that have a listing in one of these sections itself."""
        return union(self.directly_in[pk] for pk in sections if pk in self.directly_in)

    def with_value(self, name: str, value: str) -> Papers:
        return self.having[name].get(value, NO_PAPERS)

    def with_any(self, name: str, values: Iterable[str]) -> Papers:
        return union(self.with_value(name, value) for value in values)

    def numbered(self, papers: Iterable[int]) -> Papers:
        """Those of these keys that are public."""
        return FrozenBitMap([number for pk in papers if (number := self.numbers.get(pk)) is not None])

    def in_list_order(self, papers: Papers, sections: Iterable[int] | None = None) -> Ordered:
        """Each where it is listed first, of its listings in `sections` where they are given."""
        if sections is None:
            return Ordered([papers])
        within = union(self.places[pk] for pk in sections if pk in self.places)
        found, elsewhere = BitMap(papers & within), BitMap(papers - within)
        if elsewhere:
            for place in within - self.everything:
                if (number := self.firsts[place]) in elsewhere:
                    found.add(place)
                    elsewhere.discard(number)
        return Ordered([FrozenBitMap(found)])

    def by_year(self, papers: Papers, *, newest_first: bool) -> Ordered:
        """Papers without a year last, those of a year in README order."""
        # The terms' order is the latest year first and none last.
        dated = [slug for slug, term in self.terms.years.items() if term.pk is not None]
        slugs = [*(dated if newest_first else reversed(dated)), NONE_SLUG]
        return Ordered(papers & self.with_value("year", slug) for slug in slugs)

    def last_added_first(self, papers: Papers) -> Ordered:
        """Those of a day in README order."""
        return Ordered(papers & day for day in self.days)

    def by_title(self, papers: Papers) -> Ordered:
        """By the titles' folded words as they are when this order is first asked for, which costs a query."""
        order, standing = self._titles
        wanted = BitMap(array("I", map(standing.__getitem__, papers)))
        return Ordered([array("I", map(order.__getitem__, wanted))])

    @cached_property
    def _titles(self) -> tuple[Sequence[int], Sequence[int]]:
        """The numbers in the order of titles; and by place, where in it a number stands."""
        titles = dict.fromkeys(self.everything, "")
        for pk, title in title_words():
            if (number := self.numbers.get(pk)) is not None:
                titles[number] = title
        order = array("I", sorted(self.everything, key=titles.__getitem__))
        standing = array("I", bytes(order.itemsize * len(self.papers)))
        for at, number in enumerate(order):
            standing[number] = at
        return order, standing
