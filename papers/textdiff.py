"""The lines in which two texts differ, for people to look at. The work is bounded, whatever the texts are."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

CONTEXT: Final = 3
MOST_LINES: Final = 400
LONGEST_LINE: Final = 2000
"""In characters: of a longer line this much is shown."""
_SMALL: Final = 40_000
"""Pairs of lines that are compared each with each; a larger stretch without a line in common counts as replaced."""
_FEW: Final = 100_000
"""The same for pairs of words within two lines; without marks otherwise."""
_ALIKE: Final = 0.5
"""The ratio of words that two lines share, from which on the others are marked."""
_AROUND: Final = 200
"""Characters that long lines show of what they share, before what differs."""
_WORD: Final = re.compile(r"\w+|\s+|[^\w\s]")

Block = tuple[int, int, int, int]
"""A replaced stretch: lines from and to before, from and to after."""


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """`before` and `after` are line numbers from 1; None on the side that does not have it."""

    before: int | None
    after: int | None
    parts: tuple[Part, ...]

    @property
    def sign(self) -> str:
        if self.before is None:
            return "+"
        return "-" if self.after is None else " "


@dataclass(frozen=True, slots=True)
class Difference:
    """`hunks` hold what is shown; `added` and `removed` count all lines, `left_out` those of them not shown."""

    hunks: tuple[tuple[Line, ...], ...]
    added: int
    removed: int
    left_out: int

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


def difference(before: bytes, after: bytes, *, most: int = MOST_LINES) -> Difference:
    """Lines end as in CommonMark, and are different where only their ends are."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    blocks = _blocks(old, new)
    hunks: list[tuple[Line, ...]] = []
    left = most
    for group in _groups(blocks):
        if left <= 0:
            break
        hunk = tuple(_hunk(old, new, group, left))
        left -= sum(line.sign != " " for line in hunk)
        hunks.append(hunk)
    added = sum(block[3] - block[2] for block in blocks)
    removed = sum(block[1] - block[0] for block in blocks)
    shown = sum(line.sign != " " for hunk in hunks for line in hunk)
    return Difference(tuple(hunks), added, removed, added + removed - shown)


def _blocks(old: Sequence[bytes], new: Sequence[bytes]) -> list[Block]:
    found: list[Block] = []
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        block = _without_ends(old, new, waiting.pop())
        first, last, start, end = block
        if first == last and start == end:
            continue
        if first == last or start == end:
            found.append(block)
        elif anchors := _anchors(old, new, block):
            edges = [(first - 1, start - 1), *anchors, (last, end)]
            pairs = list(pairwise(edges))
            waiting += [(a + 1, b, c + 1, d) for (a, c), (b, d) in reversed(pairs)]
        else:
            found += _compared(old, new, block)
    return _joined(found)


def _without_ends(old: Sequence[bytes], new: Sequence[bytes], block: Block) -> Block:
    """Without the lines that both begin or end with."""
    first, last, start, end = block
    while first < last and start < end and old[first] == new[start]:
        first, start = first + 1, start + 1
    while first < last and start < end and old[last - 1] == new[end - 1]:
        last, end = last - 1, end - 1
    return first, last, start, end


