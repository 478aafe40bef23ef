from __future__ import annotations

import pytest

from papers.models import Paper
from tests.rows import make_paper, make_section
from tests.views.markup import Element, faults, query_of, repeated_ids
from tests.views.pages import count, page, tree

pytestmark = pytest.mark.django_db


def grid(found: Element) -> dict[str, list[str]]:
    """The table's numbers by row; the total is last in each."""
    table = found.one("table", class_="evidence-map")
    return {
        row.one("th").text: [cell.text for cell in row.all("td")]
        for row in [*table.one("tbody").all("tr"), *table.one("tfoot").all("tr")]
    }


def links(found: Element) -> list[Element]:
    return [link for cell in found.one("table", class_="evidence-map").all("td") for link in cell.all("a")]


@pytest.mark.usefixtures("small")
def test_map_counts_papers_by_section_and_evidence_and_shows_where_there_are_none(client):
    found = tree(client, "/map/")
    head = found.one("table", class_="evidence-map").one("thead")
    assert [each.text for each in head.all("th")] == ["Section", "Empirical", "Theoretical", "Unspecified", "Papers"]
    assert grid(found) == {
        "Outside any section": ["0", "0", "1", "1"],
        "First": ["3", "1", "0", "3"],
        "Inner": ["2", "0", "0", "2"],
        "Second": ["1", "2", "2", "4"],
        "All sections": ["3", "2", "3", "7"],
    }


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "query",
    [
        "",
        "year_min=2021&year_max=2023",
        "venue=acl&year=2021",
        "section=first",
        "section=inner&section=second",
        "section=second",
        "evidence=empirical",
        "evidence=none&evidence=theoretical&section=second",
        "q=things&has=code",
        "tag=classic&sort=title&per_page=50",
    ],
)
def test_map_numbers_lead_to_as_many_papers(client, query):
    found = tree(client, f"/map/?{query}")
    followed = links(found)
    assert followed
    assert [(link.href, count(tree(client, link.href))) for link in followed] == [
        (link.href, int(link.text)) for link in followed
    ]


@pytest.mark.usefixtures("small")
def test_map_cells_keep_the_filters_and_zeros_lead_nowhere(client):
    found = tree(client, "/map/?year_min=2021&venue=iclr")
    for link in links(found):
        assert set(query_of(link.href)) >= {("year_min", "2021"), ("venue", "iclr")}
    for cell in found.one("table", class_="evidence-map").all("td"):
        assert bool(cell.all("a")) is (cell.text != "0")
    assert grid(found)["Second"] == ["1", "1", "0", "1"]


@pytest.mark.usefixtures("small")
def test_map_does_not_offer_what_no_filter_asks_for(client):
    found = tree(client, "/map/?section=first&evidence=empirical")
    rows = grid(found)
    assert rows["Second"] == ["1", "1", "0", "1"]
    assert rows["First"] == ["3", "1", "0", "3"]
    followed = {tuple(query_of(link.href)): link.text for link in links(found)}
    assert followed == {
        (("section", "first"), ("evidence", "empirical")): "3",
        (("section", "inner"), ("evidence", "empirical")): "2",
    }


@pytest.mark.usefixtures("real")
def test_map_of_the_real_list_counts_as_by_hand(client):
    html = page(client, "/map/")
    assert faults(html) == []
    found = tree(client, "/map/")
    assert repeated_ids(found) == []
    rows = grid(found)
    assert rows.pop("All sections")[-1] == "74"
    slugs = {
        row.one("th").one("a").href.split("/")[2]: row
        for row in found.one("table", class_="evidence-map").one("tbody").all("tr")
    }
    for slug, row in slugs.items():
        assert [cell.text for cell in row.all("td")] == by_hand(slug), slug
    assert len(slugs) == 9


