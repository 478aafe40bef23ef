"""Full-text search over one denormalised column, folded and cut into words here, so that every database answers alike.

A paper's text has one line a field, the title's first, each ` word word ... ` with a space on both sides: a word's
beginning, a whole word and a phrase are then each found as a plain substring.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import connection, connections, models
from django.db.models.expressions import RawSQL
from pyroaring import FrozenBitMap

from papers import fulltext
from papers.author_lists import listed_names
from papers.fulltext import Asked, Term
from papers.identifiers import fold_text, recognize_identifier
from papers.latex import simplify_math
from papers.models import Paper
from papers.querysets import PaperQuerySet

LONGEST_QUERY: Final = 200
"""In characters."""
LONGEST_FIELD: Final = 20_000
"""In characters: what stands behind them is not found, as PostgreSQL's index has a limit of 1 MB a paper."""
BATCH: Final = 1000

# Scripts that put no space between words, as far as papers are written in them.
_UNSPACED: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PAIRED: Final = re.compile(f"[{_UNSPACED}]")
_RUN: Final = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
# Looked for at the beginnings of words alone: from each letter on, a word without end takes its square in time.
_COMPOUND: Final = re.compile(r"(?<![^\W_])[^\W_]++(?:[-'][^\W_]++)+")
# `arXiv: 2402.02212` is one term.
_SPACED_PREFIX: Final = re.compile(r"\b(arxiv|doi|openreview|acl)\s*:\s+", re.IGNORECASE)
_TERM: Final = re.compile(r'["“”„«»]([^"“”„«»]*)(?:["“”„«»]|$)|([^\s"“”„«»]+)')


def words(text: str) -> list[str]:
    """The folded words in order. Scripts without spaces give each pair of neighbours, and the last character alone."""
    found: list[str] = []
    for run in _RUN.findall(fold_text(text)):
        found += pairs(run) if _PAIRED.match(run) else [run]
    return found


def pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run))]


def joined(text: str) -> list[str]:
    """Words written with hyphens or apostrophes as one: `pre-training` is also found as `pretraining`."""
    return ["".join(_RUN.findall(compound)) for compound in _COMPOUND.findall(fold_text(text))]


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
    names = " ".join(listed_names(authors))
    # A formula is found as it is written and as it is shown.
    shown = simplify_math(title)
    titles = f"{title} {name}" if shown == title else f"{shown} {name} {title}"
    fields = [titles, names, appeared, " ".join(identifiers), " ".join(tags), abstract]
    fields = [field[:LONGEST_FIELD] for field in fields]
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


def terms(query: str) -> list[Term]:
    """Return quoted phrases, and words as beginnings of words; all of them are asked for. Nothing else is an operator.

    An identifier is one term, and is searched for as papers have it: however it is pasted, it finds the same.
    """
    if identifier := _identifier(query):
        return [Term((identifier,), is_exact=False)]
    found: dict[Term, None] = {}
    for quoted, plain in _TERM.findall(_SPACED_PREFIX.sub(r"\1:", query)):
        text = quoted or plain
        spelling = _identifier(text) or _asked(text)
        spellings = dict.fromkeys(filter(None, (spelling, *(_whole(text) if plain else ()))))
        if spellings:
            found[Term(tuple(spellings), bool(quoted))] = None
    return list(found)


def _identifier(text: str) -> str:
    """The words of the identifier that a text is; empty if it is none."""
    return " ".join(words(" ".join(recognize_identifier(text).keys())))


def _asked(text: str) -> str:
    """The words of a query: a run that is searched by its pairs does not ask for its last character once more."""
    found = words(text)
    alone = len(found) > 1 and len(found[-1]) == 1 and _PAIRED.match(found[-1]) and _PAIRED.match(found[-2])
    return " ".join(found[:-1] if alone else found)


def _whole(word: str) -> list[str]:
    compounds = joined(word)
    return compounds if len(compounds) == 1 and compounds[0] == "".join(_RUN.findall(fold_text(word))) else []


