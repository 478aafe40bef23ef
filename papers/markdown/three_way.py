"""Two changes of one sequence, brought together."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple, TypeVar

T = TypeVar("T", bound=Hashable)


class Hunk(NamedTuple):
    """What stands in the place of `base[start:end]`."""

    start: int
    end: int
    new: tuple[int, int]
    """From and to in the changed sequence."""
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """A stretch of the result: where it is taken from. `is_ours` is None for what nobody changed, taken from theirs."""

    is_ours: bool | None
    start: int
    end: int
    base: tuple[int, int] = (0, 0)
    """What it takes the place of, from and to."""
    against: tuple[int, int] | None = None
    """Of a contradiction, what the other side has in that place, from and to."""


def merge_sequences(
    base: Sequence[T], ours: Sequence[T], theirs: Sequence[T], *, prefer_ours: bool
) -> tuple[list[Taken], bool]:
    """Return the stretches of the result, and whether both sides changed one stretch to two different ones.

    Changes that only touch are both made; of two insertions in one place theirs comes first. Of a contradiction the
    preferred side is taken.
    """
    hunks = sorted([*_hunks(base, ours, is_ours=True), *_hunks(base, theirs, is_ours=False)])
    found: list[Taken] = []
    is_contradicted = False
    at = 0
    shift = 0
    """From places in the base to places in theirs."""
    for cluster in _clusters(hunks):
        start, end = min(hunk.start for hunk in cluster), max(hunk.end for hunk in cluster)
        if start > at:
            found.append(Taken(None, at + shift, start + shift, (at, start)))
        mine, yours = _span(cluster, start, end, is_ours=True), _span(cluster, start, end, is_ours=False)
        if yours is not None:
            shift = yours[1] - end
        if mine is None or (yours is not None and ours[slice(*mine)] == theirs[slice(*yours)]):
            found.append(Taken(False, *(yours or (0, 0)), (start, end)))
        elif yours is None:
            found.append(Taken(True, *mine, (start, end)))
        elif start == end:
            found += [Taken(False, *yours, (start, end)), Taken(True, *mine, (start, end))]
        else:
            is_contradicted = True
            ours_taken, theirs_taken = Taken(True, *mine, (start, end), yours), Taken(False, *yours, (start, end), mine)
            found.append(ours_taken if prefer_ours else theirs_taken)
        at = end
    if at < len(base):
        found.append(Taken(None, at + shift, len(base) + shift, (at, len(base))))
    return found, is_contradicted


def _hunks(base: Sequence[T], changed: Sequence[T], *, is_ours: bool) -> list[Hunk]:
    matcher = SequenceMatcher(None, base, changed, autojunk=False)
    return [Hunk(a, b, (c, d), is_ours) for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal"]


def _clusters(hunks: Sequence[Hunk]) -> list[list[Hunk]]:
    """Hunks that have to be decided together."""
    found: list[list[Hunk]] = []
    end = -1
    for hunk in hunks:
        last = found[-1] if found else []
        is_same_place = any((each.start, each.end) == (hunk.start, hunk.end) for each in last)
        if last and (hunk.start < end or is_same_place):
            last.append(hunk)
            end = max(end, hunk.end)
        else:
            found.append([hunk])
            end = hunk.end
    return found


def _span(cluster: Sequence[Hunk], start: int, end: int, *, is_ours: bool) -> tuple[int, int] | None:
    """Where a side has what a cluster is about; None where that side left it as it was."""
    own = [hunk for hunk in cluster if hunk.is_ours is is_ours]
    if not own:
        return None
    return own[0].new[0] - (own[0].start - start), own[-1].new[1] + (end - own[-1].end)
