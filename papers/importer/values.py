"""The values of papers after an import."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from papers.history.past_edits import PastEdit, PastEdits
from papers.identifiers import Identifiers
from papers.importer.choices import Choices, Sides, taken_back_conflict
from papers.importer.reading import ReadEntry
from papers.importer.report import Conflict
from papers.layout.changes import shown
from papers.layout.rows import NOTHING, PAPER_FIELDS, SET_FIELDS, PaperRow
from papers.layout.sent import APPEARED, NOTHING_SENT, PAPER, SentValues
from papers.layout.sets import merged, taken_back, without_sent
from papers.models import Paper
from papers.readme.records import Values


@dataclass(slots=True)
class Wordings:
    """What the entries of one paper say: those of the new README, each with what the base had, and those that went."""

    new: list[tuple[ReadEntry, ReadEntry | None]] = field(default_factory=list)
    removed: list[ReadEntry] = field(default_factory=list)
    are_copies: bool = True
    """Whether all of the new README's are as the draft has them."""


def first_said(entries: Sequence[ReadEntry]) -> Values:
    """A paper's values as its entries say: each field as the first that has it."""
    if len(entries) == 1:
        return replace(entries[0].values, note="") if entries[0].values.note else entries[0].values
    found: dict[str, Any] = {}
    for name in PAPER_FIELDS:
        found[name] = next(
            (value for entry in entries if (value := getattr(entry.values, name))), getattr(NOTHING, name)
        )
    return Values(**found)


@dataclass(frozen=True)
class PaperMerge:
    """Merges what the entries of a paper say into its row."""

    choices: Choices
    sent: SentValues = NOTHING_SENT
    past: PastEdits | None = None
    lines: Mapping[int, str] = field(default_factory=dict)
    """The draft's line of each paper, for conflicts that are shown as the finished line."""

    def merge(self, paper: PaperRow, wordings: Wordings) -> PaperRow:
        """Return the paper after the import; the same object where nothing changes."""
        if wordings.are_copies and not self.choices.reread:
            return self._as_written(paper, wordings)
        values: dict[str, Any] = {}
        synced: dict[str, Any] = {}
        self._merge_appearance(paper, wordings, values, synced)
        for name in PAPER_FIELDS:
            if name in APPEARED:
                continue
            found = _edited_there(name, wordings)
            if found is not None:
                values[name], synced[name] = self._merged(name, *found, paper)
            elif self._loses_wording(name, wordings, paper):
                values[name] = synced[name] = getattr(paper.synced, name)
            elif self.choices.reread:
                here, before = getattr(paper.values, name), getattr(paper.synced, name)
                there = _first(name, wordings)
                values[name], synced[name] = there if here == before else here, there
        if not synced and paper.was_synced:
            return paper
        after = replace(paper.values, **values) if values else paper.values
        said = replace(paper.synced, **synced)
        return PaperRow(
            paper.pk, after, after if after == said else said, follow_identifiers(paper, after), was_synced=True
        )

    def _as_written(self, paper: PaperRow, wordings: Wordings) -> PaperRow:
        """The README says of it all that it has a place for: nothing is left to write."""
        values = paper.values
        tags = tuple(tag for tag in _first("tags", wordings) if tag in values.tags)
        said = replace(values, tags=tags)
        if said == paper.synced:
            return paper
        return PaperRow(paper.pk, values, values if said == values else said, paper.identifiers, was_synced=True)

    def _merge_appearance(
        self, paper: PaperRow, wordings: Wordings, values: dict[str, Any], synced: dict[str, Any]
    ) -> None:
        """Venue, track and year are one value: one side's venue never meets the other side's year."""
        edited = {name: found for name in APPEARED if (found := _edited_there(name, wordings)) is not None}
        if not edited:
            reread = {name: _first(name, wordings) for name in APPEARED} if self.choices.reread else {}
            for name in APPEARED:
                if self._loses_wording(name, wordings, paper):
                    values[name] = synced[name] = getattr(paper.synced, name)
                elif name in reread:
                    here, before = getattr(paper.values, name), getattr(paper.synced, name)
                    values[name], synced[name] = reread[name] if here == before else here, reread[name]
            return
        base = tuple(getattr(paper.synced, name) for name in APPEARED)
        here = tuple(getattr(paper.values, name) for name in APPEARED)
        there = tuple(edited[name][0] if name in edited else was for name, was in zip(APPEARED, base, strict=True))
        if all(found[0] == here[APPEARED.index(name)] for name, found in edited.items()):
            # What theirs does not say may have no place in the list.
            values.update(zip(APPEARED, here, strict=True))
            synced.update(zip(APPEARED, there, strict=True))
            return
        at, source = next((found[1], found[2]) for found in edited.values())
        sides = Sides(
            base, there, here, base, self.sent.of(PAPER, paper.pk, APPEARED[0]), self._past_appearances(paper)
        )
        chosen, said = self.choices.value(sides, lambda: self._appearance_conflict(paper, here, there, at, source))
        values.update(zip(APPEARED, chosen, strict=True))
        synced.update(zip(APPEARED, said, strict=True))

    def _appearance_conflict(
        self, paper: PaperRow, here: tuple[Any, ...], there: tuple[Any, ...], line: int, source: bytes
    ) -> Conflict:
        """Shown as the finished lines, where both sides have one; else as the values."""
        own, other = self.lines.get(paper.pk, ""), source.decode("utf-8", "replace").strip()
        if not own or not other or own == other:
            own, other = _told(here), _told(there)
        key = f"paper-{paper.pk}-appeared"
        return Conflict("field", paper.values.title, "venue and year", own, other, line, key=key)

    def _past_appearances(self, paper: PaperRow) -> Callable[[], Sequence[PastEdit]]:
        def load() -> Sequence[PastEdit]:
            if self.past is None:
                return ()
            found = [self.past.of(Paper, paper.pk, name) for name in APPEARED]
            now = tuple(getattr(paper.values, name) for name in APPEARED)
            alone = [
                replace(edit, before=(*now[:at], edit.before, *now[at + 1 :]))
                for at, edits in enumerate(found)
                for edit in edits
            ]
            return [*self.past.of_several(Paper, paper.pk, APPEARED), *alone]

        return load

    def _past(self, paper: PaperRow, name: str) -> Sequence[PastEdit]:
        return () if self.past is None else self.past.of(Paper, paper.pk, name)

    def _loses_wording(self, name: str, wordings: Wordings, paper: PaperRow) -> bool:
        """Whether an edit made here gives way to one made there, in a wording that an export would replace by it."""
        here = getattr(paper.values, name)
        if not paper.was_synced or name in SET_FIELDS or here == getattr(paper.synced, name):
            return False
        for new, old in wordings.new:
            there = getattr(new.values, name)
            if old is not None and there and there not in (here, getattr(old.values, name)):
                return not self.choices.keeps_row(_conflict(name, here, there, new.line, paper))
        return False

    def _merged(self, name: str, there: Any, line: int, source: bytes, paper: PaperRow) -> tuple[Any, Any]:
        here, before = getattr(paper.values, name), getattr(paper.synced, name)
        sent = self.sent.of(PAPER, paper.pk, name)
        if name not in SET_FIELDS:
            sides = Sides(before, there, here, before, sent, lambda: self._past(paper, name))
            return self.choices.value(sides, lambda: _conflict(name, here, there, line, paper))
        if here == there or there == before:
            return here, there
        if name == "evidence_types" and set(here) == set(there):
            # An export writes those that were edited here in the order that suits the entry.
            return here, here
        theirs = self._without_take_backs(name, without_sent(before, there, sent), line, paper)
        if here == before:
            return theirs, there
        conflict = _conflict(name, here, there, line, paper)
        value, is_conflict = merged(before, here, theirs, prefer_theirs=not self.choices.takes_row(conflict.key))
        if is_conflict:
            self.choices.keeps_row(conflict)
        return tuple(sorted(value)) if name == "tags" else value, there

    def _without_take_backs(self, name: str, there: Any, line: int, paper: PaperRow) -> Any:
        """Return their set; or what upstream said, where theirs takes an edit back and that is decided against."""
        before = paper.synced
        said = getattr(before, name)
        for edit in self._past(paper, name):
            if taken_back(said, there, edit.before, edit.after):
                conflict = _conflict(name, getattr(paper.values, name), there, line, paper)
                if self.choices.keeps_row(taken_back_conflict(conflict, edit)):
                    return without_sent(said, there, [edit.before])
                return there
        return there


