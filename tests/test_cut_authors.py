"""A cut list of authors from the README to every place where names are shown, and what completes it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from papers.intake.fetching import Options, fetch_metadata
from papers.layout.rows import Rows
from papers.models import Paper
from papers.search import matching
from tests.intake.fixtures import no_sources, sources
from tests.lists import edit, exported, imported, paper

__all__ = ["no_sources", "sources"]

pytestmark = pytest.mark.django_db

LINE = "- **Counting Sheep**, *Ada Ash, B. Birch et al.*, ICLR 2021 [[paper](https://arxiv.org/abs/2101.00001)]\n"
TEXT = f"# A list\n\n## One\n\n{LINE}"


def fetch(**options: Any) -> None:
    fetch_metadata(Paper.objects.all(), Options(arxiv_delay=0.0, crossref_delay=0.0, **options))


@pytest.fixture(autouse=True)
def cut_list() -> None:
    imported(TEXT)


def test_cut_list_is_kept_and_goes_back_as_it_was() -> None:
    assert paper("Counting").authors == ["Ada Ash", "B. Birch", "et al."]
    edit("Counting", year=2022)
    assert exported() == TEXT.replace("2021 [", "2022 [")


def test_cut_list_in_bibtex_has_others(client: Client) -> None:
    assert "author = {Ash, Ada and Birch, B. and others}" in client.get("/papers.bib").getvalue().decode()


@pytest.mark.parametrize("address", ["/papers.ris", "/papers.csl.json", "/papers.csv", "/papers.json", "/papers.atom"])
def test_others_are_nobody_elsewhere(client: Client, address: str) -> None:
    text = client.get(address).getvalue().decode()
    assert "Birch" in text
    assert "et al" not in text
    assert "others" not in text


def test_page_says_et_al_and_marks_name_nobody(client: Client) -> None:
    page = client.get("/papers/counting-sheep/").text
    assert "Ada Ash, B. Birch et al.</bdi>" in page
    assert page.count("citation_author") == 2
    assert "Ada Ash, B. Birch</bdi> et al." in client.get("/papers/").text
    assert not matching(Paper.objects.all(), "al")


def test_complete_list_that_is_fetched_takes_its_place_and_is_no_edit(sources: Any) -> None:
    sources.has_paper("2101.00001", "Counting Sheep", authors=["Ada Ash", "Ben Birch", "Cy Cole"])

    fetch()

    assert paper("Counting").authors == ["Ada Ash", "Ben Birch", "Cy Cole"]
    assert Rows.load().papers[paper("Counting").pk].edited == frozenset()
    assert exported() == TEXT
    assert imported(TEXT.replace("2021 [", "2022 [")).conflicts == []
    assert paper("Counting").authors == ["Ada Ash", "Ben Birch", "Cy Cole"]


def test_list_that_was_completed_is_renewed(sources: Any) -> None:
    sources.has_paper("2101.00001", "Counting Sheep", authors=["Ada Ash", "Ben Birch", "Cy Cole"])
    fetch()
    cache.clear()
    sources.has_paper("2101.00001", "Counting Sheep", authors=["Ada Ash", "Ben Birch", "Cy Cole", "Dee Dorn"])
    fetch(again=True)
    assert paper("Counting").authors == ["Ada Ash", "Ben Birch", "Cy Cole", "Dee Dorn"]


@pytest.mark.parametrize("others", [["Ben Birch", "Ada Ash", "Cy Cole"], ["Ada Ash", "Ben Birch"]])
def test_list_that_begins_otherwise_completes_nothing(sources: Any, others: list[str]) -> None:
    sources.has_paper("2101.00001", "Counting Sheep", authors=others)
    fetch()
    assert paper("Counting").authors == ["Ada Ash", "B. Birch", "et al."]


def test_cut_list_that_somebody_edited_is_theirs(sources: Any) -> None:
    sources.has_paper("2101.00001", "Counting Sheep", authors=["Ada Ash", "Ben Birch", "Cy Cole"])
    edit("Counting", authors=["Ada Ash", "Bea Birch", "et al."])
    fetch()
    assert paper("Counting").authors == ["Ada Ash", "Bea Birch", "et al."]
    assert exported() == TEXT.replace("B. Birch", "Bea Birch")
