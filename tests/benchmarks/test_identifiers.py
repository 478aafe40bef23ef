"""Identifiers in texts of any length take time in proportion to it."""

from __future__ import annotations

import time

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from papers.identifiers import KINDS, fold_text, identify, normalize_identifier, recognize_identifier

PIECES = ["(", "10.1000/", "doi:", "/doi/", "openreview.net/forum?", "arxiv: ", "/full", "%", "&a=", "a", "é", " "]
FRONTS = ["", "https://doi.org/10.1000/", "https://openreview.net/forum?", "https://arxiv.org/", "https://nature.com/"]


@pytest.mark.parametrize("piece", PIECES)
def test_ten_times_the_text_takes_about_ten_times_as_long(piece: str, benchmark: BenchmarkFixture) -> None:
    short, long = (piece * (length // len(piece)) for length in (7_000, 70_000))
    measured = min(_seconds(short) for _ in range(5))
    benchmark(_read, long)
    assert min(_seconds(long) for _ in range(5)) < 25 * measured + 0.002


def _seconds(text: str) -> float:
    start = time.perf_counter()
    _read(text)
    return time.perf_counter() - start


def _read(text: str) -> None:
    for front in FRONTS:
        identify([front + text])
        recognize_identifier(front + text)
        fold_text(front + text)
        for field in KINDS:
            normalize_identifier(field, front + text)
