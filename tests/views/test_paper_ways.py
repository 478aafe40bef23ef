"""From a paper's page on: to its sections and neighbours, to its line in the README, and to its files."""

from __future__ import annotations

import re

import pytest
from bibtexparser.entrypoint import parse_string

from papers.models import Listing, Paper, Section, SlugRedirect
from tests.lists import LIST, imported
from tests.rows import make_listing, make_paper, make_section, make_venue
from tests.views.markup import Element, faults, repeated_ids, structured_data
from tests.views.pages import SINGLES, body, download, page, slugs, tree

pytestmark = pytest.mark.django_db


def neighbours(found: Element) -> dict[str, str]:
    return {link.attributes["rel"]: link.href for nav in found.all("nav", class_="neighbours") for link in nav.all("a")}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        ("gamma", {"next": "/papers/beta/"}),
        ("delta", {"prev": "/papers/beta/", "next": "/papers/zeta/"}),
        ("zeta", {"prev": "/papers/delta/"}),
        ("beta", {}),
        ("eta", {}),
    ],
    ids=["first", "between", "last but for a hidden one", "alone in its first section", "outside of all"],
)
def test_paper_leads_to_its_neighbours(client, slug, expected):
    assert neighbours(tree(client, f"/papers/{slug}/")) == expected


def test_paper_that_is_listed_twice_in_a_section_is_not_its_own_neighbour(client):
    section = make_section()
    twice, last = make_paper(listed_in=section, slug="twice"), make_paper(slug="last")
    make_listing(twice, section)
    make_listing(last, section)
    assert neighbours(tree(client, "/papers/twice/")) == {"next": "/papers/last/"}
    assert neighbours(tree(client, "/papers/last/")) == {"prev": "/papers/twice/"}


@pytest.mark.usefixtures("real")
def test_papers_of_the_real_list_can_be_read_from_the_first_to_the_last_of_each_section(client):
    for section in Section.objects.visible():
        there = Listing.objects.filter(section=section).in_readme_order().select_related("paper")
        first_here = [each for each in there if each.paper.listings.in_readme_order()[0] == each]
        for listing in first_here:
            found = neighbours(tree(client, f"/papers/{listing.paper.slug}/"))
            order = [each.paper.slug for each in there]
            at = order.index(listing.paper.slug)
            around = {"prev": order[at - 1 : at], "next": order[at + 1 : at + 2]}
            assert found == {name: f"/papers/{each[0]}/" for name, each in around.items() if each}


@pytest.mark.usefixtures("small")
def test_paper_names_the_sections_above_it_outermost_first(client):
    crumbs = tree(client, "/papers/alpha/").one("nav", class_="crumbs").all("a")
    assert [(link.href, link.text) for link in crumbs] == [("/sections/first/", "First"), ("/sections/inner/", "Inner")]
    assert tree(client, "/papers/eta/").all("nav", class_="crumbs") == []


@pytest.mark.usefixtures("small")
def test_paper_leads_to_the_papers_that_share_its_values(client):
    found = tree(client, "/papers/alpha/")
    asked = {link.href: link.text for link in found.all("a") if link.href.startswith("/papers/?")}
    assert asked == {
        "/papers/?evidence=empirical": "Empirical",
        "/papers/?tag=classic": "classic",
        "/papers/?tag=to-discuss": "to discuss",
        "/papers/?venue=acl": "ACL",
        "/papers/?year=2021": "2021",
    }
    for href in asked:
        assert "alpha" in slugs(tree(client, href))


@pytest.mark.usefixtures("small")
def test_paper_shows_related_papers_that_readers_may_see(client):
    found = tree(client, "/papers/delta/").one("section", aria_labelledby="related")
    assert [link.href for link in found.all("a")] == ["/papers/beta/", "/papers/gamma/", "/papers/zeta/"]


CORRECTIONS = [
    ("https://github.com/someone/list", "https://github.com/someone/list/blob/HEAD/README.md?plain=1#L"),
    ("https://gitlab.com/someone/list", "https://gitlab.com/someone/list/-/blob/HEAD/README.md?plain=1#L"),
    (
        "https://github.com/someone/list/blob/main/docs/LIST.md",
        "https://github.com/someone/list/blob/main/docs/LIST.md?plain=1#L",
    ),
]


def corrections(found: Element) -> list[str]:
    return [link.href for link in found.all("a", class_="suggest")]


@pytest.mark.parametrize(("repository", "address"), CORRECTIONS, ids=["github", "gitlab", "file"])
def test_paper_leads_to_its_line_in_the_readme(client, settings, repository, address):
    imported()
    settings.SURVEY_REPOSITORY_URL = repository
    line = LIST.splitlines().index(next(each for each in LIST.splitlines() if "Delta" in each)) + 1
    assert corrections(tree(client, "/papers/delta-composes-skills/")) == [f"{address}{line}"]


def test_paper_leads_to_the_readme_where_it_has_no_line_there_yet(client, settings):
    imported()
    make_paper("New here", listed_in=Section.objects.get(title="Two"), slug="new")
    settings.SURVEY_REPOSITORY_URL = "https://github.com/someone/list"
    assert corrections(tree(client, "/papers/new/")) == ["https://github.com/someone/list/blob/HEAD/README.md"]


