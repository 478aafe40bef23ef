from __future__ import annotations

import re
import sqlite3

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.views.defaults import server_error

from papers.models import SlugRedirect
from papers.templatetags.links import followable
from tests.rows import add_evidence, add_link, make_evidence_type, make_listing, make_paper, make_section, make_venue

pytestmark = pytest.mark.django_db


def page(client: Client, path: str = "/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_home_shows_listings_in_readme_order(client):
    second, first = make_section("Second", position=2), make_section("First", position=1)
    late, early = make_paper("Late", listed_in=second), make_paper("Early")
    make_listing(late, first, position=5)
    make_listing(early, first, position=3)

    shown = re.findall(r'class="title" href="[^"]+">([^<]+)</a>|<h2[^>]*>([^<]+)</h2>', page(client))

    assert [title or heading for title, heading in shown] == ["First", "Early", "Late", "Second", "Late"]


def test_home_takes_its_title_from_the_readme_and_nests_headings(client):
    title = make_section("Awesome Mechanisms", level=1)
    section = make_section("Skill Learning", parent=title)
    make_paper(listed_in=make_section("Induction", level=3, parent=section))

    headings = re.findall(r"<h(\d)[^>]*>([^<]+)</h\1>", page(client))

    assert headings == [("1", "Awesome Mechanisms"), ("2", "Skill Learning"), ("3", "Induction")]


def test_home_counts_papers_and_listings(client):
    section = make_section()
    twice = make_paper(listed_in=section)
    make_listing(twice, section)
    assert "1 paper in 2 listings." in page(client)


def test_home_without_papers_says_so(client):
    assert "No papers are listed yet." in page(client)


def test_home_leaves_out_hidden_papers(client):
    make_paper("Secret", listed_in=make_section(), hidden=True)
    assert "Secret" not in page(client)


def test_home_has_pages(client, monkeypatch):
    monkeypatch.setattr("papers.views.LISTINGS_PER_PAGE", 2)
    section = make_section()
    for title in ("One", "Two", "Three"):
        make_paper(title, listed_in=section)

    assert "Three" not in page(client)
    assert "Three" in page(client, "/?page=2")
    assert "Page 2 of 2" in page(client, "/?page=2")


def make_full_paper() -> None:
    title = make_section("Awesome Mechanisms", level=1)
    section = make_section("Induction", level=3, parent=make_section("Skill Learning", parent=title))
    paper = make_paper(
        "In-context Learning and Induction Heads",
        name="Copying heads",
        authors=["Catherine Olsson", "Nelson Elhage"],
        venue=make_venue("TCT"),
        track="Oral",
        year=2022,
        date="2022.09",
        abstract="Induction heads might be the mechanism.",
        arxiv_id="2209.11895",
        doi="10.1000/x?y",
        openreview_id="abc",
        acl_id="2023.acl-long.1",
        slug="induction-heads",
        citation_key="olsson2022context",
    )
    make_listing(paper, section, note="Worth reading twice")
    add_evidence(paper, make_evidence_type("Theoretical"))
    add_link(paper, "https://example.org/code", "Code")
    paper.tags.add("circuits")


def test_paper_shows_all_fields_and_links(client):
    make_full_paper()

    html = page(client, "/papers/induction-heads/")

    for expected in (
        "<h1>In-context Learning and Induction Heads</h1>",
        "Copying heads",
        "Catherine Olsson, Nelson Elhage",
        "TCT, Oral",
        "<dd>2022</dd>",
        "2022.09",
        "Induction heads might be the mechanism.",
        'href="https://arxiv.org/abs/2209.11895"',
        'href="https://doi.org/10.1000/x%3Fy"',
        'href="https://openreview.net/forum?id=abc"',
        'href="https://aclanthology.org/2023.acl-long.1/"',
        "olsson2022context",
        "Skill Learning › Induction",
        "Worth reading twice",
        "Theoretical",
        '<a href="https://example.org/code" rel="noopener nofollow">Code</a>',
        "circuits",
    ):
        assert expected in html
    assert "Awesome Mechanisms" not in html


@pytest.mark.parametrize(
    ("section", "expected"),
    [({"title": "Awesome Mechanisms", "level": 1}, "Awesome Mechanisms"), ({"title": ""}, "README")],
    ids=["under the README's title", "under a heading without words"],
)
def test_paper_is_listed_somewhere_even_outside_named_sections(client, section, expected):
    make_paper(listed_in=make_section(**section), slug="x")
    assert re.search(rf'class="places">\s*<li>\s*{expected}\s*</li>', page(client, "/papers/x/"))


def test_home_leads_to_its_sections(client):
    assert "Sections on this page" not in page(client)
    for title in ("First", "Second", "Third"):
        make_paper(listed_in=make_section(title, slug=title.lower()))

    html = page(client)

    assert re.findall(r'<a href="#(\w+)">(\w+)</a>', html) == [
        ("first", "First"),
        ("second", "Second"),
        ("third", "Third"),
    ]
    assert set(re.findall(r'<h2 id="(\w+)"', html)) == {"first", "second", "third"}


def test_paper_says_where_a_link_has_no_address(client):
    paper = make_paper(listed_in=make_section(), slug="x")
    add_link(paper, "", "Code")
    add_link(paper, "https:/example", "Slides")
    html = page(client, "/papers/x/")
    assert re.search(r"<li>Code\s+\(no address yet\)</li>", html)
    assert re.search(r"<li>Slides\s+<code>https:/example</code></li>", html)


def test_paper_escapes_what_rows_say(client):
    paper = make_paper("<script>alert(1)</script>", listed_in=make_section("<b>"), slug="x")
    add_link(paper, 'https://example.org/"onclick="alert(1)', "<i>")
    html = page(client, "/papers/x/")
    assert "<script>" not in html
    assert "<i>" not in html
    assert 'onclick="' not in html


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "#a",
        "",
    ],
)
def test_links_that_cannot_be_followed_are_text(client, url):
    paper = make_paper(listed_in=make_section(), slug="x")
    add_link(paper, url, "Trap")
    for path in ("/", "/papers/x/"):
        assert not re.search(r"<a [^>]*>\s*Trap", page(client, path))
    assert followable(url) == ""


