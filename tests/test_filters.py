from __future__ import annotations

import datetime

import pytest
from django.http import QueryDict

from papers.catalogue import papers_at
from papers.filters import SORTS, PaperFilter
from papers.models import Paper
from papers.selection import PARAMETERS, Selection
from tests.rows import add_evidence, make_evidence_type, make_listing, make_paper, make_section, make_venue

pytestmark = pytest.mark.django_db


def titles(query: str) -> list[str]:
    found = PaperFilter(QueryDict(query))
    return [paper.title for paper in papers_at(found.catalogue, found.ordered()).values()]


def problems(query: str) -> dict[str, list[str]]:
    return PaperFilter(QueryDict(query)).problems


def selection(query: str) -> str:
    return Selection.of(PaperFilter(QueryDict(query))).query


@pytest.fixture
def papers() -> None:
    first, second = make_section("First", slug="first"), make_section("Second", slug="second")
    acl, day = make_venue("ACL"), datetime.date(2024, 5, 1)
    make_paper("Delta", listed_in=second, venue=acl, year=2020, added=day + datetime.timedelta(2))
    make_paper("álpha", listed_in=first, venue=acl, year=2022, added=day)
    make_paper("Beta", listed_in=first, year=2021, added=day)
    make_paper("Gamma", listed_in=first, added=day + datetime.timedelta(1))


def test_every_parameter_that_addresses_have_is_a_filters():
    fields = PaperFilter.base_filters
    assert {name for name in PARAMETERS if name not in ("year_min", "year_max", "per_page")} == set(fields)


@pytest.mark.usefixtures("papers")
def test_what_passes_is_also_had_as_rows():
    assert {paper.title for paper in PaperFilter(QueryDict("venue=acl")).qs} == {"álpha", "Delta"}


@pytest.mark.usefixtures("papers")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["álpha", "Beta", "Gamma", "Delta"]),
        ("sort=list", ["álpha", "Beta", "Gamma", "Delta"]),
        ("sort=-year", ["álpha", "Beta", "Delta", "Gamma"]),
        ("sort=year", ["Delta", "Beta", "álpha", "Gamma"]),
        ("sort=title", ["álpha", "Beta", "Delta", "Gamma"]),
        ("sort=-added", ["Delta", "Gamma", "álpha", "Beta"]),
        ("sort=relevance", ["álpha", "Beta", "Gamma", "Delta"]),
        ("year=2020&year=2022", ["álpha", "Delta"]),
        ("year=none", ["Gamma"]),
        ("year=none&year=2020", ["Gamma", "Delta"]),
        ("year_min=2021", ["álpha", "Beta"]),
        ("year_min=++++++++++++2021", ["álpha", "Beta"]),
        ("year_max=2021", ["Beta", "Delta"]),
        ("year_min=2021&year_max=2021", ["Beta"]),
        ("year_min=2022&year=2020", ["álpha", "Delta"]),
        ("year=1999", []),
        ("venue=acl", ["álpha", "Delta"]),
        ("venue=none", ["Beta", "Gamma"]),
        ("venue=acl&venue=none", ["álpha", "Beta", "Gamma", "Delta"]),
        ("venue=acl&section=second", ["Delta"]),
        ("tag=none", ["álpha", "Beta", "Gamma", "Delta"]),
        ("evidence=none&q=beta", ["Beta"]),
        ("venue=&q=&year_min=&year=&sort=", ["álpha", "Beta", "Gamma", "Delta"]),
        ("utm_source=x&foo=bar", ["álpha", "Beta", "Gamma", "Delta"]),
        ("q=alpha", ["álpha"]),
    ],
)
def test_query_leads_to(query, expected):
    assert problems(query) == {}
    assert titles(query) == expected


