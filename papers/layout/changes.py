"""What changes, as people are told of it: by an import that is reviewed, or by an export that is looked at first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeVar

from papers.readme.records import VALUE_FIELDS, Values

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Added:
    """A listing; `paper` is the row of a paper that was there before."""

    title: str
    section: str
    values: Values
    paper: int | None = None

    def said(self) -> list[tuple[str, str]]:
        """What it says besides its title, each field as text."""
        return [(name, text) for name in VALUE_FIELDS[1:] if (text := shown(getattr(self.values, name)))]


@dataclass(frozen=True, slots=True)
class Changed:
    """A paper, or a section where `paper` is None."""

    title: str
    fields: tuple[FieldChange, ...]
    paper: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A listing that goes to another section."""

    title: str
    before: str
    after: str
    paper: int | None = None


@dataclass(frozen=True, slots=True)
class Reordered:
    """A listing, or a section, with another place, from 1, among those that stay beside it."""

    title: str
    among: str
    before: int
    after: int
    paper: int | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """A listing; its paper stays."""

    title: str
    section: str
    paper: int | None = None


@dataclass
class Changes:
    added: list[Added] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    reordered: list[Reordered] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    sections_added: list[str] = field(default_factory=list)
    sections_removed: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(
            (
                self.added,
                self.changed,
                self.moved,
                self.reordered,
                self.removed,
                self.sections_added,
                self.sections_removed,
            )
        )


def shown(value: object) -> str:
    """A field's value as one line; empty where it says nothing."""
    if isinstance(value, tuple):
        return ", ".join(f"{each.label} {each.url}".strip() if hasattr(each, "url") else str(each) for each in value)
    return "" if value is None else str(value)


def field_changes(before: Any, after: Any, names: Sequence[str]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, shown(getattr(before, name)), shown(getattr(after, name)))
        for name in names
        if getattr(before, name) != getattr(after, name)
    )


def displaced(before: Sequence[T], after: Sequence[T]) -> list[tuple[T, int, int]]:
    """The fewest items of both orders that have to move to get from one to the other, with both places from 1.

    Items that only one of the orders has are set aside.
    """
    common = set(before) & set(after)
    old = {item: at for at, item in enumerate(item for item in before if item in common)}
    new = [item for item in after if item in common]
    staying = _longest_run([old[item] for item in new])
    return [(item, old[item] + 1, at + 1) for at, item in enumerate(new) if old[item] not in staying]


def _longest_run(numbers: Sequence[int]) -> set[int]:
    """The members of a longest increasing subsequence."""
    if all(first < second for first, second in pairwise(numbers)):
        return set(numbers)
    ends: list[int] = []
    previous: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(ends, number)
        previous[number] = ends[at - 1] if at else None
        ends[at : at + 1] = [number]
    found: set[int] = set()
    last: int | None = ends[-1]
    while last is not None:
        found.add(last)
        last = previous[last]
    return found
