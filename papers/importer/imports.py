"""An import from beginning to end: computed outside the write where that is possible, applied in one transaction."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from papers.importer.applying import apply
from papers.importer.choices import Choices, Prefer, Role
from papers.importer.comparison import Comparison, NoDraftError, Progress
from papers.importer.conflict_markers import refuse_conflict_markers
from papers.importer.plan import Plan
from papers.importer.report import Report
from papers.importer.review import reviewed
from papers.importer.settled import Settled, stand_against
from papers.layout.rows import Rows
from papers.layout.sent import forget_sent
from papers.layout.wishes import Adopted, LayoutError
from papers.models import Catalogue, Content, Revision, Step
from papers.readme import collector
from papers.readme.wanted import WriteError

UNLOCKED_ATTEMPTS: Final = 3
"""The next one is computed while everybody else waits: where people save all the time there is no end otherwise."""


class ImportRefusedError(ValueError):
    """An import that needs a word from the maintainer first."""


class OvertakenError(Exception):
    """The database changed while the import was computed."""


@dataclass(frozen=True)
class Options:
    """`added` is the day that new papers count as added; today where it is not given."""

    role: Role | None = Role.REPOSITORY
    """None for the repository's README, unless it is known as an export: that is then left alone."""
    prefer: Prefer | None = None
    reread: bool = False
    added: datetime.date | None = None
    allow_empty: bool = False
    force: bool = False
    dry_run: bool = False
    decisions: Mapping[str, Prefer] = field(default_factory=dict)
    """Sides by the keys of conflicts; `prefer` decides the others."""
    reviewed: str = ""
    """The fingerprint of the review that was confirmed: where another one would be shown now, nothing is written."""
    ancestor: Any = None
    """The Revision that a proposal was made from; the nearest that is known where it is None."""
    undoes: Any = None
    """The Step that is undone."""
    is_handed_in: bool = False
    """Whether somebody says that the repository holds it, rather than that it was found in the survey's file."""


def import_readme(
    content: bytes,
    options: Options = Options(),
    *,
    source: str = "",
    user: Any = None,
    progress: Progress = lambda step: None,
) -> Report:
    """Applies nothing where there are conflicts that nothing decides, or on a dry run: see `Report.is_applied`.

    Raises SourceError for bytes that are no README, ImportRefusedError where more is lost than `options` allow, or
    where the result could not be written as a README.
    """
    refuse_conflict_markers(content)
    if options.role is None:
        if is_own_export(content):
            return Report(is_own_export=True)
        options = replace(options, role=Role.REPOSITORY)
    if options.role is not Role.REPOSITORY and Revision.objects.upstream() is None:
        raise ImportRefusedError("nothing was imported yet, so that there is no list to merge a proposal into")
    with collector.set_aside():
        return _imported(content, options, source, user, progress)


def is_own_export(content: bytes) -> bool:
    """Whether these bytes went out from here and never came in: what upstream was once, it can be again."""
    known = Revision.objects.of(hashlib.sha256(content).hexdigest())
    was_sent = known.of_kind(Revision.Kind.EXPORT, Revision.Kind.DRAFT).exists()
    return was_sent and not known.of_kind(Revision.Kind.UPSTREAM).exists()


def _imported(content: bytes, options: Options, source: str, user: Any, progress: Progress) -> Report:
    for _ in range(UNLOCKED_ATTEMPTS):
        try:
            return _attempted(content, options, source, user, progress)
        except OvertakenError:
            progress("the database has changed meanwhile; once more")
    with transaction.atomic():
        Catalogue.objects.locked()
        return _attempted(content, options, source, user, progress)


def _attempted(content: bytes, options: Options, source: str, user: Any, progress: Progress) -> Report:
    comparison = compare(content, options, progress)
    progress("comparing")
    choices = Choices(options.prefer, options.reread, options.decisions)
    try:
        plan, settled = comparison.plan(choices)
        is_confirmed = not options.reviewed or comparison.is_same
        if not is_confirmed and reviewed(comparison).fingerprint != options.reviewed:
            plan.report.is_overtaken = True
            return plan.report
        plan.report.is_far = comparison.shares_little
        _refuse_losses(plan, comparison.listings, comparison.rows, content, options)
        upstream = find_former_upstream(options.undoes)
        # An import that only made an upload upstream is undone by what upstream was.
        if choices.open or (plan.report.is_same and not options.reread and upstream is None):
            return plan.report
        progress("checking")
        draft = settled.draft()
        if upstream is not None:
            settled = stand_against(settled, upstream, draft, comparison.readings)
    except (LayoutError, WriteError) as error:
        raise unwritable(error) from error
    if options.dry_run:
        return plan.report
    arrival = _Arrival(comparison, settled, plan.adopted, draft, options, source, user, upstream)
    # What was read is as large as the rows, and no longer needed.
    progress("writing")
    arrival.write()
    plan.report.is_applied = True
    return plan.report


def find_former_upstream(step: Any) -> Any:
    """Return what was upstream before an import, if only somebody's word made it upstream; else, and for None, None."""
    if step is None:
        return None
    made = step.revisions.of_kind(Revision.Kind.UPSTREAM).select_related("ancestor__content").first()
    is_upstream = made is not None and made.is_handed_in and made == Revision.objects.upstream()
    return made.ancestor if is_upstream and made is not None else None


