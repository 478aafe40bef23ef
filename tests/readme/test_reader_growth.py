"""Reading takes work in proportion to the input, whatever the input; `tests/benchmarks` watches the clock, too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from papers.markdown.parser import parse
from papers.markdown.source import Source
from papers.readme.reader import read
from papers.readme.venues import BUILT_IN
from tests.growing import GROWING

Count = Callable[[Callable[[], object]], int]
WORKS: dict[str, Callable[[bytes], object]] = {
    "reading": lambda data: read(data, BUILT_IN),
    "parsing": lambda data: sum(1 for _ in parse(Source.decode(data))),
}


def check_growth(count_calls: Count, work: Callable[[bytes], object], small: bytes, large: bytes) -> None:
    """Fails where the calls grow by more than a quarter over the text's growth."""
    growth = len(large) / max(1, len(small))
    assert count_calls(lambda: work(large)) < 1.25 * growth * count_calls(lambda: work(small)) + 3_000


@pytest.mark.parametrize("work", WORKS.values(), ids=WORKS)
@pytest.mark.parametrize("grow", GROWING.values(), ids=GROWING)
def test_work_grows_with_the_input_only(
    grow: Callable[[int], str], work: Callable[[bytes], object], count_calls: Count
) -> None:
    check_growth(count_calls, work, grow(150).encode(), grow(600).encode())


@pytest.mark.long
@pytest.mark.parametrize("grow", GROWING.values(), ids=GROWING)
def test_work_grows_with_long_inputs_only(grow: Callable[[int], str], count_calls: Count) -> None:
    """The larger input has about half a megabyte, on one line where the text is made of one."""
    each = len(grow(4_000)) / 4_000
    size = int(500_000 / each)
    check_growth(count_calls, WORKS["reading"], grow(size // 8).encode(), grow(size).encode())


PARTS = [
    "[",
    "](http://a.b/c.pdf)",
    "**",
    "*",
    "`",
    "<a href='b'>",
    "</a>",
    "<li>",
    "<!--",
    "(ICLR 2020)",
    "&amp;",
    "\n",
    "\n- ",
]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from([*PARTS, "A title of it ", "| ", "> ", "  ", "# "]), min_size=1, max_size=6).map("".join)
)
def test_work_grows_with_repetition_only(count_calls: Count, part: str) -> None:
    check_growth(count_calls, WORKS["reading"], f"- {part * 60}".encode(), f"- {part * 240}".encode())
