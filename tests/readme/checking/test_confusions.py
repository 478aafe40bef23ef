from __future__ import annotations

import pytest

from tests.readme.checking.lists import PLAIN, arxiv, entry, findings, lines

HEAD = "# A\n\n" + PLAIN
ONE, TWO = arxiv("2310.00001"), arxiv("2310.00002")


@pytest.mark.parametrize(
    ("link", "other"),
    [
        (ONE, "https://arxiv.org/pdf/2310.00001v2.pdf"),
        ("https://doi.org/10.1000/182", "https://dl.acm.org/doi/10.1000/182"),
        ("https://proceedings.mlr.press/v97/a19a/a19a.pdf", "http://proceedings.mlr.press/v97/a19a/a19a.pdf#page=2"),
    ],
    ids=["arXiv", "DOI", "address"],
)
def test_one_link_under_two_titles(link: str, other: str) -> None:
    text = HEAD + entry("How Ants Count Their Steps", link) + entry("Gradient Descent in Deep Waters", other)

    (finding,) = findings(text, "shared-link")

    assert finding.line == 14
    assert text.encode()[finding.start : finding.end].decode() == other
    assert "is also that of “How Ants Count Their Steps”, on line 13." in finding.message


def test_a_link_under_many_titles_is_one_finding() -> None:
    titles = ("How Ants Count Their Steps", "Gradient Descent in Deep Waters", "A Theory of Whales", "Whom Moths Trust")
    text = HEAD + "".join(entry(title, ONE) for title in titles)

    (finding,) = findings(text, "shared-link")

    assert "on line 13, and of 2 more." in finding.message


@pytest.mark.parametrize(
    "entries",
    [
        entry("How Ants Count Their Steps", ONE) + entry("How ants count steps", ONE),
        entry("AntBench", ONE) + entry("Deep Waters and What They Say", ONE),
        entry("How Ants Count Their Steps", "https://github.com/a/b")
        + entry("Deep Waters of the North", "https://github.com/a/b"),
        entry("How Ants Count Their Steps", ONE) + f"- [Both of Them and Others Too]({ONE}) [[Paper]({TWO})]\n",
    ],
    ids=["one paper", "a name", "code", "an entry about papers"],
)
def test_links_that_may_be_shared(entries: str) -> None:
    assert lines(HEAD + entries, "shared-link") == []


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("How Ants Count the Steps They Take", "How Ants Count the Steps they take"),
        ("How Ants Count the Steps They Take", "How Ants Count the Stepps They Take"),
        ("Closed-Source Device Drivers of the Deep", "Closedsource device drivers of the deep"),
        ("How Ants Count the Steps They Take", "ANTIC: How Ants Count the Steps They Take"),
    ],
    ids=["the same", "a letter", "a space", "a name in front"],
)
def test_nearly_the_same_title(title: str, other: str) -> None:
    assert lines(HEAD + entry(title, ONE) + entry(other, TWO), "similar-titles") == [14]


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("What We Know When Ants Count Steps", "What We Know What Ants Count Steps"),
        ("The Qwen2 Technical Report for All", "The Qwen3 Technical Report for All"),
        ("IndoNLG: A Benchmark of Many Things", "IndoNLU: A Benchmark of Many Things"),
        ("Learning Controllable Factors of Ants Alone", "Learning Controllable Features of Ants Alone"),
        ("Domain-specific QA", "Domain-specific QA"),
    ],
    ids=["a short word", "a number", "an acronym", "another word", "a name"],
)
def test_titles_that_say_something_else(title: str, other: str) -> None:
    assert lines(HEAD + entry(title, ONE) + entry(other, TWO), "similar-titles") == []


def test_a_slip_is_found_among_many_titles_that_begin_alike() -> None:
    ends = ("birds", "whales", "moths", "seals", "wolves", "hares", "toads", "newts", "crows", "gradients", "gradeints")
    titles = (f"How Ants Count Steps and Learn from {end}" for end in ends)
    text = HEAD + "".join(entry(title, arxiv(f"2311.{at:05}")) for at, title in enumerate(titles, start=10_000))

    assert lines(text, "similar-titles") == [HEAD.count("\n") + len(ends)]


def test_many_papers_of_one_title_are_one_finding() -> None:
    entries = [entry("How Ants Count the Steps They Take", arxiv(f"2310.{number:05}")) for number in range(7)]

    (finding,) = findings(HEAD + "".join(entries), "similar-titles")

    assert "line 13 and 5 others" in finding.message
