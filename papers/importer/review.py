"""An import as it is shown to a maintainer, who decides the conflicts and confirms it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from papers.importer.changes import changes
from papers.importer.choices import Choices, Prefer
from papers.importer.comparison import Comparison
from papers.importer.reading import RawPiece
from papers.importer.report import Conflict, Report
from papers.importer.settled import Settled
from papers.layout.changes import Changes
from papers.readme import collector


@dataclass(frozen=True)
class Review:
    """What is no conflict, with all conflicts left as the database has them; and the conflicts."""

    report: Report
    changes: Changes
    conflicts: list[Conflict]
    raw: Sequence[RawPiece]
    new_raw: Sequence[RawPiece]
    """Those pieces that the base does not have."""
    listings: int
    """How many the database has of the version that it was made from."""
    fingerprint: str = field(repr=False)
    """Another one for a review that shows something else."""
    settled: Settled = field(repr=False)
    """What the rows and the layout would be, with all conflicts left as the database has them."""

    @property
    def loses_most(self) -> bool:
        return not self.report.is_same and self.report.removed * 2 > self.listings


def review(comparison: Comparison, decisions: Mapping[str, Prefer] | None = None) -> Review:
    """Changes nothing. What is decided already can bring up further conflicts.

    Raises LayoutError where something that stays would lose text.
    """
    with collector.set_aside():
        found = reviewed(comparison)
        if decisions:
            further = Choices(Prefer.DATABASE, decisions=decisions)
            comparison.plan(further)
            keys = {conflict.key for conflict in found.conflicts}
            found.conflicts.extend(conflict for conflict in further.conflicts if conflict.key not in keys)
        return found


def reviewed(comparison: Comparison) -> Review:
    choices = Choices(Prefer.DATABASE)
    plan, settled = comparison.plan(choices)
    plan.report.is_far = comparison.shares_little
    told = changes(comparison.rows, settled.rows)
    old_raw = {piece.text for piece in comparison.ancestor.reading.raw}
    return Review(
        plan.report,
        told,
        list(choices.conflicts),
        comparison.new.raw,
        [piece for piece in comparison.new.raw if piece.text not in old_raw],
        comparison.listings,
        _fingerprint(told, choices.conflicts, plan.report),
        settled,
    )


def _fingerprint(told: Changes, conflicts: Sequence[Conflict], report: Report) -> str:
    digest = hashlib.sha256()
    for each in _shown(told, conflicts, report):
        digest.update(repr(each).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _shown(told: Changes, conflicts: Sequence[Conflict], report: Report) -> Iterator[object]:
    yield from conflicts
    for each in (told.added, told.changed, told.moved, told.reordered, told.removed):
        yield from each
        yield "/"
    yield told.sections_added, told.sections_removed, report.evidence_types_added, report.venues_added, report.is_same
