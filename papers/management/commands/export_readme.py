from __future__ import annotations

from difflib import unified_diff
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from papers.exporter import record_export, render, render_to_send
from papers.importer import write_file
from papers.management.output import write_bytes
from papers.management.refusals import refusals, show_progress
from papers.readme.file import STANDARD_STREAM, read_file


class Command(BaseCommand):
    help = "Writes the database as a README: to standard output, or with --output to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--output", metavar="PATH", help="the file to write, or to compare with; - is standard output"
        )
        parser.add_argument("--check", action="store_true", help="exit with 1 and a diff where the file differs")
        parser.add_argument(
            "--force", action="store_true", help="overwrite an unknown file; export although nothing was imported"
        )

    def handle(self, *args: Any, output: str | None, check: bool, force: bool, **options: Any) -> None:
        path = output or str(settings.SURVEY_README)
        with refusals(path if output or check else "the README"):
            if check:
                self._check(path, read_file(path), render(force=force, progress=show_progress))
            elif output and output != STANDARD_STREAM:
                write_file(Path(output), force=force, progress=show_progress)
            else:
                rendering = render_to_send(force=force, progress=show_progress)
                write_bytes(self.stdout, rendering.content)
                record_export(rendering, "standard output")

    def _check(self, path: str, there: bytes, here: bytes) -> None:
        if there == here:
            return
        for line in unified_diff(_lines(there), _lines(here), path, "database", lineterm=""):
            self.stdout.write(line)
        raise CommandError(f"{path} differs from the database", returncode=1)


def _lines(content: bytes) -> list[str]:
    return content.decode(errors="replace").split("\n")
