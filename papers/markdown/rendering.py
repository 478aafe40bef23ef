"""Markdown that others wrote, as HTML for a page of ours: nothing in it runs, and nothing is loaded from elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Final
from urllib.parse import urljoin, urlsplit

import nh3

from papers.markdown.html import Tag, alternative_text, href, scan
from papers.markdown.parser import MARKDOWN, MAX_DEPTH

LONGEST: Final = 100_000
"""Characters of Markdown that are rendered, six times the longest preface met; what is behind them is left out."""
_MOST_RENDERED: Final = 10 * LONGEST
"""A table's rows are filled up to the width of its head, and nested quotes end one by one: short texts can get long."""

_SCHEMES: Final = frozenset({"http", "https", "mailto"})
_HEADINGS: Final = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h5", "h5": "h6", "h6": "h6"}
_VOID: Final = frozenset({"br", "hr"})
_TABLES: Final = frozenset({"table", "thead", "tbody", "tr", "th", "td"})
_BLOCKS: Final = _TABLES | frozenset(
    "p div h3 h4 h5 h6 pre blockquote ul ol li dl dt dd details summary hr".split(),
)
_INLINES: Final = frozenset("a abbr b br code del em i ins kbd mark q s samp small strong sub sup u var".split())
_ATTRIBUTES: Final = {"a": {"href"}, "ol": {"start"}, "th": {"scope"}}
_OPAQUE: Final = frozenset(
    "applet audio canvas embed frameset iframe math noembed noframes noscript object plaintext script select style svg"
    " template textarea title video xmp".split()
)
"""What stands in these is no text of a page."""

# Comments, declarations and processing instructions; in rendered Markdown only raw HTML holds a bare `<`.
_ASIDE: Final = re.compile(r"<!--(?:-?>|.*?(?:--!?>|\Z))|<[!?][^>]*(?:>|\Z)", re.DOTALL)
# C0 but tab and newline, DEL, C1, surrogates; and what turns the direction of the text behind it.
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_INVISIBLE: Final = " \t\n\xa0\u200b\u200c\u200d\u2060\ufeff"
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
# Nested links do not exist in what the sanitiser gives.
_DEAD_LINK: Final = re.compile(r'<a rel="[^"]*">(.*?)</a>', re.DOTALL)

_CLEANER: Final = nh3.Cleaner(
    tags=set(_BLOCKS | _INLINES),
    attributes=_ATTRIBUTES,
    url_schemes=set(_SCHEMES),
    url_relative="deny",
    link_rel="noopener nofollow",
)


def safe_html(markdown: str, *, base: str = "") -> str:
    """HTML without ids, classes, styles, images or scripts, with headings from h3 on.

    `base` is the address of the file that the Markdown stands in: links to other schemes than http, https and mailto
    lose their address, and so do relative ones without a base, and those from the root of the site, as their place on
    a forge is not known. Of an image its alternative text stays where it is all that a link holds. Of more than LONGEST
    characters the rest is left out, and nesting deeper than MAX_DEPTH is flattened: the sanitiser's time and result
    can grow with the square of what it gets, while its own depth and attributes are bounded by this.
    """
    return _DEAD_LINK.sub(r"\1", _CLEANER.clean(_Rewriting(_rendered(markdown), base).result())).strip()


def plain_text(markdown: str, limit: int) -> str:
    """The words of the Markdown without badges, white space collapsed; whole words and an ellipsis where it is longer
    than `limit` characters."""
    data = _Rewriting(_rendered(markdown), names_badges=False).result().encode()
    words = [
        (" " if tag.name in _BLOCKS or tag.name == "br" else "")
        if tag.name
        else unescape(data[tag.start : tag.end].decode())
        for tag in scan(data, 0, len(data))
    ]
    return _cut(" ".join("".join(words).split()), limit)


def _rendered(markdown: str) -> str:
    html = _ASIDE.sub("", MARKDOWN.html(_cleaned(markdown[:LONGEST])))
    return html if len(html) <= _MOST_RENDERED else html[: html.rfind("<", 0, _MOST_RENDERED)]


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    whole = text[:limit].rpartition(" ")[0]
    # Scripts without spaces have no words to cut at.
    kept = whole if len(whole) > limit // 2 else text[: limit - 1]
    return kept.rstrip(" ,;:.–—-") + "…"


