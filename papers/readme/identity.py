"""Same paper or not, from titles and identifiers."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, fields
from itertools import islice
from typing import Final, Generic, TypeVar

from rapidfuzz import fuzz

from papers.identifiers import Identifiers, fold_text
from papers.readme.records import Values

SIMILAR: Final = 80.0
"""Of 100: two titles at least this alike (indel ratio of their plain forms) that share an identifier are one paper.

In 52 real lists, misspelt and lengthened titles reach 87 and more; other papers under a wrong link, and wholly other
titles, stay at 68 and below.
"""

# Works under one identifier, or one title, that an entry is compared with, and titles of each: a list that gives one
# link or one title to all its entries stays linear.
_COMPARED: Final = 16

Key = TypeVar("Key", bound=Hashable)

_ASCII: Final = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
_NO_WORD: Final = re.compile(r"[\W_]+")


def plain(title: str) -> str:
    """Return the folded words of a title without punctuation, between single spaces."""
    # Most titles by far: the same, several times as fast.
    if title.isascii():
        return " ".join(title.translate(_ASCII).split())
    return _NO_WORD.sub(" ", fold_text(title)).strip()


def similar(title: str, other: str) -> bool:
    """Whether two plain titles may belong to one paper."""
    return fuzz.ratio(title, other, score_cutoff=SIMILAR) > 0


@dataclass(slots=True)
class _Work(Generic[Key]):
    key: Key
    titles: dict[str, None]
    """In the order in which they came."""
    identifiers: Identifiers


class Works(Generic[Key]):
    """The works met so far, found again by identifier and title; both steps are look-ups, never a scan."""

    def __init__(self) -> None:
        self._by_key: dict[Key, _Work[Key]] = {}
        self._by_title: dict[str, list[_Work[Key]]] = {}
        self._by_identifier: dict[tuple[int, str], list[_Work[Key]]] = {}

    def add(self, key: Key, title: str, identifiers: Identifiers) -> None:
        """Another wording of the work `key`, or its first."""
        work = self._by_key.setdefault(key, _Work(key, {}, Identifiers()))
        words = plain(title)
        if words and words not in work.titles:
            work.titles[words] = None
            _file(self._by_title.setdefault(words, []), work)
        for named in enumerate(identifiers.keys()):
            if named[1]:
                _file(self._by_identifier.setdefault(named, []), work)
        work.identifiers = _merged(work.identifiers, identifiers)

    def find(self, title: str, identifiers: Identifiers) -> Key | None:
        """The work with such an identifier and a similar title, else one with this title and no other identifier."""
        words = plain(title)
        if not words:
            return None
        for named in enumerate(identifiers.keys()):
            for work in self._by_identifier.get(named, ()) if named[1] else ():
                if any(similar(words, known) for known in islice(work.titles, _COMPARED)):
                    return work.key
        for work in self._by_title.get(words, ()):
            if not work.identifiers.contradicts(identifiers):
                return work.key
        return None


def _file(works: list[_Work[Key]], work: _Work[Key]) -> None:
    if len(works) < _COMPARED and not any(known is work for known in works):
        works.append(work)


def works(entries: Iterable[Values]) -> list[int]:
    """For each entry the number of its paper, counted from 0 in their order."""
    met: Works[int] = Works()
    numbers: list[int] = []
    count = 0
    for values in entries:
        identifiers = values.identifiers
        found = met.find(values.title, identifiers)
        number = count if found is None else found
        count += found is None
        met.add(number, values.title, identifiers)
        numbers.append(number)
    return numbers


def _merged(known: Identifiers, more: Identifiers) -> Identifiers:
    if not known or not more:
        return known or more
    return Identifiers(*(getattr(known, each.name) or getattr(more, each.name) for each in fields(Identifiers)))
