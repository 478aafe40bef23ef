"""One process at a time prepares a database: a second start waits for the first one, and then finds it prepared."""

from __future__ import annotations

import fcntl
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections

ADVISORY_LOCK: Final = 0x6C697669_6E677375
"""Any number that other programs in the same database do not take for theirs."""
_WAITING: Final = "Another process is preparing {}; waiting until it is done ..."

_held: set[str] = set()
"""What this process has locked: migrating takes the lock, also within a start that has it."""


@contextmanager
def lock_database(alias: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Hold the database's lock; the system or PostgreSQL releases it if the process dies."""
    connection = connections[alias]
    path = connection.settings_dict["NAME"]
    name = f"{connection.vendor}:{path}"
    if name in _held or (connection.vendor == "sqlite" and not isinstance(path, Path)):
        yield
        return
    lock = lock_file(Path(f"{path}.lock")) if connection.vendor == "sqlite" else _advisory_lock(connection)
    with lock:
        _held.add(name)
        try:
            yield
        finally:
            _held.discard(name)


@contextmanager
def lock_file(path: Path) -> Iterator[None]:
    """Hold a lock on a file, which is made and stays. Raise OSError if it cannot be."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _report_waiting(str(path.with_suffix("")))
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _advisory_lock(connection: Any) -> Iterator[None]:
    """Hold a lock in PostgreSQL, which other machines see, by a transaction on a connection of its own.

    It outlasts whatever becomes of the connections that the work is done on, and poolers of transactions keep it.
    """
    parameters = connection.get_connection_params()
    with closing(connection.Database.connect(**parameters)) as other, other.cursor() as cursor:
        # A long import may hold up the others for longer than a usual writer would wait.
        cursor.execute("SET LOCAL lock_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        if not cursor.fetchone()[0]:
            _report_waiting(f"the database {connection.settings_dict['NAME']}")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        yield


def _report_waiting(what: str) -> None:
    sys.stderr.write(f"{_WAITING.format(what)}\n")
    sys.stderr.flush()
