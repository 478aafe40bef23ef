"""Where a paper appeared, from how a bibliography words it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from papers.readme.vocabulary import Vocabulary, fold

LONGEST_NAME: Final = 30
"""In characters: a longer name that nobody knows is left for a maintainer to shorten."""

_YEAR: Final = r"(?:19|20)\d\d"
_ORDINAL: Final = (
    r"(?:\d+(?:st|nd|rd|th)|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[- ]?"
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)?|twentieth|thirtieth|fortieth|fiftieth|sixtieth"
    r"|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth"
    r"|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth)"
)
_OPENING: Final = re.compile(
    rf"(?:proceedings|proc\.?|findings|in|of|the|annual|conference\ of(?=\ the\ )|{_YEAR}|'\d\d|{_ORDINAL}|volume"
    r"|ieee/cvf|ieee/rsj|ieee|acm)[\s,:]+",
    re.IGNORECASE,
)
_CLOSING: Final = re.compile(
    rf"[\s,:]+(?:{_YEAR}|'?\d{{1,3}}|datasets?\s+and\s+benchmarks?(?:\s+track)?|volume\s+\d+|vol\.?\s*\d+|proceedings)$",
    re.IGNORECASE,
)
_ARXIV: Final = re.compile(r"\barxiv\b|\bcorr\b", re.IGNORECASE)
_WORKSHOP: Final = re.compile(r"\bworkshops?\b", re.IGNORECASE)
_FINDINGS: Final = re.compile(r"\bfindings\b", re.IGNORECASE)
_BENCHMARKS: Final = re.compile(r"\bdatasets?\s+and\s+benchmarks?\b", re.IGNORECASE)
_ACRONYM: Final = re.compile(r"[A-Za-z][\w*/&-]*[A-Z][\w*-]*")

# Spellings of bibliographies, which no list uses.
_FORMAL: Final = {
    "European Chapter of the Association for Computational Linguistics": "EACL",
    "Asia-Pacific Chapter of the Association for Computational Linguistics": "AACL",
    "Nations of the Americas Chapter of the Association for Computational Linguistics": "NAACL",
    "Conference on Computational Natural Language Learning": "CoNLL",
    "International Conference on Acoustics, Speech and Signal Processing": "ICASSP",
    "SIGKDD Conference on Knowledge Discovery and Data Mining": "KDD",
    "SIGKDD International Conference on Knowledge Discovery and Data Mining": "KDD",
    "SIGIR Conference on Research and Development in Information Retrieval": "SIGIR",
    "International Conference on Language Resources and Evaluation": "LREC",
    "International Conference on Information and Knowledge Management": "CIKM",
    "International Conference on Web Search and Data Mining": "WSDM",
    "Web Conference": "WWW",
    "Symposium on Security and Privacy": "IEEE S&P",
    "Computer Vision and Pattern Recognition Conference": "CVPR",
    "International Conference on Intelligent Robots and Systems": "IROS",
}
_FORMAL_FOLDED: Final = {fold(spelling): name for spelling, name in _FORMAL.items()}


@dataclass(frozen=True, slots=True)
class Appearance:
    """`unknown` is the wording where it names no venue that anybody knows."""

    venue: str = ""
    track: str = ""
    unknown: str = ""


def appearance(text: str, vocabulary: Vocabulary) -> Appearance:
    """The venue's name in the vocabulary, and its track as lists write it."""
    text = text.strip()
    if not text:
        return Appearance()
    venue = _venue(text, vocabulary)
    if venue:
        return Appearance(venue, _track(text))
    if len(text) <= LONGEST_NAME and not re.search(r"[/\\]|\d{3}", text):
        return Appearance(text)
    return Appearance(unknown=text)


def known_venue(name: str, vocabulary: Vocabulary) -> str | None:
    """The vocabulary's name for a spelling, also for one that only bibliographies use."""
    return vocabulary.venue(name) or vocabulary.venue(_FORMAL_FOLDED.get(fold(name), ""))


def _venue(text: str, vocabulary: Vocabulary) -> str:
    if found := known_venue(text, vocabulary):
        return found
    if _ARXIV.search(text):
        return vocabulary.venue("arXiv") or "arXiv"
    for piece in _pieces(text):
        for name in _bared(piece):
            if found := known_venue(name, vocabulary):
                return found
    for word in _ACRONYM.findall(text):
        if len(word) > 2 and (found := vocabulary.venue(word)):
            return found
    return ""


def _pieces(text: str) -> list[str]:
    """What is most telling first: in brackets, behind a colon (`Findings of the ACL: EMNLP 2023`), the beginning."""
    bracketed = re.findall(r"\(([^()]*)\)", text)
    rest = re.sub(r"\([^()]*\)", " ", text)
    parts = [part for part in re.split(r":\s|,\s|;\s|\s[-–—|]\s", rest) if part.strip()]
    behind = parts[1:] if _FINDINGS.search(text) else []
    return [*bracketed, *behind, rest, *parts]


def _bared(piece: str) -> list[str]:
    """The piece with less and less around the name."""
    found = [" ".join(piece.split())]
    while shorter := _CLOSING.sub("", found[-1]):
        if shorter == found[-1]:
            break
        found.append(shorter)
    while match := _OPENING.match(found[-1]):
        found.append(found[-1][match.end() :])
    return found


def _track(text: str) -> str:
    if _FINDINGS.search(text):
        return "Findings"
    if _WORKSHOP.search(text):
        return "Workshop"
    return "Datasets and Benchmarks" if _BENCHMARKS.search(text) else ""
