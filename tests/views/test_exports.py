"""The filtered set as files, each read by a reader that is not ours; Markdown by the list's own."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import feedparser
import pytest
import rispy
from bibtexparser.entrypoint import parse_string as parse_library
from pybtex.database import parse_string

from papers.layout.rows import vocabulary
from papers.models import Listing, Paper, Section
from papers.readme.reader import read
from tests.rows import make_listing
from tests.views.pages import LISTS, SINGLES, body, download, slugs, tree

pytestmark = pytest.mark.django_db


def from_json(text: str) -> list[str]:
    document = json.loads(text)
    assert document["pages"] == 1
    return [each["title"] for each in document["results"]]


def from_csv(text: str) -> list[str]:
    return [row["title"] for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))]


def from_bibtex(text: str) -> list[str]:
    by_pybtex = [entry.fields["title"] for entry in parse_string(text, "bibtex").entries.values()]
    library = parse_library(text)
    assert library.failed_blocks == []
    assert [entry["title"] for entry in library.entries] == by_pybtex
    return [title.replace("{", "").replace("}", "") for title in by_pybtex]


def from_ris(text: str) -> list[str]:
    return [each["title"] for each in rispy.loads(text)]


def from_csl(text: str) -> list[str]:
    return [each["title"] for each in json.loads(text)]


def from_atom(text: str) -> list[str]:
    found = feedparser.parse(text)
    assert not found.bozo
    return [each.title for each in found.entries]


READERS: dict[str, Callable[[str], list[str]]] = {
    "json": from_json,
    "csv": from_csv,
    "bib": from_bibtex,
    "ris": from_ris,
    "csl.json": from_csl,
    "atom": from_atom,
}
QUERIES = (
    "",
    "section=second",
    "evidence=empirical&evidence=none",
    "venue=acl&year_min=2020",
    "year=none&year=1999",
    "tag=classic&has=code",
    "q=things&sort=-year",
    "sort=title",
    "q=nothing+at+all",
)


def on_pages(client, query: str) -> list[str]:
    """The titles that the site shows to readers."""
    return [Paper.objects.get(slug=slug).title for slug in slugs(tree(client, f"/papers/?{query}&per_page=100"))]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("ending", READERS)
@pytest.mark.parametrize("query", QUERIES)
def test_exports_hold_what_the_page_shows_in_its_order(client, ending, query):
    # A feed's own order is by day of adding, and all papers here were added on one.
    found = READERS[ending](download(client, f"/papers.{ending}?{query}"))
    expected = on_pages(client, query)
    if ending == "atom" and "sort" not in query:
        assert sorted(found) == sorted(expected)
    else:
        assert found == expected


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize("query", ["", "evidence=theoretical&year_min=2023", "section=skill-learning&venue=iclr"])
def test_exports_of_the_real_list_hold_what_the_page_shows(client, query):
    expected = on_pages(client, query)
    assert expected
    for ending, reader in READERS.items():
        found = reader(download(client, f"/papers.{ending}?{query}&per_page=100"))
        assert sorted(found) == sorted(expected), ending


def listed_in(text: str) -> list[tuple[str, str]]:
    document = read(text.encode(), vocabulary())
    return [(document.sections[entry.section].title, entry.values.title) for entry in document.entries]


@pytest.mark.usefixtures("small")
def test_markdown_holds_the_listings_of_the_papers_under_their_headings(client):
    assert listed_in(download(client, "/papers.md?tag=classic")) == [
        ("A small list", "Eta of things"),
        ("Inner", "Alpha of things"),
        ("Second", "Gamma of things"),
    ]


@pytest.mark.usefixtures("real")
@pytest.mark.parametrize(
    "query", ["", "evidence=theoretical&year_min=2023", "section=skill-learning&venue=iclr", "q=regression", "q=zzz"]
)
def test_markdown_of_the_real_list_holds_every_entry_of_the_papers_as_it_is_and_in_order(client, query, survey_readme):
    text = download(client, f"/papers.md?{query}")
    shown = slugs(tree(client, f"/papers/?{query}&per_page=100"))
    anchors = Listing.objects.filter(paper__slug__in=shown).values_list("anchor", "section__title").order_by("anchor")
    entries = [(title, survey_readme[at:].split(b"\n")[0].decode().rstrip()) for at, title in anchors]
    found, heading = [], ""
    for line in text.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif line:
            found.append((heading, line.rstrip()))
    assert found == entries
    assert [title for title, _ in listed_in(text)] == [title for title, _ in entries]


MEDIA_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "csl.json": "application/vnd.citationstyles.csl+json; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("ending", LISTS)
def test_exports_say_what_they_are_and_may_be_read_from_any_page(client, ending):
    response = client.get(f"/papers.{ending}?venue=acl")
    assert response["Content-Type"] == MEDIA_TYPES[ending]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["X-Content-Type-Options"] == "nosniff"
    name = None if ending in ("json", "atom") else f'inline; filename="papers.{ending}"'
    assert response.get("Content-Disposition") == name
    assert response.streaming is (ending in ("csv", "bib", "ris", "csl.json", "atom"))


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("ending", SINGLES)
def test_one_papers_files_say_what_they_are(client, ending):
    response = client.get(f"/papers/alpha.{ending}")
    assert response["Content-Type"] == MEDIA_TYPES[ending]
    assert response["Content-Disposition"] == f'inline; filename="alpha.{ending}"'
    assert READERS[ending](response.content.decode()) == ["Alpha of things"]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("ending", LISTS)
@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("venue=nowhere", {"venue": ["“nowhere” is no venue of this list."]}),
        (
            "section=gone&evidence=empirical&year=x",
            {"section": ["“gone” is no section of this list."], "year": ["“x” is no year."]},
        ),
        ("sort=random", {"sort": ["“random” is no order of this list."]}),
    ],
    ids=["value", "two values", "order"],
)
def test_exports_refuse_what_they_do_not_know_with_the_reasons(client, ending, query, errors):
    response = client.get(f"/papers.{ending}?{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "application/json")
    assert response.json() == {"errors": errors}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("ending", LISTS)
def test_refusals_may_be_read_from_any_page_too(client, ending):
    assert client.get(f"/papers.{ending}?venue=nowhere")["Access-Control-Allow-Origin"] == "*"


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("ending", LISTS)
def test_exports_ignore_parameters_that_they_do_not_know(client, ending):
    def text(query: str) -> str:
        return download(client, f"/papers.{ending}?{query}")

    assert text("venue=acl&utm_source=mail&Evidence=x&section=&q=") == text("venue=acl")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("ending", [ending for ending in LISTS if ending != "json"])
def test_exports_that_are_whole_take_no_notice_of_pages(client, ending):
    assert download(client, f"/papers.{ending}?page=2&per_page=1") == download(client, f"/papers.{ending}")
    assert client.get(f"/papers.{ending}?page=two").status_code == 200


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("ending", LISTS)
def test_exports_leave_out_what_readers_may_not_see(client, ending):
    text = download(client, f"/papers.{ending}")
    assert "Alpha of things" in text.replace("{", "").replace("}", "")
    assert "Hidden" not in text
    assert "Unlisted" not in text


@pytest.mark.usefixtures("small")
def test_readme_has_what_the_site_hides(client):
    text = download(client, "/README.md")
    assert "Hidden of things" in text
    assert "Unlisted" not in text


EMPTY = {"csv": 1, "bib": 0, "ris": 0, "md": 0}


@pytest.mark.parametrize("ending", LISTS)
def test_exports_of_an_empty_list_are_empty(client, ending):
    text = download(client, f"/papers.{ending}")
    if ending in EMPTY:
        assert len(text.splitlines()) == EMPTY[ending]
    if ending in READERS:
        assert READERS[ending](text) == []


@pytest.mark.usefixtures("small")
def test_csv_names_sections_by_their_paths(client):
    make_listing(Paper.objects.get(slug="alpha"), Section.objects.get(slug="second"))
    rows = {
        row["slug"]: row
        for row in csv.DictReader(io.StringIO(download(client, "/papers.csv").removeprefix("\ufeff"), newline=""))
    }
    assert rows["alpha"]["sections"] == "First > Inner; Second"
    assert rows["eta"]["sections"] == ""
    assert (rows["alpha"]["authors"], rows["alpha"]["tags"]) == ("Ada Lovelace", "classic; to discuss")


@pytest.mark.usefixtures("small")
def test_exports_are_streamed_in_parts(client):
    Paper.objects.update(abstract="word " * 5_000)
    parts = list(client.get("/papers.bib").streaming_content)
    assert [part.count(b"@") for part in parts] == [2, 2, 2, 1]
    assert b"".join(parts) == body(client.get("/papers.bib"))
