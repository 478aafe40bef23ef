from __future__ import annotations

import random

import pytest
from django.http import QueryDict

from papers.evidence_map import EvidenceMap, Timeline, evidence_map, timeline
from papers.filters import PaperFilter
from tests import brute
from tests.lists import imported
from tests.rows import add_evidence, make_evidence_type, make_listing, make_paper, make_section, make_venue
from tests.test_facets import make_many

pytestmark = pytest.mark.django_db


def of(query: str = "", **options: int) -> EvidenceMap:
    return evidence_map(PaperFilter(QueryDict(query)), **options)


def over_time(query: str = "") -> Timeline:
    return timeline(PaperFilter(QueryDict(query)))


def numbers(found: EvidenceMap) -> dict[str, list[int]]:
    return {row.label: [cell.count for cell in (*row.cells, row.total)] for row in (*found.rows, found.total)}


@pytest.fixture
def placed():
    """Two papers in Inner, one of them in Second too; one paper in no section, one that nobody may see."""
    title = make_section("Title", level=1)
    first = make_section("First", parent=title, slug="first")
    inner = make_section("Inner", level=3, parent=first, slug="inner")
    second = make_section("Second", parent=title, slug="second")
    empirical, theoretical = make_evidence_type("Empirical"), make_evidence_type("Theoretical", position=1)
    acl = make_venue("ACL")
    both = make_paper("Both", listed_in=inner, venue=acl, year=2020)
    make_listing(both, second)
    one = make_paper("One", listed_in=inner, year=2022)
    make_paper("Outside", listed_in=title, year=2022)
    hidden = make_paper("Hidden", listed_in=inner, hidden=True, year=2022)
    for paper, evidence_type in ((both, empirical), (both, theoretical), (one, empirical), (hidden, empirical)):
        add_evidence(paper, evidence_type)


@pytest.mark.usefixtures("placed")
def test_map_counts_a_paper_in_each_column_and_section_and_once_in_totals():
    found = of()
    assert [column.label for column in found.columns] == ["Empirical", "Theoretical", "Unspecified"]
    assert numbers(found) == {
        "Outside any section": [0, 0, 1, 1],
        "First": [2, 1, 0, 2],
        "Inner": [2, 1, 0, 2],
        "Second": [1, 1, 0, 1],
        "All sections": [2, 1, 1, 3],
    }
    assert [row.depth for row in found.rows] == [0, 0, 1, 0]


@pytest.mark.usefixtures("placed")
def test_map_of_filtered_papers_keeps_rows_and_columns_with_zeros():
    assert numbers(of("venue=acl&year_max=2020")) == {
        "First": [1, 1, 0, 1],
        "Inner": [1, 1, 0, 1],
        "Second": [1, 1, 0, 1],
        "All sections": [1, 1, 0, 1],
    }
    assert set(map(sum, numbers(of("venue=none&year=2020")).values())) == {0}
    assert list(numbers(of("venue=nowhere"))) == ["First", "Inner", "Second", "All sections"]


@pytest.mark.usefixtures("placed")
def test_map_cells_ask_for_their_papers_with_the_other_filters():
    found = of("venue=acl&sort=title")
    queries = {
        row.label: [cell.selection and cell.selection.query for cell in (*row.cells, row.total)] for row in found.rows
    }
    assert queries["Inner"] == [
        "?section=inner&evidence=empirical&venue=acl&sort=title",
        "?section=inner&evidence=theoretical&venue=acl&sort=title",
        "?section=inner&evidence=none&venue=acl&sort=title",
        "?section=inner&venue=acl&sort=title",
    ]
    assert [cell.selection for cell in of().rows[0].cells] == [None, None, None]


@pytest.mark.usefixtures("placed")
def test_map_cells_that_no_filters_ask_for_ask_for_nothing():
    rows = {row.slug: row for row in of("section=inner").rows}
    selections = {slug: row.total.selection for slug, row in rows.items()}
    assert selections["second"] is None
    assert {slug: each.query for slug, each in selections.items() if each} == {
        "first": "?section=inner",
        "inner": "?section=inner",
    }
    cells = of("evidence=empirical").total.cells
    assert [cell.selection and cell.selection.query for cell in cells] == ["?evidence=empirical", None, None]


