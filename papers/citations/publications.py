"""Where and as what a work was published, for every format to say in its own words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from papers.citations import identifiers
from papers.citations.text import plain
from papers.models import Paper, Venue

Kind = Venue.Kind

# What a venue's name says beside a name: `Stanford PhD Thesis` was written at Stanford.
_KIND_WORDS: Final = re.compile(
    r"\b(?:ph\.?\s?d\.?|doctoral|master(?:['’]?s)?|m\.?sc\.?|bachelor(?:['’]?s)?|thesis|dissertation|tech(?:nical|\.)?"
    r"|research|working|white|reports?|papers?|whitepaper|(?:text)?books?|chapters?|monograph)\b[.\s]*",
    re.IGNORECASE,
)
_JOINT: Final = r"(?:\b(?:of|at|in|from)\b|[\s,;:()/–—-])+"
_JOINTS: Final = re.compile(rf"\A{_JOINT}|{_JOINT}\Z", re.IGNORECASE)
_MASTERS: Final = re.compile(r"master|m\.?sc\b|硕士", re.IGNORECASE)
_DOCTORAL: Final = re.compile(r"ph\.?\s?d|doctor|dissertation|博士", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Publication:
    """`kind` is empty for a work of which nothing is known but perhaps its address."""

    kind: str = ""
    venue: str = ""
    """As the list names it."""
    publisher: str = ""
    """Of a book, school of a thesis, institution of a report, as far as the venue's name says it."""

    @property
    def is_masters_thesis(self) -> bool:
        return self.kind == Kind.THESIS and bool(_MASTERS.search(self.venue))

    @property
    def is_doctoral_thesis(self) -> bool:
        return self.kind == Kind.THESIS and not self.is_masters_thesis and bool(_DOCTORAL.search(self.venue))


def publication(paper: Paper) -> Publication:
    """Return how `paper` was published; an arXiv paper without a venue is a preprint."""
    venue = plain(paper.venue.name) if paper.venue else ""
    if paper.venue is None or not venue:
        return Publication(Kind.PREPRINT, "arXiv") if identifiers.arxiv_id(paper) else Publication()
    kind = paper.venue.kind
    named = kind in (Kind.BOOK, Kind.CHAPTER, Kind.THESIS, Kind.REPORT)
    return Publication(kind, venue, _without_kind(venue) if named else "")


def is_published(paper: Paper) -> bool:
    """Tell whether the work appeared elsewhere than on a preprint server."""
    return paper.venue is not None and paper.venue.kind != Kind.PREPRINT


def _without_kind(venue: str) -> str:
    rest = _KIND_WORDS.sub(" ", venue)
    return _JOINTS.sub("", " ".join(rest.split()))
