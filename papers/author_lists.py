"""Author lists that are cut: `Jane Doe et al.`, `Jane Doe and others`, `Jane Doe, ...`.

Pure, and open to all. A cut list is kept as its names with `ET_AL` behind them, however the README spells that.
`ET_AL` is nobody's name: whoever shows or exports names asks `listed_names`, and `is_cut` where it matters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

ET_AL: Final = "et al."

_WORDS: Final = r"""
    \bet[.\s]*al(?:ii\b|\b\.?)
  | (?:\band\b|&)\s*(?:\d+\s+)?(?:others|more)\b(?:\s+authors)?
  | \b(?:\d+\s+)?others\b
  | (?:…|\.\s?\.\s?\.[.\s]*)
  | 等人?
"""
_MARKER: Final = rf"[\s,;，、]*(?:(?:\band\b|&)\s*)?(?:{_WORDS})[.*]*"
_AT_END: Final = re.compile(rf"(?:{_MARKER})\s*\Z", re.IGNORECASE | re.VERBOSE)
_HERE: Final = re.compile(_MARKER, re.IGNORECASE | re.VERBOSE)
_HINTS: Final = ("et", "al", "others", "more", "…", "...", ". .", "等")
_INVERTED: Final = re.compile(r"([^,]+),\s*([^,]+)")


def find_marker(text: str) -> re.Match[str] | None:
    """Match what cuts the list at the end of `text`, with the comma in front of it: `, et al.`, ` and others`, `等`."""
    if not any(map(text.lower().__contains__, _HINTS)):
        return None
    # No match starts at each of a long run of blanks: the last few words are enough.
    tail = max(0, len(text) - 80)
    return _AT_END.search(text, tail)


def end_of_marker(text: str, start: int) -> int:
    """Return where the marker ends that stands in `text` from `start` on; `start` itself if there is none."""
    match = _HERE.match(text, start)
    return match.end() if match else start


def is_marker(text: str) -> bool:
    """Tell whether `text` stands for authors who are left out, and names nobody."""
    match = find_marker(text) if len(text) <= 80 else None
    return match is not None and not text[: match.start()].strip()


def is_cut(authors: Sequence[object]) -> bool:
    """Tell whether the list leaves authors out."""
    return ET_AL in authors


def listed_names(authors: Iterable[str]) -> list[str]:
    """Return the names of a list, without what stands for those left out."""
    return [author for author in authors if author != ET_AL]


def normalize_authors(authors: Iterable[str]) -> list[str]:
    """Return the list with any spelling of a cut as `ET_AL`, once and at its end: `["Jane Doe and others"]`."""
    names: list[str] = []
    cut = False
    for author in authors:
        marker = find_marker(author)
        name = author[: marker.start()].strip() if marker else author.strip()
        cut = cut or marker is not None
        names += [name] if name else []
    return [*names, ET_AL] if cut and names else names


def in_prose(authors: Sequence[str]) -> str:
    """Return `Jane Doe, John Roe et al.`, as running text has it."""
    names = ", ".join(listed_names(authors))
    return f"{names} {ET_AL}".strip() if is_cut(authors) else names


def completes(complete: Sequence[str], cut: Sequence[str]) -> bool:
    """Tell whether `complete` is the whole of the list `cut`: it has its names in front, in that order, and more.

    Names agree by their family names and first initials, as far as both have them: `Vaswani`, `A. Vaswani`.
    """
    names = listed_names(cut)
    if is_cut(complete) or not is_cut(cut) or not names or len(complete) <= len(names):
        return False
    return all(map(_agree, names, complete))


def _agree(name: str, other: str) -> bool:
    words, others = _words(name), _words(other)
    if not words or not others:
        return name == other
    if len(words) == 1 or len(others) == 1:
        return words[-1] in others or others[-1] in words
    return words[-1] == others[-1] and words[0][0] == others[0][0]


def _words(name: str) -> list[str]:
    """The words of a name in spoken order, in plain lower-case letters; without suffixes."""
    spoken = _INVERTED.sub(r"\2 \1", name)
    plain = "".join(each for each in unicodedata.normalize("NFKD", spoken) if not unicodedata.combining(each))
    return [word for word in re.findall(r"\w+", plain.casefold()) if word not in ("jr", "sr", "ii", "iii", "iv")]
