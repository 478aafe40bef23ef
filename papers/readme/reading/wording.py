"""What a short stretch of text is: a venue with its year, a date, evidence types, authors, a link's label, or none."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from papers.readme.vocabulary import Vocabulary, fold

Spot = tuple[int, int]
"""A stretch of the text, in characters."""

MONTHS: Final = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)(?![A-Za-z])\.?"
)
YEAR: Final = r"(?:19[5-9]\d|20[0-4]\d)"
_DAY: Final = r"(?:[12]\d|3[01]|0?[1-9])"
_MONTH: Final = r"(?:1[0-2]|0?[1-9])"
_DATE: Final = re.compile(
    rf"""
    (?<![\d.])(?:
      {YEAR}\s?[-./]\s?{_MONTH}(?:\s?[-./]\s?{_DAY})?(?![\d/])                  # 2024-08-28, 2023/06
      | {YEAR}\s?年\s?\d{{1,2}}\s?月(?:\s?\d{{1,2}}\s?日)?
      | {_MONTH}/(?:\d\d?/)?{YEAR}
      | (?:{_DAY}(?:st|nd|rd|th)?\.?\s+)?\b{MONTHS},?\s*(?:{_DAY}(?:st|nd|rd|th)?,?\s+)?{YEAR}  # 29 Aug 2024
    )(?!\d)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_HAS_YEAR: Final = re.compile(YEAR)
