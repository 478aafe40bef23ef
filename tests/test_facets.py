"""Sets and counts against a computation in plain Python, which is `tests.brute`."""

from __future__ import annotations

import random
from itertools import combinations
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from papers import catalogue, search
from papers.catalogue import Snapshot, Terms, papers_at
from papers.facets import chips, facets, ways_out
from papers.filters import PaperFilter
from papers.models import Listing, Paper, PaperEvidence, PaperLink, PaperTag, Tag
from tests import brute
from tests.lists import imported
from tests.rows import (
    add_evidence,
    add_link,
    make_evidence_type,
    make_listing,
    make_paper,
    make_section,
    make_venue,
)

pytestmark = pytest.mark.django_db


def filters(query: str | brute.Query = "", snapshot: Snapshot | None = None) -> PaperFilter:
    encoded = query if isinstance(query, str) else urlencode(query, doseq=True)
    return PaperFilter(QueryDict(encoded), snapshot)


def counts(query: str, name: str) -> dict[str, int]:
    return {
        value.label: value.count for facet in facets(filters(query)) if facet.name == name for value in facet.values
    }


def titles(query: str) -> list[str]:
    found = filters(query)
    return [paper.title for paper in papers_at(found.catalogue, found.ordered()).values()]


def compare(papers: list[brute.Facts], query: brute.Query, snapshot: Snapshot) -> list[str]:
    asked = filters(query, snapshot)
    assert asked.problems == {}
    found = {snapshot.papers[number] for number in asked.found}
    return brute.disagreements(papers, query, facets(asked), found)


def choices(terms: Terms) -> list[tuple[str, str]]:
    return [
        *(("section", section.slug) for section in terms.outline.sections if section.level),
        *(("evidence", slug) for slug in terms.evidence_types),
        *(("venue", slug) for slug in [*terms.venues, "none"]),
        *(("year", slug) for slug in [*terms.years, "none"]),
        *(("tag", slug) for slug in [*terms.tags, "none"]),
        *(("has", name) for name in ("code", "abstract", "authors")),
    ]


def as_query(chosen: tuple[tuple[str, str], ...]) -> brute.Query:
    query: brute.Query = {}
    for name, value in chosen:
        query.setdefault(name, []).append(value)
    return query


@pytest.fixture
def survey(survey_readme: bytes) -> list[brute.Facts]:
    """The real list, with some of what a maintainer adds."""
    imported(survey_readme.decode())
    for number, paper in enumerate(Paper.objects.order_by("pk")):
        if number % 5 == 0:
            paper.tags.add(("classic", "to discuss")[number % 2])
        if number % 7 == 0:
            Paper.objects.filter(pk=paper.pk).update(abstract="About attention.", authors=["Ada Lovelace"])
        if number % 4 == 0:
            add_link(paper, "https://github.com/someone/something", "Code")
    search.index(Paper.objects.all())
    return brute.all_facts()


def test_each_value_and_each_pair_of_the_real_list_counts_as_by_hand(survey):
    now = catalogue.current()
    wrong = [
        each
        for size in (0, 1, 2)
        for chosen in list(combinations(choices(now.terms), size))[:: 1 if size < 2 else 7]
        for each in compare(survey, as_query(chosen), now)
    ]
    assert wrong == []


@pytest.mark.long
def test_all_combinations_of_up_to_three_values_of_the_real_list_count_as_by_hand(survey):
    now = catalogue.current()
    tried = 0
    for size in range(4):
        for chosen in combinations(choices(now.terms), size):
            assert compare(survey, as_query(chosen), now) == []
            tried += 1
    assert tried > 8_000


WORDS = (
    "attention gradient induction bayesian linear prompt retrieval regression circuit in-context pré-training".split()
)


