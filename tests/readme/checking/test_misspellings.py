from __future__ import annotations

import pytest

from papers.readme.checking.slips import is_slip, without_repeat
from papers.readme.checking.words import ALIKE, COMMON
from tests.readme.checking.lists import PLAIN, arxiv, corrected, entry, findings

HEAD = "# A\n\n" + PLAIN


def titled(*titles: str) -> str:
    return HEAD + "".join(entry(title, arxiv(f"2310.2{number:04}")) for number, title in enumerate(titles))


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Arhitectures", "Architectures"),
        ("Mechnism", "Mechanism"),
        ("Pretrianed", "Pretrained"),
        ("Tranformers", "Transformers"),
        ("intepretability", "interpretability"),
        ("optomization", "optimization"),
        ("Learnning", "Learning"),
        ("Generalizaton", "Generalization"),
        ("Approximatation", "Approximation"),
        ("Embeding", "Embedding"),
    ],
)
def test_a_slip_in_a_title(wrong: str, right: str) -> None:
    text = titled(f"What the {wrong} of Ants Says")

    (finding,) = findings(text, "misspelling")

    assert finding.message == f"“{wrong}” is probably “{right}”, misspelt."
    assert text.encode()[finding.start : finding.end].decode() == wrong
    assert f"What the {right} of Ants Says" in corrected(text, finding)
    assert finding.correction is not None
    assert not finding.correction.is_safe


def test_a_slip_in_a_heading() -> None:
    text = "# Atention\n\n## Function Approximatation ##\n\n" + PLAIN

    assert [(finding.line, finding.column) for finding in findings(text, "misspelling")] == [(1, 3), (3, 13)]


def test_a_slip_of_a_word_that_the_list_uses() -> None:
    often = [f"Thermotaxis of {word}" for word in ("Ants", "Bees", "Moths", "Newts", "Crows", "Toads")]

    (finding,) = findings(titled(*often, "On Thermotaxiss Alone", "On Thermtaxis"), "misspelling")

    assert finding.message == "“Thermtaxis” is probably “Thermotaxis”, misspelt."


@pytest.mark.parametrize(
    "title",
    [
        "Modelling the Behaviour of Generalising Optimisers",
        "Labeled, Labelled, Focussed and Benefitted Learners",
        "Transformer, Transforms and Transforming",
        "Adapters, Adaptors and Detectors",
        "Memoization and Multipole Attention",
        "Learnable, Trainable and Scaleable Judgements",
        "A Causal Model of Casual Conversations",
        "Languange: A Model of Ants",
        "The LANGUAGEE Benchmark and LangUage",
        "Visit www.atention.org or atention/transfomer for more",
        "Defence against Poisoned Analyses",
        "Unlearning, Relearning and Retraining",
    ],
)
def test_what_is_no_slip(title: str) -> None:
    assert findings(titled(title), "misspelling") == []


def test_what_stands_there_often_is_meant() -> None:
    assert findings(titled("The Atention of Ants", "The Atention of Bees"), "misspelling") == []


def test_markup_within_a_word() -> None:
    text = HEAD + "- (**ICLR'24**) [What the Arhi*tectures* Say](https://arxiv.org/abs/2310.20000)\n"
    cut = HEAD + "- (**ICLR'24**) **What Ants Say of Reasonin**g [[Paper](https://arxiv.org/abs/2310.20000)]\n"

    assert all(finding.correction is None for finding in findings(text, "misspelling"))
    assert findings(cut, "misspelling") == []


@pytest.mark.parametrize(
    ("word", "right", "expected"),
    [
        ("atention", "attention", True),
        ("attnetion", "attention", True),
        ("attenntion", "attention", True),
        ("attantion", "attention", True),
        ("attentio", "attention", True),
        ("attentions", "attention", False),
        ("attention", "attention", False),
        ("retention", "attention", False),
        ("modeling", "modelling", False),
        ("behavioural", "behavioral", False),
        ("optimiser", "optimizer", False),
        ("adaptor", "adapter", False),
        ("centers", "centres", False),
    ],
)
def test_is_slip(word: str, right: str, expected: bool) -> None:
    assert is_slip(word, right) is expected


def test_without_repeat() -> None:
    assert list(without_repeat("approximatation")) == ["approximation"]
    assert "aligning" not in without_repeat("aligning")


def test_the_words() -> None:
    assert COMMON.isdisjoint(ALIKE)
    assert all(word.isascii() and word.isalpha() and word.islower() for word in COMMON | ALIKE)
