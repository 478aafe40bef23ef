from __future__ import annotations

import datetime
import json
from argparse import ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from papers.findings import find_unasked
from papers.importer import Options, Prefer, import_readme
from papers.management.refusals import refusals, show_progress
from papers.readme.file import read_file


class Command(BaseCommand):
    help = "Takes a README into the database, merged with what was edited there since the last import."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path", nargs="?", default=str(settings.SURVEY_README), help="a file, or - for standard input"
        )
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

    def handle(self, *args: Any, path: str, **options: Any) -> None:
        choices = Options(
            prefer=Prefer(options["prefer"]) if options["prefer"] else None,
            reread=options["reread"],
            added=options["date"],
            allow_empty=options["allow_empty"],
            force=options["force"],
            dry_run=options["dry_run"],
        )
        name = "standard input" if path == "-" else path
        with refusals(name):
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
