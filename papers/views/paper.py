from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from papers.citations import bibtex, formats, formatted, highwire, jsonld
from papers.layout.lines import line_of
from papers.models import Listing, Paper, Section, SlugRedirect
from papers.outline import Outline
from papers.related import related
from papers.repository import file_address


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paper is listed. `path` is empty outside of all sections; `source` leads to its line, if it has one."""

    listing: Listing
    path: Sequence[Section]
    source: str


@require_safe
def paper_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One paper, at the address it has; the addresses it had lead there."""
    paper = Paper.objects.public().select_related("venue").filter(slug=slug).first()
    if paper is None:
        return redirect("papers:paper", former(slug).slug, permanent=True)
    outline = Outline.load()
    listings = [each for each in paper.listings.in_readme_order() if each.section_id in outline.by_pk]
    if not listings:  # by now
        raise Http404
    places = [
        Place(each, outline.path(each.section_id), file_address(line_of(each.upstream_anchor))) for each in listings
    ]
    neighbours = Listing.objects.public().exclude(paper=paper).select_related("paper")
    context = {
        "paper": paper,
        "places": places,
        "previous": neighbours.before(listings[0]),
        "next": neighbours.after(listings[0]),
        "related": related(paper),
        "reference": formatted.reference(paper),
        "bibtex": bibtex.entry(paper),
        "highwire": highwire.meta(paper),
        "structured_data": jsonld.script_json(jsonld.scholarly_article(paper)),
    }
    return render(request, "papers/paper.html", context)


@require_safe
def paper_export(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """One paper as a file for a reference manager."""
    paper = Paper.objects.public().select_related("venue").filter(slug=slug).first()
    if paper is None:
        return redirect("papers:paper-export", former(slug).slug, ending, permanent=True)
    written = next(each for each in formats.FORMATS if each.suffix == ending)
    response = HttpResponse("".join(written.write([paper])), content_type=f"{written.media_type}; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{paper.slug}.{ending}"'
    return response


def former(slug: str) -> Paper:
    """The public paper that had this address."""
    return get_object_or_404(
        SlugRedirect.objects.select_related("paper"), old_slug=slug, paper__in=Paper.objects.public()
    ).paper
