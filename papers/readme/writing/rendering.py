"""Values as bytes, escaped as little as the place where they are to stand needs."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from papers.markdown.nodes import Block, Inline, InlineKind
from papers.markdown.parser import parse
from papers.markdown.source import Source
from papers.readme.records import Context, Document, Entry, Kind, Place
from papers.readme.wanted import WriteError

_PROBE: Final = "Zq"
_ENTITY: Final = r"&(?=#?\w+;)"
_LIGHTLY: Final = re.compile(rf"[`*_~<]|{_ENTITY}|\\(?=[!-/:-@\[-`{{-~]|$)")
_FULLY: Final = re.compile(rf"[`*_~<\[\]]|{_ENTITY}|\\(?=[!-/:-@\[-`{{-~]|$)")
# What starts a block when it leads a line: bullets, numbers, headings, quotes, fences.
_LEADING: Final = re.compile(r"^(\s*\d{1,9})?(?=[.)](?:\s|$)|[-+#>=])(?<!\\)")
# What a heading would take for the # signs that close it.
_CLOSING: Final = re.compile(r"(?<=\s)#+\Z")
_UNESCAPED_PIPE: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\|")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_BADGE_SPACES: Final = ("%20", "_", " ", "+")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands on the line, or in the cell, before and after a place."""

    before: bytes
    after: bytes
    row: bool = False


def surroundings(document: Document, entry: Entry, place: Place) -> Surroundings:
    source = document.source
    if entry.kind is Kind.ROW:
        for start, end in entry.cells:
            if start <= place.start and place.end <= end:
                return Surroundings(source.data[start : place.start], source.data[place.end : end], row=True)
    start = max(entry.body, source.line_start(place.start)) if place.start >= entry.body else entry.start
    before = source.data[start : place.start].lstrip(b" \t")
    return Surroundings(before, source.data[place.end : source.line_end(place.end)], entry.kind is Kind.ROW)


def render(text: str, context: Context, around: Surroundings, old: bytes = b"", old_text: str = "") -> bytes:
    """`text` for a place of that context; `old` is what stood there and `old_text` what it said.

    Raises WriteError where no escaping can help; whether the reader understands the result is for the reader to say.
    """
    if _CONTROL.search(text):
        raise WriteError("line breaks and control characters cannot stand in a value")
    if context is Context.URL:
        written = _url(text, around)
    elif context is Context.CODE:
        if "`" in text:
            raise WriteError("a backtick cannot stand in what is written as code")
        written = text.encode()
    elif context is Context.BADGE:
        written = _badge(text, old, old_text)
    elif context in (Context.HTML, Context.ATTRIBUTE):
        written = _html(text, attribute=context is Context.ATTRIBUTE)
    else:
        written = _inline(text, around)
    return _UNESCAPED_PIPE.sub(rb"\1\\|", written) if around.row else written


def render_text(text: str, before: bytes = b"", after: bytes = b"") -> bytes:
    return render(text, Context.TEXT, Surroundings(before, after))


def _inline(text: str, around: Surroundings) -> bytes:
    """The first of raw, lightly and fully escaped that leaves the line's structure as a plain word would."""
    expected = _outline(around, _PROBE.encode(), text)
    written = b""
    for candidate in (text, _escape(text, _LIGHTLY), _escape(text, _FULLY)):
        written = candidate.encode()
        if _outline(around, written) == expected:
            break
    return written


def _escape(text: str, characters: re.Pattern[str]) -> str:
    escaped = characters.sub(lambda match: "\\" + match[0], text)
    escaped = _CLOSING.sub(lambda match: "\\" + match[0], escaped)
    return _LEADING.sub(lambda match: match[0] + "\\", escaped, count=1)


def _outline(around: Surroundings, written: bytes, text: str = _PROBE) -> list[Any]:
    """The structure of the line with `written` in it, the probe word's text replaced by `text`."""
    if around.row:
        written = _UNESCAPED_PIPE.sub(rb"\1|", written).replace(b"|", b"\\|")
        line = b"|a|\n|-|\n|" + around.before + written + around.after + b"|"
    else:
        line = around.before + written + around.after
    return [_block(block, text) for block in parse(Source.decode(line.replace(b"\0", b"")))]


def _block(block: Block, text: str) -> tuple[Any, ...]:
    children = tuple(_block(child, text) for child in block.children)
    return (block.kind, block.level, children, _inlines(block.inlines, text))


def _inlines(inlines: Sequence[Inline], text: str) -> tuple[Any, ...]:
    found: list[Any] = []
    for inline in inlines:
        # Trailing white space is the line's, and no difference.
        said = inline.text.replace(_PROBE, text) if inline.kind is not InlineKind.CODE else inline.text
        if inline.kind is InlineKind.TEXT and found and found[-1][0] is InlineKind.TEXT:
            found[-1] = (InlineKind.TEXT, found[-1][1] + said, "", ())
        else:
            found.append((inline.kind, said, inline.url, _inlines(inline.children, text)))
    return tuple(found)


def _url(url: str, around: Surroundings) -> bytes:
    before = around.before.rstrip(b" ")
    if before.endswith(b"](<") or (before.endswith(b"<") and not before.endswith(b"(<")):
        return re.sub(r"[<>\\]", lambda match: "\\" + match[0], url).encode()
    if not before.endswith(b"]("):
        if re.search(r"\s", url):
            raise WriteError("an address that stands bare in the text cannot hold spaces")
        return url.encode()
    escaped = re.sub(rf"[()\\]|{_ENTITY}", lambda match: "\\" + match[0], url)
    angled = "<" + re.sub(r"[<>\\]", lambda match: "\\" + match[0], url) + ">"
    for candidate in (url, angled, escaped):
        if _destination(candidate) == url:
            return candidate.encode()
    raise WriteError("the address cannot be written as a link")


def _destination(written: str) -> str | None:
    blocks = list(parse(Source.decode(f"[x]({written}) z".encode())))
    inlines = blocks[0].inlines if blocks else []
    if len(inlines) != 2 or inlines[0].kind is not InlineKind.LINK or inlines[1].text != " z":
        return None
    return inlines[0].url


def _html(text: str, *, attribute: bool) -> bytes:
    """Ampersands stay bare where they are read as such, as people write them in addresses."""
    escaped = text if html.unescape(text) == text else text.replace("&", "&amp;")
    escaped = escaped.replace("<", "&lt;").replace(">", "&gt;")
    return (escaped.replace('"', "&quot;").replace("'", "&#x27;") if attribute else escaped).encode()


def _badge(text: str, old: bytes, old_text: str) -> bytes:
    """In a shields.io address, where only the words change and colour and style stay."""
    before = old.decode()
    for space in _BADGE_SPACES:
        words = _badge_words(old_text, space)
        if old_text and words in before:
            return before.replace(words, _badge_words(text, space), 1).encode()
    return _badge_words(text, "%20" if "_" not in before.replace("__", "") else "_").encode()


def _badge_words(text: str, space: str) -> str:
    quoted = "".join(f"%{ord(mark):02X}" if mark in '%/?#&()<>"' else mark for mark in text)
    return quoted.replace("-", "--").replace("_", "__").replace(" ", space)
