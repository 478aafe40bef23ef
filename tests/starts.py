"""`python -m survey` as a process of its own, with everything that it needs in its environment."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from urllib.request import urlopen

from django.conf import settings

PATIENCE = 240
"""Seconds after which a start that hangs is ended; four at once on a busy machine take a minute."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment_of(readme: Path, database: str) -> dict[str, str]:
    return {
        "DATABASE_URL": database,
        "SURVEY_README": str(readme),
        "SECRET_KEY": "local",
        "SITE_URL": "",
        "PORT": str(free_port()),
        "WEB_CONCURRENCY": "1",
    }


@contextmanager
def started(environment: dict[str, str], *command: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, *(command or ("-m", "survey"))],
        cwd=settings.BASE_DIR,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    watchdog = Timer(PATIENCE, process.kill)
    watchdog.start()
    try:
        with process:
            yield process
            process.kill()
    finally:
        watchdog.cancel()


def read_home_page(process: subprocess.Popen[str]) -> str:
    """Wait until the site is up, and ask it for its first page."""
    assert process.stdout
    line = process.stdout.readline()
    assert line, process.stderr and process.stderr.read()
    with urlopen(line.split()[4], timeout=PATIENCE) as response:
        page: str = response.read().decode()
        return page
