"""Whether a word is another one with a slip of the hand: one letter wrong, missing, doubled or swapped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

LEAST: Final = 7
"""Letters: shorter words have too many neighbours that are words."""
LONGEST: Final = 24
_TWICE: Final = re.compile(r"([a-z]{2,3})\1")


def shortened(word: str) -> Iterator[str]:
    """The word, and the word without one of its letters: two words with one slip between them share one of these."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def without_repeat(word: str) -> Iterator[str]:
    """The word with a syllable once that stands there twice: `approximatation`."""
    for match in _TWICE.finditer(word):
        yield word[: match.end(1)] + word[match.end() :]


def is_slip(word: str, right: str) -> bool:
    """Whether `word`, in lower case, is `right` with one slip that makes neither a form of it nor another spelling.

    A first letter is hardly ever wrong, and other endings, British and American spellings are no slips.
    """
    if word[0] != right[0] or word == right:
        return False
    at = next(
        (at for at, pair in enumerate(zip(word, right, strict=False)) if pair[0] != pair[1]), min(len(word), len(right))
    )
    here, there = word[at:], right[at:]
    if len(word) == len(right):
        return _is_swap(here, there) or (here[1:] == there[1:] and _is_wrong_letter(here, there))
    if len(word) == len(right) + 1:
        return here[1:] == there and _is_additional_letter(word, at)
    return len(word) + 1 == len(right) and here == there[1:] and _is_missing_letter(right, at)


def _is_swap(here: str, there: str) -> bool:
    if len(here) <= 3 and here[:2] in ("er", "re"):
        return False
    return here[:2] == there[1::-1] and here[2:] == there[2:]


def _is_wrong_letter(here: str, there: str) -> bool:
    """Not `analyses` for `analysis`, `optimiser`, `defence`, `adapter`, nor anything in the last letters."""
    return len(here) > 3 and {here[0], there[0]} not in ({"s", "z"}, {"c", "s"}) and here[1:2] != "r"


def _is_additional_letter(word: str, at: int) -> bool:
    """Not a plural or another form, nor `modelling` and `behaviour`."""
    if at >= len(word) - 2:
        return at == len(word) - 1 and word[at] == word[at - 1] and word[at] != "s"
    return not _is_spelling(word, at) and not _is_form(word[at:])


def _is_missing_letter(right: str, at: int) -> bool:
    """Not `transform` for `transforms`, `modeling` for `modelling` or `behavior` for `behaviour`."""
    if at == len(right) - 1:
        return right.endswith(("ing", "ion", "ent"))
    return not _is_spelling(right, at) and not _is_form(right[at:])


def _is_spelling(longer: str, at: int) -> bool:
    """Whether with and without this letter it is a word, here or across the ocean."""
    doubled = longer[at] == longer[at - 1] and longer[at] in "lprst"
    return (doubled and longer[at + 1 :] in _BEHIND_DOUBLED) or longer.startswith("our", at - 1)


_BEHIND_DOUBLED: Final = frozenset(
    ("ed", "ing", "ings", "er", "ers", "or", "ors", "able", "ability", "ous", "ment", "ful", "ist")
)


def _is_form(ending: str) -> bool:
    """Whether with this letter another form of the word begins: `e` of `judgement`, `scalable` and `scaleable`."""
    return ending in _FORMS


_FORMS: Final = frozenset(
    (
        "ement",
        "eable",
        "eing",
        "es",
        "ed",
        "er",
        "ers",
        "ly",
        "al",
        "ally",
        "y",
        "ies",
        "ism",
        "ist",
        "ic",
        "s",
        "ness",
        "or",
    )
)
