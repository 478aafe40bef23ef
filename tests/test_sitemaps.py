from __future__ import annotations

import datetime
from xml.etree import ElementTree

import pytest

from papers.models import Paper, Section
from papers.sitemaps import PaperSitemap
from tests.lists import imported
from tests.rows import make_paper, make_section
from tests.views.pages import html_pages, page

pytestmark = pytest.mark.django_db

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SITE = "https://list.example"


@pytest.fixture(autouse=True)
def address(settings):
    settings.SITE_URL = SITE
    settings.ALLOWED_HOSTS = ["*"]


def locations(client, path: str) -> dict[str, str]:
    """Addresses, and when each changed."""
    response = client.get(path, HTTP_HOST="evil.example")
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    found = [
        (each.findtext(f"{NAMESPACE}loc") or "", each.findtext(f"{NAMESPACE}lastmod") or "")
        for each in ElementTree.fromstring(response.content)
    ]
    assert len(dict(found)) == len(found)
    return dict(found)


def walked(client) -> dict[str, str]:
    """All pages that the index leads to."""
    parts = locations(client, "/sitemap.xml")
    return {
        location: changed for part in parts for location, changed in locations(client, part.removeprefix(SITE)).items()
    }


def test_sitemap_has_all_pages_of_the_real_list_and_only_these(client, survey_readme):
    imported(survey_readme.decode())
    Paper.objects.filter(pk=Paper.objects.public()[0].pk).update(hidden=True)
    make_paper("Unlisted", slug="unlisted")
    found = walked(client)
    assert set(found) == {f"{SITE}{path}" for path in html_pages()}
    assert len(found) == 3 + Section.objects.visible().count() + 73
    for location in [*found][::10]:
        assert page(client, location.removeprefix(SITE))


def test_sitemap_index_names_its_parts_at_the_sites_address_whatever_host_was_asked(client):
    paper = make_paper(listed_in=make_section())
    Paper.objects.filter(pk=paper.pk).update(modified=datetime.datetime(2025, 3, 1, tzinfo=datetime.UTC))
    assert locations(client, "/sitemap.xml") == {
        f"{SITE}/sitemap-pages.xml": "",
        f"{SITE}/sitemap-sections.xml": "",
        f"{SITE}/sitemap-papers.xml": "2025-03-01T00:00:00+00:00",
    }
    assert locations(client, "/sitemap-papers.xml") == {f"{SITE}/papers/paper-1/": "2025-03-01"}


def test_sitemap_comes_in_parts_of_a_stated_length(client, monkeypatch):
    monkeypatch.setattr(PaperSitemap, "limit", 2)
    section = make_section()
    for _ in range(5):
        make_paper(listed_in=section)
    papers = [part for part in locations(client, "/sitemap.xml") if "papers" in part]
    assert papers == [f"{SITE}/sitemap-papers.xml{query}" for query in ("", "?p=2", "?p=3")]
    assert len(walked(client)) == 3 + 1 + 5


@pytest.mark.parametrize("path", ["/sitemap-admin.xml", "/sitemap-papers.xml?p=2", "/sitemap-papers.xml?p=x"])
def test_sitemap_part_that_there_is_not_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_sitemap_of_an_empty_list_has_its_pages(client):
    assert set(walked(client)) == {f"{SITE}/", f"{SITE}/papers/", f"{SITE}/map/"}


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-pages.xml"])
def test_sitemaps_are_for_crawlers_to_read_and_not_to_list(client, path):
    assert "noindex" in client.get(path)["X-Robots-Tag"]
    assert client.post(path).status_code == 405


def test_robots_are_told_where_the_sitemap_is_and_what_to_leave_alone(client):
    response = client.get("/robots.txt", HTTP_HOST="evil.example")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /papers/?*&",
        f"Sitemap: {SITE}/sitemap.xml",
    ]
