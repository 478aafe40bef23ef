"""Three-way decisions, and the conflicts among them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Generic, TypeVar

from papers.history.past_edits import PastEdit
from papers.importer.report import Conflict

T = TypeVar("T")


class Prefer(Enum):
    """Which side a conflict is decided for."""

    README = "readme"
    DATABASE = "database"


class Role(Enum):
    """What a README is that is handed in."""

    REPOSITORY = "repository"
    """What the list's repository holds now."""
    PROPOSAL = "proposal"
    """Somebody's changes, to be merged into the draft."""
    CORRECTION = "correction"
    """The draft with corrections."""
    UNDO = "undo"
    """The draft as it was before an import."""


@dataclass
class Choices:
    """Decides, and lists what had to be decided.

    By the conflict's key, else by preference; with neither, the README's side is taken, to go on with.
    """

    prefer: Prefer | None = None
    reread: bool = False
    decisions: Mapping[str, Prefer] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)

    @property
    def open(self) -> list[Conflict]:
        """Conflicts that neither a decision nor a preference has decided."""
        return [each for each in self.conflicts if self._side(each.key) is None]

    def keeps_row(self, conflict: Conflict) -> bool:
        """Records a conflict; whether the database's side is taken."""
        self.conflicts.append(conflict)
        return self.takes_row(conflict.key)

    def takes_row(self, key: str) -> bool:
        """Whether the database's side is taken, if it comes to a conflict."""
        return self._side(key) is Prefer.DATABASE

    def _side(self, key: str) -> Prefer | None:
        return self.decisions.get(key, self.prefer)

    def value(self, sides: Sides[T], conflict: Callable[[], Conflict]) -> tuple[T, T]:
        """Return what the row, and what its `synced`, shall hold."""
        new, row = sides.new, sides.row
        if new == sides.base and not self.reread:
            return row, sides.synced
        if new == row or new in sides.sent:
            return row, new
        if row == sides.synced:
            taken_back = None if new == sides.base else find_take_back(new, sides.past())
            if taken_back is None or not self.keeps_row(taken_back_conflict(conflict(), taken_back)):
                return new, new
            return row, new
        if new == sides.base or self.keeps_row(conflict()):
            return row, new
        return new, new


@dataclass(frozen=True)
class Sides(Generic[T]):
    """One value as the README before and now, and the row and its `synced`, have it."""

    base: T
    new: T
    row: T
    synced: T
    sent: Sequence[T] = ()
    """What went out in exports, and is no edit of theirs when it comes back."""
    past: Callable[[], Sequence[PastEdit]] = list
    """The edits of it here, newest first."""


def find_take_back(new: object, past: Iterable[PastEdit]) -> PastEdit | None:
    """Return the edit before which the value was what the README says now."""
    return next((edit for edit in past if edit.before == new), None)


def taken_back_conflict(conflict: Conflict, edit: PastEdit) -> Conflict:
    """Return the conflict as one that would take an edit back which upstream had."""
    return replace(conflict, kind="take-back", who=edit.who, day=edit.day.isoformat())
