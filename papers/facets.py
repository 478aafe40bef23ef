"""The filters as a reader sees them: each value with the number of papers that choosing it leads to.

A count is of the papers that have the value among those that pass all other filters: a facet's own choice is lifted
for its own counts, as its values add to each other. What a paper `has` narrows instead, each value being a filter of
its own, so that there nothing is lifted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count

from papers.filters import HAS, PaperFilter, Years
from papers.models import NONE_SLUG, Paper
from papers.selection import Selection

SHOWN_FIRST: Final = 8
"""Of a long facet only so many values, and those that are chosen, are shown before a reader asks for the rest."""
SECTIONS_FIRST: Final = 24
"""Of sections rather whole levels: those down to the depth to which there are at most so many."""
FACETS: Final = ("evidence", "section", "venue", "year", "tag", "has")


@dataclass(frozen=True, slots=True)
class Value:
    """`selection` is what the reader gets by choosing the value, or by taking it back where it is selected."""

    value: str
    label: str
    count: int
    selected: bool
    selection: Selection
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
    """Those that have something to choose, in the order in which they are shown. Costs seven queries."""
    found = [Facet(name, str(filters.filters[name].label), _values(filters, name)) for name in FACETS]
    return [facet for facet in found if any(value.value != NONE_SLUG for value in facet.values)]


def _values(filters: PaperFilter, name: str) -> list[Value]:
    counts, selection = counted(filters, name), Selection.of(filters)
    known = usual_contents() if name == "has" else counts.keys()
    shown = {
        value: label for value, label in labels(filters, name).items() if value in known or selection.has(name, value)
    }
    paths = _paths(filters) if name == "section" else {}
    leading = _leading_sections(filters, selection) if name == "section" else _leading(shown, name, selection)
    return [
        Value(
            value,
            label,
            counts[value],
            selection.has(name, value),
            selection.toggled(name, value),
            paths.get(value, ()),
            value in leading,
        )
        for value, label in shown.items()
    ]


def _leading(shown: Iterable[str], name: str, selection: Selection) -> set[str]:
    """All where the rest would be but a few."""
    values = list(shown)
    first = values if len(values) <= SHOWN_FIRST + 2 else values[:SHOWN_FIRST]
    return {*first, *selection.values.get(name, ())}


def _leading_sections(filters: PaperFilter, selection: Selection) -> set[str]:
    """Besides the upper levels a chosen section, those above it, and those directly under it."""
    outline = filters.terms.outline
    upper = outline.overview(SECTIONS_FIRST)
    if len(upper) > SECTIONS_FIRST:
        upper = upper[:SHOWN_FIRST]
    chosen = [section for section in outline.shown if selection.has("section", section.slug)]
    around = outline.around(section.pk for section in chosen)
    below = [section for section in outline.shown if section.parent_id in {each.pk for each in chosen}]
    return {section.slug for section in (*upper, *around, *below)}


def labels(filters: PaperFilter, name: str) -> Mapping[str, str]:
    """The values that a facet shows, in order, as readers see them. The README's title is no section to choose."""
    if name == "has":
        return HAS
    if name == "section":
        return {section.slug: section.title or section.slug for section in filters.terms.outline.shown}
    return {slug: term.label for slug, term in filters.terms.of(name).items()}


def counted(filters: PaperFilter, name: str) -> Mapping[str, int]:
    """The number of papers for each value of a facet, as this module's docstring defines it. One query."""
    if name == "has":
        condition = {value: Count("pk", filter=filters.queryset.has(value)) for value in HAS}
        return filters.qs.aggregate(**condition)
    papers = filters.lifted(name)
    if name == "section":
        return _counted_by_section(filters)
    columns = {"evidence": "evidence__evidence_type", "tag": "tagged__tag"}
    totals = dict(papers.values_list(columns.get(name, name)).annotate(total=Count("pk")))
    return {slug: totals.get(term.pk, 0) for slug, term in filters.terms.of(name).items()}


def _counted_by_section(filters: PaperFilter) -> dict[str, int]:
    """A paper counts once in each section that it stands in or under."""
    outline = filters.terms.outline
    papers: dict[int, set[int]] = defaultdict(set)
    for paper, section in filters.lifted("section").values_list("pk", "listings__section").distinct():
        papers[section].add(paper)
    return {
        section.slug: len(set().union(*(papers[pk] for pk in outline.subtrees[section.pk] if pk in papers)))
        for section in outline.sections
    }


def _paths(filters: PaperFilter) -> dict[str, tuple[str, ...]]:
    outline = filters.terms.outline
    return {each.slug: tuple(above.title for above in outline.path(each.pk)[:-1]) for each in outline.shown}


def usual_contents() -> set[str]:
    """What some public paper has. One query."""
    papers = Paper.objects.public()
    totals = papers.aggregate(**{value: Count("pk", filter=papers.has(value)) for value in HAS})
    return {value for value, total in totals.items() if total}


def chips(filters: PaperFilter) -> list[Chip]:
    """What is chosen, value by value, a range of years as one."""
    selection = Selection.of(filters)
    found = [Chip("Search", f"“{query}”", selection.without("q")) for query in selection.values.get("q", ())]
    for name in FACETS:
        shown = {**_titles(filters), **labels(filters, name)} if name == "section" else labels(filters, name)
        for value in selection.values.get(name, ()):
            chip = Chip(str(filters.filters[name].label), shown.get(value, value), selection.toggled(name, value))
            found.append(chip)
        if name == "year" and filters.chosen.get("year", Years()).has_range:
            found.append(Chip("Year", range_label(filters.chosen["year"]), selection.without("year_min", "year_max")))
    return found


def _titles(filters: PaperFilter) -> dict[str, str]:
    return {section.slug: section.title for section in filters.terms.outline.sections}


def range_label(years: Years) -> str:
    if years.minimum is None:
        return f"to {years.maximum}"
    return f"since {years.minimum}" if years.maximum is None else f"{years.minimum}–{years.maximum}"


def ways_out(filters: PaperFilter) -> list[WayOut]:
    """The filters whose removal alone leaves papers, most first; what is not valid goes at once. One query each."""
    selection = Selection.of(filters)
    groups = [tuple(filters.form.errors)] if filters.form.errors else [(name,) for name in filters.chosen]
    found = []
    for names in groups:
        label = " and ".join(str(filters.filters[name].label) for name in names)
        parameters = [*names, *(("year_min", "year_max") if "year" in names else ())]
        if count := filters.lifted(*names).count():
            found.append(WayOut(label, count, selection.without(*parameters)))
    return sorted(found, key=lambda way: -way.count)
