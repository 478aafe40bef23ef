"""Readers, in a process of their own: they count what they asked for and what they got. `python -m tests.faults.load`.

Each thread asks for one page after another, each time on a new connection or, with `--keep`, on the one that it has.
It stops when standard input ends, and prints the counts as JSON. What counts as failed was neither answered nor
refused by HTTP's own rules: a connection that was kept may be closed before a request, which is then sent again.
What is unavailable was told so, with when to try again.

With `--truth FOLDER`, a page that shows less than what was committed before it was asked for, or more than had begun
when it came, is wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit

from tests.faults.truth import Truth, shown_number, slug_of

PATIENCE = 30
"""Seconds after which a request has failed."""


class Reader(Thread):
    def __init__(self, address: str, paths: list[str], stop: Event, *, keep: bool, truth: Truth | None) -> None:
        super().__init__()
        self.host = urlsplit(address).netloc
        self.paths = cycle(paths)
        self.stop, self.keep, self.truth = stop, keep, truth
        self.counts: Counter[str] = Counter()
        self.troubles: list[str] = []
        self.bodies: dict[str, int] = {}
        """What came under an ETag, which is never to be something else."""

    def run(self) -> None:
        connection = self.connect()
        is_new = True
        for path in self.paths:
            if self.stop.is_set():
                break
            self.counts["sent"] += 1
            try:
                is_good = self.ask(connection, path)
            except (HTTPException, OSError) as error:
                connection.close()
                connection = self.connect()
                if is_new:
                    self.trouble("failed", path, repr(error))
                else:
                    self.counts["sent again"] += 1
                is_new = True
                continue
            self.counts["good" if is_good else "bad"] += 1
            is_new = connection.sock is None or not self.keep
            if is_new:
                connection.close()
        connection.close()

    def connect(self) -> HTTPConnection:
        return HTTPConnection(self.host, timeout=PATIENCE)

    def ask(self, connection: HTTPConnection, path: str) -> bool:
        before = self.numbers(path)
        headers = {"Connection": "keep-alive" if self.keep else "close"}
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        if response.status == 503 and response.headers["Retry-After"]:
            return self.trouble("unavailable", path, "503")
        if response.status != 200:
            return self.trouble("refused", path, str(response.status))
        etag = response.headers["ETag"]
        if etag and self.bodies.setdefault(etag, hash(body)) != hash(body):
            return self.trouble("wrong", path, f"two bodies for {etag}")
        after = self.numbers(path)
        if before and after:
            # Further down other papers are named, which have numbers, too.
            shown = shown_number(body.decode().partition("</title>")[0])
            if not before[1] <= shown <= after[0]:
                return self.trouble("wrong", path, f"{shown}, not from {before[1]} to {after[0]}")
        return True

    def trouble(self, kind: str, path: str, about: str) -> bool:
        self.counts[kind] += 1
        self.troubles.append(f"{kind}: {path}: {about}")
        return False

    def numbers(self, path: str) -> tuple[int, int] | None:
        return self.truth.numbers(slug_of(path)) if self.truth else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--truth", type=Path)
    given = parser.parse_args()
    stop, truth = Event(), Truth(given.truth) if given.truth else None
    readers = [Reader(given.address, given.paths, stop, keep=given.keep, truth=truth) for _ in range(given.readers)]
    for reader in readers:
        reader.start()
    sys.stdin.read()
    stop.set()
    for reader in readers:
        reader.join()
    counts = sum((reader.counts for reader in readers), Counter[str]())
    print(json.dumps({**counts, "troubles": [each for reader in readers for each in reader.troubles][:20]}))  # noqa: T201


if __name__ == "__main__":
    main()
