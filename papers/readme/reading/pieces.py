"""An entry's inlines as a row of pieces: links, styled runs, bracketed groups, badges, and the text between them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Final
from urllib.parse import unquote

from papers.markdown import html
from papers.markdown.nodes import Inline, InlineKind
from papers.readme.reading.wording import Wording
from papers.readme.records import Context

LINK, BOLD, ITALIC, CODE, GROUP, BADGE, TEXT, BREAK, CELL, NESTED = range(10)

Recognise = Callable[[str], Wording | None]


@dataclass(slots=True)
class Piece:
    """`start` to `end` takes in decoration, `inner` to `inner_end` is what `text` was made from.

    CELL and NESTED pieces mark where a table's cell or a nested item starts and hold nothing.
    """

    kind: int
    start: int
    end: int
    inner: int
    inner_end: int
    text: str
    url: str = ""
    url_span: tuple[int, int] | None = None
    strong: bool = False
    context: Context = Context.TEXT
    wording: Wording | None = None
    closed: bool = False
    """Whether brackets stand around it."""
    label: bool = False


_ENTITY: Final = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_MARKDOWN_ESCAPE: Final = re.compile(rf"\\([!-/:-@\[-`{{-~])|{_ENTITY}")
_ESCAPES: Final = {
    **dict.fromkeys(Context, _MARKDOWN_ESCAPE),
    Context.HTML: re.compile(rf"()(?:{_ENTITY})"),
    # In a table's cell.
    Context.CODE: re.compile(r"\\(\|)"),
}
_BADGE: Final = re.compile(r"img\.shields\.io/badge/([^?#]+?)(?:\.svg)?(?:[?#].*)?$")
_COLOUR: Final = re.compile(r"(?<!-)-(?!-)[^-]*$")
_COUNTER: Final = re.compile(
    r"img\.shields\.io/(?:github|badge/dynamic|static/v1|endpoint)|badge\.fury|star-history|api\.star|visitor"
)


def spot_span(data: bytes, piece: Piece, start: int, end: int) -> tuple[int, int]:
    """Where characters `start` to `end` of the piece's text stand in the source; empty where that cannot be told."""
    if piece.inner_end - piece.inner == len(piece.text) and piece.text.isascii():
        return piece.inner + start, piece.inner + end
    if piece.context is Context.BADGE:
        # Words in an address can be written in several ways: only the whole has a place.
        whole = start == 0 and end == len(piece.text)
        return (piece.inner, piece.inner_end) if whole else (piece.inner, piece.inner)
    source = data[piece.inner : piece.inner_end].decode("utf-8", "replace")
    offsets = _offsets(source, piece.text, _ESCAPES[piece.context], start, end)
    if offsets is not None:
        return piece.inner + offsets[0], piece.inner + offsets[1]
    # The text was put together from several inlines: what was trimmed off its ends stands there as it is.
    head, tail = piece.text[:start], piece.text[end:]
    if source.startswith(head) and source.endswith(tail):
        return piece.inner + len(head.encode()), piece.inner_end - len(tail.encode())
    return piece.inner, piece.inner


def _offsets(source: str, text: str, escape: re.Pattern[str], start: int, end: int) -> tuple[int, int] | None:
    """The byte offsets in `source` of two characters of `text`; None where `source` does not stand for `text`."""
    if source == text:
        return len(source[:start].encode()), len(source[:end].encode())
    runs = _plain_runs(source, text, escape)
    found = [offset for position in (start, end) for offset in _in_runs(runs, position)]
    if len(found) < 2:
        return None
    return len(source[: found[0]].encode()), len(source[: found[1]].encode())


def _in_runs(runs: Sequence[tuple[int, int, int]], position: int) -> Iterator[int]:
    """Where the character stands in the source, if not within an escape; between two, behind the last."""
    at = bisect_right(runs, position, key=lambda run: run[0]) - 1
    if at >= 0 and position - runs[at][0] <= runs[at][2]:
        yield runs[at][1] + position - runs[at][0]


# A text is asked for many of its stretches one after the other.
@lru_cache(maxsize=8)
def _plain_runs(source: str, text: str, escape: re.Pattern[str]) -> Sequence[tuple[int, int, int]]:
    """The runs between escapes: where each starts in the text and in the source, and how long it is.

    None where the source does not stand for the text.
    """
    runs = []
    taken = seen = 0
    for match in escape.finditer(source):
        spoken = match[1] or unescape(match[0])
        plain = source[taken : match.start()]
        if not text.startswith(plain + spoken, seen):
            return ()
        runs.append((seen, taken, len(plain)))
        seen += len(plain) + len(spoken)
        taken = match.end()
    if text[seen:] != source[taken:]:
        return ()
    runs.append((seen, taken, len(source) - taken))
    return runs


