"""The filters as a reader sees them: each value with the number of papers that choosing it leads to.

A count is of the papers that have the value among those that pass all other filters: a facet's own choice is lifted
for its own counts, as its values add to each other. What a paper `has` narrows instead, each value being a filter of
its own, so that there nothing is lifted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from papers.catalogue import Papers
from papers.filters import HAS, PaperFilter, Years
from papers.models import NONE_SLUG
from papers.selection import Selection

SHOWN_FIRST: Final = 8
"""Of a long facet only so many values, and those that are chosen, are shown before a reader asks for the rest."""
SECTIONS_FIRST: Final = 24
"""Of sections rather whole levels: those down to the depth to which there are at most so many."""
FACETS: Final = ("evidence", "section", "venue", "year", "tag", "has")


@dataclass(frozen=True, slots=True)
class Value:
    """`query` is what the reader gets by choosing the value, or by taking it back where it is selected."""

    value: str
    label: str
    count: int
    selected: bool
    query: str
    path: tuple[str, ...] = ()
    """The labels of the sections that a section is under."""
    leads: bool = True
    """Whether it is shown before a reader asks for the rest."""

    @property
    def depth(self) -> int:
        return len(self.path)

    @property
    def is_dead_end(self) -> bool:
        return not self.count and not self.selected


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    values: Sequence[Value]

    @property
    def leading(self) -> Sequence[Value]:
        return [value for value in self.values if value.leads]

    @property
    def rest(self) -> Sequence[Value]:
        return [value for value in self.values if not value.leads]

    @property
    def chosen(self) -> int:
        return sum(value.selected for value in self.values)


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen value, and what remains without it."""

    name: str
    label: str
    selection: Selection


@dataclass(frozen=True, slots=True)
class WayOut:
    """A filter to drop, and how many papers there are without it."""

    label: str
    count: int
    selection: Selection


def facets(filters: PaperFilter) -> list[Facet]:
    """Those that have something to choose, in the order in which they are shown."""
    found = [Facet(name, filters.label(name), _values(filters, name)) for name in FACETS]
    return [facet for facet in found if any(value.value != NONE_SLUG for value in facet.values)]


def _values(filters: PaperFilter, name: str) -> list[Value]:
    counts, selection = counted(filters, name), Selection.of(filters)
    chosen = selection.values.get(name, ())
    shown = labels(filters, name)
    if name == "has":
        having = filters.catalogue.having["has"]
        shown = {value: label for value, label in shown.items() if having[value] or value in chosen}
    paths = _paths(filters) if name == "section" else {}
    leading = _leading_sections(filters, chosen) if name == "section" else _leading(shown, chosen)
    adding = selection.adding(name)
    return [
        Value(
            value,
            label,
            counts[value],
            value in chosen,
            selection.toggled(name, value).query if value in chosen else adding(value),
            paths.get(value, ()),
            value in leading,
        )
        for value, label in shown.items()
    ]


def _leading(shown: Iterable[str], chosen: Iterable[str]) -> set[str]:
    """All where the rest would be but a few."""
    values = list(shown)
    first = values if len(values) <= SHOWN_FIRST + 2 else values[:SHOWN_FIRST]
    return {*first, *chosen}


def _leading_sections(filters: PaperFilter, slugs: Iterable[str]) -> set[str]:
    """Besides the upper levels a chosen section, those above it, and those directly under it."""
    outline = filters.terms.outline
    upper = outline.overview(SECTIONS_FIRST)
    if len(upper) > SECTIONS_FIRST:
        upper = upper[:SHOWN_FIRST]
    chosen = {filters.terms.sections[slug].pk for slug in slugs} & {section.pk for section in outline.shown}
    around = outline.around(chosen)
    below = [section for section in outline.shown if section.parent_id in chosen]
    return {section.slug for section in (*upper, *around, *below)}


def labels(filters: PaperFilter, name: str) -> Mapping[str, str]:
    """The values that a facet shows, in order, as readers see them. The README's title is no section to choose."""
    if name == "has":
        return HAS
    if name == "section":
        return {section.slug: section.title or section.slug for section in filters.terms.outline.shown}
    return {slug: term.label for slug, term in filters.terms.of(name).items()}


def counted(filters: PaperFilter, name: str) -> Mapping[str, int]:
    """The number of papers for each value of a facet, as this module's docstring defines it."""
    passing = filters.found if name == "has" else filters.lifted(name)
    return {value: passing.intersection_cardinality(papers) for value, papers in _having(filters, name).items()}


def _having(filters: PaperFilter, name: str) -> Mapping[str, Papers]:
    """By each value of a facet the papers that have it, of sections with those under it."""
    catalogue, terms = filters.catalogue, filters.terms
    if name == "section":
        return {slug: catalogue.within[section.pk] for slug, section in terms.sections.items()}
    return {value: catalogue.with_value(name, value) for value in (HAS if name == "has" else terms.of(name))}


def _paths(filters: PaperFilter) -> dict[str, tuple[str, ...]]:
    outline = filters.terms.outline
    return {each.slug: tuple(above.title for above in outline.path(each.pk)[:-1]) for each in outline.shown}


def chips(filters: PaperFilter) -> list[Chip]:
    """What is chosen, value by value, a range of years as one."""
    selection = Selection.of(filters)
    found = [Chip("Search", f"“{query}”", selection.without("q")) for query in selection.values.get("q", ())]
    for name in FACETS:
        shown = _titles(filters) if name == "section" else labels(filters, name)
        for value in selection.values.get(name, ()):
            chip = Chip(filters.label(name), shown.get(value, value), selection.toggled(name, value))
            found.append(chip)
        if name == "year" and filters.chosen.get("year", Years()).has_range:
            found.append(Chip("Year", range_label(filters.chosen["year"]), selection.without("year_min", "year_max")))
    return found


def _titles(filters: PaperFilter) -> dict[str, str]:
    return {slug: section.title or slug for slug, section in filters.terms.sections.items()}


def range_label(years: Years) -> str:
    if years.minimum is None:
        return f"to {years.maximum}"
    return f"since {years.minimum}" if years.maximum is None else f"{years.minimum}–{years.maximum}"


def ways_out(filters: PaperFilter) -> list[WayOut]:
    """The filters whose removal alone leaves papers, most first; what is not valid goes at once."""
    selection = Selection.of(filters)
    groups = [tuple(filters.form.errors)] if filters.form.errors else [(name,) for name in filters.chosen]
    found = []
    for names in groups:
        label = " and ".join(filters.label(name) for name in names)
        parameters = [*names, *(("year_min", "year_max") if "year" in names else ())]
        if count := len(filters.lifted(*names)):
            found.append(WayOut(label, count, selection.without(*parameters)))
    return sorted(found, key=lambda way: -way.count)
