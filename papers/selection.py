"""What a reader has chosen, as an address says it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote_plus, urlencode

from papers.filters import PER_PAGE, PaperFilter, Years
from papers.models import NONE_SLUG

PARAMETERS: Final = (
    "q",
    "section",
    "evidence",
    "venue",
    "year",
    "year_min",
    "year_max",
    "tag",
    "has",
    "sort",
    "per_page",
)
"""In the order in which addresses have them."""


@dataclass(frozen=True)
class Selection:
    """Values by parameter. Changed copies make the links that a page offers."""

    values: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, filters: PaperFilter) -> Selection:
        """The valid part of a request, without what the page would do anyway."""
        chosen = dict(filters.chosen)
        years = chosen.pop("year", Years())
        found = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in chosen.items()}
        found["year"] = (*sorted(map(str, years.years)), *([NONE_SLUG] if years.with_none else []))
        found["year_min"] = () if years.minimum is None else (str(years.minimum),)
        found["year_max"] = () if years.maximum is None else (str(years.maximum),)
        if filters.order != filters.usual_order:
            found["sort"] = (filters.order,)
        if filters.per_page != PER_PAGE:
            found["per_page"] = (str(filters.per_page),)
        return cls(found)

    def has(self, name: str, value: str) -> bool:
        return value in self.values.get(name, ())

    def toggled(self, name: str, value: str) -> Selection:
        """The value taken back, or added to the others; a year takes the place of a range, which may hold it."""
        before = self.values.get(name, ())
        after = tuple(each for each in before if each != value) if value in before else (*before, value)
        kept = self.without("year_min", "year_max") if name == "year" and value not in before else self
        return Selection({**kept.values, name: after})

    def adding(self, name: str) -> Callable[[str], str]:
        """The query of `toggled` for any value that is not chosen, without making its selection."""
        kept = self.without("year_min", "year_max") if name == "year" else self
        at = PARAMETERS.index(name)
        before = urlencode([pair for pair in kept.pairs() if PARAMETERS.index(pair[0]) <= at])
        after = urlencode([pair for pair in kept.pairs() if PARAMETERS.index(pair[0]) > at])
        start, end = f"?{before}{'&' if before else ''}{name}=", f"{'&' if after else ''}{after}"
        return lambda value: start + quote_plus(value) + end

    def only(self, name: str, value: str) -> Selection:
        return Selection({**self.values, name: (value,)})

    def without(self, *names: str) -> Selection:
        return Selection({name: value for name, value in self.values.items() if name not in names})

    def pairs(self) -> Iterator[tuple[str, str]]:
        for name in PARAMETERS:
            yield from ((name, value) for value in self.values.get(name, ()))

    @property
    def query(self) -> str:
        """With the question mark; empty where nothing is chosen."""
        encoded = urlencode(list(self.pairs()))
        return f"?{encoded}" if encoded else ""

    @property
    def takes_all(self) -> bool:
        """Whether every paper passes, in whatever order and portions."""
        return all(name in ("sort", "per_page") for name, _ in self.pairs())
