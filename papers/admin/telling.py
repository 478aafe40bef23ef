"""Changes as the admin's pages show them: so many at most, with the full counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from papers.history.past_edits import PastEdit
from papers.importer.pending_authors import find_authors
from papers.importer.pending_edits import PendingEdit
from papers.layout.changes import Changed, Changes
from papers.textdiff import Part, marked

MOST_CHANGES: Final = 200
"""Of each kind, on one page."""
MOST_EDITS: Final = 100
"""The same for pending edits: all that are chosen have to be fewer fields than a form may have."""


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
    """One change."""

    change: Any
    fields: list[FieldDifference] = field(default_factory=list)


_HEADINGS: Final = {
    "added": "Added",
    "changed": "Changed",
    "moved": "Moved to another section",
    "reordered": "In another order",
    "removed": "Removed",
    "sections_added": "New sections",
    "sections_removed": "Removed sections",
}


def told(changes: Changes) -> list[Group]:
    """The kinds that there are."""
    groups = []
    for kind, heading in _HEADINGS.items():
        every: Sequence[Any] = getattr(changes, kind)
        if every:
            items = [Told(change, _fields(change)) for change in every[:MOST_CHANGES]]
            groups.append(Group(kind, heading, len(every), items))
    return groups


def _fields(change: Any) -> list[FieldDifference]:
    if not isinstance(change, Changed):
        return []
    return [FieldDifference(each.field, *marked(each.before, each.after)) for each in change.fields]


@dataclass(frozen=True)
class ToldEdit:
    """A pending edit; `made` is None where nobody knows who made it."""

    edit: PendingEdit
    fields: list[FieldDifference]
    made: PastEdit | None


_PENDING: Final = {
    "changed": "Changed",
    "added": "Added",
    "moved": "Moved to another section",
    "reordered": "In another order",
    "removed": "Removed",
    "section added": "New sections",
    "section removed": "Removed sections",
    "text": "Text that is no paper's or section's",
}


def tell_edits(edits: Sequence[PendingEdit]) -> list[Group]:
    """The kinds that there are, with who made each."""
    groups = []
    for kind, heading in _PENDING.items():
        every = [each for each in edits if each.kind == kind]
        if every:
            groups.append((kind, heading, len(every), every[:MOST_EDITS]))
    authors = find_authors([each for *_, shown in groups for each in shown])
    return [
        Group(kind, heading, total, [ToldEdit(each, _edit_fields(each), authors.get(each.key)) for each in shown])
        for kind, heading, total, shown in groups
    ]


def _edit_fields(edit: PendingEdit) -> list[FieldDifference]:
    return [FieldDifference(each.field, *marked(each.before, each.after)) for each in edit.values]