def join_cell(data: bytes, pieces: list[Piece], number: int) -> None:
    """Join the texts that semicolons divide in the cell with this number to one text."""
    cells = [at for at, piece in enumerate(pieces) if piece.kind is CELL]
    if number >= len(cells):
        return
    first = cells[number] + 1
    end = cells[number + 1] if number + 1 < len(cells) else len(pieces)
    cell = pieces[first:end]
    if len(cell) < 2 or any(
        piece.kind not in (TEXT, BREAK) or (piece.kind is BREAK and piece.text not in ";；") for piece in cell
    ):
        return
    source = data[cell[0].inner : cell[-1].inner_end].decode("utf-8", "replace")
    # Escapes would be read as letters.
    if "&" not in source and "\\" not in source:
        start, stop = cell[0].inner, cell[-1].inner_end
        pieces[first:end] = [Piece(TEXT, start, stop, start, stop, source, context=cell[0].context)]


def badge_text(url: str) -> str:
    """What a shields.io badge shows, its colour left out; empty for other images and for counters."""
    match = _BADGE.search(url)
    if match is None or _COUNTER.search(url):
        return ""
    words = _COLOUR.sub("", unquote(match[1]))
    return words.replace("--", "\0").replace("__", "\1").replace("_", " ").replace("\0", "-").replace("\1", "_").strip()


def visible(inlines: Sequence[Inline]) -> str:
    """The text that a reader sees, images by their alternative text."""
    if len(inlines) == 1 and inlines[0].kind is InlineKind.TEXT:
        return inlines[0].text
    parts = []
    for inline in inlines:
        if inline.kind is InlineKind.BREAK:
            parts.append(" ")
        elif inline.kind is not InlineKind.HTML:
            parts.append(inline.text or visible(inline.children))
    return "".join(parts)


_PLAIN: Final = (InlineKind.TEXT, InlineKind.CODE)
_STRUCTURED: Final = (InlineKind.LINK, InlineKind.IMAGE, InlineKind.HTML)
SOFT_BREAKS: Final = (b"\n", b"\r\n", b"\r")
"""A line's end within a sentence; one that shall be seen has two blanks or a backslash in front."""