_YEAR: Final = re.compile(rf"(?<![\d./]){YEAR}(?!\d)")
# `ICLR'21`, `ASPLOS' 25`, `CNS17`, `MobiCom 20`; behind a letter, so that `50` of a count is none.
_SHORT_YEAR: Final = re.compile(r"(?<=[A-Za-z)])\s?['’‘`´]\s?(\d\d)(?!\d)|(?<=[A-Za-z])[\s-]?([012]\d)(?!\d)")
_ARXIV_MONTH: Final = re.compile(r"(?<![\d.])(\d\d)(?:0[1-9]|1[0-2])(?!\d)")
_TRACKS: Final = {
    "findings": "Findings",
    "workshop": "Workshop",
    "workshops": "Workshop",
    "ws": "Workshop",
    "oral": "Oral",
    "spotlight": "Spotlight",
    "spotlights": "Spotlight",
    "poster": "Poster",
    "demo": "Demo",
    "demos": "Demo",
    "systemdemonstrations": "Demo",
    "demonstrations": "Demo",
    "demotrack": "Demo",
    "industry": "Industry",
    "industrytrack": "Industry",
    "short": "Short",
    "shortpaper": "Short",
    "long": "Long",
    "longpaper": "Long",
    "main": "Main",
    "mainconference": "Main",
    "highlight": "Highlight",
    "tutorial": "Tutorial",
    "datasetsandbenchmarks": "Datasets and Benchmarks",
    "datasetsbenchmarks": "Datasets and Benchmarks",
    "datasetsandbenchmarkstrack": "Datasets and Benchmarks",
    "datasetandbenchmark": "Datasets and Benchmarks",
    "bestpaper": "Best Paper",
    "bestpaperaward": "Best Paper",
    "workshoptrack": "Workshop",
    "workshoppaper": "Workshop",
    "srw": "Student Research Workshop",
    "studentabstract": "Student Abstract",
    "outstandingpaper": "Outstanding Paper",
    "resourcetrack": "Resource",
    "blogposttrack": "Blog Post",
    "tinypapers": "Tiny Papers",
    "tinypaper": "Tiny Papers",
}
_TRACK: Final = re.compile(
    r"""
    (?<![A-Za-z])(?:
      Findings | Workshops?(?:\s+(?:Track|Paper))? | WS | Oral | Spotlights? | Poster | (?:System\ )?Demonstrations
      | Demos?(?:\ Track)? | Industry(?:\ Track)? | Short(?:\ Paper)? | Long(?:\ Paper)? | Main(?:\ Conference)?
      | Highlight | Tutorial | Datasets?\s*(?:and|&)\s*Benchmarks?(?:\ Track)? | Best\ Paper(?:\ Award)? | SRW
      | Student\ Abstract | Outstanding\ Paper | Resource\ Track | Blogpost\ Track | Tiny\ Papers?
    )(?![A-Za-z])
    """,
    re.IGNORECASE | re.VERBOSE,
)
# One of these is in whatever _TRACK matches, and a look for them is many times faster.
_TRACK_STEMS: Final = (
    *(
        "findings",
        "workshop",
        "ws",
        "oral",
        "spotlight",
        "poster",
        "demo",
        "industry",
        "short",
        "long",
        "main",
        "highlight",
    ),
    *("tutorial", "benchmark", "best paper", "srw", "student", "outstanding", "resource", "blogpost", "tiny paper"),
)
_LEAD: Final = re.compile(
    r"""
    ^[\s,.;:|@(\[]*
    (?:
      (?:published|accepted|appeared?|presented|to\ appear|submitted)\s+(?:in|at|by|to|as)\s+
      | in\s+(?:proc(?:eedings|\.)?\s+(?:of\s+)?(?:the\s+)?)?
      | proc(?:eedings|\.)\s+(?:of\s+)?(?:the\s+)?(?:\d+(?:st|nd|rd|th)\s+)?
      | by\s+
    )?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_VENUE_WORD: Final = re.compile(
    r"\b(?:Journal|Transactions|Trans\.|Proceedings|Conference|Symposium|Workshop|Letters|Magazine|Nature|Science|Lancet"
    r"|IEEE|ACM|Surveys?|USENIX|Elsevier|Springer|Preprint|Annals|Review of|Communications)\b"
)
_GAP: Final = re.compile(r"\s{2,}|\s*,\s+|\.\s+(?=[A-Z][a-z]+[A-Z])")
_SUBJECT: Final = re.compile(r"(?:and |& )?[A-Z][a-z]+(?: (?:and |& |of )?[A-Z][a-z]+){0,3}(?: \([A-Z]+\)?)?\Z")
_REMARK: Final = re.compile(
    r"(?:\w+ ){0,2}(?:paper|article|talk|tutorial|thesis|report|demo|review|chapter)\Z", re.IGNORECASE
)
_TERM: Final = re.compile(rf"Spring|Summer|Fall|Autumn|Winter|{MONTHS}")
_ACRONYM: Final = re.compile(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*(?:[-/@& ]+[A-Z][A-Za-z]*)*$|[A-Z]{2,}[A-Za-z0-9-]*$")
LONGEST: Final = 100
_DIGITS: Final = re.compile(r"\d\d")
_PUBLISHING: Final = frozenset(
    """
    journal transactions trans. proceedings proc. proc conference symposium workshop workshops letters magazine
    lancet ieee acm usenix elsevier springer preprint annals communications findings ws oral spotlight poster
    demonstrations highlight srw
    """.split()
)
_PUBLISHING_BRIEFLY: Final = _PUBLISHING | {
    "demo",
    "demos",
    "short",
    "long",
    "main",
    "industry",
    "tutorial",
    "nature",
    "science",
}
_PUBLISHED: Final = ("in ", "published ", "accepted ", "to appear")
_APOSTROPHES: Final = ("'", "’", "‘", "`", "´")
_TRIM: Final = " \t\u00a0,.;:|()[]（）【】'’‘`-–—&•·@*_\"“”\n"


@dataclass(frozen=True, slots=True)
class Wording:
    """What was recognised, with spots in the text that was given; `sure` where the vocabulary knows the venue."""

    venue: str = ""
    venue_spot: Spot | None = None
    track: str = ""
    track_spot: Spot | None = None
    year: int | None = None
    year_spot: Spot | None = None
    date: str = ""
    date_spot: Spot | None = None
    evidence_types: tuple[str, ...] = ()
    evidence_spot: Spot | None = None
    sure: bool = False

    def shifted(self, by: int) -> Wording:
        """The same in a text that has `by` characters more in front."""
        spots: dict[str, Any] = {
            name: (spot[0] + by, spot[1] + by)
            for name in ("venue_spot", "track_spot", "year_spot", "date_spot", "evidence_spot")
            if (spot := getattr(self, name))
        }
        return replace(self, **spots)


def full_year(digits: str) -> int:
    """`21` is 2021, `98` is 1998: '70 to '99 belong to the last century."""
    number = int(digits)
    if len(digits) > 2:
        return number
    return 1900 + number if number >= 70 else 2000 + number


@lru_cache(maxsize=4)
def recogniser(vocabulary: Vocabulary) -> Callable[[str], Wording | None]:
    """A function that says what a text is as a whole, or None.

    It remembers answers, and is itself remembered: lists repeat themselves, and are read again.
    """
    evidence_marks = vocabulary.evidence_marks

    @lru_cache(maxsize=20_000)
    def recognise(text: str) -> Wording | None:
        if len(text) > LONGEST:
            return None
        stripped = text.strip(_TRIM)
        if not stripped:
            return None
        lowered = stripped.lower()
        if any(map(lowered.__contains__, evidence_marks)) and (evidence := _evidence(text, stripped, vocabulary)):
            return evidence
        if not _DIGITS.search(stripped):
            # Most titles end here: without a year or a date, only a known name or a journal's words can be a venue.
            spaces = stripped.count(" ")
            said = lowered.replace("(", " ").split()
            unlikely = spaces > 7 or (_PUBLISHING if spaces > 1 else _PUBLISHING_BRIEFLY).isdisjoint(said)
            if unlikely and (spaces > 10 or not lowered.startswith(_PUBLISHED)):
                known = lowered.partition(" ")[0] in vocabulary.venue_openings and vocabulary.venue(stripped)
                if not known:
                    return None
        return _published(text, vocabulary)

    return recognise


_EVIDENCE_JOINER: Final = re.compile(r"\s*(?:[&,/+;|、]|\band\b)\s*", re.IGNORECASE)


def _evidence(text: str, stripped: str, vocabulary: Vocabulary) -> Wording | None:
    names = [vocabulary.evidence_type(part) for part in _EVIDENCE_JOINER.split(stripped) if part.strip()]
    if not names or None in names:
        names = [vocabulary.evidence_type(stripped)]
    found = tuple(dict.fromkeys(name for name in names if name))
    if not found:
        return None
    start = text.find(stripped)
    return Wording(evidence_types=found, evidence_spot=(start, start + len(stripped)), sure=True)


def _published(text: str, vocabulary: Vocabulary) -> Wording | None:
    """A venue phrase, a year or a date, if that is all that the text says."""
    lead = _LEAD.match(text)
    begin = lead.end() if lead else 0
    rest = _Remainder(text, begin)
    has_year = _HAS_YEAR.search(text)
    date = rest.take(_DATE) if has_year else None
    year = rest.take(_YEAR) if has_year and not date else None
    short = False
    track = rest.take(_TRACK) if any(map(text.lower().__contains__, _TRACK_STEMS)) else None
    if not date and not year:
        year, short = rest.take_short_year(vocabulary)
    name, spot = rest.words(vocabulary)
    if not name:
        if track and not (year or date):
            return None
        return _wording(text, "", None, track, year, date, sure=True) if (year or date) else None
    known = vocabulary.venue(name) or _without_aside(name, vocabulary)
    if known is None and not date and not year and fold(name[:5]) == "arxiv":
        year = rest.take(_ARXIV_MONTH)
        if year:
            return _arxiv_month(text, rest, vocabulary, year)
    if known is None and short and vocabulary.venue(text[begin:].strip(_TRIM)):
        return None
    quoted = year is not None and text[: year[0]].rstrip().endswith(_APOSTROPHES)
    if known is None and (
        (rest.parts > 2 and not _VENUE_WORD.search(name))
        or not (_plausible(name, bool(year or date), short) or (quoted and _is_brief(name)))
    ):
        return None
    return _wording(text, known or name, spot, track, year, date, sure=known is not None)


def _without_aside(name: str, vocabulary: Vocabulary) -> str | None:
    """`SIGIR` of `SIGIR (ACM)`; in `SIGIR) (ACM` the first bracket is one of something else."""
    start, opened, _ = name.partition("(")
    return vocabulary.venue(start.strip(_TRIM)) if opened and ")" not in start else None


def _arxiv_month(text: str, rest: _Remainder, vocabulary: Vocabulary, month: Spot) -> Wording | None:
    name, spot = rest.words(vocabulary)
    known = vocabulary.venue(name)
    if known is None:
        return None
    digits = text[month[0] : month[1]]
    return Wording(known, spot, "", None, full_year(digits[:2]), None, digits, month, sure=True)


def _wording(
    text: str, venue: str, spot: Spot | None, track: Spot | None, year: Spot | None, date: Spot | None, *, sure: bool
) -> Wording | None:
    spoken = text[track[0] : track[1]] if track else ""
    number = full_year(text[year[0] : year[1]]) if year else None
    said = text[date[0] : date[1]] if date else ""
    if date and (match := re.search(YEAR, said)):
        number = int(match[0])
    name = _TRACKS.get(fold(spoken), spoken)
    return Wording(venue, spot, name, track, number, year, said, date, sure=sure)


def _plausible(name: str, dated: bool, short: bool) -> bool:
    """Whether an unknown name could be a venue's: an acronym with a year, or the words that journals are made of."""
    if len(name) > 90 or any(mark in name for mark in '?!:"“”|=') or "http" in name:
        return False
    words = name.split()
    if _VENUE_WORD.search(name):
        return len(words) <= 14 and (dated or len(words) <= 6)
    return dated and len(words) <= (2 if short else 3) and bool(_ACRONYM.match(name))


def _is_brief(name: str) -> bool:
    """Whether a name of few words stands in front of an apostrophe and a year, as venues' do: `Constraints'2017`."""
    return 2 <= len(name) <= 30 and name[0].isupper() and name.count(" ") < 3 and not _TERM.fullmatch(name)


class _Remainder:
    """A text of which recognised stretches are taken out one by one; what is left must be a venue's name."""

    def __init__(self, text: str, begin: int) -> None:
        self.text = text
        self.left = " " * begin + text[begin:]
        self.parts = 1
        """How many things the words are, about; those divided by a comma count more."""

    def take(self, pattern: re.Pattern[str]) -> Spot | None:
        match = pattern.search(self.left)
        if match is None:
            return None
        spot = match.span()
        self.left = self.left[: spot[0]] + " " * (spot[1] - spot[0]) + self.left[spot[1] :]
        return spot

    def take_short_year(self, vocabulary: Vocabulary) -> tuple[Spot | None, bool]:
        """A year of two digits; without an apostrophe only behind a name that the vocabulary knows or an acronym."""
        for match in _SHORT_YEAR.finditer(self.left):
            quoted = match[1] is not None
            name = self.left[: match.start()].strip(_TRIM)
            if quoted or vocabulary.venue(name) or (name and _ACRONYM.match(name) and " " not in name):
                spot = match.span(1 if quoted else 2)
                self.left = self.left[: match.start()] + " " * (match.end() - match.start()) + self.left[match.end() :]
                return spot, True
        return None, False

    def words(self, vocabulary: Vocabulary) -> tuple[str, Spot]:
        """What is left, from its first letter to its last, where it is one; else a known or the longest."""
        stripped = self.left.strip(_TRIM)
        start = self.left.find(stripped)
        parts = _GAP.split(stripped)
        parts = [part.strip(_TRIM) for part in parts]
        parts = [part for part in parts if part]
        self.parts = len(parts) + ("," in stripped)
        if len(parts) > 1:
            whole = parts[0].count(" ") > 1 and bool(_VENUE_WORD.search(parts[0]))
            brief = all(part.count(" ") < 4 and ":" not in part for part in parts[1:])
            # `CVPR 2017. Corvid College`
            known = parts[0] if brief and ". " in stripped and vocabulary.venue(parts[0]) else ""
            # `2020 Position Paper, arXiv`
            remarked = all(map(_REMARK.match, parts[:-1]))
            known = known or (parts[-1] if remarked and vocabulary.venue(parts[-1]) else "")
            stripped = self._listing(parts) if whole else known or max(parts, key=len)
            start = self.left.find(stripped)
            self.parts = 1 if whole else self.parts
        return stripped, (start, start + len(stripped))

    def _listing(self, parts: list[str]) -> str:
        """`Transactions on Birds, Eggs, and Nests` is one name; pages and persons behind it are no part of it."""
        last = next((at for at, part in enumerate(parts[1:]) if not _SUBJECT.match(part)), len(parts) - 1)
        name = self.left[self.left.find(parts[0]) : self.left.find(parts[last]) + len(parts[last])]
        return name.partition(" (")[0] if "  " not in name else parts[0]
