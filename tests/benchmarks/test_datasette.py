"""The browse page against Datasette's page of the same papers: four facets and a filter, nothing from a cache.

Both run as they come for two cores: ours as two processes, Datasette as one with its threads for SQL. Each request has
an address of its own, by a bound on the year that takes no paper away, so that no page is kept from the one before, and
a connection of its own: a few that stay open can all be at one process.
"""

from __future__ import annotations

import json
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from tests.benchmarks.test_speed import environment_of

DATASETTE = settings.VAR_DIR / "measure/bin/datasette"
WRK = shutil.which("wrk")
GOALS = {1_000: 4, 10_000: 6, 100_000: 10}
SECONDS = 8
PATIENCE = 60

MADE = """
import sys
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
from tests.made_rows import make_rows
make_rows(int(sys.argv[1]))
"""
PAPERS = """
SELECT paper.id, paper.title, paper.authors, venue.name, paper.year, paper.abstract,
    (SELECT section.title FROM papers_listing listing JOIN papers_section section ON section.id = listing.section_id
        WHERE listing.paper_id = paper.id ORDER BY section.position LIMIT 1),
    (SELECT json_group_array(type.name) FROM papers_paperevidence uses
        JOIN papers_evidencetype type ON type.id = uses.evidence_type_id WHERE uses.paper_id = paper.id),
    (SELECT json_group_array(url) FROM papers_paperlink WHERE paper_id = paper.id)
FROM papers_paper paper LEFT JOIN papers_venue venue ON venue.id = paper.venue_id
"""
TABLE = """
CREATE TABLE papers (id INTEGER PRIMARY KEY, title, authors, venue, year INTEGER, abstract, section, evidence, links);
CREATE INDEX by_venue ON papers (venue);
CREATE INDEX by_year ON papers (year);
CREATE INDEX by_section ON papers (section);
"""
EACH_ANOTHER = """
local number = 0
request = function()
  number = number + 1
  return wrk.format("GET", "{address}" .. (2100 + number % 7000), {{Connection = "close"}})
end
"""
OURS = "/papers/?venue=venue-3&year_max="
THEIRS = (
    "/flat/papers?_facet=section&_facet_array=evidence&_facet=venue&_facet=year&_size=25"
    "&venue__exact=Venue+3&year__lte="
)


@contextmanager
def running(command: list[str], address: str, **options: object) -> Iterator[int]:
    """Its process id, once it answers."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options) as process:  # type: ignore[call-overload]
        try:
            last_try = time.monotonic() + PATIENCE
            while True:
                try:
                    urllib.request.urlopen(address, timeout=PATIENCE).read()
                    break
                except OSError:
                    assert time.monotonic() < last_try
                    assert process.poll() is None
                    time.sleep(0.1)
            yield process.pid
        finally:
            process.terminate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def requests_per_second(folder: Path, origin: str, address: str) -> float:
    script = folder / "each_another.lua"
    script.write_text(EACH_ANOTHER.format(address=address))
    command = [str(WRK), "-t1", "-c16", f"-d{SECONDS}s", "--timeout", "20s", "-s", str(script), origin]
    subprocess.run([each if each != f"-d{SECONDS}s" else "-d2s" for each in command], check=True, capture_output=True)
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "Non-2xx" not in done.stdout, done.stdout
    found = re.search(r"Requests/sec:\s*([\d.]+)", done.stdout)
    assert found, done.stdout
    return float(found[1])


@contextmanager
def served(database: Path, processes: int) -> Iterator[tuple[str, int]]:
    """Its address, and the process id of the server."""
    port = free_port()
    environment = {**environment_of(database), "PORT": str(port), "WEB_CONCURRENCY": str(processes)}
    command = [sys.executable, "-m", "gunicorn", "--config", "python:survey.gunicorn"]
    origin = f"http://127.0.0.1:{port}"
    with running(command, f"{origin}/papers/", env=environment, cwd=settings.BASE_DIR) as server:
        yield origin, server


def ours(folder: Path, database: Path) -> float:
    with served(database, 2) as (origin, _):
        return requests_per_second(folder, origin, OURS)


def theirs(folder: Path, flat: Path) -> float:
    port = free_port()
    limits = [("facet_time_limit_ms", "60000"), ("sql_time_limit_ms", "60000"), ("default_facet_size", "60")]
    chosen = [part for name, value in limits for part in ("--setting", name, value)]
    origin = f"http://127.0.0.1:{port}"
    command = [str(DATASETTE), "serve", str(flat), "--host", "127.0.0.1", "--port", str(port), *chosen]
    with running(command, f"{origin}/flat.json"):
        shown = json.load(urllib.request.urlopen(origin + THEIRS.replace("/papers?", "/papers.json?") + "2100"))
        # One that took too long is left out.
        assert set(shown["facet_results"]) == {"section", "evidence", "venue", "year"}
        return requests_per_second(folder, origin, THEIRS)


def flattened(database: Path, flat: Path) -> None:
    with closing(sqlite3.connect(database)) as rows, closing(sqlite3.connect(flat)) as table:
        table.executescript(TABLE)
        table.executemany("INSERT INTO papers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows.execute(PAPERS))
        table.commit()


@pytest.mark.skipif(not WRK, reason="no wrk, which makes the requests")
@pytest.mark.skipif(not DATASETTE.exists(), reason="no Datasette: `make measure-environment` installs it")
@pytest.mark.parametrize("papers", GOALS)
def test_browse_page_against_datasette(benchmark, capsys, tmp_path, papers):
    database, flat = tmp_path / "rows.sqlite3", tmp_path / "flat.db"
    subprocess.run([sys.executable, "-c", MADE, str(papers)], env=environment_of(database), check=True, timeout=600)
    flattened(database, flat)

    def both() -> tuple[float, float]:
        return ours(tmp_path, database), theirs(tmp_path, flat)

    mine, other = benchmark.pedantic(both, rounds=1)
    benchmark.extra_info.update(ours=mine, datasette=other)
    with capsys.disabled():
        print(f"\n{papers} papers: {mine:.0f} requests/s, Datasette {other:.1f}: {mine / other:.1f}")  # noqa: T201
    assert mine >= GOALS[papers] * other
