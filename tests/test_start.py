"""`python -m survey`, which `make run` is: from an empty database to pages, in a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from urllib.request import urlopen

import pytest
from django.conf import settings

PATIENCE = 60
"""Seconds after which a start that hangs is ended."""


@pytest.fixture
def environment(tmp_path: Path, survey_readme: bytes) -> dict[str, str]:
    readme = tmp_path / "list.md"
    readme.write_bytes(survey_readme)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {
        "DATABASE_URL": f"sqlite:///{tmp_path}/survey.sqlite3",
        "SURVEY_README": str(readme),
        "SECRET_KEY": "local",
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
    }


@contextmanager
def started(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "survey"],
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


def serve_once(environment: dict[str, str], ending: signal.Signals) -> tuple[str, str]:
    """The home page, and what the start reported."""
    with started(environment) as process:
        assert process.stdout
        address = process.stdout.readline().split()[4]
        with urlopen(address, timeout=PATIENCE) as response:
            page = response.read().decode()
        process.send_signal(ending)
        _, report = process.communicate()
    assert process.returncode == 0, report
    return page, report


def test_start_imports_an_empty_database_and_serves(environment):
    page, _ = serve_once(environment, signal.SIGTERM)
    assert "74 papers from 2021 to 2024" in page
    page, report = serve_once(environment, signal.SIGINT)
    assert "74 papers from 2021 to 2024" in page
    assert "differ" not in report


def test_start_says_when_file_and_database_differ(environment):
    serve_once(environment, signal.SIGTERM)
    with Path(environment["SURVEY_README"]).open("ab") as readme:
        readme.write(b"\nAnother line.\n")
    page, report = serve_once(environment, signal.SIGTERM)
    assert "74 papers" in page
    assert f"{environment['SURVEY_README']} differ" in report


def test_start_is_refused_without_a_list_to_import(environment):
    Path(environment["SURVEY_README"]).unlink()
    with started(environment) as process:
        _, report = process.communicate()
    assert process.returncode == 2
    assert environment["SURVEY_README"] in report
    assert "Traceback" not in report


def test_start_is_refused_where_the_port_is_taken(environment):
    with socket.create_server(("127.0.0.1", int(environment["PORT"]))), started(environment) as process:
        _, report = process.communicate()
    assert process.returncode == 2
    refused = f"port {environment['PORT']} of 127.0.0.1: Address already in use; PORT takes another"
    assert report == f"Living Survey cannot start: {refused}\n"
    assert not Path(environment["DATABASE_URL"].removeprefix("sqlite:///")).exists()
