"""Where in the README something stands, for people who want to change it there."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from threading import Lock

from papers.markdown.source import Source
from papers.models import Catalogue, Content

_LOADING = Lock()
"""A base can have megabytes: threads that ask at the same time wait for the one that reads it."""


def line_of(anchor: int | None) -> int | None:
    """The line, from 1, of upstream at which a listing or section with that upstream anchor starts.

    None for what upstream does not have. One query of a few bytes, but for the first time after an import.
    """
    return None if anchor is None else lines_of([anchor]).get(anchor)


def lines_of(anchors: Iterable[int]) -> dict[int, int]:
    """The same for several, at the same cost."""
    pointed = Catalogue.objects.filter(pk=1).values_list("upstream__content", "upstream__content__sha256").first()
    if pointed is None or pointed[0] is None:
        return {}
    with _LOADING:
        starts = _line_starts(pointed[1])
    return {anchor: bisect_right(starts, anchor) for anchor in anchors}


@lru_cache(maxsize=1)
def _line_starts(sha256: str) -> array[int]:
    """By the content's hash, which tells more than a row's id: another database can have the same ids."""
    return array("I", Source.decode(Content.objects.get(sha256=sha256).data).line_starts)
