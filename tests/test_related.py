from __future__ import annotations

import pytest

from papers.models import Paper
from papers.related import related
from tests.rows import make_paper, make_section

pytestmark = pytest.mark.django_db


def titles(paper: Paper, **options: int) -> list[str]:
    return [other.title for other in related(paper, **options)]


def test_related_share_rare_words_of_their_titles():
    section = make_section()
    paper = make_paper("Induction heads in transformers", listed_in=section)
    for title in (
        "Transformers and regression",
        "Transformers and gradients",
        "Induction in transformers",
        "Copying with induction heads",
        "Bayesian priors",
    ):
        make_paper(title, listed_in=section)
    assert titles(paper) == [
        "Copying with induction heads",
        "Induction in transformers",
        "Transformers and regression",
        "Transformers and gradients",
    ]


def test_related_words_are_compared_without_case_and_accents():
    section = make_section()
    paper = make_paper("Poincaré EMBEDDINGS", listed_in=section)
    make_paper("Embeddings of words", listed_in=section)
    make_paper("On Poincare and embeddings", listed_in=section)
    assert titles(paper) == ["On Poincare and embeddings", "Embeddings of words"]


def test_related_short_words_relate_nothing():
    section = make_section()
    paper = make_paper("On the use of it", listed_in=section)
    make_paper("On the use of it too", listed_in=section)
    assert titles(paper) == []


def test_related_by_a_tag_across_sections():
    paper = make_paper("Alpha", listed_in=make_section("First"))
    other = make_paper("Beta", listed_in=make_section("Second"))
    make_paper("Gamma", listed_in=make_section("Third"))
    assert titles(paper) == []
    for each in (paper, other):
        each.tags.add("classic")
    assert titles(paper) == ["Beta"]
    assert titles(other) == ["Alpha"]


def test_related_words_alone_do_not_lead_to_another_section():
    paper = make_paper("Induction heads", listed_in=make_section("First"))
    make_paper("Induction heads again", listed_in=make_section("Second"))
    assert titles(paper) == []


def test_related_leave_out_what_readers_may_not_see():
    section = make_section()
    paper = make_paper("Induction heads", listed_in=section)
    make_paper("Induction heads hidden", listed_in=section, hidden=True)
    unlisted = make_paper("Induction heads unlisted")
    for each in (paper, unlisted):
        each.tags.add("classic")
    assert titles(paper) == []


def test_related_are_a_few_and_ties_are_in_readme_order():
    section = make_section()
    paper = make_paper("Induction heads", listed_in=section)
    for number in range(7):
        make_paper(f"Induction {number}", listed_in=section)
    assert titles(paper) == [f"Induction {number}" for number in range(5)]
    assert titles(paper, most=2) == ["Induction 0", "Induction 1"]


def test_related_cost_three_queries_whatever_there_is(django_assert_num_queries):
    section = make_section()
    paper = make_paper("Induction heads", listed_in=section)
    for number in range(20):
        make_paper(f"Induction {number}", listed_in=section).tags.add("classic")
    with django_assert_num_queries(3):
        found = related(paper)
        assert [str(other.venue) for other in found] == ["None"] * 5
