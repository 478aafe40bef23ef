"""PostgreSQL that is restarted, and replicas that are lost, while people read: `make faults`."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event
from time import monotonic

import psycopg
import pytest

from tests.faults.clusters import MISSING, Cluster
from tests.faults.site import Site, shown, wait_for
from tests.faults.truth import Truth

pytestmark = [pytest.mark.long, pytest.mark.skipif(bool(MISSING), reason=MISSING)]

PAPER = "function-vectors-in-large-language-models"
PATHS = ("/", "/papers/?evidence=theoretical", "/README.md", "/papers/?q=context", f"/papers/{PAPER}/")
OUTAGES = (("fast", 2), ("immediate", 2), ("fast", 20))
"""How the server is stopped, and for how many seconds."""
RECOVERY = 10
"""Seconds after which a site whose database is back serves again, on a busy machine."""


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    cluster = Cluster()
    try:
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture
def replica(cluster: Cluster) -> Iterator[Cluster]:
    replica = Cluster(cluster)
    try:
        yield replica
    finally:
        replica.remove()


def serves(site: Site) -> bool:
    """Whichever process answers."""
    return all(site.answers() for _ in range(8))


def test_postgresql_that_is_restarted_costs_time_and_no_page_is_ever_wrong(tmp_path, cluster, capsys):
    site, truth = Site(tmp_path, DATABASE_URL=cluster.url), Truth(tmp_path / "truth")

    def entitle(title: str) -> None:
        def is_done() -> bool:
            try:
                with psycopg.connect(cluster.url, connect_timeout=5) as connection:
                    connection.execute("UPDATE papers_paper SET title = %s WHERE slug = %s", (title, PAPER))
            except psycopg.OperationalError:
                return False
            return True

        wait_for(is_done)

    recoveries = []
    with site.served():
        with site.edited(truth, PAPER, entitle), site.read(f"/papers/{PAPER}/", truth=truth) as counts:
            for mode, seconds in OUTAGES:
                Event().wait(2)
                cluster.stop(mode)
                Event().wait(seconds)
                cluster.start()
                started = monotonic()
                wait_for(lambda: serves(site))
                recoveries.append(round(monotonic() - started, 1))
        with site.read(*PATHS) as afterwards:
            Event().wait(2)
    shown(capsys, f"PostgreSQL restarted, serving again after {recoveries} s", counts)
    shown(capsys, "afterwards", afterwards)
    assert counts["unavailable"] > 0
    assert counts["good"] + counts["unavailable"] == counts["sent"] > 50, counts["troubles"]
    assert max(recoveries) < RECOVERY
    assert afterwards["good"] == afterwards["sent"] > 40, afterwards["troubles"]


def test_replica_that_is_lost_costs_no_request(tmp_path, cluster, replica, capsys):
    site = Site(tmp_path, DATABASE_URL=cluster.url, DATABASE_REPLICA_URLS=replica.url)
    with site.served():
        wait_for(lambda: serves(site))
        with site.read(*PATHS) as counts:
            for mode in ("fast", "immediate"):
                Event().wait(3)
                replica.stop(mode)
                Event().wait(5)
                replica.start()
            Event().wait(3)
    shown(capsys, "replica lost twice", counts)
    assert (tmp_path / "server.log").read_text().count("is lost, and not asked") >= 2
    assert counts["good"] == counts["sent"] > 100, counts["troubles"]
