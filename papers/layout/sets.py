"""Three-way merging of values that are sets of elements: evidence types, tags, and links by their label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from papers.readme.records import Link

Elements = tuple[Any, ...]


def keyed(elements: Elements) -> dict[Hashable, Any]:
    """A link by its label, counted where it repeats, so that another URL is a change of it; others by themselves."""
    seen: Counter[str] = Counter()
    found: dict[Hashable, Any] = {}
    for element in elements:
        if isinstance(element, Link):
            found[element.label, seen[element.label]] = element
            seen[element.label] += 1
        else:
            found[element] = element
    return found


def with_changes(own: Elements, before: Elements, after: Elements) -> Elements:
    """`own` with what changed from `before` to `after`."""
    return merged(before, own, after, prefer_theirs=True)[0]


def merged(base: Elements, ours: Elements, theirs: Elements, *, prefer_theirs: bool) -> tuple[Elements, bool]:
    """The elements after both sides' changes, and whether an element was changed to two different values."""
    if ours in (base, theirs):
        return theirs, False
    if theirs == base:
        return ours, False
    if not base and _same_links(ours, theirs):
        return theirs, False
    was, mine, yours = keyed(base), keyed(ours), keyed(theirs)
    is_conflict = False
    found: dict[Hashable, Any] = {}
    for key in _in_order(list(yours), list(mine)):
        old, our, their = was.get(key), mine.get(key), yours.get(key)
        if our != their and our != old and their != old:
            is_conflict = True
            chosen = their if prefer_theirs else our
        else:
            chosen = our if their == old else their
        if chosen is not None:
            found[key] = chosen
    return tuple(found.values()), is_conflict


def without_sent(before: Elements, new: Elements, sent: Sequence[Elements]) -> Elements:
    """Return `new` as if what it took from one of `sent` had not been changed from `before`."""
    if not sent or new == before:
        return new
    was, now, ours = keyed(before), keyed(new), [keyed(each) for each in sent]
    found: dict[Hashable, Any] = {}
    for key in _in_order(list(now), list(was)):
        value = now.get(key)
        if value != was.get(key) and any(each.get(key) == value for each in ours):
            value = was.get(key)
        if value is not None:
            found[key] = value
    return tuple(found.values())


def taken_back(before: Elements, new: Elements, edit_before: Elements, edit_after: Elements) -> bool:
    """Whether `new` changes an element of `before` back to what it was before an edit."""
    was, now, old, edited = keyed(before), keyed(new), keyed(edit_before), keyed(edit_after)
    return any(
        now.get(key) != was.get(key) and edited.get(key) == was.get(key) and old.get(key) == now.get(key)
        for key in {*was, *now}
    )


def _in_order(keys: Sequence[Hashable], others: Sequence[Hashable]) -> Sequence[Hashable]:
    known = set(keys)
    return [*keys, *(key for key in others if key not in known)]


def _same_links(ours: Elements, theirs: Elements) -> bool:
    return bool(ours) and all(isinstance(each, Link) for each in (*ours, *theirs)) and _urls(ours) == _urls(theirs)


def _urls(links: Elements) -> Mapping[str, int]:
    return Counter(link.url for link in links)
