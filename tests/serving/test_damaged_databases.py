"""A database file that is damaged or missing: one line at the start and from commands, 503 from a running site."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.conf import settings

from papers.database_integrity import SHARE, IntegrityMonitor
from tests.serving.databases import DAMAGES

PATIENCE = 60
NEW_AGAIN = ("removed", "emptied")
"""After these a start begins with a new database."""
QUICK = ("removed", "a page broken")
DAMAGED = [pytest.param(kind, marks=[] if kind in QUICK else [pytest.mark.long]) for kind in DAMAGES]


def environment(database: Path) -> dict[str, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "survey.settings",
        "DATABASE_URL": f"sqlite:///{database}",
        "SECRET_KEY": "local",
        "SITE_URL": "",
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
    }


def run(database: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=environment(database),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


PREPARE = "import django; django.setup(); from survey.__main__ import prepare; prepare()"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "survey.sqlite3"
    done = run(path, "-c", PREPARE)
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture
def database(sound: Path, tmp_path: Path) -> Path:
    path = tmp_path / "survey.sqlite3"
    shutil.copy(sound, path)
    return path


@contextmanager
def served(database: Path) -> Iterator[str]:
    given = environment(database)
    command = [sys.executable, "-m", "gunicorn", "--config", "python:survey.gunicorn"]
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout
            assert "Living Survey is at" in process.stdout.readline()
            yield f"http://127.0.0.1:{given['PORT']}"
        finally:
            process.send_signal(signal.SIGTERM)


def ask(address: str) -> tuple[int, str | None]:
    """Status, and when to try again."""
    try:
        with urlopen(address, timeout=PATIENCE) as response:
            return response.status, response.headers["Retry-After"]
    except HTTPError as error:
        return error.code, error.headers["Retry-After"]


@pytest.mark.parametrize("kind", DAMAGED)
def test_running_site_says_that_it_cannot_serve_and_serves_again_once_it_can(database, kind, tmp_path):
    backup = shutil.copy(database, tmp_path / "backup")
    with served(database) as site:
        for path in ("/", "/", "/papers/", "/healthz"):
            assert ask(f"{site}{path}") == (200, None), path
        DAMAGES[kind](database)
        # The page that nobody has asked for yet has to read what is broken.
        for path in ("/papers/?sort=title", "/healthz", "/healthz/ready"):
            assert ask(f"{site}{path}") == (503, "10"), path
        if kind != "a page broken":
            assert ask(f"{site}/") == (503, "10")
        assert ask(f"{site}/healthz/live") == (200, None)
        assert database.exists() is (kind != "removed")
        shutil.rmtree(database, ignore_errors=True)
        for end in ("-wal", "-shm"):
            Path(f"{database}{end}").unlink(missing_ok=True)
        Path(backup).replace(database)
        for path in ("/", "/papers/?sort=title", "/healthz"):
            assert ask(f"{site}{path}") == (200, None), path


@pytest.mark.parametrize("kind", [each for each in DAMAGED if each.values[0] not in NEW_AGAIN])
def test_start_is_refused_in_one_line(database, kind):
    DAMAGES[kind](database)
    done = run(database, "-m", "survey")
    assert done.returncode == 2
    assert done.stderr.startswith(f"Living Survey cannot start: the database {database} ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "command", ["import_readme", "export_readme", "fetch_metadata --dry-run", "migrate", "createsuperuser"]
)
@pytest.mark.parametrize("kind", DAMAGED)
def test_command_is_refused_in_one_line(database, kind, command):
    if kind in NEW_AGAIN and command in ("migrate", "createsuperuser"):
        pytest.skip("there is nothing damaged: a new database is made, or Django asks for migrations")
    if kind == "a page broken" and command in ("migrate", "createsuperuser"):
        pytest.skip("reads nothing of what is broken")
    DAMAGES[kind](database)
    done = run(database, "manage.py", *command.split())
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    expected = "the database is not migrated" if kind == "emptied" else f"the database {database} "
    assert expected in done.stderr
    assert database.exists() is (kind != "removed")


@pytest.mark.parametrize("kind", ["removed", pytest.param("overwritten", marks=pytest.mark.long)])
def test_list_is_checked_without_the_database(database, kind):
    DAMAGES[kind](database)
    done = run(database, "manage.py", "check_readme", "--fail-on", "never")
    assert (done.returncode, done.stderr.count("\n")) == (0, 2)
    assert (
        f"Without the database's words and dismissals, with the built-in words alone: the database {database} is "
        in done.stderr
    )
    assert database.exists() is (kind != "removed")


class Checks:
    """A check that takes half a second, and says what it is told to."""

    def __init__(self) -> None:
        self.now = 0.0
        self.file = 1
        self.complaint = ""
        self.count = 0
        self.monitor = IntegrityMonitor(self.check, state=lambda: self.file, clock=lambda: self.now)

    def check(self) -> str:
        self.count += 1
        self.now += 0.5
        return self.complaint


def test_checks_take_a_small_share_of_the_time():
    checks = Checks()
    assert checks.monitor.find_damage() == checks.monitor.find_damage() == ""
    assert checks.count == 1
    checks.now += 0.5 / SHARE
    checks.monitor.find_damage()
    checks.monitor.find_damage()
    assert checks.count == 2


def test_file_that_was_written_is_checked_at_once():
    checks = Checks()
    checks.monitor.find_damage()
    checks.file, checks.complaint = 2, "page 3 is never used"
    assert checks.monitor.find_damage() == "page 3 is never used"


def test_damage_is_checked_again_until_it_is_gone():
    checks = Checks()
    checks.complaint = "page 3 is never used"
    assert checks.monitor.find_damage() == checks.monitor.find_damage() == "page 3 is never used"
    checks.complaint = ""
    assert checks.monitor.find_damage() == ""
    assert checks.count == 3
