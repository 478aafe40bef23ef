"""Page numbers and sizes that a reader asks for, and what they are told where there is no such page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator

LARGEST: Final = 10**9
"""Stands for every larger number; no list has as many pages."""
LONGEST_QUOTE: Final = 20
"""So many characters of what was asked for are repeated in a message."""


@dataclass(frozen=True, slots=True)
class ShownPage:
    page: Page[Any]
    note: str
    """Why it is not the page that was asked for; empty where it is."""


def read_positive(text: str) -> int | None:
    """Read a whole number from 1 in the digits 0 to 9; None for anything else."""
    if not re.fullmatch(r"[0-9]+", text):
        return None
    digits = text.lstrip("0")
    return (int(digits) if len(digits) < 10 else LARGEST) if digits else None


def show_page(paginator: Paginator[Any], asked: str) -> ShownPage:
    """Return the page that was asked for; the first where that is no page number, the last where it is beyond it."""
    number = 1 if not asked else read_positive(asked)
    if number is None:
        return ShownPage(paginator.page(1), f"“{shorten(asked)}” is no page number; this is the first page.")
    last = paginator.num_pages
    if number > last:
        what = "the only page" if last == 1 else f"the last page, {last}"
        return ShownPage(paginator.page(last), f"There is no page {shorten(asked)}; this is {what}.")
    return ShownPage(paginator.page(number), "")


def shorten(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
