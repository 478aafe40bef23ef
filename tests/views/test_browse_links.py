"""Each link of the list's page, followed: it leads to as many papers as it promises, and keeps what else was chosen."""

from __future__ import annotations

import pytest

from tests.views.markup import Element, query_of
from tests.views.pages import count, slugs, tree

FACETS = ("evidence", "section", "venue", "year", "tag", "has")

QUERIES = (
    "",
    "evidence=empirical",
    "evidence=empirical&evidence=theoretical",
    "section=first&has=code",
    "venue=acl&tag=classic",
    "year=2021&venue=iclr",
    "year=2021&year_min=2023&year_max=2024",
    "year_min=2021",
    "q=things&has=code&has=authors",
    "tag=none&evidence=none",
    "venue=kdd&evidence=empirical",
    "sort=title&per_page=2&section=second",
)


def values(page: Element) -> list[tuple[str, Element]]:
    """The links of all facets' values, each with its facet's name."""
    return [
        (name, link)
        for name in FACETS
        for facet in page.all("section", aria_labelledby=f"facet-{name}")
        for link in facet.all("a", class_="value")
    ]


def promised(link: Element) -> int:
    return int(link.one(class_="count").text.split()[0])


def parameters(name: str) -> tuple[str, ...]:
    return ("year", "year_min", "year_max") if name == "year" else (name,)


def others(query: list[tuple[str, str]], *names: str) -> list[tuple[str, str]]:
    return sorted(pair for pair in query if pair[0] not in (*names, "page"))


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("query", QUERIES)
def test_browse_values_keep_the_other_filters_and_lead_to_their_number(client, query):
    asked = query_of(f"?{query}")
    found = values(tree(client, f"/papers/?{query}&page=1"))
    assert found
    for name, link in found:
        leads_to = query_of(link.href)
        assert others(leads_to, *parameters(name)) == others(asked, *parameters(name))
        assert "page" not in dict(leads_to)
        is_alone = name == "has" or not any(each in parameters(name) for each, _ in asked)
        if is_alone and "aria-current" not in link.attributes:
            assert count(tree(client, link.href)) == promised(link) > 0, link.href


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("query", QUERIES)
def test_browse_values_that_are_chosen_lead_back(client, query):
    start = tree(client, f"/papers/?{query}")
    chosen = [(name, link) for name, link in values(start) if "aria-current" in link.attributes]
    assert len(chosen) == sum(name in FACETS for name, _ in query_of(f"?{query}"))
    for name, link in chosen:
        value = link.attributes["id"].removeprefix(f"{name}-")
        back = query_of(link.href)
        assert sorted([*back, (name, value)]) == sorted(query_of(f"?{query}"))
        again = [each for each in values(tree(client, link.href)) if each[1].attributes["id"] == link.attributes["id"]]
        assert ["aria-current" in each.attributes for _, each in again] in ([False], [])


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize("query", ["", "evidence=empirical&year_min=2023", "q=context&has=code&venue=iclr"])
def test_browse_values_of_the_real_list_lead_to_their_number(client, query):
    asked = dict(query_of(f"?{query}"))
    start = tree(client, f"/papers/?per_page=1&{query}")
    found = values(start)
    assert len(found) > (20 if not query else 5) or count(start) == 0
    for name, link in found:
        if not set(parameters(name)) & set(asked):
            assert count(tree(client, link.href)) == promised(link), link.href


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("query", QUERIES)
def test_browse_dead_ends_are_no_links_and_no_value_with_papers_is_one(client, query):
    for facet in tree(client, f"/papers/?{query}").all("section", class_="facet"):
        dead = facet.all("span", class_="dead")
        assert [each.one(class_="count").text for each in dead] == ["0"] * len(dead)
        assert not any(each.all("a") for each in dead)
        for link in facet.all("a", class_="value"):
            assert promised(link) > 0 or "aria-current" in link.attributes


@pytest.mark.usefixtures("small")
def test_browse_chips_take_one_value_back_each(client):
    path = (
        "/papers/?q=things&section=first&evidence=empirical&evidence=none&year_min=2020&year=none&has=code&per_page=2"
    )
    start = tree(client, path)
    links = start.one("ul", class_="chips").all("a")
    asked = sorted(query_of(path))
    expected = {
        "Remove Search: “things”": [("q", "things")],
        "Remove Section: First": [("section", "first")],
        "Remove Evidence: Empirical": [("evidence", "empirical")],
        "Remove Evidence: Unspecified": [("evidence", "none")],
        "Remove Year: No year": [("year", "none")],
        "Remove Year: since 2020": [("year_min", "2020")],
        "Remove Has: Code": [("has", "code")],
    }
    assert {link.text.removesuffix("×"): sorted(query_of(link.href)) for link in links[:-1]} == {
        label: [pair for pair in asked if pair not in taken] for label, taken in expected.items()
    }
    assert (links[-1].text, links[-1].href) == ("Clear all", "/papers/")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "query",
    ["evidence=none&venue=kdd&per_page=2", "section=inner&venue=kdd&sort=title", "q=alpha&tag=none"],
)
def test_browse_ways_out_keep_the_other_filters_and_lead_to_their_number(client, query):
    start = tree(client, f"/papers/?{query}")
    ways = start.one(class_="nothing").all("li")
    assert count(start) == 0
    assert len(ways) > 1
    for way in ways:
        link = way.one("a")
        number = int(way.text.removeprefix(link.text).split()[1])
        assert count(tree(client, link.href)) == number > 0
        dropped = set(query_of(f"?{query}")) - set(query_of(link.href))
        assert len(dropped) == 1 or link.href == "/papers/"


