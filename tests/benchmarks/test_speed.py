"""What the promises of speed and memory rest on, at 100,000 entries and 19 MB."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.made import made_list

ENTRIES = 100_000

MEASURED = """
import json, resource, sys, time
import django
django.setup()
from django.core.management import call_command
from django.db import connection
began = time.perf_counter()
call_command(*sys.argv[1:], verbosity=0)
seconds = time.perf_counter() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "megabytes": peak}), file=sys.stderr)
"""


RETITLED = """
import django
django.setup()
from papers.models import Paper
Paper.objects.filter(pk=Paper.objects.order_by("pk").first().pk).update(title="A title that was given here")
"""


def environment_of(database: Path) -> dict[str, str]:
    return {
        **os.environ,
        "BROWSER_COMPRESSED": "",
        "BROWSER_STATIC_ROOT": str(database.with_name("static")),
        "DATABASE_URL": f"sqlite:///{database}",
        "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "SECRET_KEY": "local",
        "SITE_URL": "",
        "PYTHONPATH": str(settings.BASE_DIR),
    }


def measured(database: Path, *arguments: str) -> dict[str, float]:
    """A command in a process of its own: seconds without the interpreter's start, and peak memory."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *arguments],
        env=environment_of(database),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=True,
        timeout=600,
    )
    return json.loads(done.stderr.splitlines()[-1])


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("large")
    database, readme = folder / "large.sqlite3", folder / "README.md"
    readme.write_bytes(made_list(ENTRIES))
    measured(database, "migrate")
    return database, readme


def test_import_of_a_large_list(benchmark, large: tuple[Path, Path]) -> None:
    database, readme = large
    found = benchmark.pedantic(measured, (database, "import_readme", str(readme)), rounds=1)
    benchmark.extra_info |= found
    assert found["seconds"] <= 60
    assert found["megabytes"] <= 1024


def test_export_of_a_large_list(benchmark, large: tuple[Path, Path]) -> None:
    database, readme = large
    found = benchmark.pedantic(measured, (database, "export_readme", "--check", "--output", str(readme)), rounds=1)
    benchmark.extra_info |= found
    assert found["seconds"] <= 20
    assert found["megabytes"] <= 1024


def test_import_of_a_large_list_with_a_change(benchmark, large: tuple[Path, Path]) -> None:
    database, readme = large
    readme.write_bytes(readme.read_bytes().replace(b"part 50000", b"part fifty thousand"))
    found = benchmark.pedantic(measured, (database, "import_readme", str(readme)), rounds=1)
    benchmark.extra_info |= found
    assert found["seconds"] <= 120
    assert found["megabytes"] <= 1024


def test_export_of_a_large_list_with_an_edit(benchmark, large: tuple[Path, Path]) -> None:
    """The base is read, one title is written, and the result is read again."""
    database, _readme = large
    subprocess.run([sys.executable, "-c", RETITLED], env=environment_of(database), check=True, timeout=60)
    found = benchmark.pedantic(measured, (database, "export_readme"), rounds=1)
    benchmark.extra_info |= found
    assert found["seconds"] <= 20
    assert found["megabytes"] <= 1024
