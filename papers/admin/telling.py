"""Changes as the admin's pages show them: so many at most, with the full counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from papers.layout.changes import Changed, Changes
from papers.models import Listing, Paper
from papers.textdiff import Part, marked

MOST_CHANGES: Final = 200
"""Of each kind, on one page."""


@dataclass(frozen=True)
class Group:
    """Changes of one kind; `items` are those shown."""

    kind: str
    heading: str
    total: int
    items: list[Any]

    @property
    def more(self) -> int:
        return self.total - len(self.items)


@dataclass(frozen=True)
class FieldDifference:
    field: str
    before: tuple[Part, ...]
    after: tuple[Part, ...]


@dataclass(frozen=True)
class Told:
    """One change; `by` names who made it here, as far as the history knows."""

    change: Any
    fields: list[FieldDifference] = field(default_factory=list)
    by: str = ""


_HEADINGS: Final = {
    "added": "Added",
    "changed": "Changed",
    "moved": "Moved to another section",
    "reordered": "In another order",
    "removed": "Removed",
    "sections_added": "New sections",
    "sections_removed": "Removed sections",
}


def told(changes: Changes, *, since: datetime | None = None) -> list[Group]:
    """The kinds that there are. With `since`, the day of the base, also who made the changes."""
    groups = []
    for kind, heading in _HEADINGS.items():
        every: Sequence[Any] = getattr(changes, kind)
        if every:
            groups.append(Group(kind, heading, len(every), list(every[:MOST_CHANGES])))
    by = _editors({change.paper for group in groups for change in group.items if _paper(change)}, since)
    return [
        Group(
            group.kind,
            group.heading,
            group.total,
            [Told(change, _fields(change), by.get(_paper(change) or 0, "")) for change in group.items],
        )
        for group in groups
    ]


def _paper(change: Any) -> int | None:
    return getattr(change, "paper", None)


def _fields(change: Any) -> list[FieldDifference]:
    if not isinstance(change, Changed):
        return []
    return [FieldDifference(each.field, *marked(each.before, each.after)) for each in change.fields]


def _editors(papers: Iterable[int], since: datetime | None) -> Mapping[int, str]:
    """Who edited each paper, or its listings, since then."""
    found: dict[int, dict[str, None]] = {}
    chosen = list(papers)
    for model, key in ((Paper, "id"), (Listing, "paper_id")) if since and chosen else ():
        edits: Any = model.history.filter(**{f"{key}__in": chosen}, history_date__gt=since, history_user__isnull=False)
        for paper, name in edits.order_by("history_date").values_list(key, "history_user__username"):
            found.setdefault(paper, {})[name] = None
    return {paper: ", ".join(names) for paper, names in found.items()}
