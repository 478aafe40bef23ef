"""What a reader can ask for: the one definition of each filter, for pages, exports and feeds alike.

Within one filter any of the values does, except that every chosen `has` holds; across filters all of them hold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_
from typing import Any, Final

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from pyroaring import FrozenBitMap

from papers import catalogue, search
from papers.catalogue import NO_PAPERS, Ordered, Papers, Snapshot, union
from papers.models import EARLIEST_YEAR, LATEST_YEAR, NONE_SLUG, Paper
from papers.paging import read_positive, shorten
from papers.querysets import PaperQuerySet

HAS: Final = {"code": "Code", "abstract": "Abstract", "authors": "Authors"}
SORTS: Final = {
    "list": "List order",
    "-year": "Newest",
    "year": "Oldest",
    "title": "Title",
    "-added": "Last added",
    "relevance": "Relevance",
}
PER_PAGE: Final = 25
MOST_PER_PAGE: Final = 100


class ValuesField(forms.Field):
    """Some of the known values; a parameter without a value counts as not there."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, noun: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.noun = noun
        self.known: Collection[str] = ()

    def clean(self, value: Sequence[str] | None) -> list[str]:
        values = list(dict.fromkeys(filter(None, value or ())))
        for each in values:
            if each not in self.known:
                raise ValidationError(f"“{each}” is no {self.noun} of this list.")
        return values


@dataclass(frozen=True, slots=True)
class Years:
    """Single years, a range, and papers without a year: each paper that one of them takes."""

    years: frozenset[int] = frozenset()
    with_none: bool = False
    minimum: int | None = None
    maximum: int | None = None

    def __bool__(self) -> bool:
        return bool(self.years or self.with_none) or self.has_range

    @property
    def has_range(self) -> bool:
        return self.minimum is not None or self.maximum is not None

    def take(self, year: int | None) -> bool:
        if year is None:
            return self.with_none
        ranged = self.has_range and (self.minimum or EARLIEST_YEAR) <= year <= (self.maximum or LATEST_YEAR)
        return ranged or year in self.years


class YearsWidget(forms.Widget):
    """Reads `year`, any number of times, `year_min` and `year_max`."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[list[str], str, str]:
        several = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return several, data.get(f"{name}_min", ""), data.get(f"{name}_max", "")


class YearsField(forms.Field):
    widget = YearsWidget

    def clean(self, value: tuple[Sequence[str], str, str]) -> Years:
        several, minimum, maximum = value
        given = [each.strip() for each in several if each.strip()]
        years = Years(
            frozenset(_year(each) for each in given if each != NONE_SLUG),
            NONE_SLUG in given,
            _year(minimum) if minimum.strip() else None,
            _year(maximum) if maximum.strip() else None,
        )
        if years.minimum and years.maximum and years.minimum > years.maximum:
            raise ValidationError(f"The range of years ends, with {years.maximum}, before it begins.")
        return years


def _year(text: str) -> int:
    digits = text.strip()
    if digits.isdecimal() and len(digits) <= len(str(LATEST_YEAR)) and int(digits) >= EARLIEST_YEAR:
        return int(digits)
    raise ValidationError(f"“{text}” is no year.")


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a search finds among all public papers, whatever else is chosen, so that every count means the same."""

    levels: Sequence[Papers]
    """The most relevant papers first."""
    asked: int = 0
    """How many words and phrases are searched for."""
    matched: int = 0
    """How many of them each paper has: all, or as many as any paper has."""

    @property
    def note(self) -> str:
        """What a reader should know about it; empty where each paper has all."""
        if self.matched == self.asked:
            return ""
        if not self.matched:
            return f"No paper has any of the {self.asked} words."
        all_of_them = "both words" if self.asked == 2 else f"all {self.asked} words"
        some = "one" if self.matched == 1 else self.matched
        return f"No paper has {all_of_them}, so those with {some} of them are shown."


class ValuesFilter(django_filters.Filter):
    field_class = ValuesField


class YearsFilter(django_filters.Filter):
    field_class = YearsField