def by_hand(slug: str) -> list[str]:
    """What a row has to say, from rows read one by one."""
    cells: dict[str, set[int]] = {"empirical": set(), "theoretical": set(), "none": set(), "all": set()}
    for paper in Paper.objects.all():
        above = set()
        for listing in paper.listings.all():
            section = listing.section
            while section.parent is not None:
                above.add(section.slug)
                section = section.parent
        if slug in above and not paper.hidden:
            for kind in [use.evidence_type.slug for use in paper.evidence.all()] or ["none"]:
                cells[kind].add(paper.pk)
            cells["all"].add(paper.pk)
    return [str(len(each)) for each in cells.values()]


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize(("query", "cells"), [("", 30), ("year_min=2024", 27)])
def test_map_cells_of_the_real_list_lead_to_their_number(client, query, cells):
    followed = links(tree(client, f"/map/?{query}"))
    assert len(followed) == cells
    for link in followed:
        href = link.href + ("&" if "?" in link.href else "?") + "per_page=1"
        assert count(tree(client, href)) == int(link.text), link.href


@pytest.mark.usefixtures("small")
def test_map_shows_papers_over_time_each_once(client):
    found = tree(client, "/map/?year_min=2021&year_max=2024&year=none")
    table = found.one("table", class_="figures")
    assert [each.text for each in table.one("thead").all("th")] == ["Evidence", "2021", "2022", "2023", "2024"]
    assert {row.one("th").text: [cell.text for cell in row.all("td")] for row in table.all("tr")[1:]} == {
        "Empirical": ["2", "0", "0", "0"],
        "Theoretical": ["1", "0", "0", "0"],
        "Several types": ["0", "0", "1", "0"],
        "Unspecified": ["0", "0", "0", "1"],
        "All": ["3", "0", "1", "1"],
    }
    assert "1 paper without a year." in found.text


@pytest.mark.usefixtures("small")
def test_map_picture_over_time_says_the_same(client):
    found = tree(client, "/map/?year_min=2021&year_max=2024")
    titles = [each.text for each in found.one("svg", class_="timeline").all("title")]
    assert sorted(titles) == [
        "2021, Empirical: 2",
        "2021, Theoretical: 1",
        "2023, Several types: 1",
        "2024, Unspecified: 1",
    ]


@pytest.mark.usefixtures("small")
def test_map_form_carries_the_other_filters_along(client):
    form = tree(client, "/map/?year_min=2021&year=1999&venue=acl&tag=classic").one("form")
    assert form.attributes["action"] == "/map/"
    assert [(each.attributes["name"], each.attributes["value"]) for each in form.all("input")] == [
        ("venue", "acl"),
        ("tag", "classic"),
        ("year_min", "2021"),
        ("year_max", ""),
    ]
    assert form.one("a", class_="clear").href == "/map/"


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("query", ["evidence=anecdotal", "year_min=2024&year_max=2020", "venue=%3Cb%3E"])
def test_map_says_what_it_does_not_know(client, query):
    html = page(client, f"/map/?{query}")
    assert faults(html) == []
    found = tree(client, f"/map/?{query}")
    assert found.one(role="alert").text
    assert grid(found)["All sections"] == ["0", "0", "0", "0"]
    assert links(found) == []


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(("query", "is_filtered"), [("", False), ("sort=title", False), ("venue=acl", True)])
def test_map_that_is_filtered_is_not_for_crawlers(client, query, is_filtered):
    found = tree(client, f"/map/?{query}")
    assert bool(found.all("meta", name="robots")) is is_filtered
    assert found.one("link", rel="canonical").href.endswith("/map/")


@pytest.mark.usefixtures("small")
def test_map_offers_pictures_of_the_same_papers(client):
    hrefs = [link.href for link in tree(client, "/map/?venue=acl").all("a") if ".svg" in link.href]
    assert hrefs == ["/map.svg?venue=acl", "/timeline.svg?venue=acl"]
    assert [client.get(href)["Content-Type"] for href in hrefs] == ["image/svg+xml"] * 2


def test_map_of_an_empty_list_says_so(client):
    html = page(client, "/map/")
    assert faults(html) == []
    assert "No sections are listed yet." in html
    assert tree(client, "/map/").all("svg") == []


def test_map_of_papers_outside_all_sections(client):
    make_paper(listed_in=make_section("Title", level=1), year=2024)
    assert grid(tree(client, "/map/")) == {"Outside any section": ["1", "1"], "All sections": ["1", "1"]}
