"""The base, the rows and a new README, all read: what every plan to bring them together starts from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from papers.importer.choices import Choices
from papers.importer.plan import Plan, planned
from papers.importer.reading import Reading, Spellings, known, reading
from papers.layout.rows import Rows
from papers.layout.wishes import Adopted
from papers.models import Catalogue, Revision

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Comparison:
    version: int
    """The catalogue's, from before anything was read."""
    base: Any
    """The Revision; None before the first import."""
    rows: Rows
    old: Reading
    new: Reading
    is_same: bool
    evidence_types: list[str]
    """Those that the database does not have."""
    venues: list[str]

    @classmethod
    def of(cls, content: bytes, progress: Progress = lambda step: None, *, with_raw: bool = False) -> Comparison:
        """Raises SourceError."""
        version = Catalogue.objects.current().version
        base = Revision.objects.base()
        rows = Rows.load()
        before = bytes(base.content) if base else b""
        spellings = Spellings.load()
        evidence_types, venues = set(spellings.evidence_types.values()), set(spellings.venues.values())
        progress("reading")
        if before == content:
            new = old = reading(known(content), spellings, with_raw=with_raw)
        else:
            old = reading(known(before), spellings, with_raw=with_raw)
            new = reading(known(content), spellings, with_raw=with_raw)
        return cls(
            version,
            base,
            rows,
            old,
            new,
            is_same=base is not None and before == content,
            evidence_types=sorted(set(spellings.evidence_types.values()) - evidence_types),
            venues=sorted(set(spellings.venues.values()) - venues),
        )

    @property
    def listings(self) -> int:
        """How many the database has of the base."""
        return sum(listing.anchor is not None for listing in self.rows.listings.values())

    def plan(self, choices: Choices) -> Plan:
        """Changes nothing here: another plan can be made with other choices."""
        adopted = Adopted.of(self.base.adopted if self.base else {})
        plan = planned(self.rows, self.old, self.new, adopted, choices)
        plan.report.evidence_types_added = self.evidence_types
        plan.report.venues_added = self.venues
        plan.report.is_same = self.is_same
        return plan
