"""A site moved by `dumpdata` and `loaddata` into an empty database is the same site."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

NewDatabase = Callable[[], str]


@pytest.fixture
def new_database(tmp_path: Path) -> Iterator[NewDatabase]:
    """Addresses of empty databases of the kind that the tests run on."""
    numbers = count()
    with ExitStack() as stack:
        yield lambda: _create_database(f"survey{next(numbers)}", tmp_path, stack)


def _create_database(name: str, folder: Path, stack: ExitStack) -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{folder}/{name}.sqlite3"
    given = connection.settings_dict
    name = f"dump_{os.getpid()}_{name}"
    login = f"{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT'] or 5432}"
    server = stack.enter_context(psycopg.connect(f"postgresql://{login}/postgres", autocommit=True))
    server.execute(f"CREATE DATABASE {name}")
    stack.callback(server.execute, f"DROP DATABASE {name} WITH (FORCE)")
    return f"postgresql://{login}/{name}"


def run(database: str, new: Path, old: Path | None, options: list[str]) -> Any:
    """Make a site, from a dump if there is one; dump it again; return what the site says."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.dumped_site", str(new), str(old or "-"), *options],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DATABASE_URL": database,
            "DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "survey.settings",
            "SECRET_KEY": "local",
            "SITE_URL": "",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def objects_in(dump: Path) -> list[str]:
    """Every row of every model, whatever the order; the version of the list is each database's own."""
    rows = json.loads(dump.read_text())
    return sorted(json.dumps(row, sort_keys=True) for row in rows if row["model"] != "papers.catalogue")


@pytest.mark.parametrize(
    "options",
    [
        pytest.param([], marks=pytest.mark.long, id="by number"),
        pytest.param(["--natural-foreign"], marks=pytest.mark.long, id="natural foreign keys"),
        pytest.param(["--natural-primary"], id="natural keys"),
        pytest.param(["--natural-primary", "--natural-foreign"], marks=pytest.mark.long, id="both"),
    ],
)
def test_site_that_is_loaded_from_a_dump_is_the_same(tmp_path, new_database, options):
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    before = run(new_database(), first, None, options)
    assert before["readme"].count("Alpha, retitled") == 1
    assert before["found"] == ["alpha-learns-in-context"]
    after = run(new_database(), second, first, options)
    assert after == before
    assert after["is new version"]
    assert after["found new"] == ["sparrows"]
    assert objects_in(second) == objects_in(first)
