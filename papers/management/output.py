"""What the commands write: data, exact to the byte."""

from __future__ import annotations

from typing import Any


def write_bytes(stdout: Any, content: bytes) -> None:
    """To a command's standard output, or as text where that takes no bytes."""
    binary = getattr(stdout, "buffer", None)
    if binary is None:
        stdout.write(content.decode(), ending="")
    else:
        binary.write(content)
        binary.flush()
