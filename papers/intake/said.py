"""What the README says itself of authors and dates: there, what is fetched would show as an edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from papers.layout.rows import vocabulary
from papers.models import Paper, Revision
from papers.readme.reader import read

SPOKEN: Final = frozenset({"authors", "date"})
"""The fetched fields that a README can have."""


@dataclass(frozen=True)
class Said:
    """As today's reader reads the layout; it may find what it did not find at the import."""

    by_anchor: Mapping[int, frozenset[str]]
    anywhere: frozenset[str]

    @classmethod
    def load(cls) -> Said:
        """Reads the whole layout: half a minute for 100,000 entries."""
        layout = Revision.objects.layout()
        entries = read(layout.data, vocabulary()).entries if layout else ()
        found = {
            entry.start: frozenset(name for name in SPOKEN if name in entry.places or getattr(entry.values, name))
            for entry in entries
        }
        return cls(found, frozenset().union(*found.values()))

    def of(self, paper: Paper) -> frozenset[str]:
        """The fields that its entries have, or that a new entry of it would get, as others have them."""
        said = {name for name in SPOKEN if paper.synced.get(name)}
        for listing in paper.listings.all():
            said |= self.anywhere if listing.anchor is None else self.by_anchor.get(listing.anchor, frozenset())
        return frozenset(said)
