"""Possible entries, and those of them that are rows of tables: of pipe tables and of HTML's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from typing import Final

from papers.markdown import html
from papers.markdown.nodes import Block, Inline, InlineKind
from papers.markdown.source import Source
from papers.readme.reading.cutting import split_texts
from papers.readme.reading.pieces import CELL, LINK, TEXT, Flattener, Piece, Recognise, visible
from papers.readme.reading.titles import Candidate, candidates, interpret, weigh_columns
from papers.readme.records import Kind, Span


@dataclass(slots=True)
class Unit:
    """Something that may be an entry. `end` is where its last inline or cell ends."""

    kind: Kind
    start: int
    end: int
    body: int
    pieces: list[Piece]
    found: list[Candidate]
    depth: int = 0
    table: int | None = None
    headers: tuple[str, ...] = ()
    cells: tuple[Span, ...] = ()
    unread: bool = False
    lead: int | None = None
    """Where the table starts that a row stands in: its head belongs to the place, and to no section's preface."""


_WITH_ANCHOR: Final = re.compile(
    rb"\]\((https?://github\.com/[^/\s()#]{1,99}/[^/\s()#]{1,99}(?:/blob/[^\s()#]{1,99})?/?)#[^\s()]"
)
_LEAST_CONTENTS: Final = 3


@dataclass
class Tables:
    """Makes units of table rows. `tables` counts the tables met so far."""

    source: Source
    recognise: Recognise
    tables: int = field(default=0)

    def _rows(self, table: Block) -> Iterator[Unit]:
        head, *rows = table.children
        headers = tuple(" ".join(visible(cell.inlines).split()) for cell in head.children)
        number = self.tables
        self.tables += 1
        for row in rows:
            if self.source.data[row.start : row.start + 6].lstrip(b"| ").startswith(b"<!--"):
                continue
            flattener = Flattener(self.source.data, self.recognise)
            for cell in row.children:
                flattener.mark(CELL, cell.start)
                flattener.add(cell.inlines)
            cells = tuple(_trimmed(self.source.data, cell.start, cell.end) for cell in row.children)
            start = self.source.line_start(row.start)
            body = cells[0][0] if cells else start
            end = trimmed_end(self.source.data, row.start, row.end)
            unit = self._unit(Kind.ROW, start, end, body, flattener)
            unit.table, unit.headers, unit.cells = number, headers, cells
            unit.lead = self.source.line_start(table.start)
            weigh_columns(unit.found, headers)
            yield unit

    def _html_items(self, block: Block) -> Iterator[Unit]:
        """The innermost items of the HTML lists in one block; an item that nothing ends in it stays unread."""
        item: list[Inline] | None = None
        start = 0
        for tag in html.scan(self.source.data, block.start, block.end):
            if tag.name not in ("li", "ul", "ol"):
                if item is not None:
                    item.append(_inline(self.source.data, tag))
                continue
            if item:
                end = tag.end if tag.closing and tag.name == "li" else trimmed_end(self.source.data, start, tag.start)
                yield self._html_item(item, start, end, block.start)
            opens = tag.name == "li" and not tag.closing
            item, start = ([] if opens else None), tag.start

    def _html_item(self, item: list[Inline], start: int, end: int, lead: int) -> Unit:
        flattener = Flattener(self.source.data, self.recognise)
        flattener.add_html(item)
        unit = self._unit(Kind.HTML, start, end, item[0].start, flattener)
        unit.lead = lead
        # Text alone is told from a remark by a link with a label, as in a paragraph.
        if not any(piece.kind is LINK for piece in unit.pieces):
            unit.found = []
        return unit

    def _html_rows(self, block: Block) -> Iterator[Unit]:
        """The rows of the HTML tables in one block of HTML; a table that blank lines cut up is not put together."""
        data = self.source.data
        headers: tuple[str, ...] = ()
        row: list[Inline] | None = None
        marks: list[int] = []
        start = 0
        for tag in html.scan(data, block.start, block.end):
            if tag.name == "table" and not tag.closing:
                self.tables += 1
                headers = ()
            elif tag.name == "tr" and not tag.closing:
                row, marks, start = [], [], tag.start
            elif row is None:
                continue
            elif tag.name == "tr":
                heads = b"<td" not in data[start : tag.start]
                if heads or not headers:
                    headers = self._header_texts(row, marks)
                if not heads:
                    yield self._html_row(row, marks, start, tag.end, headers, block.start)
                row = None
            elif tag.name in ("td", "th"):
                if not tag.closing:
                    marks.append(len(row))
            else:
                row.append(_inline(data, tag))

    def _header_texts(self, row: list[Inline], marks: list[int]) -> tuple[str, ...]:
        return tuple(" ".join(visible(cell).split()) for cell in _cells(row, marks))

    def _html_row(
        self, row: list[Inline], marks: list[int], start: int, end: int, headers: tuple[str, ...], lead: int
    ) -> Unit:
        flattener = Flattener(self.source.data, self.recognise)
        spans = []
        for cell in _cells(row, marks):
            at = cell[0].start if cell else start
            flattener.mark(CELL, at)
            flattener.add_html(cell)
            spans.append(_trimmed(self.source.data, at, cell[-1].end if cell else at))
        unit = self._unit(Kind.HTML, start, end, spans[0][0] if spans else start, flattener)
        # The number keeps the rows of HTML tables apart from those of pipe tables.
        unit.table, unit.headers, unit.cells = self.tables - 1, headers, tuple(spans)
        unit.lead = lead
        weigh_columns(unit.found, headers)
        unit.found = [candidate for candidate in unit.found if candidate.piece.kind is not TEXT or candidate.score >= 2]
        return unit

    @cached_property
    def own_addresses(self) -> frozenset[str]:
        """The addresses that the README's headings are linked at, where a table of contents spells them out."""
        seen = Counter(_WITH_ANCHOR.findall(self.source.data))
        return frozenset(address.decode() for address, times in seen.items() if times >= _LEAST_CONTENTS)

    def _unit(self, kind: Kind, start: int, end: int, body: int, flattener: Flattener, *, depth: int = 0) -> Unit:
        if self.own_addresses:
            for piece in flattener.pieces:
                address, mark, _anchor = piece.url.partition("#")
                piece.label = piece.label or (bool(mark) and address in self.own_addresses)
        pieces = split_texts(self.source.data, flattener.pieces, self.recognise)
        interpret(pieces, self.recognise)
        return Unit(kind, start, end, body, pieces, candidates(pieces, in_table=kind in (Kind.ROW, Kind.HTML)), depth)


def html_inlines(data: bytes, start: int, end: int) -> list[Inline]:
    """A stretch of HTML as inlines: its text, and each tag as one opaque piece."""
    return [_inline(data, tag) for tag in html.scan(data, start, end)]


def _inline(data: bytes, tag: html.Tag) -> Inline:
    if tag.name:
        return Inline(InlineKind.HTML, tag.start, tag.end)
    return Inline(InlineKind.TEXT, tag.start, tag.end, unescape(data[tag.start : tag.end].decode("utf-8", "replace")))


def _cells(row: list[Inline], marks: list[int]) -> Iterator[list[Inline]]:
    for number, mark in enumerate(marks):
        yield row[mark : marks[number + 1] if number + 1 < len(marks) else len(row)]


_SPACE: Final = b" \t\r\n"


def _trimmed(data: bytes, start: int, end: int) -> Span:
    while start < end and data[start] in _SPACE:
        start += 1
    return start, trimmed_end(data, start, end)


def trimmed_end(data: bytes, start: int, end: int) -> int:
    while end > start and data[end - 1] in _SPACE:
        end -= 1
    return end
