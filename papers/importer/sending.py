"""The draft into a file; where that file is all the repository there is, it holds the draft from then on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

from papers.exporter import export_readme
from papers.importer.comparison import Progress
from papers.importer.imports import Options, import_readme


def write_file(
    path: Path,
    *,
    user: Any = None,
    force: bool = False,
    seen: str = "",
    progress: Progress = lambda step: None,
) -> bytes:
    """Write the draft as `export_readme` does, which raises the same; return it.

    The survey's own file outside a Git work tree is what the repository holds: upstream moves to what was written.
    """
    content = export_readme(path, user=user, force=force, seen=seen, progress=progress)
    if path.resolve() == Path(settings.SURVEY_README).resolve() and not lies_in_git(path):
        import_readme(content, Options(force=True, allow_empty=True), source=str(path), user=user)
    return content


def lies_in_git(path: Path) -> bool:
    """Whether a file lies in the work tree of a Git repository."""
    return any((parent / ".git").exists() for parent in path.resolve().parents)
