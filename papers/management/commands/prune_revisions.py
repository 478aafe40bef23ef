from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandParser
from django.db import transaction
from django.db.models import Sum

from papers.management.refusals import refusals
from papers.models import Content


class Command(BaseCommand):
    help = (
        "Drops the bytes of READMEs that nothing asks for any more; their hashes stay known. Kept are upstream, the"
        " layout, exports since upstream, what waiting proposals were made from, and the draft before and after the"
        " newest import."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be dropped")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        with refusals("the database"), transaction.atomic():
            gone = Content.objects.prunable()
            number, size = gone.count(), gone.aggregate(size=Sum("size"))["size"] or 0
            if not dry_run:
                gone.update(compressed=None)
        if options["verbosity"]:
            said = "would be dropped" if dry_run else "dropped"
            self.stderr.write(f"{number} READMEs of {size} bytes {said}", lambda text: text)
