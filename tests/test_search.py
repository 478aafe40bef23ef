from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from papers import search
from papers.fulltext import LONGEST_LEXEME
from papers.models import Paper
from tests.lists import imported
from tests.rows import make_paper, make_section, make_venue

pytestmark = pytest.mark.django_db


def found(query: str) -> list[str]:
    return [paper.title for paper in search.matching(Paper.objects.order_by("pk"), query)]


def ranked(query: str) -> list[str]:
    levels = [Paper.objects.filter(pk__in=keys).in_readme_order() for keys in search.relevances(query).values()]
    return [paper.title for level in levels for paper in level]


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


def test_relevances_are_those_of_the_order():
    section = make_section()
    for title, abstract in (("First", "On circuits"), ("Circuits everywhere", ""), ("Circuit of a circuit", "")):
        make_paper(title, listed_in=section, abstract=abstract)
    one = {paper.title: paper.pk for paper in Paper.objects.all()}
    assert {relevance: list(keys) for relevance, keys in search.relevances("circuit").items()} == {
        3: [one["Circuit of a circuit"]],
        2: [one["Circuits everywhere"]],
        1: [one["First"]],
    }
    assert (search.relevances("!?"), search.relevances("absent")) == ({}, {})


def test_words_are_found_however_long_they_are():
    at_limit, beyond = "x" * LONGEST_LEXEME, "x" * LONGEST_LEXEME + "y"
    make_paper(at_limit)
    make_paper("Longer", abstract=beyond)
    make_paper("Longest", abstract=f"{beyond}z")
    assert found(at_limit) == [at_limit, "Longer", "Longest"]
    assert found(f'"{at_limit}"') == [at_limit]
    assert found(beyond) == ["Longer", "Longest"]
    assert found(f'"{beyond}"') == ["Longer"]


def test_text_without_end_is_indexed_in_part():
    make_paper("Long", abstract=" ".join(f"word{number}" for number in range(100_000)), authors=["x" * 3_000_000])
    assert (found("word1000"), found("word99999")) == (["Long"], [])


def test_index_follows_the_rows():
    paper, other = make_paper("Alpha"), make_paper("Beta")
    Paper.objects.filter(pk=paper.pk).update(search_text=" gamma \n delta ")
    assert (found("alpha"), found("gamma"), found("delt")) == ([], ["Alpha"], ["Alpha"])
    other.delete()
    assert found("beta") == []
    Paper.objects.create(pk=other.pk, title="Eta", slug="eta", citation_key="eta", search_text=" eta \n")
    assert (found("beta"), found("eta")) == ([], ["Eta"])


def test_signs_made_of_capital_letters_are_words_like_others():
    make_paper("The Brand™ and ℡ №")
    assert found("brandtm") == found("TEL") == found("no") == ["The Brand™ and ℡ №"]


PIECES = st.sampled_from(
    [
        "a",
        "b",
        "ab",
        "aba",
        "in",
        "in-context",
        "context",
        "l'a",
        "é",
        "ß",
        "™",
        "½",
        "2",
        "大",
        "大语",
        "语言",
        "मा",
        "ᏸ",
        "¶",
    ]
)
TEXTS = st.lists(PIECES, max_size=5).map(" ".join) | st.lists(PIECES, max_size=5).map("".join)
QUOTED = TEXTS.map('"{}"'.format)


def brute(papers: list[Paper], query: str) -> dict[int, int]:
    """The relevance of each paper that is found, by looking through its text for each term."""
    found = {}
    for paper in papers:
        title, _, _ = paper.search_text.partition("\n")
        scores = []
        for term in search.terms(query):
            if any(needle in line for needle in term.needles() for line in paper.search_text.split("\n")):
                whole = any(f" {spelling} " in title for spelling in term.spellings)
                begins = any(f" {spelling}" in title for spelling in term.spellings)
                scores.append(1 + begins + whole)
        if len(scores) == len(search.terms(query)):
            found[paper.pk] = sum(scores)
    return found


class EveryDatabaseFindsWhatIsThere(TestCase):
    @given(
        st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=6),
        st.lists(st.lists(TEXTS | QUOTED, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=4),
    )
    @example([("in", "context", ""), ("", "", "in context"), ("in-context", "", "")], ["in-context", '"in context"'])
    def test_the_same_papers_with_the_same_relevance(self, texts, queries):
        papers = Paper.objects.bulk_create(
            Paper(
                title=title or "-",
                slug=f"paper-{at}",
                citation_key=f"key{at}",
                search_text=search.document(title=title, authors=[author], abstract=abstract),
            )
            for at, (title, author, abstract) in enumerate(texts)
        )
        for query in queries:
            expected = brute(papers, query)
            assert set(search.matching(Paper.objects.all(), query).values_list("pk", flat=True)) == set(expected)
            if search.terms(query):
                found = search.relevances(query)
                assert {pk: relevance for relevance, keys in found.items() for pk in keys} == expected
                assert list(found) == sorted(found, reverse=True)
