"""The site as readers get it: gunicorn over a database of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

from django.conf import settings

PATIENCE = 120
"""Seconds after which a start that hangs is ended."""


def environment(folder: Path, readme: Path, *, compressed: bool = False) -> dict[str, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {
        # As quick as for readers: neither traced for coverage nor in Python's development mode.
        **{name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE", "PYTHONDEV"))},
        "BROWSER_COMPRESSED": "1" if compressed else "",
        "BROWSER_STATIC_ROOT": str(folder.parent / "static"),
        "DATABASE_URL": f"sqlite:///{folder}/survey.sqlite3",
        "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "PORT": str(port),
        "SECRET_KEY": "local",
        "SITE_URL": "",
        "SURVEY_README": str(readme),
        "SURVEY_REPOSITORY_URL": "https://example.org/survey",
        "WEB_CONCURRENCY": "1",
    }


def imported(environ: dict[str, str], *, enriched: bool = False, proposing: bool = False) -> None:
    """The list in the database, each time as of the same day."""
    options = [*(["--enriched"] if enriched else []), *(["--proposing"] if proposing else [])]
    command = [sys.executable, "-m", "tests.browser.rows", *options]
    subprocess.run(command, cwd=settings.BASE_DIR, env=environ, check=True, capture_output=True, timeout=PATIENCE)


@contextmanager
def served(
    folder: Path, list_: bytes, *, enriched: bool = False, proposing: bool = False, compressed: bool = False
) -> Iterator[str]:
    """The address, without a slash at its end; production's static files are always compressed."""
    readme = folder / "README.md"
    readme.write_bytes(list_)
    environ = environment(folder, readme, compressed=compressed)
    imported(environ, enriched=enriched, proposing=proposing)
    with (
        (folder / "server.log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-m", "survey"],
            cwd=settings.BASE_DIR,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        watchdog = Timer(PATIENCE, process.kill)
        watchdog.start()
        assert process.stdout
        ready = process.stdout.readline()
        watchdog.cancel()
        try:
            assert ready, (folder / "server.log").read_text()
            yield ready.split()[4].rstrip("/")
        finally:
            process.terminate()
