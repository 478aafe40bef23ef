from __future__ import annotations

import json
from argparse import ArgumentTypeError
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from papers.intake.fetching import Options, fetch_metadata
from papers.management.refusals import refusals, show_progress
from papers.models import Paper


class Command(BaseCommand):
    help = "Gets missing authors, abstracts, dates and DOIs from arXiv and Crossref; the README stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=_count, metavar="N", help="ask for at most so many papers")
        parser.add_argument("--again", action="store_true", help="also ask for papers that were asked for before")
        parser.add_argument("--json", action="store_true", help="the report as JSON on standard output")
        parser.add_argument("--dry-run", action="store_true", help="ask, and only report what would be filled in")

    def handle(self, *args: Any, **options: Any) -> None:
        choices = Options(limit=options["limit"], again=options["again"], dry_run=options["dry_run"])
        with refusals("the metadata"):
            report = fetch_metadata(Paper.objects.all(), choices, progress=show_progress)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        for line in report.lines() if options["verbosity"] else ():
            self.stderr.write(line, lambda text: text)
        if report.failure:
            kept = "nothing was changed" if options["dry_run"] else "what came before is kept"
            reason = f"{report.failure}; {kept}, {report.left} left: run it again to go on"
            raise CommandError(reason, returncode=1)


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text):
        return int(text)
    raise ArgumentTypeError(f"{text!r} is no number of papers")
