from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap, x_robots_tag
from django.db.models import Max
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from papers.models import Paper, Section


class SiteSitemap(Sitemap):
    """Addresses are those of SITE_URL, whatever host was asked."""

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    @property
    def protocol(self) -> str:  # type: ignore[override]
        return urlsplit(settings.SITE_URL).scheme


class PageSitemap(SiteSitemap):
    def items(self) -> list[str]:
        return ["papers:home", "papers:browse", "papers:map"]

    def location(self, item: str) -> str:
        return reverse(item)


class SectionSitemap(SiteSitemap):
    def items(self) -> Any:
        return Section.objects.visible().in_readme_order()

    def location(self, item: Section) -> str:
        return reverse("papers:section", args=[item.slug])


class PaperSitemap(SiteSitemap):
    limit = 10_000

    def items(self) -> Any:
        return Paper.objects.public().order_by("pk").only("slug", "modified")

    def location(self, item: Paper) -> str:
        return reverse("papers:paper", args=[item.slug])

    def lastmod(self, item: Paper) -> datetime.datetime:
        return item.modified

    def get_latest_lastmod(self) -> Any:
        return Paper.objects.public().aggregate(last=Max("modified"))["last"]


SITEMAPS: dict[str, type[Sitemap]] = {
    "pages": PageSitemap,
    "sections": SectionSitemap,
    "papers": PaperSitemap,
}


@x_robots_tag
@require_safe
def index(request: HttpRequest) -> TemplateResponse:
    """The parts, which Django's own index would name at the host that was asked."""
    parts: list[dict[str, Any]] = []
    for name, kind in SITEMAPS.items():
        listed, address = kind(), settings.SITE_URL + reverse("papers:sitemap", args=[name])
        pages = [address, *(f"{address}?p={number}" for number in range(2, listed.paginator.num_pages + 1))]
        last = listed.get_latest_lastmod()
        parts += [{"location": page, "last_mod": last} for page in pages]
    return TemplateResponse(request, "sitemap_index.xml", {"sitemaps": parts}, content_type="application/xml")


@require_safe
def part(request: HttpRequest, section: str) -> TemplateResponse:
    return sitemap(request, {**SITEMAPS}, section)
