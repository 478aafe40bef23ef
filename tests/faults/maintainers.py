"""Maintainers, in a process of their own, who number titles in the admin: `python -m tests.faults.maintainers`.

Each works on one paper. They stop when standard input ends, and print what they counted as JSON. A save that was
answered with success is `saved`; one whose answer shows the form again and says why is `told`; one that was answered
with 503 and when to try again is `unavailable`. A form that shows another number than the last one that was saved is
`wrong`: so is what a refused save left behind.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from threading import Event, Thread

from tests.faults.browser import Answer, Browser
from tests.faults.truth import Truth, shown_number

PAUSE = 0.2
"""Seconds between one save and the next form."""


@dataclass(frozen=True)
class Desk:
    """Who works on which paper."""

    maintainer: str
    slug: str
    pk: int

    def __str__(self) -> str:
        return f"{self.maintainer}:{self.slug}:{self.pk}"

    @classmethod
    def of(cls, text: str) -> Desk:
        maintainer, slug, pk = text.split(":")
        return cls(maintainer, slug, int(pk))

    @property
    def path(self) -> str:
        return f"/admin/papers/paper/{self.pk}/change/"


class Maintainer(Thread):
    def __init__(self, address: str, desk: Desk, truth: Truth, stop: Event) -> None:
        super().__init__()
        self.browser = Browser(address)
        self.desk, self.truth, self.stop = desk, truth, stop
        self.counts: Counter[str] = Counter()
        self.troubles: list[str] = []
        self.saved = 0

    def run(self) -> None:
        answer = self.browser.log_in(self.desk.maintainer)
        if answer.status != 302:
            self.trouble("refused", f"login: {answer.status}")
            return
        while not self.stop.wait(PAUSE):
            try:
                self.edit()
            except (HTTPException, OSError) as error:
                self.trouble("failed", repr(error))

    def edit(self) -> None:
        """One save, of which each outcome is counted once."""
        page = self.browser.get(self.desk.path)
        self.counts["opened"] += page.status == 200
        if page.is_unavailable:
            self.counts["not opened"] += 1
            return
        if page.status != 200:
            self.trouble("refused", f"form: {page.status} {page.location}")
            return
        form = page.form("paper_form")
        shown = shown_number(form["title"])
        if shown != self.saved:
            self.trouble("wrong", f"the form shows {shown} after {self.saved} was saved")
        number, plain = self.saved + 1, form["title"].rpartition(" of ")[2]
        self.truth.note(self.desk.slug, number, self.saved)
        self.counts["sent"] += 1
        self.take(self.browser.post(self.desk.path, form | {"title": f"Edition {number} of {plain}"}), number)

    def take(self, answer: Answer, number: int) -> None:
        if answer.status == 302 and answer.location == "/admin/papers/paper/":
            self.saved = number
            self.truth.note(self.desk.slug, number, number)
            self.counts["saved"] += 1
        elif answer.status == 200 and "errornote" in answer.text:
            self.trouble("told", "Nothing was saved" if "Nothing was saved" in answer.text else "an error in the form")
        elif answer.is_unavailable:
            self.trouble("unavailable", "503")
        else:
            self.trouble("refused", f"{answer.status} {answer.location}")

    def trouble(self, kind: str, about: str) -> None:
        self.counts[kind] += 1
        self.troubles.append(f"{kind}: {self.desk.slug}: {about}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("desks", nargs="+", type=Desk.of)
    parser.add_argument("--truth", type=Path, required=True)
    given = parser.parse_args()
    stop = Event()
    maintainers = [Maintainer(given.address, desk, Truth(given.truth), stop) for desk in given.desks]
    for each in maintainers:
        each.start()
    sys.stdin.read()
    stop.set()
    for each in maintainers:
        each.join()
    print(json.dumps(_told(maintainers)))  # noqa: T201


def _told(maintainers: Iterable[Maintainer]) -> dict[str, object]:
    counts = sum((each.counts for each in maintainers), Counter[str]())
    return {
        **counts,
        "last": {each.desk.slug: each.saved for each in maintainers},
        "troubles": [trouble for each in maintainers for trouble in each.troubles][:20],
    }


if __name__ == "__main__":
    main()