@pytest.mark.usefixtures("papers")
@pytest.mark.parametrize(
    ("query", "name", "reason"),
    [
        ("venue=nowhere", "venue", "“nowhere” is no venue of this list."),
        ("venue=acl&venue=nowhere", "venue", "“nowhere” is no venue of this list."),
        ("section=third", "section", "“third” is no section of this list."),
        ("section=none", "section", "“none” is no section of this list."),
        ("evidence=Empirical", "evidence", "“Empirical” is no evidence type of this list."),
        ("tag=x", "tag", "“x” is no tag of this list."),
        ("has=money", "has", "“money” is no kind of content of this list."),
        ("year=soon", "year", "“soon” is no year."),
        ("year=99999", "year", "“99999” is no year."),
        ("year=0002020", "year", "“0002020” is no year."),
        ("year=0", "year", "“0” is no year."),
        ("year_max=" + "9" * 5000, "year", f"“{'9' * 5000}” is no year."),
        ("year_min=-1", "year", "“-1” is no year."),
        ("year_max=20.5", "year", "“20.5” is no year."),
        ("year_min=2022&year_max=2021", "year", "The range of years ends, with 2021, before it begins."),
        ("sort=random", "sort", "“random” is no order of this list."),
    ],
)
def test_unknown_value_leads_to_nothing_and_is_named(query, name, reason):
    assert problems(query) == {name: [reason]}
    assert titles(query) == []


@pytest.mark.usefixtures("papers")
def test_query_that_is_too_long_is_named():
    assert "q" in problems("q=" + "a" * 201)


@pytest.mark.usefixtures("papers")
def test_search_is_by_relevance_unless_another_order_is_asked_for():
    make_paper("About beta and others", listed_in=make_section("Third", position=0, slug="third"))
    assert titles("q=bet") == ["About beta and others", "Beta"]
    Paper.objects.filter(title="About beta and others").update(title="About", search_text=" about \n beta \n")
    assert titles("q=bet") == ["Beta", "About"]
    assert titles("q=bet&sort=list") == ["About", "Beta"]


@pytest.mark.usefixtures("papers")
def test_list_order_within_sections_is_by_the_listing_there():
    gamma = Paper.objects.get(title="Gamma")
    make_listing(gamma, Paper.objects.get(title="Delta").listings.get().section, position=0)
    Paper.objects.get(title="Delta").listings.update(position=1)
    assert titles("") == ["álpha", "Beta", "Gamma", "Delta"]
    assert titles("section=second") == ["Gamma", "Delta"]


@pytest.mark.usefixtures("papers")
@pytest.mark.parametrize("sort", SORTS)
def test_each_order_is_total(sort):
    made = {make_paper("Same", listed_in=make_section(), year=2021).pk for _ in range(8)}
    filters = PaperFilter(QueryDict(f"sort={sort}"))
    places = list(filters.ordered())
    assert sorted(places) == list(filters.found)
    same = [place for place in places if filters.catalogue.papers[place] in made]
    assert same == sorted(same)


@pytest.mark.usefixtures("papers")
@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("page=3&foo=1", ""),
        ("year=2022&venue=acl&year=2020", "?venue=acl&year=2020&year=2022"),
        ("sort=list&per_page=25", ""),
        ("sort=title&per_page=50", "?sort=title&per_page=50"),
        ("q=a%20b&sort=relevance", "?q=a+b"),
        ("q=a&sort=list", "?q=a&sort=list"),
        ("per_page=1000", "?per_page=100"),
        ("per_page=0", ""),
        ("per_page=many", ""),
        ("venue=nowhere&q=a", "?q=a"),
        ("venue=acl&venue=acl", "?venue=acl"),
    ],
)
def test_selection_is_canonical(query, canonical):
    assert selection(query) == canonical
    assert selection(canonical[1:]) == canonical


@pytest.mark.usefixtures("papers")
def test_year_takes_the_place_of_a_range():
    chosen = Selection.of(PaperFilter(QueryDict("year_min=2020&q=a")))
    assert chosen.toggled("year", "2021").query == "?q=a&year=2021"
    assert chosen.toggled("venue", "acl").query == "?q=a&venue=acl&year_min=2020"


@pytest.mark.usefixtures("papers")
def test_evidence_of_several_types_is_found_by_each():
    paper = Paper.objects.get(title="Beta")
    for name in ("Empirical", "Theoretical"):
        add_evidence(paper, make_evidence_type(name))
    assert titles("evidence=empirical") == titles("evidence=theoretical") == ["Beta"]
    assert titles("evidence=none&evidence=empirical") == ["álpha", "Beta", "Gamma", "Delta"]
    assert titles("evidence=none") == ["álpha", "Gamma", "Delta"]
