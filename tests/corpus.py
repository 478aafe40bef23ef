"""Real lists to test against, outside the repository: SURVEY_CORPUS is a directory with `lists/` and `history/`."""

import os
from pathlib import Path

import pytest

CORPUS = Path(os.environ["SURVEY_CORPUS"]) if os.environ.get("SURVEY_CORPUS") else None

needs_corpus = pytest.mark.skipif(CORPUS is None, reason="SURVEY_CORPUS names no directory of real lists")


def corpus_lists() -> list[Path]:
    return sorted((CORPUS / "lists").glob("*.md")) if CORPUS else []


def corpus_histories() -> list[Path]:
    return sorted(path for path in (CORPUS / "history").iterdir() if path.is_dir()) if CORPUS else []
