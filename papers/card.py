"""The picture of the site, of the size that OpenGraph's readers show."""

from __future__ import annotations

import io
import textwrap
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
MARGIN: Final = 80
GROUND, INK, QUIET, ACCENT = "#10262b", "#f6f4ee", "#a9c3c4", "#e0a458"
TITLE_SIZE: Final = 76
TITLE_LINES: Final = 4
MOST_COLUMNS, LEAST_COLUMNS = 25, 12
"""Characters a line: as many as most letters, and as few as the widest, leave room for."""
MOST_READ: Final = 400
"""Characters of a title; four lines hold less."""


def draw(title: str, facts: Sequence[str]) -> bytes:
    """A PNG with the title and a line of facts; characters that the font lacks are left out."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 18, HEIGHT), fill=ACCENT)
    y = MARGIN
    for line in _lines(title):
        pen.text((MARGIN, y), line, font=ImageFont.load_default(TITLE_SIZE), fill=INK)
        y += round(TITLE_SIZE * 1.25)
    pen.text(
        (MARGIN, HEIGHT - MARGIN - 40), "   ·   ".join(filter(None, facts)), font=ImageFont.load_default(40), fill=QUIET
    )
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _lines(title: str) -> list[str]:
    """What of a title fits on the picture."""
    font = ImageFont.load_default(TITLE_SIZE)
    # The font has letters without accents alone.
    simpler = unicodedata.normalize("NFD", " ".join(title[:MOST_READ].split())).translate(_SIMPLER)
    known = " ".join("".join(filter(_has_glyph, simpler)).split())
    lines: list[str] = []
    for columns in range(MOST_COLUMNS, LEAST_COLUMNS - 1, -1):
        lines = textwrap.wrap(known, columns, max_lines=TITLE_LINES, placeholder=" …", break_on_hyphens=False)
        if all(font.getlength(line) <= WIDTH - 2 * MARGIN for line in lines):
            break
    return lines or ["Living Survey"]


_SIMPLER: Final = str.maketrans("‘’“”‐‑‒–—", "''\"\"-----")


@cache
def _has_glyph(character: str) -> bool:
    """Whether Pillow's own font, which needs no file of ours, has it, and not only a box in its place."""
    return character == " " or (character.isprintable() and _drawn(character) != _drawn("\uffff"))


def _drawn(character: str) -> bytes:
    font: Any = ImageFont.load_default(TITLE_SIZE)
    return bytes(font.getmask(character))
