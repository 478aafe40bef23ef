"""What a README is used to: its spellings, joiners, blank lines, and the entries to take a form from."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from papers.readme.records import Document, Entry, Kind
from papers.readme.vocabulary import Vocabulary, fold
from papers.readme.writing.drafts import Label, line_label

# Blank lines and the ends of lines between two pieces, no text.
BLANK: Final = re.compile(rb"[ \t]*(?:(?:\r\n|\n|\r)[ \t]*)*")
# A list item's marker: indent, bullet, or number and mark, and the space behind it.
MARKER: Final = re.compile(rb"([ \t>]*)(?:([-*+])|(\d{1,9})([.)]))([ \t]+|\Z)")
NEWLINE: Final = re.compile(rb"\r\n|\n|\r")
_DELIMITER_ROW: Final = re.compile(rb"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*\|?[ \t]*$")


@dataclass(frozen=True)
class Habits:
    """Facts about one document, each computed when it is first asked for."""

    document: Document
    vocabulary: Vocabulary

    @property
    def data(self) -> bytes:
        return self.document.source.data

    @property
    def newline(self) -> bytes:
        return self.document.source.newline

    @cached_property
    def by_section(self) -> dict[int, list[Entry]]:
        found: dict[int, list[Entry]] = defaultdict(list)
        for entry in self.document.entries:
            found[entry.section].append(entry)
        return found

    @cached_property
    def by_start(self) -> dict[int, Entry]:
        return {entry.start: entry for entry in self.document.entries}

    @cached_property
    def index(self) -> dict[int, int]:
        """From where an entry starts to its place in Document.entries."""
        return {entry.start: at for at, entry in enumerate(self.document.entries)}

    @cached_property
    def children(self) -> dict[int, list[Entry]]:
        """The entries directly nested under the entry that starts there."""
        found: dict[int, list[Entry]] = defaultdict(list)
        for entry in self.document.entries:
            if entry.parent is not None:
                found[self.document.entries[entry.parent].start].append(entry)
        return found

    def siblings(self, entry: Entry) -> Sequence[Entry]:
        """The section's entries under the same parent, this one among them."""
        return self._siblings[entry.section, entry.parent]

    @cached_property
    def _siblings(self) -> dict[tuple[int, int | None], list[Entry]]:
        found: dict[tuple[int, int | None], list[Entry]] = defaultdict(list)
        for entry in self.document.entries:
            found[entry.section, entry.parent].append(entry)
        return found

    def numbers_all_alike(self, entry: Entry, number: int) -> bool:
        """Whether the entry's list numbers its items all with that same number."""
        numbers = self._numbers.get((entry.section, entry.parent))
        if numbers is None:
            found = (MARKER.match(self.data, one.start) for one in self.siblings(entry))
            numbers = Counter(int(marker[3]) for marker in found if marker and marker[3] is not None)
            self._numbers[entry.section, entry.parent] = numbers
        return list(numbers) == [number] and numbers[number] > 1

    @cached_property
    def _numbers(self) -> dict[tuple[int, int | None], Counter[int]]:
        return {}

    @cached_property
    def _empty_cells(self) -> dict[tuple[int | None, int], bytes]:
        found: dict[tuple[int | None, int], bytes] = {}
        for entry in self.document.entries:
            for column, (start, end) in enumerate(entry.cells):
                content = self.data[start:end]
                if 0 < len(content) < 4 and not re.search(rb"\w", content):
                    found.setdefault((entry.table, column), content)
        return found

    def empty_cell(self, entry: Entry, column: int) -> bytes:
        """What an empty cell of the row's column holds, nothing where the table shows none."""
        return self._empty_cells.get((entry.table, column), b"") if entry.table is not None else b""

    def ancestors(self, entry: Entry) -> set[int]:
        """Where the entries start that this one is nested under."""
        found: set[int] = set()
        while entry.parent is not None:
            entry = self.document.entries[entry.parent]
            found.add(entry.start)
        return found

    def block_end(self, entry: Entry) -> int:
        """Where the entry ends with all that is nested under it."""
        return max((entry.end, *(self.block_end(child) for child in self.children.get(entry.start, ()))))

    def written(self, entry: Entry, key: str) -> bytes:
        place = entry.places[key]
        return self.data[place.start : place.end]

    def stands_free(self, entry: Entry, key: str) -> bool:
        """Whether the value has a place of its own that is no part of a link's label, and none in the title's link."""
        place = entry.places.get(key)
        if place is None or (key != "title" and any({key, "title"} <= {*group.fields} for group in entry.groups)):
            return False
        return not any(
            other.start <= place.start and place.end <= other.end
            for name, other in entry.places.items()
            if name.endswith("].label")
        )

    def nearest(self, near: Entry, key: Hashable, fits: Callable[[Entry], bool]) -> Entry | None:
        """The nearest fitting entry of the same form: before `near` in its section, after it, then anywhere.

        `key` stands for `fits`: what was found to fit is remembered by it.
        """
        form = (near.kind, near.table if near.kind is Kind.ROW else None)
        found = self._fitting.get((near.section, form, key))
        if found is None:
            section = self.by_section.get(near.section, ())
            found = [entry for entry in section if same_form(entry, near) and fits(entry)]
            self._fitting[near.section, form, key] = found
        at = bisect_left(found, near.start, key=lambda entry: entry.start)
        for entry in (*found[max(0, at - 1) : at], *found[at : at + 2]):
            if entry.start != near.start:
                return entry
        return self.commonest((form, key), lambda entry: same_form(entry, near) and fits(entry), near.start)

    @cached_property
    def _fitting(self) -> dict[Hashable, list[Entry]]:
        return {}

    def commonest(self, key: Hashable, fits: Callable[[Entry], bool], but: int = -1) -> Entry | None:
        """The first entry whose arrangement most of the fitting ones share; not the one that starts at `but`.

        `key` stands for `fits`, as in `nearest`.
        """
        ranked = self._fitting.get(key)
        if ranked is None:
            first: dict[object, Entry] = {}
            counts: Counter[object] = Counter()
            for entry in self.document.entries:
                if fits(entry):
                    shape = (entry.kind, entry.table, entry.unread, self._arrangement(entry))
                    first.setdefault(shape, entry)
                    counts[shape] += 1
            ranked = [first[shape] for shape, _ in counts.most_common()]
            self._fitting[key] = ranked
        return next((entry for entry in ranked if entry.start != but), None)

    def _arrangement(self, entry: Entry) -> tuple[object, ...]:
        """Which groups the entry has and what stands between them."""
        found: list[object] = []
        done = entry.body
        for group in entry.groups:
            first = min((entry.places[key].start for key in group.fields if key in entry.places), default=group.end)
            found += (self.data[done : group.start], self.data[group.start : first], group.fields)
            done = group.end
        return tuple(found)

    @cached_property
    def labels(self) -> frozenset[Label]:
        """Words such as `Authors: ` that stand right before a kind of value in more than one entry."""
        counts: Counter[Label] = Counter()
        for entry in self.document.entries:
            done = entry.body
            for group in entry.groups:
                if group.start > done and (label := line_label(self.data[done : group.start])):
                    counts.update((key, label) for key in group.fields)
                done = group.end
        return frozenset(label for label, count in counts.items() if count > 1)

    @cached_property
    def _spellings(self) -> dict[tuple[str, str], Counter[str]]:
        found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for entry in self.document.entries:
            for key, value in (("venue", entry.values.venue), ("track", entry.values.track)):
                if value and key in entry.places:
                    found[key, fold(value)][self.written(entry, key).decode()] += 1
            if entry.values.evidence_types and "evidence_types" in entry.places:
                for part in re.split(r"\s*(?:[&,/+;|]|\band\b)\s*", self.written(entry, "evidence_types").decode()):
                    if name := self.vocabulary.evidence_type(part):
                        found["evidence_types", fold(name)][part] += 1
        return found

    def spelling(self, field: str, name: str) -> str:
        """The spelling that the file uses most for a venue, track or evidence type; the name itself where none."""
        counts = self._spellings.get((field, fold(name)))
        if not counts:
            return name
        best = max(counts.values())
        leaders = [spelling for spelling, count in counts.items() if count == best]
        chosen = name if name in leaders else leaders[0]
        return chosen if self._means(field, chosen, name) else name

    def _means(self, field: str, spelling: str, name: str) -> bool:
        if field == "venue":
            return fold(spelling) == fold(name) or self.vocabulary.venue(spelling) == name
        return fold(spelling) == fold(name)

    @cached_property
    def evidence_joiner(self) -> str:
        """What most often stands between two evidence types."""
        counts: Counter[str] = Counter()
        for entry in self.document.entries:
            if len(entry.values.evidence_types) > 1 and "evidence_types" in entry.places:
                found = re.search(r"\s*(?:[&,/+;|]|\band\b)\s*", self.written(entry, "evidence_types").decode())
                if found:
                    counts[found[0]] += 1
        return counts.most_common(1)[0][0] if counts else " & "

    def joint(self, entry: Entry) -> bytes:
        """What stands between this entry's block and its neighbours, the smaller of both; the file's commonest else."""
        siblings = self.siblings(entry)
        at = bisect_left(siblings, entry.start, key=lambda one: one.start)
        found = []
        for first, second in pairwise(siblings[max(0, at - 1) : at + 2]):
            if (between := self.between(first, second)) is not None:
                found.append(between)
        return min(found, key=len) if found else self.joint_of(entry.kind)

    def joint_of(self, kind: Kind) -> bytes:
        """The file's commonest joint between entries of that kind."""
        return self.joints.get(kind, self._plain_joint(kind))

    def between(self, first: Entry, second: Entry) -> bytes | None:
        """The bytes between two entries if they are no more than a joint."""
        between = self.data[self.block_end(first) : second.start]
        if first.kind is not second.kind or first.kind is Kind.HTML:
            return between if first.kind is second.kind and not re.sub(rb"<[^>]*>|\s", b"", between) else None
        return between if between and not between.strip() else None

    def _plain_joint(self, kind: Kind) -> bytes:
        return self.newline * (1 if kind in (Kind.ITEM, Kind.ROW, Kind.HTML) else 2)

    @cached_property
    def joints(self) -> dict[Kind, bytes]:
        """For each kind the commonest joint between two entries."""
        counts: dict[Kind, Counter[bytes]] = defaultdict(Counter)
        for first, second in pairwise(self.document.entries):
            if first.section == second.section and first.parent == second.parent:
                between = self.between(first, second)
                if between is not None:
                    counts[first.kind][between] += 1
        return {kind: counter.most_common(1)[0][0] for kind, counter in counts.items()}

    @cached_property
    def opening_joint(self) -> bytes:
        """What most often stands between a heading, or its preface, and the first entry."""
        counts: Counter[bytes] = Counter()
        for section in self.document.sections:
            entries = self.by_section.get(section.index)
            if section.level and entries:
                start = section.preface_span[1] if section.preface else section.end
                between = self.data[start : entries[0].start]
                if between and not between.strip() and entries[0].kind is not Kind.ROW:
                    counts[between] += 1
        return counts.most_common(1)[0][0] if counts else self.newline * 2

    def table_head(self, entry: Entry) -> bytes:
        """The header row of the entry's table, white space and case aside; empty where it has none."""
        return self.heads.get(entry.table, b"") if entry.table is not None else b""

    @cached_property
    def heads(self) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        for entry in self.document.entries:
            if entry.table is not None and entry.table not in found:
                found[entry.table] = self._head(entry.start)
        return found

    def _head(self, start: int) -> bytes:
        for number in range(self.document.source.line(start) - 1, 1, -1):
            if is_delimiter_row(self.line(number)):
                return b"|".join(cell.strip().lower() for cell in self.line(number - 1).strip().strip(b"|").split(b"|"))
            if not self.line(number).strip():
                break
        return b""

    def line(self, number: int) -> bytes:
        """The line's bytes without its newline; lines count from 1."""
        start = self.document.source.line_starts[number - 1]
        return self.data[start : self.document.source.line_end(start)]

    def same_place_form(self, entry: Entry, target: Entry) -> bool:
        """Whether the entry's own bytes can stand where `target` stands."""
        if entry.kind is not target.kind:
            return False
        if entry.kind is Kind.ROW and entry.table != target.table:
            return len(entry.cells) == len(target.cells) and self.table_head(entry) == self.table_head(target)
        return entry.kind is not Kind.HTML or entry.section == target.section


def same_form(entry: Entry, other: Entry) -> bool:
    return entry.kind is other.kind and (entry.kind is not Kind.ROW or entry.table == other.table)


def is_delimiter_row(line: bytes) -> bool:
    return b"-" in line and b"|" in line and _DELIMITER_ROW.match(line) is not None


def links_of(entry: Entry) -> Iterator[tuple[int, str]]:
    """The numbers and labels of the links that have a label of their own."""
    return ((at, link.label) for at, link in enumerate(entry.values.links) if f"links[{at}].label" in entry.places)
