from __future__ import annotations

import re
from urllib.parse import parse_qs

import pytest

from papers.models import Paper
from tests.rows import make_listing, make_section
from tests.views.markup import faults, repeated_ids, structured_data
from tests.views.pages import count, page, slugs, tree

pytestmark = pytest.mark.django_db

LIST_ORDER = ["eta", "beta", "alpha", "theta", "gamma", "delta", "zeta"]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", LIST_ORDER),
        ("sort=list", LIST_ORDER),
        ("sort=-year", ["zeta", "beta", "alpha", "theta", "delta", "eta", "gamma"]),
        ("sort=year", ["eta", "alpha", "theta", "delta", "beta", "zeta", "gamma"]),
        ("sort=title", ["alpha", "beta", "delta", "eta", "gamma", "theta", "zeta"]),
        ("section=second", ["gamma", "beta", "delta", "zeta"]),
        ("section=first", ["beta", "alpha", "theta"]),
        ("section=a-small-list", LIST_ORDER),
        ("evidence=empirical", ["beta", "alpha", "theta"]),
        ("evidence=none&evidence=theoretical", ["eta", "beta", "gamma", "delta", "zeta"]),
        ("venue=acl&venue=none", ["eta", "alpha", "gamma", "zeta"]),
        ("year=none&year=1999", ["eta", "gamma"]),
        ("year_min=2023", ["beta", "zeta"]),
        ("year_max=2021&year=2024", ["eta", "alpha", "theta", "delta", "zeta"]),
        ("tag=classic", ["eta", "alpha", "gamma"]),
        ("has=code&has=abstract", ["beta"]),
        ("q=lovelace", ["alpha"]),
        ("q=lovelace+absent", ["alpha"]),
        ("q=lovelace+absent&venue=iclr", []),
        ("q=absent+missing", []),
        ("q=%22of+things%22&venue=iclr&evidence=theoretical", ["beta"]),
        ("venue=acl&evidence=empirical&year=2021&section=first", ["alpha"]),
    ],
)
def test_browse_lists_what_passes_in_order(client, query, expected):
    found = tree(client, f"/papers/?{query}")
    assert slugs(found) == expected
    assert count(found) == len(expected)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("path", ["/papers/", "/map/"])
@pytest.mark.parametrize(
    ("query", "notes"),
    [
        ("", []),
        ("q=lovelace", []),
        ("q=absent", []),
        ("q=!%3F", []),
        ("q=lovelace+absent", ["No paper has both words, so those with one of them are shown."]),
        ("q=lovelace+alpha+absent", ["No paper has all 3 words, so those with 2 of them are shown."]),
        ("q=absent+missing", ["No paper has any of the 2 words."]),
    ],
)
def test_pages_say_where_no_paper_has_all_words(client, path, query, notes):
    found = tree(client, f"{path}?{query}")
    assert [each.text for each in found.all(class_="notice")] == notes


@pytest.mark.usefixtures("small")
def test_browse_groups_by_section_in_list_order(client):
    found = tree(client, "/papers/")
    assert [each.text for each in found.all("h2", class_="group")] == ["First", "First › Inner", "Second"]
    starts = [each.attributes["start"] for each in found.all("ol", class_="papers")]
    assert starts == ["1", "2", "3", "5"]
    assert {each.tag for each in found.all(class_="title")} == {"h2", "h3"}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("query", ["sort=title", "sort=-year", "sort=-added", "q=things"])
def test_browse_does_not_group_in_other_orders(client, query):
    found = tree(client, f"/papers/?{query}")
    assert found.all("h2", class_="group") == []
    assert len(found.all("ol", class_="papers")) == 1
    assert len(slugs(found)) == 7


@pytest.mark.usefixtures("small")
def test_browse_groups_a_paper_under_the_section_that_was_asked_for(client):
    found = tree(client, "/papers/?section=second&tag=none")
    assert [each.text for each in found.all("h2", class_="group")] == ["Second"]
    assert slugs(found) == ["beta", "delta", "zeta"]


