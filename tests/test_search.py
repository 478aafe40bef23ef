from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pyroaring import FrozenBitMap

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


NAMED = {
    "arxiv_id": (
        "2402.02212",
        [
            "arXiv:2402.02212",
            "ARXIV: 2402.02212v3 [cs.CL]",
            "arxiv 2402.02212",
            "2402.02212v2",
            "(arXiv:2402.02212)",
            "https://arxiv.org/abs/2402.02212v1",
            "https://arxiv.org/pdf/2402.02212.pdf",
            "huggingface.co/papers/2402.02212",
            "https://ar5iv.org/abs/2402.02212",
            "https://doi.org/10.48550/arXiv.2402.02212",
            "alpha arXiv: 2402.02212",
            '"arXiv:2402.02212"',
        ],
    ),
    "doi": (
        "10.1016/0022-247x(75)",
        [
            "10.1016/0022-247X(75)",
            "doi:10.1016/0022-247X(75)",
            "DOI: 10.1016/0022-247x(75)",
            "https://doi.org/10.1016/0022-247X(75).",
            "https://dx.doi.org/10.1016%2F0022-247X%2875%29",
            "https://example.org/doi/abs/10.1016/0022-247X(75)?x=y",
        ],
    ),
    "openreview_id": (
        "aBeZ3-j_9i",
        ["aBeZ3-j_9i", "openreview:aBeZ3-j_9i", "https://openreview.net/pdf?noteId=x&id=aBeZ3-j_9i"],
    ),
    "acl_id": (
        "2023.acl-long.1",
        ["2023.acl-long.1", "acl:2023.ACL-long.1", "https://aclanthology.org/2023.acl-long.1v2.pdf"],
    ),
}
PASTED = [(field, stored, pasted) for field, (stored, several) in NAMED.items() for pasted in several]


@pytest.mark.parametrize(("field", "stored", "pasted"), PASTED)
def test_identifier_is_found_however_it_is_pasted(field, stored, pasted):
    make_paper("Alpha", **{field: stored})
    make_paper("Beta", arxiv_id="2402.02213", doi="10.1016/0022-247x(76)", acl_id="2023.acl-long.2")
    search.index(Paper.objects.all())
    assert found(pasted) == ["Alpha"]


@pytest.mark.parametrize("query", ["lukasz", "Łukasz", "orsted", "ØRSTED", "dukic", "Đukić", "thorsson", "Þórsson"])
def test_plain_letters_find_those_that_have_no_accent(query):
    make_paper("Alpha", authors=["Łukasz Kaiser", "Søren Ørsted", "Đorđe Đukić", "Þór Þórsson"])
    make_paper("Beta", authors=["Ada Lovelace"])
    search.index(Paper.objects.all())
    assert found(query) == ["Alpha"]


@pytest.mark.usefixtures("papers")
@pytest.mark.parametrize(
    ("query", "matched", "levels"),
    [
        (
            "ortega heads",
            1,
            [["Pretraining data and induction heads"], ["Transformers learn in-context", "Über Lernen"]],
        ),
        ("ortega heads induction", 2, [["Pretraining data and induction heads"]]),
        ("ortega transformers iclr absent", 3, [["Transformers learn in-context"]]),
        ('attention "heads induction" mech', 2, [["Über Lernen"]]),
        ('ortega "induction heads"', 1, [["Pretraining data and induction heads"], ["Transformers learn in-context"]]),
        ("absent missing", 0, []),
    ],
)
def test_papers_that_lack_fewest_terms(query, matched, levels):
    partial = search.partial_matches(query, FrozenBitMap(Paper.objects.values_list("pk", flat=True)))
    shown = [sorted(Paper.objects.filter(pk__in=keys).values_list("title", flat=True)) for keys in partial.levels]
    assert (partial.matched, shown) == (matched, levels)


@pytest.mark.usefixtures("papers")
def test_papers_that_lack_fewest_terms_are_sought_among_those_given():
    among = FrozenBitMap(Paper.objects.exclude(title__startswith="Pretraining").values_list("pk", flat=True))
    partial = search.partial_matches("ortega heads induction data", among)
    assert (partial.matched, [len(keys) for keys in partial.levels]) == (1, [2])


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
    scores = {paper.pk: scored(paper, query) for paper in papers}
    return {pk: sum(each) for pk, each in scores.items() if all(each)}


def scored(paper: Paper, query: str) -> list[int]:
    """What each term of the query adds to a paper's relevance; 0 where it lacks the term."""
    title, _, _ = paper.search_text.partition("\n")
    scores = []
    for term in search.terms(query):
        there = any(needle in line for needle in term.needles() for line in paper.search_text.split("\n"))
        whole = any(f" {spelling} " in title for spelling in term.spellings)
        begins = any(f" {spelling}" in title for spelling in term.spellings)
        scores.append((1 + begins + whole) if there else 0)
    return scores


def brute_partial(papers: list[Paper], query: str) -> tuple[int, list[set[int]]]:
    """How many terms the papers with the most terms have, and these by their relevance."""
    scores = {paper.pk: [score for score in scored(paper, query) if score] for paper in papers}
    most = max(map(len, scores.values()))
    ranks: dict[int, set[int]] = {}
    for pk, each in scores.items():
        if most and len(each) == most:
            ranks.setdefault(sum(each), set()).add(pk)
    return most, [ranks[rank] for rank in sorted(ranks, reverse=True)]


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
                partial = search.partial_matches(query, FrozenBitMap(paper.pk for paper in papers))
                matched, ranks = brute_partial(papers, query)
                assert partial.matched == matched
                assert [set(keys) for keys in partial.levels] == ranks
                found = search.relevances(query)
                assert {pk: relevance for relevance, keys in found.items() for pk in keys} == expected
                assert list(found) == sorted(found, reverse=True)
