"""Papers that are in the survey already, and look like one that is about to be added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Final

from django.db.models import Q
from django.db.models.functions import Lower
from rapidfuzz import fuzz, process

from papers.identifiers import KINDS, Identifiers
from papers.models import Paper
from papers.readme.identity import SIMILAR, plain, similar

MOST: Final = 5
"""Papers that are offered in place of one."""


@dataclass(frozen=True, slots=True)
class Match:
    paper: Paper
    reason: str
    """Like “same arXiv id, similar title”."""


@dataclass
class Known:
    """For many look-ups: the titles of all papers are read once, when the first is asked for."""

    _titles: dict[int, str] | None = field(default=None, init=False)

    def matches(self, title: str, identifiers: Identifiers) -> list[Match]:
        """By identifier, then by title; the project's own threshold says what is similar."""
        words = plain(title)
        reasons: dict[int, list[str]] = {}
        for pk, name in self._by_identifier(identifiers):
            reasons.setdefault(pk, []).append(f"same {KINDS[name].name}")
        for pk in self._by_title(words) if words else ():
            reasons.setdefault(pk, []).append("same title" if self.titles[pk] == words else "similar title")
        papers = Paper.objects.in_bulk(list(reasons)[:MOST])
        return [
            Match(papers[pk], ", ".join([*said, *self._doubt(pk, words, said)]))
            for pk, said in reasons.items()
            if pk in papers
        ]

    @property
    def titles(self) -> dict[int, str]:
        if self._titles is None:
            rows = Paper.objects.order_by("pk").values_list("pk", "title").iterator(chunk_size=5_000)
            self._titles = {pk: plain(title) for pk, title in rows}
        return self._titles

    def _by_identifier(self, identifiers: Identifiers) -> Iterable[tuple[int, str]]:
        for name in (each.name for each in fields(Identifiers)):
            if value := getattr(identifiers, name):
                papers = Paper.objects.order_by("pk")
                asked = Q(**{name: value})
                if name == "doi":
                    papers, asked = papers.annotate(lowered=Lower("doi")), Q(lowered=value.lower())
                for pk in papers.filter(asked).values_list("pk", flat=True)[:MOST]:
                    yield pk, name

    def _by_title(self, words: str) -> list[int]:
        found = process.extract(words, self.titles, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=MOST)
        return [pk for _, _, pk in found]

    def _doubt(self, pk: int, words: str, said: list[str]) -> list[str]:
        is_by_identifier_only = not any("title" in each for each in said)
        return ["another title"] if is_by_identifier_only and words and not similar(words, self.titles[pk]) else []
