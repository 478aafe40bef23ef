"""The place among rows of today that a deleted row had among those of its time. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class FormerPlace:
    pk: int
    position: int
    before: Sequence[int] = ()
    """Rows that stood before it, the nearest last."""
    after: Sequence[int] = ()
    """Rows that stood behind it, the nearest first."""

    def index_among(self, others: Sequence[tuple[int, int]]) -> int:
        """Return its index among (position, row) in order: between its nearest neighbours, by position where others
        stand between them now."""
        at = {pk: index for index, (_, pk) in enumerate(others)}
        low = next((at[pk] + 1 for pk in reversed(self.before) if pk in at), 0)
        high = next((at[pk] for pk in self.after if pk in at), len(others))
        return next((index for index in range(low, high) if others[index][0] >= self.position), max(low, high))

    def fits(self, others: Sequence[tuple[int, int]]) -> bool:
        """Whether its old position puts it there without a new one for anybody."""
        index, place = self.index_among(others), (self.position, self.pk)
        return (not index or others[index - 1] < place) and (index == len(others) or place < others[index])
