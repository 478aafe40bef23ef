"""Rows of before are brought in line with how identifiers are read and text is folded."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from papers import search
from papers.models import FetchedValue, Paper
from tests.lists import exported, imported, snapshot
from tests.rows import add_link, make_paper, make_section

pytestmark = pytest.mark.django_db


def migrate() -> None:
    module = import_module("papers.migrations.0011_identifiers_and_folding")
    module.read_again(apps, SimpleNamespace(connection=connection))


def linked(url: str, **values: Any) -> Paper:
    paper = make_paper("A Title", **values)
    add_link(paper, url)
    return paper


@pytest.mark.parametrize(
    ("url", "before", "after"),
    [
        ("https://arxiv.org/abs/math.DG/0211159", {"arxiv_id": "math.DG/0211159"}, {"arxiv_id": "math/0211159"}),
        ("https://huggingface.co/papers/2406.00136", {}, {"arxiv_id": "2406.00136"}),
        (
            "https://onlinelibrary.wiley.com/doi/10.1002/eji.201646347/full",
            {"doi": "10.1002/eji.201646347/full"},
            {"doi": "10.1002/eji.201646347"},
        ),
        ("https://doi.org/10.1016/0022-247X(75)", {"doi": "10.1016/0022-247x(75"}, {"doi": "10.1016/0022-247x(75)"}),
        ("https://aclanthology.org/p18-1001", {"acl_id": "p18-1001"}, {"acl_id": "P18-1001"}),
        # Put in by somebody, or taken away.
        ("https://github.com/a/b", {"doi": "https://doi.org/10.1145/ABC"}, {"doi": "10.1145/abc"}),
        ("https://arxiv.org/abs/2406.00136", {"arxiv_id": "2406.00137"}, {"arxiv_id": "2406.00137"}),
        ("https://arxiv.org/abs/2406.00136", {"arxiv_id": ""}, {"arxiv_id": ""}),
        ("https://github.com/a/b", {"arxiv_id": "to appear"}, {"arxiv_id": "to appear"}),
    ],
)
def test_identifiers_are_as_they_are_read_now(url, before, after):
    paper = linked(url, **before)
    migrate()
    paper.refresh_from_db()
    expected = {"arxiv_id": "", "doi": "", "openreview_id": "", "acl_id": ""} | after
    assert {name: getattr(paper, name) for name in expected} == expected
    assert search.index(Paper.objects.all()) == 0


def test_history_and_what_was_fetched_follow():
    paper = linked("https://github.com/a/b", doi="10.1145/ABC")
    paper.save()
    FetchedValue.objects.create(paper=paper, field="doi", value="10.1145/ABC", source="crossref")
    before = paper.history.count()
    migrate()
    assert set(paper.history.values_list("doi", flat=True)) <= {"10.1145/abc"}
    assert paper.history.count() == before
    assert FetchedValue.objects.get().value == "10.1145/abc"


def test_letters_are_found_in_rows_of_before():
    paper = make_paper("Reading", listed_in=make_section(), authors=["Łukasz Ørsted"])
    paper.tags.add("Ðuro")
    Paper.objects.update(search_text=" reading \n łukasz ørsted \n  \n  \n  \n  \n ")
    migrate()
    for query in ("lukasz", "orsted", "duro", "Łukasz"):
        assert [each.pk for each in search.matching(Paper.objects.all(), query)] == [paper.pk]


README = """# L

## One

- [Entropy of Flows](https://arxiv.org/abs/math.DG/0211159) (arXiv 2002)
- [Scans by Learning](https://onlinelibrary.wiley.com/doi/10.1002/eji.201646347/full) (2017)
"""


def test_the_next_import_finds_nothing_to_do():
    imported(README)
    before = snapshot()
    Paper.objects.filter(arxiv_id="math/0211159").update(arxiv_id="math.DG/0211159")
    Paper.objects.filter(doi="10.1002/eji.201646347").update(doi="10.1002/eji.201646347/full")
    migrate()
    imported(README)
    assert snapshot() == before
    assert exported() == README
