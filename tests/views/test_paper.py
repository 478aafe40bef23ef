from __future__ import annotations

import re

import pytest

from papers.models import SlugRedirect
from papers.templatetags.links import followable
from tests.rows import add_evidence, add_link, make_evidence_type, make_listing, make_paper, make_section, make_venue
from tests.views.pages import page

pytestmark = pytest.mark.django_db


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
        "<h1><bdi>In-context Learning and Induction Heads</bdi></h1>",
        "Copying heads",
        "Catherine Olsson, Nelson Elhage",
        "TCT</a>, Oral",
        '?year=2022">2022</a></dd>',
        "2022.09",
        "Induction heads might be the mechanism.",
        'href="https://arxiv.org/abs/2209.11895"',
        'href="https://doi.org/10.1000/x%3Fy"',
        'href="https://openreview.net/forum?id=abc"',
        'href="https://aclanthology.org/2023.acl-long.1/"',
        "olsson2022context",
        'section-2/">Skill Learning</a> › ',
        'section-3/">Induction</a>',
        "Worth reading twice",
        "Theoretical",
        '<a class="button" href="https://example.org/code" rel="noopener nofollow">Code <',
        "circuits",
    ):
        assert expected in html
    places = html.partition('class="places"')[2].partition("</ul>")[0]
    assert "Awesome Mechanisms" not in places


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ({"title": "Awesome Mechanisms", "level": 1}, "Awesome Mechanisms"),
        ({"title": "", "slug": "untitled"}, '<a href="/sections/untitled/">untitled</a>'),
    ],
    ids=["under the README's title", "under a heading without words"],
)
def test_paper_is_listed_somewhere_even_outside_named_sections(client, section, expected):
    make_paper(listed_in=make_section(**section), slug="x")
    assert re.search(rf'class="places">\s*<li>\s*{expected}\s*</li>', page(client, "/papers/x/"))


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