def compare(
    content: bytes, options: Options, progress: Progress = lambda step: None, *, with_raw: bool = False
) -> Comparison:
    """Raises ImportRefusedError where there is no draft to merge a proposal into."""
    try:
        return Comparison.of(
            content, options.role or Role.REPOSITORY, progress, with_raw=with_raw, ancestor=options.ancestor
        )
    except NoDraftError as error:
        raise ImportRefusedError(str(error)) from error


def unwritable(error: LayoutError | WriteError) -> ImportRefusedError:
    """Return the refusal of a result that the README could not say, naming the entry."""
    about = f"“{error.label}”: " if error.label else ""
    return ImportRefusedError(f"the result could not be written: {about}{error}")


def _refuse_losses(plan: Plan, had: int, rows: Rows, content: bytes, options: Options) -> None:
    if plan.report.is_same:
        return
    if not content.strip() and rows.papers:
        if not options.allow_empty:
            raise ImportRefusedError("empty, and the database has papers (--allow-empty imports it nevertheless)")
    elif plan.report.removed * 2 > had and not options.force:
        lost = f"{plan.report.removed} of {had}"
        raise ImportRefusedError(f"{lost} listings would be removed, more than half (--force imports it nevertheless)")


@dataclass
class _Arrival:
    """An import that is decided: what is written in one transaction."""

    comparison: Comparison
    settled: Settled
    adopted: Adopted
    """What of the README that came in has a row."""
    draft: bytes
    options: Options
    source: str
    user: Any
    former_upstream: Any = None
    """What upstream goes back to."""

    def write(self) -> None:
        comparison = self.comparison
        with transaction.atomic():
            if Catalogue.objects.locked().version != comparison.version and self._is_overtaken():
                raise OvertakenError
            step = apply(
                comparison.rows,
                self.settled.rows,
                added=self.options.added or timezone.localdate(),
                kind=_STEPS[comparison.role],
                user=self.user,
                reason=self._reason(),
            )
            if self.options.undoes is not None:
                Step.objects.filter(pk=step.pk).update(undoes=self.options.undoes)
            self._keep_texts(step)
            if comparison.role is Role.REPOSITORY:
                forget_sent(comparison.ancestor.rows, self.settled.rows.against_upstream)

    def _is_overtaken(self) -> bool:
        """Whether what changed is something that the README is about; abstracts and drafts are not."""
        pointers = Revision.objects.upstream(), Revision.objects.layout()
        return pointers != (self.comparison.upstream, self.comparison.state.revision) or (
            Rows.load() != self.comparison.rows
        )

    def _reason(self) -> str:
        name = {Role.REPOSITORY: "import", Role.PROPOSAL: "proposal", Role.CORRECTION: "", Role.UNDO: ""}
        parts = [name[self.comparison.role], self.source]
        return ": ".join(part for part in parts if part)

    def _keep_texts(self, step: Step) -> None:
        comparison, settled = self.comparison, self.settled
        upstream, layout = comparison.upstream, comparison.state.revision
        if comparison.draft is not None and upstream is not None:
            self._keep(Revision.Kind.DRAFT, comparison.draft.reading.source.data, step, source="before")
        if comparison.role is Role.REPOSITORY:
            if upstream is not None and upstream.data == comparison.content:
                Revision.objects.filter(pk=upstream.pk).update(adopted=self.adopted.stored())
                upstream.adopted = self.adopted.stored()
            else:
                upstream = self._keep(
                    Revision.Kind.UPSTREAM, comparison.content, step, adopted=self.adopted, ancestor=upstream
                )
        else:
            upstream = self.former_upstream or upstream
            self._keep(Revision.Kind.PROPOSAL, comparison.content, step, ancestor=comparison.ancestor.revision)
        if settled.content == upstream.data and settled.adopted.stored() == upstream.adopted:
            layout = upstream
        elif layout is None or layout.pk == upstream.pk or layout.data != settled.content:
            layout = self._keep(Revision.Kind.LAYOUT, settled.content, step, adopted=settled.adopted)
        else:
            Revision.objects.filter(pk=layout.pk).update(adopted=settled.adopted.stored())
        if comparison.draft is not None and comparison.upstream is not None:
            self._keep(Revision.Kind.DRAFT, self.draft, step, source="after")
        Catalogue.objects.point(upstream=upstream, layout=layout)

    def _keep(
        self,
        kind: str,
        data: bytes,
        step: Step,
        *,
        adopted: Adopted | None = None,
        ancestor: Any = None,
        source: str = "",
    ) -> Revision:
        return Revision.objects.create(
            content=Content.objects.keep(data),
            kind=kind,
            step=step,
            user=self.user,
            source=source or self.source,
            adopted=adopted.stored() if adopted else {},
            ancestor=ancestor,
            is_handed_in=self.options.is_handed_in and kind == Revision.Kind.UPSTREAM,
        )


_STEPS: Final = {
    Role.REPOSITORY: Step.Kind.IMPORT,
    Role.PROPOSAL: Step.Kind.PROPOSAL,
    Role.CORRECTION: Step.Kind.CORRECTION,
    Role.UNDO: Step.Kind.UNDO,
}
