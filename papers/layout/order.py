"""Orders of the same things, brought together."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def kept_after(order: Sequence[T], reference: Sequence[T]) -> list[T]:
    """`order`, and what only `reference` has behind the item that it follows there; at the start if it follows none."""
    present = set(order)
    leading: list[T] = []
    following: dict[T, list[T]] = {}
    run = leading
    for item in reference:
        if item in present:
            run = following.setdefault(item, [])
        else:
            run.append(item)
    return [*leading, *(each for item in order for each in (item, *following.get(item, ())))]


def merged(base: Sequence[T], ours: Sequence[T], theirs: Sequence[T]) -> list[T]:
    """One side's reordering wins; where both reordered, theirs. What only one side has stays behind its predecessor."""
    common = set(ours) & set(theirs) & set(base)
    before = _only(base, common)
    if _only(ours, common) != before and _only(theirs, common) == before:
        return kept_after(ours, theirs)
    return kept_after(theirs, ours)


def _only(items: Iterable[T], wanted: set[T]) -> list[T]:
    return [item for item in items if item in wanted]
