"""Imports while readers read and maintainers edit: `make faults`. Nobody loses anything, whoever is first."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Final

import pytest
from django.conf import settings

from tests.faults.clusters import MISSING, Cluster
from tests.faults.maintainers import Desk
from tests.faults.site import Site, shown
from tests.faults.truth import Truth, shown_number

pytestmark = pytest.mark.long

SECONDS = 60
"""In which imports follow each other."""
READERS = 20
IMPORTED: Final = "Function vectors in large language models"
IMPORTED_SLUG: Final = "function-vectors-in-large-language-models"
EDITED: Final = {
    "ada": "in-context-learning-through-the-bayesian-prism",
    "bob": "thinking-like-transformers",
    "eve": "birth-of-a-transformer-a-memory-viewpoint",
    "joe": "in-context-learning-and-induction-heads",
    "kim": "transformers-learn-shortcuts-to-automata",
}
PATHS: Final = (
    "/",
    "/papers/?evidence=theoretical",
    "/README.md",
    "/papers/?q=context",
    "/papers.bib",
    *(f"/papers/{slug}/" for slug in (IMPORTED_SLUG, *EDITED.values())),
)
README: Final = Path(settings.BASE_DIR) / "survey/README.md"


@pytest.fixture(params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.skipif(bool(MISSING), reason=MISSING))])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    if request.param == "SQLite":
        yield Site(tmp_path)
        return
    cluster = Cluster()
    try:
        yield Site(tmp_path, DATABASE_URL=cluster.url)
    finally:
        cluster.remove()


def test_imports_while_readers_read_and_maintainers_edit_lose_nothing(site, tmp_path, capsys):
    truth = Truth(tmp_path / "truth")
    keys = site.query("dict(Paper.objects.values_list('slug', 'pk'))")
    desks = [Desk(name, slug, keys[slug]) for name, slug in EDITED.items()]
    for name in EDITED:
        site.add_maintainer(name)
    with site.served():
        with (
            site.read(*PATHS, readers=READERS, truth=truth) as readers,
            site.maintained(desks, truth) as maintainers,
        ):
            imports = import_again_and_again(site, tmp_path / "README.md", truth)
        with site.read(*PATHS, truth=truth) as afterwards:
            Event().wait(2)
    for name, counts in (("readers", readers), ("maintainers", maintainers), ("afterwards", afterwards)):
        shown(capsys, f"{name} of {imports} imports", counts)
    assert readers["good"] == readers["sent"] > SECONDS * READERS / 10, readers["troubles"]
    assert maintainers["saved"] == maintainers["sent"] == maintainers["opened"] > SECONDS / 4, maintainers["troubles"]
    assert imports > SECONDS / 20
    assert afterwards["good"] == afterwards["sent"] > 4 * len(PATHS), afterwards["troubles"]
    has_all_editions(site, keys, maintainers["last"] | {IMPORTED_SLUG: imports})


def import_again_and_again(site: Site, file: Path, truth: Truth) -> int:
    """Each with another title for one of the papers; how many there were."""
    count, last = 0, monotonic() + SECONDS
    while monotonic() < last:
        count += 1
        title = f"Edition {count} of {IMPORTED}"
        file.write_bytes(README.read_bytes().replace(IMPORTED.encode(), title.encode()))
        truth.note(IMPORTED_SLUG, count, count - 1)
        report = json.loads(site.run(sys.executable, "manage.py", "import_readme", "--json", str(file)))
        assert report["is_applied"]
        truth.note(IMPORTED_SLUG, count, count)
    return count


def has_all_editions(site: Site, keys: dict[str, int], last: dict[str, int]) -> None:
    """The last that was answered with success is the paper's title; each one before is in the paper's history."""
    titles = site.titles(last)
    for slug, number in last.items():
        assert shown_number(titles[slug]) == number
        noted = site.query(f"list(Paper.history.filter(id={keys[slug]}).order_by('history_id').values_list('title'))")
        editions = [shown_number(title) for (title,) in noted]
        assert editions == [*range(number + 1)], slug
