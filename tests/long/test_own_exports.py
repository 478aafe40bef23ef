"""After any edit, one's own export comes back as what it is, on real lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from papers.importer import import_readme
from papers.models import Listing
from tests.corpus import corpus_lists, needs_corpus
from tests.own_exports import check_own_export
from tests.random_edits import RandomEdits

pytestmark = [pytest.mark.long, needs_corpus, pytest.mark.django_db]

LISTS = 40
EDITS = 25
"""On each list, one after the other."""
TRIES = 3
"""For each edit: some have no place in a list."""


def smallest() -> list[Path]:
    return sorted(corpus_lists(), key=lambda path: (path.stat().st_size, path.name))[:LISTS]


@pytest.mark.parametrize("path", smallest(), ids=lambda path: path.stem)
def test_own_export_changes_nothing_after_any_edit(path: Path) -> None:
    import_readme(path.read_bytes())
    assert Listing.objects.exists()
    edits = RandomEdits(seed=len(path.name))
    made: list[str] = []
    for _ in range(EDITS * TRIES):
        name = edits.make()
        if name:
            made.append(name)
            check_own_export(f"{path.name}: {made}")
        if len(made) == EDITS:
            break
    assert len(made) == EDITS
