"""What the filters can be set to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from papers.models import Section
from papers.outline import Outline


@dataclass(frozen=True, slots=True)
class Term:
    """A value of a filter; `pk` is its row's, or the year, or None for papers without a value."""

    pk: int | None
    slug: str
    label: str
    position: int = 0
    """An evidence type's place among them."""


Vocabulary = Mapping[str, Term]
"""Terms by slug, in the order in which readers see them."""


def vocabulary(terms: Iterable[Term]) -> Vocabulary:
    return {term.slug: term for term in terms}


@dataclass(frozen=True)
class Terms:
    """Of venues, years and tags those of public papers; of evidence types and sections all.

    The commonest venues and tags come first, whatever is chosen; of years the latest; papers without a value last,
    whatever their number.
    """

    outline: Outline
    evidence_types: Vocabulary
    venues: Vocabulary
    years: Vocabulary
    tags: Vocabulary

    @cached_property
    def sections(self) -> Mapping[str, Section]:
        """By slug; the hidden root is none to choose."""
        return {section.slug: section for section in self.outline.sections if section.level}

    def of(self, name: str) -> Vocabulary:
        """Those of a filter whose values are rows or years."""
        found: dict[str, Vocabulary] = {
            "evidence": self.evidence_types,
            "venue": self.venues,
            "year": self.years,
            "tag": self.tags,
        }
        return found[name]