@pytest.mark.usefixtures("small")
def test_browse_goes_on_counting_on_a_second_page(client):
    found = tree(client, "/papers/?per_page=3&page=2")
    assert slugs(found) == ["theta", "gamma", "delta"]
    assert [each.attributes["start"] for each in found.all("ol", class_="papers")] == ["4", "5"]
    places = structured_data(found)["mainEntity"]["itemListElement"]
    assert [(each["position"], each["name"]) for each in places] == [
        (4, "Theta of things"),
        (5, "Gamma of things"),
        (6, "Delta of things"),
    ]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("per_page=3&page=99", ["zeta"]),
        ("per_page=3&page=" + "9" * 3900, ["zeta"]),
        ("per_page=3&page=0", LIST_ORDER[:3]),
        ("per_page=3&page=-1", LIST_ORDER[:3]),
        ("per_page=3&page=two", LIST_ORDER[:3]),
        ("per_page=3&page=", LIST_ORDER[:3]),
        ("per_page=0", LIST_ORDER),
        ("per_page=many", LIST_ORDER),
        ("per_page=1000000000000", LIST_ORDER),
        ("per_page=-3", LIST_ORDER),
    ],
    ids=["beyond", "absurd", "zero", "negative", "word", "empty", "none a page", "size word", "huge", "size negative"],
)
def test_browse_shows_a_page_whatever_number_is_asked_for(client, query, expected):
    assert slugs(tree(client, f"/papers/?{query}")) == expected


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("query", "notes"),
    [
        ("per_page=3&page=2", []),
        ("per_page=3&page=02", []),
        ("per_page=3&page=", []),
        ("per_page=&page=", []),
        ("page=0", ["“0” is no page number; this is the first page."]),
        ("per_page=3&page=-1", ["“-1” is no page number; this is the first page."]),
        ("per_page=3&page=٣", ["“٣” is no page number; this is the first page."]),
        ("per_page=3&page=abc", ["“abc” is no page number; this is the first page."]),
        ("per_page=3&page=4", ["There is no page 4; this is the last page, 3."]),
        ("page=2", ["There is no page 2; this is the only page."]),
        ("page=" + "8" * 30, [f"There is no page {'8' * 20}…; this is the only page."]),
        ("per_page=0", ["“0” is no number of papers; up to 25 are on a page."]),
        ("per_page=-3", ["“-3” is no number of papers; up to 25 are on a page."]),
        ("per_page=many", ["“many” is no number of papers; up to 25 are on a page."]),
        ("per_page=101", ["At most 100 papers are on a page, not 101."]),
        (
            "per_page=0&page=9",
            ["“0” is no number of papers; up to 25 are on a page.", "There is no page 9; this is the only page."],
        ),
    ],
)
def test_browse_says_why_it_is_another_page_than_was_asked_for(client, query, notes):
    found = tree(client, f"/papers/?{query}")
    assert [each.text for each in found.all("p", class_="notice")] == notes
    links = [each.href for each in found.all("a") if "href" in each.attributes]
    wrong = re.compile(r"[?&](?:page=(?:0|-|[4-9])|per_page=(?:0|-|many|101))")
    assert [link for link in links if wrong.search(link)] == []


def test_browse_shows_at_most_a_hundred_papers_a_page(client):
    section = make_section()
    for paper in Paper.objects.bulk_create(
        Paper(title=f"Paper {at}", slug=f"p-{at}", citation_key=f"p{at}") for at in range(101)
    ):
        make_listing(paper, section)
    assert len(slugs(tree(client, "/papers/?per_page=500"))) == 100
    assert len(slugs(tree(client, "/papers/"))) == 25


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("venue=nowhere", "“nowhere” is no venue of this list."),
        ("venue=nowhere&venue=acl", "“nowhere” is no venue of this list."),
        ("section=root", "“root” is no section of this list."),
        ("evidence=anecdotal", "“anecdotal” is no evidence type of this list."),
        ("tag=gone", "“gone” is no tag of this list."),
        ("has=money", "“money” is no kind of content of this list."),
        ("year=soon", "“soon” is no year."),
        ("year_min=99", "“99” is no year."),
        ("year_min=2023&year_max=2020", "The range of years ends, with 2020, before it begins."),
        ("sort=random", "“random” is no order of this list."),
        ("venue=<script>alert(1)</script>", "“<script>alert(1)</script>” is no venue of this list."),
    ],
)
def test_browse_says_what_it_does_not_know_and_offers_a_way_out(client, query, message):
    html = page(client, f"/papers/?{query}&evidence=empirical" if "evidence" not in query else f"/papers/?{query}")
    assert faults(html) == []
    found = tree(client, f"/papers/?{query}")
    assert message in [each.text for each in found.one(role="alert").all("p")]
    assert (count(found), slugs(found)) == (0, [])
    assert found.one("meta", name="robots").attributes["content"] == "noindex, follow"
    ways = [link.href for link in found.one(class_="nothing").all("a")]
    assert ways
    assert all(count(tree(client, href)) > 0 for href in ways)


@pytest.mark.usefixtures("small")
def test_browse_with_an_unknown_value_has_no_dead_page_left_in_its_links(client):
    found = tree(client, "/papers/?venue=nowhere&evidence=empirical")
    for link in found.all("a", class_="value"):
        assert "nowhere" not in link.href


