"""Edits here: what somebody does in the admin, and what the draft has to say afterwards."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from tests.no_lost_edit import maintainer
from tests.no_lost_edit.choices import AUTHORS, NOTES, SENTENCES, WORDS, Choices, list_removable
from tests.no_lost_edit.forms import Entry
from tests.no_lost_edit.texts import Content, Unit, Value, values_of


@dataclass(frozen=True)
class DraftEdit:
    """An edit, and the values and orders that it leads to. The lines of papers that are not in `edited` stay."""

    what: str
    make: Callable[[Any], None]
    values: Mapping[Unit, Value] = field(default_factory=dict)
    order: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    edited: Collection[int] = ()
    open_units: Collection[Unit] = ()
    """Units of which nothing is expected: white space that a new field brings."""

    def expect(self, before: Content) -> Content:
        """Return what the draft says after the edit."""
        after = deepcopy(before)
        after.order |= self.order
        after.values |= self.values
        after.values = {unit: value for unit, value in after.values.items() if value is not None}
        return after


def choose_edit(draft: Content, choices: Choices) -> DraftEdit:
    editor = _Editor(draft, choices)
    edits = editor.list_edits()
    return edits[choices.pick_edit(edits)]()


class _Editor:
    def __init__(self, draft: Content, choices: Choices) -> None:
        self.draft = draft
        self.choices = choices

    def list_edits(self) -> dict[str, Callable[[], DraftEdit]]:
        draft, form = self.draft, self.choices.form
        found: dict[str, Callable[[], DraftEdit]] = {"section": self._add_section}
        if draft.entries:
            found |= {name: getattr(self, f"_set_{name}") for name in form.fields if name not in ("gap", "extra")}
            if not any(entry.note for entry in draft.entries.values()):
                found.pop("note", None)
        if draft.order:
            found |= {"preface": self._set_preface, "rename": self._rename}
        if list_removable(draft, form):
            found["delete"] = self._delete
            if len(self._targets()) > 1:
                found["move"] = self._move
        if self.choices.has_papers and self._targets():
            found["add"] = self._add
        if any(len(order) > 1 for order in draft.order.values()):
            found["reorder"] = self._reorder
        return found

    def _targets(self) -> list[int]:
        """The sections that an entry can be put into: those of a table list have rows."""
        return sorted(at for at, order in self.draft.order.items() if order or not self.choices.form.head)

    def _pick_entry(self) -> Entry:
        return self.draft.entries[self.choices.pick_paper(self.draft.papers)]

    def _set_title(self) -> DraftEdit:
        entry = self._pick_entry()
        pk, title = entry.paper, self.choices.title(entry.paper, entry.title)
        return DraftEdit(
            f"title of {pk}: {title}",
            lambda user: maintainer.set_title(pk, title, user),
            {("title", pk): title},
            edited=[pk],
        )

    def _set_appeared(self) -> DraftEdit:
        entry = self._pick_entry()
        pk, appeared = entry.paper, self.choices.change_appearance(entry.appeared, self.draft)
        return DraftEdit(
            f"{pk} appeared: {appeared}",
            lambda user: maintainer.set_appearance(pk, appeared, user),
            {("appeared", pk): appeared},
            edited=[pk],
            open_units=[] if entry.appeared else [("gap", pk)],
        )

    def _set_evidence(self) -> DraftEdit:
        entry = self._pick_entry()
        pk, (each, names) = entry.paper, self.choices.change_types(entry.evidence)
        return DraftEdit(
            f"evidence of {pk}: {names}",
            lambda user: maintainer.set_evidence(pk, names, user),
            {("evidence", pk, each): True if each in names else None},
            edited=[pk],
            open_units=[] if entry.evidence and names else [("gap", pk)],
        )

    def _set_links(self) -> DraftEdit:
        entry = self._pick_entry()
        pk, (label, url) = entry.paper, self.choices.change_link(entry.links)
        return DraftEdit(
            f"{label} of {pk}: {url}",
            lambda user: maintainer.set_link(pk, label, url, user),
            {("link", pk, label): url},
            edited=[pk],
        )

    def _set_note(self) -> DraftEdit:
        """A note is changed where it stands, and added nowhere."""
        pk = self.choices.pick_paper([pk for pk, entry in self.draft.entries.items() if entry.note])
        text = self.choices.pick_other(NOTES, self.draft.entries[pk].note)
        return DraftEdit(
            f"note of {pk}: {text}", lambda user: maintainer.set_note(pk, text, user), {("note", pk): text}, edited=[pk]
        )

    def _set_authors(self) -> DraftEdit:
        entry = self._pick_entry()
        pk, names = entry.paper, self.choices.pick_other(AUTHORS, entry.authors)
        return DraftEdit(
            f"authors of {pk}: {names}",
            lambda user: maintainer.set_authors(pk, names.split(", "), user),
            {("authors", pk): names},
            edited=[pk],
        )

    def _add(self) -> DraftEdit:
        section, pk = self.choices.pick(self._targets()), self.choices.number_paper()
        fields = self.choices.form.fields
        entry = Entry(
            pk,
            self.choices.title(pk),
            self.choices.appearance(self.draft),
            self.choices.change_types(())[1] if "evidence" in fields else (),
            authors=self.choices.pick(AUTHORS) if "authors" in fields else "",
        )
        return DraftEdit(
            f"add {pk} to part {section}: {self.choices.form.write(entry)}",
            lambda user: maintainer.add_paper(entry, section, user),
            {**values_of(entry), ("place", pk): section},
            {section: (*self.draft.order[section], pk)},
            edited=[pk],
        )

    def _delete(self) -> DraftEdit:
        pk = self.choices.pick_paper(list_removable(self.draft, self.choices.form))
        values = dict.fromkeys(self.draft.of(pk))
        return DraftEdit(
            f"delete {pk}", lambda user: maintainer.delete_listing(pk, user), values, self._order_without(pk)
        )

    def _move(self) -> DraftEdit:
        pk = self.choices.pick_paper(list_removable(self.draft, self.choices.form))
        section = self.choices.pick_other(self._targets(), self.draft.get(("place", pk)))
        return DraftEdit(
            f"move {pk} to part {section}",
            lambda user: maintainer.move_listing(pk, section, user),
            {("place", pk): section},
            self._order_without(pk) | {section: (*self.draft.order[section], pk)},
        )

    def _order_without(self, pk: int) -> dict[int, tuple[int, ...]]:
        return {
            at: tuple(each for each in order if each != pk) for at, order in self.draft.order.items() if pk in order
        }

    def _reorder(self) -> DraftEdit:
        section = self.choices.pick(sorted(at for at, order in self.draft.order.items() if len(order) > 1))
        order = self.choices.shuffle(self.draft.order[section])
        return DraftEdit(
            f"order of part {section}: {order}",
            lambda user: maintainer.reorder(section, order, user),
            order={section: order},
        )

    def _rename(self) -> DraftEdit:
        section = self.choices.pick(sorted(self.draft.order))
        words = self.choices.pick_other(WORDS, self.draft.get(("heading", section)))
        return DraftEdit(
            f"part {section} is {words}",
            lambda user: maintainer.rename_section(section, words, user),
            {("heading", section): words},
        )

    def _set_preface(self) -> DraftEdit:
        section = self.choices.pick(sorted(self.draft.order))
        words = self.choices.pick_other(SENTENCES, self.draft.get(("preface", section)))
        return DraftEdit(
            f"about part {section}: {words}",
            lambda user: maintainer.set_preface(section, words, user),
            {("preface", section): words},
        )

    def _add_section(self) -> DraftEdit:
        number, words = self.choices.number_section(), self.choices.pick(WORDS)
        return DraftEdit(
            f"part {number} {words} made",
            lambda user: maintainer.add_section(number, words, user),
            {("heading", number): words},
            {number: ()},
        )
