from __future__ import annotations

import re

import pytest

from papers.models import Paper, Section
from tests.rows import make_listing, make_paper, make_section
from tests.views.markup import Element, faults
from tests.views.pages import count, page, slugs, tree

pytestmark = pytest.mark.django_db


def headings(found: Element) -> list[tuple[str, str]]:
    """All but those of papers."""
    return [
        (each.tag, each.text)
        for each in found.walk()
        if re.fullmatch("h[1-6]", each.tag) and "title" not in each.attributes.get("class", "")
    ]


@pytest.mark.usefixtures("small")
def test_section_shows_its_papers_and_those_under_it(client):
    found = tree(client, "/sections/first/")
    assert headings(found) == [("h1", "First"), ("h2", "Inner")]
    assert slugs(found) == ["beta", "alpha", "theta"]
    assert found.one("p", class_="lede").text.startswith("3 papers.")
    assert [each.text for each in found.all("div", class_="prose")] == ["What comes first."]
    assert found.one("title").text == "First · A small list"


@pytest.mark.usefixtures("small")
def test_section_leads_up_down_and_on(client):
    found = tree(client, "/sections/inner/")
    assert [(link.href, link.text) for link in found.one("nav", class_="crumbs").all("a")] == [
        ("/sections/first/", "First")
    ]
    lede = [link.href for link in found.one("p", class_="lede").all("a")]
    assert lede == ["/papers/?section=inner", "/papers.bib?section=inner"]
    assert count(tree(client, lede[0])) == 2
    assert found.all("link", type="application/atom+xml")[-1].href == "/papers.atom?section=inner"
    assert "/sections/inner/" in [
        link.href for each in tree(client, "/sections/first/").all("h2") for link in each.all("a")
    ]


@pytest.mark.usefixtures("small")
def test_section_counts_a_paper_once_and_says_what_a_listing_notes(client):
    make_listing(Paper.objects.get(slug="beta"), Section.objects.get(slug="second"))
    found = tree(client, "/sections/second/")
    assert found.one("p", class_="lede").text.startswith("4 papers.")
    assert slugs(found) == ["gamma", "beta", "delta", "zeta", "beta"]
    assert [each.text for each in found.all("p", class_="note")] == ["Also here"]


@pytest.mark.usefixtures("small")
def test_section_of_the_title_holds_the_whole_list_under_one_main_heading(client):
    found = tree(client, "/sections/a-small-list/")
    assert headings(found) == [("h1", "A small list"), ("h2", "First"), ("h3", "Inner"), ("h2", "Second")]
    assert slugs(found) == ["eta", "beta", "alpha", "theta", "gamma", "beta", "delta", "zeta"]
    assert found.all("nav", class_="crumbs") == []


def test_section_headings_go_no_deeper_than_six(client):
    above = None
    for level in range(1, 9):
        above = make_section(f"Level {level}", level=min(level, 6), parent=above, slug=f"level-{level}")
        make_paper(listed_in=above)
    make_section("Another", level=1, slug="another")
    html = page(client, "/sections/level-1/")
    assert faults(html) == []
    found = tree(client, "/sections/level-1/")
    assert headings(found) == [
        ("h1", "Level 1"),
        ("h2", "Level 2"),
        ("h3", "Level 3"),
        ("h4", "Level 4"),
        ("h5", "Level 5"),
        *(("h6", f"Level {level}") for level in (6, 7, 8)),
    ]


def test_section_comes_in_pages_of_a_hundred_listings(client):
    section = make_section("Long", slug="long", preface="Said once.")
    inner = make_section("Inner", slug="inner", level=3, parent=section)
    paper = make_paper(slug="x")
    for at in range(99):
        make_listing(paper, section, position=at)
    for at in range(3):
        make_listing(paper, inner, position=at)
    first, second, beyond = (tree(client, f"/sections/long/?page={number}") for number in (1, 2, 99))
    assert len(slugs(first)) == 100
    assert slugs(second) == ["x", "x"] == slugs(beyond)
    assert headings(second) == [("h1", "Long"), ("h2", "Inner")]
    assert second.one("title").text == "Long, page 2 · Living Survey"
    assert second.one("link", rel="canonical").href.endswith("/sections/long/?page=2")
    assert first.one("a", rel="next").href == "/sections/long/?page=2"
    assert second.one("a", rel="prev").href == "/sections/long/"


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("asked", "note"),
    [
        ("0", "“0” is no page number; this is the first page."),
        ("abc", "“abc” is no page number; this is the first page."),
        ("7", "There is no page 7; this is the only page."),
    ],
)
def test_section_says_why_it_is_another_page_than_was_asked_for(client, asked, note):
    found = tree(client, f"/sections/first/?page={asked}")
    assert [each.text for each in found.all("p", class_="notice")] == [note]
    assert found.one("link", rel="canonical").href.endswith("/sections/first/")


@pytest.mark.usefixtures("small")
def test_section_without_papers_says_so(client):
    found = tree(client, "/sections/third/")
    assert "No papers are listed here yet." in found.text
    assert found.one("p", class_="lede").text.startswith("0 papers.")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("slug", ["root", "nowhere"])
def test_section_that_is_no_heading_is_not_found(client, slug):
    assert client.get(f"/sections/{slug}/").status_code == 404


@pytest.mark.usefixtures("real")
def test_sections_of_the_real_list_are_well_formed_and_say_how_many_they_hold(client):
    for section in Section.objects.visible():
        html = page(client, f"/sections/{section.slug}/")
        assert faults(html) == []
        found = tree(client, f"/sections/{section.slug}/")
        number = int(found.one("p", class_="lede").text.split()[0])
        assert number == len(set(slugs(found))) == count(tree(client, f"/papers/?section={section.slug}"))
