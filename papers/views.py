from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from papers.models import Listing, Paper, Section, SlugRedirect

LISTINGS_PER_PAGE = 200


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section as a page shows it, with the listings directly under it that are on this page."""

    section: Section
    heading: int | None
    """2 to 6; None for the sections that are the page itself: the hidden root, and the README's title."""
    listings: list[Listing]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The list in README order."""
    listings = (
        Listing.objects.public()
        .in_readme_order()
        .select_related("section", "paper__venue")
        .prefetch_related("paper__links", "paper__evidence__evidence_type")
    )
    page = Paginator(listings, LISTINGS_PER_PAGE).get_page(request.GET.get("page"))
    sections = {section.pk: section for section in Section.objects.in_readme_order()}
    title = readme_title(sections.values())
    context = {
        "page": page,
        "chapters": chapters(sections, page.object_list, title),
        "paper_count": Paper.objects.public().count(),
        "survey_title": title.title if title else "",
    }
    return render(request, "papers/home.html", context)


def readme_title(sections: Iterable[Section]) -> Section | None:
    """The heading that is the whole README's, where one alone stands at the first level."""
    first_level = [section for section in sections if section.level == 1]
    return first_level[0] if len(first_level) == 1 else None


def chapters(sections: dict[int, Section], listings: Iterable[Listing], title: Section | None) -> list[Chapter]:
    """The sections that hold `listings`, and those around them, in README order."""
    grouped: dict[int, list[Listing]] = {}
    for listing in listings:
        grouped.setdefault(listing.section_id, []).append(listing)
    shown = {section.pk for pk in grouped for section in section_path(sections, pk)}
    found = []
    for pk in (pk for pk in sections if pk in shown):
        path = [section for section in section_path(sections, pk) if section.level and section != title]
        heading = min(len(path) + 1, 6) if sections[pk] in path else None
        found.append(Chapter(sections[pk], heading, grouped.get(pk, [])))
    return found


def section_path(sections: dict[int, Section], pk: int) -> list[Section]:
    """From the hidden root down to section `pk`."""
    path = [sections[pk]]
    while (parent := path[0].parent_id) is not None:
        path.insert(0, sections[parent])
    return path


@require_safe
def paper_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One paper, at the address it has; the addresses it had lead there."""
    papers = Paper.objects.public().select_related("venue")
    paper = papers.prefetch_related("links", "evidence__evidence_type", "tags").filter(slug=slug).first()
    if paper is None:
        return moved(slug)
    sections = {section.pk: section for section in Section.objects.in_readme_order()}
    title = readme_title(sections.values())
    places = [
        (listing, place(section_path(sections, listing.section_id), title))
        for listing in paper.listings.in_readme_order()
    ]
    return render(request, "papers/paper.html", {"paper": paper, "places": places})


def place(path: list[Section], title: Section | None) -> str:
    """A section by the names above it, the README's own title only where nothing else is left."""
    return " › ".join(section.title for section in path if section.level and section != title) or str(path[-1])


def moved(slug: str) -> HttpResponsePermanentRedirect:
    former = get_object_or_404(
        SlugRedirect.objects.select_related("paper"), old_slug=slug, paper__in=Paper.objects.public()
    )
    return redirect("papers:paper", former.paper.slug, permanent=True)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when this process can serve: it answers and reaches its database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unreachable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
