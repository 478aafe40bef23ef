"""How fast bytes become records: over real lists, and over one long list."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from papers.readme.reader import read
from papers.readme.venues import BUILT_IN
from tests.corpus import corpus_lists, needs_corpus
from tests.growing import GROWING
from tests.made import made_list


def note_speed(benchmark: BenchmarkFixture, size: int) -> None:
    assert benchmark.stats is not None
    benchmark.extra_info["MB/s"] = round(size / 1e6 / benchmark.stats.stats.min, 2)


@needs_corpus
def test_read_the_corpus(benchmark: BenchmarkFixture) -> None:
    lists = [path.read_bytes() for path in corpus_lists()]

    def read_all() -> int:
        return sum(len(read(data, BUILT_IN).entries) for data in lists)

    assert benchmark.pedantic(read_all, rounds=5, warmup_rounds=1) > 10_000
    note_speed(benchmark, sum(map(len, lists)))


@pytest.mark.parametrize("entries", [1_000, 10_000])
def test_read_a_made_list(benchmark: BenchmarkFixture, entries: int) -> None:
    data = made_list(entries)
    document = benchmark.pedantic(read, args=(data, BUILT_IN), rounds=3)
    assert len(document.entries) == entries
    note_speed(benchmark, len(data))


@pytest.mark.parametrize("grow", GROWING.values(), ids=GROWING)
def test_time_grows_with_the_input_only(benchmark: BenchmarkFixture, grow: Callable[[int], str]) -> None:
    """What one call takes is seen by the clock only: four times the text may take eight times as long, not sixteen."""
    small, large = grow(4_000).encode(), grow(16_000).encode()

    def seconds(data: bytes) -> float:
        start = process_time()
        read(data, BUILT_IN)
        return process_time() - start

    first = min(seconds(small) for _ in range(3))
    took = benchmark.pedantic(seconds, args=(large,), rounds=1)
    assert took < 2 * len(large) / len(small) * max(first, 0.005)
