"""How long a maintainer waits for the lists of the admin, at 1,000 and at 100,000 papers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.test_speed import environment_of, measured
from tests.made import made_list

SIZES = (1_000, 100_000)
LISTS = ("paper/", "paper/?attention=link", "paper/?year=2023", "listing/", "section/", "venue/", "evidencetype/")

OPENED = """
import json, sys, time
import django
django.setup()
settings.ALLOWED_HOSTS = ["testserver"]
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
user, _ = User.objects.get_or_create(username="someone", is_staff=True, is_superuser=True)
client = Client()
client.force_login(user)
found = {}
for page in sys.argv[1:]:
    times = []
    for _ in range(5):
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            assert client.get(f"/admin/papers/{page}").status_code == 200
            times.append(time.perf_counter() - began)
    found[page] = [round(sorted(times)[2] * 1000), len(queries)]
print(json.dumps(found))
"""


def opened(database: Path, *pages: str) -> dict[str, list[int]]:
    """Milliseconds (median of five) and queries of each page, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", OPENED, *pages],
        env=environment_of(database),
        capture_output=True,
        check=True,
        timeout=600,
    )
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    folder = tmp_path_factory.mktemp("admin")
    found = {}
    for size in SIZES:
        readme, found[size] = folder / f"{size}.md", folder / f"{size}.sqlite3"
        readme.write_bytes(made_list(size))
        measured(found[size], "migrate")
        measured(found[size], "import_readme", str(readme))
    return found


def test_lists_of_a_large_survey(benchmark, databases: dict[int, Path]) -> None:
    found = {size: opened(databases[size], *LISTS) for size in SIZES}
    benchmark.pedantic(opened, (databases[SIZES[1]], "paper/"), rounds=1)
    benchmark.extra_info |= {f"{size} {page}": numbers for size in SIZES for page, numbers in found[size].items()}
    small, large = found[SIZES[0]], found[SIZES[1]]
    assert large["paper/"][0] <= 300
    # A small list has its counts beside the filters unasked; the rest ask as much whatever the size.
    assert all(large[page][1] <= small[page][1] for page in LISTS)
