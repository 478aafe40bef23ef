from __future__ import annotations

from typing import Any

from django.core.management.commands import dumpdata


class Command(dumpdata.Command):
    """Django's command, in which natural primary keys imply natural foreign keys.

    A dump that leaves out the number of a user or a tag cannot have other rows refer to it by that number.
    """

    def handle(self, *app_labels: str, **options: Any) -> None:
        options["use_natural_foreign_keys"] |= options["use_natural_primary_keys"]
        super().handle(*app_labels, **options)
