"""The history's rows: kept before a change, completed after it.

The library adds a row at each `save()`. Such a row stays open, without a reason, until the change that it belongs to
is noted; what a paper has besides its columns is only known then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from papers.history.steps import current_step
from papers.models import EvidenceType, Listing, Paper, PaperEvidence, PaperLink, PaperTag, Section
from papers.readme.vocabulary import fold

BASELINE: Final = "as it was before the next change"
MERGED: Final = ("merged into ", "its paper was merged")
"""How the reasons begin of rows that went because papers became one: their values are the other paper's."""
LONGEST_REASON: Final = 100
"""The column's, in characters."""
SNAPSHOT: Final = ("links", "evidence_types", "tags")
TELLS_NOTHING: Final = frozenset({"created", "modified"})
"""Columns that a save changes even where nobody changed anything."""

_BATCH: Final = 500
_ADDED, _CHANGED, _DELETED = "+", "~", "-"

Row = Paper | Section | Listing
Record = Any
"""A row of one of the history's tables, saved or not."""


@transaction.atomic
def keep_baseline(rows: Iterable[Row]) -> None:
    """Before a change: whatever the newest rows of the history do not say of these objects is written down.

    An import leaves no history of the papers that it brings, and updates in bulk leave none of what they change. The
    number of queries is the same for each batch, however many objects are in it.
    """
    for model, keys in _batches(rows):
        names = spellings() if model is Paper else {}
        found = present(model, keys)
        newest = _newest(model, model.history.filter(id__in=keys))
        missing, told = [], []
        for pk, record in found.items():
            last = newest.get(pk)
            if last is None or last.history_type == _DELETED or not _is_same_row(last, record):
                missing.append(_of_kind(record, _CHANGED, BASELINE))
            elif last.history_change_reason is None or not is_same(last, record, names):
                if _is_told(last):
                    missing.append(_of_kind(record, _CHANGED, BASELINE))
                else:
                    told.append(_with_snapshot(last, record, last.history_change_reason or ""))
        model.history.bulk_create(missing, batch_size=_BATCH)
        _update(model, told, ["history_change_reason"])


@transaction.atomic
def note(rows: Iterable[Row], *, user: Any, reason: str) -> None:
    """After a change: it gets one row, complete, with who and why; none where nothing is new.

    Rows that have no history at all count as added, so that what an import brought first needs none.
    """
    reason = _shortened(reason)
    author = user if user is not None and user.is_authenticated else None
    step = None
    for model, keys in _batches(rows):
        names = spellings() if model is Paper else {}
        of_these = model.history.filter(id__in=keys)
        closed = _newest(model, of_these.filter(history_change_reason__isnull=False))
        opened: dict[int, list[Record]] = defaultdict(list)
        for record in of_these.filter(history_change_reason__isnull=True).order_by("history_id"):
            if record.id not in closed or record.history_id > closed[record.id].history_id:
                opened[record.id].append(record)
        made, told, needless = [], [], []
        late: set[str] = set()
        for pk, now in present(model, keys).items():
            before, own = closed.get(pk), opened[pk]
            now.history_user = author
            if before is not None and before.history_type != _DELETED and is_same(before, now, names):
                needless += own
            elif own:
                own[0].history_user = author
                late |= _take_columns(own[0], now)
                told.append(_with_snapshot(own[0], now, reason))
                needless += own[1:]
            else:
                made.append(_of_kind(now, _ADDED if before is None else _CHANGED, reason))
        if made or told:
            step = step or current_step(user=user, reason=reason)
        for record in (*made, *told):
            record.step = step
        model.history.bulk_create(made, batch_size=_BATCH)
        _update(model, told, [*late, "history_user", "history_change_reason", "step"])
        model.history.filter(history_id__in=[record.history_id for record in needless]).delete()


def note_deletion(model: type[Row], keys: Iterable[int], *, user: Any, reason: str) -> None:
    """After these rows were deleted, each of which has left a row in the history."""
    gone = model.history.filter(id__in=list(keys), history_type=_DELETED, history_change_reason__isnull=True)
    if gone.exists():
        step = current_step(user=user, reason=reason)
        gone.update(history_user=user, history_change_reason=_shortened(reason), step=step)


