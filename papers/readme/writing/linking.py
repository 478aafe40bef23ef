"""Links changed one by one: which of the old ones stay, what their places become, and which are new."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from papers.markdown.edits import Edit
from papers.readme.records import Entry, Link
from papers.readme.vocabulary import fold
from papers.readme.wanted import WriteError
from papers.readme.writing.drafts import Draft
from papers.readme.writing.habits import Habits
from papers.readme.writing.placement import rendered

EMPTY_URL: Final = "links[-1].url"
EMPTY_LABEL: Final = "links[-1].label"
_LABEL: Final = re.compile(rb"\[([^\[\]]*)\]+\(\s*<?\Z")


@dataclass(slots=True)
class LinkChanges:
    """`kept` pairs old numbers with new links; `added` has the number that each new link comes after, -1 for none."""

    kept: list[tuple[int, Link]] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    added: list[tuple[int, Link]] = field(default_factory=list)


def link_changes(entry: Entry, new: Sequence[Link]) -> LinkChanges:
    old = entry.values.links
    wanted = [link for link in new if link.url]
    if len(old) == len(wanted) and all(_can_become(entry, at, link) for at, link in enumerate(wanted)):
        return LinkChanges(kept=list(enumerate(wanted)))
    return _aligned(entry, wanted)


def _can_become(entry: Entry, at: int, link: Link) -> bool:
    label = entry.values.links[at].label
    return label == link.label or bool(label and link.label and f"links[{at}].label" in entry.places)


def _likeness(entry: Entry, at: int, link: Link) -> int:
    """How much of an old link a new one is; 0 where it cannot take its place."""
    old = entry.values.links[at]
    if not _can_become(entry, at, link):
        return 0
    return 4 * (old == link) or 2 * (fold(old.label) == fold(link.label)) + 2 * (old.url == link.url)


def _aligned(entry: Entry, new: Sequence[Link]) -> LinkChanges:
    """The pairing in order that keeps most, by the usual table of best results for what follows."""
    count = len(entry.values.links)
    best = [[0] * (len(new) + 1) for _ in range(count + 1)]
    for i in range(count - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            likeness = _likeness(entry, i, new[j])
            best[i][j] = max(best[i + 1][j], best[i][j + 1], likeness and likeness + best[i + 1][j + 1])
    changes = LinkChanges()
    i = j = 0
    while i < count or j < len(new):
        likeness = _likeness(entry, i, new[j]) if i < count and j < len(new) else 0
        if likeness and best[i][j] == likeness + best[i + 1][j + 1]:
            changes.kept.append((i, new[j]))
            i, j = i + 1, j + 1
        elif i < count and (j == len(new) or best[i][j] == best[i + 1][j]):
            changes.removed.append(i)
            i += 1
        else:
            changes.added.append((i - 1, new[j]))
            j += 1
    return changes


def apply_link_changes(habits: Habits, draft: Draft, changes: LinkChanges) -> list[tuple[int, Link]]:
    """Replaces and fills; the answer is what is left to be added."""
    entry = draft.entry
    for at, link in changes.kept:
        _replace(habits, draft, at, link)
    added = list(changes.added)
    if added and EMPTY_URL in entry.places and _is_for(habits, entry, added[0][1]):
        _fill(habits, draft, added.pop(0)[1])
    return added


def _is_for(habits: Habits, entry: Entry, link: Link) -> bool:
    """Whether the empty address stands behind the link's label, or behind one that can become it."""
    if EMPTY_LABEL in entry.places:
        return True
    label = _LABEL.search(habits.data[entry.start : entry.places[EMPTY_URL].start])
    return bool(link.label) and (label is None or fold(label[1].decode()) == fold(link.label))


def _replace(habits: Habits, draft: Draft, at: int, link: Link) -> None:
    old = draft.entry.values.links[at]
    for name, was, now in (("url", old.url, link.url), ("label", old.label, link.label)):
        if was != now:
            set_value(habits, draft, f"links[{at}].{name}", now, was)


def set_value(habits: Habits, draft: Draft, key: str, text: str, old_text: str = "") -> None:
    """Puts `text` in the place of that key."""
    found = draft.find(key)
    if found is None:
        raise WriteError("this link's address is not written where it can be replaced", field="links")
    place = draft.entry.places[key]
    found[1].edits.append(Edit(place.start, place.end, rendered(habits, draft.entry, key, text, old_text)))


def _fill(habits: Habits, draft: Draft, link: Link) -> None:
    set_value(habits, draft, EMPTY_URL, link.url)
    if EMPTY_LABEL in draft.entry.places and habits.written(draft.entry, EMPTY_LABEL) != link.label.encode():
        set_value(habits, draft, EMPTY_LABEL, link.label)
