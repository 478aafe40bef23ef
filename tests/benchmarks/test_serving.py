"""What a page that is kept, and one that the reader has, cost the server, against a bare view with the same bytes.

Requests for each second of the processor that the server's process takes, so that what else the machine does hardly
counts: both servers are the same gunicorn, one process of four threads, asked by one reader on one connection.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from tests.faults.site import Site, children

REQUESTS = 1_500
ROUNDS = 5
COMPRESSED = {"Accept-Encoding": "br"}


def processor_seconds(pid: int) -> float:
    """Of a process and all its threads, since it began."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def asking(site: Site, headers: dict[str, str]) -> Iterator[Callable[[], tuple[int, bytes, str | None]]]:
    """Each call asks once more, on the same connection."""
    connection = HTTPConnection(urlsplit(site.address).netloc, timeout=60)

    def ask() -> tuple[int, bytes, str | None]:
        connection.request("GET", "/papers/", headers=headers)
        response = connection.getresponse()
        return response.status, response.read(), response.headers["ETag"]

    with closing(connection):
        yield ask


def requests_a_second(site: Site, server: int, headers: dict[str, str], status: int) -> float:
    [worker] = children(server)
    with asking(site, headers) as ask:
        assert [ask()[0], ask()[0]] == [status, status]
        before = processor_seconds(worker)
        for _ in range(REQUESTS):
            ask()
        return REQUESTS / (processor_seconds(worker) - before)


def test_kept_page_and_one_that_the_reader_has(benchmark, capsys, tmp_path_factory):
    ours = Site(tmp_path_factory.mktemp("ours"), WEB_CONCURRENCY="1")
    content = tmp_path_factory.mktemp("bare") / "content"
    bare = Site(content.parent, WEB_CONCURRENCY="1", BARE_CONTENT=str(content))
    rates: dict[str, list[float]] = {"bare": [], "kept": [], "had": []}
    with ours.served() as server:
        with asking(ours, COMPRESSED) as ask:
            _, body, etag = ask()
        assert etag
        content.write_bytes(body)
        bare.environment["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.bare"
        with bare.served("django.core.wsgi:get_wsgi_application()") as bare_server:

            def measure() -> None:
                rates["bare"].append(requests_a_second(bare, bare_server, COMPRESSED, 200))
                rates["kept"].append(requests_a_second(ours, server, COMPRESSED, 200))
                rates["had"].append(requests_a_second(ours, server, {"If-None-Match": etag}, 304))

            benchmark.pedantic(measure, rounds=ROUNDS)
    found = {name: round(median(each)) for name, each in rates.items()}
    ratio = shares(rates)
    with capsys.disabled():
        print(f"\n{len(body)} bytes; requests a second: {found}; of the bare view's: {ratio}")  # noqa: T201
    assert ratio["kept"] >= 0.5
    assert ratio["had"] >= 0.7


def shares(rates: dict[str, list[float]]) -> dict[str, float]:
    best: Callable[[list[float]], float] = max  # what else happened can only slow it down
    return {name: round(best(rates[name]) / best(rates["bare"]), 2) for name in ("kept", "had")}
