"""The grouping pass: which blocks of a README belong together as one possible entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from papers.markdown.nodes import Block, BlockKind, Inline, InlineKind
from papers.readme.reading.cutting import split_texts
from papers.readme.reading.labels import is_label, names_field, names_title
from papers.readme.reading.pieces import BOLD, BREAK, ITALIC, LINK, NESTED, TEXT, Flattener, Piece, visible
from papers.readme.reading.tables import Tables, Unit, html_inlines, trimmed_end
from papers.readme.reading.titles import candidates, interpret, is_paper_label, names_paper_url, words
from papers.readme.records import Kind, Span


@dataclass(slots=True)
class Heading:
    """A heading where it stands; `title_span` is empty where its text is more than plain."""

    start: int
    end: int
    level: int
    title: str
    title_span: Span
    unit: Unit | None = None
    """The heading as a possible entry, where it reads like a paper's title."""


class Grouping(Tables):
    """Turns blocks into headings and units, in README order."""

    def of(self, block: Block, tail: Block | None) -> Iterator[Heading | Unit]:
        """What one top-level block holds. `tail` is the block behind it where that belongs to its last entry."""
        if block.kind is BlockKind.HEADING:
            yield self._heading(block)
        elif block.kind is BlockKind.LIST:
            yield from self._items(block, 0, tail)
        elif block.kind is BlockKind.TABLE:
            yield from self._rows(block)
        elif block.kind is BlockKind.PARAGRAPH:
            yield from self._paragraph(block, tail)
        elif block.kind is BlockKind.HTML:
            yield from sorted((*self._html_rows(block), *self._html_items(block)), key=lambda unit: unit.start)

    # -- headings ----------------------------------------------------------------------------------------------------

    def _heading(self, block: Block) -> Heading:
        inner: Sequence[Inline] = block.inlines
        while len(inner) == 1 and inner[0].children:
            inner = inner[0].children
        plain = bool(inner) and all(inline.kind in (InlineKind.TEXT, InlineKind.CODE) for inline in inner)
        span = (inner[0].start, inner[-1].end) if plain else (block.start, block.start)
        start = self.source.line_start(block.start)
        end = trimmed_end(self.source.data, block.start, block.end)
        heading = Heading(start, end, block.level, " ".join(visible(block.inlines).split()), span)
        if words(heading.title) >= 3 or any(_leads_to_paper(inline) for inline in block.inlines):
            flattener = Flattener(self.source.data, self.recognise)
            flattener.add(block.inlines)
            heading.unit = self._unit(Kind.HEADING, start, end, block.inlines[0].start, flattener)
        return heading

    # -- list items --------------------------------------------------------------------------------------------------

    def _items(self, block: Block, depth: int, tail: Block | None = None) -> Iterator[Unit]:
        for item in block.children:
            held = list(takewhile(lambda child: not self._stands_apart(child, depth), item.children))
            apart = item.children[len(held) :]
            titled = any(child.kind is BlockKind.PARAGRAPH for child in held)
            if titled:
                if tail is not None and item is block.children[-1] and not apart:
                    held.append(tail)
                yield self._item(held, depth)
            for child in apart:
                if child.kind is BlockKind.TABLE:
                    yield from self._rows(child)
                elif self._stands_apart(child, depth):
                    yield from self._items(child, depth + titled)

    def _stands_apart(self, block: Block, depth: int) -> bool:
        """Whether a block in an item is no part of the item's entry: a table, or a list with papers of its own."""
        if block.kind is BlockKind.LIST:
            return depth < _DEEPEST and self._names_papers(block)
        return block.kind is BlockKind.TABLE

    def _item(self, held: list[Block], depth: int) -> Unit:
        data = self.source.data
        flattener = Flattener(data, self.recognise)
        for child in held:
            if child.kind is BlockKind.PARAGRAPH:
                flattener.add(child.inlines)
                flattener.mark(BREAK, child.end)
            elif child.kind is BlockKind.LIST:
                _add_list(flattener, child)
            elif child.kind is BlockKind.HTML:
                flattener.add_html(html_inlines(data, child.start, child.end))
                flattener.mark(BREAK, child.end)
        first = held[0]
        body = first.inlines[0].start if first.kind is BlockKind.PARAGRAPH else first.start
        end = max(trimmed_end(data, child.start, max(child.end, _inlines_end(child))) for child in held)
        return self._unit(Kind.ITEM, self.source.line_start(body), end, body, flattener, depth=depth)

    def _names_papers(self, block: Block) -> bool:
        """Whether an item of a nested list is an entry of its own, and not a field of the item above it."""
        fields = 0
        for item in block.children:
            flattener = Flattener(self.source.data, self.recognise)
            for child in item.children:
                if child.kind is BlockKind.PARAGRAPH:
                    flattener.add(child.inlines)
                elif child.kind is BlockKind.LIST and self._names_papers(child):
                    return True
            if self._names_paper(flattener):
                return True
            # One `Paper: [A title](url)` is the item's above; several are papers of their own.
            fields += _is_titled_field(flattener.pieces)
            if fields > 1:
                return True
        return False

    def _names_paper(self, flattener: Flattener) -> bool:
        pieces = split_texts(self.source.data, flattener.pieces, self.recognise)
        if not pieces or (pieces[0].kind is TEXT and names_field(pieces[0].text)):
            return False
        interpret(pieces, self.recognise)
        titled = any(candidate.score >= 2 for candidate in candidates(pieces, in_table=False))
        if not titled:
            return False
        return any(
            piece.kind is LINK
            and ((names_paper_url(piece.url) and (words(piece.text) >= 3 or piece.label)) or is_paper_label(piece.text))
            for piece in pieces
        )

    # -- paragraphs --------------------------------------------------------------------------------------------------

    def _paragraph(self, block: Block, tail: Block | None) -> Iterator[Unit]:
        if not block.inlines:
            return
        flattener = Flattener(self.source.data, self.recognise)
        flattener.add(block.inlines)
        end = trimmed_end(self.source.data, block.start, block.end)
        if tail is not None:
            flattener.mark(BREAK, end)
            _add_list(flattener, tail)
            end = trimmed_end(self.source.data, tail.start, tail.end)
        yield self._unit(Kind.PARAGRAPH, self.source.line_start(block.start), end, block.inlines[0].start, flattener)

    def takes(self, block: Block, following: Block) -> bool:
        """Whether the next block belongs to the entry that this one holds or ends with.

        Under a title's paragraph a list of its fields (`- Paper: ...`, `- Code: ...`); behind an item that names a
        paper without a link, a paragraph that was meant for it: its links, and nothing that could be a title.
        """
        if block.kind is BlockKind.PARAGRAPH:
            return following.kind is BlockKind.LIST and is_field_list(following)
        if block.kind is not BlockKind.LIST or following.kind is not BlockKind.PARAGRAPH or not following.inlines:
            return False
        if any(_holds_link(child) for child in block.children[-1].children):
            return False
        flattener = Flattener(self.source.data, self.recognise)
        flattener.add(following.inlines)
        unit = self._unit(Kind.PARAGRAPH, following.start, following.end, following.start, flattener)
        labelled = any(piece.kind is LINK and piece.label for piece in unit.pieces)
        return labelled and not any(
            candidate.score >= 2 and candidate.piece.kind is not ITALIC for candidate in unit.found
        )


