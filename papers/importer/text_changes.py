"""Text of the layout that differs from upstream's and is no row's, and how one such change is taken out of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Any

from papers.importer.own_text import places
from papers.importer.reading import Reading
from papers.importer.text_merge import Piece, Place, split_pieces
from papers.layout.rows import Rows
from papers.readme.alignment import Alignment, align


@dataclass(frozen=True)
class TextChange:
    """A stretch of the layout, and what upstream has in its place."""

    key: str
    """Empty where it is what rows are about: entries or headings that only one of the texts has."""
    title: str
    before: str
    after: str
    start: int
    end: int
    """Of the stretch, in the layout's bytes."""
    data: bytes
    """Upstream's bytes."""
    upstream: int
    """Where these start."""
    own: tuple[int, ...] = ()
    """Where entries and headings start that only the layout has."""
    missing: tuple[int, ...] = ()
    """Where in upstream those start that the layout lacks."""


Placed = tuple[Piece, int]
"""A piece, and where it starts."""


@dataclass(frozen=True)
class TextComparison:
    """Upstream and the layout, piece by piece."""

    upstream: Reading
    layout: Reading
    to_layout: Mapping[Place, Place]
    """Upstream's headings, prefaces and entries, as which they stand in the layout."""

    @classmethod
    def of(cls, upstream: Reading, layout: Reading, rows: Rows) -> TextComparison:
        """As rows tell what is what, and for what has no row, as texts tell."""
        if upstream.source.data == layout.source.data:
            count = len(upstream.sections), len(upstream.entries)
            found = Alignment({at: at for at in range(count[0])}, {at: at for at in range(count[1])})
        else:
            view = rows.against_upstream
            known = Alignment(
                {0: 0, **_paired(upstream.sections, layout.sections, view.sections, rows.sections)},
                _paired(upstream.entries, layout.entries, view.listings, rows.listings),
            )
            found = align(upstream.headings, upstream.texts, layout.headings, layout.texts, known)
        return cls(upstream, layout, places(upstream, layout, found))

    def anchor(self, kind: str, start: int) -> int | None:
        """Where in the layout upstream's entry or heading starts that starts there; None where the layout lacks it."""
        ours, theirs = self._starts(self.layout, kind), self._starts(self.upstream, kind)
        there = self.to_layout.get(Place("entry" if kind == "entry" else "heading", theirs.index(start)))
        return None if there is None else ours[there.at]

    def changes(self, live: Collection[int] = ()) -> list[TextChange]:
        """`live` is where in the layout things start that have a row."""
        if self.upstream.source.data == self.layout.source.data:
            return []
        return list(self._changes(frozenset(live)))

    def _starts(self, reading: Reading, kind: str) -> list[int]:
        return [each.start for each in (reading.entries if kind == "entry" else reading.sections)]

    def _changes(self, live: Collection[int]) -> Iterator[TextChange]:
        theirs = dict(_segments(self.upstream, lambda place: place, self.to_layout))
        back = {there: here for here, there in self.to_layout.items()}
        for anchor, pieces in _segments(self.layout, back.get, self.to_layout):
            known = theirs.get(anchor, [])
            if anchor is None:
                yield from self._lines(anchor, known, pieces, live)
                continue
            yield from self._of_piece(anchor, known[0], pieces[0])
            yield from self._lines(anchor, known[1:], pieces[1:], live)
        yield from self._end()

    def _of_piece(self, anchor: Place, before: Placed, after: Placed) -> Iterator[TextChange]:
        (old, at), (new, start) = before, after
        if old.data == new.data or old.kind == "preface":
            return
        texts = _texts(old.data, new.data)
        key, end = f"text-{old.kind}-{at}", start + len(new.data)
        yield TextChange(key, self._title(anchor), *texts, start, end, old.data, at)

    def _lines(
        self,
        anchor: Place | None,
        old: Sequence[Placed],
        new: Sequence[Placed],
        live: Collection[int],
    ) -> Iterator[TextChange]:
        matcher = SequenceMatcher(None, _tokens("upstream", old), _tokens("layout", new), autojunk=False)
        ends = self._end_of(anchor, new), self._end_of_upstream(anchor, old)
        for tag, a, b, c, d in matcher.get_opcodes():
            if tag == "equal":
                continue
            gone, come = old[a:b], new[c:d]
            if any(piece.kind == "preface" for piece, _ in (*gone, *come)):
                continue
            own = tuple(at for piece, at in come if piece.kind != "line")
            missing = tuple(at for piece, at in gone if piece.kind != "line")
            before, after = (b"".join(piece.data + piece.tail for piece, _ in each) for each in (gone, come))
            start = new[c][1] if c < len(new) else ends[0]
            upstream = old[a][1] if a < len(old) else ends[1]
            digest = sha256(repr((anchor, before, after)).encode()).hexdigest()[:12]
            is_of_rows = missing or any(at in live for at in own) or len(own) == len(come)
            key = "" if is_of_rows else f"text-lines-{digest}"
            title = self._title(anchor)
            yield TextChange(
                key, title, *_texts(before, after), start, start + len(after), before, upstream, own, missing
            )

    def _end(self) -> Iterator[TextChange]:
        """Whether the last line has an end."""
        old, new = _last_tail(self.upstream), _last_tail(self.layout)
        if bool(old) != bool(new):
            end = len(self.layout.source.data)
            yield TextChange(
                "text-end",
                "The end of the file",
                "no newline" if not old else "a newline",
                "no newline" if not new else "a newline",
                end - len(new),
                end,
                old,
                len(self.upstream.source.data) - len(old),
            )

    def _end_of(self, anchor: Place | None, pieces: Sequence[Placed]) -> int:
        if pieces:
            piece, at = pieces[-1]
            return at + len(piece.data) + len(piece.tail)
        if anchor is None:
            return self.layout.source.bom
        there = self.to_layout[anchor]
        return next(
            at + len(piece.data) + len(piece.tail) for piece, at in placed_pieces(self.layout) if piece.place == there
        )

    def _end_of_upstream(self, anchor: Place | None, pieces: Sequence[Placed]) -> int:
        if pieces:
            piece, at = pieces[-1]
            return at + len(piece.data) + len(piece.tail)
        return 0

    def _title(self, anchor: Place | None) -> str:
        if anchor is None:
            return "The beginning of the file"
        if anchor.kind == "entry":
            return self.upstream.entries[anchor.at].values.title
        return self.upstream.sections[anchor.at].title or "README"


