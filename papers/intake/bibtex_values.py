"""The values of BibTeX's fields: texts in braces or quotes, numbers and names of strings, joined by `#`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

_SPACE: Final = re.compile(r"\s*")
_BARE: Final = re.compile(r"[^\s\"#%'(),={}]+")
_NEXT_FIELD: Final = re.compile(r"\s*([A-Za-z][\w-]*)\s*=")
_AND: Final = re.compile(r"\s+and(?=\s)\s*", re.IGNORECASE)
_OTHER_JOINERS: Final = re.compile(r"\s*[;；、]\s*|\s+\\?&\s+")
_COMMA: Final = re.compile(r"\s*[,;]\s*")


class MalformedValueError(ValueError):
    """A field's value is no text, number or name of a string, nor several of them joined by `#`."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset
        """Of the character that does not belong there."""


def evaluate(source: str, strings: Mapping[str, str]) -> str:
    """Return what `source` says between `=` and the next comma, or raise MalformedValueError.

    A name that no @string defines stands for itself, as lists write `booktitle = neurips`.
    """
    parts: list[str] = []
    at = _skip_space(source, 0)
    if at == len(source):
        return ""
    while True:
        part, at = _read_part(source, at, strings)
        parts.append(part)
        at = _skip_space(source, at)
        if at == len(source):
            return "".join(parts)
        if source[at] != "#":
            raise MalformedValueError(_reason(source, at), at)
        at = _skip_space(source, at + 1)


def split_names(text: str) -> list[str]:
    """Split a field of persons at each `and` that no brace holds; without one at semicolons, `、` and `&`."""
    names = _split(text, _AND)
    return names if len(names) > 1 else _split(text, _OTHER_JOINERS)


def split_keywords(text: str) -> list[str]:
    """Split keywords at commas and semicolons that no brace holds."""
    return _split(text, _COMMA)


def _split(text: str, joiner: re.Pattern[str]) -> list[str]:
    parts = []
    done = counted = depth = 0
    for match in joiner.finditer(text):
        depth += text.count("{", counted, match.start()) - text.count("}", counted, match.start())
        counted = match.start()
        if depth == 0:
            parts.append(text[done : match.start()])
            done = match.end()
    return [part.strip() for part in (*parts, text[done:]) if part.strip()]


def _skip_space(source: str, at: int) -> int:
    match = _SPACE.match(source, at)
    return match.end() if match else at


def _read_part(source: str, at: int, strings: Mapping[str, str]) -> tuple[str, int]:
    mark = source[at : at + 1]
    if mark in ("{", '"'):
        end = next(_ends(source, at), None)
        if end is None:
            raise MalformedValueError("has a value that is not closed", at)
        return source[at + 1 : end], end + 1
    match = _BARE.match(source, at)
    if match is None:
        raise MalformedValueError("has no value behind `#`" if at >= len(source) else _reason(source, at), at)
    return strings.get(match[0].lower(), match[0]), match.end()


def _ends(source: str, at: int) -> Iterator[int]:
    """Where the text that opens at `at` ends; a quotation mark in braces ends none."""
    depth = 0
    for position in range(at, len(source)):
        character = source[position]
        if character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0 and source[at] == "{":
                yield position
        elif character == '"' and depth == 0 and source[at] == '"' and position > at:
            yield position


def _reason(source: str, at: int) -> str:
    if following := _NEXT_FIELD.match(source, at):
        return f"has no comma before “{following[1]}”"
    return f"has “{source[at : at + 20].strip()}” where a comma or # is due"
