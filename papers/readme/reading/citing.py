"""Citations in running text: a title in quotation marks, a venue behind a full stop, names with a venue behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from papers.author_lists import end_of_marker
from papers.readme.reading.people import authors, names, stands_in_names
from papers.readme.reading.pieces import Recognise
from papers.readme.reading.wording import LONGEST, Spot, Wording

_QUOTED: Final = re.compile(r"\"[^\"]{12,300}\"|“[^“”]{12,300}”|«[^«»]{12,300}»")
_ENDS_BEFORE_QUOTE: Final = (":", "：", ".", ",", "，", ")", "）", "]")
_STARTS_BEHIND_QUOTE: Final = (".", ",", ";", "(", "[", "，")
_MARKS: Final = " \t\n\u00a0.,;:<>|()[]-–—"
# What stands behind a journal's name: `35(6), 1397-1409`, `vol. 3, pp. 1-12`
_PAGES: Final = re.compile(
    r"[\s,;:]*(?:\bvol\.?\s*)?(?:\d{1,4}\s*\(\d{1,3}\))?[\s,:]*(?:\bpp?\.\s*)?(?:\d+\s*[-–]+\s*\d+)?[\s.]*\Z",
    re.IGNORECASE,
)
_JOINT: Final = re.compile(r"[.,;，]\s+|\s*，|\.(?=\s*\Z)")
_BY: Final = re.compile(r"[\s<>,.;:|–—-]*(?:\bby\b\s*:?\s*)?", re.IGNORECASE)
_REMARK: Final = re.compile(r"\s*[(（][^()（）]{1,40}[)）]?[\s.]*\Z")
_MOST_JOINTS: Final = 4
_LONGEST_NAMES: Final = 2_000


def quoted_title(text: str, recognise: Recognise) -> Spot | None:
    """The stretch in quotation marks, where it stands by itself in its text as a title does in a citation."""
    for match in _QUOTED.finditer(text):
        before, behind = text[: match.start()].rstrip(), text[match.end() :].strip()
        if match[0].count(" ") < 2 or (before and not before.endswith(_ENDS_BEFORE_QUOTE)):
            continue
        ended = match[0][-2] in ".,?!" or not behind or behind.startswith(_STARTS_BEHIND_QUOTE)
        introduced = before.endswith((":", "：")) and behind[:1].isupper()
        if ended or introduced or _is_venue(behind, recognise):
            return match.span()
    return None


def _is_venue(text: str, recognise: Recognise) -> bool:
    start = re.split(r"[.,(\[]", text, maxsplit=1)[0]
    wording = recognise(start) if len(start) <= LONGEST else None
    return wording is not None and bool(wording.venue)


def published_behind(text: str, recognise: Recognise) -> Spot | None:
    """Where the venue starts and ends that stands behind a title: `How Sparrows Count. ICLR 2021.`"""
    stop = _without_pages(text)
    for start in _joints(text, stop):
        wording = recognise(text[start:stop]) if stop - start <= LONGEST else None
        if wording is None or not wording.venue:
            continue
        sentence = bool(_SENTENCE.search(text, max(0, start - 12), start))
        if (wording.sure and (sentence or wording.year)) or (sentence and wording.year and _SHORT.match(wording.venue)):
            return start, stop
    return None


# A full stop that is no initial's.
_SENTENCE: Final = re.compile(r"[\w)\]”\"][\w)\]”\"?!]\.\s*\Z")
_INITIAL_IN_FRONT: Final = re.compile(r"(?:\s|^)[A-Z]\.\s*\Z")
_SHORT: Final = re.compile(r"[A-Z]{3,8}\Z")


def _without_pages(text: str) -> int:
    tail = max(0, len(text) - 60)
    match = _PAGES.search(text, tail)
    return match.start() if match and any(map(str.isdigit, match[0])) else len(text)


def _joints(text: str, stop: int) -> Iterator[int]:
    """Where parts of the text's end could start, the longest part first."""
    found = [match.end() for match in _JOINT.finditer(text, max(0, stop - LONGEST), stop) if match.end() < stop]
    # What cuts a list of names belongs to the names: `Jane Doe, et al., ICLR 2021`.
    starts = [start for start in found if not stands_in_names(text, start)]
    yield from dict.fromkeys(min(end_of_marker(text, start), stop) for start in starts[-_MOST_JOINTS:])


def names_and_publication(text: str, recognise: Recognise) -> tuple[tuple[str, ...], Spot, int, Wording] | None:
    """The names in `by Jane Doe, Ann Roe, ICLR, 2021`, where they stand, where the rest starts, and what that says.

    Behind `by` one name is enough; elsewhere it takes what a list of persons takes.
    """
    if len(text) > _LONGEST_NAMES:
        return None
    begin, by = _lead(text)
    stop = len(_REMARK.sub("", text).rstrip())
    for start in _joints(text, stop):
        wording = recognise(text[start:stop]) if start > begin else None
        if wording is None or not (wording.venue or wording.year) or wording.evidence_types:
            continue
        named = wording.sure or not wording.venue or _SHORT.match(wording.venue) or wording.venue.count(" ") > 1
        if not named or (not wording.sure and _INITIAL_IN_FRONT.search(text, max(0, start - 8), start)):
            continue
        end = end_of_marker(text, len(text[:start].rstrip(_MARKS)))
        said = text[begin:end]
        # A name's last initial keeps its full stop.
        if re.search(r"(?:^|[\s.-])[A-Z]$|\bal$", said) and text[end : end + 1] == ".":
            end += 1
        if found := _persons(text[begin:end], by=by):
            return found, (begin, end), start, wording
    return None


def names_alone(text: str) -> tuple[tuple[str, ...], Spot] | None:
    """The names in `by Jane Doe, Ann Roe` or a list of persons by itself, and where they stand."""
    if len(text) > _LONGEST_NAMES:
        return None
    begin, by = _lead(text)
    end = end_of_marker(text, len(_REMARK.sub("", text).rstrip(_MARKS)))
    found = _persons(text[begin:end], by=by) if begin < end else ()
    return (found, (begin, end)) if found else None


def _lead(text: str) -> tuple[int, bool]:
    match = _BY.match(text)
    begin = match.end() if match else 0
    return begin, text[:begin].strip(_MARKS).lower().startswith("by")


def _persons(text: str, *, by: bool) -> tuple[str, ...]:
    return authors(text) or (names(text) if by and _could_be_names(text) else ())


def _could_be_names(text: str) -> bool:
    return text[:1].isupper() and len(text) <= 300 and not re.search(r"\b(?:the|of|for|with|an?)\b|[?!:]", text)
