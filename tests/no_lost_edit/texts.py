"""A README of these tests as what it says: values by unit, and the order of the entries.

A *unit* is what is merged as one thing: a paper's title, its appearance, one evidence type of it, the address under one
label, its note, its place; the white space and the unread text of its entry; a section's heading and preface; a remark
between entries; the newlines. Papers have a number in their own link, sections and remarks one in their first words,
so that each is recognised whatever else is edited.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.no_lost_edit.forms import Entry, Form

Unit = tuple[Any, ...]
Value = Any
"""A text, an Appearance, True for an element of a set, the number of a section; None for what is not there."""

HEADING = re.compile(r"#{2,3} Part (\d+)(.*)")
TEXT = re.compile(r"(About part|Remark) (\d+): (.*)")
TITLE = "# Birds that count"
NEWLINE: Unit = ("newline",)
MISSING = None
"""The value of a unit that a README does not have."""


class UnknownLineError(AssertionError):
    """A line that is none of those that these lists consist of."""


@dataclass
class Content:
    """What a README says. `order` has the papers of each section, sections in their order."""

    values: dict[Unit, Value] = field(default_factory=dict)
    order: dict[int, tuple[int, ...]] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)
    leading: frozenset[Unit] = frozenset()
    """Remarks that stand before all entries of their section, which makes them part of its preface."""

    ahead: dict[Unit, tuple[int, frozenset[int]]] = field(default_factory=dict)
    """Of each remark, its section and the papers that stand before it there."""

    def get(self, unit: Unit) -> Value:
        return self.values.get(unit, MISSING)

    def has(self, paper: int) -> bool:
        return ("place", paper) in self.values

    @property
    def papers(self) -> set[int]:
        return set(self.entries)

    def papers_placed(self) -> set[int]:
        """The papers by their places, where the entries themselves are not known yet."""
        return {unit[1] for unit in self.values if unit[0] == "place"}

    def differs(self, other: Content) -> bool:
        return self.values != other.values or self.order != other.order

    def of(self, paper: int) -> set[Unit]:
        """The units of a paper, its place among them."""
        return {unit for unit in self.values if unit[0] in PAPER_UNITS and unit[1] == paper}

    def texts(self) -> set[Unit]:
        """Units that belong to no paper."""
        return {unit for unit in self.values if unit[0] not in PAPER_UNITS}


PAPER_UNITS = frozenset({"place", "title", "appeared", "evidence", "link", "note", "authors", "gap", "extra"})
WORDING = frozenset({"gap", "extra"})
"""Units of an entry that are no fields: text of the layout."""


def fold(content: bytes) -> str:
    return content.decode().replace("\r\n", "\n")


def parse(content: bytes, form: Form) -> Content:
    """Return what a README says. Raises UnknownLineError for a line that these lists do not have."""
    text = content.decode()
    found = Content({NEWLINE: _newline(text)})
    section = 0
    leading: set[Unit] = set()
    for line in fold(content).split("\n"):
        if not line.strip() or line == TITLE or line in form.head:
            continue
        if entry := form.read(line):
            if found.has(entry.paper):
                raise UnknownLineError(f"paper {entry.paper} is listed twice")
            _add(found, entry, section)
        elif match := HEADING.fullmatch(line):
            section = int(match[1])
            if section in found.order:
                raise UnknownLineError(f"part {section} is there twice")
            found.order[section] = ()
            found.values["heading", section] = match[2].strip()
        elif match := TEXT.fullmatch(line):
            unit: Unit = ("preface" if match[1] == "About part" else "remark", int(match[2]))
            if unit in found.values:
                raise UnknownLineError(f"{line!r} is there twice")
            found.values[unit] = match[3]
            if unit[0] == "remark":
                found.ahead[unit] = section, frozenset(found.order.get(section, ()))
                leading |= set() if found.order.get(section) else {unit}
        else:
            raise UnknownLineError(repr(line))
    found.leading = frozenset(leading)
    return found


def _newline(text: str) -> str:
    """The newline of a text; of one that mixes them, both."""
    wide = text.count("\r\n")
    if wide and wide < text.count("\n"):
        return "mixed"
    return "\r\n" if wide else "\n"


def _add(content: Content, entry: Entry, section: int) -> None:
    if section not in content.order:
        raise UnknownLineError(f"paper {entry.paper} stands before the first part")
    content.entries[entry.paper] = entry
    content.order[section] += (entry.paper,)
    content.values.update(values_of(entry))
    content.values["place", entry.paper] = section


def values_of(entry: Entry) -> dict[Unit, Value]:
    """The units of an entry, without its place; what it does not say is left out."""
    pk = entry.paper
    values: dict[Unit, Value] = {("title", pk): entry.title}
    for name in ("appeared", "note", "authors", "extra"):
        if getattr(entry, name):
            values[name, pk] = getattr(entry, name)
    if entry.appeared or entry.evidence:
        values["gap", pk] = entry.gap
    values |= {("evidence", pk, each): True for each in entry.evidence}
    return values | {("link", pk, label): url for label, url in entry.links}


def write(form: Form, entries: Sequence[tuple[int, str, Sequence[Entry | str]]]) -> bytes:
    """Write a first README: for each section its number, the words of its heading, and what stands under it."""
    lines = [TITLE, ""]
    for number, words, under in entries:
        lines += [f"## Part {number} {words}", ""]
        is_open = False
        for each in under:
            if isinstance(each, str):
                lines += ([""] if is_open else []) + [each, ""]
                is_open = False
            else:
                lines += ([] if is_open else form.head) or []
                lines.append(form.write(each))
                is_open = True
        lines += [""] if is_open else []
    return ("\n".join(lines).rstrip("\n") + "\n").encode()


def may_bare_remark(one: Content, other: Content) -> bool:
    """Whether no entry may be left before a remark where two contents come together.

    A preface that was edited, and a remark that comes to stand next to it, would be read as one text: such an edit or
    import is refused.
    """
    pairs = ((one, other), (other, one))
    return not all(
        papers & set(there.order.get(section, ())) for here, there in pairs for section, papers in here.ahead.values()
    )


# Edits as people make them, in lines


class Lines:
    """The lines of a README, without their newlines, to be edited as text."""

    def __init__(self, content: bytes, form: Form) -> None:
        self.form = form
        self.newline = "\r\n" if b"\r\n" in content else "\n"
        self.lines = fold(content).split("\n")

    def content(self) -> bytes:
        return self.newline.join(self.lines).encode()

    def at(self, paper: int) -> int:
        return next(at for at, entry in self.entries() if entry.paper == paper)

    def entries(self) -> Iterator[tuple[int, Entry]]:
        for at, line in enumerate(self.lines):
            if entry := self.form.read(line):
                yield at, entry

    def entry(self, paper: int) -> Entry:
        return next(entry for _, entry in self.entries() if entry.paper == paper)

    def change(self, paper: int, **values: Any) -> None:
        """Replace fields of an entry, or a piece of its white space, in its line."""
        at, entry = self.at(paper), self.entry(paper)
        if "gap" in values:
            values["slots"] = {**entry.slots, "gap": values.pop("gap")}
        self.lines[at] = self.form.write(replace(entry, **values))

    def remove(self, paper: int) -> str:
        return self.lines.pop(self.at(paper))

    def insert(self, line: str, section: int, after: int | None) -> None:
        """Put an entry behind another one of its section; without one, before all of the section's entries."""
        if after is not None:
            self.lines.insert(self.at(after) + 1, line)
            return
        start, end = self.section(section)
        first = next((at for at, _ in self.entries() if start < at < end), None)
        if first is not None:
            self.lines.insert(first, line)
            return
        heads = [at for at in range(start, end) if self.form.head and self.lines[at] == self.form.head[-1]]
        if heads:
            self.lines.insert(heads[0] + 1, line)
        else:
            while end > start + 1 and not self.lines[end - 1].strip():
                end -= 1
            self.lines[end:end] = ["", *self.form.head, line]

    def section(self, number: int) -> tuple[int, int]:
        """The lines of a section: its heading's, and the one behind its last."""
        starts = [(at, int(match[1])) for at, line in enumerate(self.lines) if (match := HEADING.fullmatch(line))]
        index = next(index for index, (_, each) in enumerate(starts) if each == number)
        end = starts[index + 1][0] if index + 1 < len(starts) else len(self.lines)
        return starts[index][0], end

    def rename(self, number: int, words: str) -> None:
        at, _ = self.section(number)
        marks = self.lines[at].partition(" ")[0]
        self.lines[at] = f"{marks} Part {number} {words}"

    def reword(self, unit: Unit, words: str) -> None:
        """Replace what a preface or remark says."""
        start = ("About part" if unit[0] == "preface" else "Remark") + f" {unit[1]}: "
        at = next(at for at, line in enumerate(self.lines) if line.startswith(start))
        self.lines[at] = start + words

    def append_section(self, number: int, words: str, under: Iterable[str]) -> None:
        while self.lines and not self.lines[-1].strip():
            self.lines.pop()
        self.lines += ["", f"## Part {number} {words}", "", *self.form.head, *under, ""]

    def remove_section(self, number: int) -> None:
        start, end = self.section(number)
        del self.lines[start:end]