@pytest.mark.usefixtures("placed")
def test_map_leaves_out_deeper_sections_where_there_are_many_but_counts_what_is_in_them():
    assert list(numbers(of(most=3))) == list(numbers(of()))
    assert numbers(of(most=2)) == {label: cells for label, cells in numbers(of()).items() if label != "Inner"}


@pytest.mark.usefixtures("placed")
def test_map_and_timeline_cost_no_query(django_assert_num_queries):
    filters = PaperFilter(QueryDict("year_min=2000"))
    with django_assert_num_queries(0):
        evidence_map(filters)
        timeline(filters)


def test_map_shades_rise_from_one_to_the_most():
    section = make_section()
    others = [make_section(f"Section {at}") for at in range(4)]
    empirical = make_evidence_type()
    for at, each in enumerate([section, *others]):
        for _ in range((1, 2, 5, 9, 10)[at]):
            add_evidence(make_paper(listed_in=each), empirical)
    assert [row.cells[0].shade for row in of().rows] == [1, 1, 3, 5, 5]
    assert {row.cells[1].shade for row in of().rows} == {0}
    assert {cell.shade for cell in of().total.cells} == {0}


@pytest.mark.parametrize("query", ["", "year_min=2023&evidence=none&evidence=empirical", "venue=iclr"])
def test_map_of_the_real_list_counts_as_by_hand(survey_readme, query):
    imported(survey_readme.decode())
    compare(query)


@pytest.mark.parametrize("query", ["", "tag=tag-1&evidence=none&evidence=mixed", "q=attention&year_min=2020"])
def test_map_of_made_papers_counts_as_by_hand(query):
    make_many(300, random.Random(7))
    compare(query)


def compare(query: str) -> None:
    """With what plain Python counts in rows that were read one by one."""
    papers = brute.all_facts()
    asked: brute.Query = dict(QueryDict(query).lists())
    passing = brute.passing(papers, asked)
    chosen = [paper for paper in papers if paper.pk in passing]
    assert len(chosen) > 1
    found = of(query)
    for row in (*found.rows, found.total):
        here = [paper for paper in chosen if not row.slug or row.slug in paper.values["section"]]
        for column, cell in zip(found.columns, row.cells, strict=True):
            assert cell.count == sum(column.slug in paper.values["evidence"] for paper in here)
        assert row.total.count == len(here)
    years = over_time(query)
    for at, year in enumerate(years.years):
        assert years.totals[at] == sum(paper.year == year for paper in chosen)
    assert years.undated == sum(paper.year is None for paper in chosen)
    assert sum(years.totals) + years.undated + years.earlier == len(chosen)


@pytest.mark.usefixtures("placed")
def test_timeline_counts_each_paper_once_and_shows_years_without_papers():
    found = over_time()
    assert list(found.years) == [2020, 2021, 2022]
    assert {(series.slug, series.label): list(series.counts) for series in found.series} == {
        ("empirical", "Empirical"): [0, 0, 1],
        ("*", "Several types"): [1, 0, 0],
        ("none", "Unspecified"): [0, 0, 1],
    }
    assert (list(found.totals), found.undated, found.earlier) == ([1, 0, 2], 0, 0)


def test_timeline_of_a_long_time_shows_the_latest_forty_years():
    section = make_section()
    for year in (1900, 1984, 1985, 2024, None):
        make_paper(listed_in=section, year=year)
    found = over_time()
    assert (found.years[0], found.years[-1], len(found.years)) == (1985, 2024, 40)
    assert (sum(found.totals), found.earlier, found.undated) == (2, 2, 1)


@pytest.mark.parametrize("years", [(), (None, None)], ids=["no papers", "no years"])
def test_timeline_without_years_is_empty(years):
    section = make_section()
    for year in years:
        make_paper(listed_in=section, year=year)
    found = over_time()
    assert (list(found.years), list(found.totals), found.undated) == ([], [], len(years))
