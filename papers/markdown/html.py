"""A small scanner for HTML inside Markdown, where the parser gives opaque text: tags, attributes, comments, text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final

_TOKEN: Final = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(/?)([A-Za-z][A-Za-z0-9-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>|[^<]+|<", re.DOTALL
)
_ATTRIBUTE: Final = r"(?:^|\s){}\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))"
_HREF: Final = re.compile(_ATTRIBUTE.format("href").encode(), re.IGNORECASE)
_SRC: Final = re.compile(_ATTRIBUTE.format("src").encode(), re.IGNORECASE)
_ALT: Final = re.compile(_ATTRIBUTE.format("alt").encode(), re.IGNORECASE)


@dataclass(slots=True)
class Tag:
    """One tag, comment or run of text. `name` is in lower case; empty for text, `!` for a comment."""

    start: int
    end: int
    name: str
    closing: bool = False
    attributes: int = 0
    """Where the attributes start."""


def scan(data: bytes, start: int, end: int) -> Iterator[Tag]:
    """The tokens of `data[start:end]`, without gaps; a `<` that starts no tag is text."""
    for match in _TOKEN.finditer(data, start, end):
        if match[2] is not None:
            yield Tag(match.start(), match.end(), match[2].decode().lower(), bool(match[1]), match.start(3))
        elif match[0].startswith(b"<!--"):
            yield Tag(match.start(), match.end(), "!")
        else:
            yield Tag(match.start(), match.end(), "")


def href(data: bytes, tag: Tag) -> tuple[str, tuple[int, int]] | None:
    """A link's destination, entities undone, and where it is written."""
    return _attribute(_HREF, data, tag)


def image_source(data: bytes, tag: Tag) -> str:
    """An image's address, or nothing."""
    found = _attribute(_SRC, data, tag)
    return found[0] if found else ""


def alternative_text(data: bytes, tag: Tag) -> str:
    """An image's alternative text, or nothing."""
    found = _attribute(_ALT, data, tag)
    return found[0] if found else ""


def _attribute(pattern: re.Pattern[bytes], data: bytes, tag: Tag) -> tuple[str, tuple[int, int]] | None:
    match = pattern.search(data, tag.attributes, tag.end - 1)
    if match is None:
        return None
    group = next(number for number in (1, 2, 3) if match[number] is not None)
    return unescape(match[group].decode("utf-8", "replace")), match.span(group)
