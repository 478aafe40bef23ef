"""Where in the README something stands, for people who want to change it there."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from threading import Lock

from papers.markdown.source import Source
from papers.models import Revision

_LOADING = Lock()
"""A base can have megabytes: threads that ask at the same time wait for the one that reads it."""


def line_of(anchor: int | None) -> int | None:
    """The line, from 1, of the base at which a listing or section with that anchor starts.

    None for what the base does not have. One query of a few bytes, but for the first time after an import.
    """
    return None if anchor is None else lines_of([anchor]).get(anchor)


def lines_of(anchors: Iterable[int]) -> dict[int, int]:
    """The same for several, at the same cost."""
    base = Revision.objects.only("sha256").base()
    if base is None:
        return {}
    with _LOADING:
        starts = _line_starts(base.sha256)
    return {anchor: bisect_right(starts, anchor) for anchor in anchors}


@lru_cache(maxsize=1)
def _line_starts(sha256: str) -> array[int]:
    """By the content's hash, which tells more than a row's id: another database can have the same ids."""
    content = Revision.objects.of(sha256).values_list("content", flat=True)[0]
    return array("I", Source.decode(bytes(content)).line_starts)
