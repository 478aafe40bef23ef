"""What a reader can ask for: the one definition of each filter, for pages, exports and feeds alike.

Within one filter any of the values does, except that every chosen `has` holds; across filters all of them hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, F

from papers import search
from papers.models import EARLIEST_YEAR, LATEST_YEAR, NONE_SLUG, EvidenceType, Paper
from papers.outline import Outline
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


@dataclass(frozen=True, slots=True)
class Term:
    """A value of a filter; `pk` is its row's, or the year, or None for papers without a value."""

    pk: int | None
    slug: str
    label: str
    position: int = 0
    """An evidence type's place among them."""


Vocabulary = Mapping[str, Term]
"""Terms by slug, in the order in which readers see them."""


@dataclass(frozen=True)
class Terms:
    """What the filters can be set to. Of venues, years and tags those of public papers; of evidence types all."""

    outline: Outline
    evidence_types: Vocabulary
    venues: Vocabulary
    years: Vocabulary
    tags: Vocabulary

    @classmethod
    def load(cls) -> Terms:
        """Costs five queries. The commonest venues and tags come first, whatever is chosen; of years the latest."""
        papers = Paper.objects.public().order_by()
        evidence_types = EvidenceType.objects.values_list("pk", "slug", "name", "position")
        years = papers.values_list("year", flat=True).distinct().order_by(F("year").desc(nulls_last=True))
        return cls(
            Outline.load(),
            _vocabulary([*(Term(*row) for row in evidence_types), Term(None, NONE_SLUG, "Unspecified")]),
            _vocabulary(_used(papers, "No venue", "venue", "venue__slug", "venue__name")),
            _vocabulary(Term(year, str(year or NONE_SLUG), str(year or "No year")) for year in years),
            _vocabulary(_used(papers, "No tag", "tagged__tag", "tagged__tag__slug", "tagged__tag__name")),
        )

    def of(self, name: str) -> Vocabulary:
        """Those of a filter whose values are rows or years."""
        found: dict[str, Vocabulary] = {
            "evidence": self.evidence_types,
            "venue": self.venues,
            "year": self.years,
            "tag": self.tags,
        }
        return found[name]


def _vocabulary(terms: Iterable[Term]) -> dict[str, Term]:
    return {term.slug: term for term in terms}


def _used(papers: PaperQuerySet, label_of_none: str, *columns: str) -> Iterator[Term]:
    """The commonest first, papers without a value last, whatever their number."""
    rows = papers.values_list(*columns).annotate(total=Count("pk")).order_by("-total", columns[-1])
    yield from (Term(pk, slug, label) for pk, slug, label, _ in rows if pk is not None)
    yield from (Term(None, NONE_SLUG, label_of_none) for pk, *_ in rows if pk is None)


