"""How many queries a page and the first part of a file cost: so many, however long the list is."""

from __future__ import annotations

import random
from itertools import islice

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from papers import catalogue
from papers.catalogue.rows import BATCH
from papers.models import Paper, Section
from tests.lists import imported
from tests.made import made_list
from tests.rows import add_evidence, add_link, make_evidence_type, make_listing, make_paper, make_venue
from tests.test_facets import make_many

pytestmark = pytest.mark.django_db

FILTERED = "?section=section-2&evidence=empirical&evidence=own&year_min=2018"
BUDGETS = {
    "/": 4,
    "/papers/": 4,
    f"/papers/{FILTERED}": 4,
    "/papers/?q=attention&has=code&sort=-year&per_page=100": 5,
    "/papers/?page=2": 4,
    "/papers/?venue=nowhere": 0,
    "/sections/section-2/": 5,
    "/map/": 0,
    f"/map/{FILTERED}": 0,
    "/map.svg": 0,
    "/timeline.svg": 0,
    "/papers/full/": 12,
    "/papers/full.bib": 4,
    "/papers.json": 5,
    f"/papers.json{FILTERED}": 5,
    "/feed.atom": 5,
    "/sitemap.xml": 3,
    "/sitemap-papers.xml": 2,
    "/card.png": 2,
    "/robots.txt": 0,
    "/healthz": 1,
}
STREAMED = {
    "/papers.csv": 5,
    "/papers.bib": 4,
    "/papers.ris": 4,
    "/papers.csl.json": 4,
    "/papers.atom": 5,
}
"""For papers that are read at once."""


def make_full_paper() -> None:
    """One with a row of each kind, wherever chance put the others."""
    paper = make_paper("Attention in full", slug="full", citation_key="full", venue=make_venue("Own"), year=2024)
    for section in Section.objects.filter(level=2)[:2]:
        make_listing(paper, section, position=1)
    add_evidence(paper, make_evidence_type("Own kind", slug="own", position=9))
    add_link(paper, "https://example.org/full")
    paper.tags.add("tag 1")


def cost(client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
        assert response.status_code == 200
        if response.streaming:
            assert list(islice(response.streaming_content, 3))
    # Of the version, for the page cache and for the list in memory; counted in test_caching.
    return sum("papers_catalogue" not in query["sql"] for query in queries)


@pytest.mark.parametrize("size", [60, pytest.param(5_000, marks=pytest.mark.long)])
def test_pages_and_files_cost_as_many_queries_for_any_number_of_papers(client, size):
    make_many(size, random.Random(1))
    make_full_paper()
    assert Paper.objects.public().count() > 0.85 * size
    catalogue.current()
    assert {path: cost(client, path) for path in BUDGETS} == BUDGETS
    costs = {path: cost(client, path) for path in STREAMED}
    if size <= BATCH:
        assert costs == STREAMED
    else:
        # As many as the beginning takes that is read before the headers are sent, however long the file is.
        assert all(costs[path] <= 6 * most < most * size / BATCH for path, most in STREAMED.items()), costs


@pytest.mark.parametrize("size", [40, 1_000])
def test_markdown_costs_as_many_queries_for_any_number_of_papers(client, size):
    imported(made_list(size).decode())
    catalogue.current()
    assert {path: cost(client, path) for path in ("/README.md", "/papers.md", "/papers.md?evidence=empirical")} == {
        "/README.md": 11,
        "/papers.md": 13,
        "/papers.md?evidence=empirical": 13,
    }
