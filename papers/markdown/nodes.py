"""A Markdown document as blocks and inlines that know where they stand in the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum


class BlockKind(Enum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    ITEM = "item"
    QUOTE = "quote"
    TABLE = "table"
    ROW = "row"
    CELL = "cell"
    HTML = "html"
    CODE = "code"
    RULE = "rule"
    FOOTNOTE = "footnote"


class InlineKind(Enum):
    TEXT = "text"
    CODE = "code"
    EMPHASIS = "emphasis"
    STRONG = "strong"
    STRIKE = "strike"
    LINK = "link"
    IMAGE = "image"
    HTML = "html"
    BREAK = "break"


@dataclass(slots=True)
class Inline:
    """`start` and `end` are byte offsets in the source, delimiters included; `text` has entities and escapes undone.

    Links and images: `url` is the destination as the parser gives it, `url_span` where it is written; None where it is
    written elsewhere, as of a reference. A bare URL in text is no link of Markdown's grammar, and stays TEXT.
    """

    kind: InlineKind
    start: int
    end: int
    text: str = ""
    url: str = ""
    url_span: tuple[int, int] | None = None
    children: Sequence[Inline] = ()


@dataclass(slots=True)
class Block:
    """`level` counts a heading's `#`; of a list it is the first number, -1 where it has bullets.

    The head of a table is its first row. What an item of a tight list holds stands in a paragraph, as in a loose one.
    `end` can take in white space and blank lines behind the block.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    children: list[Block] = field(default_factory=list)
    inlines: list[Inline] = field(default_factory=list)
