"""Which entry and which section of one README is which of another: every step is a look-up, and none guesses.

A step pairs only what it finds once on both sides. Texts that are equal to the byte and stand in one section are
interchangeable, so they pair in their order.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from papers.identifiers import Identifiers
from papers.readme.identity import plain
from papers.readme.records import Document

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Heading:
    """A section, as far as it can be recognised."""

    path: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.path[-1] if self.path else ""


@dataclass(frozen=True, slots=True)
class Text:
    """An entry, as far as it can be recognised; `section` counts in its own README, None where it has none there."""

    section: int | None
    title: str
    """Plain."""
    identifiers: Identifiers
    source: bytes = b""


@dataclass(frozen=True)
class Alignment:
    """Indices in the old README to indices in the new one."""

    sections: Mapping[int, int] = field(default_factory=dict)
    entries: Mapping[int, int] = field(default_factory=dict)


def headings(document: Document) -> list[Heading]:
    return [Heading(document.path(section.index)) for section in document.sections]


def texts(document: Document) -> list[Text]:
    data = document.source.data
    return [
        Text(entry.section, plain(entry.values.title), entry.values.identifiers, data[entry.start : entry.end])
        for entry in document.entries
    ]


def align(
    old_headings: Sequence[Heading],
    old_texts: Sequence[Text],
    new_headings: Sequence[Heading],
    new_texts: Sequence[Text],
    known: Alignment = Alignment(),
) -> Alignment:
    """Sections by path, title, and what they share; entries by source, title in the section, identifier, title.

    What is `known` stays paired. Sections with equal paths that share nothing pair in their order.
    """
    sections, entries = dict(known.sections), dict(known.entries)
    align_headings(old_headings, new_headings, sections)
    _by_source(old_texts, new_texts, sections, entries)
    _by_shared_entries(old_texts, new_texts, sections, entries)
    _in_order(old_headings, new_headings, sections)
    _by_source(old_texts, new_texts, sections, entries)
    align_texts(old_texts, new_texts, sections, entries)
    _by_shared_entries(old_texts, new_texts, sections, entries)
    return Alignment(sections, entries)


def align_copies(
    old_headings: Sequence[Heading],
    old_texts: Sequence[Text],
    new_headings: Sequence[Heading],
    new_texts: Sequence[Text],
) -> Alignment:
    """Pairs entries that stand in both READMEs to the byte, and the sections of one path around them."""
    sections: dict[int, int] = {}
    entries: dict[int, int] = {}
    align_headings(old_headings, new_headings, sections, by_title=False)
    _by_source(old_texts, new_texts, sections, entries)
    _by_shared_entries(old_texts, new_texts, sections, entries)
    _in_order(old_headings, new_headings, sections, often=True)
    _by_source(old_texts, new_texts, sections, entries)
    return Alignment(sections, entries)


def align_headings(
    old: Sequence[Heading], new: Sequence[Heading], found: dict[int, int] | None = None, *, by_title: bool = True
) -> dict[int, int]:
    """Adds to `found` what path, then title tell."""
    found = {} if found is None else found
    _pair(found, [(each.path, at) for at, each in enumerate(old)], [(each.path, at) for at, each in enumerate(new)])
    if by_title:
        titles = [(each.title, at) for at, each in enumerate(old)]
        _pair(found, titles, [(each.title, at) for at, each in enumerate(new)])
    return found


def _in_order(old: Sequence[Heading], new: Sequence[Heading], found: dict[int, int], *, often: bool = False) -> None:
    """Pairs what is left of equal paths, one after the other; where `often`, only if both sides have as many."""
    taken = set(found.values())
    waiting: dict[tuple[str, ...], deque[int]] = {}
    for at, heading in enumerate(new):
        if at not in taken:
            waiting.setdefault(heading.path, deque()).append(at)
    left = [(at, heading.path) for at, heading in enumerate(old) if at not in found]
    counts = Counter(path for _, path in left)
    usable = {path for path, places in waiting.items() if not often or len(places) == counts[path]}
    for at, path in left:
        if path in usable and waiting[path]:
            found[at] = waiting[path].popleft()


def align_texts(
    old: Sequence[Text], new: Sequence[Text], sections: Mapping[int, int], found: dict[int, int]
) -> dict[int, int]:
    """Adds to `found` what title within the section, then identifier, then title anywhere tell of the rest."""
    _pair(
        found,
        [((sections.get(text.section), text.title), at) for at, text in enumerate(old) if text.section is not None],
        [((text.section, text.title), at) for at, text in enumerate(new)],
        usable=lambda key: key[0] is not None and bool(key[1]),
    )
    for kind in range(4):
        _pair(
            found,
            [(text.identifiers.keys()[kind], at) for at, text in enumerate(old)],
            [(text.identifiers.keys()[kind], at) for at, text in enumerate(new)],
            usable=bool,
        )
    _pair(
        found,
        [(text.title, at) for at, text in enumerate(old)],
        [(text.title, at) for at, text in enumerate(new)],
        usable=bool,
    )
    return found


def _pair(
    found: dict[int, int],
    old: Iterable[tuple[T, int]],
    new: Iterable[tuple[T, int]],
    usable: Callable[[T], bool] = lambda key: True,
) -> None:
    """Pairs what has the same key, once on each side among all that is not paired yet."""
    taken = set(found.values())
    known = _once((key, at) for key, at in old if at not in found and usable(key))
    for key, at in _once((key, at) for key, at in new if at not in taken and usable(key)).items():
        if key in known:
            found[known[key]] = at


def _once(keyed: Iterable[tuple[T, int]]) -> dict[T, int]:
    met: dict[T, int] = {}
    repeated: set[T] = set()
    for key, at in keyed:
        if key in met:
            repeated.add(key)
        met[key] = at
    return {key: at for key, at in met.items() if key not in repeated}


def _by_source(old: Sequence[Text], new: Sequence[Text], sections: Mapping[int, int], found: dict[int, int]) -> None:
    taken = set(found.values())
    waiting: dict[tuple[int | None, bytes], deque[int]] = {}
    for at, text in enumerate(new):
        if at not in taken:
            waiting.setdefault((text.section, text.source), deque()).append(at)
    for at, text in enumerate(old):
        there = None if text.section is None else sections.get(text.section)
        if at not in found and there is not None and (same := waiting.get((there, text.source))):
            found[at] = same.popleft()
    sources = [(text.source, at) for at, text in enumerate(old)]
    _pair(found, sources, [(text.source, at) for at, text in enumerate(new)])


def _by_shared_entries(
    old: Sequence[Text], new: Sequence[Text], sections: dict[int, int], entries: Mapping[int, int]
) -> None:
    """Adds the sections that have most of their paired entries in each other."""
    taken = set(sections.values())
    shared: Counter[tuple[int, int]] = Counter()
    for before, after in entries.items():
        here, there = old[before].section, new[after].section
        if here is not None and there is not None and here not in sections and there not in taken:
            shared[here, there] += 1
    for (here, there), _ in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0])):
        if here not in sections and there not in taken:
            sections[here] = there
            taken.add(there)
