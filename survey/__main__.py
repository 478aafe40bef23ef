"""`python -m survey`: brings database, list and static files up to date, then becomes the server."""

from __future__ import annotations

import hashlib
import io
import os
import socket
import sys
import time
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connections

from papers.database_errors import describe_damage, describe_database_error
from papers.database_integrity import find_damage
from papers.preparation import lock_database, lock_file
from survey.settings import PORT, refuse

PORT_PATIENCE = 3
"""Seconds that a server which is just ending may still hold the port."""

CHECK_HINT = """\
The database and {path} differ. To see how:  .venv/bin/python manage.py export_readme --check
To take the file's changes in:  .venv/bin/python manage.py import_readme
To write the database's:  .venv/bin/python manage.py export_readme --output {path}"""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "survey.settings")
    require_free_port()
    django.setup()
    try:
        prepare()
    except CommandError as error:
        print(error, file=sys.stderr)
        raise SystemExit(error.returncode) from None
    except DatabaseError as error:
        if not (reason := describe_database_error(error)):
            raise
        refuse(reason)
    except OSError as error:
        refuse(
            f"{error.filename or settings.VAR_DIR}: {error.strerror or error}; this user has to be able to write there"
        )
    connections.close_all()
    # gunicorn reads this variable, too, and not an empty one.
    os.environ["WEB_CONCURRENCY"] = str(settings.WEB_CONCURRENCY)
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "--config", "python:survey.gunicorn"])


def require_free_port() -> None:
    """Refused now, with one line; the server would say so many times, and only after the import."""
    last_try = time.monotonic() + PORT_PATIENCE
    while (reason := port_trouble()) and time.monotonic() < last_try:
        time.sleep(0.1)
    if reason:
        refuse(f"port {PORT} of 127.0.0.1: {reason}; PORT takes another")


def port_trouble() -> str:
    """Why the server could not listen; empty if it can."""
    with socket.socket() as probe:
        # As the server does: connections that just ended do not hold the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError as error:
            return error.strerror or str(error)
    return ""


def prepare() -> None:
    """Bring the database and the static files up to date, while other starts wait."""
    with lock_database():
        prepare_database()
    report_differences()
    if not settings.DEBUG:
        collect_static_files()


def prepare_database() -> None:
    from papers import search
    from papers.models import Listing

    if find_damage():
        refuse(describe_damage())
    call_command("migrate", interactive=False, verbosity=0)
    search.index_missing()
    if not Listing.objects.exists():
        call_command("import_readme")


def collect_static_files() -> None:
    """Collect them if one has changed since the last time: hashing and compressing them takes seconds."""
    noted = Path(f"{settings.STATIC_ROOT}.state")
    state = static_state()
    if is_noted(noted, state):
        return
    noted.parent.mkdir(parents=True, exist_ok=True)
    with lock_file(Path(f"{settings.STATIC_ROOT}.lock")):
        if not is_noted(noted, state):
            call_command("collectstatic", interactive=False, verbosity=0)
            noted.write_text(state)


def is_noted(noted: Path, state: str) -> bool:
    return noted.exists() and noted.read_text() == state


def static_state() -> str:
    """Changes with the name, size or date of any static file."""
    found = [
        (path, (stat := Path(storage.path(path)).stat()).st_size, stat.st_mtime_ns)
        for finder in get_finders()
        for path, storage in finder.list([])
    ]
    return hashlib.sha256(repr(sorted(found)).encode()).hexdigest()


def report_differences() -> None:
    """The site shows the database, so a file that says something else, or cannot be read, is no reason not to start."""
    try:
        call_command("export_readme", check=True, stdout=io.StringIO())
    except CommandError as error:
        print(CHECK_HINT.format(path=settings.SURVEY_README) if error.returncode == 1 else error, file=sys.stderr)


if __name__ == "__main__":
    main()
