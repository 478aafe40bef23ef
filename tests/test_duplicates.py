"""Which papers may be one and which links may be wrong, and why."""

from __future__ import annotations

from typing import Any

import pytest

from papers.duplicates import candidates, dismiss
from papers.models import DismissedPair, MetadataLookup, Paper
from tests.lists import imported
from tests.rows import add_link, make_paper

pytestmark = pytest.mark.django_db


def duplicates() -> list[tuple[set[str], tuple[str, ...]]]:
    return [(titles(each.papers), each.evidence) for each in candidates().duplicates]


def wrong_links() -> list[tuple[set[str], tuple[str, ...]]]:
    return [(titles(each.papers), each.evidence) for each in candidates().wrong_links]


def titles(keys: Any) -> set[str]:
    return set(Paper.objects.filter(pk__in=keys).values_list("title", flat=True))


def test_papers_that_have_nothing_in_common_are_no_candidates():
    make_paper("Induction heads copy", arxiv_id="2101.00001")
    make_paper("Regression in context", arxiv_id="2101.00002")
    assert (duplicates(), wrong_links()) == ([], [])


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("arxiv_id", "2101.00001", "arXiv id"),
        ("doi", "10.1/x", "DOI"),
        ("openreview_id", "abc", "OpenReview id"),
        ("acl_id", "2021.acl-1.1", "ACL Anthology id"),
    ],
)
def test_one_identifier_under_similar_titles_is_one_paper(field, value, kind):
    make_paper("How transformers learn in context", **{field: value})
    make_paper("How do transformers learn, in-context?", **{field: value})
    (found,) = duplicates()
    assert f"Same {kind} {value}" in found[1]
    assert wrong_links() == []


def test_one_identifier_under_unrelated_titles_is_a_wrong_link():
    make_paper("How transformers learn in context", arxiv_id="2101.00001")
    make_paper("Benign overfitting", arxiv_id="2101.00001")
    assert duplicates() == []
    assert wrong_links() == [
        (
            {"How transformers learn in context", "Benign overfitting"},
            ("arXiv id 2101.00001 under different titles",),
        )
    ]


def test_one_first_link_under_unrelated_titles_is_a_wrong_link_too():
    for title in ("Induction heads", "Benign overfitting"):
        add_link(make_paper(title), "https://example.org/paper")
    add_link(make_paper("Another"), "https://example.org/other")
    (found,) = wrong_links()
    assert found == (
        {"Induction heads", "Benign overfitting"},
        ("link https://example.org/paper under different titles",),
    )


def test_shared_code_behind_another_link_is_no_candidate():
    for title, url in (("Induction heads", "https://example.org/a"), ("Benign overfitting", "https://example.org/b")):
        paper = make_paper(title)
        add_link(paper, url)
        add_link(paper, "https://github.com/x/y", "Code")
    assert (duplicates(), wrong_links()) == ([], [])


def test_same_title_tells_contradicting_identifiers():
    make_paper("Multi-hop reasoning", arxiv_id="2101.00001")
    make_paper("Multi hop Reasoning.", arxiv_id="2101.00002")
    (found,) = duplicates()
    assert found[1] == ("Same title, but arXiv id 2101.00001 and 2101.00002",)


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("A case study on learning with representation", "A case study on learning with representations"),
        ("Testing closedsource binary device drivers", "Testing closed source binary device drivers"),
        ("Benigh overfitting in linear regression", "Benign overfitting in linear regression"),
    ],
)
def test_titles_that_a_slip_tells_apart_are_candidates(title, other):
    make_paper(title)
    make_paper(other)
    (found,) = duplicates()
    assert found[1][0].startswith("Similar titles (9")


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("The Qwen2 technical report of a team", "The Qwen3 technical report of a team"),
        ("Convex optimization, part 1", "Convex optimization, part 2"),
        ("Few-shot object detection", "One-stage object detection"),
        ("GPT", "GPT-"[:2]),
    ],
)
def test_titles_that_count_differently_or_say_something_else_are_none(title, other):
    make_paper(title)
    make_paper(other)
    assert duplicates() == []


