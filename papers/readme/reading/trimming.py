"""The part of a text that is its value: without the marks, quotes and symbols around it."""

from __future__ import annotations

from typing import Final

_SPACES: Final = " \t\n\r\x0b\x0c\x85\u00a0\u2028\u2029\u3000"
MARKS: Final = _SPACES + '"“”«»|·•-–—:,;'
_OPENING_QUOTES: Final = ("“", "«", '"')
_CLOSING_QUOTES: Final = ("”", "»", '"')
LEADING_MARKS: Final = MARKS + ".)]"
CLOSING_MARKS: Final = MARKS + "."


def trim(text: str, *, authors: bool = False) -> tuple[int, int]:
    """The part of a text without white space, quotes, marks and a closing full stop around it."""
    start = len(text) - len(text.lstrip(LEADING_MARKS))
    end = len(text.rstrip(MARKS if authors else CLOSING_MARKS))
    while start < end and _is_symbol(text[start]):
        start += 1 + len(text[start + 1 : end]) - len(text[start + 1 : end].lstrip(LEADING_MARKS))
    while end > start and _is_symbol(text[end - 1]):
        end = start + len(text[start : end - 1].rstrip(CLOSING_MARKS))
    if not authors and (text[end : end + 1] in _CLOSING_QUOTES or text[start - 1 : start] in _OPENING_QUOTES):
        start, end = _with_quotes(text, start, end)
    if text[start:end].endswith(")") and "(" not in text[start:end]:
        end -= 1
    return min(start, end), end


def _with_quotes(text: str, start: int, end: int) -> tuple[int, int]:
    """Takes back a quotation mark whose partner stayed inside: `What Birds “Know”` keeps its last one."""
    inside = text[start:end]
    for opening, closing in ("“”", "«»", '""'):
        before, behind = text[start - 1 : start], text[end : end + 1]
        lone = inside.count(opening) != inside.count(closing) if opening != closing else inside.count(opening) % 2
        if lone and behind == closing and inside.count(opening) >= inside.count(closing):
            return start, end + 1
        if lone and before == opening and inside.count(closing) >= inside.count(opening):
            return start - 1, end
    return start, end


def _is_symbol(character: str) -> bool:
    # A joiner holds the parts of one picture together, as of a flag.
    return character == "\u200d" or (ord(character) > 0x2190 and not character.isalnum() and character.isprintable())
