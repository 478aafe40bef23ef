"""What somebody types or pastes into a field: characters that cannot be seen, and addresses that lead nowhere good.

Pure. Text that a README holds already is none of its business: a form cleans what was changed in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from html import unescape
from typing import Final
from urllib.parse import urlsplit

LONGEST_LINK: Final = 4_000
"""In characters."""

_JOINERS: Final = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_MARKS: Final = "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{ARABIC LETTER MARK}"
# Written on purpose in scripts whose letters change with their neighbours: Arabic, Syriac, N'Ko, those of India,
# Tibetan, Burmese, Khmer, Mongolian, and their presentation forms.
_JOINING: Final = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1900-\u1cff\ua800-\uabff\ufb50-\ufdff\ufe70-\ufefc"
    "\U00010a00-\U00011fff\U0001e900-\U0001e95f]"
)
_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_PICTURE: Final = re.compile("[\u2190-\u2bff\u3030\u303d\ufe0f\U0001f000-\U0001faff]")
# Digits and marks of number and verse have a shape, although they count as formatting.
_VISIBLE_FORMATS: Final = re.compile(
    "[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001345f]"
)
_FLAG: Final = re.compile("\U0001f3f4[\U000e0061-\U000e007a]{1,6}\U000e007f")
# Blanks that count as letters or marks.
_BLANKS: Final = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
_UNSEEN_KINDS: Final = frozenset({"Cc", "Cf", "Cs"})
_SPACES: Final = re.compile(r"[\t\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_PLAIN: Final = re.compile(r"[\n\r\x20-\x7e\xa1-\xac\xae-\u02ff]*")

_SCHEME: Final = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_NOT_IN_HOSTS: Final = re.compile(r"[\s\x00-\x1f\x7f<>\"`{}|\\^]")


def remove_unseen(text: str, *, has_lines: bool = False) -> tuple[str, Counter[str]]:
    """Return a text without control characters and others that cannot be seen, and which these were, by name.

    Joiners stay where scripts and pictures need them, directions where the text has letters from right to left.
    Control characters that stand for white space become a space; in one line, tabs too.
    """
    if _PLAIN.fullmatch(text):
        return text, Counter()
    flags = {at for match in _FLAG.finditer(text) for at in range(*match.span())}
    is_mixed = _RIGHT_TO_LEFT.search(text) is not None
    removed: Counter[str] = Counter()
    pieces = []
    for at, character in enumerate(text):
        if character in "\n\r" or (character == "\t" and has_lines):
            pieces.append(character)
        elif _SPACES.match(character):
            pieces.append(" ")
            if character != "\t":
                removed[_name(character)] += 1
        elif not _is_unseen(character) or at in flags or _is_needed(text, at, is_mixed=is_mixed):
            pieces.append(character)
        else:
            removed[_name(character)] += 1
    return "".join(pieces), removed


def tell_removed(removed: Mapping[str, int]) -> str:
    """Return what was removed as part of a sentence: `2 of ZERO WIDTH SPACE (U+200B)`."""
    return ", ".join(f"{count} of {name}" if count > 1 else name for name, count in removed.items())


def link_fault(url: str) -> str:
    """Return why an address cannot be a paper's link, as the end of “It ...”; empty if it can be one.

    Links lead to the web, to an address of mail, or are relative to the README.
    """
    if len(url) > LONGEST_LINK:
        return f"is longer than {LONGEST_LINK} characters"
    if any(_is_unseen(character) for character in url):
        return "has characters that cannot be seen"
    # As browsers read it: entities undone, without white space around the scheme and in it.
    scheme = _SCHEME.match(re.sub(r"\s", "", unescape(url)))
    if scheme is None:
        return "leads to another host, without saying how" if re.match(r"\s*[/\\]{2}", url) else ""
    if scheme[1].lower() == "mailto":
        return "" if re.fullmatch(r"mailto:[^\s<>]+@[^\s<>]+", url, re.IGNORECASE) else "has no address of mail"
    if scheme[1].lower() not in ("http", "https"):
        return f"begins with “{scheme[1][:20]}:”; links begin with http:, https: or mailto:, or are relative"
    return "" if _has_host(url) else "is malformed: there is no host in it"


def _has_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:  # a bracket that is not closed, a port that is no number
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not _NOT_IN_HOSTS.search(parts.netloc)


def _is_unseen(character: str) -> bool:
    if character in _BLANKS or ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF:
        return True
    return unicodedata.category(character) in _UNSEEN_KINDS and not _VISIBLE_FORMATS.match(character)


def _is_needed(text: str, at: int, *, is_mixed: bool) -> bool:
    character = text[at]
    if character in _MARKS:
        return is_mixed
    if character not in _JOINERS or at == 0:
        return False
    before, after = text[at - 1], text[at + 1 : at + 2]
    if _JOINING.match(before):
        # A joiner at a word's end shows a letter's form within a word.
        return True
    return character == "\N{ZERO WIDTH JOINER}" and bool(_PICTURE.match(before) and after and _PICTURE.match(after))


def _name(character: str) -> str:
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "")
    return f"{name} ({code})" if name else code
