"""Whether a text is a list of persons, and who they are."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from papers.author_lists import ET_AL, find_marker

_MENTIONS_OTHERS: Final = re.compile(r"\bet[.\s]*al\b|(?:\band|&)\s+others\b|等", re.IGNORECASE)
_ELISION: Final = re.compile(r"[\s.…]*(?:…|\.\.)[\s.…]*")
_AUTHOR_JOINER: Final = re.compile(r"\s*(?:,\s*(?:and|&)\s+|\s+and\s+|\s*&\s*|;\s*|,\s*|，\s*|、\s*|\s·\s)\s*")
_ABBREVIATED: Final = re.compile(r"(?:\b[JS]r|,\s(?:[A-Z]\.?[\s-]?)*[A-Z])\Z")
_GROUP_JOINER: Final = re.compile(r"\s*;\s*(?:and\s+|&\s*)?|\s+(?:and|&)\s+")
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
_GIVEN_NAMES: Final = re.compile(rf"(?:[{_UPPER}][\w'’.-]*\s?){{1,4}}\Z")
_SUFFIX_IN_FRONT: Final = re.compile(r"(?:[JS]r\.?|I{2,3}|IV),\s*")
_SEGMENT_END: Final = re.compile(r"[;|()\[\]–—•·\n]|\.\s(?=[A-Z][a-z]{3})")
_LONGEST_PERSON: Final = 60
_DOTTED: Final = re.compile(rf"(?:(?:[{_UPPER}]\.[\s-]?){{1,4}}|[{_UPPER}])\Z")
_SUFFIX: Final = re.compile(r"[JS]r\.?\Z")
_BEFORE_NAME: Final = re.compile(r"[,;|()\[\]]|\band\b|&")
_NAME_MARKS: Final = (",", " and ", "et al", "&", ";", "，", "、", "等", "…", "...")
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
    """Return the names if the text as a whole is a list of persons, with `ET_AL` behind them if it is cut."""
    if not any(map(text.__contains__, _NAME_MARKS)) and (len(text) > 40 or not _INITIAL.search(text)):
        return ()
    body = _AFFILIATION.sub("", text) if "(" in text else text
    body = body.strip(" \t\n,;:|-–—•·（）()[]").lstrip(".")
    if not body or len(body) > 6000 or any(map(body.__contains__, _NO_NAME)) or _says_more(body):
        return ()
    marker = find_marker(body)
    body = body[: marker.start()] if marker else body
    if _MENTIONS_OTHERS.search(body):
        return ()
    found, has_gap = _split(body)
    looked_at = found[:_SAMPLE]
    persons = sum(map(_is_person, looked_at))
    is_cut = bool(marker) or has_gap
    is_lone_surname = len(found) == 1 and marker is not None and _SURNAME.match(found[0])
    if not is_lone_surname:
        if not found or persons < max(1, round(0.75 * len(looked_at))):
            return ()
        if len(found) == 1 and not marker and not _INITIAL.search(found[0]):
            return ()
    return (*found, ET_AL) if is_cut else tuple(found)


def _split(body: str) -> tuple[list[str], bool]:
    """Split a list of persons into names, without affiliations and footnote marks; tell whether it has a gap.

    Behind semicolons a comma divides no persons, but one name: `Doe, Jane; Roe, John`.
    """
    if "(" in body:
        body = _AFFILIATION.sub("", body)
    if ";" in body:
        parts = [part for group in _GROUP_JOINER.split(body) for part in _split_group(group)]
    else:
        parts = _AUTHOR_JOINER.split(body)
    names = [name for part in parts if (name := _without_marks(part))]
    has_gap = any(map(_ELISION.fullmatch, parts))
    return (names if ";" in body else _in_cited_order(names, body)), has_gap


def _split_group(group: str) -> list[str]:
    last, _, first = group.strip(_FOOTNOTE_MARKS).partition(",")
    first = _SUFFIX_IN_FRONT.sub("", first.strip())
    is_one = _SURNAMES.match(last) and (_INITIALS.match(first) or _GIVEN_NAMES.match(first))
    return [group] if is_one else _AUTHOR_JOINER.split(group)


def _without_marks(part: str) -> str:
    name = part.strip(_FOOTNOTE_MARKS)
    # The full stop of an abbreviated suffix or first name is the name's own.
    return f"{name}." if _ABBREVIATED.search(name) and f"{name}." in part else name


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


def _is_person(name: str) -> bool:
    if ", " in name:
        last, _, first = name.partition(", ")
        first = _SUFFIX_IN_FRONT.sub("", first)
        return bool(_SURNAMES.match(last) and (_INITIALS.match(first) or _GIVEN_NAMES.match(first)))
    if len(name) > 44 or not _FULL_NAME.search(name) or not _PERSON.match(name):
        return False
    return _TITLE_WORDS.isdisjoint(name.lower().split())


def joins_persons(text: str, at: int) -> bool:
    """Tell whether a person's name stands on both sides of the semicolon at `at`."""
    before = _SEGMENT_END.split(text[:at])[-1]
    behind = _SEGMENT_END.split(text[at + 1 : at + 1 + _LONGEST_PERSON], maxsplit=1)[0]
    return _has_person(before.split(",")[-3:], -1) and _has_person(behind.split(",")[:3], 0)


def stands_in_names(text: str, at: int) -> bool:
    """Tell whether the mark before `at` stands in a list of names: `Doe, J.`, and all in `Doe, Jane; Roe, John`."""
    before = text[:at].rstrip()
    if before.endswith(";"):
        return joins_persons(text, len(before) - 1)
    if not before.endswith(","):
        return False
    last = _BEFORE_NAME.split(before[-_LONGEST_PERSON:-1])[-1].strip()
    first = text[at : at + _LONGEST_PERSON].partition(",")[0].partition(";")[0].strip()
    if _SUFFIX.match(last):
        return True
    if not _SURNAMES.match(last):
        return False
    return bool(_DOTTED.match(first) or _SUFFIX.match(first)) or (";" in before and bool(_GIVEN_NAMES.match(first)))


def _has_person(parts: list[str], nearest: int) -> bool:
    """Tell whether one to three parts are one name, counted from the one nearest to the semicolon."""
    counts = range(1, len(parts) + 1)
    runs = [parts[-count:] if nearest < 0 else parts[:count] for count in counts]
    names = [", ".join(part.strip() for part in run).strip(" ,.") for run in runs]
    return any(0 < len(name) <= _LONGEST_PERSON and _is_person(name) for name in names)


def names(text: str) -> tuple[str, ...]:
    """Return the names in a text that is known to be of authors, with `ET_AL` behind them if the list is cut."""
    body = text.strip(" \t\n,;:|-–—•·[]'\"")
    marker = find_marker(body)
    found, has_gap = _split(body[: marker.start()] if marker else body)
    stripped = [name.strip("'\"") for name in found]
    return (*stripped, ET_AL) if stripped and (marker or has_gap) else tuple(stripped)
