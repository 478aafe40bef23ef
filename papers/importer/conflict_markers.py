"""Git's conflict markers: a README that has them was never finished."""

from __future__ import annotations

import re
from typing import Final

from papers.markdown.source import Source, SourceError

_MARKERS: Final = (re.compile(rb"<{7} \S"), re.compile(rb"={7}\s*$"), re.compile(rb">{7} \S"))
_FENCE: Final = re.compile(rb" {0,3}(`{3,}|~{3,})")


def refuse_conflict_markers(content: bytes) -> None:
    """Raise SourceError where the three markers stand at the beginnings of lines, in their order and outside code."""
    expected, opened, offset = 0, 0, 0
    fence = b""
    for line in content.splitlines(keepends=True):
        if found := _FENCE.match(line):
            if not fence:
                fence = found[1]
            elif found[1].startswith(fence) and not line[found.end() :].strip():
                fence = b""
        elif not fence and _MARKERS[expected].match(line.rstrip(b"\r\n")):
            opened = offset if expected == 0 else opened
            expected += 1
            if expected == len(_MARKERS):
                source = Source.decode(content)
                raise SourceError("a conflict that Git left open; merge it first", opened, source.line(opened), 1)
        offset += len(line)
