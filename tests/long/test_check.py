"""Safe corrections of real lists: entries keep their titles, and no such correction is left to be made."""

from __future__ import annotations

from pathlib import Path

import pytest

from papers.readme.checking.correcting import corrected
from papers.readme.reader import read
from papers.readme.venues import BUILT_IN
from tests.corpus import corpus_lists, needs_corpus

pytestmark = [pytest.mark.long, needs_corpus]


@pytest.mark.parametrize("path", corpus_lists(), ids=lambda path: path.stem)
def test_safe_corrections_keep_every_entry(path: Path) -> None:
    content = path.read_bytes()
    done = corrected(content, BUILT_IN, {})
    before, after = ([entry.values.title for entry in read(each, BUILT_IN).entries] for each in (content, done.content))
    assert after == before
    assert not [each for each in done.judged.open if each.correction and each.correction.is_safe]
    assert (done.content == content) is not bool(done.made)
    assert corrected(done.content, BUILT_IN, {}).content == done.content
