from __future__ import annotations

import pytest

from papers import search
from papers.models import Paper
from tests.lists import imported
from tests.rows import make_paper, make_section, make_venue

pytestmark = pytest.mark.django_db


def found(query: str) -> list[str]:
    return [paper.title for paper in search.matching(Paper.objects.order_by("pk"), query)]


def ranked(query: str) -> list[str]:
    return [paper.title for paper in search.by_relevance(search.matching(Paper.objects.all(), query), query)]


@pytest.fixture
def papers() -> None:
    section = make_section()
    make_paper("Transformers learn in-context", listed_in=section, authors=["José Ortega"], venue=make_venue("ICLR"))
    make_paper("Pretraining data and induction heads", listed_in=section, year=2023, arxiv_id="2305.19420")
    tagged = make_paper("Über Lernen", listed_in=section, abstract="Pre-training with attention heads.", name="ÜBERNET")
    tagged.tags.add("mech interp")
    make_paper("大语言模型的机制", listed_in=section)
    search.index(Paper.objects.all())


@pytest.mark.usefixtures("papers")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("transformer", ["Transformers learn in-context"]),
        ("TRANSF learn", ["Transformers learn in-context"]),
        ("learn transf", ["Transformers learn in-context"]),
        ("ansformer", []),
        ("jose", ["Transformers learn in-context"]),
        ("josé ORTEGA", ["Transformers learn in-context"]),
        ("uber", ["Über Lernen"]),
        ("ubernet", ["Über Lernen"]),
        ("iclr", ["Transformers learn in-context"]),
        ("2023", ["Pretraining data and induction heads"]),
        ("2305.19420", ["Pretraining data and induction heads"]),
        ("mech", ["Über Lernen"]),
        ("attention", ["Über Lernen"]),
        ('"induction heads"', ["Pretraining data and induction heads"]),
        ('"heads induction"', []),
        ('"induction head"', []),
        ("“induction heads”", ["Pretraining data and induction heads"]),
        ("in-context", ["Transformers learn in-context"]),
        ("incontext", ["Transformers learn in-context"]),
        ("pre-training", ["Pretraining data and induction heads", "Über Lernen"]),
        ("pretraining", ["Pretraining data and induction heads", "Über Lernen"]),
        ("语言", ["大语言模型的机制"]),
        ("语言模型", ["大语言模型的机制"]),
        ("机", ["大语言模型的机制"]),
        ("制", ["大语言模型的机制"]),
        ("言语", []),
        ("ortega transformers iclr", ["Transformers learn in-context"]),
        ("ortega heads", []),
    ],
)
def test_query_finds(query, expected):
    assert found(query) == expected


@pytest.mark.usefixtures("papers")
def test_phrase_ends_with_its_field():
    assert found('"in context josé"') == []
    assert found('"josé ortega"') == ["Transformers learn in-context"]


@pytest.mark.usefixtures("papers")
@pytest.mark.parametrize("query", ['"', '""', "!?", "*", "%", "_", "  ", "\\", "'", "(", "\0"])
def test_query_without_a_word_leaves_nothing_out(query):
    assert len(found(query)) == 4


@pytest.mark.usefixtures("papers")
@pytest.mark.parametrize(
    "query",
    [
        "transformers NOT",
        "transformers AND (",
        'transformers "',
        "transformers*",
        "-transformers",
        "transformers%",
        "title:x",
    ],
)
def test_nothing_is_an_operator(query):
    words = [word for word in search.words(query) if word != "transformers"]
    assert found(query) == ([] if words else ["Transformers learn in-context"])


def test_titles_count_for_more_than_what_stands_elsewhere():
    section = make_section()
    for title, abstract in (
        ("First", "On circuits"),
        ("Circuits everywhere", ""),
        ("Circuit breaking", ""),
        ("Another circuit", ""),
    ):
        make_paper(title, listed_in=section, abstract=abstract)
    assert ranked("circuit") == ["Circuit breaking", "Another circuit", "Circuits everywhere", "First"]


def test_relevance_ties_are_in_readme_order():
    late, early = make_section("Late", position=9), make_section("Early", position=3)
    make_paper("Circuit one", listed_in=late)
    make_paper("Circuit two", listed_in=early)
    assert ranked("circuit") == ["Circuit two", "Circuit one"]


def test_import_indexes_what_it_brings():
    imported()
    assert search.index(Paper.objects.all()) == 0
    assert found("explains") == ["Beta explains regression"]


def test_index_missing_finds_papers_from_before_there_was_a_search():
    make_paper("Old")
    Paper.objects.update(search_text="")
    assert search.index_missing() == 1
    assert found("old") == ["Old"]
    assert search.index_missing() == 0
