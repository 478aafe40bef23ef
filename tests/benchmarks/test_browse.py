"""The list in memory: a page that nobody has asked for, all counts, reading the list anew, and what a process weighs.

A process of its own for each number of papers. Times are those of the processor, so that what else the machine does
hardly counts.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

from tests.benchmarks.test_datasette import MADE, served
from tests.benchmarks.test_speed import environment_of
from tests.faults.site import children

SIZES = (1_000, 100_000)
PAGE_MILLISECONDS = 15
PAGE_RATIO = 2
COUNTS_MILLISECONDS = 1
READING_SECONDS = 0.5
WORKER_MEGABYTES = 150

MEASURED = """
import json, random, sys
from itertools import combinations, product
from statistics import median
from time import process_time

import django
django.setup()
from django.http import QueryDict
from django.test import Client

from papers import catalogue
from papers.catalogue.reading import read
from papers.facets import FACETS, counted
from papers.filters import PaperFilter

snapshot = catalogue.current()
terms = snapshot.terms
client = Client(headers={"host": "127.0.0.1"})

def seconds(work):
    began = process_time()
    work()
    return process_time() - began

def page(query):
    response = client.get(f"/papers/?{query}")
    assert response.status_code == 200
    assert response.content.count(b'class="paper"') == 25, query

def counts(query):
    filters = PaperFilter(QueryDict(query), snapshot)
    filters.chosen
    began = process_time()
    for name in FACETS:
        counted(filters, name)
    return process_time() - began

# Three values each, of which so many papers have all that 25 are shown, and each page is asked for once.
queries = [
    f"evidence={kind}&{name}={one}&{name}={other}"
    for name, values in (("venue", terms.venues), ("year", terms.years))
    for kind, (one, other) in product(terms.evidence_types, combinations(values, 2))
    if kind != "none" and "none" not in (one, other)
]
random.Random(2).shuffle(queries)
full = [each for each in queries if len(PaperFilter(QueryDict(each), snapshot).found) >= 25][:120]
page(full[0])
print(json.dumps({
    "page_ms": 1000 * median(seconds(lambda: page(each)) for each in full[1:]),
    "counts_ms": 1000 * min(map(counts, full)),
    "reading_s": min(seconds(read) for _ in range(5)),
    "pages": len(full) - 1,
}))
"""


def measured(database: Path) -> dict[str, float]:
    environment = {**environment_of(database), "ALLOWED_HOSTS": "127.0.0.1"}
    done = subprocess.run(
        [sys.executable, "-c", MEASURED], env=environment, check=True, timeout=600, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def resident_megabytes(pid: int) -> float:
    [line] = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def worker_megabytes(database: Path) -> float:
    """Of a process that has served pages, read the list anew three times, and served on."""
    queries = [f"evidence={kind}&year={year}" for kind in ("empirical", "mixed") for year in range(2015, 2027)]
    with served(database, 1) as (origin, server), closing(sqlite3.connect(database, isolation_level=None)) as rows:
        [worker] = children(server)
        for edit in range(4):
            rows.execute("UPDATE papers_paper SET title = ? WHERE slug = 'paper-1'", (f"Edited {edit} times",))
            for query in queries:
                urlopen(f"{origin}/papers/?{query}", timeout=60).read()
        return resident_megabytes(worker)


def test_list_in_memory(benchmark, capsys, tmp_path):
    databases = {papers: tmp_path / str(papers) / "rows.sqlite3" for papers in SIZES}
    for papers, database in databases.items():
        database.parent.mkdir()
        subprocess.run([sys.executable, "-c", MADE, str(papers)], env=environment_of(database), check=True, timeout=600)

    def measure() -> dict[int, dict[str, float]]:
        return {papers: measured(database) for papers, database in databases.items()}

    found = benchmark.pedantic(measure, rounds=1)
    small, large = (found[papers] for papers in SIZES)
    weight = worker_megabytes(databases[SIZES[1]])
    benchmark.extra_info |= {"small": small, "large": large, "megabytes": weight}
    with capsys.disabled():
        print(f"\n{SIZES[0]}: {small}\n{SIZES[1]}: {large}\na worker: {weight:.0f} MB")  # noqa: T201
    assert large["page_ms"] <= min(PAGE_MILLISECONDS, PAGE_RATIO * small["page_ms"])
    assert large["counts_ms"] <= COUNTS_MILLISECONDS
    assert large["reading_s"] <= READING_SECONDS
    assert weight <= WORKER_MEGABYTES
