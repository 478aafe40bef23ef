"""What it costs to find duplicates among 100,000 papers."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from papers.duplicates import candidates
from papers.models import Paper, PaperLink

COUNT = 100_000

pytestmark = pytest.mark.django_db


def worded(chance: random.Random) -> Callable[[int], str]:
    """Titles of nine words, some common and many rare, as titles are."""
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _ in range(8000)]
    weights = [1 / (at + 1) for at in range(len(words))]
    return lambda at: " ".join(chance.choices(words, weights, k=9))


@pytest.mark.parametrize(
    "title",
    [
        worded(random.Random(1)),
        lambda at: "One and the same title",
        lambda at: f"A title like the others for {''.join(chr(97 + at // 26**each % 26) for each in range(4))}",
    ],
    ids=["titles", "same", "alike"],
)
def test_duplicates_of_many_papers(benchmark, title):
    papers = Paper.objects.bulk_create(
        (
            Paper(title=title(at), slug=f"paper-{at}", citation_key=f"key{at}", arxiv_id=f"2101.{at:05}")
            for at in range(COUNT)
        ),
        batch_size=2000,
    )
    PaperLink.objects.bulk_create(
        (PaperLink(paper=paper, url=f"https://example.org/{paper.pk}") for paper in papers), batch_size=2000
    )
    benchmark.pedantic(candidates, rounds=1)
    assert benchmark.stats.stats.max < 60
