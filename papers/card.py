"""The picture of the site, of the size that OpenGraph's readers show."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
MARGIN: Final = 80
GROUND, INK, QUIET, ACCENT = "#10262b", "#f6f4ee", "#a9c3c4", "#e0a458"
TITLE_SIZE: Final = 76
TITLE_LINES: Final = 4


def draw(title: str, facts: Sequence[str]) -> bytes:
    """A PNG with the title and a line of facts; characters that the font lacks are left out."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 18, HEIGHT), fill=ACCENT)
    shown = "".join(filter(_has_glyph, title.replace("’", "'")))
    lines = textwrap.wrap(shown, width=25, max_lines=TITLE_LINES, placeholder=" …") or ["Living Survey"]
    y = MARGIN
    for line in lines:
        pen.text((MARGIN, y), line, font=ImageFont.load_default(TITLE_SIZE), fill=INK)
        y += round(TITLE_SIZE * 1.25)
    pen.text(
        (MARGIN, HEIGHT - MARGIN - 40), "   ·   ".join(filter(None, facts)), font=ImageFont.load_default(40), fill=QUIET
    )
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _has_glyph(character: str) -> bool:
    """Whether Pillow's own font, which needs no file of ours, has it: the letters of Latin scripts, and ASCII."""
    return character.isascii() or (character.isalpha() and character < "\u0250")