def _cleaned(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


@dataclass(slots=True)
class _Element:
    """An element that is open; the outermost has no name."""

    name: str
    tag: str
    pieces: list[str] = field(default_factory=list)
    has_text: bool = False
    alternatives: list[str] = field(default_factory=list)
    """Of images that stand in it."""
    is_reference: bool = False
    """Whether it is a footnote's number, whose target has no id here."""


class _Rewriting:
    """Rendered Markdown as balanced HTML of the tags that stay; elements without text are dropped."""

    def __init__(self, html: str, base: str = "", *, names_badges: bool = True) -> None:
        self.data = html.encode()
        self.lower = self.data.lower()
        self.base = base
        self.names_badges = names_badges
        self.open = [_Element("", "")]
        self.unclosed: set[str] = set()

    def result(self) -> str:
        behind = 0
        for tag in scan(self.data, 0, len(self.data)):
            if tag.start < behind:
                continue
            if not tag.name:
                self._text(tag)
            elif tag.closing:
                self._close(_HEADINGS.get(tag.name, tag.name))
            elif tag.name in _OPAQUE:
                behind = self._closing(tag)
            else:
                self._start(tag)
        while len(self.open) > 1:
            self._pop()
        return "".join(self.open[0].pieces)

    def _text(self, tag: Tag) -> None:
        text = _cleaned(unescape(self.data[tag.start : tag.end].decode()))
        self._put(escape(text, quote=False), is_text=bool(text.strip(_INVISIBLE)))

    def _put(self, piece: str, *, is_text: bool) -> None:
        self.open[-1].pieces.append(piece)
        self.open[-1].has_text |= is_text

    def _closing(self, tag: Tag) -> int:
        """Where the content of an opaque element ends; right here where it is never closed."""
        if tag.name in self.unclosed:
            return tag.end
        found = self.lower.find(f"</{tag.name}".encode(), tag.end)
        if found < 0:
            # Not looked for again, so that many of them take no longer than one.
            self.unclosed.add(tag.name)
            return tag.end
        return found

    def _start(self, tag: Tag) -> None:
        name = _HEADINGS.get(tag.name, tag.name)
        if name == "img":
            self.open[-1].alternatives.append(_cleaned(alternative_text(self.data, tag)).strip(_INVISIBLE))
        elif name == "input":
            self._task(tag)
        elif name in _BLOCKS | _INLINES:
            if name in _BLOCKS:
                self._close("p")
            if name in _VOID:
                self._void(name)
            elif len(self.open) <= MAX_DEPTH:
                self._open(name, tag)

    def _task(self, tag: Tag) -> None:
        attributes = self.data[tag.attributes : tag.end]
        if b'type="checkbox"' in attributes:
            self._put("☑ " if b"checked=" in attributes else "☐ ", is_text=True)

    def _void(self, name: str) -> None:
        if name == "hr":
            self._put("<hr>", is_text=True)
        elif self.open[-1].has_text:
            self._put("<br>", is_text=False)

    def _open(self, name: str, tag: Tag) -> None:
        attributes = self.data[tag.attributes : tag.end]
        written = f"<{name}>"
        if name == "a":
            target = href(self.data, tag)
            if target is None:
                return
            self._close("a")
            url = "" if self.open[-1].is_reference else _destination(target[0], self.base)
            if not url:
                return
            written = f'<a href="{escape(url)}">'
        elif name == "ol" and (start := re.search(rb'start="(\d{1,9})"', attributes)):
            written = f'<ol start="{int(start[1])}">'
        elif name == "th" and any(element.name == "thead" for element in self.open):
            written = '<th scope="col">'
        is_reference = name == "sup" and b"footnote-reference" in attributes
        self.open.append(_Element(name, written, is_reference=is_reference))

    def _close(self, name: str) -> None:
        """Closes the innermost element of that name with all in it; does nothing where none is open."""
        if any(element.name == name for element in self.open):
            while self._pop() != name:
                pass

    def _pop(self) -> str:
        element, parent = self.open.pop(), self.open[-1]
        if element.name == "a" and not element.has_text and self.names_badges:
            alternatives = " ".join(filter(None, element.alternatives))
            element.pieces, element.has_text = [escape(alternatives, quote=False)], bool(alternatives)
        elif element.name != "a":
            parent.alternatives += element.alternatives
        if element.has_text or element.name in ("td", "th"):
            parent.pieces += [element.tag, *element.pieces, f"</{element.name}>"]
        elif element.pieces and element.name in _INLINES:
            parent.pieces.append(" ")
        parent.has_text |= element.has_text
        return element.name


def _destination(url: str, base: str) -> str:
    """Where a link may lead; empty where nowhere."""
    # As browsers read it: without newlines and tabs, and without white space and control characters around it.
    url = _cleaned(url).replace("\n", "").replace("\t", "").strip()
    scheme = _SCHEME.match(url)
    try:
        if scheme is None:
            is_beside = bool(url) and (url[0] not in "/\\" or url.startswith("//"))
            url = urljoin(base, url) if base and is_beside else ""
            scheme = _SCHEME.match(url)
        is_whole = bool(urlsplit(url).netloc) or (scheme is not None and scheme[1].lower() == "mailto")
    except ValueError:
        return ""
    return url.replace(" ", "%20") if scheme and scheme[1].lower() in _SCHEMES and is_whole else ""
