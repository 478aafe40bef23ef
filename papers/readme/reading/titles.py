"""Which piece of a unit is its title: each by itself, and by what the list's other units have in that place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from papers.readme.reading.labels import header_roles, is_label, names_field, names_title
from papers.readme.reading.people import authors
from papers.readme.reading.pieces import BOLD, BREAK, CELL, ITALIC, LINK, NESTED, TEXT, Piece, Recognise
from papers.readme.reading.wording import LONGEST

Key = tuple[int, int, int]
"""A kind of piece, its place among the unit's pieces of that kind, and its cell (0 outside tables)."""

_WORD: Final = re.compile(r"[^\W\d_][\w'’-]*")
_LONG_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_IDEOGRAPH: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Substrings, as they are many times faster than one pattern of alternatives.
_PAPER_URL: Final = tuple(
    """
    arxiv.org doi.org openreview.net .pdf aclanthology aclweb.org proceedings dl.acm.org ieeexplore springer
    sciencedirect nature.com jmlr.org mlr.press neurips.cc nips.cc thecvf.com semanticscholar usenix.org ndss-
    symposium isca-speech biorxiv medrxiv wiley.com mdpi.com /ojs. hal.science osti.gov ssrn.com pnas.org /paper
    /doi/
    """.split()
)
_PAPER_LABEL: Final = re.compile(
    r"^(?:paper|pdf|arxiv|abs|html|doi|openreview|acl|ieee|acm|论文|preprint)", re.IGNORECASE
)
_QUOTED: Final = re.compile(r"^\W{0,3}[\"“«].{8,}[\"”»]\W{0,2}$", re.DOTALL)
_NOT_A_TITLE: Final = re.compile(
    r"^(?:back to top|top|click here|here|more|see (?:also|more)|todo|tbd|to be (?:added|updated))\W*$", re.IGNORECASE
)
LEAST_SCORE: Final = 2.0
_REGULARITY: Final = 2.5


def words(text: str) -> int:
    """How many words a text has, about; exact up to four. Two ideographs count as one."""
    if text.isascii():
        # Long texts are only ever compared with rough limits.
        return spaces if (spaces := text.count(" ")) > 4 else sum(map(_holds_letter, text.split()))
    ideographs = len(_IDEOGRAPH.findall(text))
    return len(_WORD.findall(text)) + ideographs // 2


def _holds_letter(token: str) -> bool:
    return token[0].isalpha() or any(map(str.isalpha, token))


def is_title_case(text: str) -> bool:
    """Whether most of the longer words start with a capital, as in the titles of papers."""
    long = _LONG_WORD.findall(text)
    return bool(long) and sum(word[0].isupper() for word in long) >= 0.6 * len(long)


def names_paper_url(url: str) -> bool:
    """Whether the address is one that papers have."""
    return any(map(url.lower().__contains__, _PAPER_URL))


def is_paper_label(text: str) -> bool:
    """Whether a link's label says that the link leads to the paper itself."""
    return bool(_PAPER_LABEL.match(text.strip()))


@dataclass(slots=True)
class Candidate:
    """`score` does not know yet whether the text is a list of persons; that is looked at where it could be the best."""

    piece: Piece
    key: Key
    score: float
    checked: bool = False

    def check(self) -> bool:
        """Whether the score stays as it is; the first time, a list of persons loses its chance."""
        if self.checked:
            return True
        self.checked = True
        if self.piece.kind is LINK or not authors(self.piece.text):
            return True
        self.score -= _NO_PERSONS
        return False


_NO_PERSONS: Final = 3.0
_NEVER: Final = -9.0
_HEADED: Final = 2.0
_INTRODUCES: Final = 1.5
_LEADING_LINK: Final = 1.2
"""A link that leads an item is what the item is about, and the text behind it a description."""


def interpret(pieces: Iterable[Piece], recognise: Recognise) -> None:
    """Says of each piece whether it is a link's label, and what it is by its wording."""
    for piece in pieces:
        kind = piece.kind
        if kind is LINK:
            piece.label = piece.label or is_label(piece.text)
            if len(piece.text) < 60:
                piece.wording = recognise(piece.text)
                if piece.wording and piece.wording.evidence_types:
                    piece.wording = None
        elif kind in (BREAK, CELL, NESTED):
            continue
        elif piece.wording is None and 1 < len(piece.text) <= LONGEST:
            piece.wording = recognise(piece.text)
            if piece.wording and piece.wording.evidence_types and not piece.closed and kind in (TEXT, ITALIC, BOLD):
                piece.wording = piece.wording if kind is TEXT and _alone(piece.text) else None


