from __future__ import annotations

import pytest

from papers.layout.order import kept_after, merged


@pytest.mark.parametrize(
    ("order", "reference", "expected"),
    [
        ("abc", "axbyc", "axbyc"),
        ("cba", "axbyc", "cbyax"),
        ("ab", "xyab", "xyab"),
        ("", "xy", "xy"),
        ("ab", "", "ab"),
    ],
    ids=["between", "reordered", "leading", "all missing", "none missing"],
)
def test_kept_after_puts_the_missing_behind_their_predecessor(order: str, reference: str, expected: str) -> None:
    assert "".join(kept_after(order, reference)) == expected


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        ("abc", "abc", "abc", "abc"),
        ("abc", "cab", "abc", "cab"),
        ("abc", "abc", "bca", "bca"),
        ("abc", "cab", "bca", "bca"),
        ("abc", "axbc", "abyc", "axbyc"),
        ("abc", "cab", "abyc", "caby"),
        ("abc", "xcab", "bac", "xbac"),
        ("", "ab", "ba", "ba"),
    ],
    ids=["same", "ours", "theirs", "both", "added on both sides", "ours, added there", "both, made here", "no base"],
)
def test_merged(base: str, ours: str, theirs: str, expected: str) -> None:
    assert "".join(merged(base, ours, theirs)) == expected
