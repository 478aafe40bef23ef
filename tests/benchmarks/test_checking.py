"""How long all rules take over what was read: against the time that reading takes, in the same run."""

from __future__ import annotations

from time import process_time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from papers.readme.checking.check import check
from papers.readme.reader import read
from papers.readme.venues import BUILT_IN
from tests.corpus import corpus_lists, needs_corpus
from tests.made import made_list


@needs_corpus
def test_check_the_corpus(benchmark: BenchmarkFixture) -> None:
    measure(benchmark, [path.read_bytes() for path in corpus_lists()])


@pytest.mark.parametrize("entries", [1_000, 10_000])
def test_check_a_made_list(benchmark: BenchmarkFixture, entries: int) -> None:
    measure(benchmark, [made_list(entries)])


def measure(benchmark: BenchmarkFixture, lists: list[bytes]) -> None:
    """Asserts that checking takes at most twice the time that reading does."""
    documents = [read(data, BUILT_IN) for data in lists]
    start = process_time()
    for data in lists:
        read(data, BUILT_IN)
    reading = process_time() - start

    benchmark.pedantic(lambda: [check(document, BUILT_IN) for document in documents], rounds=3)

    assert benchmark.stats is not None
    fastest = benchmark.stats.stats.min
    speed = sum(map(len, lists)) / 1e6 / fastest
    benchmark.extra_info["MB/s"] = round(speed, 2)
    print(f"{speed:.2f} MB/s, {fastest / reading:.2f} of the time for reading")  # noqa: T201
    assert fastest < 2 * reading
