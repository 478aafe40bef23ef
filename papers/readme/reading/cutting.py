"""Text between an entry's other pieces, cut into groups in brackets, bare URLs, and stretches of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from papers.readme.reading.citing import published_behind, quoted_title
from papers.readme.reading.people import joins_persons
from papers.readme.reading.pieces import (
    BOLD,
    BREAK,
    GROUP,
    ITALIC,
    LINK,
    SOFT_BREAKS,
    TEXT,
    Piece,
    Recognise,
    spot_span,
)
from papers.readme.reading.wording import LONGEST, Wording

_OPENERS: Final = {"(": ")", "[": "]", "（": "）", "【": "】", "{": "}"}
LONGEST_TEXT: Final = 10_000
"""In characters; a longer run of text is left unread, which keeps reading linear."""
_MOST_PARTS: Final = 300
_SILENT: Final = " \t\n\u00a0.,;:|-–—•·/&+*<>()[]（）【】{}"
_INSIDE: Final = {
    "[": re.compile(r"\[[^\[\]]{1,150}\]"),
    "(": re.compile(r"\((?:[^()（）]|\([^()]*\)){1,150}[)）]"),
    "（": re.compile(r"（[^()（）]{1,150}[)）]"),
    "【": re.compile(r"【[^【】]{1,150}】"),
}
_DASH: Final = re.compile(r"(?<=\s)[-–—]+(?=\s)")
_URL: Final = re.compile(r"https?://[^\s<>|，；]+")
_MORE_BEHIND: Final = re.compile(r"([^,;，]{4,60}?)(?:[,;，]\s*|\s+(?:from|by)\s+)[^\s,;，][^,;，]{0,40}\Z")
_ASKS_FOR_MORE: Final = re.compile(
    r"(?:\s|^)(?:an?|and|as|based|by|for|from|in|is|of|on|or|the|to|under|using|via|with)\s*\Z|\w-\Z", re.IGNORECASE
)
# Single classes of characters, which are found many times faster than alternatives: where a cut may start.
_MARK: Final = re.compile(r"[\[(（【|•·;；–—-]")
_MARK_OR_URL: Final = re.compile(r"[\[(（【|•·;；–—h-]")


def split_texts(data: bytes, pieces: list[Piece], recognise: Recognise) -> list[Piece]:
    """Brackets around a piece joined to it; groups that say something, bare URLs and separators cut out of texts."""
    _join_brackets(data, pieces)
    _join_lines(data, pieces)
    result: list[Piece] = []
    spoken = False
    for piece in pieces:
        if piece.kind is not TEXT:
            spoken = spoken or (piece.kind in (LINK, BOLD, ITALIC) and not piece.closed)
            result.append(piece)
        elif len(piece.text) > LONGEST_TEXT or silent(piece.text):
            continue
        else:
            for part, quoted in _around_quotes(data, piece, recognise):
                if not quoted and ("http" in part.text or _MARK.search(part.text)):
                    parts = _cut(data, part, recognise, first=not spoken)
                else:
                    parts = [part]
                result += parts if quoted else _before_publications(data, parts, recognise)
                spoken = True
    return result


def _around_quotes(data: bytes, piece: Piece, recognise: Recognise) -> Iterator[tuple[Piece, bool]]:
    """The text as it is, or, where a title in quotation marks stands in it, that and what is around it."""
    text = piece.text
    spot = quoted_title(text, recognise) if '"' in text or "“" in text or "«" in text else None
    if spot is None:
        yield piece, False
        return
    for start, end in ((0, spot[0]), spot, (spot[1], len(text))):
        if not silent(text[start:end]):
            yield _part(data, piece, start, end), start == spot[0]


def _before_publications(data: bytes, parts: list[Piece], recognise: Recognise) -> Iterator[Piece]:
    """The parts, with a venue behind a title or names cut off as a part of its own."""
    for part in parts:
        text = part.text
        joined = part.kind is TEXT and (". " in text or ", " in text)
        whole = recognise(text) if joined and len(text) <= LONGEST else None
        spot = published_behind(text, recognise) if joined and not (whole and whole.sure) else None
        if spot is None:
            yield part
        else:
            yield _part(data, part, 0, spot[0])
            yield _part(data, part, *spot)


def _join_lines(data: bytes, pieces: list[Piece]) -> None:
    """A text whose line was broken behind a word that asks for more is joined to its rest."""
    for at in range(len(pieces) - 2):
        first, gap, rest = pieces[at : at + 3]
        if first.kind is not TEXT or gap.kind is not BREAK or rest.kind is not TEXT:
            continue
        if data[gap.start : gap.end] not in SOFT_BREAKS or not _ASKS_FOR_MORE.search(first.text, len(first.text) - 12):
            continue
        source = data[first.inner : rest.inner_end].decode("utf-8", "replace")
        if source.startswith(first.text) and source.endswith(rest.text) and len(source) <= LONGEST_TEXT:
            rest.start, rest.inner, rest.text = first.start, first.inner, source
            first.text, gap.kind = "", TEXT


def silent(text: str) -> bool:
    """Whether a text is only white space and punctuation."""
    return not text.strip(_SILENT)


def _join_brackets(data: bytes, pieces: list[Piece]) -> None:
    for at in range(1, len(pieces) - 1):
        middle, before, after = pieces[at], pieces[at - 1], pieces[at + 1]
        if before.kind is not TEXT or after.kind is not TEXT or middle.kind is TEXT or middle.kind >= BREAK:
            continue
        opened, closing = before.text.rstrip(), after.text.lstrip()
        if not opened or not closing or _OPENERS.get(opened[-1]) != closing[0]:
            continue
        inside = len(opened) - 1
        behind = len(after.text) - len(closing) + 1
        middle.start = spot_span(data, before, inside, inside + 1)[0]
        middle.end = spot_span(data, after, behind - 1, behind)[1]
        middle.closed = True
        _shorten(data, before, 0, inside)
        _shorten(data, after, behind, len(after.text))


def _shorten(data: bytes, piece: Piece, start: int, end: int) -> None:
    """Keeps characters `start` to `end` of a text piece."""
    piece.start, piece.end = piece.inner, piece.inner_end = spot_span(data, piece, start, end)
    piece.text = piece.text[start:end]


def _part(data: bytes, piece: Piece, start: int, end: int) -> Piece:
    span = spot_span(data, piece, start, end)
    return Piece(TEXT, *span, *span, piece.text[start:end], strong=piece.strong, context=piece.context)


def _cut(data: bytes, piece: Piece, recognise: Recognise, *, first: bool) -> list[Piece]:
    text = piece.text
    marks = _MARK_OR_URL if "http" in text else _MARK
    parts: list[Piece] = []
    done = 0
    lead = len(text) - len(text.lstrip(" \t,.;:|-")) if first else -1
    mark = marks.search(text)
    while mark is not None and len(parts) < _MOST_PARTS:
        at = mark.start()
        found = _cut_at(data, piece, at, recognise, leading=at <= lead)
        if found is None:
            mark = marks.search(text, at + 1)
        else:
            cut, end = found
            parts += (_part(data, piece, done, at), cut)
            done = end
            mark = marks.search(text, end)
    parts.append(_part(data, piece, done, len(text)))
    return [part for part in parts if part.kind is not TEXT or not silent(part.text)]


def _cut_at(data: bytes, piece: Piece, at: int, recognise: Recognise, *, leading: bool) -> tuple[Piece, int] | None:
    """What starts at character `at` and is a piece of its own, and the character behind it."""
    text = piece.text
    mark = text[at]
    if inside := _INSIDE.get(mark):
        match = inside.match(text, at)
        group = _group(data, piece, at, match.end(), recognise, leading=leading) if match else None
        return (group, match.end()) if group and match else None
    if mark == "h":
        match = _URL.match(text, at)
        return (_bare_url(data, piece, at, match.end()), match.end()) if match else None
    match = _DASH.match(text, at) if mark in "-–—" else None
    if match is None and mark in "-–—":
        return None
    if mark == ";" and at + 1 < len(text) and (not text[at + 1].isspace() or joins_persons(text, at)):
        return None
    end = match.end() if match else at + 1
    span = spot_span(data, piece, at, end)
    return Piece(BREAK, *span, *span, text[at:end]), end


def _group(data: bytes, piece: Piece, start: int, end: int, recognise: Recognise, *, leading: bool) -> Piece | None:
    """The bracketed text as a piece of its own, if it says something or leads the entry in square brackets."""
    wording = recognise(piece.text[start + 1 : end - 1]) or _published_first(piece.text[start + 1 : end - 1], recognise)
    if wording is None and not (leading and piece.text[start] in "[【"):
        return None
    outer, inner = spot_span(data, piece, start, end), spot_span(data, piece, start + 1, end - 1)
    words = piece.text[start + 1 : end - 1]
    return Piece(GROUP, *outer, *inner, words, context=piece.context, wording=wording, closed=True)


def _published_first(text: str, recognise: Recognise) -> Wording | None:
    """What a bracket starts with that says a little more behind it: `(ICLR 2021, best paper)`."""
    match = _MORE_BEHIND.match(text)
    wording = recognise(match[1]) if match else None
    return wording if wording and not wording.evidence_types and (wording.year or wording.sure) else None


def _bare_url(data: bytes, piece: Piece, start: int, end: int) -> Piece:
    url = piece.text[start:end].rstrip(".,;:!?'\"*_")
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1]
    span = spot_span(data, piece, start, start + len(url))
    return Piece(LINK, *span, *span, "", url, span, label=True)