def matching(papers: PaperQuerySet, query: str) -> PaperQuerySet:
    """Papers that have every term somewhere; all papers where the query has no word."""
    asked = terms(query)
    if not asked:
        return papers
    return papers.filter(pk__in=RawSQL(*fulltext.keys(Asked(asked), papers.db)))  # noqa: S611 - what is asked for are parameters


def relevances(query: str) -> dict[int, FrozenBitMap]:
    """The keys of the papers that `matching` finds, public or not, by their relevance, the highest first: the sum over
    the terms of 3 for one that stands in the title as it is, 2 for one that begins a word of the title, else 1.

    One query. Costs some 0.5 µs for each paper that is found, and for each whose title has a term.
    """
    asked = terms(query)
    if not asked:
        return {}
    found, *in_titles = _find_sets([Asked(asked), *(each for term in asked for each in _in_title(term))])
    return _by_relevance(found, len(asked), in_titles)


@dataclass(frozen=True, slots=True)
class PartialMatches:
    """Papers that have some of a query's terms, and none of them more than another."""

    matched: int
    """How many terms each of the papers has; 0 where no paper has any."""
    levels: Sequence[FrozenBitMap]
    """The keys of the papers by their relevance, the highest first."""


def partial_matches(query: str, among: FrozenBitMap) -> PartialMatches:
    """Return the papers `among` those given that lack the fewest terms, ranked by those that they have.

    For queries with terms of which no paper has all. One query.
    """
    asked = terms(query)
    sets = _find_sets([*(Asked([term]) for term in asked), *(each for term in asked for each in _in_title(term))])
    matched, best = _most_common(papers & among for papers in sets[: len(asked)])
    return PartialMatches(matched, [*_by_relevance(best, matched, sets[len(asked) :]).values()])


def _find_sets(sets: Sequence[Asked]) -> list[FrozenBitMap]:
    """The keys of the papers of each set, in their order. One query."""
    database = Paper.objects.all().db
    with connections[database].cursor() as cursor:
        cursor.execute(*fulltext.key_sets(sets, database))
        found = dict(cursor.fetchall())
    return [FrozenBitMap(json.loads(found[at] or "[]")) for at in range(len(sets))]


def _most_common(sets: Iterable[FrozenBitMap]) -> tuple[int, FrozenBitMap]:
    """The keys that are in the most sets, and in how many. Counts in binary: a set for each digit of the counts."""
    digits: list[FrozenBitMap] = []
    for papers in sets:
        carried = papers
        for at, digit in enumerate(digits):
            digits[at], carried = digit ^ carried, digit & carried
        if carried:
            digits.append(carried)
    most, best = 0, FrozenBitMap.union(FrozenBitMap(), *digits)
    for at in reversed(range(len(digits))):
        if higher := best & digits[at]:
            most, best = most | 1 << at, higher
    return most, best


def _by_relevance(papers: FrozenBitMap, lowest: int, in_titles: Sequence[FrozenBitMap]) -> dict[int, FrozenBitMap]:
    """The papers, all of `lowest` relevance at first, by what they have in their titles (see `_in_title`)."""
    levels = {lowest: papers}
    for begun, only_begun in zip(in_titles[::2], in_titles[1::2], strict=True):
        for better in (begun, begun - only_begun):
            levels = _raised(levels, better)
    return {relevance: levels[relevance] for relevance in sorted(levels, reverse=True) if levels[relevance]}


def _in_title(term: Term) -> tuple[Asked, Asked]:
    """Papers with a title in which a word begins so; and those in which no word is so, mostly few."""
    begun = replace(term, in_title=True, is_exact=False)
    return Asked([begun]), Asked([begun], without=replace(begun, is_exact=True))


def _raised(levels: Mapping[int, FrozenBitMap], better: FrozenBitMap) -> dict[int, FrozenBitMap]:
    """With these papers, as far as they are there, one level higher."""
    raised = {min(levels): levels[min(levels)] - better}
    for relevance, papers in levels.items():
        raised[relevance + 1] = levels.get(relevance + 1, FrozenBitMap()) - better | papers & better
    return raised
