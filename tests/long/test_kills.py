"""An import that is killed leaves the database as it was, or as it shall be."""

from __future__ import annotations

import hashlib
import os
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from tests.made import made_list

pytestmark = pytest.mark.long

KILLS = 50
TABLES = (
    "section",
    "paper",
    "paperlink",
    "paperevidence",
    "papertag",
    "listing",
    "venue",
    "evidencetype",
    "revision",
    "catalogue",
)


def start(database: Path, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{database}"}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def run(database: Path, *arguments: str) -> bytes:
    process = start(database, *arguments)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return output


def state(database: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return {name: connection.execute(f"SELECT * FROM papers_{name} ORDER BY id").fetchall() for name in TABLES}


def base_of(database: Path) -> str:
    with sqlite3.connect(database) as connection:
        query = (
            "SELECT sha256 FROM papers_catalogue AS catalogue JOIN papers_revision AS revision"
            " ON revision.id = catalogue.upstream_id JOIN papers_content AS content ON content.id = revision.content_id"
        )
        return connection.execute(query).fetchone()[0]


def test_killed_import_leaves_before_or_after(tmp_path: Path) -> None:
    database = tmp_path / "killed.sqlite3"
    lists = [made_list(500), made_list(600).replace(b"revisited", b"reviewed").replace(b"## Section 7\n", b"## 7\n")]
    paths = [tmp_path / "first.md", tmp_path / "second.md"]
    for path, content in zip(paths, lists, strict=True):
        path.write_bytes(content)
    run(database, "migrate", "--verbosity", "0")
    run(database, "import_readme", str(paths[0]))
    began = time.perf_counter()
    run(database, "import_readme", str(paths[1]))
    duration = time.perf_counter() - began
    chance = random.Random(20240212)
    seen = {"before": 0, "after": 0}

    for number in range(KILLS):
        before, now = state(database), number % 2
        process = start(database, "import_readme", str(paths[now]))
        try:
            process.wait(timeout=chance.uniform(0.3, 1.05) * duration)
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()

        if state(database) == before:
            seen["before"] += 1
        else:
            assert base_of(database) == hashlib.sha256(lists[now]).hexdigest()
            seen["after"] += 1
        run(database, "import_readme", str(paths[now]))
        assert run(database, "export_readme") == lists[now]

    assert seen["before"] > 5, seen
