"""As what works appear in each format."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest

from papers.citations import bibtex, coins, csl, highwire, jsonld, ris
from papers.citations.publications import publication
from papers.models import Paper, Venue
from papers.readme.venues import venue_kind
from tests.citations.test_bibtex import by_pybtex
from tests.citations.test_ris import strictly
from tests.citations.works import work

KINDS = {
    "NeurIPS": "conference",
    "Workshop on Letters and Journals": "conference",
    "Journal of Sparrow Studies": "journal",
    "PLOS ONE": "journal",
    "Communications of the ACM": "journal",
    "Nature Medicine": "journal",
    "IEEE Trans. Sparrows": "journal",
    "Proceedings of the IEEE": "journal",
    "TPAMI": "journal",
    "arXiv": "preprint",
    "Blog": "blog",
    "OpenAI Blog": "blog",
    "LessWrong": "blog",
    "Book": "book",
    "MIT Press": "book",
    "Book Chapter": "chapter",
    "PhD Thesis": "thesis",
    "Master's thesis, ETH": "thesis",
    "Doctoral Dissertation": "thesis",
    "Technical Report": "report",
    "DeepMind Tech Report": "report",
}


@pytest.mark.parametrize(("name", "kind"), KINDS.items(), ids=KINDS)
def test_kind_of_a_venue_by_its_name(name: str, kind: str) -> None:
    assert venue_kind(name) == kind


def appeared_in(name: str, **fields: Any) -> Paper:
    return work(venue=Venue(name=name, slug="v", kind=venue_kind(name)), authors=["Ada Ash"], **fields)


@pytest.mark.parametrize(
    ("name", "entry", "place", "csl_type", "ris_type", "schema_type"),
    [
        ("PLOS ONE", "article", {"journal": "PLOS ONE"}, "article-journal", "JOUR", "ScholarlyArticle"),
        ("ICML", "inproceedings", {"booktitle": "ICML"}, "paper-conference", "CPAPER", "ScholarlyArticle"),
        ("OpenAI Blog", "misc", {"howpublished": "OpenAI Blog"}, "post-weblog", "BLOG", "BlogPosting"),
        ("Book", "book", {}, "book", "BOOK", "Book"),
        ("MIT Press", "book", {"publisher": "MIT Press"}, "book", "BOOK", "Book"),
        ("Book Chapter", "incollection", {}, "chapter", "CHAP", "Chapter"),
        ("PhD Thesis", "phdthesis", {}, "thesis", "THES", "Thesis"),
        ("PhD thesis, Stanford", "phdthesis", {"school": "Stanford"}, "thesis", "THES", "Thesis"),
        ("Master's Thesis at ETH", "mastersthesis", {"school": "ETH"}, "thesis", "THES", "Thesis"),
        ("Thesis", "misc", {"howpublished": "Thesis"}, "thesis", "THES", "Thesis"),
        ("OpenAI Technical Report", "techreport", {"institution": "OpenAI"}, "report", "RPRT", "Report"),
        ("bioRxiv", "misc", {"howpublished": "bioRxiv"}, "article", "UNPB", "ScholarlyArticle"),
    ],
)
def test_type_in_each_format(
    name: str, entry: str, place: dict[str, str], csl_type: str, ris_type: str, schema_type: str
) -> None:
    paper = appeared_in(name)
    ((kind, fields),) = by_pybtex(bibtex.entry(paper)).values()
    assert (kind, fields) == (entry, {"title": "Induction Heads", **place})
    assert csl.item(paper)["type"] == csl_type
    assert strictly(ris.record(paper))[0][0] == ("TY", ris_type)
    assert jsonld.scholarly_article(paper)["@type"] == schema_type
    # Whatever the kind, the title and the author are where a reader looks for them.
    openurl = parse_qs(coins.title(paper))
    assert "Induction Heads" in [
        value for name in ("rft.atitle", "rft.btitle", "rft.title") for value in openurl.get(name, [])
    ]
    assert openurl["rft.au"] == ["Ash, Ada"]
    assert ("citation_author", "Ada Ash") in highwire.meta(paper)


def test_school_in_marks_of_the_page() -> None:
    assert ("citation_dissertation_institution", "Stanford") in highwire.meta(appeared_in("Stanford PhD Thesis"))
    assert parse_qs(coins.title(appeared_in("Stanford PhD Thesis")))["rft.inst"] == ["Stanford"]


def test_work_of_which_nothing_is_known() -> None:
    assert publication(work()).kind == ""
    assert csl.item(work())["type"] == "document"


@pytest.mark.parametrize(
    ("date", "month", "ris_date"),
    [
        ("2024-05-31", "may", "2024/05/31/"),
        ("2024/11", "nov", "2024/11//"),
        ("2024", None, None),
        ("May 2024", None, None),
        ("2023-05", None, None),
    ],
)
def test_month_where_the_date_is_certain(date: str, month: str | None, ris_date: str | None) -> None:
    paper = work(year=2024, date=date)
    assert (f"  month = {month},\n" in bibtex.entry(paper)) == (month is not None)
    assert ("  month =" in bibtex.entry(paper)) == (month is not None)
    assert dict(strictly(ris.record(paper))[0]).get("DA") == ris_date
    assert dict(strictly(ris.record(paper))[0])["PY"] == "2024"


@pytest.mark.parametrize(
    ("arxiv_id", "found"), [("hep-th/9901001", "hep-th"), ("math/0211159", "math"), ("2101.00001", None), ("", None)]
)
def test_primary_class_where_the_id_says_it(arxiv_id: str, found: str | None) -> None:
    ((_, fields),) = by_pybtex(bibtex.entry(work(arxiv_id=arxiv_id))).values()
    assert fields.get("primaryClass") == found


@pytest.mark.parametrize("writer", [csl.item, jsonld.scholarly_article, highwire.meta, coins.title, ris.record])
def test_formulas_are_plain_characters_elsewhere(writer) -> None:
    paper = work("Learning with $\\ell_2$ loss and $k$-means", authors=["Ada Ash"])
    text = str(writer(paper))
    assert "$" not in text
    assert "k-means" in text