def revert(layout: bytes, changes: Collection[TextChange]) -> tuple[bytes, Callable[[int], int | None]]:
    """Return the layout with upstream's text in the place of these changes, and where what started in it starts now;
    None for what is gone."""
    ordered = sorted(changes, key=lambda each: (each.start, each.end))
    parts: list[bytes] = []
    at = 0
    shifts: list[tuple[int, int]] = [(0, 0)]
    shift = 0
    for each in ordered:
        parts += [layout[at : each.start], each.data]
        at = each.end
        shift += len(each.data) - (each.end - each.start)
        shifts.append((each.end, shift))
    parts.append(layout[at:])
    ends = [end for end, _ in shifts]
    gone = {start for each in ordered for start in each.own}

    def moved(start: int) -> int | None:
        return None if start in gone else start + shifts[bisect_right(ends, start) - 1][1]

    return b"".join(parts), moved


def restored_places(layout: bytes, changes: Collection[TextChange]) -> dict[int, int]:
    """Where, once these are reverted, upstream's entries and headings start that the layout lacked; by where they start
    in upstream."""
    found: dict[int, int] = {}
    shift = 0
    for each in sorted(changes, key=lambda each: (each.start, each.end)):
        for start in each.missing:
            found[start] = each.start + shift + start - each.upstream
        shift += len(each.data) - (each.end - each.start)
    return found


def placed_pieces(reading: Reading) -> list[Placed]:
    """A README's pieces, each with where it starts."""
    found = []
    at = reading.source.bom
    for piece in split_pieces(reading):
        found.append((piece, at))
        at += len(piece.data) + len(piece.tail)
    return found


def _segments(
    reading: Reading, common: Callable[[Place], Place | None], shared: Mapping[Place, Place]
) -> list[tuple[Place | None, list[Placed]]]:
    """By the place in upstream of a heading, preface or entry that both have, which comes first, up to the next."""
    found: list[tuple[Place | None, list[Placed]]] = [(None, [])]
    for piece, at in placed_pieces(reading):
        anchor = None if piece.kind == "line" else common(piece.place)
        if anchor is not None and anchor in shared:
            found.append((anchor, []))
        found[-1][1].append((piece, at))
    return found


def _tokens(name: str, pieces: Sequence[Placed]) -> list[Hashable]:
    """What only one of the texts has is equal to nothing."""
    return [piece.data if piece.kind == "line" else (name, piece.kind, piece.at) for piece, _ in pieces]


def _paired(
    old: Sequence[Any], new: Sequence[Any], theirs: Mapping[int, Any], ours: Mapping[int, Any]
) -> dict[int, int]:
    """By index, what rows have in both texts."""
    before, after = ({each.start: at for at, each in enumerate(side)} for side in (old, new))
    pairs = [(row.anchor, ours[pk].anchor) for pk, row in theirs.items()]
    return {before[here]: after[there] for here, there in pairs if here in before and there in after}


def _texts(before: bytes, after: bytes) -> tuple[str, str]:
    return before.decode("utf-8", "replace"), after.decode("utf-8", "replace")


def _last_tail(reading: Reading) -> bytes:
    data = reading.source.data
    return next((end for end in (b"\r\n", b"\n", b"\r") if data.endswith(end)), b"")