def _anchors(old: Sequence[bytes], new: Sequence[bytes], block: Block) -> list[tuple[int, int]]:
    """The longest run in order of lines that each side has once."""
    first, last, start, end = block
    here, there = Counter(old[first:last]), Counter(new[start:end])
    places = {line: at for at, line in enumerate(new[start:end], start) if there[line] == 1 and here[line] == 1}
    pairs = [(at, places[line]) for at, line in enumerate(old[first:last], first) if line in places]
    ends: list[int] = []
    members: list[int] = []
    previous: list[int] = []
    for at, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        previous.append(members[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        members[length : length + 1] = [at]
    found: list[tuple[int, int]] = []
    at = members[-1] if members else -1
    while at >= 0:
        found.append(pairs[at])
        at = previous[at]
    return found[::-1]


def _compared(old: Sequence[bytes], new: Sequence[bytes], block: Block) -> Iterator[Block]:
    first, last, start, end = block
    if (last - first) * (end - start) > _SMALL:
        yield block
        return
    matcher = SequenceMatcher(None, old[first:last], new[start:end], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            yield first + a, first + b, start + c, start + d


def _joined(blocks: Sequence[Block]) -> list[Block]:
    """Blocks that touch on both sides are one."""
    found: list[Block] = []
    for block in blocks:
        if found and found[-1][1] == block[0] and found[-1][3] == block[2]:
            found[-1] = (found[-1][0], block[1], found[-1][2], block[3])
        else:
            found.append(block)
    return found


def _groups(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks whose context would touch stand in one hunk."""
    group: list[Block] = []
    for block in blocks:
        if group and block[0] - group[-1][1] > 2 * CONTEXT:
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _hunk(old: Sequence[bytes], new: Sequence[bytes], group: Sequence[Block], most: int) -> Iterator[Line]:
    at = max(0, group[0][0] - CONTEXT)
    there = group[0][2] - (group[0][0] - at)
    for first, last, start, end in group:
        if most <= 0:
            return
        yield from _same(old, at, there, first - at)
        at, there = last, end
        # Half of what may be shown for each side, so that a large replacement shows both.
        room = max(most // 2, most - (end - start)), max(most // 2, most - (last - first))
        shown = min(last - first, room[0]), min(end - start, room[1])
        yield from _replaced(old[first : first + shown[0]], new[start : start + shown[1]], first + 1, start + 1)
        most -= sum(shown)
        if shown != (last - first, end - start):
            return
    yield from _same(old, at, there, CONTEXT)


def _same(old: Sequence[bytes], at: int, there: int, number: int) -> Iterator[Line]:
    for step, line in enumerate(old[at : at + number]):
        yield Line(at + step + 1, there + step + 1, _cut([Part(_text(line))]))


def _replaced(old: Sequence[bytes], new: Sequence[bytes], first: int, start: int) -> Iterator[Line]:
    """Where as many lines came as went, each is shown against the one in its place."""
    here, there = [_text(line) for line in old], [_text(line) for line in new]
    if len(here) == len(there):
        pairs = [marked(before, after) for before, after in zip(here, there, strict=True)]
    else:
        pairs = []
    for at, text in enumerate(here):
        yield Line(first + at, None, pairs[at][0] if pairs else _cut([Part(text)]))
    for at, text in enumerate(there):
        yield Line(None, start + at, pairs[at][1] if pairs else _cut([Part(text)]))


def marked(before: str, after: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Both lines with the words marked that the other does not have; unmarked where hardly any are shared."""
    skipped = _skipped(before, after)
    lead = [Part(f"… ({skipped} characters) …")] if skipped else []
    old, new = _marked(before[skipped:], after[skipped:])
    return _cut([*lead, *old]), _cut([*lead, *new])


def _marked(before: str, after: str) -> tuple[list[Part], list[Part]]:
    words: list[list[str]] = [_WORD.findall(text[: LONGEST_LINE + 1]) for text in (before, after)]
    if len(words[0]) * len(words[1]) <= _FEW and max(len(before), len(after)) <= LONGEST_LINE:
        matcher = SequenceMatcher(None, words[0], words[1], autojunk=False)
        if matcher.ratio() >= _ALIKE:
            steps = matcher.get_opcodes()
            return (
                [Part("".join(words[0][a:b]), tag != "equal") for tag, a, b, _, _ in steps if a < b],
                [Part("".join(words[1][c:d]), tag != "equal") for tag, _, _, c, d in steps if c < d],
            )
    return [Part(before)], [Part(after)]


def _skipped(before: str, after: str) -> int:
    """How much of the beginning that long lines share is left out."""
    if max(len(before), len(after)) <= LONGEST_LINE:
        return 0
    shared = next((at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    return max(0, shared - _AROUND)


def _cut(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Without empty parts; the last one, if it is too long, cut."""
    *others, last = [part for part in parts if part.text] or [Part("")]
    if len(last.text) <= LONGEST_LINE:
        return (*others, last) if last.text else ()
    return (*others, Part(last.text[:LONGEST_LINE]), Part(f"… ({len(last.text) - LONGEST_LINE} characters more)"))


def _text(line: bytes) -> str:
    """As shown: another end than a line feed, and none, is told."""
    text = line.decode("utf-8", "replace")
    if text.endswith("\n"):
        return text[:-1].replace("\r", "␍")
    return text[:-1] + "␍" if text.endswith("\r") else text + "␄"
