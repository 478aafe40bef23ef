"""A finding, and the correction that it offers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from papers.markdown.edits import Edit


class Level(Enum):
    """How sure it is that something has to be done: a note only says what a maintainer may want to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Correction:
    """`edits` are of the source's bytes; `summary` says what they do, as on a button.

    A safe one changes no meaning and needs nobody's judgement: `--fix` applies those, and those only.
    """

    edits: tuple[Edit, ...]
    summary: str
    is_safe: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """`start` and `end` are byte offsets in the source; `line` and `column` count from 1, the column in characters.

    `about` is what the finding is about in words that stay when lines move, so that `code` and `about` together tell
    whether it is one that was dismissed.
    """

    code: str
    level: Level
    start: int
    end: int
    line: int
    column: int
    message: str
    about: str
    correction: Correction | None = None
