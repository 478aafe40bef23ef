"""What the commands refuse, each in one line: exit code 2, nothing changed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from papers.database_errors import describe_database_error, find_missing_file
from papers.exporter import ExportRefusedError
from papers.importer import ImportRefusedError
from papers.layout.wishes import LayoutError
from papers.markdown.source import SourceError
from papers.readme.wanted import WriteError


@contextmanager
def refusals(name: str) -> Iterator[None]:
    """Turns what can go wrong with the README `name` into a CommandError that says so."""
    try:
        _require_migrations()
        yield
    except SourceError as error:
        raise CommandError(f"{name}:{error.line}:{error.column}: {error}", returncode=2) from None
    except (ImportRefusedError, ExportRefusedError) as error:
        raise CommandError(f"{name}: {error}", returncode=2) from None
    except LayoutError as error:
        raise CommandError(f"{name}: {error}", returncode=2) from None
    except WriteError as error:
        at = f":{error.line}" if error.line else ""
        about = ": ".join(part for part in (error.label, error.field) if part)
        raise CommandError(f"{name}{at}: {about + ': ' if about else ''}{error.reason}", returncode=2) from None
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror or error}", returncode=2) from None
    except DatabaseError as error:
        reason = describe_database_error(error) or f"the database refuses: {str(error).strip().partition(chr(10))[0]}"
        raise CommandError(reason, returncode=2) from None


def show_progress(message: str) -> None:
    """On standard error, when somebody watches."""
    if sys.stderr.isatty():
        sys.stderr.write(f"{message} ...{os.linesep}")


def _require_migrations() -> None:
    if missing := find_missing_file():
        raise CommandError(missing, returncode=2)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError("the database is not migrated; run: python manage.py migrate", returncode=2)
