"""The history of one object as a maintainer reads it: newest first, each change against the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from papers.history.differences import Difference, Names, differences
from papers.history.records import BASELINE, Record, Row
from papers.models import Paper


@dataclass(frozen=True, slots=True)
class Change:
    """`before` is the same object's row before it; None for its first."""

    record: Record
    before: Record | None
    differences: tuple[Difference, ...] = ()

    @property
    def what(self) -> str:
        if self.record.history_type == "-":
            return "deleted"
        if self.record.history_type == "+":
            return "added"
        return BASELINE if self.is_baseline else "changed"

    @property
    def is_baseline(self) -> bool:
        """Whether it is no change, but what was there when changes began to be noted."""
        return self.before is None and self.record.history_change_reason == BASELINE

    @property
    def reason(self) -> str:
        reason = self.record.history_change_reason or ""
        if reason != BASELINE:
            return reason
        return "" if self.is_baseline else "without a note"


def timeline(model: type[Row], keys: Iterable[int]) -> list[Change]:
    """Without differences, which `told` finds for those that are shown. One query."""
    records = model.history.filter(id__in=list(keys)).select_related("history_user")
    last: dict[int, Record] = {}
    found = []
    for record in records.order_by("history_id"):
        found.append(Change(record, last.get(record.id)))
        last[record.id] = record
    return found[::-1]


def told(changes: Sequence[Change]) -> list[Change]:
    """With their differences, names looked up once for all of them."""
    names = Names.load([each for change in changes for each in (change.record, change.before) if each is not None])
    return [
        Change(
            change.record,
            change.before,
            differences(change.before, change.record, names) if _is_compared(change) else (),
        )
        for change in changes
    ]


def last_authors(model: type[Row], key: int) -> Mapping[str, Record]:
    """For each field the row of the history that changed it last, of the twenty last ones."""
    found: dict[str, Any] = {}
    for change in told(timeline(model, [key])[:20]):
        for each in change.differences:
            found.setdefault(each.name, change.record)
    return found


def merged_into(paper: Paper) -> list[int]:
    """The keys that papers had which were merged into this one: their slugs lead to it."""
    slugs = paper.slug_redirects.values("old_slug")
    gone = Paper.history.filter(slug__in=slugs, history_type="-").order_by("history_id")
    return list(dict.fromkeys(gone.values_list("id", flat=True)))


def _is_compared(change: Change) -> bool:
    return change.before is not None and change.record.history_type != "-" and change.before.history_type != "-"
