"""Changes of a README's text that are no row's, carried over from one version of it to another, piece by piece.

A piece is a heading, a preface, an entry, or a line of what is neither. Headings and entries are recognised whatever
they say, so that a correction follows an entry that moved; lines belong to what they stand behind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Literal, NamedTuple

from papers.importer.reading import Reading
from papers.markdown.three_way import Taken, merge_sequences

Kind = Literal["heading", "preface", "entry", "line"]

_NEWLINE: Final = re.compile(rb"\r\n|\n|\r")
_WORD: Final = re.compile(rb"[\w\x80-\xff]+|\s|[^\w\s]")


class Place(NamedTuple):
    """A heading or preface, by its section's index, or an entry by its own."""

    kind: Kind
    at: int


@dataclass(frozen=True, slots=True)
class Piece:
    """`data` without the newline behind it, which is `tail`; empty behind the file's last piece, or within a line."""

    kind: Kind
    at: int
    data: bytes
    tail: bytes

    @property
    def place(self) -> Place:
        return Place(self.kind, self.at)


@dataclass(frozen=True)
class TextConflict:
    """Two changes of one piece: `here` and `there` as text."""

    place: Place | None
    """In the ancestor; None for lines that are neither heading nor entry."""
    here: str
    there: str
    key: str


@dataclass
class Carried:
    """The text that came of it, and where in it things of both sides start."""

    data: bytes = b""
    onto: dict[Place, int] = field(default_factory=dict)
    """Of the text that the changes were carried onto."""
    own: dict[Place, int] = field(default_factory=dict)
    """Of the changed text: pieces that were added to the other, in their own bytes."""
    changed: set[Place] = field(default_factory=set)
    """Pieces of the text carried onto, by their place in it, that say something else now."""


@dataclass(frozen=True)
class Versions:
    """Three versions of a README: carried are the changes from `ancestor` to `changed`, onto `onto`."""

    ancestor: Reading
    changed: Reading
    onto: Reading
    to_changed: Mapping[Place, Place]
    """Headings and entries of the ancestor, as which they stand in the changed version. So also below."""
    to_onto: Mapping[Place, Place]
    kept: frozenset[Place] = frozenset()
    """Places of the changed version that stay although the version carried onto lacks them."""
    added: frozenset[Place] | None = None
    """Of what only the changed version has, what is carried over; all where it is None."""
    explained: Callable[[Place, Piece, Piece], bool] = lambda place, before, after: False
    """Whether the change of a piece, by its place in the version carried onto, is one of rows."""
    settled: Callable[[Place, Piece], bool] = lambda place, onto: False
    """Whether a piece of the version carried onto has the change already."""
    prefers_changed: Callable[[TextConflict], bool] = lambda conflict: True


def carry_changes(versions: Versions) -> Carried:
    """Return the version carried onto with the changes."""
    return _Carrying(versions).run()


def split_pieces(reading: Reading) -> list[Piece]:
    """Return a README's pieces in order; their bytes, with the byte order mark before them, are the README."""
    data, at = reading.source.data, reading.source.bom
    pieces: list[Piece] = []
    for start, end, kind, index in _spans(reading):
        pieces += _lines(data[at:start])
        newline = _NEWLINE.match(data, end)
        tail = newline[0] if newline else b""
        pieces.append(Piece(kind, index, data[start:end], tail))
        at = end + len(tail)
    return pieces + list(_lines(data[at:]))


def _spans(reading: Reading) -> list[tuple[int, int, Kind, int]]:
    found: list[tuple[int, int, Kind, int]] = []
    for section in reading.sections:
        if section.level:
            found.append((section.start, section.end, "heading", section.index))
        if section.preface_span[1] > section.preface_span[0]:
            found.append((*section.preface_span, "preface", section.index))
    found += [(each.start, each.start + len(each.source), "entry", at) for at, each in enumerate(reading.entries)]
    return sorted(found)


def _lines(text: bytes) -> Iterator[Piece]:
    at = 0
    for newline in _NEWLINE.finditer(text):
        yield Piece("line", -1, text[at : newline.start()], newline[0])
        at = newline.end()
    if at < len(text):
        yield Piece("line", -1, text[at:], b"")


Segment = tuple[Place | None, list[Piece]]
"""What stands behind a heading or entry that all versions have, up to the next; behind None, before the first."""


