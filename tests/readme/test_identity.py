from __future__ import annotations

from collections.abc import Callable

import pytest

from papers.identifiers import Identifiers
from papers.readme.identity import Works, plain, similar, works
from papers.readme.records import Link, Values


def values(title: str, *urls: str) -> Values:
    return Values(title=title, links=tuple(Link("Paper", url) for url in urls))


ONE, TWO = "https://arxiv.org/abs/2306.04891", "https://arxiv.org/abs/2208.01066"


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("In-Context  Learning: why?", "in context learning why"),
        ("Poincaré Émbeddings", "poincare embeddings"),
        ("上下文学习", "上下文学习"),
        ("snake_case", "snake case"),
        ("???", ""),
    ],
)
def test_plain_keeps_the_words(title: str, words: str) -> None:
    assert plain(title) == words


def test_plain_takes_every_ascii_character_as_it_does_among_others() -> None:
    every = "".join(f"a{chr(code)}b" for code in range(128))

    assert plain(f"{every} 上") == f"{plain(every)} 上"


@pytest.mark.parametrize(
    ("title", "other", "expected"),
    [
        ("in context language learning arhitectures", "in context language learning architectures", True),
        (
            "how do transformers learn a case study on learning with representation",
            "how do transformers learn a case study on learning with representations",
            True,
        ),
        (
            "what can transformers learn in context a case study of simple function classes",
            "can transformer models generalize via in context learning beyond pretraining data",
            False,
        ),
    ],
    ids=["typing error", "plural", "wrong link"],
)
def test_similar(title: str, other: str, expected: bool) -> None:
    assert similar(title, other) is expected


@pytest.mark.parametrize(
    ("entries", "numbers"),
    [
        ([values("In-Context Learning", ONE), values("In-context learning!", ONE)], [0, 0]),
        ([values("Same words here", ONE), values("Same words hare", ONE)], [0, 0]),
        ([values("What can transformers learn?", TWO), values("Beyond pretraining data", TWO)], [0, 1]),
        ([values("Same title", ONE), values("Same title", TWO)], [0, 1]),
        ([values("Same title", ONE), values("Same title")], [0, 0]),
        ([values("Same title"), values("Same title", ONE), values("Same title", TWO)], [0, 0, 1]),
        ([values(""), values("")], [0, 1]),
        ([values("A", ONE), values("B"), values("A", ONE)], [0, 1, 0]),
    ],
    ids=[
        "same id, same title",
        "same id, similar title",
        "same id, unrelated titles",
        "contradicting ids",
        "one has no id",
        "the third contradicts",
        "no title",
        "order",
    ],
)
def test_works_numbers_the_papers(entries: list[Values], numbers: list[int]) -> None:
    assert works(entries) == numbers


@pytest.mark.parametrize("words", ["{0:05} {1:05} {1:05}", "Always the same"], ids=["one link", "one title"])
def test_what_all_entries_share_is_not_compared_with_all(words: str) -> None:
    links = (lambda number: ONE) if "{" in words else "https://arxiv.org/abs/2101.{:05}".format
    entries = [values(words.format(number, number * 7919 % 10007), links(number)) for number in range(20_000)]

    assert len(works(entries)) == 20_000


def test_wordings_of_one_paper_are_not_all_compared(count_calls: Callable[[Callable[[], object]], int]) -> None:
    def calls(size: int) -> int:
        alike = [values(f"How ants count the steps they take {number}", ONE) for number in range(size)]
        others = [values(f"{number * 7919 % 10007:05} {number:05}", ONE) for number in range(size)]
        return count_calls(lambda: works(alike + others))

    assert calls(400) < 4.6 * calls(100)


def test_find_knows_every_wording() -> None:
    known: Works[str] = Works()
    known.add("paper", "First title", Identifiers("2101.00001"))
    known.add("paper", "Another wording", Identifiers(doi="10.1000/1"))

    assert known.find("Another wording!", Identifiers("2101.00001")) == "paper"
    assert known.find("Another wording", Identifiers("2101.99999")) is None
