from __future__ import annotations

import sys
from collections.abc import Callable

import pytest


@pytest.fixture
def count_calls() -> Callable[[Callable[[], object]], int]:
    """Counts the Python and C calls that a function makes: work without a clock."""

    def count(work: Callable[[], object]) -> int:
        calls = 0

        def note(_frame: object, event: str, _argument: object) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(note)
        try:
            work()
        finally:
            sys.setprofile(before)
        return calls

    return count
