"""Rows, ancestor, draft and a new README, all read: what every plan to bring them together starts from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from papers.exporter import LayoutState, draft_of
from papers.history.past_edits import PastEdits
from papers.importer.ancestors import Ancestor, find_nearest, rows_against
from papers.importer.choices import Choices, Role
from papers.importer.pairing import DraftReading
from papers.importer.plan import Plan, Question, merge
from papers.importer.reading import Reading, Readings, Spellings
from papers.importer.settled import Settled
from papers.importer.settling import settle_proposal, settle_repository
from papers.layout.rows import Rows
from papers.layout.sent import SentValues
from papers.layout.wishes import Adopted, LayoutError
from papers.models import Catalogue, Revision
from papers.readme.wanted import WriteError

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Comparison:
    version: int
    """The catalogue's, from before anything was read."""
    role: Role
    upstream: Any
    """The Revision; None before the first import."""
    state: LayoutState
    layout: Reading
    draft: DraftReading | None
    """None where the rows cannot be written as a README as they are."""
    ancestor: Ancestor
    new: Reading
    content: bytes
    readings: Readings
    evidence_types: list[str]
    """Those that the database does not have."""
    venues: list[str]

    @classmethod
    def of(
        cls,
        content: bytes,
        role: Role = Role.REPOSITORY,
        progress: Progress = lambda step: None,
        *,
        with_raw: bool = False,
        ancestor: Any = None,
    ) -> Comparison:
        """Compare with what is known now; `ancestor` is the Revision that a proposal was made from.

        Raises SourceError.
        """
        version = Catalogue.objects.current().version
        upstream, layout = Revision.objects.upstream(), Revision.objects.layout()
        rows = Rows.load()
        adopted = Adopted.of(layout.adopted if layout else {})
        state = LayoutState(layout, layout.data if layout else b"", adopted, rows)
        spellings = Spellings.load()
        evidence_types, venues = set(spellings.evidence_types.values()), set(spellings.venues.values())
        progress("reading")
        readings = Readings(spellings, with_raw)
        new = readings.read(content)
        layout_reading = readings.read(state.content)
        draft = _read_draft(state, layout_reading, readings)
        if role is Role.REPOSITORY:
            found = _upstream(upstream, rows, readings)
        else:
            found = _ancestor(ancestor, role, content, rows, draft, readings)
        return cls(
            version,
            role,
            upstream,
            state,
            layout_reading,
            draft,
            found,
            new,
            content,
            readings,
            evidence_types=sorted(set(spellings.evidence_types.values()) - evidence_types),
            venues=sorted(set(spellings.venues.values()) - venues),
        )

    @property
    def rows(self) -> Rows:
        return self.state.rows

    @property
    def is_same(self) -> bool:
        """Whether there is nothing new in it."""
        base = self.ancestor.reading.source.data
        return base == self.content and (self.role is not Role.REPOSITORY or self.upstream is not None)

    @property
    def listings(self) -> int:
        """How many the database has of the ancestor."""
        return sum(listing.anchor is not None for listing in self.ancestor.rows.listings.values())

    @property
    def shares_little(self) -> bool:
        """Whether the ancestor has under half of the proposal's entries: perhaps it is no version of this list."""
        old = {text.source for text in self.ancestor.reading.texts} | {t.title for t in self.ancestor.reading.texts}
        shared = sum(text.source in old or text.title in old for text in self.new.texts)
        return self.role is Role.PROPOSAL and shared * 2 < len(self.new.texts)

    def plan(self, choices: Choices) -> tuple[Plan, Settled]:
        """Changes nothing here: another plan can be made with other choices."""
        is_repository = self.role is Role.REPOSITORY
        plan = merge(
            Question(
                self.ancestor.rows,
                self.ancestor.reading,
                self.new,
                self.ancestor.adopted,
                self.draft if is_repository and self._has_other_draft else None,
                SentValues.load(self.rows) if is_repository else SentValues(),
                PastEdits() if is_repository else None,
            ),
            choices,
        )
        plan.report.evidence_types_added = self.evidence_types
        plan.report.venues_added = self.venues
        plan.report.is_same = self.is_same
        settle = settle_repository if is_repository else settle_proposal
        return plan, settle(plan, self, choices)

    @property
    def _has_other_draft(self) -> bool:
        return self.draft is not None and self.draft.reading.source.data != self.ancestor.reading.source.data


def _read_draft(state: LayoutState, layout: Reading, readings: Readings) -> DraftReading | None:
    try:
        document, owners = draft_of(state)
    except (LayoutError, WriteError):
        return None
    content = document.source.data
    return DraftReading(layout if content == state.content else readings.read(content), owners)


def _upstream(upstream: Any, rows: Rows, readings: Readings) -> Ancestor:
    base = readings.read(upstream.data if upstream else b"")
    return Ancestor(upstream, base, rows.against_upstream, Adopted.of(upstream.adopted if upstream else {}))


def _ancestor(
    given: Any, role: Role, content: bytes, rows: Rows, draft: DraftReading | None, readings: Readings
) -> Ancestor:
    """Raises NoDraftError where the rows make no README that a proposal could be merged into."""
    if draft is None:
        raise NoDraftError("the list as it is now cannot be written as a README; see export_readme")
    now = draft.reading.source.data
    if role is Role.CORRECTION:
        revision, base = None, now
    elif given is not None:
        revision, base = given, given.data
    else:
        revision, base = find_nearest(content, now)
    return Ancestor(revision, readings.read(base), *rows_against(rows, readings.read(base), draft))


class NoDraftError(ValueError):
    """There is no draft to merge a proposal into."""