@pytest.mark.usefixtures("small")
def test_browse_pages_keep_the_filters_and_hold_each_paper_once(client):
    path = "/papers/?section=second&section=first&per_page=2"
    found = []
    for number in (1, 2, 3):
        page = tree(client, path)
        assert count(page) == 6
        assert page.one("nav", class_="pages").one("span", aria_current="page").text == str(number)
        found += slugs(page)
        following = page.one("nav", class_="pages").all("a", rel="next")
        if following:
            path = following[0].href
            assert sorted(query_of(path)) == [
                ("page", str(number + 1)),
                ("per_page", "2"),
                ("section", "first"),
                ("section", "second"),
            ]
    assert not following
    assert found == ["beta", "alpha", "theta", "gamma", "delta", "zeta"]
    (back,) = page.one("nav", class_="pages").all("a", rel="prev")
    assert slugs(tree(client, back.href)) == ["theta", "gamma"]
    numbers = [link for link in page.one("nav", class_="pages").all("a") if "rel" not in link.attributes]
    assert [slugs(tree(client, link.href)) for link in numbers] == [["beta", "alpha"], ["theta", "gamma"]]
    assert "page" not in dict(query_of(numbers[0].href))


@pytest.mark.usefixtures("real")
def test_browse_pages_of_the_real_list_hold_each_paper_once(client):
    path, found, total = "/papers/?page=1", [], 0
    while path:
        page = tree(client, path)
        total = count(page)
        found += slugs(page)
        path = "".join(link.href for link in page.all("a", rel="next"))
    assert len(found) == len(set(found)) == total == 74


@pytest.mark.usefixtures("small")
def test_browse_exports_and_feed_are_of_the_chosen_papers(client):
    page = tree(client, "/papers/?venue=acl&per_page=1&page=2")
    offered = [link.href for link in page.one(id="export").all("a")]
    assert [link.split("?")[0] for link in offered] == [
        f"/papers.{ending}" for ending in ("bib", "ris", "csl.json", "csv", "json", "md", "atom")
    ]
    assert {tuple(query_of(link)) for link in offered} == {(("venue", "acl"), ("per_page", "1"))}
    feeds = [link.href for link in page.all("link", type="application/atom+xml")]
    assert feeds == ["/feed.atom", "/papers.atom?venue=acl&per_page=1"]


def forms(page: Element) -> dict[str, list[tuple[str, str]]]:
    """What each form would send if nothing were changed: hidden inputs, boxes, and the chosen options."""
    sent = {}
    for form in page.all("form"):
        pairs = [(each.attributes["name"], each.attributes.get("value", "")) for each in form.all("input")]
        for select in form.all("select"):
            pairs += [
                (select.attributes["name"], option.attributes["value"])
                for option in select.all("option")
                if "selected" in option.attributes
            ]
        sent[form.attributes["class"]] = pairs
        assert form.attributes["action"] == "/papers/"
        assert "method" not in form.attributes
    return sent


@pytest.mark.usefixtures("small")
def test_browse_forms_carry_along_what_they_do_not_change(client):
    path = "/papers/?q=things&section=first&venue=acl&venue=iclr&year=2021&year_min=2020&sort=title&per_page=2&page=2"
    sent = forms(tree(client, path))
    kept = [("section", "first"), ("venue", "acl"), ("venue", "iclr")]
    assert sent["search"] == [*kept, ("year", "2021"), ("year_min", "2020"), ("per_page", "2"), ("q", "things")]
    assert sent["order"] == [
        ("q", "things"),
        *kept,
        ("year", "2021"),
        ("year_min", "2020"),
        ("sort", "title"),
        ("per_page", "2"),
    ]
    assert sent["range"] == [
        ("q", "things"),
        *kept,
        ("sort", "title"),
        ("per_page", "2"),
        ("year_min", "2020"),
        ("year_max", ""),
    ]


@pytest.mark.usefixtures("small")
def test_browse_forms_sent_unchanged_lead_to_the_same_papers(client):
    path = "/papers/?venue=acl&venue=iclr&year_min=2020&sort=-year&per_page=50"
    before = tree(client, path)
    sent = forms(before)
    for name in ("order", "range"):
        query = "&".join(f"{key}={value}" for key, value in sent[name])
        after = tree(client, f"/papers/?{query}")
        assert set(slugs(after)) == set(slugs(before)) == {"beta", "alpha", "theta"}