def make_many(count: int, rng: random.Random) -> None:
    """Some without venue, year, evidence or tags, some in two sections, some hidden or unlisted."""
    evidence_types = [
        make_evidence_type(name, position=at) for at, name in enumerate(("Empirical", "Theoretical", "Mixed"))
    ]
    venues = [make_venue(f"Venue {at}", slug=f"venue-{at}") for at in range(20)]
    top = [make_section(f"Section {at}") for at in range(6)]
    sections = [*top, *(make_section(f"Part {at}", level=3, parent=top[at % 6]) for at in range(18))]
    papers = Paper.objects.bulk_create(
        Paper(
            title=f"{' '.join(rng.choices(WORDS, k=5)).title()} {number}",
            slug=f"paper-{number}",
            citation_key=f"key{number}",
            venue=rng.choice([None, *venues]),
            year=rng.choice([None, *range(2015, 2027)]),
            abstract=" ".join(rng.choices(WORDS, k=30)) if rng.random() < 0.3 else "",
            authors=[f"Author {rng.randrange(50)}"] if rng.random() < 0.4 else [],
            hidden=rng.random() < 0.05,
        )
        for number in range(count)
    )
    tags = [Tag.objects.create(name=f"tag {at}", slug=f"tag-{at}") for at in range(12)]
    for paper in papers:
        for section in rng.sample(sections, rng.choices((0, 1, 2), (1, 18, 3))[0]):
            Listing.objects.create(paper=paper, section=section, position=paper.pk)
    PaperEvidence.objects.bulk_create(
        PaperEvidence(paper=paper, evidence_type=each)
        for paper in papers
        for each in rng.sample(evidence_types, rng.choice((0, 1, 1, 2)))
    )
    PaperTag.objects.bulk_create(
        PaperTag(content_object=paper, tag=tag)
        for paper in papers
        for tag in rng.sample(tags, rng.choice((0, 0, 1, 3)))
    )
    PaperLink.objects.bulk_create(
        PaperLink(paper=paper, label=rng.choice(("Paper", "Code", "Official Implementation", "")), url=url)
        for paper in papers
        if (
            url := rng.choice(
                ("", "https://example.org/a", "https://GitHub.com/a/b", "https://example.org/github.com/")
            )
        )
    )
    search.index(Paper.objects.all())


def random_query(rng: random.Random, values: list[tuple[str, str]]) -> brute.Query:
    query = as_query(tuple(dict.fromkeys(rng.choices(values, k=rng.randrange(5)))))
    if rng.random() < 0.3:
        query["q"] = [
            " ".join(rng.choice((*WORDS, "absent"))[: rng.randrange(3, 12)] for _ in range(rng.randrange(1, 4)))
        ]
    if rng.random() < 0.3:
        query["year_min"] = [str(rng.randrange(2014, 2021))]
    if rng.random() < 0.3:
        query["year_max"] = [str(rng.randrange(2021, 2028))]
    return query


@pytest.mark.parametrize(
    ("papers", "queries"),
    [(300, 40), pytest.param(5_000, 200, marks=pytest.mark.long)],
)
def test_random_queries_on_made_papers_count_as_by_hand(papers, queries):
    rng = random.Random(20240)
    make_many(papers, rng)
    known, now = brute.all_facts(), catalogue.current()
    values = choices(now.terms)
    assert 0.85 * papers < len(known) < papers
    for _ in range(queries):
        assert compare(known, random_query(rng, values), now) == []


@pytest.fixture
def small() -> None:
    first = make_section("First", slug="first")
    inner = make_section("Inner", level=3, parent=first, slug="inner")
    second = make_section("Second", slug="second")
    empirical, theoretical = make_evidence_type("Empirical"), make_evidence_type("Theoretical", position=1)
    acl, iclr = make_venue("ACL"), make_venue("ICLR")
    alpha = make_paper("Alpha", listed_in=inner, venue=acl, year=2021)
    beta = make_paper("Beta", listed_in=second, venue=iclr, year=2023)
    make_listing(beta, first)
    make_paper("Gamma", listed_in=second, venue=acl)
    add_evidence(alpha, empirical)
    add_evidence(beta, empirical)
    add_evidence(beta, theoretical)


@pytest.mark.usefixtures("small")
def test_own_choice_is_lifted_and_others_narrow():
    assert counts("venue=acl", "venue") == {"ACL": 2, "ICLR": 1}
    assert counts("venue=acl", "evidence") == {"Empirical": 1, "Theoretical": 0, "Unspecified": 1}
    assert counts("venue=acl&evidence=none", "venue") == {"ACL": 1, "ICLR": 0}


@pytest.mark.usefixtures("small")
def test_section_counts_with_those_under_it_and_each_paper_once():
    assert counts("", "section") == {"First": 2, "Inner": 1, "Second": 2}
    assert titles("section=first") == ["Beta", "Alpha"]
    assert titles("section=first&section=second") == ["Beta", "Alpha", "Gamma"]


@pytest.mark.usefixtures("small")
def test_what_a_paper_has_narrows_within_its_own_facet():
    for title in ("Alpha", "Beta"):
        add_link(Paper.objects.get(title=title), "https://github.com/a/b")
    Paper.objects.filter(title="Beta").update(abstract="About.")
    assert counts("", "has") == {"Code": 2, "Abstract": 1}
    assert counts("has=abstract", "has") == {"Code": 1, "Abstract": 1}
    assert titles("has=code&has=abstract") == ["Beta"]


