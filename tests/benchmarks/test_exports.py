"""A list of 100,000 papers as a file, over HTTP: when its first byte comes, how long it takes, and by how much the
process that writes it grows meanwhile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings

from tests.benchmarks.test_datasette import MADE, free_port, running
from tests.benchmarks.test_speed import environment_of
from tests.faults.clusters import MISSING, Cluster
from tests.faults.site import children

PAPERS = 100_000
ENDINGS = ("bib", "ris", "csl.json", "csv")
FIRST_BYTE_SECONDS = 0.2
MEGABYTES = 50
PATIENCE = 600
TRIES = 5
EDIT = "UPDATE papers_paper SET track = 'Edited' WHERE slug = 'paper-1'"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.skipif(bool(MISSING), reason=MISSING))])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Of a site whose database has the papers."""
    found = environment_of(tmp_path / "rows.sqlite3") | {"PORT": str(free_port()), "WEB_CONCURRENCY": "1"}
    cluster = Cluster() if request.param == "postgresql" else None
    try:
        if cluster:
            found["DATABASE_URL"] = cluster.url
        subprocess.run([sys.executable, "-c", MADE, str(PAPERS)], env=found, check=True, timeout=PATIENCE)
        if cluster:
            with psycopg.connect(cluster.url, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")
        yield found
    finally:
        if cluster:
            cluster.remove()


@contextmanager
def served(environment: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Its address, and the process id of its one worker, which has the list in memory and has written a file."""
    origin = f"http://127.0.0.1:{environment['PORT']}"
    command = [sys.executable, "-m", "gunicorn", "--config", "python:survey.gunicorn"]
    with running(command, f"{origin}/papers.json", env=environment, cwd=settings.BASE_DIR) as server:
        [worker] = children(server)
        download(origin, "/papers.bib?year=2020")
        yield origin, worker


def download(origin: str, path: str, *, coding: str = "identity") -> dict[str, float]:
    """Seconds until the first byte of the body and until the last, and the bytes."""
    began = time.perf_counter()
    with begun(origin, path, coding) as response:
        first, size = time.perf_counter() - began, 1
        while block := response.read(1 << 16):
            size += len(block)
    return {"first_byte": round(first, 3), "seconds": round(time.perf_counter() - began, 1), "bytes": size}


@contextmanager
def begun(origin: str, path: str, coding: str) -> Iterator[HTTPResponse]:
    """An answer of which the first byte is there."""
    with closing(HTTPConnection(urlsplit(origin).netloc, timeout=PATIENCE)) as connection:
        connection.request("GET", path, headers={"Accept-Encoding": coding})
        response = connection.getresponse()
        assert len(response.read(1)) == 1
        assert (response.status, response.headers["Transfer-Encoding"]) == (200, "chunked")
        yield response


def first_byte(origin: str, ending: str) -> float:
    """The shortest of some times, as others use the machine, too; readers leave once they have it."""
    times = []
    for _ in range(TRIES):
        began = time.perf_counter()
        with begun(origin, f"/papers.{ending}", "identity"):
            times.append(time.perf_counter() - began)
    return round(min(times), 3)


def megabytes(worker: int, name: str) -> float:
    [line] = [line for line in Path(f"/proc/{worker}/status").read_text().splitlines() if line.startswith(name)]
    return int(line.split()[1]) / 1024


def processor_seconds(worker: int) -> float:
    after_name = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def exported(origin: str, worker: int, ending: str, *, coding: str = "identity") -> dict[str, float]:
    """As `download`, with what it took of the worker: its memory at the highest above what it was before."""
    idle, before = megabytes(worker, "VmRSS"), processor_seconds(worker)
    Path(f"/proc/{worker}/clear_refs").write_text("5")  # the highest since now
    found = download(origin, f"/papers.{ending}", coding=coding)
    taken = processor_seconds(worker) - before
    found |= {"processor": round(taken, 1), "megabytes": round(megabytes(worker, "VmHWM") - idle, 1)}
    return found | {"papers_a_second": round(PAPERS / found["seconds"])}


def edit(address: str, folder: Path) -> None:
    """So that the list has to be read anew."""
    change = f"from django.db import connection; connection.cursor().execute({EDIT!r})"
    command = [sys.executable, "-c", f"import django; django.setup(); {change}"]
    subprocess.run(command, env=environment_of(folder) | {"DATABASE_URL": address}, check=True, timeout=PATIENCE)


def test_whole_list_as_a_file(benchmark, capsys, environment, tmp_path):
    with served(environment) as (origin, worker):

        def measure() -> dict[str, dict[str, float]]:
            first = {ending: first_byte(origin, ending) for ending in ENDINGS}
            found = {ending: exported(origin, worker, ending) | {"first_byte": first[ending]} for ending in ENDINGS}
            found["bib, compressed"] = exported(origin, worker, "bib", coding="gzip")
            edit(environment["DATABASE_URL"], tmp_path)
            found["bib, after an edit"] = exported(origin, worker, "bib")
            return found

        found = benchmark.pedantic(measure, rounds=1)
    benchmark.extra_info |= found
    with capsys.disabled():
        print("", *(f"{name}: {json.dumps(each)}" for name, each in found.items()), sep="\n")  # noqa: T201
    for name, each in found.items():
        assert each["megabytes"] <= MEGABYTES, name
        if name in ENDINGS:
            assert each["first_byte"] <= FIRST_BYTE_SECONDS, name
