"""Real requests, in a process of its own, to a site with a primary and two replicas, each with its own title."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from papers.models import Paper
from tests.rows import make_paper, make_section

REQUESTS = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connections, transaction
from django.test import Client
from papers.models import Paper

def shown(client, path="/papers/one/", **headers):
    response = client.get(path, **headers)
    assert response.status_code == 200, (path, response.status_code)
    body = b"".join(response) if response.streaming else response.content
    return next((name for name in ("Primary", "First", "Second") if name.encode() in body), "")

client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
told = {}
exec(sys.argv[1])
print(json.dumps(told))
"""


@pytest.fixture
def site(tmp_path: Path, transactional_db: None) -> dict[str, Path]:
    """Files of the primary and its replicas."""
    if connection.vendor != "sqlite":
        pytest.skip("the databases are files")
    make_paper("Primary", slug="one", listed_in=make_section())
    paths = {name: tmp_path / f"{name}.sqlite3" for name in ("Primary", "First", "Second")}
    connection.ensure_connection()
    for name, path in paths.items():
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
            copy.execute("UPDATE papers_paper SET title = ?", [name])
            copy.commit()
    assert Paper.objects.count() == 1
    return paths


def told(site: dict[str, Path], requests: str) -> dict[str, object]:
    environment = {
        **os.environ,
        "DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "survey.settings",
        "DATABASE_URL": f"sqlite:///{site['Primary']}",
        "DATABASE_REPLICA_URLS": f"sqlite:///{site['First']}, sqlite:///{site['Second']}",
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", REQUESTS, requests],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_readers_are_answered_by_one_replica_and_others_by_the_primary(site: dict[str, Path]) -> None:
    found = told(
        site,
        """
told["page"], told["again"], told["export"] = shown(client), shown(client), shown(client, "/papers.bib")
told["versions"] = [Paper.objects.db, Paper.objects.get().title]
User.objects.create_superuser("maintainer", password="secret")
maintainer = Client(SERVER_NAME="127.0.0.1")
maintainer.force_login(User.objects.get(), "django.contrib.auth.backends.ModelBackend")
told["maintainer"] = shown(maintainer)
told["admin"] = shown(maintainer, f"/admin/papers/paper/{Paper.objects.get().pk}/change/")
with transaction.atomic():
    told["writing"] = shown(Client(SERVER_NAME="127.0.0.1", headers={"cache-control": "no-cache"}), "/papers/one.bib")
""",
    )
    assert found.pop("page") in ("First", "Second")
    assert found.pop("again") == found.pop("export")
    assert found == {
        "versions": ["default", "Primary"],
        "maintainer": "Primary",
        "admin": "Primary",
        "writing": "Primary",
    }


def test_lost_replicas_cost_no_answer(site: dict[str, Path]) -> None:
    found = told(
        site,
        """
first = shown(client)
lost = {"First": "replica1", "Second": "replica2"}
for name in ("First", "Second"):
    with connections[lost[name]].cursor() as cursor:
        cursor.execute("DROP TABLE papers_catalogue" if name == first else "DROP TABLE papers_papertag")
told["other"], told["again"] = shown(client), shown(client)
told["search"] = shown(client, "/papers/?q=primary")
""",
    )
    assert found == {"other": "Primary", "again": "Primary", "search": "Primary"}


def test_replica_that_was_never_there_costs_no_answer(site: dict[str, Path]) -> None:
    site["First"].unlink()
    site["Second"].write_bytes(b"")
    assert told(site, 'told["page"] = shown(client)') == {"page": "Primary"}


def test_replica_whose_file_is_broken_costs_no_answer(site: dict[str, Path]) -> None:
    site["First"].write_bytes(b"no database at all" * 1_000)
    whole = site["Second"].read_bytes()
    site["Second"].write_bytes(whole[: len(whole) // 2])
    assert told(site, 'told["page"], told["search"] = shown(client), shown(client, "/papers/?q=primary")') == {
        "page": "Primary",
        "search": "Primary",
    }
