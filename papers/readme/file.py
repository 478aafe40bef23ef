"""A README as a file: read within bounds, and replaced at once."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from papers.markdown import source


def read_file(path: str) -> bytes:
    """The bytes of a file, or of standard input for `-`; of one that is too large, enough to be refused."""
    if path == "-":
        return sys.stdin.buffer.read(source.MAX_BYTES + 1)
    with Path(path).open("rb") as file:
        return file.read(source.MAX_BYTES + 1)


def replace_file(path: Path, content: bytes) -> None:
    """Writes beside the file, then takes its place at once; a file that was there passes on its mode."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    made = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        made.chmod(mode)
        made.replace(path)
    except BaseException:
        made.unlink()
        raise
    _sync_directory(path.parent)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_directory(path: Path) -> None:
    """Makes the new name last through a power failure."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
