"""Whether the structure of an SQLite file is intact, also where no query happens to look."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Final

from django.db import connection

SHARE: Final = 0.01
"""Part of the time that a process may spend on checks, each of which reads all of the file."""


def find_damage() -> str:
    """Return SQLite's first complaint about the file; an empty string if there is none, and for other databases."""
    if connection.vendor != "sqlite" or not isinstance(connection.settings_dict["NAME"], Path):
        return ""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        (complaint,) = cursor.fetchone()
    return "" if complaint == "ok" else " ".join(complaint.split())


def read_file_state(path: object) -> tuple[int, ...] | None:
    """Return what differs once another file stands there, or the file has been written; None without a file."""
    if not isinstance(path, Path):
        return None
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns


def read_database_state() -> tuple[int, ...] | None:
    return read_file_state(connection.settings_dict["NAME"])


class IntegrityMonitor:
    """Repeats a check when the file has been written, as at a checkpoint, and once damage was found, each time.

    Without that it is repeated so seldom that it takes no more than SHARE of the time.
    """

    def __init__(
        self,
        check: Callable[[], str] = find_damage,
        state: Callable[[], object] = read_database_state,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._check = check
        self._state = state
        self._clock = clock
        self._next = float("-inf")
        self._checked: object = None
        self._lock = Lock()

    def find_damage(self) -> str:
        """Return what the check says, or an empty string between two checks."""
        with self._lock:
            started, state = self._clock(), self._state()
            if started < self._next and state == self._checked:
                return ""
            damage, self._checked = self._check(), state
            ended = self._clock()
            self._next = started if damage else ended + (ended - started) / SHARE
            return damage
