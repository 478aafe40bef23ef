"""A site to break: gunicorn with its processes, a database of its own, and somebody who edits."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings

from tests.faults.browser import PASSWORD
from tests.faults.maintainers import Desk
from tests.faults.truth import Truth

PATIENCE = 60
READERS = 4
SERVER = [sys.executable, "-m", "gunicorn", "--config", "python:survey.gunicorn"]


class Site:
    def __init__(self, folder: Path, **environment: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.folder = folder
        self.address = f"http://127.0.0.1:{port}"
        self.database = folder / "survey.sqlite3"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE", "PYTHONDEV"))},
            "BROWSER_COMPRESSED": "",
            "BROWSER_STATIC_ROOT": str(folder / "static"),
            "DATABASE_URL": f"sqlite:///{self.database}",
            "DEBUG": "0",
            "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
            "PORT": str(port),
            "SECRET_KEY": "local",
            "SITE_URL": "",
            "WEB_CONCURRENCY": "2",
            **environment,
        }
        for command in (
            ["migrate", "-v0"],
            ["import_readme", "survey/README.md"],
            ["collectstatic", "-v0", "--no-input"],
        ):
            self.run(sys.executable, "manage.py", *command)

    def run(self, *command: str, **environment: str) -> str:
        done = self.ended(*command, **environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def titles(self, slugs: Iterable[str]) -> dict[str, str]:
        return dict(self.query(f"list(Paper.objects.filter(slug__in={[*slugs]}).values_list('slug', 'title'))"))

    def query(self, code: str) -> Any:
        """What an expression comes to, over the site's models."""
        shell = f"import json; from papers.models import *; print(json.dumps({code}))"
        return json.loads(self.run(sys.executable, "manage.py", "shell", "-v0", "-c", shell))

    def ended(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=settings.BASE_DIR,
            env=self.environment | environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    def add_maintainer(self, name: str, password: str = PASSWORD) -> None:
        command = ("manage.py", "createsuperuser", "--no-input", "--email=", f"--username={name}")
        self.run(sys.executable, *command, DJANGO_SUPERUSER_PASSWORD=password)

    @contextmanager
    def served(self, *arguments: str) -> Iterator[int]:
        """The server's process id; whatever has become of it, nothing of it is left behind."""
        with (self.folder / "server.log").open("w") as log:
            process = subprocess.Popen(
                [*SERVER, *arguments],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
            try:
                wait_for(self.answers)
                yield process.pid
            finally:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def answers(self) -> bool:
        try:
            with urlopen(f"{self.address}/healthz", timeout=PATIENCE):
                return True
        except URLError:
            return False

    @contextmanager
    def read(
        self, *paths: str, readers: int = READERS, keep: bool = False, truth: Truth | None = None
    ) -> Iterator[dict[str, Any]]:
        """Readers meanwhile; afterwards what they counted."""
        options = [*(["--keep"] if keep else []), *(["--truth", str(truth.folder)] if truth else [])]
        with self.load("tests.faults.load", *paths, f"--readers={readers}", *options) as counts:
            yield counts

    @contextmanager
    def maintained(self, desks: Iterable[Desk], truth: Truth) -> Iterator[dict[str, Any]]:
        """Maintainers meanwhile; afterwards what they counted."""
        with self.load("tests.faults.maintainers", *map(str, desks), f"--truth={truth.folder}") as counts:
            yield counts

    @contextmanager
    def load(self, module: str, *arguments: str) -> Iterator[dict[str, Any]]:
        """A process that goes on until its input ends, meanwhile; afterwards what it counted."""
        counts: dict[str, Any] = {}
        with subprocess.Popen(
            [sys.executable, "-m", module, self.address, *arguments],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield counts
                written, _ = process.communicate(timeout=PATIENCE)
                counts |= json.loads(written)
            finally:
                process.kill()

    def entitle(self, slug: str) -> Callable[[str], None]:
        """What gives a paper its title, in SQLite."""

        def write(title: str) -> None:
            with closing(sqlite3.connect(self.database, timeout=PATIENCE, isolation_level=None)) as database:
                database.execute("UPDATE papers_paper SET title = ? WHERE slug = ?", (title, slug))

        return write

    @contextmanager
    def edited(self, truth: Truth, slug: str, entitle: Callable[[str], None]) -> Iterator[None]:
        """Somebody who numbers a paper's title, as fast as the database takes it."""
        stop = Event()

        def number() -> None:
            count = 0
            while not stop.wait(0.02):
                count += 1
                truth.note(slug, count, count - 1)
                entitle(f"Edition {count}")
                truth.note(slug, count, count)

        entitle("Edition 0")
        truth.note(slug, 0, 0)
        editor = Thread(target=number)
        editor.start()
        try:
            yield
        finally:
            stop.set()
            editor.join()


def shown(capsys: pytest.CaptureFixture[str], name: str, counts: dict[str, Any]) -> None:
    with capsys.disabled():
        print(f"\n{name}: { {kind: count for kind, count in counts.items() if kind != 'troubles'} }")  # noqa: T201


def wait_for(condition: Any) -> None:
    """Fails after a minute."""
    last, pause = monotonic() + PATIENCE, Event()
    while not condition():
        assert monotonic() < last, condition
        pause.wait(0.05)


def children(pid: int) -> set[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return {int(each) for each in found.read_text().split()} if found.exists() else set()