@pytest.mark.usefixtures("small")
def test_browse_ignores_parameters_that_it_does_not_know(client):
    found = tree(client, "/papers/?utm_source=mail&Venue=acl&q=&venue=&year_min=+&section=")
    assert slugs(found) == LIST_ORDER
    assert found.all("meta", name="robots") == []
    assert "utm_source" not in page(client, "/papers/?utm_source=mail").partition("<body>")[2]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("query", "title", "canonical", "is_for_crawlers"),
    [
        ("", "Papers · A small list", "/papers/", True),
        ("sort=title&per_page=50", "Papers · A small list", "/papers/", True),
        ("per_page=3&page=2", "Papers, page 2 · A small list", "/papers/", True),
        ("venue=acl", "2 of 7 papers · A small list", "/papers/", False),
        ("q=lovelace", "“lovelace” in 1 of 7 papers · A small list", "/papers/", False),
        ("q=%3C/title%3E", "“</title>” in 0 of 7 papers · A small list", "/papers/", False),
    ],
    ids=["all", "ordered", "second page of another size", "filtered", "searched", "markup"],
)
def test_browse_names_itself_for_readers_and_crawlers(client, settings, query, title, canonical, is_for_crawlers):
    settings.SITE_URL = "https://list.example"
    found = tree(client, f"/papers/?{query}")
    assert found.one("title").text == title
    assert found.one("link", rel="canonical").href == f"https://list.example{canonical}"
    assert bool(found.all("meta", name="robots")) is not is_for_crawlers


@pytest.mark.usefixtures("small")
def test_browse_has_one_context_object_a_paper(client):
    found = tree(client, "/papers/?venue=acl")
    marks = [parse_qs(each.attributes["title"], strict_parsing=True) for each in found.all("span", class_="Z3988")]
    assert [(each["rft.atitle"], each["rft_id"]) for each in marks] == [
        (["Alpha of things"], ["https://github.com/someone/alpha"]),
        (["Gamma of things"], ["https://example.org/gamma"]),
    ]
    assert marks[0]["rft.au"] == ["Lovelace, Ada"]


@pytest.mark.usefixtures("small")
def test_browse_tells_machines_where_to_get_the_same(client, settings):
    settings.SITE_URL = "https://list.example"
    data = structured_data(tree(client, "/papers/?venue=acl&evidence=empirical"))
    assert (data["name"], data["description"].split(",")[0]) == ("A small list", "1 paper")
    assert data["url"] == "https://list.example/papers/?evidence=empirical&venue=acl"
    assert {each["contentUrl"] for each in data["about"]["distribution"]} == {
        f"https://list.example/papers.{ending}?evidence=empirical&venue=acl"
        for ending in ("bib", "ris", "csl.json", "csv", "json", "md")
    }


@pytest.mark.usefixtures("small")
def test_browse_offers_relevance_with_a_search_alone(client):
    def orders(query):
        select = tree(client, f"/papers/?{query}").one("select", id="sort")
        chosen = [each.text for each in select.all("option") if "selected" in each.attributes]
        return [each.attributes["value"] for each in select.all("option")], chosen

    usual = ["list", "-year", "year", "title", "-added"]
    assert orders("") == (usual, ["List order"])
    assert orders("q=things") == ([*usual, "relevance"], ["Relevance"])
    assert orders("q=things&sort=title") == ([*usual, "relevance"], ["Title"])


@pytest.mark.usefixtures("small")
def test_browse_offers_the_size_that_was_asked_for(client):
    select = tree(client, "/papers/?per_page=10").one("select", id="per_page")
    assert [each.text for each in select.all("option")] == ["10 a page", "25 a page", "50 a page", "100 a page"]
    assert [each.text for each in select.all("option") if "selected" in each.attributes] == ["10 a page"]


@pytest.mark.parametrize("query", ["", "q=anything", "venue=none", "page=3", "section=gone"])
def test_browse_of_an_empty_list_says_so(client, query):
    html = page(client, f"/papers/?{query}")
    assert faults(html) == []
    assert "No papers are listed yet." in html
    found = tree(client, f"/papers/?{query}")
    assert (count(found), slugs(found), found.all("aside")) == (0, [], [])


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize("query", ["", "q=context&evidence=none&year_min=2020&per_page=100", "venue=nowhere"])
def test_browse_of_the_real_list_is_well_formed(client, query):
    html = page(client, f"/papers/?{query}")
    assert faults(html) == []
    assert repeated_ids(tree(client, f"/papers/?{query}")) == []
