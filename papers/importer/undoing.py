"""The newest import undone: the difference that it made to the draft, taken back by a merge like any other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from papers.importer.choices import Prefer, Role
from papers.importer.comparison import Progress
from papers.importer.imports import ImportRefusedError, Options, find_former_upstream, import_readme
from papers.importer.report import Report
from papers.models import Revision, Step


@dataclass(frozen=True)
class Undoable:
    """An import, with the draft before and after it."""

    step: Any
    before: Any
    after: Any
    """Revisions, as the one above."""

    @property
    def source(self) -> str:
        return f"the import of {timezone.localtime(self.step.created):%Y-%m-%d %H:%M} undone"

    @property
    def former_upstream(self) -> Any:
        """The Revision that upstream goes back to; None where it stays."""
        return find_former_upstream(self.step)

    def options(self) -> Options:
        """Return how it is undone."""
        return Options(role=Role.UNDO, force=True, allow_empty=True, ancestor=self.after, undoes=self.step)


def find_undoable() -> Undoable:
    """Return the newest import that is not undone yet. Raises ImportRefusedError where there is none to undo."""
    imports = Step.objects.filter(kind__in=[Step.Kind.IMPORT, Step.Kind.PROPOSAL], undone_by=None)
    step = imports.order_by("-pk").first()
    if step is None:
        raise ImportRefusedError("there is no import to undo")
    drafts = {each.source: each for each in step.revisions.of_kind(Revision.Kind.DRAFT).select_related("content")}
    if "before" not in drafts or "after" not in drafts:
        raise ImportRefusedError("the first import cannot be undone")
    if drafts["before"].content.compressed is None or drafts["after"].content.compressed is None:
        raise ImportRefusedError("what was there before that import is no longer kept")
    return Undoable(step, drafts["before"], drafts["after"])


def undo_import(
    *,
    prefer: Prefer | None = None,
    decisions: Mapping[str, Prefer] | None = None,
    reviewed: str = "",
    dry_run: bool = False,
    user: Any = None,
    progress: Progress = lambda step: None,
) -> Report:
    """Take back what the newest import changed here. What was edited since stays, or is a conflict."""
    undoable = find_undoable()
    options = replace(undoable.options(), prefer=prefer, decisions=decisions or {}, reviewed=reviewed, dry_run=dry_run)
    return import_readme(undoable.before.data, options, source=undoable.source, user=user, progress=progress)
