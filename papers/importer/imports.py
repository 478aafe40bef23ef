"""An import from beginning to end: computed outside the write where that is possible, applied in one transaction."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from papers.importer.applying import apply
from papers.importer.choices import Choices, Prefer
from papers.importer.comparison import Comparison, Progress
from papers.importer.plan import Plan
from papers.importer.report import Report
from papers.importer.review import reviewed
from papers.layout.rows import Rows
from papers.models import Catalogue, Revision
from papers.readme import collector

UNLOCKED_ATTEMPTS: Final = 3
"""The next one is computed while everybody else waits: where people save all the time there is no end otherwise."""


class ImportRefusedError(ValueError):
    """An import that needs a word from the maintainer first."""


class OvertakenError(Exception):
    """The database changed while the import was computed."""


@dataclass(frozen=True)
class Options:
    """`added` is the day that new papers count as added; today where it is not given."""

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


def import_readme(
    content: bytes,
    options: Options = Options(),
    *,
    source: str = "",
    user: Any = None,
    progress: Progress = lambda step: None,
) -> Report:
    """Applies nothing where there are conflicts that nothing decides, or on a dry run: see `Report.is_applied`.

    Raises SourceError for bytes that are no README, ImportRefusedError where more is lost than `options` allow.
    """
    with collector.set_aside():
        return _imported(content, options, source, user, progress)


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
    comparison = Comparison.of(content, progress)
    progress("comparing")
    choices = Choices(options.prefer, options.reread, options.decisions)
    plan = comparison.plan(choices)
    is_confirmed = not options.reviewed or comparison.is_same
    if not is_confirmed and reviewed(comparison).fingerprint != options.reviewed:
        plan.report.is_overtaken = True
        return plan.report
    version, base, rows = comparison.version, comparison.base, comparison.rows
    _refuse_losses(plan, comparison.listings, rows, content, options)
    if options.dry_run or choices.open or (plan.report.is_same and not options.reread):
        return plan.report
    # What was read is as large as the rows, and no longer needed.
    del comparison
    progress("writing")
    _write(plan, version, rows, base, Revision(content=content, source=source, user=user), options)
    plan.report.is_applied = True
    return plan.report


def _refuse_losses(plan: Plan, had: int, rows: Rows, content: bytes, options: Options) -> None:
    if plan.report.is_same:
        return
    if not content.strip() and rows.papers:
        if not options.allow_empty:
            raise ImportRefusedError("empty, and the database has papers (--allow-empty imports it nevertheless)")
    elif plan.report.removed * 2 > had and not options.force:
        lost = f"{plan.report.removed} of {had}"
        raise ImportRefusedError(f"{lost} listings would be removed, more than half (--force imports it nevertheless)")


def _write(plan: Plan, version: int, rows: Rows, base: Any, revision: Any, options: Options) -> None:
    content = bytes(revision.content)
    with transaction.atomic():
        if Catalogue.objects.locked().version != version and _is_overtaken(rows, base):
            raise OvertakenError
        apply(plan, rows, added=options.added or timezone.localdate(), user=revision.user, source=revision.source)
        adopted = plan.adopted.stored()
        if base and bytes(base.content) == content:
            Revision.objects.filter(pk=base.pk).update(adopted=adopted)
        else:
            revision.origin = Revision.Origin.IMPORT
            revision.sha256 = hashlib.sha256(content).hexdigest()
            revision.size = len(content)
            revision.adopted = adopted
            revision.save()


def _is_overtaken(rows: Rows, base: Any) -> bool:
    """Whether what changed is something that the README is about; abstracts and drafts are not."""
    newest = Revision.objects.imports().order_by("-pk").values_list("pk", flat=True).first()
    return newest != (base and base.pk) or Rows.load() != rows
