"""What a reader gets: pages as trees, files as bytes, and all addresses that there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.test import Client

from papers.models import Paper, Section
from tests.views.markup import Element, parsed

LISTS = ("json", "csv", "bib", "ris", "csl.json", "md", "atom")
SINGLES = ("bib", "ris", "csl.json")
PAGES = ("/", "/papers/", "/map/")
FILES = ("/map.svg", "/timeline.svg", "/feed.atom", "/README.md", "/card.png", "/robots.txt", "/sitemap.xml")


def page(client: Client, path: str = "/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def tree(client: Client, path: str = "/") -> Element:
    return parsed(page(client, path))


def body(response: Any) -> bytes:
    """Of a response, all of it."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def download(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return body(response).decode()


def count(found: Element) -> int:
    """How many papers a list says that it has."""
    return int(found.one(id="found").one("strong").text)


def slugs(found: Element) -> list[str]:
    """Of the papers that a page lists, in its order."""
    titles = [each.one("a") for paper in found.all("li", class_="paper") for each in paper.all(class_="title")]
    return [link.href.removeprefix("/papers/").removesuffix("/") for link in titles]


def html_pages() -> Iterator[str]:
    yield from PAGES
    yield from (f"/sections/{slug}/" for slug in Section.objects.visible().values_list("slug", flat=True))
    yield from (f"/papers/{slug}/" for slug in Paper.objects.public().values_list("slug", flat=True))


def files() -> Iterator[str]:
    """Everything else that is public."""
    yield from FILES
    yield from (f"/sitemap-{part}.xml" for part in ("pages", "sections", "papers"))
    yield "/healthz"
    yield from (f"/papers.{ending}" for ending in LISTS)
    for slug in Paper.objects.public().values_list("slug", flat=True):
        yield from (f"/papers/{slug}.{ending}" for ending in SINGLES)
