"""Bytes to blocks, by pulldown-cmark (pyromark): CommonMark with tables, strikethrough, task lists and footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import pyromark

from papers.markdown.nodes import Block, BlockKind, Inline, InlineKind
from papers.markdown.source import Source

_OPTIONS: Final = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_FOOTNOTES
)
MARKDOWN: Final = pyromark.Markdown(options=_OPTIONS)

_BLOCKS: Final = {
    "Paragraph": BlockKind.PARAGRAPH,
    "Heading": BlockKind.HEADING,
    "List": BlockKind.LIST,
    "Item": BlockKind.ITEM,
    "BlockQuote": BlockKind.QUOTE,
    "Table": BlockKind.TABLE,
    "TableHead": BlockKind.ROW,
    "TableRow": BlockKind.ROW,
    "TableCell": BlockKind.CELL,
    "HtmlBlock": BlockKind.HTML,
    "CodeBlock": BlockKind.CODE,
    "FootnoteDefinition": BlockKind.FOOTNOTE,
}
_SPANS: Final = {
    "Emphasis": InlineKind.EMPHASIS,
    "Strong": InlineKind.STRONG,
    "Strikethrough": InlineKind.STRIKE,
    "Link": InlineKind.LINK,
    "Image": InlineKind.IMAGE,
}
_LEAVES: Final = {
    "Code": InlineKind.CODE,
    "InlineHtml": InlineKind.HTML,
    "Html": InlineKind.HTML,
    "FootnoteReference": InlineKind.HTML,
    "TaskListMarker": InlineKind.HTML,
}
# Where the destination of `](destination "title")` starts and ends, behind the label: CommonMark 0.31, 6.3.
_DESTINATION: Final = re.compile(rb"\]\(\s*(?:<((?:[^<>\\\n]|\\.)*)>|([^\s]*))", re.DOTALL)
MAX_DEPTH: Final = 40
"""How deep blocks or spans may nest; what is nested deeper is left out of the tree, so that walking it is safe."""

# Items and cells hold inlines of their own; the rest of the containers hold blocks only.
_HOLDS_LOOSE_INLINES: Final = (BlockKind.ITEM, BlockKind.FOOTNOTE, BlockKind.QUOTE)


def parse(source: Source) -> Iterator[Block]:
    """The top-level blocks in order, each complete when it is yielded, so that a large file is never held as events."""
    tree, shift = _Tree(source.data), source.bom
    for event, place in MARKDOWN.events_with_range(source.text, merge_text=True):
        start, end = place["start"] + shift, place["end"] + shift
        block: Block | None = None
        if isinstance(event, str):
            if event == "Rule":
                block = tree.add(Block(BlockKind.RULE, start, end))
            else:
                tree.put(Inline(InlineKind.BREAK, start, end, "\n"))
        else:
            name: str
            what: Any
            ((name, what),) = event.items()
            if name == "Text":
                tree.put(Inline(InlineKind.TEXT, start, end, what))
            elif name == "Start":
                tree.open(what, start, end)
            elif name == "End":
                block = tree.close(what)
            else:
                tree.put(Inline(_LEAVES[name], start, end, what if isinstance(what, str) else ""))
        if block is not None:
            yield block


class _Tree:
    """What is open: blocks and spans, the innermost last, and the lists in which the spans collect their inlines."""

    __slots__ = ("blocks", "contents", "data", "spans")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.blocks: list[Block] = []
        self.spans: list[Inline] = []
        self.contents: list[list[Inline]] = []

    def put(self, inline: Inline) -> None:
        (self.contents[-1] if self.contents else _target(self.blocks[-1], inline.start)).append(inline)

    def add(self, block: Block) -> Block | None:
        """Puts a block without content in its place; gives it back where that is the top level."""
        if not self.blocks:
            return block
        self.blocks[-1].children.append(block)
        return None

    def open(self, what: Any, start: int, end: int) -> None:
        tag = what if isinstance(what, str) else next(iter(what))
        if kind := _SPANS.get(tag):
            children: list[Inline] = []
            span = _open_span(kind, what, start, end, children)
            if len(self.spans) < MAX_DEPTH:
                self.put(span)
            self.spans.append(span)
            self.contents.append(children)
        else:
            block = Block(_BLOCKS[tag], start, end, _level(tag, what))
            if self.blocks and len(self.blocks) < MAX_DEPTH:
                self.blocks[-1].children.append(block)
            self.blocks.append(block)

    def close(self, what: Any) -> Block | None:
        """Closes the innermost span or block; gives the block back where it was the outermost."""
        if (what if isinstance(what, str) else next(iter(what))) in _SPANS:
            self.contents.pop()
            _close_span(self.spans.pop(), self.data)
            return None
        block = self.blocks.pop()
        return None if self.blocks else block


def _target(block: Block, start: int) -> list[Inline]:
    """The list that a block's next inline belongs to; a tight item's text gets the paragraph that a loose one's has."""
    if block.kind not in _HOLDS_LOOSE_INLINES:
        return block.inlines
    if not (block.children and block.children[-1].kind is BlockKind.PARAGRAPH and block.children[-1].level):
        # `level` 1 marks a paragraph made here; one of the parser's is closed and takes nothing more.
        block.children.append(Block(BlockKind.PARAGRAPH, start, start, 1))
    return block.children[-1].inlines


def _level(tag: str, what: Any) -> int:
    if tag == "Heading":
        return int(what["Heading"]["level"][1])
    if tag == "List":
        first = what["List"]
        return -1 if first is None else int(first)
    return 0


def _open_span(kind: InlineKind, what: Any, start: int, end: int, children: list[Inline]) -> Inline:
    if kind is InlineKind.LINK or kind is InlineKind.IMAGE:
        (link,) = what.values()
        # `text` holds how the destination is written until the span closes and the label's end is known.
        return Inline(kind, start, end, link["link_type"], link["dest_url"], None, children)
    return Inline(kind, start, end, "", "", None, children)


def _close_span(span: Inline, data: bytes) -> None:
    if span.kind in (InlineKind.LINK, InlineKind.IMAGE):
        link_type, span.text = span.text, ""
        if link_type == "Inline":
            span.url_span = _destination(span, data)
        elif link_type in ("Autolink", "Email"):
            span.url_span = (span.start + 1, span.end - 1)


def _destination(span: Inline, data: bytes) -> tuple[int, int] | None:
    opening = 2 if span.kind is InlineKind.IMAGE else 1
    label_end = span.children[-1].end if span.children else span.start + opening
    match = _DESTINATION.search(data, label_end, span.end)
    if match is None:
        return None
    if match[1] is not None:
        return match.span(1)
    start, end = match.span(2)
    close = data.find(b")", start, end + 1)
    if close >= 0 and data.find(b"(", start, close) < 0 and data.find(b"\\", start, close) < 0:
        return start, close
    return start, min(end, _closing_parenthesis(data, start, span.end))


def _closing_parenthesis(data: bytes, start: int, end: int) -> int:
    """Where the parenthesis that ends the link closes; those inside the destination are balanced or escaped."""
    depth, at = 0, start
    while at < end:
        byte = data[at]
        if byte == 0x5C:
            at += 1
        elif byte == 0x28:
            depth += 1
        elif byte == 0x29:
            if not depth:
                return at
            depth -= 1
        at += 1
    return end
