"""The page that a README is rendered as: links, items, headings, anchors, and what was meant as one and is none."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from typing import Final

from papers.markdown import html
from papers.markdown.nodes import Block, BlockKind, Inline, InlineKind
from papers.markdown.parser import parse
from papers.markdown.source import Source
from papers.readme.reading.pieces import visible
from papers.readme.records import Span

_ANCHOR: Final = re.compile(rb"(?:^|\s)(?:id|name)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_LONGEST_ITEM: Final = 200
_HEADING_TAGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# At a line's start, as of a heading or an item; rendered as the text that it is.
_GLUED_HEADING: Final = re.compile(rb"#{1,6}(?=[^\s#])")
_GLUED_ITEM: Final = re.compile(rb"[-*+](?=\[|\(\*\*)")
# The joint of `[Paper] (https://...)`, of `(Paper)[https://...]`, or of a link whose address ends too late or never.
_FAILED_LINK: Final = re.compile(rb"\]\s{0,2}\\?\s{0,2}\((?=\s?(?:https?:|www\.))|\)\[(?=https?://)")


@dataclass(frozen=True, slots=True)
class PageLink:
    """`start` to `end` holds all of the link, `text` what it shows. `url` is as written, entities undone."""

    start: int
    end: int
    text: str
    url: str
    url_span: Span | None
    """None where the address stands elsewhere, as of a reference."""
    is_html: bool = False
    is_bare: bool = False
    """Whether it is an address in text, which is a link on GitHub, though none of Markdown's."""
    is_shown: bool = True
    """Whether there is anything to click on: text, or an image."""


@dataclass(frozen=True, slots=True)
class PageHeading:
    """`text` is what GitHub makes an anchor of: without images and tags. A heading of HTML counts too."""

    start: int
    end: int
    level: int
    text: str
    is_html: bool = False


@dataclass(frozen=True, slots=True)
class PageItem:
    """A short list item's own text, without the lists that are nested in it."""

    start: int
    end: int
    text: str


@dataclass
class Page:
    """Each list is in the order of the source."""

    links: list[PageLink] = field(default_factory=list)
    headings: list[PageHeading] = field(default_factory=list)
    items: list[PageItem] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    """The names that elements of HTML have."""
    glued_headings: list[Span] = field(default_factory=list)
    """The marks of `##Title`."""
    glued_items: list[Span] = field(default_factory=list)
    """The bullets of `-[Title](url)`."""
    failed_links: list[Span] = field(default_factory=list)
    """From bracket to parenthesis, in what was meant as a link and is text."""
    code: list[Span] = field(default_factory=list)
    """Blocks and spans of it."""

    def links_in(self, start: int, end: int) -> list[PageLink]:
        """The links that start in a span of the source."""
        return self.links[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def is_code(self, offset: int) -> bool:
        at = bisect_right(self.code, (offset, sys.maxsize)) - 1
        return at >= 0 and offset < self.code[at][1]

    @cached_property
    def _starts(self) -> list[int]:
        return [link.start for link in self.links]


def page_of(source: Source) -> Page:
    """One pass over the blocks, none of which is kept."""
    walk = _Walk(source.data)
    for block in parse(source):
        walk.block(block)
    walk.page.links.sort(key=lambda link: link.start)
    return walk.page


@dataclass(slots=True)
class _Open:
    """An element of HTML whose end is still to come."""

    tag: html.Tag
    url: str = ""
    url_span: Span | None = None
    texts: list[str] = field(default_factory=list)
    has_image: bool = False

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())


