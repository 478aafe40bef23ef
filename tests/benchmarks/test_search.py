"""How long a search takes among 100,000 papers with abstracts of 180 words, on the database that the tests run on."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import accumulate, chain, islice

import pytest
from django.db import connection, transaction
from pyroaring import FrozenBitMap

from papers import search
from papers.models import Paper

PAPERS = 100_000
BATCH = 2_000
ASKED = {
    "fifthone fifthtwo": (0.05, 0.020),
    "halfone halftwo": (0.5, 0.080),
    # A letter, and words that both databases look for in the text itself or by where they stand.
    "b": (1, 0.5),
    '"halfone halftwo"': (0, 1),
}
"""The part of the papers that is found, and the seconds that its first page may take."""
PARTLY = ("fifthone fifthtwo absentone", "halfone halftwo absentone", "fifthone halfone absentone absenttwo b")
MOST_TIMES = 5
"""How many times as long as looking for papers with all words it may take to find those with most of them."""
WORDS = {"fifthone": 0.05, "fifthtwo": 0.05, "halfone": 0.5, "halftwo": 0.5}


def vocabulary(chance: random.Random) -> list[str]:
    syllables = [first + second for first in "bcdfghklmnprstvw" for second in "aeiou"]
    return sorted({"".join(chance.choices(syllables, k=chance.randint(1, 5))) for _ in range(40_000)})


def made_papers(chance: random.Random) -> Iterator[Paper]:
    """Words are as frequent as in any language: a few stand everywhere, most nearly nowhere."""
    words = vocabulary(chance)
    chance.shuffle(words)
    weights = list(accumulate(1 / (at + 8) for at in range(len(words))))
    for number in range(PAPERS):
        title = chance.choices(words, cum_weights=weights, k=9)
        abstract = chance.choices(words, cum_weights=weights, k=180)
        for word, part in WORDS.items():
            if chance.random() < part**0.5:
                (title if chance.random() < 0.3 else abstract).insert(3, word)
        paper = Paper(title=" ".join(title), abstract=" ".join(abstract), authors=["Ada Lovelace", "Emmy Noether"])
        paper.search_text = search.document(title=paper.title, authors=paper.authors, abstract=paper.abstract)
        paper.slug = paper.citation_key = f"paper-{number}"
        yield paper


def insert(papers: Iterator[Paper]) -> float:
    """Seconds, without those of making the papers."""
    seconds = 0.0
    while batch := list(islice(papers, BATCH)):
        began = time.perf_counter()
        with transaction.atomic():
            Paper.objects.bulk_create(batch)
        seconds += time.perf_counter() - began
    return seconds


def first_page(query: str) -> tuple[int, list[Paper]]:
    """The keys stand for the list's order, which readers' pages have in memory."""
    found = search.relevances(query)
    keys = list(islice(chain.from_iterable(found.values()), 25))
    rows = Paper.objects.detailed(keys)
    return sum(map(len, found.values())), [rows[key] for key in keys]


def seconds(query: str) -> float:
    return shortest(lambda: first_page(query))


def shortest(work: Callable[[], object]) -> float:
    """The shortest of some times in seconds, as others use the machine, too."""
    times = []
    for _ in range(20):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def nearest(query: str) -> Callable[[], object]:
    """Searches the papers that lack the fewest words, as it is done where none has all."""
    public = FrozenBitMap(Paper.objects.values_list("pk", flat=True))
    return lambda: search.partial_matches(query, public)


@pytest.mark.django_db(transaction=True)
def test_first_page_by_relevance(benchmark) -> None:
    inserted = insert(made_papers(random.Random(7)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    counts = {query: first_page(query)[0] for query in ASKED}
    times = benchmark.pedantic(lambda: {query: seconds(query) for query in ASKED}, rounds=1)
    milliseconds = {query: round(found * 1000, 1) for query, found in times.items()}
    benchmark.extra_info |= {"database": connection.vendor, "insertion": round(inserted), **milliseconds}
    for query in PARTLY:
        with_all, with_most = shortest(partial(search.relevances, query)), shortest(nearest(query))
        benchmark.extra_info |= {f"all of {query}": round(with_all * 1000), f"most of {query}": round(with_most * 1000)}
        assert with_most <= MOST_TIMES * with_all + 0.01
    for query, (part, most) in ASKED.items():
        assert round(counts[query] / PAPERS, 2) == part
        assert times[query] <= most
