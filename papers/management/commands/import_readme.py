from __future__ import annotations

import datetime
import json
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from papers.findings import find_unasked
from papers.importer import Options, Prefer, Role, import_readme, undo_import
from papers.management.refusals import refusals, show_progress
from papers.readme.file import read_file


class Command(BaseCommand):
    help = "Takes a README into the database, merged with what was edited there, or undoes the newest import."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path", nargs="?", help=f"a file, or - for standard input (default: {settings.SURVEY_README})"
        )
        parser.add_argument(
            "--as",
            dest="role",
            choices=["repository", "proposal"],
            help="what the file is: what the list's repository holds now (the default; an export from here by another"
            " path is then left alone), or somebody's proposal, to be merged",
        )
        parser.add_argument("--undo", action="store_true", help="undo the newest import instead")
        parser.add_argument("--dry-run", action="store_true", help="only report what an import would do")
        parser.add_argument("--json", action="store_true", help="the report as JSON on standard output")
        parser.add_argument("--prefer", choices=[each.value for each in Prefer], help="which side decides conflicts")
        parser.add_argument(
            "--reread", action="store_true", help="adopt what today's reader finds anew where nobody edited"
        )
        parser.add_argument(
            "--date", type=_date, help="the day that new papers count as added, YYYY-MM-DD (default: today)"
        )
        parser.add_argument("--allow-empty", action="store_true", help="import an empty file although there are papers")
        parser.add_argument(
            "--force", action="store_true", help="import although more than half of the listings would go"
        )

    def handle(self, *args: Any, path: str | None, **options: Any) -> None:
        if options["undo"] and (path or options["role"]):
            raise CommandError("--undo takes no file and no --as: it undoes the newest import", returncode=2)
        path = path or str(settings.SURVEY_README)
        is_file = path != "-" and Path(path).resolve() == Path(settings.SURVEY_README).resolve()
        role = Role(options["role"]) if options["role"] else Role.REPOSITORY if is_file else None
        choices = Options(
            role=role,
            is_handed_in=not is_file,
            prefer=Prefer(options["prefer"]) if options["prefer"] else None,
            reread=options["reread"],
            added=options["date"],
            allow_empty=options["allow_empty"],
            force=options["force"],
            dry_run=options["dry_run"],
        )
        name = "--undo" if options["undo"] else "standard input" if path == "-" else path
        with refusals(name):
            if options["undo"]:
                report = undo_import(prefer=choices.prefer, dry_run=choices.dry_run, progress=show_progress)
            else:
                report = import_readme(read_file(path), choices, source=name, progress=show_progress)
            found = find_unasked() if report.is_applied and (options["json"] or options["verbosity"]) else None
        if options["json"]:
            counts = found and found.levels
            self.stdout.write(json.dumps({**report.as_json(), "findings": counts}, ensure_ascii=False, indent=2))
        for line in report.lines() if options["verbosity"] else ():
            self.stderr.write(line, lambda text: text)
        if options["verbosity"] and found:
            where = "check_readme lists them, and the admin, under “What to look at in the list”"
            self.stderr.write(f"Findings: {found.summary}{f'; {where}' if found.open else ''}", lambda text: text)
        if report.conflicts and not choices.prefer:
            number = len(report.conflicts)
            conflicts = "1 conflict" if number == 1 else f"{number} conflicts"
            raise CommandError(f"{name}: {conflicts}, nothing changed; decide with --prefer", returncode=1)


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no date: {error}") from None
