"""An SQLite file that is damaged or taken away, in all the ways that happen to files."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Final


def _remove(path: Path) -> None:
    for end in ("", "-wal", "-shm"):
        Path(f"{path}{end}").unlink(missing_ok=True)


def _overwrite(path: Path) -> None:
    """In place, so that whoever has it open has it still."""
    with path.open("r+b") as file:
        file.write(Random(1).randbytes(path.stat().st_size))


def _break_page(path: Path) -> None:
    """A page in the middle: header and schema stay as they are."""
    with closing(sqlite3.connect(path)) as database:
        (size,) = database.execute("PRAGMA page_size").fetchone()
        (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'papers_paper'").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(Random(1).randbytes(size))


def _become_dump(path: Path) -> None:
    path.write_text("CREATE TABLE papers (title);\n" * 1_000)


def _become_directory(path: Path) -> None:
    _remove(path)
    path.mkdir()


DAMAGES: Final[dict[str, Callable[[Path], None]]] = {
    "removed": _remove,
    "overwritten": _overwrite,
    "cut in half": lambda path: os.truncate(path, path.stat().st_size // 2 // 4096 * 4096),
    "cut within the header": lambda path: os.truncate(path, 50),
    "emptied": lambda path: os.truncate(path, 0),
    "a page broken": _break_page,
    "another kind of file": _become_dump,
    "a directory": _become_directory,
}
