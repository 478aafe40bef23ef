"""A paper as some source describes it, before anybody has decided what to do with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from papers.identifiers import Identifiers, identify

NOTHING: Final = Identifiers()
FETCHED: Final = ("authors", "abstract", "date", "doi")
"""The fields of papers whose source is kept with them."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Plain text throughout; empty or None where the source does not say."""

    title: str = ""
    authors: tuple[str, ...] = ()
    abstract: str = ""
    venue: str = ""
    """The vocabulary's name where it knows the venue, else as said there, if that is short."""
    track: str = ""
    year: int | None = None
    date: str = ""
    """Like 2024-05-17 or 2024-05."""
    identifiers: Identifiers = NOTHING
    url: str = ""
    """Where the source says that the paper is."""
    tags: tuple[str, ...] = ()
    source: str = ""
    """A value of FetchedValue.Source; empty where nothing is known but an address."""
    line: int = 0
    """Of what was pasted, from 1."""
    problem: str = ""
    """Why more is not known, in a sentence."""

    @property
    def address(self) -> str:
        """The one that a list would have: arXiv's, else the given one, else an identifier's."""
        known = addresses(self.identifiers)
        if self.identifiers.arxiv_id or not self.url:
            return next(iter(known), self.url)
        return self.url


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of what was pasted that gave no paper."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.reason}."


def addresses(identifiers: Identifiers) -> list[str]:
    """Where the identifiers lead: arXiv, OpenReview, ACL Anthology, DOI."""
    known = identifiers.addresses()
    return [known[field] for field in ("arxiv_id", "openreview_id", "acl_id", "doi") if field in known]


def arxiv_id_of(doi: str) -> str:
    """The arXiv id that a DOI of arXiv's own holds; Crossref does not know these DOIs."""
    return identify([f"doi:{doi}"]).arxiv_id
