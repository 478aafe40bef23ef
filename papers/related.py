"""Which papers a reader of one may want to see next."""

from __future__ import annotations

from collections import Counter
from typing import Final

from papers import search
from papers.models import Paper

CANDIDATES: Final = 400
SHORTEST_WORD: Final = 4


def related(paper: Paper, *, most: int = 5) -> list[Paper]:
    """Of the papers that share a section or a tag, those with most of their titles' rarer words and tags in common.

    A word counts the more the fewer of the candidates have it; a shared tag counts as a word that only they have. Ties
    are in README order. Costs three queries.
    """
    candidates = list(
        Paper.objects.public()
        .beside(paper)
        .in_readme_order()
        .select_related("venue")
        .prefetch_related("tags")
        .only("title", "slug", "venue__name", "track", "year")[:CANDIDATES]
    )
    words = {each.pk: _words(each.title) for each in candidates}
    common = Counter(word for each in words.values() for word in each)
    own, tags = _words(paper.title), set(paper.tags.all())

    def likeness(other: Paper) -> float:
        shared = sum(1 / common[word] for word in own & words[other.pk])
        return shared + len(tags & set(other.tags.all()))

    ranked = sorted(candidates, key=likeness, reverse=True)
    return [each for each in ranked[:most] if likeness(each) > 0]


def _words(title: str) -> frozenset[str]:
    return frozenset(word for word in search.words(title) if len(word) >= SHORTEST_WORD)
