"""What breaks while people read: `make faults`. Requests are counted in and out by a second process."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from tests.faults.site import READERS, Site, children, shown, wait_for
from tests.faults.truth import Truth
from tests.serving.redis_server import ABSENT, EXECUTABLE, RedisServer

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="children are looked up in /proc"),
]

PATHS = ("/", "/papers/", "/papers/?evidence=theoretical", "/papers.bib", "/README.md", "/papers/?q=context")
QUICK = ("/README.md", "/papers.ris?evidence=theoretical", "/papers/?q=function")
PAPER = "function-vectors-in-large-language-models"
SECONDS_OF_KILLS = 60


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.mark.parametrize("keep", [False, True], ids=["new connections", "kept connections"])
def test_ten_reloads_cost_no_request(site, capsys, keep):
    with site.served() as server, site.read(*PATHS, keep=keep) as counts:
        for _ in range(10):
            before = children(server)
            os.kill(server, signal.SIGHUP)
            wait_for(lambda before=before: not children(server) & before and len(children(server)) == 2)
    shown(capsys, "ten reloads", counts)
    assert counts["good"] > 100
    assert counts["good"] + counts.get("sent again", 0) == counts["sent"], counts["troubles"]


def test_new_code_costs_no_request(site, capsys):
    with site.served() as server, site.read(*PATHS) as counts:
        workers = children(server)
        os.kill(server, signal.SIGUSR2)
        wait_for(lambda: children(server) - workers)
        [successor] = children(server) - workers
        wait_for(lambda: len(children(successor)) == 2)
        os.kill(server, signal.SIGTERM)
        wait_for(lambda: not children(server))
        assert site.answers()
    shown(capsys, "new server", counts)
    assert counts["good"] == counts["sent"] > 40, counts["troubles"]


def test_process_killed_every_second_costs_what_it_was_answering_and_nothing_else(site, capsys):
    kills = 0
    with site.served() as server:
        with site.read(*QUICK) as counts:
            last = monotonic() + SECONDS_OF_KILLS
            while (begun := monotonic()) < last:
                wait_for(lambda: len(children(server)) == 2)
                os.kill(min(children(server)), signal.SIGKILL)
                kills += 1
                Event().wait(begun + 1 - monotonic())
        wait_for(lambda: len(children(server)) == 2)
        with site.read(*PATHS) as afterwards:
            Event().wait(2)
    shown(capsys, f"{kills} kills", counts)
    shown(capsys, "afterwards", afterwards)
    assert kills > SECONDS_OF_KILLS * 0.8
    # Of two processes each has half of the readers, more or less.
    assert counts.get("failed", 0) <= kills * READERS * 3 / 4
    assert counts["good"] + counts.get("failed", 0) == counts["sent"], counts["troubles"]
    assert counts["good"] > kills * READERS
    assert afterwards["good"] == afterwards["sent"] > 40, afterwards["troubles"]


@pytest.mark.skipif(EXECUTABLE is None, reason=ABSENT)
def test_redis_that_comes_and_goes_costs_no_request_and_no_page_is_ever_of_yesterday(tmp_path, capsys):
    redis = RedisServer(tmp_path)
    site, truth = Site(tmp_path, CACHE_URL=redis.url), Truth(tmp_path / "truth")
    try:
        with (
            site.served(),
            site.edited(truth, PAPER, site.entitle(PAPER)),
            site.read(f"/papers/{PAPER}/", truth=truth) as counts,
        ):
            for _ in range(4):
                Event().wait(2)
                redis.stop()
                Event().wait(2)
                redis.start()
    finally:
        redis.stop()
    editions = truth.committed(PAPER)
    shown(capsys, f"Redis away four times, {editions} editions", counts)
    assert counts["good"] == counts["sent"] > 200, counts["troubles"]
    assert editions > 100
