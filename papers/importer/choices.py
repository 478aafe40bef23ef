"""Three-way decisions, and the conflicts among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeVar

from papers.importer.report import Conflict

T = TypeVar("T")


class Prefer(Enum):
    """Which side a conflict is decided for."""

    README = "readme"
    DATABASE = "database"


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

    def value(self, base: T, new: T, row: T, synced: T, conflict: Callable[[], Conflict]) -> tuple[T, T]:
        """What the row, and what its `synced`, shall hold, from the README before and now and both as they are."""
        if new == base and not self.reread:
            return row, synced
        if row == synced:
            return new, new
        if row == new or new == base or self.keeps_row(conflict()):
            return row, new
        return new, new