class Flattener:
    """Collects the pieces of one unit, in order."""

    def __init__(self, data: bytes, recognise: Recognise) -> None:
        self.data = data
        self.recognise = recognise
        self.pieces: list[Piece] = []

    def mark(self, kind: int, at: int) -> None:
        self.pieces.append(Piece(kind, at, at, at, at, ""))

    def add(self, inlines: Sequence[Inline], strong: bool = False) -> None:
        """Appends the pieces of the inlines, brackets around single pieces joined to them."""
        pieces = self.pieces
        at = 0
        while at < len(inlines):
            inline = inlines[at]
            kind = inline.kind
            if kind is InlineKind.TEXT:
                pieces.append(
                    Piece(TEXT, inline.start, inline.end, inline.start, inline.end, inline.text, strong=strong)
                )
            elif kind is InlineKind.LINK:
                self._link(inline, strong)
            elif kind is InlineKind.STRONG or kind is InlineKind.EMPHASIS or kind is InlineKind.STRIKE:
                self._styled(inline, strong)
            elif kind is InlineKind.CODE:
                ticks = len(self.data[inline.start : inline.end]) - len(
                    self.data[inline.start : inline.end].lstrip(b"`")
                )
                piece = Piece(CODE, inline.start, inline.end, inline.start + ticks, inline.end - ticks, inline.text)
                piece.context = Context.CODE
                pieces.append(piece)
            elif kind is InlineKind.IMAGE:
                self._image(inline)
            elif kind is InlineKind.BREAK:
                pieces.append(Piece(BREAK, inline.start, inline.end, inline.start, inline.end, "\n"))
            else:
                at = self._html(inlines, at, strong)
            at += 1

    def add_html(self, inlines: Sequence[Inline]) -> None:
        """The same for inlines that were made of HTML, where a backslash escapes nothing."""
        before = len(self.pieces)
        self.add(inlines)
        for piece in self.pieces[before:]:
            if piece.context is not Context.BADGE:
                piece.context = Context.HTML

    def _link(self, link: Inline, strong: bool) -> None:
        inner, style = link.children, strong
        while len(inner) == 1 and inner[0].children and inner[0].kind is not InlineKind.IMAGE:
            style = style or inner[0].kind is InlineKind.STRONG
            inner = inner[0].children
        start, end = (inner[0].start, inner[-1].end) if inner else (link.start + 1, link.start + 1)
        text = visible(inner)
        piece = Piece(LINK, link.start, link.end, start, end, text, link.url, link.url_span, style, Context.LINK_TEXT)
        if inner and inner[0].kind is InlineKind.IMAGE and all(child.kind is InlineKind.IMAGE for child in inner):
            source = inner[0]
            piece.text = badge_text(source.url) or visible(source.children)
            piece.context = Context.BADGE
            piece.label = True
        elif text == link.url:
            # An autolink shows its address, which is no label.
            piece.text, piece.label = "", True
        elif "[" in text:
            _unwrap(self.data, piece)
        self.pieces.append(piece)

    def _image(self, image: Inline) -> None:
        if shown := badge_text(image.url):
            piece = Piece(BADGE, image.start, image.end, *self._badge_words(image), shown, image.url)
            piece.context = Context.BADGE
            self.pieces.append(piece)

    def _badge_words(self, image: Inline) -> tuple[int, int]:
        """Where the words stand in the badge's address, the colour not among them."""
        start, end = image.url_span or (image.start, image.end)
        match = _BADGE.search(self.data[start:end].decode("utf-8", "replace"))
        if match is None or not match[0].isascii():
            return start, end
        return start + match.start(1), start + match.start(1) + len(_COLOUR.sub("", match[1]))

    def _styled(self, span: Inline, strong: bool) -> None:
        strong = strong or span.kind is InlineKind.STRONG
        inner, outer = span.children, span
        while len(inner) == 1 and inner[0].kind in (InlineKind.STRONG, InlineKind.EMPHASIS):
            strong = strong or inner[0].kind is InlineKind.STRONG
            inner = inner[0].children
        if not inner:
            return
        if (len(inner) > 1 or inner[0].kind not in _PLAIN) and any(map(self._is_structured, inner)):
            self.add(inner, strong)
            return
        kind = BOLD if strong else ITALIC
        start, end = inner[0].start, inner[-1].end
        self.pieces.append(Piece(kind, outer.start, outer.end, start, end, visible(inner), strong=strong))

    def _is_structured(self, inline: Inline) -> bool:
        if inline.kind is InlineKind.BREAK:
            return self.data[inline.start : inline.end] not in SOFT_BREAKS
        return inline.kind in _STRUCTURED

    def _html(self, inlines: Sequence[Inline], at: int, strong: bool) -> int:
        """Handles the HTML inline at `at`; gives the index of the last inline that it took."""
        inline = inlines[at]
        tag = next(html.scan(self.data, inline.start, inline.end), None)
        if tag is None or tag.name in ("", "!"):
            return at
        if tag.name == "br":
            self.pieces.append(Piece(BREAK, inline.start, inline.end, inline.start, inline.end, "\n"))
        elif tag.name == "a" and not tag.closing and (target := html.href(self.data, tag)):
            last = self._closing_anchor(inlines, at)
            if last > at:
                inner = inlines[at + 1 : last]
                self._link(Inline(InlineKind.LINK, inline.start, inlines[last].end, "", *target, inner), strong)
                self.pieces[-1].context = Context.TEXT
                return last
        elif tag.name == "img":
            self._image(Inline(InlineKind.IMAGE, inline.start, inline.end, "", html.image_source(self.data, tag)))
        return at

    def _closing_anchor(self, inlines: Sequence[Inline], at: int) -> int:
        """The index of the `</a>` behind the `<a>` at `at`; `at` itself where none ends before the next."""
        for last in range(at + 1, len(inlines)):
            if inlines[last].kind is InlineKind.HTML:
                tag = self.data[inlines[last].start : inlines[last].start + 4].lower()
                if tag.startswith(b"</a"):
                    return last
                if tag[:2] == b"<a" and tag[2:3].isspace():
                    break
        return at


_WRAPPED: Final = re.compile(r"\s*\[\s*(.*?)\s*\]\s*\Z", re.DOTALL)


def _unwrap(data: bytes, piece: Piece) -> None:
    """`[[Paper]](url)`: the brackets inside the link's text are decoration."""
    match = _WRAPPED.match(piece.text)
    if match and "[" not in match[1] and "]" not in match[1]:
        piece.inner, piece.inner_end = spot_span(data, piece, *match.span(1))
        piece.text = match[1]
        piece.closed = True
