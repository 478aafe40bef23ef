from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from papers.preparation import lock_database


class Command(migrate.Command):
    """Django's command, which waits while another process migrates the same database."""

    def handle(self, *args: Any, **options: Any) -> None:
        with lock_database(options["database"]):
            super().handle(*args, **options)