def _first(name: str, wordings: Wordings) -> Any:
    return next((value for new, _ in wordings.new if (value := getattr(new.values, name))), getattr(NOTHING, name))


def _edited_there(name: str, wordings: Wordings) -> tuple[Any, int, bytes] | None:
    """The README's new value of a field, with line and text of the entry; None where the README left it as it was.

    The first entry that the base had too, and that has the field, speaks for the paper. Added entries only fill what
    is empty; removed ones, and another order, change nothing.
    """
    said = [(getattr(new.values, name), old, new) for new, old in wordings.new]
    first = next(((value, new.line, new.source) for value, _, new in said if value), None)
    kept = [(value, getattr(old.values, name), new) for value, old, new in said if old is not None]
    if not kept:
        return first
    for value, before, new in kept:
        if value:
            return (value, new.line, new.source) if value != before else None
    if any(before for _, before, _ in kept):
        return first or (getattr(NOTHING, name), kept[0][2].line, kept[0][2].source)
    return first if not any(getattr(old.values, name) for old in wordings.removed) else None


def _told(appeared: tuple[Any, ...]) -> str:
    """Venue, track and year in one line."""
    return " ".join(str(each) for each in appeared if each)


def _conflict(name: str, here: object, there: object, line: int, paper: PaperRow) -> Conflict:
    return Conflict("field", paper.values.title, name, shown(here), shown(there), line, key=f"paper-{paper.pk}-{name}")


def follow_identifiers(paper: PaperRow, after: Values) -> Identifiers:
    """Those that the links gave follow the links; one that was put in here stays."""
    if after.links == paper.values.links:
        return paper.identifiers
    was, now = paper.values.identifiers, after.identifiers
    return Identifiers(
        *(
            getattr(now, each.name)
            if getattr(paper.identifiers, each.name) == getattr(was, each.name)
            else getattr(paper.identifiers, each.name)
            for each in fields(Identifiers)
        )
    )
