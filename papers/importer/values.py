"""The values of papers after an import."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from papers.identifiers import Identifiers
from papers.importer.choices import Choices
from papers.importer.reading import ReadEntry
from papers.importer.report import Conflict
from papers.layout.changes import shown
from papers.layout.rows import NOTHING, PAPER_FIELDS, SET_FIELDS, PaperRow
from papers.layout.sets import merged
from papers.readme.records import Values


@dataclass(slots=True)
class Wordings:
    """What the entries of one paper say: those of the new README, each with what the base had, and those that went."""

    new: list[tuple[ReadEntry, ReadEntry | None]] = field(default_factory=list)
    removed: list[ReadEntry] = field(default_factory=list)


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


def merge(paper: PaperRow, wordings: Wordings, choices: Choices) -> PaperRow:
    """The paper after the import; the same object where nothing changes."""
    values: dict[str, Any] = {}
    synced: dict[str, Any] = {}
    for name in PAPER_FIELDS:
        found = _edited_there(name, wordings)
        if found is not None:
            values[name], synced[name] = _merged(name, *found, paper, choices)
        elif _loses_wording(name, wordings, paper, choices):
            values[name] = synced[name] = getattr(paper.synced, name)
        elif choices.reread:
            here, before = getattr(paper.values, name), getattr(paper.synced, name)
            there = _first(name, wordings)
            values[name], synced[name] = there if here == before else here, there
    if not synced and paper.was_synced:
        return paper
    after = replace(paper.values, **values) if values else paper.values
    said = replace(paper.synced, **synced)
    return PaperRow(paper.pk, after, after if after == said else said, _identifiers(paper, after), was_synced=True)


def _first(name: str, wordings: Wordings) -> Any:
    return next((value for new, _ in wordings.new if (value := getattr(new.values, name))), getattr(NOTHING, name))


def _edited_there(name: str, wordings: Wordings) -> tuple[Any, int] | None:
    """The README's new value of a field and the line that says so; None where the README left it as it was.

    The first entry that the base had too, and that has the field, speaks for the paper. Added entries only fill what
    is empty; removed ones, and another order, change nothing.
    """
    said = [(getattr(new.values, name), old, new) for new, old in wordings.new]
    first = next(((value, new.line) for value, _, new in said if value), None)
    kept = [(value, getattr(old.values, name), new.line) for value, old, new in said if old is not None]
    if not kept:
        return first
    for value, before, line in kept:
        if value:
            return (value, line) if value != before else None
    if any(before for _, before, _ in kept):
        return first or (getattr(NOTHING, name), kept[0][2])
    return first if not any(getattr(old.values, name) for old in wordings.removed) else None


def _loses_wording(name: str, wordings: Wordings, paper: PaperRow, choices: Choices) -> bool:
    """Whether an edit made here gives way to one made there, in a wording that an export would replace by it."""
    here = getattr(paper.values, name)
    if not paper.was_synced or name in SET_FIELDS or here == getattr(paper.synced, name):
        return False
    for new, old in wordings.new:
        there = getattr(new.values, name)
        if old is not None and there and there not in (here, getattr(old.values, name)):
            return not choices.keeps_row(_conflict(name, here, there, new.line, paper))
    return False


def _merged(name: str, there: Any, line: int, paper: PaperRow, choices: Choices) -> tuple[Any, Any]:
    here, before = getattr(paper.values, name), getattr(paper.synced, name)
    conflict = _conflict(name, here, there, line, paper)
    if here in (before, there) or there == before:
        return here if there == before else there, there
    if name in SET_FIELDS:
        if name == "evidence_types" and set(here) == set(there):
            # An export writes those that were edited here in the order that suits the entry.
            return here, here
        value, is_conflict = merged(before, here, there, prefer_theirs=not choices.takes_row(conflict.key))
        if is_conflict:
            choices.keeps_row(conflict)
        return tuple(sorted(value)) if name == "tags" else value, there
    return here if choices.keeps_row(conflict) else there, there


def _conflict(name: str, here: object, there: object, line: int, paper: PaperRow) -> Conflict:
    return Conflict("field", paper.values.title, name, shown(here), shown(there), line, key=f"paper-{paper.pk}-{name}")


def _identifiers(paper: PaperRow, after: Values) -> Identifiers:
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
