"""Disks of the tests' own, in memory and small, that can be filled to the last byte and emptied again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MISSING: Final = "" if sys.platform.startswith("linux") and os.geteuid() == 0 else "only root can mount a disk"
"""Why there can be none; empty where there may be."""
BYTES: Final = 8 * 1024 * 1024


@dataclass(frozen=True)
class Disk:
    folder: Path

    @property
    def ballast(self) -> Path:
        return self.folder / "ballast"

    @property
    def free(self) -> int:
        return shutil.disk_usage(self.folder).free

    def fill(self) -> None:
        """To the last byte."""
        with self.ballast.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(b"\0" * 65_536)
            except OSError:
                pass

    def empty(self) -> None:
        self.ballast.unlink()


@contextmanager
def mounted(folder: Path) -> Iterator[Disk | None]:
    """None where this machine lets nobody mount anything, as most containers do."""
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={BYTES}", "tmpfs", folder], capture_output=True).returncode:
        yield None
        return
    try:
        yield Disk(folder)
    finally:
        # Whoever still has a file of it open does not keep it there.
        subprocess.run(["umount", "--lazy", folder], check=True)
