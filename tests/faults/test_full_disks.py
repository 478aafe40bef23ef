"""A disk without a byte left, under SQLite, while people read and edit: `make faults`."""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any, Final

import pytest
from django.conf import settings

from tests.faults.browser import Answer, Browser
from tests.faults.disks import MISSING, Disk, mounted
from tests.faults.maintainers import Desk
from tests.faults.site import PATIENCE, Site, shown, wait_for
from tests.faults.truth import Truth, shown_number

pytestmark = [pytest.mark.long, pytest.mark.skipif(bool(MISSING), reason=MISSING)]

SECONDS: Final = 5
"""Before the disk is full, and as long as it is."""
DESKS: Final = {"ada": "thinking-like-transformers", "bob": "in-context-learning-and-induction-heads"}
PATHS: Final = ("/", "/papers/?evidence=theoretical", "/README.md", "/papers/?q=context", "/papers.bib")
IMPORTED: Final = "Function vectors in large language models"
README: Final = Path(settings.BASE_DIR) / "survey/README.md"
UNSAVED: Final = "What you sent was not saved: the database took no change, as its disk is full."


class FullSite:
    """A site whose database has a small disk of its own, and a maintainer who has logged in while there was room."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self.disk = disk
        self.database = disk.folder / "survey.sqlite3"
        self.site = Site(folder, DATABASE_URL=f"sqlite:///{self.database}")
        keys = self.site.query("dict(Paper.objects.values_list('slug', 'pk'))")
        self.desks = [Desk(name, slug, keys[slug]) for name, slug in DESKS.items()]
        for name in (*DESKS, "eve"):
            self.site.add_maintainer(name)
        self.eve = Browser(self.site.address)
        self.page = f"/admin/papers/paper/{keys['birth-of-a-transformer-a-memory-viewpoint']}/change/"
        self.readme = folder / "README.md"
        self.readme.write_bytes(README.read_bytes().replace(IMPORTED.encode(), b"Imported anew"))

    def fill(self) -> None:
        """What the log of writes had room for is given back first: nothing at all can be written."""
        with closing(sqlite3.connect(self.database, timeout=PATIENCE, isolation_level=None)) as database:
            wait_for(lambda: database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
            self.disk.fill()

    def save(self) -> Answer:
        form = self.eve.get(self.page).form("paper_form")
        return self.eve.post(self.page, form | {"abstract": "Written on a full disk. " * 2_000})

    def imported(self) -> tuple[int, list[str]]:
        done = self.site.ended(sys.executable, "manage.py", "import_readme", str(self.readme))
        return done.returncode, done.stderr.strip().splitlines()

    def content(self) -> str:
        with closing(sqlite3.connect(self.database, timeout=PATIENCE)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return hashlib.sha256("\n".join(database.iterdump()).encode()).hexdigest()


@pytest.fixture
def full(tmp_path: Path) -> Any:
    with mounted(tmp_path / "disk") as disk:
        if disk is None:
            pytest.skip("nothing can be mounted here")
        yield FullSite(tmp_path, disk)


def test_full_disk_costs_no_page_and_no_edit_that_was_taken(full, tmp_path, capsys):
    site, truth = full.site, Truth(tmp_path / "truth")
    pages = [f"/papers/{slug}/" for slug in DESKS.values()]
    with site.served():
        assert full.eve.log_in("eve").status == 302
        with site.read(*PATHS, *pages, truth=truth) as readers, site.maintained(full.desks, truth) as maintainers:
            Event().wait(SECONDS)
            full.fill()
            refuses_what_is_sent(full)
            Event().wait(SECONDS)
            full.disk.empty()
            takes_it_again(full, truth)
    shown(capsys, "readers while a disk was full", readers)
    shown(capsys, "maintainers", maintainers)
    assert readers["good"] == readers["sent"], readers["troubles"]
    assert maintainers["saved"] + maintainers["unavailable"] == maintainers["sent"], maintainers["troubles"]
    assert maintainers["unavailable"] > 1
    assert maintainers["opened"] == maintainers["sent"]
    assert {slug: shown_number(title) for slug, title in site.titles(DESKS.values()).items()} == maintainers["last"]
    assert site.query("Paper.objects.filter(title='Imported anew').count()") == 1


def refuses_what_is_sent(full: FullSite) -> None:
    wait_for(lambda: full.save().is_unavailable)
    before = full.content()
    for answer in (
        full.save(),
        Browser(full.site.address).log_in("eve"),
        Browser(full.site.address).log_in("eve", "wrong"),
        full.eve.post("/admin/logout/", full.eve.get(full.page).form("logout-form")),
    ):
        assert answer.is_unavailable
        assert UNSAVED in answer.text
    assert full.imported() == (2, ["CommandError: the database refuses: database or disk is full"])
    assert full.content() == before
    assert full.disk.free == 0


def takes_it_again(full: FullSite, truth: Truth) -> None:
    """Nothing is started anew for it."""
    refused = {slug: truth.committed(slug) for slug in DESKS.values()}
    assert full.save().status == 302
    assert Browser(full.site.address).log_in("eve").status == 302
    code, _ = full.imported()
    assert code == 0
    wait_for(lambda: all(truth.committed(slug) > number for slug, number in refused.items()))
    full.content()
