"""Rules about names that a list writes in two ways: venues and tracks."""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from papers.markdown.edits import Edit
from papers.readme.checking.findings import Correction, Finding, Level
from papers.readme.checking.inspection import Inspection, Rule
from papers.readme.records import Context, Entry, Place
from papers.readme.vocabulary import Vocabulary, fold

_WORDS: Final = frozenset((Context.TEXT, Context.LINK_TEXT, Context.CODE, Context.HTML))
"""Where a name stands as it is read: in an address it is written as addresses are."""
_MOST: Final = 20
"""Of a spelling with more places than this only the first is a finding, with a correction of them all."""
_UNMARKED: Final = re.compile(r"[\w '/.-]+")
"""What is written alike wherever text stands."""
_LEAST_SWAPPED: Final = 4
_LEAST_LETTERS: Final = 7
"""A name with one letter wrong is told from other names only when it is this long; with two swapped, when half that."""
_LEAST_WORD: Final = 5
"""The same for the word of it that is wrong."""
_LONGEST: Final = 40


class _Use(NamedTuple):
    entry: Entry
    place: Place


def venue_spelling(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    for name in ("venue", "track"):
        for spellings in _spellings(inspection, name).values():
            usual = _usual(inspection, name, spellings)
            for spelling, uses in spellings.items():
                if spelling != usual:
                    yield from _findings(inspection, rule, uses, spelling, usual, len(spellings[usual]))
    yield from _unknown_venues(inspection, rule)


def _spellings(inspection: Inspection, name: str) -> dict[str, dict[str, list[_Use]]]:
    """By the letters that they share, the names that are written in more than one way."""
    found: defaultdict[str, dict[str, list[_Use]]] = defaultdict(dict)
    for entry in inspection.document.entries:
        place = entry.places.get(name)
        if place is not None and place.context in _WORDS:
            spelling = _as_read(inspection.written(entry, name))
            found[fold(spelling)].setdefault(spelling, []).append(_Use(entry, place))
    return {letters: spellings for letters, spellings in found.items() if letters and len(spellings) > 1}


def _as_read(written: str) -> str:
    return " ".join(html.unescape(written).replace("\\", "").split())


def _usual(inspection: Inspection, name: str, spellings: dict[str, list[_Use]]) -> str:
    """The commonest spelling; of several the vocabulary's own, else the one that was written first."""
    most = max(map(len, spellings.values()))
    common = [spelling for spelling, uses in spellings.items() if len(uses) == most]
    if name == "track":
        own = {use.entry.values.track for use in spellings[common[0]]}
        return next((spelling for spelling in common if spelling in own), common[0])
    ranks = _ranks(inspection.vocabulary)
    return min(common, key=lambda spelling: ranks.get(spelling, len(ranks)))


@lru_cache(maxsize=4)
def _ranks(vocabulary: Vocabulary) -> dict[str, int]:
    """The vocabulary's own names first, then the other spellings as they come."""
    names = [term.name for term in vocabulary.venues]
    aliases = [alias for term in vocabulary.venues for alias in term.aliases]
    return {spelling: rank for rank, spelling in enumerate(dict.fromkeys((*names, *aliases)))}


def _findings(
    inspection: Inspection, rule: Rule, uses: list[_Use], spelling: str, usual: str, times: int
) -> Iterator[Finding]:
    often = "once" if times == 1 else f"{times} times"
    message = f"“{spelling}” is written “{usual}” elsewhere in the list ({often})."
    groups = [[use] for use in uses]
    if len(uses) > _MOST:
        groups = [uses]
        message = (
            f"“{spelling}” is written “{usual}” elsewhere in the list ({often}); {len(uses)} places have “{spelling}”."
        )
    for group in groups:
        place = group[0].place
        edits = tuple(Edit(use.place.start, use.place.end, usual.encode()) for use in group)
        summary = f"Write “{usual}”" if len(group) == 1 else f"Write “{usual}” in all {len(group)} places"
        correction = Correction(edits, summary) if _UNMARKED.fullmatch(usual) else None
        yield inspection.found(rule, place[:2], message, spelling, correction)


def _unknown_venues(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    """Venues that are one slip away from a known one."""
    entries = inspection.document.entries
    counts = Counter(entry.values.venue for entry in entries)
    for entry in entries:
        venue, place = entry.values.venue, entry.places.get("venue")
        if counts[venue] > 1 or place is None or place.context not in _WORDS:
            continue
        meant = _meant(inspection.vocabulary, venue)
        if meant:
            message = f"No venue “{venue}” is known; it is one slip away from “{meant}”."
            correction = Correction((Edit(place.start, place.end, meant.encode()),), f"Write “{meant}”")
            yield inspection.found(rule, place[:2], message, venue, correction)


def _meant(vocabulary: Vocabulary, venue: str) -> str:
    """The one known venue that an unknown name is a slip of; empty where there is none, or several."""
    letters = fold(venue)
    if not venue.isascii() or not _LEAST_SWAPPED <= len(letters) <= _LONGEST or vocabulary.venue(venue) is not None:
        return ""
    return _near(vocabulary, venue)


@lru_cache(maxsize=5_000)
def _near(vocabulary: Vocabulary, venue: str) -> str:
    known = _known(vocabulary)
    near = process.extract(fold(venue), known.keys(), scorer=OSA.distance, score_cutoff=1, limit=None)
    names = {vocabulary.venue(spelling) for letters, _, _ in near if _is_slip(venue, spelling := known[letters])}
    return (names.pop() or "") if len(names) == 1 else ""


@lru_cache(maxsize=4)
def _known(vocabulary: Vocabulary) -> dict[str, str]:
    """The spellings of all venues by their letters."""
    return {fold(spelling): spelling for spelling in _ranks(vocabulary)}


def _is_slip(venue: str, known: str) -> bool:
    """Of two names that are one edit apart: whether such an edit is a slip, or makes another name."""
    letters, right = fold(venue), fold(known)
    if sorted(letters) == sorted(right):
        return True
    wrong = set(map(fold, venue.split())) - set(map(fold, known.split()))
    return min(len(letters), len(right)) >= _LEAST_LETTERS and all(len(word) >= _LEAST_WORD for word in wrong)


RULES: Final = (
    Rule(
        "venue-spelling",
        Level.WARNING,
        "A venue or track that is written in two ways looks like two, and readers who search for one miss the other.",
        venue_spelling,
    ),
)
