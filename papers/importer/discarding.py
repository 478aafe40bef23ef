"""Pending edits discarded: what they changed is again as the repository has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from papers.importer.applying import apply
from papers.importer.pending import PendingState, preview
from papers.importer.pending_edits import PendingEdit
from papers.importer.settled import Settled
from papers.layout.rows import Rows
from papers.layout.wishes import Adopted
from papers.models import Catalogue, Content, Revision, Step
from papers.readme import collector

REASON: Final = "pending edits discarded"


class DiscardRefusedError(ValueError):
    """Nothing was discarded, and why."""


@dataclass(frozen=True)
class Discard:
    """What discarding comes to, before anything is written."""

    pending: PendingState
    keys: frozenset[str]
    """With those that had to come along."""
    settled: Settled
    after: bytes
    """The draft."""

    @property
    def edits(self) -> list[PendingEdit]:
        return [each for each in self.pending.edits if each.key in self.keys]

    @property
    def before(self) -> bytes:
        return self.pending.draft


def plan_discard(keys: Iterable[str], *, seen: str) -> Discard:
    """Return what discarding the edits of these keys comes to; `seen` is the sha256 of the draft that was looked at.

    Raises DiscardRefusedError, LayoutError and WriteError: what remains has to be a README.
    """
    with collector.set_aside():
        found = preview()
        if found.sha256 != seen:
            raise DiscardRefusedError("the list has changed since this was shown")
        chosen = found.pending.closure(keys) if found.pending else frozenset()
        if found.pending is None or not chosen:
            raise DiscardRefusedError("none of them is pending")
        settled = found.pending.without(chosen)
        return Discard(found.pending, chosen, settled, settled.draft())


def discard(keys: Iterable[str], *, seen: str, user: Any = None) -> Discard:
    """Discard the edits of these keys as one step; raises as `plan_discard` does."""
    planned = plan_discard(keys, seen=seen)
    pending, settled = planned.pending, planned.settled
    with transaction.atomic():
        if Catalogue.objects.locked().version != pending.version and _is_overtaken(pending):
            raise DiscardRefusedError("the list has changed since this was shown")
        step = apply(
            pending.state.rows,
            settled.rows,
            added=timezone.localdate(),
            kind=Step.Kind.DISCARD,
            user=user,
            reason=REASON,
        )
        for source, data in (("before", planned.before), ("after", planned.after)):
            _keep(Revision.Kind.DRAFT, data, step, source)
        Catalogue.objects.point(upstream=pending.upstream, layout=_layout(pending, settled, step))
    return planned


def _layout(pending: PendingState, settled: Settled, step: Step) -> Any:
    upstream, layout = pending.upstream, pending.state.revision
    stored = settled.adopted.stored()
    if settled.content == upstream.data and stored == Adopted.of(upstream.adopted).stored():
        return upstream
    if settled.content == layout.data and stored == pending.state.adopted.stored():
        return layout
    return _keep(Revision.Kind.LAYOUT, settled.content, step, REASON, adopted=stored)


def _keep(kind: str, data: bytes, step: Step, source: str, **fields: Any) -> Revision:
    content = Content.objects.keep(data)
    return Revision.objects.create(content=content, kind=kind, step=step, user=step.user, source=source, **fields)


def _is_overtaken(pending: PendingState) -> bool:
    pointers = Revision.objects.upstream(), Revision.objects.layout()
    return pointers != (pending.upstream, pending.state.revision) or Rows.load() != pending.state.rows
