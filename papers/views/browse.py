from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from papers import catalogue
from papers.citations import jsonld
from papers.facets import chips, facets, ways_out
from papers.filters import SORTS, PaperFilter
from papers.paging import show_page
from papers.selection import Selection
from papers.views.cards import Card, paper_cards
from papers.views.former_tags import follow_former_tags
from papers.views.structure import structured_data

SIZES: Final = (25, 50, 100)
FORMATS: Final = (
    ("bib", "BibTeX"),
    ("ris", "RIS"),
    ("csl.json", "CSL-JSON"),
    ("csv", "CSV"),
    ("json", "JSON"),
    ("md", "Markdown"),
    ("atom", "Atom feed"),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Papers of a page that stand in one section, whose names lead down to it; no names where they are not grouped."""

    path: list[str]
    cards: list[str]
    start: int
    """The number of the first one in the whole list."""


@require_safe
@follow_former_tags
def browse(request: HttpRequest) -> HttpResponse:
    """The papers that pass the request's filters, with everything that leads on from there."""
    filters = PaperFilter(request.GET, catalogue.of(request))
    selection = Selection.of(filters)
    shown = show_page(Paginator(filters.ordered(), filters.per_page), request.GET.get("page", ""))
    page = shown.page
    cards, grouped = groups(request, filters, [*page.object_list], page.start_index())
    context = {
        "filters": filters,
        "selection": selection,
        "page_notes": [note for note in (filters.per_page_note, shown.note) if note],
        "problems": [message for messages in filters.problems.values() for message in messages],
        "facets": facets(filters),
        "chips": chips(filters),
        "ways_out": [] if grouped else ways_out(filters),
        "page": page,
        "groups": grouped,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "sizes": sorted({*SIZES, filters.per_page}),
        "orders": [(name, label) for name, label in SORTS.items() if name != "relevance" or filters.chosen.get("q")],
        "total": len(filters.catalogue.everything),
        "formats": FORMATS,
        "is_filtered": not selection.takes_all,
        "structured_data": structured_data(
            filters.terms.outline.survey_name,
            page.paginator.count,
            reverse("papers:browse") + selection.query,
            query=selection.query,
            items=jsonld.item_list((card.item for card in cards.values()), page.start_index()),
        ),
    }
    return render(request, "papers/browse.html", context)


def groups(
    request: HttpRequest, filters: PaperFilter, places: list[int], start: int
) -> tuple[dict[int, Card], list[Group]]:
    """In the list's order by section, of a paper's sections the first that was asked for; else all as one."""
    outline, sections = filters.terms.outline, filters.catalogue.sections
    by_section = filters.order == "list" and bool(outline.shown)
    paths = {place: outline.path(sections[place]) if by_section else () for place in places}
    cards = paper_cards(request, {place: 3 if path else 2 for place, path in paths.items()})
    grouped: list[Group] = []
    for path, members in groupby(cards, paths.__getitem__):
        grouped.append(Group([section.title for section in path], [cards[place].html for place in members], start))
        start += len(grouped[-1].cards)
    return cards, grouped
