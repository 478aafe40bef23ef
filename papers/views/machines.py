"""For programs: the list as Markdown, robots, the picture that links show, and whether the site is up."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, Max, Min
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from papers.card import draw
from papers.exporter import render
from papers.layout.wishes import LayoutError
from papers.models import Paper, Section
from papers.readme.wanted import WriteError

MARKDOWN = "text/markdown; charset=utf-8"


@require_safe
def readme(request: HttpRequest) -> HttpResponse:
    """The list as it would be exported now."""
    try:
        return HttpResponse(render(force=True), content_type=MARKDOWN)
    except (LayoutError, WriteError) as error:
        reason = f"The list cannot be written at the moment: {error}.\n"
        return HttpResponse(reason, status=503, content_type="text/plain; charset=utf-8")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Filtered lists are for readers; there are too many of them to be worth crawling."""
    lines = (
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        f"Disallow: {reverse('papers:browse')}?*&",
        f"Sitemap: {settings.SITE_URL}{reverse('papers:sitemaps')}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@cache_control(public=True, max_age=3600)
@require_safe
def card(request: HttpRequest) -> HttpResponse:
    """The picture that a link to the site shows elsewhere."""
    figures = Paper.objects.public().aggregate(papers=Count("pk"), first=Min("year"), last=Max("year"))
    years = f"{figures['first']} to {figures['last']}" if figures["first"] else ""
    papers = f"{figures['papers']} paper{'' if figures['papers'] == 1 else 's'}"
    return HttpResponse(draw(Section.objects.survey_name(), [papers, years]), content_type="image/png")


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