class PaperFilter(django_filters.FilterSet):
    """A request's filters over the public papers; with a value that is unknown, no papers.

    What is asked for is declared and checked by django-filter; what passes is found in the snapshot, without SQL.
    """

    q = django_filters.CharFilter(label="Search", max_length=search.LONGEST_QUERY)
    section = ValuesFilter(label="Section", noun="section")
    evidence = ValuesFilter(label="Evidence", noun="evidence type")
    venue = ValuesFilter(label="Venue", noun="venue")
    year = YearsFilter(label="Year")
    tag = ValuesFilter(label="Tag", noun="tag")
    has = ValuesFilter(label="Has", noun="kind of content")
    sort = django_filters.ChoiceFilter(
        label="Order",
        choices=[*SORTS.items()],
        empty_label=None,
        error_messages={"invalid_choice": "“%(value)s” is no order of this list."},
    )

    def __init__(self, data: Any = None, snapshot: Snapshot | None = None) -> None:
        super().__init__({} if data is None else data, queryset=Paper.objects.public())
        self.catalogue = snapshot or catalogue.current()
        self.terms = self.catalogue.terms
        known: dict[str, Collection[str]] = {
            "section": self.terms.sections,
            "evidence": self.terms.evidence_types,
            "venue": {*self.terms.venues, NONE_SLUG},
            "tag": {*self.terms.tags, NONE_SLUG},
            "has": HAS,
        }
        for name, values in known.items():
            self.form.fields[name].known = values

    def filter_queryset(self, queryset: PaperQuerySet) -> PaperQuerySet:
        """What `qs` gives: the papers that pass, as rows."""
        return queryset.filter(pk__in=[self.catalogue.papers[place] for place in self.found])

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """The values that are valid, by filter, without those that choose nothing."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value and name != "sort"}

    @property
    def order(self) -> str:
        """The order that is asked for, or else the usual one."""
        self.form.is_valid()
        return self.form.cleaned_data.get("sort") or self.usual_order

    @property
    def problems(self) -> dict[str, list[str]]:
        """What is wrong with the request, by filter."""
        return {name: list(map(str, messages)) for name, messages in self.form.errors.items()}

    @property
    def per_page(self) -> int:
        """The number of papers on a page: as asked for, at most MOST_PER_PAGE; PER_PAGE for what is no such number."""
        return min(MOST_PER_PAGE, read_positive(self.data.get("per_page", "")) or PER_PAGE)

    @property
    def per_page_note(self) -> str:
        """Why a page does not have as many papers as was asked for; empty where it has."""
        asked = self.data.get("per_page", "")
        if not asked or (number := read_positive(asked)) == self.per_page:
            return ""
        if number is None:
            return f"“{shorten(asked)}” is no number of papers; up to {PER_PAGE} are on a page."
        return f"At most {MOST_PER_PAGE} papers are on a page, not {shorten(asked)}."

    @property
    def usual_order(self) -> str:
        """By relevance with a search, else the list's own."""
        return "relevance" if self.chosen.get("q") else "list"

    def label(self, name: str) -> str:
        """What readers call a filter."""
        return str(self.form.fields[name].label)

    @cached_property
    def found(self) -> Papers:
        """What passes all filters."""
        return self.lifted()

    def lifted(self, *names: str) -> Papers:
        """What passes all filters but those named."""
        if set(self.form.errors) - set(names):
            return NO_PAPERS
        passing = [papers for name, papers in self._passing.items() if name not in names]
        return reduce(and_, passing, self.catalogue.everything)

    @property
    def ranking(self) -> Ranking | None:
        """How the search went; None without one, and where it is not valid."""
        return self._ranking if "q" in self.chosen else None

    def ordered(self) -> Ordered:
        """The places of what passes all filters, in the order asked for; ties are in README order."""
        papers, order = self.found, self.order
        if order in ("year", "-year"):
            return self.catalogue.by_year(papers, newest_first=order == "-year")
        if order == "title":
            return self.catalogue.by_title(papers)
        if order == "-added":
            return self.catalogue.last_added_first(papers)
        if order == "relevance" and self.chosen.get("q"):
            return Ordered(papers & level for level in self._ranking.levels)
        return self.catalogue.in_list_order(papers, self.sections)

    @cached_property
    def sections(self) -> frozenset[int] | None:
        """The chosen sections and those under them; None where none is chosen."""
        chosen = self.chosen.get("section")
        if not chosen:
            return None
        outline, sections = self.terms.outline, self.terms.sections
        return frozenset().union(*(outline.subtrees[sections[slug].pk] for slug in chosen))

    @cached_property
    def _passing(self) -> dict[str, Papers]:
        """By filter that has something chosen, the papers that pass it."""
        return {name: self._passing_one(name, value) for name, value in self.chosen.items()}

    def _passing_one(self, name: str, value: Any) -> Papers:
        if name == "q":
            return union(self._ranking.levels)
        if name == "section":
            return self.catalogue.in_any(self.sections or ())
        if name == "year":
            return self.catalogue.with_any("year", self._slugs(value))
        if name == "has":
            return reduce(and_, (self.catalogue.with_value("has", each) for each in value))
        return self.catalogue.with_any(name, value)

    @cached_property
    def _ranking(self) -> Ranking:
        """What the search finds. One query; another one where no public paper has all of several terms."""
        query = self.chosen["q"]
        asked = len(search.terms(query))
        if not asked:
            return Ranking([self.catalogue.everything])
        levels = self._numbered(search.relevances(query).values())
        if levels or asked == 1:
            return Ranking(levels, asked, asked)
        partial = search.partial_matches(query, self.catalogue.keys)
        return Ranking(self._numbered(partial.levels), asked, partial.matched)

    def _numbered(self, levels: Iterable[FrozenBitMap]) -> list[Papers]:
        return [papers for keys in levels if (papers := self.catalogue.numbered(keys))]

    def _slugs(self, years: Years) -> list[str]:
        return [slug for slug, term in self.terms.years.items() if years.take(term.pk)]