def test_titles_under_other_identifiers_must_be_more_alike():
    make_paper("Independently controllable factors", arxiv_id="1708.01289")
    other = make_paper("Independently controllable features", arxiv_id="1703.07718")
    assert duplicates() == []
    Paper.objects.filter(pk=other.pk).update(arxiv_id="")
    assert len(duplicates()) == 1


def test_more_than_two_are_one_candidate():
    make_paper("How transformers learn in context", arxiv_id="2101.00001")
    make_paper("How transformers learn in-context", doi="10.1/x")
    make_paper("How do transformers learn in context", doi="10.1/x")
    (found,) = candidates().duplicates
    assert len(found.papers) == 3
    assert {"Same title", "Same DOI 10.1/x"} <= set(found.evidence)


def test_dismissed_pair_is_no_candidate_whatever_the_order(django_user_model):
    user = django_user_model.objects.create_user("ada")
    first = make_paper("Multi-hop reasoning", arxiv_id="1")
    second = make_paper("Multi-hop reasoning", arxiv_id="2")
    pair = dismiss(second, first, reason="Two works.", user=user)
    assert dismiss(first, second, reason="Again.", user=user) == pair
    assert (pair.first, pair.second, pair.reason, pair.user) == (first, second, "Two works.", user)
    assert duplicates() == []
    pair.delete()
    assert len(duplicates()) == 1


def test_dismissed_wrong_link_is_none():
    first, second = (make_paper(title, arxiv_id="2101.00001") for title in ("Induction heads", "Benign overfitting"))
    dismiss(first, second)
    assert wrong_links() == []


def test_what_was_dismissed_is_not_brought_together_by_a_third():
    first, second, third = (make_paper("Multi-hop reasoning") for _ in range(3))
    dismiss(first, second)
    assert sorted(each.papers for each in candidates().duplicates) == [(first.pk, third.pk), (second.pk, third.pk)]


def test_paper_is_not_told_from_itself():
    paper = make_paper()
    with pytest.raises(ValueError, match="is itself"):
        dismiss(paper, paper)
    assert not DismissedPair.objects.exists()


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({}, 1),
        ({"arxiv_id": "2101.00002"}, 0),
        ({"title": "Benign overfitting in linear regression"}, 0),
    ],
    ids=["untouched", "another id", "title corrected"],
)
def test_lookup_with_another_title_is_a_wrong_link_until_it_is_corrected(changes, count):
    paper = make_paper("Induction heads", arxiv_id="2101.00001")
    MetadataLookup.objects.create(
        paper=paper,
        identifier="2101.00001",
        source="arxiv",
        outcome="mismatch",
        title="Benign overfitting in linear regression",
        day="2024-05-06",
    )
    Paper.objects.filter(pk=paper.pk).update(**changes)
    found = wrong_links()
    assert len(found) == count
    for _, evidence in found:
        assert evidence == (
            "2101.00001 is “Benign overfitting in linear regression” at arXiv, looked up on 2024-05-06",
        )


def test_real_list_has_one_wrong_link_and_no_duplicate(survey_readme):
    imported(survey_readme.decode())
    assert duplicates() == []
    assert wrong_links() == [
        (
            {
                "What Can Transformers Learn In-Context? A Case Study of Simple Function Classes",
                "Can Transformer Models Generalize Via In-Context Learning Beyond Pretraining Data?",
            },
            ("arXiv id 2208.01066 under different titles",),
        )
    ]


def test_queries_are_four(django_assert_num_queries):
    for number in range(20):
        add_link(make_paper(f"Paper number {number} of many", arxiv_id="1"), f"https://example.org/{number}")
    with django_assert_num_queries(4):
        candidates()


def test_large_groups_are_one_candidate_each():
    for number in range(40):
        make_paper("One and the same title", doi="10.1/same")
        make_paper(f"{chr(97 + number % 26) * 9} {chr(97 + number // 26) * 9}", doi="10.1/all")
    found = candidates()
    assert [len(each.papers) for each in found.duplicates] == [40]
    assert [each.evidence for each in found.wrong_links] == [
        ("DOI 10.1/all under different titles (40 papers have it)",)
    ]