_DEEPEST: Final = 12
"""How deep lists may nest for their papers to be entries of their own."""


def _is_titled_field(pieces: list[Piece]) -> bool:
    """Whether a line is `Paper: [A title](url)`."""
    if len(pieces) < 2 or pieces[0].kind not in (TEXT, BOLD) or not names_title(pieces[0].text):
        return False
    return any(piece.kind is LINK and not is_label(piece.text) and words(piece.text) >= 3 for piece in pieces[1:3])


def _inlines_end(block: Block) -> int:
    return block.inlines[-1].end if block.inlines else block.end


def _holds_link(block: Block) -> bool:
    if any(_is_link(inline) for inline in block.inlines):
        return True
    return any(_holds_link(child) for child in block.children)


def _leads_to_paper(inline: Inline) -> bool:
    return inline.kind is InlineKind.LINK and names_paper_url(inline.url)


def _is_link(inline: Inline) -> bool:
    return inline.kind is InlineKind.LINK or any(_is_link(child) for child in inline.children)


def is_field_list(block: Block) -> bool:
    """Whether most items of a list start with a field's name and a colon."""
    named = 0
    for number, item in enumerate(block.children):
        if number == 3 and not named:
            return False
        text = next((visible(child.inlines) for child in item.children if child.kind is BlockKind.PARAGRAPH), "")
        named += bool(names_field(text))
    return named > 0 and named * 2 > len(block.children)


def _add_list(flattener: Flattener, block: Block) -> None:
    for item in block.children:
        flattener.mark(NESTED, item.start)
        for child in item.children:
            if child.kind is BlockKind.PARAGRAPH:
                flattener.add(child.inlines)
                flattener.mark(BREAK, child.end)
            elif child.kind is BlockKind.LIST:
                _add_list(flattener, child)
