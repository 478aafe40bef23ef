"""The names that a reader and a writer know: evidence types and venues, with other spellings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from papers.identifiers import fold_text

_NO_LETTER = re.compile(r"[\W_]+")


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Return the folded letters and digits alone, for comparing names: `Naacl` and `NAACL` are one."""
    return _NO_LETTER.sub("", fold_text(text))


@dataclass(frozen=True, slots=True)
class Term:
    """A name and its other spellings."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """Immutable; of two terms that share a spelling, the first has it."""

    evidence_types: tuple[Term, ...] = ()
    venues: tuple[Term, ...] = ()

    def evidence_type(self, text: str) -> str | None:
        """The name of the evidence type that `text` spells, if it is one."""
        return self._evidence.get(fold(text))

    def venue(self, text: str) -> str | None:
        """The name of the venue that `text` spells, if it is one."""
        return self._venues.get(fold(text))

    @cached_property
    def venue_openings(self) -> frozenset[str]:
        """The first words of all spellings of venues in lower case."""
        spellings = (spelling for term in self.venues for spelling in (term.name, *term.aliases))
        return frozenset(spelling.lower().partition(" ")[0] for spelling in spellings)

    @cached_property
    def evidence_marks(self) -> tuple[str, ...]:
        """The spellings of all evidence types in lower case: a text that holds none of them names none."""
        spellings = (spelling for term in self.evidence_types for spelling in (term.name, *term.aliases))
        return tuple(sorted({_first_letters(spelling) for spelling in spellings} - {""}))

    @cached_property
    def _evidence(self) -> Mapping[str, str]:
        return _spellings(self.evidence_types)

    @cached_property
    def _venues(self) -> Mapping[str, str]:
        return _spellings(self.venues)


def _first_letters(spelling: str) -> str:
    """The first run of letters and digits: how a spelling starts, however it is punctuated."""
    match = re.search(r"[^\W_]+", spelling)
    return match[0].lower() if match else ""


def _spellings(terms: Iterable[Term]) -> dict[str, str]:
    found: dict[str, str] = {}
    listed = list(terms)
    for term in listed:
        found.setdefault(fold(term.name), term.name)
    for term in listed:
        for alias in term.aliases:
            found.setdefault(fold(alias), term.name)
    found.pop("", None)
    return found


BUILT_IN_EVIDENCE_TYPES = (Term("Empirical"), Term("Theoretical"))
