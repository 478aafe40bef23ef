from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

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


SITEMAPS: dict[str, type[Sitemap]] = {
    "pages": PageSitemap,
    "sections": SectionSitemap,
    "papers": PaperSitemap,
}
