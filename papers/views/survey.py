"""The survey as a whole: home, its sections, and the evidence map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from papers import catalogue
from papers.charts import map_chart, timeline_chart
from papers.citations import bibtex, formatted
from papers.evidence_map import evidence_map, timeline
from papers.facets import range_label
from papers.filters import PaperFilter, Years
from papers.layout.introduction import own_bibtex, survey_paper
from papers.models import Paper, Section
from papers.outline import Outline
from papers.paging import show_page
from papers.selection import Selection
from papers.slugs import slugified
from papers.views.cards import Card, listing_cards, paper_cards
from papers.views.former_tags import follow_former_tags
from papers.views.structure import structured_data

LISTINGS_PER_PAGE: Final = 100
NEWEST: Final = 6
OVERVIEW: Final = 24
"""So many sections, unless there are more of the outermost ones, are shown on the home page."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section as a page shows it, with the listings directly under it that are on this page."""

    section: Section
    heading: int | None
    """2 to 6; None for the section that is the page itself."""
    cards: list[Card]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    filters = PaperFilter(snapshot=catalogue.of(request))
    snapshot, terms, outline = filters.catalogue, filters.terms, filters.terms.outline
    years = [term.pk for term in terms.years.values() if term.pk is not None]
    figures: dict[str, Any] = {
        "papers": len(snapshot.everything),
        "listings": len(snapshot.papers),
        "sections": len(outline.shown),
        "first": min(years, default=None),
        "last": max(years, default=None),
    }
    newest = snapshot.last_added_first(snapshot.everything)[:NEWEST]
    prefaces = [section.preface for section in outline.front]
    context = {
        "introduction": prefaces,
        **citation(outline, prefaces),
        "structured_data": structured_data(outline.survey_name, figures["papers"], reverse("papers:home")),
        "figures": figures,
        "evidence_types": [term for term in terms.evidence_types.values() if term.pk is not None],
        "sections": [(each, outline.depth(each), len(snapshot.within[each.pk])) for each in outline.overview(OVERVIEW)],
        "newest": paper_cards(request, dict.fromkeys(newest, 3)).values(),
        "evidence": evidence_map(filters, most=OVERVIEW),
    }
    return render(request, "papers/home.html", context)


def citation(outline: Outline, prefaces: Sequence[str]) -> dict[str, Any]:
    """How to cite the survey: its own paper where the README names one, in the authors' own words where it has them."""
    own, bibtex_of_readme = survey_paper(*prefaces), own_bibtex(*prefaces)
    if own is None:
        return {"bibtex": bibtex_of_readme}
    key = (slugified(own.title).replace("-", "")[:20] or "survey") + str(own.year or "")
    ids = {each.name: getattr(own.identifiers, each.name) for each in fields(own.identifiers)}
    paper = Paper(title=own.title, year=own.year, citation_key=key, **ids)
    return {
        "reference": formatted.reference(paper, url=own.url),
        "bibtex": bibtex_of_readme or bibtex.entry(paper, url=own.url),
    }


@require_safe
def section_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A section and those under it, in README order."""
    snapshot = catalogue.of(request)
    outline, section = snapshot.terms.outline, snapshot.terms.sections.get(slug)
    if section is None:
        raise Http404
    listings = Paginator(snapshot.places_under(section.pk), LISTINGS_PER_PAGE)
    shown = show_page(listings, request.GET.get("page", ""))
    page = shown.page
    context = {
        "this": section,
        "path": outline.path(section.pk)[:-1],
        "chapters": chapters(request, section, [*page.object_list]),
        "paper_count": len(snapshot.within[section.pk]),
        "page": page,
        "page_notes": [shown.note] if shown.note else [],
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
    }
    return render(request, "papers/section.html", context)


def chapters(request: HttpRequest, this: Section, places: Iterable[int]) -> list[Chapter]:
    """The sections from `this` down that hold the listings at `places`, and those between, in README order."""
    snapshot = catalogue.of(request)
    outline = snapshot.terms.outline
    grouped: dict[int, list[int]] = {}
    for place in places:
        grouped.setdefault(snapshot.sections[place], []).append(place)
    # Sections under the README's title are no deeper than itself.
    above = len(outline.path(this.pk))
    headings = {
        each.pk: None if each == this else min(2 + outline.depth(each) - above, 6)
        for each in outline.around(grouped)
        if each.pk in outline.subtrees[this.pk]
    }
    levels = {place: min((headings[pk] or 1) + 1, 6) for pk, members in grouped.items() for place in members}
    cards = listing_cards(request, levels)
    return [
        Chapter(outline.by_pk[pk], heading, [cards[place] for place in grouped.get(pk, ()) if place in cards])
        for pk, heading in headings.items()
    ]


@require_safe
@follow_former_tags
def map_page(request: HttpRequest) -> HttpResponse:
    """Papers by section and evidence type, and over time; any filter of the list narrows both."""
    filters = PaperFilter(request.GET, catalogue.of(request))
    selection = Selection.of(filters)
    years = filters.chosen.get("year", Years())
    context = {
        **plots(filters),
        "filters": filters,
        "selection": selection,
        "problems": [message for messages in filters.problems.values() for message in messages],
        "range": range_label(years) if years.has_range else "",
        "found": len(filters.found),
        "total": len(filters.catalogue.everything),
        "is_filtered": not selection.takes_all,
    }
    return render(request, "papers/map.html", context)


def plots(filters: PaperFilter) -> dict[str, Any]:
    found, over_time = evidence_map(filters), timeline(filters)
    terms = list(filters.terms.evidence_types.values())
    return {"evidence": found, "timeline": over_time, "chart": timeline_chart(over_time, terms)}


@require_safe
@follow_former_tags
def map_svg(request: HttpRequest) -> HttpResponse:
    filters = PaperFilter(request.GET, catalogue.of(request))
    if filters.problems:
        return JsonResponse({"errors": filters.problems}, status=400)
    chart = map_chart(evidence_map(filters))
    return render(request, "papers/map.svg", {"chart": chart}, content_type="image/svg+xml")


@require_safe
@follow_former_tags
def timeline_svg(request: HttpRequest) -> HttpResponse:
    filters = PaperFilter(request.GET, catalogue.of(request))
    if filters.problems:
        return JsonResponse({"errors": filters.problems}, status=400)
    chart = timeline_chart(timeline(filters), list(filters.terms.evidence_types.values()))
    return render(request, "papers/timeline.svg", {"chart": chart}, content_type="image/svg+xml")
