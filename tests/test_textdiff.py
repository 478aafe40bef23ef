"""Differences of texts: complete, within bounds, and as people see them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papers.textdiff import LONGEST_LINE, Part, difference, marked

lines = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\r\n", b"\n", b"d\r", b"e\n", b"f\n"]), max_size=25).map(
    lambda parts: b"".join(parts).splitlines(keepends=True)
)


def shown(before: str, after: str) -> list[tuple[str, str]]:
    found = difference(before.encode(), after.encode())
    return [
        (line.sign, "".join(part.text for part in line.parts))
        for hunk in found.hunks
        for line in hunk
        if line.sign != " "
    ]


@given(before=lines, after=lines)
@settings(max_examples=200)
def test_lines_shown_lead_from_one_text_to_the_other(before: list[bytes], after: list[bytes]) -> None:
    found = difference(b"".join(before), b"".join(after))
    gone = {line.before - 1 for hunk in found.hunks for line in hunk if line.after is None and line.before}
    come = {line.after - 1 for hunk in found.hunks for line in hunk if line.before is None and line.after}
    assert [line for at, line in enumerate(before) if at not in gone] == [
        line for at, line in enumerate(after) if at not in come
    ]
    assert (found.removed, found.added, found.left_out) == (len(gone), len(come), 0)
    assert bool(found) == (before != after)


@given(before=lines, after=lines)
@settings(max_examples=100)
def test_context_is_the_same_on_both_sides(before: list[bytes], after: list[bytes]) -> None:
    for hunk in difference(b"".join(before), b"".join(after)).hunks:
        for line in hunk:
            if line.before and line.after:
                assert before[line.before - 1] == after[line.after - 1]


def test_hunks_have_three_lines_of_context_and_do_not_touch() -> None:
    before = "".join(f"{number}\n" for number in range(1, 31))
    found = difference(before.encode(), before.replace("10\n", "ten\n").replace("25\n", "").encode())
    assert [[line.before for line in hunk] for hunk in found.hunks] == [
        [7, 8, 9, 10, None, 11, 12, 13],
        [22, 23, 24, 25, 26, 27, 28],
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a\n", "a\r\n", [("-", "a"), ("+", "a␍")]),
        ("a\n", "a", [("-", "a"), ("+", "a␄")]),
        ("a \n", "a\n", [("-", "a "), ("+", "a")]),
        ("", "a\n", [("+", "a")]),
        ("a\u2028b\n", "a\u2028c\n", [("-", "a\u2028b"), ("+", "a\u2028c")]),
    ],
    ids=["end of line", "no end", "trailing blank", "from nothing", "line separator"],
)
def test_what_differs_is_seen(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    assert shown(before, after) == expected


def test_words_that_differ_are_marked() -> None:
    before, after = marked("- (**Arxiv'23**) The learnability", "- (**NeurIPS'23**) The learnability")
    assert [part.text for part in before if part.is_changed] == ["Arxiv"]
    assert [part.text for part in after if part.is_changed] == ["NeurIPS"]


def test_lines_without_a_word_in_common_are_not_marked() -> None:
    assert not any(part.is_changed for part in marked("one two three", "quite another thing")[0])


def test_nothing_has_no_parts() -> None:
    assert marked("", "a word") == ((), (Part("a word"),))


def test_change_at_the_end_of_a_long_line_is_seen() -> None:
    before, after = marked("x " * 5000 + "old", "x " * 5000 + "new")
    assert "".join(part.text for part in before).endswith("old")
    assert "".join(part.text for part in after).endswith("new")
    assert sum(len(part.text) for part in before) < LONGEST_LINE


def test_long_lines_are_cut_with_their_length() -> None:
    ((line,),) = difference(b"", b"x" * 10_000).hunks
    assert line.parts[-1].text == "… (8001 characters more)"


def test_at_most_so_many_lines_are_shown_and_both_sides_of_a_large_change() -> None:
    before = "".join(f"old {number}\n" for number in range(1000)).encode()
    found = difference(before, before.replace(b"old", b"new"), most=100)
    signs = [line.sign for hunk in found.hunks for line in hunk]
    assert (signs.count("-"), signs.count("+")) == (50, 50)
    assert (found.removed, found.added, found.left_out) == (1000, 1000, 1900)


def test_work_is_bounded_where_no_line_is_like_another() -> None:
    """Each of 40,000 lines against each other one would take minutes."""
    before = b"".join(b"- line %d\n\n" % number for number in range(20_000))
    assert difference(before, before.replace(b"\n", b"\r\n")).added == 40_000
    assert difference(b"a\nb\n" * 20_000, b"b\nc\na\n" * 20_000)
