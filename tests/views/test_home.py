from __future__ import annotations

import datetime

import pytest
from bibtexparser.entrypoint import parse_string

from papers.models import Paper, Section
from tests.lists import imported
from tests.rows import make_paper, make_section
from tests.views.markup import faults, structured_data
from tests.views.pages import count, page, slugs, tree

pytestmark = pytest.mark.django_db


def figures(client) -> dict[str, str]:
    facts = tree(client).one("dl", class_="facts")
    return dict(zip([each.text for each in facts.all("dt")], [each.text for each in facts.all("dd")], strict=True))


@pytest.mark.usefixtures("small")
def test_home_introduces_the_survey(client):
    found = tree(client)
    assert found.one("h1").text == "A small list"
    assert found.one("title").text == "A small list"
    assert [(each.text, each.one("em").text) for each in found.all("div", class_="prose")] == [
        ("About small things.", "small")
    ]


@pytest.mark.usefixtures("small")
def test_home_figures_are_those_of_what_readers_see(client):
    assert figures(client) == {"papers": "7", "listings": "8", "sections": "3", "years": "1999–2024"}
    assert tree(client).one("dl", class_="facts").one("a").href == "/papers/"


@pytest.mark.parametrize(
    ("years", "expected"), [((2024,), {"paper": "1", "year": "2024"}), ((None, None), {"papers": "2"})]
)
def test_home_figures_fit_short_lists(client, years, expected):
    section = make_section()
    for year in years:
        make_paper(listed_in=section, year=year)
    found = figures(client)
    assert {name: value for name, value in found.items() if not name.startswith(("listing", "section"))} == expected


@pytest.mark.usefixtures("small")
def test_home_shows_what_was_added_last(client):
    for day, slug in ((1, "zeta"), (3, "alpha"), (2, "delta"), (4, "hidden")):
        Paper.objects.filter(slug=slug).update(added=datetime.date(2999, 1, day))
    assert slugs(tree(client)) == ["alpha", "delta", "zeta", "eta", "beta", "theta"]
    link = tree(client).one("section", aria_labelledby="newest").all("a")[-1]
    assert slugs(tree(client, link.href))[:3] == ["alpha", "delta", "zeta"]


@pytest.mark.usefixtures("small")
def test_home_map_leads_on(client):
    table = tree(client).one("table", class_="evidence-map")
    links = [link for cell in table.all("td") for link in cell.all("a")]
    assert len(links) > 10
    assert [count(tree(client, link.href)) for link in links] == [int(link.text) for link in links]


def test_home_shows_sections_where_the_list_knows_no_evidence(client):
    first = make_section("First", slug="first")
    inner = make_section("Inner", slug="inner", level=3, parent=first)
    make_paper(listed_in=inner)
    make_paper(listed_in=first)
    found = tree(client)
    assert found.all("table") == []
    assert [(link.href, link.one(class_="count").text) for link in found.one("ul", class_="tree").all("a")] == [
        ("/sections/first/", "2 papers"),
        ("/sections/inner/", "1 paper"),
    ]


@pytest.mark.usefixtures("real")
def test_home_cites_the_surveys_own_paper(client):
    found = tree(client)
    title = "A Data Generation Perspective to the Mechanism of In-Context Learning"
    assert title in found.one(id="reference").text
    (entry,) = parse_string(found.one(id="bibtex").raw).entries
    fields = {each.key: each.value for each in entry.fields}
    assert entry.entry_type == "misc"
    assert fields["eprint"] == "2402.02212"
    assert fields["year"] == "2024"
    assert fields["title"].replace("{", "").replace("}", "") == title
    for button in found.all("button", class_="copy-button"):
        assert found.one(id=button.attributes["data-copy"]).text
        assert "hidden" in button.attributes


@pytest.mark.usefixtures("real")
def test_home_of_the_real_list_is_well_formed_and_says_what_is_in_it(client):
    assert faults(page(client)) == []
    found = tree(client)
    assert found.one("h1").text == "Awesome LLM Mechanism Analysis"
    assert "Accompanied repositories for our paper" in found.one("div", class_="prose").text
    assert found.all("img") == []
    assert figures(client)["papers"] == "74"
    assert structured_data(found)["name"] == "Awesome LLM Mechanism Analysis"


def test_home_takes_the_authors_own_bibtex(client):
    imported(
        "# A list\n\nPlease cite:\n\n```bibtex\n@article{own, title = {Ours <b>}}\n```\n\n## One\n\n- [Alpha learns]"
        "(https://arxiv.org/abs/2101.00001)\n"
    )
    found = tree(client)
    assert found.one(id="bibtex").text == "@article{own, title = {Ours <b>}}"
    assert found.all(id="reference") == []


def test_home_of_a_list_that_names_no_paper_of_its_own_asks_for_no_citation(client):
    make_paper(listed_in=make_section())
    assert tree(client).all("section", class_="cite") == []


def test_home_of_an_empty_list_says_so(client):
    html = page(client)
    assert faults(html) == []
    assert "No papers are listed yet." in html
    assert tree(client).one("h1").text == "Living Survey"


def test_home_of_papers_before_any_heading(client):
    root = Section.objects.root()
    Section.objects.filter(pk=root.pk).update(preface="Words *first*.")
    make_paper(listed_in=root, slug="x")
    found = tree(client)
    assert slugs(found) == ["x"]
    assert found.one("div", class_="prose").text == "Words first."
