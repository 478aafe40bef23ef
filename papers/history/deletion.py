"""Deletions: each is one step, and keeps what it takes to bring the rows back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from papers.exporter import checked
from papers.history.deleted_texts import Texts
from papers.history.records import SNAPSHOT, Record, Row, keep_baseline, note_deletion, present
from papers.history.remains import Remains, describe_remains
from papers.history.steps import take_step
from papers.models import Catalogue, Listing, Paper, Section, Step


@contextmanager
def note_deletions(rows: Iterable[Row], *, user: Any = None, reason: str = "deleted") -> Iterator[Step]:
    """Make whatever of these rows is deleted meanwhile one step that can be undone; papers with their listings."""
    keys = _list_keys(rows)
    with transaction.atomic():
        Catalogue.objects.locked()
        are_anchored = any(
            model.objects.filter(pk__in=keys[model], anchor__isnull=False).exists() for model in (Listing, Section)
        )
        texts = Texts.load(are_needed=are_anchored)
        for model, pks in keys.items():
            keep_baseline(model.objects.filter(pk__in=pks))
        remains = {model: describe_remains(model, pks, texts) for model, pks in keys.items()}
        records = present(Paper, keys[Paper])
        with take_step(Step.Kind.DELETION, user=user, reason=reason) as step:
            yield step
            for model, pks in keys.items():
                note_deletion(model, pks, user=step.user, reason=reason)
                _keep_remains(model, remains[model], records, step)


def delete_rows(rows: Sequence[Row], *, user: Any = None, reason: str = "deleted") -> Step:
    """Delete papers with their listings, listings, or sections without content, as one step that can be undone.

    Raises UnwritableError, with nothing changed, where the README could not say what is left, and ProtectedError for
    a section with content and for a listing with others nested under it that stay.
    """

    def change() -> Step:
        with note_deletions(rows, user=user, reason=reason) as step:
            delete_noted(rows)
        return step

    return checked(change)


def delete_noted(rows: Iterable[Row]) -> None:
    """Within `note_deletions`: delete the rows, listings first."""
    for model, pks in _list_keys(rows).items():
        _delete_leaves_first(model, pks)


def _list_keys(rows: Iterable[Row]) -> dict[Any, list[int]]:
    """Listings come before what they belong to."""
    keys: dict[Any, set[int]] = defaultdict(set)
    for row in rows:
        keys[type(row)._meta.concrete_model].add(row.pk)
    keys[Listing] |= set(Listing.objects.filter(paper__in=keys[Paper]).values_list("pk", flat=True))
    return {model: sorted(keys[model]) for model in (Listing, Paper, Section)}


def _delete_leaves_first(model: Any, keys: Sequence[int]) -> None:
    """A row protects the one that it is under, also where both go."""
    waiting = set(keys)
    while waiting:
        parents = set()
        if model is not Paper:
            parents = set(model.objects.filter(pk__in=waiting, parent__in=waiting).values_list("parent", flat=True))
        leaves = waiting - parents
        model.objects.filter(pk__in=leaves).delete()
        waiting = parents if leaves else set()


def _keep_remains(model: Any, remains: dict[int, Remains], papers: dict[int, Record], step: Step) -> None:
    gone = list(model.history.filter(id__in=remains, history_type="-", step=step))
    for record in gone:
        record.remains = remains[record.id]
        if model is Paper:
            for name in SNAPSHOT:
                setattr(record, name, getattr(papers[record.id], name))
    model.history.bulk_update(gone, ["remains", *(SNAPSHOT if model is Paper else ())], batch_size=500)
