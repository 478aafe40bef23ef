from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from papers.markdown.three_way import merge_sequences

words = st.lists(st.sampled_from("abcde"), max_size=8)


def merged(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], *, ours_first: bool = True
) -> tuple[str, bool]:
    taken, is_contradicted = merge_sequences(base, ours, theirs, prefer_ours=ours_first)
    return "".join(
        "".join((ours if each.is_ours else theirs)[each.start : each.end]) for each in taken
    ), is_contradicted


@given(base=words, changed=words)
def test_what_one_side_changed_is_that_sides(base: list[str], changed: list[str]) -> None:
    assert merged(base, changed, base) == ("".join(changed), False)
    assert merged(base, base, changed) == ("".join(changed), False)
    assert merged(base, changed, changed) == ("".join(changed), False)


@given(base=words, ours=words, theirs=words)
def test_contradictions_go_to_the_preferred_side_and_nothing_else_does(
    base: list[str], ours: list[str], theirs: list[str]
) -> None:
    first, is_contradicted = merged(base, ours, theirs)
    second, again = merged(base, ours, theirs, ours_first=False)

    assert is_contradicted == again
    assert is_contradicted or first == second


def test_changes_apart_from_each_other_are_both_made() -> None:
    assert merged("abcdef", "aXcdef", "abcdeY") == ("aXcdeY", False)


def test_changes_that_only_touch_are_both_made() -> None:
    assert merged("abc", "ac", "abYc") == ("aYc", False)


def test_of_two_insertions_in_one_place_theirs_comes_first() -> None:
    assert merged("abc", "abXc", "abYc") == ("abYXc", False)


def test_two_changes_of_one_stretch_contradict() -> None:
    assert merged("abc", "aXc", "aYc") == ("aXc", True)
    assert merged("abc", "aXc", "aYc", ours_first=False) == ("aYc", True)


def test_the_same_change_is_made_once() -> None:
    assert merged("abc", "aXYc", "aXYcd") == ("aXYcd", False)
