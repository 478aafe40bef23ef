"""How long all rules take over what was read: against the time that reading takes, in the same run."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from typing import TypeVar

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from papers.readme.checking.check import check
from papers.readme.reader import read
from papers.readme.venues import BUILT_IN
from tests.corpus import corpus_lists, needs_corpus
from tests.made import made_list

Result = TypeVar("Result")


@needs_corpus
def test_check_the_corpus(benchmark: BenchmarkFixture) -> None:
    measure(benchmark, [path.read_bytes() for path in corpus_lists()])


@pytest.mark.parametrize("entries", [1_000, 10_000])
def test_check_a_made_list(benchmark: BenchmarkFixture, entries: int) -> None:
    measure(benchmark, [made_list(entries)])


def measure(benchmark: BenchmarkFixture, lists: list[bytes]) -> None:
    """Asserts that checking takes at most 1.75 times the time that reading does, both in the processor's time."""
    documents, reading = timed(lambda: [read(data, BUILT_IN) for data in lists])

    def check_all() -> float:
        return timed(lambda: [check(document, BUILT_IN) for document in documents])[1]

    checking = min(check_all(), check_all(), benchmark.pedantic(check_all))
    speed = sum(map(len, lists)) / 1e6 / checking
    benchmark.extra_info["MB/s"] = round(speed, 2)
    print(f"{speed:.2f} MB/s, {checking / reading:.2f} of the time for reading")  # noqa: T201
    assert checking < 1.75 * reading


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    start = process_time()
    done = work()
    return done, process_time() - start