def test_paper_suggests_no_correction_where_the_readme_has_no_address(client, settings):
    imported()
    settings.SURVEY_REPOSITORY_URL = ""
    assert corrections(tree(client, "/papers/delta-composes-skills/")) == []


@pytest.mark.usefixtures("real")
def test_each_listing_of_the_real_list_leads_to_the_line_that_has_its_title(client, settings, survey_readme):
    settings.SURVEY_REPOSITORY_URL = "https://github.com/someone/list"
    lines = survey_readme.decode().splitlines()
    tried = 0
    for paper in Paper.objects.public():
        leading = corrections(tree(client, f"/papers/{paper.slug}/"))
        assert len(leading) == len(set(leading)) == paper.listings.count()
        for href in leading:
            number = re.fullmatch(r"https://github\.com/someone/list/blob/HEAD/README\.md\?plain=1#L(\d+)", href)
            assert number
            assert paper.title.casefold() in lines[int(number[1]) - 1].casefold()
            tried += 1
    assert tried == 77


@pytest.mark.usefixtures("small")
def test_paper_has_the_same_citation_on_its_page_as_in_its_file(client):
    found = tree(client, "/papers/alpha/")
    assert found.one(id="bibtex").raw == download(client, "/papers/alpha.bib")
    (entry,) = parse_string(found.one(id="bibtex").raw).entries
    assert (entry.key, entry["author"], entry["year"]) == ("Alpha", "Lovelace, Ada", "2021")
    assert "Alpha of things" in found.one(id="reference").text


@pytest.mark.usefixtures("real")
def test_papers_of_the_real_list_have_the_same_citation_on_their_page_as_in_their_file(client):
    for slug in Paper.objects.values_list("slug", flat=True)[::5]:
        html = page(client, f"/papers/{slug}/")
        assert faults(html) == []
        found = tree(client, f"/papers/{slug}/")
        assert repeated_ids(found) == []
        assert found.one(id="bibtex").raw == download(client, f"/papers/{slug}.bib")
        assert structured_data(found)["url"].endswith(f"/papers/{slug}/")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        (
            "alpha",
            [
                ("citation_title", "Alpha of things"),
                ("citation_author", "Ada Lovelace"),
                ("citation_publication_date", "2021"),
                ("citation_conference_title", "ACL"),
                ("citation_abstract_html_url", "http://127.0.0.1:8000/papers/alpha/"),
                ("citation_keywords", "classic; to discuss"),
            ],
        ),
        ("beta", []),
    ],
    ids=["with authors", "without authors"],
)
def test_paper_describes_itself_to_scholars_where_it_has_authors(client, settings, slug, expected):
    settings.SITE_URL = "http://127.0.0.1:8000"
    found = [
        (each.attributes["name"], each.attributes["content"])
        for each in tree(client, f"/papers/{slug}/").all("meta")
        if each.attributes.get("name", "").startswith("citation_")
    ]
    assert found == expected


@pytest.mark.usefixtures("small")
def test_paper_page_has_no_context_object_which_would_hide_its_richer_description(client):
    assert tree(client, "/papers/alpha/").all(class_="Z3988") == []


@pytest.mark.usefixtures("small")
def test_paper_shows_itself_where_it_is_linked_to(client, settings):
    settings.SITE_URL = "https://list.example"
    make_paper("T" * 500, slug="long", listed_in=make_section(), abstract="A *first* word. " * 50)
    found = tree(client, "/papers/long/")
    shown = {
        each.attributes["property"]: each.attributes["content"]
        for each in found.all("meta")
        if "property" in each.attributes
    }
    assert (shown["og:type"], shown["og:url"]) == ("article", "https://list.example/papers/long/")
    assert shown["og:image"] == "https://list.example/card.png"
    assert len(shown["og:title"]) == 120
    assert shown["og:description"].startswith("A first word. A first word.")
    assert len(shown["og:description"]) <= 160
    assert found.one("meta", name="description").attributes["content"] == shown["og:description"]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("ending", SINGLES)
def test_paper_files_move_with_their_paper(client, ending):
    SlugRedirect.objects.create(old_slug="old", paper=Paper.objects.get(slug="alpha"))
    response = client.get(f"/papers/old.{ending}")
    assert (response.status_code, response["Location"]) == (301, f"/papers/alpha.{ending}")
    followed = client.get(f"/papers/old.{ending}", follow=True)
    assert b"Alpha of things" in body(followed)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("slug", ["hidden", "unlisted", "nowhere"])
def test_paper_that_readers_may_not_see_is_not_found_anywhere(client, slug):
    paths = [f"/papers/{slug}/", *(f"/papers/{slug}.{ending}" for ending in SINGLES)]
    assert [client.get(path).status_code for path in paths] == [404] * 4


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("path", ["/papers/alpha", "/sections/first", "/map", "/papers"])
def test_address_without_its_last_slash_leads_to_the_one_with_it(client, path):
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (301, f"{path}/")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "path",
    ["/papers/alpha.pdf", "/papers/alpha.json", "/papers.xml", "/papers/al pha/", "/papers/alpha/more/", "/feed.rss"],
)
def test_address_of_no_page_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_paper_names_a_venue_by_its_slug(client):
    make_paper(listed_in=make_section(), slug="x", venue=make_venue("Trans. of Things & More", slug="totm"))
    assert '<a href="/papers/?venue=totm">Trans. of Things &amp; More</a>' in page(client, "/papers/x/")
