"""Feeds, read by feedparser and held to RFC 4287."""

from __future__ import annotations

import datetime
import uuid
from xml.etree import ElementTree

import feedparser
import pytest

from papers.models import Paper, Section
from tests.rows import add_evidence, make_evidence_type, make_paper, make_section, make_venue
from tests.views.pages import download, tree

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
OF_FEED = {"id", "title", "updated", "author", "link", "entry", "rights", "subtitle"}
OF_ENTRY = {"id", "title", "updated", "published", "author", "link", "summary", "category"}


@pytest.fixture(autouse=True)
def address(settings):
    settings.SITE_URL = "https://list.example"


@pytest.fixture
def listed():
    section = make_section("Our list", level=1)
    for day, word in enumerate(("Alpha", "Beta", "Gamma"), 1):
        make_paper(word, listed_in=section, slug=word.lower(), added=datetime.date(2024, 1, day))
    make_paper("Hidden", listed_in=section, slug="hidden", hidden=True, added=datetime.date(2024, 2, 1))
    make_paper("Unlisted", slug="unlisted", added=datetime.date(2024, 2, 1))
    return section


def checked(text: str) -> ElementTree.Element:
    """The feed, with RFC 4287's rules on what has to be there, how often, and in which form."""
    feed = ElementTree.fromstring(text.encode())
    assert feed.tag == f"{ATOM}feed"
    assert {each.tag for each in feed} <= {ATOM + name for name in OF_FEED}
    for each in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (found,) = each.findall(ATOM + name)
            assert found.text
        assert value(each, "id") == uuid.UUID(value(each, "id")).urn
        assert datetime.datetime.fromisoformat(value(each, "updated")).tzinfo
        relations = [link.get("rel", "alternate") for link in each.findall(f"{ATOM}link")]
        assert relations.count("alternate") == 1
        assert all((link.get("href") or "").startswith("https://list.example/") for link in each.iter(f"{ATOM}link"))
        for author in each.findall(f"{ATOM}author"):
            assert value(author, "name")
    assert [link.get("rel") for link in feed.findall(f"{ATOM}link")].count("self") == 1
    has_author = feed.find(f"{ATOM}author") is not None
    for entry in feed.findall(f"{ATOM}entry"):
        assert {each.tag for each in entry} <= {ATOM + name for name in OF_ENTRY}
        assert has_author or entry.find(f"{ATOM}author") is not None
    ids = [value(entry, "id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    return feed


def value(element: ElementTree.Element, name: str) -> str:
    return element.findtext(ATOM + name) or ""


def link(element: ElementTree.Element, relation: str) -> str:
    (found,) = [each for each in element.findall(f"{ATOM}link") if each.get("rel", "alternate") == relation]
    return found.get("href") or ""


def feed(client, path: str = "/feed.atom") -> ElementTree.Element:
    return checked(download(client, path))


def titles(found: ElementTree.Element) -> list[str]:
    return [value(entry, "title") for entry in found.findall(f"{ATOM}entry")]


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/feed.atom", ["Gamma", "Beta", "Alpha"]),
        ("/papers.atom", ["Gamma", "Beta", "Alpha"]),
        ("/papers.atom?sort=title", ["Alpha", "Beta", "Gamma"]),
        ("/papers.atom?sort=list", ["Gamma", "Beta", "Alpha"]),
        ("/papers.atom?q=beta", ["Beta"]),
        ("/papers.atom?q=nothing", []),
    ],
)
def test_feed_has_the_papers_added_last_first(client, path, expected):
    assert titles(feed(client, path)) == expected
    found = feedparser.parse(download(client, path))
    assert not found.bozo
    assert [each.title for each in found.entries] == expected


@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    ("path", "own", "page", "title"),
    [
        ("/feed.atom?utm_source=x", "/feed.atom", "/papers/", "Our list"),
        ("/papers.atom", "/papers.atom", "/papers/", "Our list"),
        ("/papers.atom?per_page=5&page=2&q=beta", "/papers.atom?q=beta", "/papers/?q=beta", "Our list: beta"),
        (
            "/papers.atom?sort=title&evidence=none&q=a%26b",
            "/papers.atom?q=a%26b&evidence=none&sort=title",
            "/papers/?q=a%26b&evidence=none&sort=title",
            "Our list: a&b, none",
        ),
    ],
)
def test_feed_says_whose_it_is_and_where_it_is(client, path, own, page, title):
    found = feed(client, path)
    assert link(found, "self") == f"https://list.example{own}"
    assert link(found, "alternate") == f"https://list.example{page}"
    assert value(found, "title") == title
    author = found.find(f"{ATOM}author")
    assert author is not None
    assert value(author, "name") == "Our list"


