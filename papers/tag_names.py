"""The names of tags in one line: separated by commas, in quotation marks where a name has one of these itself. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

LONGEST_NAME: Final = 100
"""In characters, as the column has it."""

_QUOTED: Final = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?:,|$)')


def parse_tags(text: str | None) -> list[str]:
    """Return the names that a line holds, each once, sorted. A quotation mark in quotation marks is written twice."""
    names = set()
    text, at = text or "", 0
    while at < len(text):
        if quoted := _QUOTED.match(text, at):
            names.add(quoted[1].replace('""', '"'))
            at = quoted.end()
        else:
            name, comma, _ = text[at:].partition(",")
            names.add(" ".join(name.split()))
            at += len(name) + len(comma)
    return sorted(name for name in names if name.strip())


def format_tags(tags: Iterable[Any]) -> str:
    """As `format_names`, for rows."""
    return format_names(tag.name for tag in tags)


def format_names(names: Iterable[str]) -> str:
    """Return one line that `parse_tags` reads as these names."""
    return ", ".join(map(_quoted, sorted(names)))


def _quoted(name: str) -> str:
    is_plain = "," not in name and not name.startswith('"') and name == " ".join(name.split())
    return name if is_plain else '"{}"'.format(name.replace('"', '""'))
