"""Three-way decisions, and the conflicts among them."""

from __future__ import annotations

from collections.abc import Callable
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
    """Decides, and lists what had to be decided. Without a preference the README's side is taken, to go on with."""

    prefer: Prefer | None = None
    reread: bool = False
    conflicts: list[Conflict] = field(default_factory=list)

    def keeps_row(self, conflict: Conflict) -> bool:
        """Records a conflict; whether the database's side is taken."""
        self.conflicts.append(conflict)
        return self.prefer is Prefer.DATABASE

    def value(self, base: T, new: T, row: T, synced: T, conflict: Callable[[], Conflict]) -> tuple[T, T]:
        """What the row, and what its `synced`, shall hold, from the README before and now and both as they are."""
        if new == base and not self.reread:
            return row, synced
        if row == synced:
            return new, new
        if row == new or new == base or self.keeps_row(conflict()):
            return row, new
        return new, new
