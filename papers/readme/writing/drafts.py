"""An entry taken apart into parts and the separators between them, to be changed and put together again."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from papers.markdown.edits import Edit, apply_edits
from papers.readme.records import Entry, Group, Kind

NUMBER: Final = re.compile(rb"([^\w]*?)(\d{1,6})([^\w]*)")
_WORD: Final = re.compile(r"\w")
# Written without being said: images, comments and tags, entities.
_SILENT: Final = re.compile(r"<!--.*?-->|</?\w[^>]*>|&#?\w+;|!\[[^\]]*\]\([^)]*\)", re.DOTALL)
_BREAK_TAG: Final = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)
_UNREAD: Final = re.compile(r"!?\[[^\]]*\]\((?:<[^<>\n]*>|[^)\s]*)\)|<img\b[^>]*>", re.IGNORECASE)
_ANCHOR: Final = re.compile(rb"(?<=<span)\s+(?:id|name)\s*=\s*(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_CLOSING_MARKS: Final = re.compile(r"[\"”’»)\]}*_]*")
_OPENING_MARKS: Final = re.compile(r"[\"“‘«(\[{*_]+\Z")
_BRACKETS: Final = re.compile(r"[*_`(\[{\"“‘”’)\]}<>!]+")
_LINE_LABEL: Final = re.compile(rb"(?:\r\n|\n|\r)[ \t>]*(?:[-*+] +|\d+[.)] +)?[\w /*-]{0,30}:?[* ]*\Z")
_LABEL: Final = re.compile(rb"[A-Za-z][\w /-]{0,30}[*_]*:[*_]*[ \t]*[\"'(\[*_]*\Z")
_LINE_LEFT: Final = re.compile(rb"[ \t]*(?:<br ?/?>)?[ \t]*(?:[\r\n]|\Z)")
_EMPTY_CELL: Final = re.compile(r"(?:[-–—/\s]*|n/?a|tbd|none)\Z", re.IGNORECASE)


Label = tuple[str, bytes]
"""A key, and the words that stand before its value: `Authors: `."""


def says_something(separator: bytes) -> bool:
    """Whether there are words in what stands between two groups."""
    return bool(_WORD.search(_SILENT.sub("", separator.decode())))


def is_empty_cell(content: bytes) -> bool:
    return _EMPTY_CELL.match(content.decode()) is not None


@dataclass(slots=True)
class Part:
    """A group with what stands before it; `start` and `end` are of the entry that it was taken from."""

    before: bytes
    start: int
    end: int
    keys: tuple[str, ...]
    edits: list[Edit] = field(default_factory=list)

    @classmethod
    def new(cls, before: bytes, text: bytes, *keys: str) -> Part:
        """One that stands nowhere yet."""
        return cls(before, 0, 0, keys, [Edit(0, 0, text)])

    def drop_unread(self, labels: Collection[Label]) -> None:
        """Takes out the words before the part, but for the label that the list puts before such a value."""
        label = line_label(self.before)
        kept = label if any((key, label) in labels for key in self.keys) else b""
        self.before = skeleton(self.before[: len(self.before) - len(kept)]) + kept

    def text(self, data: bytes) -> bytes:
        return apply_edits(data, _outermost(self.edits), start=self.start, end=self.end)


@dataclass(slots=True)
class Run:
    """The parts of one cell, or of a whole entry that is no row."""

    head: bytes
    parts: list[Part]
    tail: bytes

    def text(self, data: bytes) -> bytes:
        return b"".join((self.head, *(part.before + part.text(data) for part in self.parts), self.tail))


@dataclass(slots=True)
class Draft:
    """An entry's bytes as runs; unchanged, they are the entry's own bytes."""

    entry: Entry
    data: bytes
    runs: list[Run]
    tail: bytes
    leaving: frozenset[str] = frozenset()
    """Keys of values that will be removed: nothing is placed by them."""

    @classmethod
    def of(cls, entry: Entry, data: bytes) -> Draft:
        if entry.kind is Kind.ROW and entry.cells:
            done, runs = entry.start, []
            for cell in entry.cells:
                # A row can have fewer cells than its table has columns: the ones it lacks stand at its end.
                start, end = (min(max(offset, done), entry.end) for offset in cell)
                runs.append(_run(entry, data, done, start, end))
                done = end
            return cls(entry, data, runs, data[done : entry.end])
        body = max(entry.start, min(entry.body, entry.end))
        return cls(entry, data, [_run(entry, data, entry.start, body, entry.end)], b"")

    def text(self) -> bytes:
        return b"".join((*(run.text(self.data) for run in self.runs), self.tail))

    def find(self, key: str) -> tuple[Run, Part] | None:
        """The part that holds the value with that key."""
        for run in self.runs:
            for part in run.parts:
                if key in part.keys:
                    return run, part
        return None

    def remove(self, part: Part, empty_cell: bytes) -> None:
        """Takes the part out, with the separator that belongs to it, and the label of a line that was all its own."""
        run = next(run for run in self.runs if part in run.parts)
        at = run.parts.index(part)
        following = run.parts[at + 1].before if at + 1 < len(run.parts) else None
        rest = run.tail if following is None else following
        before = _without_line_label(part.before) if _ends_line(rest, following is None) else part.before
        del run.parts[at]
        if following is not None:
            run.parts[at].before = kept_separator(before, following) if at else _opening(before, following)
        elif not at and self.entry.kind is Kind.ROW and not says_something(before + run.tail):
            run.tail = empty_cell
        else:
            run.tail = _ending(before, run.tail)

    def drop_unread(self, labels: Collection[Label]) -> None:
        """Takes out the words that no group holds, but for labels and for the numbers that lead a row or a heading."""
        for run in self.runs:
            if not run.parts and NUMBER.fullmatch(run.tail):
                continue
            for at, part in enumerate(run.parts):
                if at or not NUMBER.fullmatch(part.before):
                    part.drop_unread(labels)
            said = says_something(run.tail)
            run.tail = skeleton(run.tail)
            if said and not run.tail.strip(b" .\t\r\n-*+>") and self.entry.kind is not Kind.ROW:
                run.tail = b"." if run.tail.startswith(b".") else b""


def _outermost(edits: Iterable[Edit]) -> list[Edit]:
    """A year can stand within a date, a venue within a link's label: of two such edits the wider one counts."""
    found: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if not found or edit.start >= found[-1].end or edit.start == edit.end:
            found.append(edit)
    return found