class ValuesField(forms.MultipleChoiceField):
    """Some of the known values; a parameter without a value counts as not there."""

    def __init__(self, *, noun: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages["invalid_choice"] = f"“%(value)s” is no {noun} of this list."

    def clean(self, value: Any) -> list[str]:
        return list(dict.fromkeys(super().clean([each for each in value or () if each])))


class ValuesFilter(django_filters.MultipleChoiceFilter):
    field_class = ValuesField


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


class YearsFilter(django_filters.Filter):
    field_class = YearsField

    def filter(self, qs: PaperQuerySet, value: Years | None) -> PaperQuerySet:
        if not value:
            return qs
        return qs.in_years(value.years, value.minimum, value.maximum, or_in_none=value.with_none)


class PaperFilter(django_filters.FilterSet):
    """A request's filters over the public papers; with a value that is unknown, no papers."""

    q = django_filters.CharFilter(method="search_for", label="Search", max_length=search.LONGEST_QUERY)
    section = ValuesFilter(method="in_sections", label="Section", noun="section")
    evidence = ValuesFilter(method="supported_by", label="Evidence", noun="evidence type")
    venue = ValuesFilter(method="at_venues", label="Venue", noun="venue")
    year = YearsFilter(label="Year")
    tag = ValuesFilter(method="tagged_with", label="Tag", noun="tag")
    has = ValuesFilter(method="having", label="Has", noun="kind of content", choices=[*HAS.items()])
    sort = django_filters.ChoiceFilter(method="unsorted", label="Order", choices=[*SORTS.items()], empty_label=None)

    def __init__(self, data: Any = None, *, terms: Terms | None = None) -> None:
        super().__init__({} if data is None else data, queryset=Paper.objects.public())
        self.terms = terms or Terms.load()
        for name, slugs in (
            ("section", [section.slug for section in self.terms.outline.sections if section.level]),
            ("evidence", self.terms.evidence_types),
            ("venue", [*self.terms.venues, NONE_SLUG]),
            ("tag", [*self.terms.tags, NONE_SLUG]),
        ):
            self.filters[name].extra["choices"] = [(slug, slug) for slug in slugs]
        self.filters["sort"].extra["error_messages"] = {"invalid_choice": "“%(value)s” is no order of this list."}

    @property
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
        """As asked for, at most MOST_PER_PAGE; what is no number counts as not asked for."""
        asked = self.data.get("per_page", "")
        return min(MOST_PER_PAGE, max(1, int(asked))) if asked.isdecimal() and len(asked) < 10 else PER_PAGE

    @property
    def usual_order(self) -> str:
        """By relevance with a search, else the list's own."""
        return "relevance" if self.chosen.get("q") else "list"

    @property
    def qs(self) -> PaperQuerySet:
        """What passes all filters, in no order."""
        return self.lifted()

    def lifted(self, *names: str) -> PaperQuerySet:
        """What passes all filters but those named, in no order."""
        if set(self.form.errors) - set(names):
            return self.queryset.none()
        papers = self.queryset
        for name, value in self.chosen.items():
            if name not in names:
                papers = self.filters[name].filter(papers, value)
        return papers.order_by()

    def ordered(self) -> PaperQuerySet:
        """What passes all filters, in the order asked for; ties are in README order."""
        papers, order = self.qs, self.order
        if order in ("year", "-year"):
            return papers.by_year(newest_first=order == "-year")
        if order == "title":
            return papers.by_title()
        if order == "-added":
            return papers.newest_first()
        if order == "relevance" and self.chosen.get("q"):
            return search.by_relevance(papers, self.chosen["q"])
        return papers.in_readme_order(self.sections)

    @property
    def sections(self) -> frozenset[int] | None:
        """The chosen sections and those under them; None where none is chosen."""
        outline, chosen = self.terms.outline, self.chosen.get("section")
        if not chosen:
            return None
        return frozenset().union(*(outline.subtrees[each.pk] for each in outline.sections if each.slug in chosen))

    # The filters' methods; django-filter calls them with the queryset, the filter's name and its values.

    def search_for(self, papers: PaperQuerySet, _: str, query: str) -> PaperQuerySet:
        return search.matching(papers, query)

    def in_sections(self, papers: PaperQuerySet, _: str, __: Sequence[str]) -> PaperQuerySet:
        return papers.in_sections(self.sections or ())

    def supported_by(self, papers: PaperQuerySet, _: str, slugs: Sequence[str]) -> PaperQuerySet:
        return papers.supported_by(_keys(self.terms.evidence_types, slugs), or_by_none=NONE_SLUG in slugs)

    def at_venues(self, papers: PaperQuerySet, _: str, slugs: Sequence[str]) -> PaperQuerySet:
        return papers.at_venues(_keys(self.terms.venues, slugs), or_at_none=NONE_SLUG in slugs)

    def tagged_with(self, papers: PaperQuerySet, _: str, slugs: Sequence[str]) -> PaperQuerySet:
        return papers.tagged_with(_keys(self.terms.tags, slugs), or_with_none=NONE_SLUG in slugs)

    def having(self, papers: PaperQuerySet, _: str, names: Iterable[str]) -> PaperQuerySet:
        for name in names:
            papers = papers.having(name)
        return papers

    def unsorted(self, papers: PaperQuerySet, _: str, __: str) -> PaperQuerySet:
        """An order takes nothing away; `ordered` gives it."""
        return papers


def _keys(terms: Vocabulary, slugs: Iterable[str]) -> list[int]:
    return [pk for slug in slugs if slug in terms and (pk := terms[slug].pk) is not None]
