"""Parts of addresses, made from names and titles. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import count
from typing import Final

from papers.identifiers import fold_text

LONGEST_SLUG: Final = 80
"""Room is left, to the column's 100, for what tells equal slugs apart."""


class Unique:
    """Gives each wish, or the first variant of it that is free, once."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._given: Counter[str] = Counter()

    def numbered(self, wish: str) -> str:
        """`wish`, `wish-2`, `wish-3` ..."""
        return self._free(wish, lambda number: f"{wish}-{number + 1}" if number else wish)

    def lettered(self, wish: str) -> str:
        """`wish`, `wisha`, `wishb` ... `wishz`, `wishaa` ..."""
        return self._free(wish, lambda number: wish + _letters(number))

    def _free(self, wish: str, variant: Callable[[int], str]) -> str:
        for number in count(self._given[wish]):
            self._given[wish] = number + 1
            found = variant(number)
            if found not in self._taken:
                self._taken.add(found)
                return found
        raise AssertionError("count() does not end")


def slugified(text: str) -> str:
    """Latin letters and digits in lower case, joined by hyphens; cut at a word's end. Empty where there are none."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold_text(text)).strip("-")
    if len(slug) <= LONGEST_SLUG:
        return slug
    return (slug[: LONGEST_SLUG + 1].rpartition("-")[0] or slug[:LONGEST_SLUG]).strip("-")


def _letters(number: int) -> str:
    found = ""
    while number:
        number, digit = divmod(number - 1, 26)
        found = chr(ord("a") + digit) + found
    return found
