"""A link taken away from the text that it stands around."""

from __future__ import annotations

import re
from typing import Final

from papers.markdown.edits import Edit
from papers.readme.records import Entry
from papers.readme.wanted import WriteError
from papers.readme.writing.drafts import Part

_OPENING_TAG: Final = re.compile(rb"<a\b[^<>]*\Z", re.IGNORECASE)
_CLOSING_TAG: Final = re.compile(rb"</a\s*>", re.IGNORECASE)
_LINK_END: Final = re.compile(rb"""\s*>?(?:\s+(?:"[^"]*"|'[^']*'|\([^)]*\)))?\s*\)""")


def unwrapped(data: bytes, entry: Entry, part: Part, key: str) -> list[Edit]:
    """What takes the link away from its text, which stays."""
    place = entry.places[key]
    opening_tag = _OPENING_TAG.search(data[part.start : place.start])
    if opening_tag:
        opened = data.find(b">", place.end, part.end)
        closing = _CLOSING_TAG.search(data, place.end, part.end)
        if opened >= 0 and closing:
            return [Edit(part.start + opening_tag.start(), opened + 1, b""), Edit(closing.start(), closing.end(), b"")]
    middle = data.rfind(b"](", part.start, place.start)
    end = _LINK_END.match(data, place.end)
    start = _opening_bracket(data, part.start, middle)
    if middle < 0 or end is None or start < 0:
        raise WriteError("the link around the title cannot be taken away", field="links")
    return [Edit(start, start + 1, b""), Edit(middle, end.end(), b"")]


def _opening_bracket(data: bytes, start: int, closing: int) -> int:
    depth = 0
    for at in range(closing, start - 1, -1):
        if data[at - 1 : at] == b"\\" and at > start:
            continue
        depth += {0x5D: 1, 0x5B: -1}.get(data[at], 0)
        if not depth:
            return at
    return -1
