"""The contract of `/papers.json`, which other people's scripts rely on."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest

from papers.models import Paper, PaperLink
from tests.rows import add_link, make_paper, make_section
from tests.views.pages import slugs, tree

pytestmark = pytest.mark.django_db


def exactly(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def several(item: Any) -> dict[str, Any]:
    return {"type": "array", "items": item}


TEXT = {"type": "string"}
NUMBER = {"type": "integer", "minimum": 0}
ADDRESS = {"type": "string", "pattern": "^https://list\\.example/papers"}
VALUE = exactly(value=TEXT, label=TEXT, count=NUMBER, selected={"type": "boolean"}, url=ADDRESS)
PAPER = exactly(
    slug=TEXT,
    title=TEXT,
    authors=several(TEXT),
    venue=TEXT,
    track=TEXT,
    year={"type": ["integer", "null"]},
    evidence_types=several(TEXT),
    sections=several(exactly(slug=TEXT, path=several(TEXT))),
    tags=several(TEXT),
    links=several(exactly(label=TEXT, url={"type": "string", "pattern": "^(https?://.+)?$"})),
    arxiv_id=TEXT,
    doi=TEXT,
    abstract=TEXT,
    citation_key=TEXT,
    url=ADDRESS,
    added={"type": "string", "format": "date", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"},
)
SCHEMA = exactly(
    count=NUMBER,
    page={"type": "integer", "minimum": 1},
    pages={"type": "integer", "minimum": 1},
    next={"anyOf": [ADDRESS, {"type": "null"}]},
    previous={"anyOf": [ADDRESS, {"type": "null"}]},
    facets={
        "type": "object",
        "propertyNames": {"enum": ["evidence", "section", "venue", "year", "tag", "has"]},
        "additionalProperties": several(VALUE),
    },
    results=several(PAPER),
)
SCHEMA["properties"]["search"] = exactly(terms=NUMBER, matched=NUMBER)


@pytest.fixture(autouse=True)
def address(settings):
    settings.SITE_URL = "https://list.example"


def document(client, path: str) -> Any:
    """Of an address of ours, absolute or not, checked against the contract."""
    parts = urlsplit(path)
    response = client.get(f"{parts.path}?{parts.query}")
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    found = response.json()
    jsonschema.validate(found, SCHEMA, format_checker=jsonschema.FormatChecker())
    return found


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize(
    "query", ["", "evidence=none&year_min=2020", "q=context&per_page=3&page=2", "section=skill-learning"]
)
def test_json_keeps_its_contract_on_the_real_list(client, query):
    found = document(client, f"/papers.json?{query}")
    assert found["results"]
    assert found["facets"]["venue"]


@pytest.mark.usefixtures("small")
def test_json_says_all_that_is_known_of_a_paper(client):
    Paper.objects.filter(slug="beta").update(
        added=datetime.date(2024, 2, 29),
        arxiv_id="2301.00001",
        doi="10.1/x",
        track="Oral",
        authors=["Ada Lovelace", "“Quotes” & <b>"],
    )
    paper = Paper.objects.get(slug="beta")
    paper.tags.add("classic")
    add_link(paper, "javascript:alert(1)", "Trap")
    (found,) = document(client, "/papers.json?has=abstract")["results"]
    assert found == {
        "slug": "beta",
        "title": "Beta of things",
        "authors": ["Ada Lovelace", "“Quotes” & <b>"],
        "venue": "ICLR",
        "track": "Oral",
        "year": 2023,
        "evidence_types": ["empirical", "theoretical"],
        "sections": [{"slug": "first", "path": ["First"]}, {"slug": "second", "path": ["Second"]}],
        "tags": ["classic"],
        "links": [{"label": "Code", "url": "https://github.com/someone/beta"}, {"label": "Trap", "url": ""}],
        "arxiv_id": "2301.00001",
        "doi": "10.1/x",
        "abstract": "About *attention* in networks.",
        "citation_key": "Beta",
        "url": "https://list.example/papers/beta/",
        "added": "2024-02-29",
    }


@pytest.mark.usefixtures("small")
def test_json_of_a_paper_that_says_little(client):
    PaperLink.objects.all().delete()
    (found,) = document(client, "/papers.json?year=1999")["results"]
    assert (found["venue"], found["authors"], found["links"], found["evidence_types"]) == ("", [], [], [])
    assert found["sections"] == [{"slug": "a-small-list", "path": []}]


def walked(client, path: str, direction: str) -> tuple[list[str], list[int]]:
    found: list[str] = []
    numbers: list[int] = []
    while path:
        page = document(client, path)
        assert len(numbers) < page["pages"]
        numbers.append(page["page"])
        found += [each["slug"] for each in page["results"]]
        assert page["count"] == 7
        path = page[direction]
    return found, numbers


@pytest.mark.usefixtures("small")
def test_json_pages_lead_through_the_whole_set_once_and_back(client):
    order = slugs(tree(client, "/papers/?q=things&sort=title"))
    forth, numbers = walked(client, "/papers.json?q=things&per_page=2&sort=title", "next")
    assert (forth, numbers) == (order, [1, 2, 3, 4])
    _, numbers = walked(client, "/papers.json?q=things&per_page=2&sort=title&page=4", "previous")
    assert numbers == [4, 3, 2, 1]
    first = document(client, "/papers.json?per_page=2&page=2")["previous"]
    assert first == "https://list.example/papers.json?per_page=2"


@pytest.mark.usefixtures("real")
def test_json_pages_of_the_real_list_hold_each_paper_once(client):
    path, found = "/papers.json", []
    while path:
        page = document(client, path)
        found += [each["slug"] for each in page["results"]]
        path = page["next"]
    assert len(found) == len(set(found)) == page["count"] == 74


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("query", ["", "venue=acl", "section=first&per_page=2", "q=things&has=code&year_min=2021"])
def test_json_values_lead_to_their_number(client, query):
    for name, values in document(client, f"/papers.json?{query}")["facets"].items():
        assert values
        for value in values:
            leads_to = document(client, value["url"])
            if value["selected"]:
                assert value["url"] != f"https://list.example/papers.json?{query}"
            elif name not in query:
                assert leads_to["count"] == value["count"], value
            (again,) = [each for each in leads_to["facets"].get(name, []) if each["value"] == value["value"]] or [value]
            assert again["selected"] is not value["selected"] or again is value


@pytest.mark.usefixtures("small")
def test_json_says_what_is_chosen(client):
    facets = document(client, "/papers.json?venue=acl&has=code")["facets"]
    chosen = [(name, each["value"]) for name, values in facets.items() for each in values if each["selected"]]
    assert chosen == [("venue", "acl"), ("has", "code")]
    assert [(each["value"], each["label"], each["count"]) for each in facets["venue"]] == [
        ("acl", "ACL", 1),
        ("iclr", "ICLR", 1),
        ("kdd", "KDD", 0),
        ("none", "No venue", 1),
    ]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("page=two", {"page": ["“two” is no number from 1."]}),
        ("page=0", {"page": ["“0” is no number from 1."]}),
        ("page=-1&per_page=x", {"page": ["“-1” is no number from 1."], "per_page": ["“x” is no number from 1."]}),
        ("page=٣", {"page": ["“٣” is no number from 1."]}),
        ("per_page=" + "x" * 30, {"per_page": [f"“{'x' * 20}…” is no number from 1."]}),
        ("page=2", {"page": ["The last page is 1."]}),
        ("per_page=3&page=4", {"page": ["The last page is 3."]}),
        ("page=" + "9" * 3900, {"page": ["The last page is 1."]}),
    ],
    ids=["word", "zero", "two", "other digits", "long", "beyond", "beyond several", "absurd"],
)
def test_json_refuses_pages_that_there_are_not(client, query, errors):
    response = client.get(f"/papers.json?{query}")
    assert (response.status_code, response.json()) == (400, {"errors": errors})


@pytest.mark.usefixtures("small")
def test_json_gives_at_most_a_hundred_papers_a_page(client):
    section = make_section("Long", slug="long")
    for at in range(101):
        make_paper(f"Paper {at}", listed_in=section, slug=f"p-{at}", citation_key=f"p{at}")
    found = document(client, "/papers.json?section=long&per_page=1000")
    assert (found["count"], found["pages"], len(found["results"])) == (101, 2, 100)
    assert found["next"] == "https://list.example/papers.json?section=long&per_page=100&page=2"


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("query", "search"),
    [
        ("q=lovelace", None),
        ("q=absent", None),
        ("q=", None),
        ("q=lovelace+absent", {"terms": 2, "matched": 1}),
        ("q=absent+missing", {"terms": 2, "matched": 0}),
    ],
)
def test_json_says_where_no_paper_has_all_words(client, query, search):
    found = document(client, f"/papers.json?{query}")
    assert found.get("search") == search
    if search:
        assert found["count"] == search["matched"]


def test_json_of_an_empty_list(client):
    assert document(client, "/papers.json") == {
        "count": 0,
        "page": 1,
        "pages": 1,
        "next": None,
        "previous": None,
        "facets": {},
        "results": [],
    }
