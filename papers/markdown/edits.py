"""Changes to bytes: replaced spans, applied once; what no edit names stays verbatim by construction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Puts `new` in the place of the bytes from `start` up to `end`; an insertion where both are equal."""

    start: int
    end: int
    new: bytes


class OverlapError(ValueError):
    """Two edits claim the same bytes."""


def apply_edits(data: bytes, edits: Iterable[Edit], *, start: int = 0, end: int | None = None) -> bytes:
    """`data[start:end]` with the edits applied; their offsets are those of `data`.

    Insertions at one offset are written in the order in which they came, before a replacement that starts there.
    Raises OverlapError for edits that overlap or leave the span.
    """
    stop = len(data) if end is None else end
    pieces: list[bytes] = []
    done = start
    # Python's sort is stable: insertions at one offset keep their order.
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < done or edit.end < edit.start or edit.end > stop:
            raise OverlapError(f"an edit of bytes {edit.start} to {edit.end} overlaps another, which ends at {done}")
        pieces += (data[done : edit.start], edit.new)
        done = edit.end
    return b"".join((*pieces, data[done:stop]))
