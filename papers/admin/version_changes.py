"""What a version of the README changed, against the step before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from papers.importer import ImportRefusedError
from papers.importer.undoing import Undoable, find_undoable
from papers.models import Revision


@dataclass(frozen=True)
class VersionChange:
    heading: str
    old: bytes
    new: bytes
    against: Any = None
    """The Revision that it is compared with, where that is another version and not the list of that moment."""
    undoable: Undoable | None = None

    @property
    def is_undoable(self) -> bool:
        return self.undoable is not None


def tell_version(revision: Revision) -> VersionChange | None:
    """Return what it changed; None where what that takes is no longer kept."""
    step = revision.step
    drafts = {} if step is None else {each.source: each for each in _drafts_of(step)}
    if step is not None and drafts.keys() >= {"before", "after"}:
        heading = f"What this {step.get_kind_display()} changed in the list"
        return VersionChange(heading, drafts["before"].data, drafts["after"].data, undoable=_undoable(step))
    if revision.content.compressed is None:
        return None
    if revision.kind == Revision.Kind.UPSTREAM and revision.ancestor is None:
        return VersionChange("The first README: all of it is new", b"", revision.data)
    against = revision.ancestor or _upstream_before(revision)
    if against is None:
        return VersionChange("All of it", b"", revision.data)
    if against.content.compressed is None:
        return None
    is_export = revision.kind == Revision.Kind.EXPORT
    heading = "What this export changes in the repository" if is_export else "What it has that the one before had not"
    return VersionChange(heading, against.data, revision.data, against)


def find_newest_undoable() -> Revision | None:
    """Return the version that came with the import that can be undone; None where there is none."""
    try:
        step = find_undoable().step
    except ImportRefusedError:
        return None
    found: Revision | None = step.revisions.versions().order_by("pk").first()
    return found


def _drafts_of(step: Any) -> Any:
    return step.revisions.of_kind(Revision.Kind.DRAFT).readable().select_related("content")


def _undoable(step: Any) -> Undoable | None:
    try:
        found = find_undoable()
    except ImportRefusedError:
        return None
    return found if found.step == step else None


def _upstream_before(revision: Revision) -> Revision | None:
    """What the repository was known to hold then."""
    earlier = Revision.objects.of_kind(Revision.Kind.UPSTREAM).filter(pk__lt=revision.pk).order_by("-pk")
    return earlier.select_related("content").first()
