"""How fast bytes become records: over real lists, and over one long list."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from papers.readme.reader import read
from papers.readme.venues import BUILT_IN
from tests.corpus import corpus_lists, needs_corpus
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
