"""What was fetched from elsewhere beside what a README says."""

from __future__ import annotations

import pytest

from papers import search
from papers.layout.rows import Rows
from papers.models import FetchedValue, Paper
from tests.lists import ALPHA, LIST, edit, exported, imported, paper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fetched() -> None:
    imported()
    edit("Alpha", authors=["Grace Hopper", "Alan Turing"], date="2021-01-03", abstract="About contexts.")
    for name, value in (("authors", ["Grace Hopper", "Alan Turing"]), ("date", "2021-01-03")):
        FetchedValue.objects.create(paper=paper("Alpha"), field=name, value=value, source="arxiv")
    search.index(Paper.objects.all())


def test_fetched_values_are_no_edits():
    assert Rows.load().papers[paper("Alpha").pk].edited == frozenset()
    assert exported() == LIST


def test_import_that_changes_something_else_keeps_fetched_values():
    imported(LIST.replace("ICLR'21", "ICLR'22"))
    alpha = paper("Alpha")
    assert (alpha.year, alpha.authors, alpha.date) == (2022, ["Grace Hopper", "Alan Turing"], "2021-01-03")
    assert list(search.matching(Paper.objects.all(), "hopper contexts")) == [alpha]


def test_authors_that_the_readme_says_take_the_place_of_fetched_ones():
    text = LIST.replace(ALPHA, ALPHA.replace("Alpha learns in context ", "Alpha learns in context, Ada Lovelace, "))
    report = imported(text)
    assert report.conflicts == []
    assert exported() == text


def test_fetched_value_that_a_maintainer_changed_is_theirs():
    edit("Alpha", authors=["Ada Lovelace"])
    assert Rows.load().papers[paper("Alpha").pk].edited == {"authors"}
    imported(LIST.replace("ICLR'21", "ICLR'22"))
    assert paper("Alpha").authors == ["Ada Lovelace"]
