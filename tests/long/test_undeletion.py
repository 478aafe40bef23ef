"""Random deletions on real lists, brought back: the README is the same bytes, and nothing is pending."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings

from papers.exporter import UnwritableError, render
from papers.history import (
    BringBackRefusedError,
    SectionMoveRefusedError,
    bring_back,
    delete_rows,
    delete_sections,
    list_deleted,
)
from papers.importer import import_readme, preview
from papers.models import Listing, Paper, Section, Step
from tests.corpus import corpus_lists

pytestmark = [pytest.mark.long, pytest.mark.django_db]

MOST_BYTES = 60_000
LISTS = [settings.BASE_DIR / "survey" / "README.md", *corpus_lists()]
SMALL = [path for path in LISTS if path.stat().st_size < MOST_BYTES]


def delete_some(random: Random, *, moves: bool) -> Step | None:
    """Delete a few rows of one kind; None where there is none, or the README could not say the rest."""
    model: Any = random.choice([Paper, Listing, Section])
    rows = list(Section.objects.visible() if model is Section else model.objects.all())
    if not rows:
        return None
    chosen = random.sample(rows, min(len(rows), random.choice([1, 1, 3])))
    try:
        if model is not Section:
            return delete_rows(chosen)
        targets = [None, *(each for each in rows if each != chosen[0])] if moves else [None]
        return delete_sections(chosen[:1], target=random.choice(targets))
    except (UnwritableError, SectionMoveRefusedError):
        return None


@pytest.mark.parametrize("path", SMALL, ids=lambda path: Path(path).name)
def test_deletions_are_undone_in_any_order(path):
    content, random = path.read_bytes(), Random(path.name)
    import_readme(content)
    waiting = [step for _ in range(6) if (step := delete_some(random, moves=False))]
    random.shuffle(waiting)
    for _ in range(len(waiting)):
        for step in list(waiting):
            try:
                bring_back(step)
            except BringBackRefusedError:
                # What it belongs to comes later.
                continue
            if not list_deleted(step):
                waiting.remove(step)
    assert waiting == []
    assert render() == content
    assert not preview().is_pending


@pytest.mark.parametrize("path", SMALL, ids=lambda path: Path(path).name)
def test_moves_of_deletions_are_undone_last_one_first(path):
    content, random = path.read_bytes(), Random(path.name)
    import_readme(content)
    steps = [step for _ in range(6) if (step := delete_some(random, moves=True))]
    for step in reversed(steps):
        assert bring_back(step).remarks == []
    assert render() == content
    assert not preview().is_pending
