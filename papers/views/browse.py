from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from papers.citations import jsonld
from papers.facets import chips, facets, ways_out
from papers.filters import SORTS, PaperFilter
from papers.models import Paper, Section
from papers.selection import Selection
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
    papers: list[Paper]
    start: int
    """The number of the first one in the whole list."""


@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """The papers that pass the request's filters, with everything that leads on from there."""
    filters = PaperFilter(request.GET)
    selection = Selection.of(filters)
    papers = filters.ordered().with_details().prefetch_related("listings")
    page = Paginator(papers, filters.per_page).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "selection": selection,
        "problems": [message for messages in filters.problems.values() for message in messages],
        "facets": facets(filters),
        "chips": chips(filters),
        "ways_out": [] if page.object_list else ways_out(filters),
        "page": page,
        "groups": groups(filters, page.object_list, page.start_index()),
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "sizes": sorted({*SIZES, filters.per_page}),
        "orders": [(name, label) for name, label in SORTS.items() if name != "relevance" or filters.chosen.get("q")],
        "total": filters.queryset.count(),
        "formats": FORMATS,
        "is_filtered": not selection.takes_all,
        "structured_data": structured_data(
            Section.objects.survey_name(),
            page.paginator.count,
            reverse("papers:browse") + selection.query,
            query=selection.query,
            items=jsonld.item_list(page.object_list, page.start_index()),
        ),
    }
    return render(request, "papers/browse.html", context)


def groups(filters: PaperFilter, papers: Iterable[Paper], start: int) -> list[Group]:
    """In the list's order by section, of a paper's sections the first that was asked for; else all as one."""
    found = list(papers)
    if filters.order != "list" or not filters.terms.outline.shown:
        return [Group([], found, start)] if found else []
    grouped = []
    for path, members in groupby(found, lambda paper: _path(filters, paper)):
        grouped.append(Group(path, list(members), start))
        start += len(grouped[-1].papers)
    return grouped


def _path(filters: PaperFilter, paper: Paper) -> list[str]:
    outline, wanted = filters.terms.outline, filters.sections
    listings = [each for each in paper.listings.all() if wanted is None or each.section_id in wanted]
    return [section.title for section in outline.path(outline.sections_of(listings)[0].pk)]
