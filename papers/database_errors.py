"""What to tell people of a database that cannot be used: what is wrong, where, and what to do."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

from django.db import DatabaseError, InterfaceError, OperationalError, connection

BACKUP: Final = "put a backup in its place, as docs/deployment.md says, or move it away to start from the list"
_PRIMARY_CODE: Final = 0xFF
"""The part of SQLite's codes that names the kind of error."""
_REASONS: Final = {
    sqlite3.SQLITE_NOTADB: f"is no SQLite database, or damaged; {BACKUP}",
    sqlite3.SQLITE_CORRUPT: f"is damaged; {BACKUP}",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; this user has to be able to write the file and its directory",
    sqlite3.SQLITE_READONLY: "cannot be written; this user has to be able to write the file and its directory",
    sqlite3.SQLITE_PERM: "cannot be written; this user has to be able to write the file and its directory",
    sqlite3.SQLITE_FULL: "cannot grow, as the disk is full; free some space",
    sqlite3.SQLITE_BUSY: "was locked by another process for too long; try again",
    sqlite3.SQLITE_IOERR: "cannot be read or written; look at the disk, and at who may write its directory",
}
MISSING: Final = "is missing; put a backup there, or make a new database from the list with `make run`"


def describe_database_error(error: DatabaseError | InterfaceError) -> str:
    """Return one line on why the database cannot be used; an empty one if the error says nothing of that kind."""
    if connection.vendor == "sqlite":
        code = getattr(error.__cause__, "sqlite_errorcode", 0) & _PRIMARY_CODE
        return _describe_file(code) if code in _REASONS else ""
    if not isinstance(error, OperationalError | InterfaceError):
        return ""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    return f"the database that DATABASE_URL names cannot be used: {lines[0]}"


def _describe_file(code: int) -> str:
    path = connection.settings_dict["NAME"]
    return f"the database {path} {_REASONS[code]}"


def find_missing_file() -> str:
    """Return one line if the database is a file that is not there; connecting would make an empty one."""
    path = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and isinstance(path, Path) and not path.exists():
        return f"the database {path} {MISSING}"
    return ""


def describe_damage() -> str:
    """Return one line on a file whose structure a check found damaged."""
    return _describe_file(sqlite3.SQLITE_CORRUPT)
