"""Whether a text is a list of persons, and who they are."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_ET_AL: Final = re.compile(
    r"(?:,?\s*(?:and|&)?\s*\bet[.\s]*al\b\.?|,?\s*(?:and|&)\s+others\b|，?等)\s*[.*]*\s*", re.IGNORECASE
)
_AUTHOR_JOINER: Final = re.compile(r"\s*(?:,\s*(?:and|&)\s+|\s+and\s+|\s*&\s*|;\s*|,\s*|，\s*|、\s*|\s·\s)\s*")
_AFFILIATION: Final = re.compile(r"\s*\([^()]*\)")
_FOOTNOTE_MARKS: Final = " .*_\\0123456789†‡§¶∗#✉"
_SAMPLE: Final = 12
"""How many names of a list are looked at to tell whether it is one of persons."""
_UPPER: Final = "A-ZÀ-ÖØ-ÞĀ-Ž"
_PARTICLES: Final = (
    'de|da|di|del|della|der|den|van|von|le|la|el|al|bin|ben|ter|dos|du|zu|Jr\\.?|Sr\\.?|I{2,3}|d\'\\w+|"\\w+"'
)
_PERSON: Final = re.compile(
    rf"(?:(?:[{_UPPER}]\.?[-\s]?){{1,4}}|[{_UPPER}][\w'’.\-]*)"  # initials or a first name
    rf"(?:[\s.]+(?:[{_UPPER}][\w'’.\-]*|{_PARTICLES}))*\Z"
)
_SURNAME: Final = re.compile(rf"[{_UPPER}][\w'’-]+\Z")
_SURNAMES: Final = re.compile(rf"(?:(?:{_PARTICLES})\s)?[{_UPPER}][\w'’-]+(?:\s[{_UPPER}][\w'’-]+)?\Z")
_INITIALS: Final = re.compile(rf"(?:[{_UPPER}]\.?[\s-]?){{1,4}}\Z")
_GIVEN: Final = re.compile(rf"[{_UPPER}][\w'’-]+(?:\s[{_UPPER}]\.?)?\Z")
_NAME_MARKS: Final = (",", " and ", "et al", "&", ";", "，", "、", "等")
_INITIAL: Final = re.compile(r"(?:^|\s)[A-Z]\.")
_FULL_NAME: Final = re.compile(r"\S[\s.\-]+\S")
_TITLE_WORDS: Final = frozenset(
    """
    the for with from via using toward towards learning model models network networks of in on to is are based
    analysis language neural deep data a an by how what why can
    """.split()
)
_NO_NAME: Final = "?!:=|/"


@lru_cache(maxsize=2_000)
def authors(text: str) -> tuple[str, ...]:
    """The names, where the text is a list of persons as a whole; `et al.` is left out. Empty where it is none."""
    if not any(map(text.__contains__, _NAME_MARKS)) and (len(text) > 40 or not _INITIAL.search(text)):
        return ()
    body = _AFFILIATION.sub("", text) if "(" in text else text
    body = body.strip(" \t\n,.;:|-–—•·（）()[]")
    if not body or len(body) > 6000 or any(map(body.__contains__, _NO_NAME)) or _says_more(body):
        return ()
    had_others = _others(body)
    if had_others:
        if had_others.end() < len(body) - 1:
            return ()
        body = body[: had_others.start()]
    found = _split(body)
    looked_at = found[:_SAMPLE]
    persons = sum(map(_is_person, looked_at))
    if len(found) == 1 and had_others and _SURNAME.match(found[0]):
        return tuple(found)
    if not found or persons < max(1, round(0.75 * len(looked_at))):
        return ()
    if len(found) == 1 and not had_others and not _INITIAL.search(found[0]):
        return ()
    return tuple(found)


def _split(body: str) -> list[str]:
    """The names in a list of persons, without affiliations and footnote marks."""
    if "(" in body:
        body = _AFFILIATION.sub("", body)
    names = (name.strip(_FOOTNOTE_MARKS) for name in _AUTHOR_JOINER.split(body))
    return _in_cited_order([name for name in names if name], body)


def _in_cited_order(parts: list[str], body: str) -> list[str]:
    """`Doe, J., Roe, A. B.` are two persons, and `Doe, Jane, Ann Roe` too: what a comma split belongs together."""
    pairs = list(zip(parts[::2], parts[1::2], strict=False))
    if len(parts) % 2 == 0 and all(_SURNAMES.match(last) and _INITIALS.match(first) for last, first in pairs):
        return [f"{last}, {first}." for last, first in pairs]
    if (
        len(parts) > 3
        and _SURNAME.match(parts[0])
        and _GIVEN.match(parts[1])
        and all(map(_FULL_NAME.search, parts[2:]))
    ):
        return [f"{parts[0]}, {parts[1]}", *parts[2:]] if f"{parts[0]}, {parts[1]}" in body else parts
    return parts


def _says_more(body: str) -> bool:
    """Whether the text up to its first comma is longer than a name, or holds a word that names do not have."""
    first = body.partition(",")[0].split()
    return len(first) > 14 or not _TITLE_WORDS.isdisjoint(map(str.lower, first[:14]))


def _others(text: str) -> re.Match[str] | None:
    if "et" not in text and "others" not in text and "等" not in text:
        return None
    return _ET_AL.search(text)


def _is_person(name: str) -> bool:
    if ", " in name:
        last, _, first = name.partition(", ")
        return bool(_SURNAMES.match(last) and (_INITIALS.match(first) or _GIVEN.match(first)))
    if len(name) > 44 or not _FULL_NAME.search(name) or not _PERSON.match(name):
        return False
    return _TITLE_WORDS.isdisjoint(name.lower().split())


def names(text: str) -> tuple[str, ...]:
    """The names in a text that is known to be of authors."""
    body = text.strip(" \t\n,;:|-–—•·[]'\"")
    body = _ET_AL.sub("", body)
    return tuple(name.strip("'\"") for name in _split(body))
