"""A README as bytes, with the facts about the file that hold for all of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Final

BOM: Final = b"\xef\xbb\xbf"
MAX_BYTES: Final = 64 * 1024 * 1024

# CommonMark's line endings and no others: str.splitlines() also breaks at U+2028, form feed and friends.
_LINE_END = re.compile(rb"\r\n|\n|\r")
_ENDS: Final = (b"\n", b"\r", b"")


class SourceError(ValueError):
    """Bytes that are no README: `offset` is 0-based in bytes, `line` and `column` (in characters) count from 1."""

    def __init__(self, reason: str, offset: int, line: int, column: int) -> None:
        super().__init__(f"{reason} at byte {offset}")
        self.reason = reason
        self.offset = offset
        self.line = line
        self.column = column


@dataclass(frozen=True)
class Source:
    """Valid UTF-8 without NUL. All offsets are bytes from the file's first byte, a byte order mark included."""

    data: bytes
    text: str = field(repr=False)
    """What a Markdown parser sees: without the byte order mark."""
    bom: int
    """Length of the byte order mark: offset in `data` = offset in `text`'s UTF-8 + bom."""

    @classmethod
    def decode(cls, data: bytes) -> Source:
        """Raises SourceError for invalid UTF-8, NUL, or more than MAX_BYTES."""
        if len(data) > MAX_BYTES:
            raise SourceError(f"larger than {MAX_BYTES // 2**20} MB", MAX_BYTES, *_position(data, MAX_BYTES))
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise SourceError("not UTF-8", error.start, *_position(data, error.start)) from None
        nul = data.find(b"\0")
        if nul >= 0:
            raise SourceError("a NUL byte", nul, *_position(data, nul))
        bom = len(BOM) if data.startswith(BOM) else 0
        return cls(data, text[1:] if bom else text, bom)

    @cached_property
    def line_starts(self) -> list[int]:
        """Offset of each line's first byte; a last line without newline counts, an empty one after it does not."""
        # Of bytes, and not of str, splitlines() breaks at CommonMark's line endings and no others.
        return list(accumulate(map(len, self.data.splitlines(keepends=True)[:-1]), initial=0))

    @cached_property
    def newline(self) -> bytes:
        """The file's commonest line ending; a line feed where it has none."""
        crlf = self.data.count(b"\r\n")
        lone_lf = self.data.count(b"\n") - crlf
        lone_cr = self.data.count(b"\r") - crlf
        return max((lone_lf, b"\n"), (crlf, b"\r\n"), (lone_cr, b"\r"), key=lambda pair: pair[0])[1]

    def line(self, offset: int) -> int:
        """The line, from 1, that the byte at `offset` stands in."""
        return bisect_right(self.line_starts, offset)

    def line_ends_by(self, line: int, end: int) -> bool:
        """Whether the next line starts behind `end`, so that all before it is still on `line`."""
        return line >= len(self.line_starts) or self.line_starts[line] > end

    def column(self, offset: int) -> int:
        """The column, in characters from 1, of the byte at `offset`."""
        start = self.line_starts[self.line(offset) - 1]
        return len(self.data[start:offset].decode("utf-8", "replace")) + 1

    def line_start(self, offset: int) -> int:
        """Where the line of the byte at `offset` starts, behind the byte order mark."""
        return max(self.bom, self.line_starts[self.line(offset) - 1])

    def line_end(self, offset: int) -> int:
        """Where that line ends, its newline not included."""
        if self.data[offset : offset + 1] in _ENDS:
            return offset
        match = _LINE_END.search(self.data, offset)
        return match.start() if match else len(self.data)

    def after_newline(self, end: int) -> int:
        """The offset behind the newline that stands at `end`; `end` itself where none does."""
        match = _LINE_END.match(self.data, end)
        return match.end() if match else end


def _position(data: bytes, offset: int) -> tuple[int, int]:
    before = data[:offset]
    ends = list(_LINE_END.finditer(before))
    start = ends[-1].end() if ends else 0
    return len(ends) + 1, len(before[start:].decode("utf-8", "replace")) + 1
