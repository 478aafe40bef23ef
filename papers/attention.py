"""What a maintainer should look at: the questions that the lists of papers answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from papers.querysets import PaperQuerySet

QUESTIONS: Final[dict[str, tuple[str, Callable[[PaperQuerySet], PaperQuerySet]]]] = {
    "link": ("No link", PaperQuerySet.without_link),
    "evidence": ("No evidence type", PaperQuerySet.without_evidence),
    "year": ("No year", lambda papers: papers.filter(year=None)),
    "venue": ("No venue", lambda papers: papers.filter(venue=None)),
    "authors": ("No authors", PaperQuerySet.without_authors),
    "shared-link": ("Link of another paper, too", PaperQuerySet.sharing_a_link),
    "shared-title": ("Title of another paper, too", PaperQuerySet.sharing_a_title),
}

COUNTED_UNASKED: Final = 5_000
"""Up to so many papers their lists count beside each value; beyond, a maintainer asks for it."""
