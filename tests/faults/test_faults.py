"""What breaks while people read: `make faults`. Requests are counted in and out by a second process."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from threading import Event

import pytest

from tests.faults.site import READERS, Site, children, shown, wait_for
from tests.serving.redis_server import ABSENT, EXECUTABLE, RedisServer

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="children are looked up in /proc"),
]

PATHS = ("/", "/papers/", "/papers/?evidence=theoretical", "/papers.bib", "/README.md", "/papers/?q=context")
QUICK = ("/README.md", "/papers.ris?evidence=theoretical", "/papers/?q=function")
PAPER = "function-vectors-in-large-language-models"
KILLS = 20


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
    assert counts["good"] > 20
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
    assert counts["good"] == counts["sent"] > 10, counts["troubles"]


def test_killed_process_costs_what_it_was_answering_and_nothing_else(site, capsys):
    with site.served() as server:
        with site.read(*QUICK) as counts:
            for _ in range(KILLS):
                victim = min(children(server))
                os.kill(victim, signal.SIGKILL)
                Event().wait(1)
                wait_for(lambda victim=victim: victim not in children(server) and len(children(server)) == 2)
        with site.read(*PATHS) as afterwards:
            Event().wait(2)
    shown(capsys, f"{KILLS} kills", counts)
    assert counts.get("failed", 0) <= KILLS * READERS
    assert counts["good"] + counts.get("failed", 0) == counts["sent"], counts["troubles"]
    assert counts["good"] > 0
    assert afterwards["good"] == afterwards["sent"] > 10, afterwards["troubles"]


@pytest.mark.skipif(EXECUTABLE is None, reason=ABSENT)
def test_redis_that_comes_and_goes_costs_no_request_and_no_page_is_ever_of_yesterday(tmp_path, capsys):
    redis = RedisServer(tmp_path)
    site, truth = Site(tmp_path, CACHE_URL=redis.url), tmp_path / "truth"
    try:
        with (
            site.served(),
            site.edited(truth, site.entitle(PAPER)),
            site.read(f"/papers/{PAPER}/", truth=truth) as counts,
        ):
            for _ in range(4):
                Event().wait(2)
                redis.stop()
                Event().wait(2)
                redis.start()
    finally:
        redis.stop()
    shown(capsys, f"Redis away four times, {truth.read_text()} editions", counts)
    assert counts["good"] == counts["sent"] > 20, counts["troubles"]
    assert int(truth.read_text().split()[1]) > 20