@pytest.mark.usefixtures("listed")
def test_feed_does_not_depend_on_the_host_that_was_asked(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    assert download(client, "/feed.atom") == b"".join(client.get("/feed.atom", HTTP_HOST="evil.example")).decode()


@pytest.mark.usefixtures("listed")
def test_feed_leads_to_papers_and_keeps_their_ids_when_titles_change(client):
    def ids() -> list[tuple[str, str]]:
        return [(value(each, "id"), link(each, "alternate")) for each in feed(client).findall(f"{ATOM}entry")]

    before = ids()
    assert [address for _, address in before] == [
        f"https://list.example/papers/{each}/" for each in ("gamma", "beta", "alpha")
    ]
    paper = Paper.objects.get(slug="beta")
    paper.title = "Quite another title"
    paper.save()
    assert ids() == before
    assert titles(feed(client)) == ["Gamma", "Quite another title", "Alpha"]


def test_ids_stay_when_the_site_moves_and_the_survey_is_renamed(client, settings, listed):
    def ids(path: str) -> list[str]:
        found = feed(client, path)
        return [value(each, "id") for each in (found, *found.findall(f"{ATOM}entry"))]

    before = {path: ids(path) for path in ("/feed.atom", "/papers.atom", "/papers.atom?q=beta")}
    assert len({found[0] for found in before.values()}) == 3
    Section.objects.filter(pk=listed.pk).update(title="Our renamed list")
    settings.SITE_URL = "https://elsewhere.example"
    text = download(client, "/feed.atom")
    assert "https://elsewhere.example/papers/beta/" in text
    settings.SITE_URL = "https://list.example"
    assert {path: ids(path) for path in before} == before
    found = ElementTree.fromstring(text.encode())
    assert [value(each, "id") for each in (found, *found.findall(f"{ATOM}entry"))] == before["/feed.atom"]


@pytest.mark.usefixtures("listed")
def test_ids_of_another_survey_are_others(client, listed):
    before = value(feed(client), "id")
    Section.objects.filter(pk=listed.pk).update(slug="another-survey")
    assert value(feed(client), "id") != before


def test_entry_says_what_is_known_of_its_paper(client):
    paper = make_paper(
        "Alpha <b>& more</b>",
        listed_in=make_section("Our list", level=1),
        authors=["Ada Lovelace", "Emmy Noether"],
        venue=make_venue("ICLR"),
        year=2024,
        abstract="If a < b, then <script>alert(1)</script> & so on.",
        added=datetime.date(2024, 2, 29),
    )
    add_evidence(paper, make_evidence_type())
    paper.tags.add("classic")
    (entry,) = feed(client).findall(f"{ATOM}entry")
    assert value(entry, "title") == "Alpha <b>& more</b>"
    assert value(entry, "published") == "2024-02-29T00:00:00+00:00"
    assert [value(each, "name") for each in entry.findall(f"{ATOM}author")] == ["Ada Lovelace", "Emmy Noether"]
    assert sorted(each.get("term") or "" for each in entry.findall(f"{ATOM}category")) == ["Empirical", "classic"]
    summary = entry.find(f"{ATOM}summary")
    assert summary is not None
    assert (summary.get("type"), summary.text) == (
        "html",
        "If a &lt; b, then &lt;script&gt;alert(1)&lt;/script&gt; &amp; so on.",
    )
    (read,) = feedparser.parse(download(client, "/feed.atom")).entries
    assert "alert(1)" in read.summary
    assert "<script" not in read.summary


@pytest.mark.parametrize(
    ("fields", "expected"),
    [({"year": 2024, "track": "Oral"}, "Oral 2024"), ({}, "<i>Alpha</i>")],
    ids=["appeared", "nothing but a title"],
)
def test_entry_of_a_paper_without_an_abstract_still_says_something(client, fields, expected):
    make_paper("<i>Alpha</i>", listed_in=make_section(), **fields)
    (entry,) = feed(client).findall(f"{ATOM}entry")
    assert value(entry, "summary") == expected.replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.usefixtures("listed")
def test_feed_is_as_new_as_its_newest_paper(client):
    for slug, day in (("alpha", 5), ("beta", 3), ("gamma", 4), ("hidden", 9)):
        Paper.objects.filter(slug=slug).update(modified=datetime.datetime(2025, 1, day, tzinfo=datetime.UTC))
    assert value(feed(client), "updated") == "2025-01-05T00:00:00+00:00"
    assert value(feed(client, "/papers.atom?q=beta"), "updated") == "2025-01-03T00:00:00+00:00"
    newest = feed(client).findall(f"{ATOM}entry")[0]
    assert value(newest, "updated") == "2025-01-04T00:00:00+00:00"


def test_feed_of_what_was_added_last_has_fifty_papers_and_of_a_filter_all(client):
    section = make_section()
    for number in range(51):
        make_paper(f"Paper {number}", listed_in=section)
    assert len(titles(feed(client))) == 50
    assert len(titles(feed(client, "/papers.atom"))) == 51
    assert titles(feed(client)) == [f"Paper {number}" for number in range(50)]


@pytest.mark.parametrize("path", ["/feed.atom", "/papers.atom"])
def test_feed_of_an_empty_list_is_a_feed(client, path):
    found = feed(client, path)
    assert (titles(found), value(found, "title")) == ([], "Living Survey")
    assert value(found, "updated") == "1970-01-01T00:00:00+00:00"


@pytest.mark.usefixtures("listed")
def test_feed_may_be_read_from_any_page_and_is_streamed(client):
    response = client.get("/feed.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response.streaming
    assert len(list(response.streaming_content)) == 4


@pytest.mark.usefixtures("listed")
def test_pages_name_the_feed(client):
    for path in ("/", "/papers/", "/map/", "/papers/alpha/", "/sections/section-1/"):
        links = [each.href for each in tree(client, path).all("link", type="application/atom+xml")]
        assert links[0] == "/feed.atom"
        for href in links:
            assert feed(client, href) is not None
