"""The sections after an import."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from typing import Any

from papers.history.past_edits import PastEdit, PastEdits
from papers.importer.choices import Choices, Sides, find_take_back, taken_back_conflict
from papers.importer.pairing import Pairing
from papers.importer.report import Conflict
from papers.layout.order import merged
from papers.layout.rows import ListingRow, Rows, SectionRow
from papers.layout.sent import SECTION, SentValues
from papers.layout.wishes import Adopted
from papers.models import Section as SectionModel
from papers.readme.records import Section


@dataclass
class SectionMerge:
    """`rows` is what shall be; new rows have negative keys. `of_new`: each new section's row, None if removed here."""

    before: Rows
    pairing: Pairing
    adopted: Adopted
    choices: Choices
    rows: dict[int, SectionRow] = field(default_factory=dict)
    of_new: dict[int, int | None] = field(default_factory=dict)
    changed: dict[str, list[str]] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    sent: SentValues = field(default_factory=SentValues)
    past: PastEdits | None = None
    kept: set[int] = field(default_factory=set)
    """Sections that the new README removed, and that stay."""

    def run(self) -> None:
        """Values and parents; what was removed there is still among `rows` until `remove`."""
        numbers = count(-1, -1)
        self.rows = dict(self.before.sections)
        for at, section in enumerate(self.pairing.new.sections):
            pk = self.pairing.sections.get(at)
            if pk is None and self._stays_removed(at, section):
                self.of_new[at] = None
                continue
            self.of_new[at] = pk = next(numbers) if pk is None else pk
            parent = self.home(section.parent) if section.level else None
            if pk < 0:
                self.rows[pk] = _made(pk, section, parent)
            else:
                self.rows[pk] = self._merged(self.before.sections[pk], at, section, parent)
        self._break_circles()

    def home(self, at: int | None) -> int:
        """The row of a new section, or of the nearest one around it that was not removed here."""
        while (pk := self.of_new[at or 0]) is None:
            at = self.pairing.new.sections[at or 0].parent
        return pk

    def remove(self, listings: Mapping[int, ListingRow]) -> None:
        """Takes out what the new README no longer has, unless it holds what was made here and is to be kept."""
        met = {pk for pk in self.of_new.values() if pk is not None}
        held = {listing.section for listing in listings.values()}
        for row in reversed(self.before.outline()):
            if row.anchor is None or row.pk in met or row.pk not in self.rows:
                continue
            key = f"section-{row.pk}"
            if row.pk in held or any(child.parent == row.pk for child in self.rows.values()):
                keep = self.choices.keeps_row(Conflict("section removed there", row.title, key=key))
            else:
                is_edited = any(row.is_edited(name) for name in ("title", "preface"))
                conflict = Conflict("removed there", row.title, key=key)
                made = None if is_edited or self.past is None else self.past.making(SectionModel, row.pk)
                if made is not None:
                    told = replace(conflict, field="section", here=row.title, there="")
                    keep = self.choices.keeps_row(taken_back_conflict(told, made))
                else:
                    keep = is_edited and self.choices.keeps_row(conflict)
            if keep:
                self.kept.add(row.pk)
                self.rows[row.pk] = replace(self.rows[row.pk], anchor=None, synced={})
            else:
                self._drop(row.pk)

    def order(self) -> None:
        """Positions in the README, from both sides' orders of siblings."""
        base: dict[int | None, list[int]] = {}
        for _, pk in sorted(self.pairing.rows_of_base_sections.items()):
            if pk in self.rows:
                base.setdefault(self.rows[pk].parent, []).append(pk)
        ours = _by_parent(self.rows, (row.pk for row in self.before.outline()))
        theirs = _by_parent(self.rows, (pk for pk in self.of_new.values() if pk is not None))
        position = count()
        waiting = [pk for pk, row in self.rows.items() if row.parent is None]
        while waiting:
            pk = waiting.pop()
            self._set(pk, position=next(position))
            waiting += reversed(merged(base.get(pk, []), ours.get(pk, []), theirs.get(pk, [])))

    def _stays_removed(self, at: int, section: Section) -> bool:
        before = self.pairing.section_before(at)
        if before is None and section.level and section.title in self.sent.sections_made:
            return at not in self._filled
        if before is None or not section.level or before.start not in self.adopted.sections:
            return False
        if not self._is_touched(at, section, before):
            return True
        return self.choices.keeps_row(
            Conflict("removed here", section.title, line=section.line, key=f"heading-{section.start}")
        )

    def _is_touched(self, at: int, section: Section, before: Section) -> bool:
        """Whether the new README edited the section, or put something into it."""
        if (section.title, section.preface) != (before.title, before.preface):
            return True
        return at in self._touched

    @cached_property
    def _filled(self) -> set[int]:
        """The new sections that have entries."""
        return {entry.section for entry in self.pairing.new.entries}

    @cached_property
    def _touched(self) -> set[int]:
        """The new sections that have an entry which the base did not have there."""
        pairing = self.pairing
        return {
            entry.section
            for at, entry in enumerate(pairing.new.entries)
            if at not in pairing.old_entries or pairing.is_moved(at)
        }

    def _merged(self, row: SectionRow, at: int, section: Section, parent: int | None) -> SectionRow:
        before = self.pairing.section_before(at)
        now: dict[str, Any] = {"parent": self._parent(row, section, before, parent)}
        synced: dict[str, Any] = {"parent": parent}
        written = self._as_written(row, at, section)
        now |= written
        synced |= written
        for name in ("title", "level", "preface"):
            if name in written:
                continue
            new, ours = getattr(section, name), getattr(row, name)
            # A section made here and exported since was never synced: what the README has is what went out.
            said = row.synced[name] if row.synced else "" if name == "preface" else ours
            base = getattr(before, name) if before else said
            sent, past = self.sent.of(SECTION, row.pk, name), self._past(row.pk, name)
            now[name], synced[name] = self.choices.value(
                Sides(base, new, ours, said, sent, past), self._conflict(row, name, section)
            )
        changed = [name for name in now if now[name] != getattr(row, name) and name not in written]
        if changed:
            self.changed[row.title or "README"] = changed
        return replace(row, anchor=section.start if section.level else None, synced=synced, **now)

    def _as_written(self, row: SectionRow, at: int, section: Section) -> dict[str, Any]:
        """What the README has as the draft has it. A contents link in a preface follows a renamed heading by itself."""
        copy = self.pairing.section_copies.get(at)
        if copy is None:
            return {}
        preface = {"preface": section.preface} if copy.preface == section.preface else {}
        return {"title": row.title, "level": row.level, **preface}

    def _parent(self, row: SectionRow, section: Section, before: Section | None, there: int | None) -> int | None:
        if there is None or before is None or not row.synced or row.parent == there:
            return there
        if there in self.sent.of(SECTION, row.pk, "parent"):
            return row.parent
        if row.parent == row.synced["parent"]:
            edit = find_take_back(there, self._past(row.pk, "parent")())
            if edit is None or there == row.parent:
                return there
            names = self._title(row.parent), self._title(there)
            conflict = Conflict("field", row.title, "parent", *names, section.line, key=f"section-{row.pk}-parent")
            return row.parent if self.choices.keeps_row(taken_back_conflict(conflict, edit)) else there
        is_moved_there = self.pairing.new_sections.get(before.parent or 0) != section.parent
        names = self._title(row.parent), self._title(there)
        conflict = Conflict("field", row.title, "parent", *names, section.line, key=f"section-{row.pk}-parent")
        return row.parent if not is_moved_there or self.choices.keeps_row(conflict) else there

    def _past(self, pk: int, name: str) -> Callable[[], Sequence[PastEdit]]:
        return lambda: () if self.past is None else self.past.of(SectionModel, pk, name)

    def _title(self, pk: int | None) -> str:
        return self.rows[pk].title if pk in self.rows else ""

    def _conflict(self, row: SectionRow, name: str, section: Section) -> Callable[[], Conflict]:
        here, there = str(getattr(row, name)), str(getattr(section, name))
        return lambda: Conflict("field", row.title, name, here, there, section.line, key=f"section-{row.pk}-{name}")

    def _break_circles(self) -> None:
        """Two sections that were each put under the other, one here and one there: the README's parents are taken."""
        places = {pk: at for at, pk in self.of_new.items() if pk is not None}
        for pk in list(self.rows):
            seen: set[int] = set()
            at: int | None = pk
            while at is not None and at not in seen:
                seen.add(at)
                at = self.rows[at].parent
            if at is not None:
                for each in seen & places.keys():
                    section = self.pairing.new.sections[places[each]]
                    self._set(each, parent=self.home(section.parent) if section.level else None)

    def _drop(self, pk: int) -> None:
        row = self.rows.pop(pk)
        self.gone.add(pk)
        for child in [each for each in self.rows.values() if each.parent == pk]:
            if child.anchor is None:
                self._drop(child.pk)
            else:
                self._set(child.pk, parent=row.parent)

    def _set(self, pk: int, **values: Any) -> None:
        if any(getattr(self.rows[pk], name) != value for name, value in values.items()):
            self.rows[pk] = replace(self.rows[pk], **values)


def _values(section: Section, parent: int | None) -> dict[str, Any]:
    return {"title": section.title, "level": section.level, "preface": section.preface, "parent": parent}


def _made(pk: int, section: Section, parent: int | None) -> SectionRow:
    anchor = section.start if section.level else None
    values = _values(section, parent)
    return SectionRow(pk, position=0, anchor=anchor, synced=values, **values)


def _by_parent(rows: Mapping[int, SectionRow], order: Iterable[int]) -> dict[int | None, list[int]]:
    found: dict[int | None, list[int]] = {}
    for pk in order:
        if pk in rows:
            found.setdefault(rows[pk].parent, []).append(pk)
    return found
