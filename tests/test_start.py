"""`python -m survey`, which `make run` is: from an empty database to pages, in a process of its own."""

from __future__ import annotations

import signal
import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.starts import environment_of, free_port, read_home_page, started


@pytest.fixture
def environment(tmp_path: Path, survey_readme: bytes) -> dict[str, str]:
    readme = tmp_path / "list.md"
    readme.write_bytes(survey_readme)
    return environment_of(readme, f"sqlite:///{tmp_path}/survey.sqlite3")


def serve_once(environment: dict[str, str], ending: signal.Signals) -> tuple[str, str]:
    """The home page, and what the start reported."""
    with started(environment) as process:
        page = read_home_page(process)
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


def test_starts_at_once_wait_for_each_other_and_all_serve(environment):
    with ExitStack() as stack:
        first = stack.enter_context(started(environment))
        second = stack.enter_context(started(environment | {"PORT": str(free_port())}))
        migration = stack.enter_context(started(environment, "manage.py", "migrate", "-v0"))
        assert migration.wait() == 0, migration.stderr and migration.stderr.read()
        for process in (first, second):
            assert "74 papers from 2021 to 2024" in read_home_page(process)
