"""Wishes for a README, told by titles, and the check that writing one gives the expected text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from papers.readme.reader import read
from papers.readme.records import Document, Link, Values
from papers.readme.venues import BUILT_IN
from papers.readme.wanted import WantedEntry, WantedSection, WriteError, unchanged
from papers.readme.writer import write


def paper(title: str, **values: Any) -> Values:
    return Values(title=title, **values)


def links(*pairs: tuple[str, str]) -> tuple[Link, ...]:
    return tuple(Link(label, url) for label, url in pairs)


class Wish:
    """A document's own wish, changed step by step; titles name entries and sections, the first of that title counts."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.sections: list[WantedSection] = list(unchanged(document))

    def find(self, title: str) -> tuple[int, int]:
        for number, section in enumerate(self.sections):
            for at, entry in enumerate(section.entries):
                if entry.values.title == title:
                    return number, at
        raise KeyError(title)

    def section(self, title: str) -> int:
        return next(at for at, section in enumerate(self.sections) if section.title == title)

    def entry(self, title: str) -> WantedEntry:
        number, at = self.find(title)
        return self.sections[number].entries[at]

    def _put(self, number: int, entries: list[WantedEntry]) -> None:
        self.sections[number] = replace(self.sections[number], entries=tuple(entries))

    def change(self, title: str, /, **values: Any) -> Wish:
        number, at = self.find(title)
        entries = list(self.sections[number].entries)
        changed = entries[at].changed | frozenset(values)
        entries[at] = replace(entries[at], values=replace(entries[at].values, **values), changed=changed)
        self._put(number, entries)
        return self

    def take(self, title: str) -> WantedEntry:
        number, at = self.find(title)
        entries = list(self.sections[number].entries)
        taken = entries.pop(at)
        self._put(number, entries)
        return taken

    def remove(self, *titles: str) -> Wish:
        for title in titles:
            self.take(title)
        return self

    def put(
        self, entry: WantedEntry, section: str | None = None, after: str | None = None, first: bool = False
    ) -> Wish:
        if after is not None:
            number, at = self.find(after)
            at += 1
        else:
            number = self.section(section or "")
            at = 0 if first else len(self.sections[number].entries)
        entries = list(self.sections[number].entries)
        entries.insert(at, entry)
        self._put(number, entries)
        return self

    def add(self, values: Values, **place: Any) -> Wish:
        return self.put(WantedEntry(None, values), **place)

    def move(self, title: str, may_lose_text: bool = False, **place: Any) -> Wish:
        return self.put(replace(self.take(title), may_lose_text=may_lose_text), **place)

    def reorder(self, section: str, *titles: str) -> Wish:
        number = self.section(section)
        by_title = {entry.values.title: entry for entry in self.sections[number].entries}
        self._put(number, [by_title[title] for title in titles])
        return self

    def change_section(self, title: str, /, **values: Any) -> Wish:
        number = self.section(title)
        self.sections[number] = replace(self.sections[number], **values)
        return self

    def remove_section(self, title: str) -> Wish:
        del self.sections[self.section(title)]
        return self

    def add_section(self, section: WantedSection, after: str) -> Wish:
        self.sections.insert(self.section(after) + 1, section)
        return self

    def move_section(self, title: str, after: str, level: int | None = None) -> Wish:
        section = self.sections.pop(self.section(title))
        if level is not None:
            section = replace(section, level=level)
        return self.add_section(section, after)


def written(before: bytes, wish: Callable[[Wish], object]) -> bytes:
    asked = Wish(read(before, BUILT_IN))
    wish(asked)
    return write(asked.document, asked.sections, BUILT_IN)


def check_written(before: str, wish: Callable[[Wish], object], after: str) -> None:
    """With line feeds, with CRLF and behind a byte order mark: the same change, and no other byte's."""
    for newline, mark in (("\n", ""), ("\r\n", ""), ("\n", "\ufeff")):
        source = (mark + before.replace("\n", newline)).encode()
        assert written(source, wish).decode() == mark + after.replace("\n", newline)
        assert written(source, lambda _: None) == source


def check_line(before: str, wish: Callable[[Wish], object], after: str) -> None:
    """One line of a small list, with neighbours before and after it that stay as they are."""
    first = "# A list\n\n## Papers\n\n"
    check_written(f"{first}{before}\n", wish, f"{first}{after}\n")


def check_refused(before: str, wish: Callable[[Wish], object], reason: str) -> WriteError:
    with pytest.raises(WriteError, match=reason) as caught:
        written(before.encode(), wish)
    return caught.value