@pytest.mark.usefixtures("small")
def test_facets_without_anything_to_choose_are_left_out():
    assert [facet.name for facet in facets(filters())] == ["evidence", "section", "venue", "year"]


@pytest.mark.usefixtures("small")
def test_hidden_and_unlisted_papers_count_nowhere():
    make_paper("Hidden", listed_in=make_section("Third", slug="third"), hidden=True, venue=make_venue("KDD"), year=1999)
    make_paper("Unlisted", venue=make_venue("TMLR"))
    assert set(counts("", "venue")) == {"ACL", "ICLR"}
    assert "1999" not in counts("", "year")
    assert "Third" not in counts("", "section")
    assert "venue" in filters("venue=kdd").problems


@pytest.mark.usefixtures("small")
def test_choosing_a_value_leads_to_as_many_papers_as_its_count_says():
    for facet in facets(filters("year_min=2021")):
        for value in facet.values:
            assert len(titles(value.query[1:])) == value.count, value


@pytest.mark.usefixtures("small")
def test_values_keep_their_places_whatever_is_chosen():
    before = [[value.value for value in facet.values] for facet in facets(filters())]
    assert [[value.value for value in facet.values] for facet in facets(filters("evidence=none&venue=acl"))] == before


def test_long_facet_shows_what_is_chosen_with_its_first_values():
    section = make_section()
    for at in range(30):
        make_paper(listed_in=section, venue=make_venue(f"Venue {at:02}", slug=f"v{at}"))
    by_name = {facet.name: facet for facet in facets(filters())}
    assert (len(by_name["venue"].leading), len(by_name["venue"].rest)) == (8, 22)
    by_name = {facet.name: facet for facet in facets(filters("venue=v11"))}
    assert [value.value for value in by_name["venue"].leading][-1] == "v11"
    assert by_name["venue"].chosen == 1


@pytest.mark.usefixtures("small")
def test_chips_name_what_is_chosen_and_lead_to_what_remains():
    found = {chip.label: chip.selection.query for chip in chips(filters("q=a&evidence=none&venue=acl&year_min=2020"))}
    assert found == {
        "“a”": "?evidence=none&venue=acl&year_min=2020",
        "Unspecified": "?q=a&venue=acl&year_min=2020",
        "ACL": "?q=a&evidence=none&year_min=2020",
        "since 2020": "?q=a&evidence=none&venue=acl",
    }


@pytest.mark.usefixtures("small")
def test_ways_out_say_what_each_filter_costs():
    found = {way.label: (way.count, way.selection.query) for way in ways_out(filters("evidence=none&venue=iclr"))}
    assert found == {"Evidence": (1, "?venue=iclr"), "Venue": (1, "?evidence=none")}


@pytest.mark.usefixtures("small")
def test_way_out_of_what_is_not_valid_drops_it_at_once():
    (way,) = ways_out(filters("venue=nowhere&year=abc&evidence=empirical"))
    assert (set(way.label.split(" and ")), way.count) == ({"Venue", "Year"}, 2)
    assert way.selection.query == "?evidence=empirical"


def make_tree(outermost: int, inner: int) -> None:
    for at in range(outermost):
        outer = make_section(f"Outer {at}", slug=f"outer-{at}")
        for deeper in range(inner):
            make_paper(listed_in=make_section(f"Inner {deeper}", level=3, parent=outer, slug=f"inner-{at}-{deeper}"))


def sections(query: str) -> tuple[list[str], list[str]]:
    facet = next(facet for facet in facets(filters(query)) if facet.name == "section")
    return [value.value for value in facet.leading], [value.value for value in facet.rest]


def test_large_tree_shows_its_upper_levels_and_what_is_near_a_choice():
    make_tree(5, 6)
    assert sections("") == (
        [f"outer-{at}" for at in range(5)],
        [f"inner-{at}-{each}" for at in range(5) for each in range(6)],
    )
    leading, rest = sections("section=outer-3")
    assert leading == ["outer-0", "outer-1", "outer-2", "outer-3", *(f"inner-3-{each}" for each in range(6)), "outer-4"]
    assert len(rest) == 24
    leading, _ = sections("section=inner-2-1")
    assert leading == ["outer-0", "outer-1", "outer-2", "inner-2-1", "outer-3", "outer-4"]


def test_small_tree_is_shown_whole():
    make_tree(3, 4)
    assert sections("")[1] == []


def test_flat_list_of_many_sections_is_cut_as_other_facets_are():
    make_tree(30, 1)
    leading, rest = sections("section=outer-20")
    assert leading == [*(f"outer-{at}" for at in range(8)), "outer-20", "inner-20-0"]
    assert len(rest) == 50
