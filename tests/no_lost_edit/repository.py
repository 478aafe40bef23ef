"""The list's repository: a README that people edit as text, and the requests that are merged into it.

A request is the difference of two READMEs in lines. It is merged as Git merges: each hunk goes where the lines around
it still stand, and a hunk whose lines were changed meanwhile is left out, as by somebody who decides the conflict for
what is there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from tests.no_lost_edit.texts import fold


@dataclass(frozen=True)
class Hunk:
    """Lines of a version that others take the place of."""

    start: int
    end: int
    new: tuple[str, ...]


@dataclass(frozen=True)
class Request:
    """A README as somebody changed it, and the one that it was made from."""

    before: bytes
    after: bytes

    @property
    def hunks(self) -> list[Hunk]:
        return hunks(self.before, self.after)

    @property
    def reverse(self) -> Request:
        return Request(self.after, self.before)


def hunks(before: bytes, after: bytes) -> list[Hunk]:
    """What changes between two READMEs, line by line, whatever their newlines are."""
    old, new = _lines(before), _lines(after)
    return [
        Hunk(start, end, tuple(new[at:to]))
        for tag, start, end, at, to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag != "equal"
    ]


def changed_lines(before: bytes, after: bytes) -> tuple[int, int, int]:
    """How many lines differ, counted in three ways.

    The longer side of each hunk; both sides of each; and the lines that one of them has and the other has not.
    """
    sizes = [(each.end - each.start, len(each.new)) for each in hunks(before, after)]
    old, new = Counter(_lines(before)), Counter(_lines(after))
    return sum(map(max, sizes)), sum(map(sum, sizes)), (old - new).total() + (new - old).total()


def merge(request: Request, chosen: Sequence[Hunk], into: bytes) -> bytes:
    """Apply some hunks of a request to a README, which keeps its newlines."""
    base, lines = _lines(request.before), _lines(into)
    places = _places(base, lines)
    for hunk in reversed(chosen):
        if (at := _place(hunk, places, len(base), len(lines))) is not None:
            lines[at : at + hunk.end - hunk.start] = hunk.new
    newline = "\r\n" if b"\r\n" in into else "\n"
    return newline.join(lines).encode()


def _places(base: Sequence[str], lines: Sequence[str]) -> dict[int, int]:
    """Where each line of a version that is still there stands in another."""
    blocks = SequenceMatcher(None, base, lines, autojunk=False).get_matching_blocks()
    return {block.a + at: block.b + at for block in blocks for at in range(block.size)}


def _place(hunk: Hunk, places: dict[int, int], size: int, new_size: int) -> int | None:
    """Where a hunk goes; None where its lines, or those next to it, were changed."""
    start, end = hunk.start, hunk.end
    before = places.get(start - 1, -1 if start == 0 else None)
    after = places.get(end, new_size if end == size else None)
    if before is None or after is None:
        return None
    if any(places.get(at) != before + 1 + at - start for at in range(start, end)) or after != before + 1 + end - start:
        return None
    return before + 1


def _lines(content: bytes) -> list[str]:
    return fold(content).split("\n")
