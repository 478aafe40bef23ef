"""A README as a file: read within bounds, replaced atomically, and never through a symbolic link."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import sys
from pathlib import Path
from typing import Final

from papers.markdown import source

STANDARD_STREAM: Final = "-"
"""What a command takes instead of a path, for standard input or output."""
_IS_LINK: Final = "it is a symbolic link; name the file that it leads to"
_IS_NO_FILE: Final = "it is a directory, a pipe or a device; name a file"


class UnsafeFileError(OSError):
    """A path that is not read or replaced; the message says why and what to do."""


def read_file(path: str) -> bytes:
    """Return the bytes of a path that a user gave, or of standard input for `-`.

    Of a file that is too large, return just enough for it to be refused.
    """
    if path == STANDARD_STREAM:
        return sys.stdin.buffer.read(source.MAX_BYTES + 1)
    with Path(path).open("rb") as file:
        return file.read(source.MAX_BYTES + 1)


def read_regular_file(path: Path) -> bytes:
    """Like `read_file`, for a path that others can change: raise UnsafeFileError for a link or a pipe."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise UnsafeFileError(_IS_LINK) from None
        raise
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise UnsafeFileError(_IS_NO_FILE)
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(source.MAX_BYTES + 1)
    finally:
        os.close(handle)


def resolve_link(path: Path) -> Path:
    """Return the file that `path` leads to; raise UnsafeFileError if a link leads out of the directory it lies in.

    The directory itself may be reached through links: whoever names the path chose it, while its last component can
    come from a repository that others write to.
    """
    if not path.is_symlink():
        return path
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise UnsafeFileError("it is a symbolic link that leads to itself; name a file")
    if not target.is_relative_to(os.path.realpath(path.parent)):
        raise UnsafeFileError("it is a symbolic link out of its directory; name the file itself")
    return target


def replace_file(path: Path, content: bytes) -> None:
    """Write a temporary file beside `path`, and rename it to `path`.

    A file that was there passes on its mode; further names of it (hard links) keep the former content. Raise
    UnsafeFileError for a link and for what is no file. Whatever fails leaves the directory as it was.
    """
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        mode = _mode_to_keep(path.name, directory)
        temporary = _write_temporary(content, mode, directory)
        try:
            os.rename(temporary, path.name, src_dir_fd=directory, dst_dir_fd=directory)
        except BaseException:
            os.unlink(temporary, dir_fd=directory)
            raise
        os.fsync(directory)  # so that the new name outlasts a power failure
    finally:
        os.close(directory)


def _mode_to_keep(name: str, directory: int) -> int | None:
    """Return the permissions of the file to be replaced; None if there is none."""
    try:
        mode = os.lstat(name, dir_fd=directory).st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(mode):
        raise UnsafeFileError(_IS_LINK)
    if not stat.S_ISREG(mode):
        raise UnsafeFileError(_IS_NO_FILE)
    return mode & 0o777


def _write_temporary(content: bytes, mode: int | None, directory: int) -> str:
    """Return the name of a new file. Without a mode to keep, the system applies the process's umask."""
    name = f".readme-{secrets.token_hex(8)}.tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    handle = os.open(name, flags, 0o666 if mode is None else 0o600, dir_fd=directory)
    try:
        with os.fdopen(handle, "wb") as file:
            if mode is not None:
                os.fchmod(handle, mode)
            file.write(content)
            file.flush()
            os.fsync(handle)
    except BaseException:
        os.unlink(name, dir_fd=directory)
        raise
    return name
