"""The survey's own list: each edit's lines, and no others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from papers.readme.wanted import WantedSection
from tests.readme.wishes import Wish, check_refused, links, paper, written

BAYES = "An Explanation of In-context Learning as Implicit Bayesian Inference"
REVISITING = "Revisiting the Equivalence of In-Context Learning and Gradient Descent: The Impact of Data Distribution"
LANGUAGE = "In-Context Language Learning: Arhitectures and Algorithms"
EMERGENCE = "A Theory for Emergence of Complex Skills in Language Models"
BRANDNEW = paper(
    "A Brand-New Study",
    venue="arXiv",
    year=2025,
    evidence_types=("Empirical",),
    links=links(("Paper", "https://arxiv.org/abs/2501.00009")),
)


def check(
    survey: bytes, wish: Callable[[Wish], object], *, gone: Sequence[int] = (), new: dict[int, str] | None = None
) -> None:
    """`gone` are lines of the list, `new` are lines of the result; all others are the same, in the same order."""
    before, after = survey.decode().split("\n"), written(survey, wish).decode().split("\n")
    kept = [line for number, line in enumerate(before, 1) if number not in gone]
    assert {number: after[number - 1] for number in new or {}} == (new or {})
    assert [line for number, line in enumerate(after, 1) if number not in (new or {})] == kept


def changed(survey: bytes, number: int, old: str, new: str) -> dict[int, str]:
    line = survey.decode().split("\n")[number - 1]
    assert line.count(old) == 1
    return {number: line.replace(old, new)}


def test_survey_fields(survey_readme):
    new = changed(survey_readme, 9, BAYES, "Another Title")
    check(survey_readme, lambda wish: wish.change(BAYES, title="Another Title"), gone=[9], new=new)
    new = changed(survey_readme, 9, "ICLR'21", "Arxiv'21")
    check(survey_readme, lambda wish: wish.change(BAYES, venue="arXiv"), gone=[9], new=new)
    new = changed(survey_readme, 9, "2111.02080", "2111.02081")
    url = links(("Paper", "https://arxiv.org/abs/2111.02081"))
    check(survey_readme, lambda wish: wish.change(BAYES, links=url), gone=[9], new=new)


def test_survey_evidence_types(survey_readme):
    new = changed(survey_readme, 9, ")[Empirical] ", ")[Empirical & Theoretical] ")
    both = ("Empirical", "Theoretical")
    check(survey_readme, lambda wish: wish.change(BAYES, evidence_types=both), gone=[9], new=new)
    new = changed(survey_readme, 9, ")[Empirical] ", ") ")
    check(survey_readme, lambda wish: wish.change(BAYES, evidence_types=()), gone=[9], new=new)
    new = changed(survey_readme, 60, "(**Arxiv'24**) ", "(**Arxiv'24**)[Empirical] ")
    check(survey_readme, lambda wish: wish.change(LANGUAGE, evidence_types=("Empirical",)), gone=[60], new=new)


def test_survey_empty_link_is_filled(survey_readme):
    new = changed(survey_readme, 44, "]()", "](https://example.org/found)")
    url = links(("Paper", "https://example.org/found"))
    check(survey_readme, lambda wish: wish.change(REVISITING, links=url), gone=[44], new=new)


def test_survey_new_entry(survey_readme):
    line = "- (**Arxiv'25**)[Empirical] A Brand-New Study  [[Paper](https://arxiv.org/abs/2501.00009)]"
    check(survey_readme, lambda wish: wish.add(BRANDNEW, after=BAYES), new={10: line})


def test_survey_removed_entries(survey_readme):
    check(survey_readme, lambda wish: wish.remove(BAYES), gone=[9])
    check(survey_readme, lambda wish: wish.remove(REVISITING), gone=[44])
    check(survey_readme, lambda wish: wish.remove(LANGUAGE), gone=[60])


def test_survey_moved_entries(survey_readme):
    lines = survey_readme.decode().split("\n")
    section = "Skill Composition (Reasoning)"
    check(survey_readme, lambda wish: wish.move(BAYES, section="Skill Recognition"), gone=[9], new={16: lines[8]})
    check(survey_readme, lambda wish: wish.move(BAYES, section=section, first=True), gone=[9], new={70: lines[8]})


def test_survey_sections(survey_readme):
    new = {23: "### Functions"}
    old = "Function Approximatation and Generalization"
    check(survey_readme, lambda wish: wish.change_section(old, title="Functions"), gone=[23], new=new)
    section = WantedSection(None, 3, "Understanding")
    check(
        survey_readme,
        lambda wish: wish.add_section(section, after=old),
        new={38: "### Understanding", 39: "", 40: ""},
    )


def test_survey_refuses_a_title_in_brackets(survey_readme):
    error = check_refused(
        survey_readme.decode(), lambda wish: wish.change(EMERGENCE, title="[Survey] Skills"), "would be read"
    )
    assert error.field == "title"
    assert error.line == 71
