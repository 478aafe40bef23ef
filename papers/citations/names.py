"""Authors as the parts that citation formats ask for, from full names as lists write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from papers.author_lists import ET_AL, normalize_authors
from papers.citations.text import plain

_SUFFIX: Final = re.compile(r"(?:jr|sr|ph\.?d|ii|iii|iv)\.?", re.IGNORECASE)
_PARTICLE: Final = re.compile(
    r"(?:van|von|vom|der|den|de|la|le|du|da|di|del|della|dei|dos|das|do|ten|ter|te|zu|zur|zum|af|av|bin|ibn|al|el|'t)"
)
# With a capital they belong to the family name: `Benjamin Van Durme`.
_FAMILY_PREFIX: Final = re.compile(r"(?:Van|Von|De|Del|Della|Der|Den|Di|La|St\.?)")
_ORGANISATION: Final = re.compile(
    r"\d|&|\b(?:and|team|group|collaboration|consortium|universit\w+|institut\w*|labs?|laborator\w+|research"
    r"|foundation|project|community|association|society|committee|cent(?:er|re)|department|company|corporation"
    r"|initiative|network|inc|ltd|llc|gmbh|deepmind|openai|(?-i:AI))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Name:
    """Either `literal`, for what has no known parts, or `family` and perhaps the others."""

    family: str = ""
    given: str = ""
    particle: str = ""
    """Before the family name and not part of it where names are sorted: `van`, `de la`."""
    suffix: str = ""
    literal: str = ""

    @property
    def in_order(self) -> str:
        """As spoken: `Vincent van Gogh`."""
        return self.literal or " ".join(filter(None, (self.given, self.particle, self.family, self.suffix)))

    @property
    def inverted(self) -> str:
        """`van Gogh, Vincent`; a third part is the suffix."""
        surname = f"{self.particle} {self.family}".strip()
        return self.literal or ", ".join(filter(None, (surname, self.given, self.suffix)))

    def as_csl(self) -> dict[str, str]:
        parts = {
            "family": self.family,
            "given": self.given,
            "non-dropping-particle": self.particle,
            "suffix": self.suffix,
            "literal": self.literal,
        }
        return {part: value for part, value in parts.items() if value}


OTHERS: Final = Name(literal="others")
"""Ends a list that leaves authors out. BibTeX, pandoc and Zotero know the word; in prose it reads `and others`."""


def names(authors: Iterable[object]) -> list[Name]:
    """Return the authors in order, `OTHERS` at the end of a list that is cut; what is no text is left out."""
    texts = normalize_authors(plain(author) for author in authors if isinstance(author, str))
    return [OTHERS if text == ET_AL else parse(text) for text in texts]


def people(authors: Iterable[object]) -> list[Name]:
    """As `names`, without what stands for those left out."""
    return [name for name in names(authors) if name != OTHERS]


@lru_cache(maxsize=4096)
def parse(text: str) -> Name:
    """`Ada Lovelace`, `Lovelace, Ada`, `Lovelace, Jr., Ada`. Scripts without capitals, organisations and single words
    stay as they are."""
    if not any(character.isupper() or character.islower() for character in text) or _ORGANISATION.search(text):
        return Name(literal=text)
    parts = [part.strip() for part in text.split(",") if part.strip()]
    suffixes = [part for part in parts if _SUFFIX.fullmatch(part)]
    rest = [part for part in parts if not _SUFFIX.fullmatch(part)]
    if len(suffixes) > 1 or not 1 <= len(rest) <= 2:
        return Name(literal=text)
    suffix = suffixes[0] if suffixes else ""
    if len(rest) == 2:
        particle, family = _surname(rest[0].split())
        return Name(family, rest[1], particle, suffix)
    return _in_spoken_order(rest[0].split(), suffix)


def _in_spoken_order(words: list[str], suffix: str) -> Name:
    if not suffix and len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        *words, suffix = words
    if len(words) == 1:
        return Name(family=words[0], suffix=suffix) if suffix else Name(literal=words[0])
    first = len(words) - 1
    while first and (
        _PARTICLE.fullmatch(words[first - 1]) or (first > 1 and _FAMILY_PREFIX.fullmatch(words[first - 1]))
    ):
        first -= 1
    particle, family = _surname(words[first:])
    return Name(family, " ".join(words[:first]), particle, suffix)


def _surname(words: list[str]) -> tuple[str, str]:
    """The particle in front, in lower case, and the family name, which is never empty."""
    count = 0
    while count < len(words) - 1 and _PARTICLE.fullmatch(words[count]):
        count += 1
    return " ".join(words[:count]), " ".join(words[count:])
