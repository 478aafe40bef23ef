"""Edits of a README as people make them on a website or in an editor: in its text, line by line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from tests.no_lost_edit.choices import AUTHORS, EXTRAS, NOTES, SENTENCES, WORDS, Choices, list_removable
from tests.no_lost_edit.texts import Lines, Unit, parse

CORRECTABLE = frozenset({"title", "gap", "extra"})
"""Fields that a finding's correction changes in these tests; remarks are its matter, too."""


class TextEdit:
    """One edit of a README; `make` makes it and says what it was."""

    def __init__(self, content: bytes, choices: Choices) -> None:
        self.lines = Lines(content, choices.form)
        self.content = parse(content, choices.form)
        self.choices = choices

    def make(self) -> str:
        edits = self._list_edits()
        return edits[self.choices.pick_edit(edits)]()

    def make_correction(self) -> str | None:
        """Change text that nobody reads as a field, or a title; None where there is nothing to correct."""
        edits = {name: edit for name, edit in self._list_edits().items() if name in CORRECTABLE or name == "remark"}
        return edits[self.choices.pick(sorted(edits))]() if edits else None

    def _list_edits(self) -> dict[str, Callable[[], str]]:
        content, found = self.content, {"newlines": self._turn_newlines}
        if content.entries:
            found |= {name: getattr(self, f"_change_{name}") for name in self.choices.form.fields}
        if list_removable(content, self.choices.form):
            found |= {"delete": self._remove, "move": self._move}
        if any(content.order.values()):
            found["rename"] = self._rename
        for name in ("remark", "preface"):
            if units := [unit for unit in content.values if unit[0] == name]:
                found[name] = partial(self._reword, units)
        if self.choices.has_papers:
            found |= {"add": self._add, "add section": self._add_section}
        if len(content.order) > 2 and not self.choices.form.head:
            # What was put into a table here has no table to stay in when that goes.
            found["remove section"] = self._remove_section
        return found

    def _change(self, name: str, change: Callable[[Any], Any]) -> str:
        pk = self.choices.pick_paper(self.content.papers)
        value = change(getattr(self.content.entries[pk], name))
        self.lines.change(pk, **{name: value})
        return f"{name} of {pk}: {value!r}"

    def _change_title(self) -> str:
        pk = self.choices.pick_paper(self.content.papers)
        title = self.choices.title(pk, self.content.entries[pk].title)
        self.lines.change(pk, title=title)
        return f"title of {pk}: {title!r}"

    def _change_appeared(self) -> str:
        return self._change("appeared", self.choices.change_appearance)

    def _change_evidence(self) -> str:
        return self._change("evidence", lambda now: self.choices.change_types(now)[1])

    def _change_links(self) -> str:
        def change(now: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
            label, url = self.choices.change_link(now)
            return tuple((dict(now) | {label: url or ""}).items()) if url else tuple(e for e in now if e[0] != label)

        return self._change("links", change)

    def _change_note(self) -> str:
        return self._change("note", lambda now: self.choices.pick_other((*NOTES, ""), now))

    def _change_authors(self) -> str:
        return self._change("authors", lambda now: self.choices.pick_other(AUTHORS, now))

    def _change_extra(self) -> str:
        return self._change("extra", lambda now: self.choices.pick_other((*EXTRAS, ""), now))

    def _change_gap(self) -> str:
        return self._change("gap", lambda now: "  " if now == " " else " ")

    def _reword(self, units: list[Unit]) -> str:
        unit = self.choices.pick(sorted(units, key=str))
        words = self.choices.pick_other(SENTENCES, self.content.get(unit))
        self.lines.reword(unit, words)
        return f"{unit}: {words}"

    def _remove(self) -> str:
        pk = self.choices.pick_paper(list_removable(self.content, self.choices.form))
        self.lines.remove(pk)
        return f"remove {pk}"

    def _move(self) -> str:
        pk = self.choices.pick_paper(list_removable(self.content, self.choices.form))
        section = self.choices.pick(sorted(self.content.order))
        line = self.lines.remove(pk)
        after = self.choices.pick([None, *(each for each in self.content.order[section] if each != pk)])
        self.lines.insert(line, section, after)
        return f"move {pk} to part {section} behind {after}"

    def _rename(self) -> str:
        """Rename a section that has entries, which it can be recognised by."""
        section = self.choices.pick(sorted(at for at, order in self.content.order.items() if order))
        words = self.choices.pick_other(WORDS, self.content.get(("heading", section)))
        self.lines.rename(section, words)
        return f"part {section} is {words}"

    def _add(self) -> str:
        section = self.choices.pick(sorted(self.content.order))
        after, entry = self.choices.pick([None, *self.content.order[section]]), self.choices.entry()
        self.lines.insert(self.choices.form.write(entry), section, after)
        return f"add {entry.paper} to part {section} behind {after}"

    def _add_section(self) -> str:
        number, entry = self.choices.number_section(), self.choices.entry()
        self.lines.append_section(number, self.choices.pick(WORDS), [self.choices.form.write(entry)])
        return f"add part {number} with {entry.paper}"

    def _remove_section(self) -> str:
        section = self.choices.pick(sorted(self.content.order))
        self.lines.remove_section(section)
        return f"remove part {section}"

    def _turn_newlines(self) -> str:
        self.lines.newline = "\n" if self.lines.newline == "\r\n" else "\r\n"
        return f"newlines {self.lines.newline!r}"
