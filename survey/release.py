"""Which code this is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent


@cache
def release() -> str:
    """Twelve hexadecimal digits that are others for other code, templates, static files or packages.

    Of contents alone, so that all machines with the same ones agree. Costs tens of milliseconds, once.
    """
    found = hashlib.sha256()
    for path in _files():
        content = path.read_bytes()
        found.update(f"{path.relative_to(ROOT)} {len(content)} ".encode() + content)
    return found.hexdigest()[:12]


def _files() -> Iterator[Path]:
    yield ROOT / "requirements.txt"
    for folder, pattern in (("papers", "*.py"), ("survey", "*.py"), ("templates", "*.*"), ("static", "*.*")):
        yield from sorted(path for path in (ROOT / folder).rglob(pattern) if path.is_file())
