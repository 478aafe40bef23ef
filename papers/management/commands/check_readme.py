from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from papers.database_errors import describe_database_error, find_missing_file
from papers.layout.rows import vocabulary
from papers.management.output import write_bytes
from papers.models import DismissedFinding
from papers.readme.checking.command import Outcome, RefusedError, Words, add_arguments, options_of, rules, run
from papers.readme.venues import BUILT_IN


class Command(BaseCommand):
    help = (
        "Checks a README: with the words and dismissals of the database where there is one, else with those built in."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser, str(settings.SURVEY_README))

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = rules() if options["rules"] else self._checked(options)
        if options["verbosity"]:
            self.stderr.write(outcome.report, lambda text: text, ending="")
        write_bytes(self.stdout, outcome.output)
        if outcome.is_failed:
            raise SystemExit(outcome.exit_code)

    def _checked(self, options: dict[str, Any]) -> Outcome:
        try:
            return run(options_of(options), self._words(), os.environ)
        except RefusedError as error:
            raise CommandError(str(error), returncode=2) from None

    def _words(self) -> Words:
        reason = find_missing_file()
        if not reason:
            try:
                return Words(vocabulary(), DismissedFinding.objects.reasons())
            except DatabaseError as error:
                reason = describe_database_error(error) or str(error).strip().partition("\n")[0]
        text = f"Without the database's words and dismissals, with the built-in words alone: {reason}"
        self.stderr.write(text, lambda line: line)
        return Words(BUILT_IN)
