#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line
from django.db import DatabaseError, InterfaceError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "survey.settings")
    try:
        execute_from_command_line(sys.argv)
    except (DatabaseError, InterfaceError) as error:
        from papers.database_errors import describe_database_error

        if not (reason := describe_database_error(error)):
            raise
        sys.stderr.write(f"{reason}\n")
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