@pytest.mark.parametrize("url", ["https://arxiv.org/abs2309.06054", "HTTP://example.org", "mailto:someone@example.org"])
def test_links_of_readers_schemes_are_followable(url):
    assert followable(url) == url


def test_paper_that_is_hidden_is_not_found(client):
    make_paper(listed_in=make_section(), slug="secret", hidden=True)
    assert client.get("/papers/secret/").status_code == 404


def test_paper_without_listings_is_not_found_until_listed_again(client):
    paper = make_paper(slug="gone")
    assert client.get("/papers/gone/").status_code == 404
    make_listing(paper, make_section())
    assert client.get("/papers/gone/").status_code == 200


def test_paper_moves_permanently_from_its_former_address(client):
    paper = make_paper(listed_in=make_section(), slug="new")
    SlugRedirect.objects.create(old_slug="old", paper=paper)
    response = client.get("/papers/old/")
    assert (response.status_code, response["Location"]) == (301, "/papers/new/")


def test_former_address_of_a_hidden_paper_is_not_found(client):
    paper = make_paper(listed_in=make_section(), hidden=True)
    SlugRedirect.objects.create(old_slug="old", paper=paper)
    assert client.get("/papers/old/").status_code == 404


@pytest.mark.parametrize("path", ["/", "/papers/paper-1/"])
def test_queries_do_not_grow_with_the_list(client, django_assert_num_queries, path):
    def grow(count):
        section = make_section()
        for _ in range(count):
            make_listing(first, section)
            add_link(first, "https://example.org")
            paper = make_paper(listed_in=section)
            add_link(paper, "https://example.org")
            add_evidence(paper, evidence)

    evidence = make_evidence_type()
    first = make_paper(listed_in=make_section())
    add_evidence(first, evidence)
    first.tags.add("circuits")
    budget = {"/": 7, "/papers/paper-1/": 7}[path]
    for count in (2, 20):
        grow(count)
        with django_assert_num_queries(budget):
            client.get(path)


@pytest.mark.parametrize("path", ["/", "/papers/paper-1/", "/healthz"])
def test_pages_refuse_to_be_posted_to(client, path):
    make_paper(listed_in=make_section())
    assert client.post(path).status_code == 405


def test_unknown_page_is_not_found_in_the_sites_own_words(client):
    response = client.get("/nowhere")
    assert response.status_code == 404
    assert b"The whole list" in response.content


def test_error_page_is_the_sites_own(rf):
    response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert b"has been logged" in response.content


def test_healthz_answers(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


def test_healthz_says_when_the_database_is_away(client, monkeypatch):
    def away():
        raise OperationalError from sqlite3.OperationalError("unable to open database file")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        assert client.get("/healthz").status_code == 503


def test_pages_have_language_skip_link_and_one_main_heading(client):
    make_paper(listed_in=make_section())
    for path in ("/", "/papers/paper-1/"):
        html = page(client, path)
        assert '<html lang="en">' in html
        assert '<a class="skip" href="#content">' in html
        assert html.count("<h1") == 1


def test_pages_link_to_the_repository_where_there_is_one(client, settings):
    assert "Propose a change" not in page(client)
    settings.SURVEY_REPOSITORY_URL = "https://example.org/list"
    assert 'href="https://example.org/list"' in page(client)