def _run(entry: Entry, data: bytes, start: int, body: int, end: int) -> Run:
    parts: list[Part] = []
    done = body
    for group in _groups(entry):
        if done <= group.start and group.end <= end:
            first = group.start - _escapes(data, done, group.start)
            parts.append(Part(data[done:first], first, group.end, group.fields))
            done = group.end
    return Run(data[start:body], parts, data[done:end])


def _escapes(data: bytes, start: int, end: int) -> int:
    """1 where a backslash escapes the group's first character."""
    slashes = len(data[start:end]) - len(data[start:end].rstrip(b"\\"))
    return slashes % 2


def _groups(entry: Entry) -> Iterable[Group]:
    """The entry's groups, and the places that stand in none as groups of their own."""
    held = {key for group in entry.groups for key in group.fields}
    loose = [Group(place.start, place.end, (key,)) for key, place in entry.places.items() if key not in held]
    return sorted((*entry.groups, *loose), key=lambda group: group.start) if loose else entry.groups


def _ends_line(after: bytes, last: bool) -> bool:
    """Whether nothing more stands on the line."""
    found = _LINE_LEFT.match(after)
    return found is not None and (last or found[0][-1:] in (b"\n", b"\r"))


def _without_line_label(before: bytes) -> bytes:
    """Without `- Code: ` where what goes is all that its line says."""
    found = _LINE_LABEL.search(before)
    return before[: found.start()] if found else before


def _opening(before: bytes, after: bytes) -> bytes:
    """What leads the entry when its first part goes: quotes and the like of what comes next stay."""
    if says_something(before) or says_something(after):
        return kept_separator(before, after)
    return before + _edges(after)[2]


def kept_separator(before: bytes, after: bytes) -> bytes:
    """Of the separators around what goes, the one that says more about what stays; words of either stay.

    A quote that closes what stands before, or opens what stands behind, is none of the separator.
    """
    if says_something(before) or says_something(after):
        if before[-1:].isspace() and after[:1].isspace():
            after = after.lstrip(b" ")
        return before + after
    closing, left, _ = _edges(before)
    _, right, opening = _edges(after)
    if _weight(right) == 4 and left.startswith(b".") and _weight(left) < 4:
        right = b"." + right
    return closing + (left if _weight(left) > _weight(right) else right) + opening


def _edges(separator: bytes) -> tuple[bytes, bytes, bytes]:
    """The marks at its start that close what stands before it, what separates, and the marks that open what follows."""
    text = separator.decode()
    closing = _CLOSING_MARKS.match(text)
    start = closing.end() if closing else 0
    opening = _OPENING_MARKS.search(text, start)
    end = opening.start() if opening else len(text)
    return text[:start].encode(), text[start:end].encode(), text[end:].encode()


def _weight(separator: bytes) -> int:
    for weight, marks in ((4, b"\r\n"), (3, b".:|"), (2, b",;"), (1, b" \t")):
        if any(mark in separator for mark in marks):
            return weight
    return 0


def _ending(before: bytes, tail: bytes) -> bytes:
    """What ends the line when the last part goes: the full stop of what stands before it, and what stood at the end."""
    if says_something(before):
        return before.rstrip() + tail
    stop = b"." if before.startswith(b".") and b"." not in tail else b""
    return stop + tail


def line_label(separator: bytes) -> bytes:
    """`Authors: ` where that stands right before a value."""
    found = _LABEL.search(separator)
    return found[0] if found else b""


def skeleton(separator: bytes) -> bytes:
    """The separator without its words: what stands on its left, or where only the right has a line end, that."""
    separator = _ANCHOR.sub(b"", separator)
    if not says_something(separator) and not _UNREAD.search(separator.decode()):
        return separator
    closing, middle, opening = _edges(separator)
    text = _UNREAD.sub("w", middle.decode())
    breaks = _BREAK_TAG.findall(text)
    if breaks:
        kept = str(breaks[0])
    elif words := list(re.finditer(r"\w", text)):
        left, right = text[: words[0].start()], text[words[-1].end() :]
        kept = right if "\n" in right and "\n" not in left else left
    else:
        kept = text
    return closing + _BRACKETS.sub("", kept).encode() + opening
