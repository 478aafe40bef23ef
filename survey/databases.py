"""Django's settings of a database from its address."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import dj_database_url

LOCK_TIMEOUT: Final = 20
"""Seconds that a writer waits for another one before it gives up."""

REPLICA: Final = "replica"
"""What the names of replicas begin with in Django's settings."""

_SQLITE: Final = {
    "timeout": LOCK_TIMEOUT,
    # A transaction that reads first and writes later would otherwise fail at once when another one wrote between.
    "transaction_mode": "IMMEDIATE",
    # WAL: readers and the writer do not wait for each other. NORMAL is as safe as FULL against a killed process.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
_POSTGRESQL: Final = {
    # Of each process, which has four threads: none waits for another one's. Those beyond the first end when idle.
    # Trying again is given up soon, as the next request begins it anew: pauses between attempts double until then, and
    # a server that comes back after a minute would be left alone for another one.
    "pool": {
        "min_size": 1,
        "max_size": 4,
        "timeout": 10,
        "reconnect_timeout": 5,
        "max_idle": 300,
        "max_lifetime": 3600,
    },
    "application_name": "living-survey",
    "connect_timeout": 5,
    "options": f"-c lock_timeout={LOCK_TIMEOUT}s",
}
_PATIENCE_WITH_REPLICAS: Final = 2
"""Seconds until one that does not answer counts as lost."""


class DatabaseAddressError(ValueError):
    """An address that names no database which can be used."""


def database(url: str, base: Path) -> dict[str, Any]:
    """Paths of SQLite are relative to `base`; the directory is made. Raises DatabaseAddressError."""
    if url.partition(":")[0] not in ("sqlite", "postgres", "postgresql"):
        raise DatabaseAddressError("must start with sqlite: or postgresql:")
    try:
        parsed: dict[str, Any] = {**dj_database_url.parse(url, conn_health_checks=True)}
    except ValueError as error:
        raise DatabaseAddressError(str(error)) from None
    if parsed["ENGINE"] != "django.db.backends.sqlite3":
        # What the address itself says, as `?sslmode=require`, goes first.
        return {**parsed, "OPTIONS": {**_POSTGRESQL, **parsed.get("OPTIONS", {})}}
    if not _has_fts5():
        raise DatabaseAddressError("needs FTS5, which this Python's SQLite does not have")
    if parsed["NAME"] != ":memory:":
        parsed["NAME"] = base / parsed["NAME"]
        try:
            parsed["NAME"].parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseAddressError(str(error)) from None
    # Tests would otherwise take the unknown engine for one that has no databases in memory.
    in_tests = {"NAME": ":memory:"}
    return {**parsed, "ENGINE": "survey.sqlite", "CONN_MAX_AGE": 600, "OPTIONS": _SQLITE, "TEST": in_tests}


def replica(url: str, base: Path) -> dict[str, Any]:
    """As `database`, for one that is only read, and whose tests are the primary's."""
    found = database(url, base)
    if "pool" in found["OPTIONS"]:
        patience = {"timeout": _PATIENCE_WITH_REPLICAS, "reconnect_timeout": _PATIENCE_WITH_REPLICAS}
        pool = {**found["OPTIONS"]["pool"], **patience}
        found["OPTIONS"] = {**found["OPTIONS"], "pool": pool, "connect_timeout": _PATIENCE_WITH_REPLICAS}
    return {**found, "TEST": {"MIRROR": "default"}}


def _has_fts5() -> bool:
    with closing(sqlite3.connect(":memory:")) as connection:
        return bool(connection.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')").fetchone()[0])