def _alone(text: str) -> bool:
    return text.strip(" |").isprintable()


def candidates(pieces: list[Piece], *, in_table: bool) -> list[Candidate]:
    """The pieces that could be the title, in order, with what speaks for each of them by itself."""
    found: list[Candidate] = []
    seen: dict[int, int] = {}
    cell = field_line = 0
    for piece in pieces:
        kind = piece.kind
        if kind is CELL:
            cell += 1
            field_line = 0
        elif kind in (BREAK, NESTED):
            field_line = 0
        elif kind in (LINK, BOLD, ITALIC, TEXT) and not field_line:
            if kind in (TEXT, BOLD) and (named := names_field(piece.text)):
                if not names_title(piece.text):
                    field_line = 1
                    continue
                if not piece.text[named.end() :].strip(" *_"):
                    continue
            if piece.label or piece.wording or piece.url.startswith("#"):
                continue
            score = _score(piece)
            if kind is LINK and not seen:
                score += _LEADING_LINK
            elif kind is BOLD and seen and piece.text.rstrip().endswith((":", "：")):
                score -= _INTRODUCES
            before = seen.get(kind, 0)
            if score > -2:
                found.append(Candidate(piece, (kind, 0 if in_table else min(before, 3), cell), score))
            seen[kind] = before + 1
    return found


def weigh_columns(found: list[Candidate], headers: tuple[str, ...]) -> None:
    """Counts in what a table's head says of the columns: where titles are, and where only remarks."""
    roles = header_roles(headers)
    column = {candidate.piece.start: candidate.key[2] - 1 for candidate in found}
    held = [roles[at] if 0 <= (at := column[one.piece.start]) < len(roles) else "" for one in found]
    best = "title" if "title" in held else "name"
    for candidate, role in zip(found, held, strict=True):
        if role == best:
            candidate.score += _HEADED
        elif role == "note":
            candidate.score -= _HEADED


def _score(piece: Piece) -> float:
    text = piece.text
    count = words(text)
    score = 2.0 if count >= 3 else (-3.0, 0.4, 1.2)[count]
    if piece.kind is LINK:
        score += 1.6 if names_paper_url(piece.url) else 0.7
        score += 0.3 if piece.strong else 0
    elif piece.kind is BOLD or piece.strong:
        score += 0.9
    if _QUOTED.match(text):
        score += 2
    if count > 45:
        score -= 2.5
    elif count > 28 and piece.kind is TEXT:
        score -= 1
    stripped = text.strip(" \t*\n")
    if count < 6 and _NOT_A_TITLE.match(stripped):
        return _NEVER
    if stripped[:1] in (",", ";", ")"):
        score -= 1.5
    if piece.kind is TEXT and stripped.endswith(":"):
        score -= _INTRODUCES
    return score


@dataclass
class Regularity:
    """How often each place held the best candidate, in the units of one form seen so far."""

    votes: Counter[Key] = field(default_factory=Counter)
    units: int = 0

    def learn(self, found: list[Candidate]) -> None:
        best = _best(found, lambda candidate: candidate.score)
        if best and best.score >= LEAST_SCORE:
            self.votes[best.key] += 1
            self.units += 1

    def share(self, key: Key) -> float:
        """From 0 to 1: the part of the units that had their title there."""
        return self.votes.get(key, 0) / self.units if self.units else 0.0

    def choose(self, found: list[Candidate]) -> Candidate | None:
        """The best candidate with the list's regularity counted in; the first of equals. None where none is good."""
        best = _best(found, self._score)
        return best if best is not None and self._score(best) >= LEAST_SCORE else None

    def _score(self, candidate: Candidate) -> float:
        return candidate.score + _REGULARITY * self.share(candidate.key)


def _best(found: list[Candidate], score: Callable[[Candidate], float]) -> Candidate | None:
    """The first of those with the highest score, once that score is final."""
    if len(found) == 1:
        found[0].check()
        return found[0]
    best = max(found, key=score, default=None)
    while best is not None and not best.check():
        best = max(found, key=score)
    return best
