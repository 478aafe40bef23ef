"""How these tests speak to the project: READMEs in, exports out. Nothing of its merging is used otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from papers.exporter import record_export, render, render_to_send
from papers.importer import Options, Prefer, Report, Role, import_readme, undo_import, write_file
from papers.models import Revision

__all__ = ["export_to_file", "export_to_stdout", "list_revisions", "read_upstream", "render", "take_in", "undo"]


def take_in(
    content: bytes,
    role: Role,
    *,
    prefer: str | None = None,
    source: str = "",
    user: Any = None,
    is_handed_in: bool = False,
) -> Report:
    """Import a README of any size: a list of five papers often loses more than half."""
    options = Options(role=role, prefer=Prefer(prefer) if prefer else None, force=True, is_handed_in=is_handed_in)
    return import_readme(content, options, source=source, user=user)


def undo(prefer: str | None, user: Any) -> Report:
    return undo_import(prefer=Prefer(prefer) if prefer else None, user=user)


def read_upstream() -> bytes:
    return Revision.objects.upstream().data


def list_revisions() -> list[bytes]:
    """Every README that the project knows."""
    return [each.data for each in Revision.objects.readable().select_related("content")]


def export_to_stdout(user: Any) -> bytes:
    rendering = render_to_send()
    record_export(rendering, "standard output", user=user)
    return rendering.content


def export_to_file(path: Path, user: Any) -> bytes:
    return write_file(path, user=user)
