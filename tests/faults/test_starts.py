"""Starts at once on a new database, and a login that is made meanwhile: `make faults`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import psycopg
import pytest

from tests.faults.clusters import MISSING, Cluster
from tests.starts import environment_of, free_port, read_home_page, started

pytestmark = pytest.mark.long

ROUNDS = 20
NewDatabase = Callable[[], str]
LOGIN = "createsuperuser", "--no-input", "--email=", "--username=maintainer"


@pytest.fixture
def new_file(tmp_path: Path) -> NewDatabase:
    numbers = count()
    return lambda: f"sqlite:///{tmp_path}/survey{next(numbers)}.sqlite3"


@pytest.fixture
def new_database() -> Iterator[NewDatabase]:
    if MISSING:
        pytest.skip(MISSING)
    cluster, numbers = Cluster(), count()

    def create() -> str:
        name = f"survey{next(numbers)}"
        with psycopg.connect(cluster.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"{cluster.url.rpartition('/')[0]}/{name}"

    try:
        yield create
    finally:
        cluster.remove()


@pytest.mark.parametrize("kind", ["new_file", "new_database"])
def test_two_starts_at_once_both_serve(kind, request, tmp_path, survey_readme, capsys):
    create: NewDatabase = request.getfixturevalue(kind)
    readme = tmp_path / "list.md"
    readme.write_bytes(survey_readme)
    served = waited = 0
    for _ in range(ROUNDS):
        environment = environment_of(readme, create())
        with ExitStack() as stack:
            starts = [stack.enter_context(started(environment | {"PORT": str(free_port())})) for _ in range(2)]
            with started(environment, "manage.py", "migrate", "-v0") as migration:
                assert migration.wait() == 0, migration.stderr and migration.stderr.read()
            login = environment | {"DJANGO_SUPERUSER_PASSWORD": "a long password"}
            with started(login, "manage.py", *LOGIN) as admin:
                assert admin.wait() == 0, admin.stderr and admin.stderr.read()
            served += sum("74 papers from 2021 to 2024" in read_home_page(each) for each in starts)
            for each in starts:
                each.kill()
            waited += sum("waiting until it is done" in (each.stderr.read() if each.stderr else "") for each in starts)
    with capsys.disabled():
        print(f"\n{kind}: {served} of {2 * ROUNDS} starts served, {waited} of them waited")  # noqa: T201
    assert served == 2 * ROUNDS