def present(model: type[Row], keys: Sequence[int]) -> dict[int, Record]:
    """Unsaved rows of the history that say what these objects are now, by their keys; in a fixed number of queries."""
    history = model.history.model
    names = [field.attname for field in history.tracked_fields]
    rows = model._default_manager.filter(pk__in=keys).values_list(*names)
    found = {row[0]: history(history_date=timezone.now(), **dict(zip(names, row, strict=True))) for row in rows}
    if model is Paper:
        _take_snapshots(found)
    return found


def is_same(older: Record, newer: Record, names: Mapping[str, str]) -> bool:
    """Whether two rows of one object say the same; renamed evidence types are what they were."""
    return _is_same_row(older, newer) and all(
        _value(older, name, names) == _value(newer, name, names) for name in _snapshot_of(newer)
    )


def spellings() -> dict[str, str]:
    """The present name of each evidence type by its folded names, former and present ones."""
    listed = list(EvidenceType.objects.values_list("name", "aliases"))
    former = {fold(alias): name for name, aliases in listed for alias in aliases}
    return former | {fold(name): name for name, _ in listed}


def _batches(rows: Iterable[Row]) -> Iterator[tuple[Any, list[int]]]:
    """Models with some of their keys. A query set is asked for nothing but the keys."""
    if isinstance(rows, models.QuerySet):
        found: dict[Any, Iterable[int]] = {rows.model: list(rows.order_by().values_list("pk", flat=True))}
    else:
        keys: dict[Any, dict[int, None]] = defaultdict(dict)
        for row in rows:
            keys[type(row)._meta.concrete_model][row.pk] = None
        found = dict(keys)
    for model, each in found.items():
        waiting = iter(each)
        while batch := list(islice(waiting, _BATCH)):
            yield model, batch


def _newest(model: Any, records: Any) -> dict[int, Record]:
    newest = records.order_by().values("id").annotate(newest=Max("history_id")).values("newest")
    return {record.id: record for record in model.history.filter(history_id__in=newest)}


def _take_snapshots(papers: Mapping[int, Record]) -> None:
    for record in papers.values():
        record.links, record.evidence_types, record.tags = [], [], []
    links = PaperLink.objects.filter(paper__in=papers).order_by("paper", "position", "pk")
    for paper, label, url in links.values_list("paper", "label", "url"):
        papers[paper].links.append([label, url])
    evidence = PaperEvidence.objects.filter(paper__in=papers).order_by("paper", "position", "pk")
    for paper, name in evidence.values_list("paper", "evidence_type__name"):
        papers[paper].evidence_types.append(name)
    tags = PaperTag.objects.filter(content_object__in=papers).order_by("content_object", "tag__name")
    for paper, name in tags.values_list("content_object", "tag__name"):
        papers[paper].tags.append(name)


def _is_same_row(older: Record, newer: Record) -> bool:
    return not any(_differs(older, newer, field.attname) for field in type(newer).tracked_fields)


def _is_told(record: Record) -> bool:
    return all(getattr(record, name) is not None for name in _snapshot_of(record))


def _snapshot_of(record: Record) -> tuple[str, ...]:
    return SNAPSHOT if record.instance_type is Paper else ()


def _value(record: Record, name: str, names: Mapping[str, str]) -> Any:
    value = getattr(record, name)
    return [names.get(fold(each), each) for each in value] if value and name == "evidence_types" else value


def _of_kind(record: Record, kind: str, reason: str) -> Record:
    record.history_type, record.history_change_reason = kind, reason
    return record


def _with_snapshot(record: Record, now: Record, reason: str) -> Record:
    for name in _snapshot_of(record):
        setattr(record, name, getattr(now, name))
    record.history_change_reason = reason
    return record


def _take_columns(record: Record, now: Record) -> set[str]:
    """Those that changed after the row was made, as by an update in bulk."""
    late = {each.name: each for each in type(now).tracked_fields if _differs(record, now, each.attname)}
    for field in late.values():
        setattr(record, field.attname, getattr(now, field.attname))
    return set(late)


def _differs(record: Record, now: Record, name: str) -> bool:
    return name not in TELLS_NOTHING and getattr(record, name) != getattr(now, name)


def _update(model: Any, records: Sequence[Record], names: Sequence[str]) -> None:
    if records:
        fields = dict.fromkeys([*names, *(SNAPSHOT if model is Paper else ())])
        model.history.bulk_update(records, list(fields), batch_size=_BATCH)


def _shortened(reason: str) -> str:
    return reason if len(reason) <= LONGEST_REASON else reason[: LONGEST_REASON - 1] + "…"
