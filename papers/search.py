"""Full-text search over one denormalised column, folded and cut into words here, so that every database answers alike.

A paper's text has one line a field, the title's first, each ` word word ... ` with a space on both sides: a word's
beginning, a whole word and a phrase are then each found as a plain substring.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any, Final

from django.db import connection, models
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import StrIndex, Substr

from papers.models import Paper
from papers.querysets import PaperQuerySet

LONGEST_QUERY: Final = 200
"""In characters."""
BATCH: Final = 1000

# Scripts that put no space between words, as far as papers are written in them.
_UNSPACED: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PAIRED: Final = re.compile(f"[{_UNSPACED}]")
_RUN: Final = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_COMPOUND: Final = re.compile(r"[^\W_]+(?:[-\u2010-\u2015'’][^\W_]+)+")
_TERM: Final = re.compile(r'["“”„«»]([^"“”„«»]*)(?:["“”„«»]|$)|([^\s"“”„«»]+)')


def fold(text: str) -> str:
    """Case, accents and compatibility forms undone: `Ünïted` and `UNITED` are one."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return unicodedata.normalize("NFC", bare)


def words(text: str) -> list[str]:
    """The folded words in order. Scripts without spaces give each pair of neighbours, and the last character alone."""
    found: list[str] = []
    for run in _RUN.findall(fold(text)):
        found += pairs(run) if _PAIRED.match(run) else [run]
    return found


def pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run))]


def joined(text: str) -> list[str]:
    """Words written with hyphens or apostrophes as one: `pre-training` is also found as `pretraining`."""
    return ["".join(_RUN.findall(compound)) for compound in _COMPOUND.findall(fold(text))]


def document(
    *,
    title: str,
    name: str = "",
    authors: Sequence[str] = (),
    appeared: str = "",
    identifiers: Iterable[str] = (),
    tags: Iterable[str] = (),
    abstract: str = "",
) -> str:
    """What `Paper.search_text` holds; `appeared` is venue, track and year."""
    fields = (f"{title} {name}", " ".join(authors), appeared, " ".join(identifiers), " ".join(tags), abstract)
    compounds = [word for field in fields for word in joined(field)]
    return "\n".join(f" {' '.join(line)} " for line in (*map(words, fields), compounds))


def document_of(paper: Paper) -> str:
    """Uses the paper's venue and tags: select and prefetch them for more than one."""
    return document(
        title=paper.title,
        name=paper.name,
        authors=paper.authors,
        appeared=f"{paper.venue or ''} {paper.track} {paper.year or ''}",
        identifiers=(paper.arxiv_id, paper.doi, paper.openreview_id, paper.acl_id),
        tags=[tag.name for tag in paper.tags.all()],
        abstract=paper.abstract,
    )


def index(papers: models.QuerySet[Any]) -> int:
    """Brings the search text of these papers up to date; says how many had another one."""
    changed: list[tuple[str, int]] = []
    for paper in papers.select_related("venue").prefetch_related("tags").order_by("pk").iterator(BATCH):
        text = document_of(paper)
        if text != paper.search_text:
            changed.append((text, paper.pk))
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE papers_paper SET search_text = %s WHERE id = %s", changed)
    return len(changed)


def index_missing() -> int:
    """As `index`, for papers that never were, as those of a database from before there was a search."""
    return index(Paper.objects.filter(search_text=""))


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of a query: `spellings` are what it is searched as, each a run of folded words."""

    spellings: tuple[str, ...]
    is_exact: bool
    """Whether its last word ends where the text's does, as in quotes; else it is the beginning of a word."""

    def needles(self) -> tuple[str, ...]:
        return tuple(f" {spelling} " if self.is_exact else f" {spelling}" for spelling in self.spellings)


def terms(query: str) -> list[Term]:
    """Quoted phrases, and words as beginnings of words; all of them are asked for. Nothing else is an operator."""
    found: dict[Term, None] = {}
    for quoted, plain in _TERM.findall(query):
        text = quoted or plain
        spellings = dict.fromkeys(filter(None, (_asked(text), *(_whole(text) if plain else ()))))
        if spellings:
            found[Term(tuple(spellings), bool(quoted))] = None
    return list(found)


def _asked(text: str) -> str:
    """The words of a query: a run that is searched by its pairs does not ask for its last character once more."""
    found = words(text)
    alone = len(found) > 1 and len(found[-1]) == 1 and _PAIRED.match(found[-1]) and _PAIRED.match(found[-2])
    return " ".join(found[:-1] if alone else found)


def _whole(word: str) -> list[str]:
    compounds = joined(word)
    return compounds if len(compounds) == 1 and compounds[0] == "".join(_RUN.findall(fold(word))) else []


def matching(papers: PaperQuerySet, query: str) -> PaperQuerySet:
    """Papers that have every term somewhere; all papers where the query has no word."""
    conditions = [reduce(or_, (Q(search_text__contains=each) for each in term.needles())) for term in terms(query)]
    return papers.filter(reduce(and_, conditions)) if conditions else papers


def by_relevance(papers: PaperQuerySet, query: str) -> PaperQuerySet:
    """Annotates `relevance`: the sum over the terms of 3 for one that stands in the title as it is, 2 for one that
    begins a word of the title, else 1. Best first, ties in README order."""
    score: Any = Value(0)
    for term in terms(query):
        whole, beginning = Q(), Q()
        for spelling in term.spellings:
            whole |= Q(title_words__contains=f" {spelling} ")
            beginning |= Q(title_words__contains=f" {spelling}")
        score += Case(When(whole, then=3), When(beginning, then=2), default=1, output_field=IntegerField())
    first_line = Substr("search_text", 1, StrIndex("search_text", Value("\n")))
    ordered = papers.annotate(title_words=first_line).annotate(relevance=score).in_readme_order()
    return ordered.order_by(F("relevance").desc(), *ordered.query.order_by)
