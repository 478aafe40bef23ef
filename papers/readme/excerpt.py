"""A part of a README that is a README: some of its entries under their headings, without what stands between them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from papers.markdown.parser import MARKDOWN
from papers.readme.records import Document, Entry, Kind


def excerpt(document: Document, chosen: Collection[int]) -> bytes:
    """The chosen entries (indices into `document.entries`) in their order, under the headings that they stand under.

    Entries and headings keep their bytes, but for the indent of what would else be taken for a part of the item before
    it, or for code. Rows come with the head of their table, links with the definitions that they refer to; the rest of
    what is neither heading nor entry is left out. Empty where nothing is chosen.
    """
    by_section: dict[int, list[int]] = {}
    for index in sorted(chosen):
        by_section.setdefault(document.entries[index].section, []).append(index)
    headed = {above for index in by_section for above in _lineage(document, index)}
    blocks: list[bytes] = []
    for section in document.sections:
        if section.index in headed and section.level:
            blocks.append(document.source.data[section.start : section.end])
        if section.index in by_section:
            blocks += _Blocks(document).of(by_section[section.index])
    if definitions := _definitions(document, blocks):
        blocks.append(definitions)
    newline = document.source.newline
    return (newline * 2).join(blocks) + newline if blocks else b""


def _lineage(document: Document, index: int | None) -> Iterator[int]:
    while index is not None:
        yield index
        index = document.sections[index].parent


def _definitions(document: Document, blocks: Sequence[bytes]) -> bytes:
    """The link definitions whose label stands in brackets in the blocks; one that is not meant does no harm."""
    source = document.source
    if b"]:" not in source.data or not blocks:
        return b""
    labels = {_folded(match[1].decode()) for block in blocks for match in _LABEL.finditer(block)}
    found = MARKDOWN.reference_definitions(source.text)
    spans = sorted(
        (each["span"]["start"], each["span"]["end"]) for label, each in found.items() if _folded(label) in labels
    )
    return source.newline.join(source.data[source.bom + start : source.bom + end].strip() for start, end in spans)


def _folded(label: str) -> str:
    return " ".join(label.split()).casefold()


_LABEL: Final = re.compile(rb"\[([^\[\]]+)\]")


_INDENT: Final = re.compile(rb"[ \t]*")
_MARKER: Final = re.compile(rb"([ \t]*(?:[-*+]|\d{1,9}[.)]))([ \t]+)")
_BLANK_LINE: Final = re.compile(rb"(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)")
_DELIMITER: Final = re.compile(rb"[ \t>]*(?=[^|]*\|)\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?\s*\Z")
_TABLE: Final = re.compile(rb"<table\b", re.IGNORECASE)
# The table's tag, and its first row where that has headers.
_HTML_HEAD: Final = re.compile(
    rb"<table\b[^>]*>(?:(?:(?!<tr\b).)*<tr\b(?:(?!</tr).)*?<th\b.*?</tr\s*>)?", re.IGNORECASE | re.DOTALL
)
_CODE: Final = 4
"""So many columns of indent make code of what is no part of an item."""


@dataclass(frozen=True, slots=True)
class _Written:
    """How far an item was moved to the left, and the column that its text starts in."""

    shift: int
    content: int


class _Blocks:
    """The blocks of one section's entries, to be kept apart by blank lines."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.source = document.source
        self.entries = document.entries
        self.items: dict[int, _Written] = {}
        self.room = _CODE
        """The indent from which on a line would be a part of what stands before it, or code."""

    def of(self, indices: Sequence[int]) -> Iterator[bytes]:
        newline = self.source.newline
        for (kind, _table), group in groupby(
            indices, lambda index: (self.entries[index].kind, self.entries[index].table)
        ):
            of_kind = list(group)
            first = self.entries[of_kind[0]]
            if kind is Kind.ITEM:
                yield from self._lists(of_kind)
                continue
            if kind is Kind.ROW:
                texts = [*self._head(first), *map(self._bytes, of_kind)]
                yield newline.join(self._within(text) for text in texts)
            elif kind is Kind.HTML:
                yield newline.join([self._html_head(first), *map(self._bytes, of_kind), b"</table>"])
            else:
                yield from (self._within(self._bytes(index)) for index in of_kind)
            self.room = _CODE

    def _bytes(self, index: int) -> bytes:
        return self.source.data[self.entries[index].start : self.entries[index].end]

    def _within(self, text: bytes) -> bytes:
        indent = _indent(text)
        return text if indent < self.room else _shifted(text, indent)

    # -- items -------------------------------------------------------------------------------------------------------

    def _lists(self, indices: Sequence[int]) -> Iterator[bytes]:
        """Items on consecutive lines where they were of one list."""
        lines = [self._item(indices[0])]
        for before, index in pairwise(indices):
            text = self._item(index)
            if not self._is_one_list(before, index) or _stands_alone(lines[-1]) or _stands_alone(text):
                yield self.source.newline.join(lines)
                lines = []
            lines.append(text)
        yield self.source.newline.join(lines)

    def _is_one_list(self, index: int, other: int) -> bool:
        between = self.entries[index : other + 1]
        return all(
            one.kind is next_one.kind is Kind.ITEM and not self.source.data[one.end : next_one.start].strip()
            for one, next_one in pairwise(between)
        )

    def _item(self, index: int) -> bytes:
        text = self._bytes(index)
        indent = _indent(text)
        above = next((self.items[one] for one in self._ancestors(index) if one in self.items), None)
        if above is None:
            new = indent if indent < self.room else 0
        else:
            new = indent - above.shift
            if not above.content <= new < above.content + _CODE:
                new = above.content
        text = _shifted(text, indent - new)
        content = _content(text)
        self.items[index] = _Written(indent - new, content)
        self.room = min(_CODE, content)
        return text

    def _ancestors(self, index: int) -> Iterator[int]:
        parent = self.entries[index].parent
        while parent is not None:
            yield parent
            parent = self.entries[parent].parent

    # -- tables ------------------------------------------------------------------------------------------------------

    def _head(self, row: Entry) -> list[bytes]:
        """The header's line and the delimiter's; nothing where there are none above the row."""
        found: list[bytes] = []
        below = self._line(row.line - 1)
        for number in range(row.line - 2, 0, -1):
            line = self._line(number)
            if not line.strip() or not below.strip():
                break
            if _DELIMITER.match(below):
                # A row of dashes further down belongs to the table's rows.
                found = [line, below]
            below = line
        return found

    def _line(self, number: int) -> bytes:
        starts = self.source.line_starts
        start = max(starts[number - 1], self.source.bom)
        return self.source.data[start : self.source.line_end(start)]

    def _html_head(self, row: Entry) -> bytes:
        data = self.source.data
        section = self.document.sections[row.section]
        start = max((at.start() for at in _TABLE.finditer(data, section.end, row.start)), default=row.start)
        match = _HTML_HEAD.match(data, start, row.start)
        if match is None or _BLANK_LINE.search(match[0]) or b"</table" in data[start : row.start].lower():
            return b"<table>"
        is_open = b"<thead" in match[0].lower() and b"</thead" not in match[0].lower()
        return match[0] + b"</thead>" * is_open


def _stands_alone(text: bytes) -> bool:
    """Whether an item has paragraphs of its own, or its mark on another line."""
    return bool(_BLANK_LINE.search(text)) or not _MARKER.match(text)


def _columns(space: bytes) -> int:
    return len(space.expandtabs(4))


def _indent(text: bytes) -> int:
    found = _INDENT.match(text)
    return _columns(found[0]) if found else 0


def _content(text: bytes) -> int:
    """The column in which an item's text starts; that of code for what shows no mark of an item."""
    marker = _MARKER.match(text)
    if marker is None:
        return _CODE
    mark, whole = _columns(marker[1]), _columns(marker[0])
    return whole if whole - mark <= _CODE else mark + 1


def _shifted(text: bytes, columns: int) -> bytes:
    """The text so many columns to the left; lines that have fewer of indent start at the margin."""
    if not columns:
        return text
    lines = text.splitlines(keepends=True)
    return b"".join(b" " * max(0, _indent(line) - columns) + line.lstrip(b" \t") for line in lines)
