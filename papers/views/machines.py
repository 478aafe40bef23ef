"""For programs: the list as Markdown, robots, the picture that links show, and whether the site is up."""

from __future__ import annotations

from functools import cache
from typing import Final

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Max, Min
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from papers.card import draw
from papers.database_integrity import IntegrityMonitor
from papers.exporter import render
from papers.layout.wishes import LayoutError
from papers.models import Paper, Section
from papers.readme.wanted import WriteError
from papers.views.unavailable import unwritable

MARKDOWN = "text/markdown; charset=utf-8"
RETRY_AFTER: Final = "10"
"""Seconds."""

_integrity: Final = IntegrityMonitor()


@require_safe
def readme(request: HttpRequest) -> HttpResponse:
    """The list as it would be exported now."""
    try:
        return HttpResponse(render(force=True), content_type=MARKDOWN)
    except (LayoutError, WriteError) as error:
        return unwritable(error)


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


@require_safe
def card(request: HttpRequest) -> HttpResponse:
    """The picture that a link to the site shows elsewhere."""
    figures = Paper.objects.public().aggregate(papers=Count("pk"), first=Min("year"), last=Max("year"))
    years = f"{figures['first']} to {figures['last']}" if figures["first"] else ""
    papers = f"{figures['papers']} paper{'' if figures['papers'] == 1 else 's'}"
    return HttpResponse(draw(Section.objects.survey_name(), [papers, years]), content_type="image/png")


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Liveness: 200 whenever the process responds; starting it anew would not mend anything else."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Readiness: 200 while this process can serve, else 503 with the reason in one line."""
    reason = _find_trouble()
    headers = {"Retry-After": RETRY_AFTER} if reason else {}
    return HttpResponse(
        f"{reason or 'ok'}\n", status=503 if reason else 200, content_type="text/plain", headers=headers
    )


def _find_trouble() -> str:
    """Name no path: the answer is public."""
    if connection.vendor == "sqlite":
        # An open connection answers from memory, whatever has become of the file meanwhile.
        connection.close()
    try:
        applied = set(MigrationRecorder.Migration.objects.values_list("app", "name"))
        is_damaged = bool(_integrity.find_damage())
    except OperationalError:
        return "database unreachable, empty or damaged"
    except DatabaseError:
        return "database without migrations"
    if is_damaged:
        return "database damaged"
    missing = sorted(_latest_migrations() - applied)
    return f"unapplied migrations: {', '.join('.'.join(each) for each in missing)}" if missing else ""


@cache
def _latest_migrations() -> frozenset[tuple[str, str]]:
    """Of each application, as this process has loaded it."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())
