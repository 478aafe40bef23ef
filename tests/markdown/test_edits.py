from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers.markdown.edits import Edit, OverlapError, apply_edits


@pytest.mark.parametrize(
    ("edits", "after"),
    [
        ([], b"0123456789"),
        ([Edit(2, 5, b"x")], b"01x56789"),
        ([Edit(5, 7, b""), Edit(0, 1, b"zero")], b"zero1234789"),
        ([Edit(3, 3, b"a"), Edit(3, 3, b"b")], b"012ab3456789"),
        ([Edit(3, 5, b"C"), Edit(3, 3, b"a")], b"012aC56789"),
        ([Edit(0, 10, b""), Edit(10, 10, b"end")], b"end"),
    ],
    ids=["none", "replace", "any-order", "insertions-in-order", "insertion-before-replacement", "everything"],
)
def test_apply_edits(edits, after):
    assert apply_edits(b"0123456789", edits) == after


def test_apply_edits_to_a_span_keeps_the_datas_offsets():
    assert apply_edits(b"0123456789", [Edit(4, 5, b"x")], start=3, end=7) == b"3x56"


@pytest.mark.parametrize(
    ("edits", "span"),
    [
        ([Edit(1, 4, b""), Edit(3, 5, b"")], (0, 10)),
        ([Edit(1, 4, b""), Edit(2, 2, b"x")], (0, 10)),
        ([Edit(5, 4, b"")], (0, 10)),
        ([Edit(1, 2, b"")], (2, 10)),
        ([Edit(8, 10, b"")], (0, 9)),
    ],
    ids=["crossing", "insertion-inside", "backwards", "before-the-span", "behind-the-span"],
)
def test_apply_edits_refuses_overlaps(edits, span):
    with pytest.raises(OverlapError):
        apply_edits(b"0123456789", edits, start=span[0], end=span[1])


@given(data=st.binary(max_size=60), cuts=st.lists(st.integers(0, 60), max_size=12), new=st.binary(max_size=5))
def test_apply_edits_leaves_all_other_bytes(data, cuts, new):
    points = sorted(min(cut, len(data)) for cut in cuts)
    pairs = list(zip(points[::2], points[1::2], strict=False))
    expected, done = b"", 0
    for start, end in pairs:
        expected += data[done:start] + new
        done = end
    assert apply_edits(data, [Edit(start, end, new) for start, end in pairs]) == expected + data[done:]
