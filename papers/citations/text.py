"""Text as it may leave the site, in every format."""

from __future__ import annotations

import re
from typing import Final

from papers.latex import simplify_math

# Controls other than those that separate words, DEL, C1, halves of surrogate pairs, what overrides or isolates the
# direction of writing, and code points that are no characters: XML refuses them, terminals and editors obey them.
_UNWANTED: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]"
)


def readable(text: str) -> str:
    """Return `text` as `plain` does, with formulas in TeX as plain characters."""
    return plain(simplify_math(text))


def plain(text: str) -> str:
    """One line of `text`: a run of white space or line ends is one space; what no reader should get is left out."""
    return " ".join(_UNWANTED.sub("", text).split())