class _Walk:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.page = Page()
        self.link: _Open | None = None
        self.heading: _Open | None = None

    def block(self, block: Block) -> None:
        if block.kind is BlockKind.CODE:
            self.page.code.append((block.start, block.end))
            return
        if block.kind is BlockKind.HTML:
            self._html(block.start, block.end)
            return
        if block.kind is BlockKind.HEADING:
            self.page.headings.append(PageHeading(block.start, block.end, block.level, shown(block.inlines)))
        elif block.kind is BlockKind.PARAGRAPH and block.inlines:
            self._line_start(block.inlines[0])
        self._inlines(block.inlines)
        if block.inlines:
            self._close_link(block.end)
        for child in block.children:
            if child.kind is BlockKind.ITEM:
                self._item(child)
            self.block(child)

    def _item(self, block: Block) -> None:
        paragraphs = [child for child in block.children if child.kind is BlockKind.PARAGRAPH and child.inlines]
        if paragraphs and paragraphs[-1].inlines[-1].end - block.start <= _LONGEST_ITEM:
            text = " ".join(visible(child.inlines) for child in paragraphs)
            self.page.items.append(PageItem(block.start, paragraphs[-1].inlines[-1].end, text))

    # -- Markdown ----------------------------------------------------------------------------------------------------

    def _inlines(self, inlines: Sequence[Inline]) -> None:
        starts_line = False
        for inline in inlines:
            kind = inline.kind
            if starts_line:
                self._line_start(inline)
            starts_line = kind is InlineKind.BREAK
            if kind is InlineKind.TEXT or kind is InlineKind.CODE:
                self._text(inline.text)
                if kind is InlineKind.CODE:
                    self.page.code.append((inline.start, inline.end))
                elif "]" in inline.text:
                    found = _FAILED_LINK.finditer(self.data, inline.start, inline.end)
                    self.page.failed_links += (match.span() for match in found)
            elif kind is InlineKind.BREAK:
                self._text(" ")
            elif kind is InlineKind.HTML:
                self._html(inline.start, inline.end)
            elif kind is InlineKind.LINK:
                self._link(inline)
            elif kind is InlineKind.IMAGE:
                self.page.code += _code(inline.children)
                if self.link is not None:
                    self.link.has_image = True
            else:
                self._inlines(inline.children)

    def _link(self, link: Inline) -> None:
        text = " ".join(visible(link.children).split())
        is_shown = bool(text) or _holds_image(link.children)
        self.page.links.append(PageLink(link.start, link.end, text, link.url, link.url_span, is_shown=is_shown))
        self.page.code += _code(link.children)
        self._text(shown(link.children))

    def _line_start(self, inline: Inline) -> None:
        if inline.kind is InlineKind.TEXT and self.data[inline.start - 1 : inline.start] != b"\\":
            if match := _GLUED_HEADING.match(self.data, inline.start):
                self.page.glued_headings.append(match.span())
            elif match := _GLUED_ITEM.match(self.data, inline.start):
                self.page.glued_items.append(match.span())

    # -- HTML --------------------------------------------------------------------------------------------------------

    def _html(self, start: int, end: int) -> None:
        for tag in html.scan(self.data, start, end):
            if tag.name == "":
                self._text(unescape(self.data[tag.start : tag.end].decode("utf-8", "replace")))
            elif tag.name != "!":
                self._tag(tag)

    def _tag(self, tag: html.Tag) -> None:
        if not tag.closing:
            self.page.anchors.update(_names(self.data, tag))
        if tag.name == "a":
            self._close_link(tag.start if not tag.closing else tag.end)
            if not tag.closing and (target := html.href(self.data, tag)):
                self.link = _Open(tag, *target)
        elif tag.name == "img" and self.link is not None:
            self.link.has_image = True
        elif tag.name in _HEADING_TAGS:
            self._close_heading(tag.end)
            if not tag.closing:
                self.heading = _Open(tag)

    def _text(self, text: str) -> None:
        for element in (self.link, self.heading):
            if element is not None:
                element.texts.append(text)

    def _close_link(self, end: int) -> None:
        link, self.link = self.link, None
        if link is not None:
            shown = bool(link.text) or link.has_image
            self.page.links.append(
                PageLink(link.tag.start, end, link.text, link.url, link.url_span, is_html=True, is_shown=shown)
            )

    def _close_heading(self, end: int) -> None:
        heading, self.heading = self.heading, None
        if heading is not None:
            self.page.headings.append(
                PageHeading(heading.tag.start, end, int(heading.tag.name[1]), heading.text, is_html=True)
            )


def shown(inlines: Sequence[Inline]) -> str:
    """The text of inlines without images and tags."""
    return "".join(_shown(inlines))


def _shown(inlines: Sequence[Inline]) -> Iterator[str]:
    for inline in inlines:
        if inline.kind is InlineKind.BREAK:
            yield " "
        elif inline.kind in (InlineKind.TEXT, InlineKind.CODE):
            yield inline.text
        elif inline.kind is not InlineKind.IMAGE:
            yield from _shown(inline.children)


def _code(inlines: Sequence[Inline]) -> Iterator[Span]:
    for inline in inlines:
        if inline.kind is InlineKind.CODE:
            yield inline.start, inline.end
        elif inline.children:
            yield from _code(inline.children)


def _holds_image(inlines: Sequence[Inline]) -> bool:
    return any(
        inline.kind in (InlineKind.IMAGE, InlineKind.HTML) or _holds_image(inline.children) for inline in inlines
    )


def _names(data: bytes, tag: html.Tag) -> Iterator[str]:
    for match in _ANCHOR.finditer(data, tag.attributes, tag.end):
        yield unescape((match[1] or match[2] or match[3] or b"").decode("utf-8", "replace"))
