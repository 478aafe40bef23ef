"""When a paper appeared, as far as it is certain."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from papers.models import Paper

_NUMERIC: Final = re.compile(r"(\d{4})([-./])(\d{1,2})(?:\2(\d{1,2}))?", re.ASCII)


def issued(paper: Paper) -> list[int]:
    """Year, month and day, or fewer. The README's date counts only where it is plainly numeric and in that year."""
    if paper.year is None:
        return []
    match = _NUMERIC.fullmatch(paper.date.strip())
    if not match or int(match[1]) != paper.year:
        return [paper.year]
    parts = [int(part) for part in (match[1], match[3], match[4]) if part]
    try:
        date(*[*parts, 1][:3])
    except ValueError:
        return [paper.year]
    return parts


def iso(parts: list[int]) -> str:
    """`2024-05`; empty without parts."""
    return "-".join(f"{part:02}" for part in parts)