class _Part(NamedTuple):
    piece: Piece
    is_own: bool
    """Whether it is the changed version's and not that of the version carried onto."""
    place: Place | None
    was_last: bool
    """Whether it ended its file."""


class _Carrying:
    def __init__(self, versions: Versions) -> None:
        self.versions = versions
        self.pieces = {name: split_pieces(getattr(versions, name)) for name in ("ancestor", "changed", "onto")}
        self.back_changed = {there: here for here, there in versions.to_changed.items()}
        self.back_onto = {there: here for here, there in versions.to_onto.items()}
        self.newline = versions.onto.source.newline
        self.out: list[_Part] = []
        self.found = Carried()

    def run(self) -> Carried:
        old = dict(self._segments("ancestor", lambda place: place))
        new = dict(self._segments("changed", self.back_changed.get))
        heads = {
            name: {piece.place: piece for piece in pieces if piece.kind != "line"}
            for name, pieces in self.pieces.items()
        }
        for anchor, items in self._segments("onto", self.back_onto.get):
            if anchor is not None:
                place = self.versions.to_onto[anchor]
                before, after = heads["ancestor"][anchor], heads["changed"][self.versions.to_changed[anchor]]
                onto = heads["onto"][place]
                was_last = onto is self.pieces["onto"][-1]
                self.out.append(_Part(self._merged_piece(place, before, after, onto), False, place, was_last))
            self._merge_items(old.get(anchor, []), new.get(anchor, []), items)
        self._assemble()
        return self.found

    def _segments(self, name: str, common: Callable[[Place], Place | None]) -> list[Segment]:
        """By the place in the ancestor of what all three have."""
        shared = self.versions.to_changed.keys() & self.versions.to_onto.keys()
        found: list[Segment] = [(None, [])]
        for piece in self.pieces[name]:
            anchor = None if piece.kind == "line" else common(piece.place)
            if anchor is not None and anchor in shared:
                found.append((anchor, []))
            else:
                found[-1][1].append(piece)
        return [(anchor, self._without_others(name, items)) for anchor, items in found]

    def _without_others(self, name: str, items: list[Piece]) -> list[Piece]:
        """Leaves out pieces that take no part, each with the blank line that set it apart from the one before."""
        kept: list[Piece] = []
        for at, piece in enumerate(items):
            if self._counts(name, piece):
                kept.append(piece)
            elif kept and _is_blank(kept[-1]) and (at + 1 == len(items) or _is_blank(items[at + 1])):
                kept.pop()
        return kept

    def _counts(self, name: str, piece: Piece) -> bool:
        """Whether a piece takes part in the merging of what stands between common ones."""
        if piece.kind == "line" or name == "onto":
            return True
        if name == "ancestor":
            return piece.place in self.versions.to_onto
        if piece.kind == "preface":
            return False
        if piece.place in self.back_changed:
            return piece.place in self.versions.kept
        return self.versions.added is None or piece.place in self.versions.added

    def _merged_piece(self, place: Place, before: Piece, after: Piece, onto: Piece) -> Piece:
        is_same = _folded(before.data) == _folded(after.data)
        if is_same or place.kind == "preface" or _folded(after.data) == _folded(onto.data):
            return onto
        if self.versions.explained(place, before, after) or self.versions.settled(place, onto):
            return onto
        self.found.changed.add(place)
        if _folded(before.data) == _folded(onto.data):
            return Piece(onto.kind, onto.at, self._in_newlines(after.data), onto.tail)
        base, ours, theirs = (_WORD.findall(_folded(each.data)) for each in (before, after, onto))
        taken, is_contradicted = merge_sequences(base, ours, theirs, prefer_ours=True)
        if is_contradicted:
            conflict = _conflict(before.place, after.data, onto.data)
            if not self.versions.prefers_changed(conflict):
                self.found.changed.discard(place)
                return onto
            return Piece(onto.kind, onto.at, self._in_newlines(after.data), onto.tail)
        words = [word for each in taken for word in (ours if each.is_ours else theirs)[each.start : each.end]]
        return Piece(onto.kind, onto.at, self._in_newlines(b"".join(words)), onto.tail)

    def _merge_items(self, old: list[Piece], new: list[Piece], onto: list[Piece]) -> None:
        base, ours, theirs = (
            [self._key(name, piece) for piece in pieces]
            for name, pieces in (("ancestor", old), ("changed", new), ("onto", onto))
        )
        if base == ours:
            for piece in onto:
                self._put(piece, "onto")
            return
        taken, is_contradicted = merge_sequences(base, ours, theirs, prefer_ours=True)
        if is_contradicted and _words(new) == _words(old):
            self._put_beside(new, onto)
            return
        if is_contradicted:
            conflict = _conflict(None, _text(new), _text(onto))
            if not self.versions.prefers_changed(conflict):
                taken = merge_sequences(base, ours, theirs, prefer_ours=False)[0]
        for each in taken:
            name, pieces = ("changed", new) if each.is_ours else ("onto", onto)
            for piece in pieces[each.start : each.end]:
                self._put(piece, name)
            self._put_others(each, old, new, onto)

    def _key(self, name: str, piece: Piece) -> Hashable:
        """Lines are equal by what they say, whatever ends them; other pieces by what they are."""
        if piece.kind == "line":
            return _folded(piece.data)
        if name == "ancestor":
            return "onto", self.versions.to_onto[piece.place]
        return name, piece.place

    def _put_others(self, taken: Taken, old: list[Piece], new: list[Piece], onto: list[Piece]) -> None:
        """What is no line is no text to be removed: it stays where lines around it changed."""
        if taken.against is not None:
            name, pieces = ("onto", onto) if taken.is_ours else ("changed", new)
            for piece in pieces[slice(*taken.against)]:
                if piece.kind != "line":
                    self._put(piece, name)
        elif taken.is_ours:
            here = {piece.place: piece for piece in onto if piece.kind != "line"}
            for piece in old[slice(*taken.base)]:
                if piece.kind != "line":
                    self._put(here[self.versions.to_onto[piece.place]], "onto")

    def _put_beside(self, new: list[Piece], onto: list[Piece]) -> None:
        """Where nothing but blank lines differs: theirs, and what is our own before the blank lines at their end."""
        end = len(onto)
        while end and onto[end - 1].kind == "line" and not onto[end - 1].data.strip():
            end -= 1
        for piece in onto[:end]:
            self._put(piece, "onto")
        for piece in new:
            if piece.kind != "line":
                self._put(piece, "changed")
        for piece in onto[end:]:
            self._put(piece, "onto")

    def _put(self, piece: Piece, name: str) -> None:
        was_last = piece is self.pieces[name][-1]
        place = None if piece.kind == "line" else piece.place
        if name == "changed":
            piece = Piece(piece.kind, piece.at, self._in_newlines(piece.data), self.newline if piece.tail else b"")
        self.out.append(_Part(piece, name == "changed", place, was_last))

    def _in_newlines(self, data: bytes) -> bytes:
        """Bytes of another version, with this one's line ends."""
        folded = _folded(data)
        return folded if self.newline == b"\n" else folded.replace(b"\n", self.newline)

    def _assemble(self) -> None:
        """The file's last line ends as the last line of the version carried onto did."""
        source = self.versions.onto.source
        last = next((piece.tail for piece in reversed(self.pieces["onto"])), b"")
        at = source.bom
        parts = [source.data[:at]]
        for number, part in enumerate(self.out):
            tail = part.piece.tail
            if number == len(self.out) - 1:
                tail = last and (tail or last)
            elif part.was_last and not tail:
                tail = self.newline
            if part.place is not None:
                (self.found.own if part.is_own else self.found.onto)[part.place] = at
            parts.append(part.piece.data + tail)
            at += len(part.piece.data) + len(tail)
        self.found.data = b"".join(parts)


def _folded(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data


def _is_blank(piece: Piece) -> bool:
    return piece.kind == "line" and not piece.data.strip()


def _words(pieces: Iterable[Piece]) -> list[bytes]:
    """The lines that are not blank."""
    return [data for piece in pieces if piece.kind == "line" and (data := _folded(piece.data).strip())]


def _text(pieces: Iterable[Piece]) -> bytes:
    return b"\n".join(piece.data for piece in pieces if piece.kind == "line")


def _conflict(place: Place | None, here: bytes, there: bytes) -> TextConflict:
    here_text, there_text = (each.decode("utf-8", "replace").strip() for each in (here, there))
    name = f"{place.kind}-{place.at}" if place else f"lines-{sha256(here + there).hexdigest()[:12]}"
    return TextConflict(place, here_text, there_text, f"text-{name}")
