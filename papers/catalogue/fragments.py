"""What pages have rendered of a snapshot, and can use again as long as the list is the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from threading import Lock
from typing import Any, Final

MOST: Final = 4_000
"""Of a paper's card some 3 KB each."""


class Fragments:
    """By key, the ones used last; for all threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._using = Lock()

    def among(self, keys: Iterable[Hashable]) -> dict[Hashable, Any]:
        """Those of these that are kept."""
        with self._using:
            found = {key: self._kept[key] for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
            return found

    def keep(self, made: Mapping[Hashable, Any]) -> None:
        with self._using:
            self._kept.update(made)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
