from __future__ import annotations

import pytest

from papers.layout.sets import merged, with_changes
from papers.readme.records import Link

PAPER, OTHER, THIRD = (Link("Paper", f"https://example.org/{number}") for number in range(3))
CODE = Link("Code", "https://example.org/code")


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        ((), ("a",), ("b",), ("b", "a")),
        (("a",), ("a", "b"), ("a", "c"), ("a", "c", "b")),
        (("a", "b"), ("b",), ("a", "b", "c"), ("b", "c")),
        (("a", "b"), ("b", "a"), ("a", "b"), ("b", "a")),
        (("a",), (), (), ()),
        ((PAPER,), (PAPER, CODE), (OTHER,), (OTHER, CODE)),
        ((PAPER,), (CODE,), (PAPER,), (CODE,)),
        ((), (Link("Paper", "u"),), (Link("", "u"),), (Link("", "u"),)),
        ((PAPER, PAPER), (PAPER, PAPER), (PAPER, OTHER), (PAPER, OTHER)),
    ],
    ids=[
        "both made",
        "both added",
        "removed here, added there",
        "reordered here",
        "both removed",
        "another URL there, one more link here",
        "relabelled here",
        "same URL under another label",
        "repeated label",
    ],
)
def test_merged_by_element(base: tuple, ours: tuple, theirs: tuple, expected: tuple) -> None:
    assert merged(base, ours, theirs, prefer_theirs=True) == (expected, False)


@pytest.mark.parametrize(("prefer_theirs", "expected"), [(True, (THIRD,)), (False, (OTHER,))])
def test_two_urls_for_one_label_are_a_conflict(prefer_theirs: bool, expected: tuple) -> None:
    assert merged((PAPER,), (OTHER,), (THIRD,), prefer_theirs=prefer_theirs) == (expected, True)


def test_element_changed_here_and_removed_there_is_a_conflict() -> None:
    assert merged((PAPER,), (OTHER,), (), prefer_theirs=False) == ((OTHER,), True)


def test_with_changes_applies_only_the_difference() -> None:
    assert with_changes((PAPER,), (PAPER, CODE), (OTHER, CODE)) == (OTHER,)
