"""Rules look at each entry a bounded number of times, whatever the entries have in common."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from papers.readme.checking.check import RULES
from papers.readme.checking.inspection import Inspection
from papers.readme.reader import read
from papers.readme.venues import BUILT_IN
from tests.readme.checking.lists import arxiv, entry


def word(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


ALIKE = {
    "one title": lambda number: entry("How Ants Count the Steps They Take", arxiv(f"2310.{number:05}")),
    "one link": lambda number: entry(f"How {word(number * 7919)} counts {word(number * 104729)}", arxiv("2310.00001")),
    "one paper": lambda number: entry("How Ants Count the Steps They Take", arxiv("2310.00001")),
    "near titles": lambda number: entry(
        f"How transformer{word(number)} counts their steps", arxiv(f"2310.{number:05}")
    ),
    "near words": lambda number: entry(f"Transform{word(number)}er", arxiv(f"2310.{number:05}")),
    "near venues": lambda number: entry(
        f"How {word(number)} counts", arxiv(f"2310.{number:05}"), f"NeurI{word(number)}PS'23"
    ),
}


@pytest.mark.parametrize("what", ALIKE)
def test_calls_grow_as_the_list_does(what: str, count_calls: Callable[[Callable[[], object]], int]) -> None:
    def calls(size: int) -> int:
        text = "# A\n\n" + "".join(map(ALIKE[what], range(10_000, 10_000 + size)))
        inspection = Inspection(read(text.encode(), BUILT_IN), BUILT_IN)
        return count_calls(lambda: [list(rule.look(inspection, rule)) for rule in RULES])

    small, large = calls(150), calls(600)

    assert large < 4.6 * small
