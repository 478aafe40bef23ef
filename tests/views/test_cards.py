"""A paper's card is made once for all readers, and anew as soon as anything has changed."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from papers.catalogue import fragments
from papers.catalogue.fragments import Fragments
from papers.models import Listing, Paper, PaperLink
from tests.rows import add_link, make_listing
from tests.views.pages import slugs, tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small")]


def cost(client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return sum("papers_catalogue" not in query["sql"] for query in queries)


@pytest.mark.parametrize("path", ["/", "/papers/", "/sections/first/"])
def test_pages_show_the_same_papers_again_without_a_query(client, path):
    assert cost(client, f"{path}?page=1&a=1") > 0
    assert cost(client, f"{path}?page=1&a=2") == 0


def test_who_may_be_logged_in_gets_no_kept_card(client):
    client.get("/papers/")
    client.cookies[settings.SESSION_COOKIE_NAME] = "any"
    assert [cost(client, "/papers/?a=1"), cost(client, "/papers/?a=2")] == [4, 4]


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (lambda: Paper.objects.filter(slug="alpha").update(title="Renamed"), "Renamed"),
        (lambda: add_link(Paper.objects.get(slug="alpha"), "https://example.org/new", "New link"), "New link"),
        (lambda: PaperLink.objects.update(label="Relabelled"), "Relabelled"),
    ],
)
def test_change_shows_in_the_next_page(client, change, shown):
    add_link(Paper.objects.get(slug="beta"), "https://example.org/beta")
    assert shown not in tree(client, "/papers/").text
    change()
    assert shown in tree(client, "/papers/").text


def test_titles_are_headings_of_the_level_of_their_place(client):
    def levels(path: str) -> set[str]:
        return {each.tag for each in tree(client, path).all(class_="title")}

    assert levels("/papers/?sort=title") == {"h2"}
    assert levels("/papers/?section=second") == {"h3"}
    assert levels("/sections/inner/") == {"h2"}


def test_note_is_shown_where_the_paper_is_listed_with_it_and_nowhere_else(client):
    assert "Also here" in tree(client, "/sections/second/").text
    assert "Also here" not in tree(client, "/sections/first/").text
    assert "Also here" not in tree(client, "/papers/").text


def test_paper_that_a_section_has_twice_is_shown_twice(client):
    listing = Listing.objects.get(paper__slug="delta")
    make_listing(listing.paper, listing.section)
    assert slugs(tree(client, "/sections/second/")).count("delta") == 2
    assert slugs(tree(client, "/papers/?section=second")).count("delta") == 1


def test_fragments_that_were_used_last_are_kept(monkeypatch):
    monkeypatch.setattr(fragments, "MOST", 3)
    kept = Fragments()
    kept.keep({1: "a", 2: "b", 3: "c"})
    assert kept.among([1, 9]) == {1: "a"}
    kept.keep({4: "d"})
    assert kept.among([1, 2, 3, 4]) == {1: "a", 3: "c", 4: "d"}
