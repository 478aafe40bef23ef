"""Whole entries as bytes: changed in their place, cloned for a new paper, or fitted to another list."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from papers.markdown.edits import Edit
from papers.readme.records import VALUE_FIELDS, Context, Entry, Kind, Link, Place, Values
from papers.readme.writing.additions import add_fields, add_links
from papers.readme.writing.drafts import NUMBER, Draft
from papers.readme.writing.habits import MARKER, Habits
from papers.readme.writing.linking import LinkChanges, apply_link_changes, link_changes
from papers.readme.writing.placement import ADDABLE, field_changes, remove_values, replace_values
from papers.readme.writing.rendering import Surroundings, render, render_text

_ALL: Final = frozenset(VALUE_FIELDS)


def rewritten(habits: Habits, entry: Entry, target: Values, changed: frozenset[str]) -> bytes:
    """The entry's bytes with the changed fields as `target` has them."""
    draft = Draft.of(entry, habits.data)
    _change(habits, draft, target, changed, _writable(entry.values, target))
    return draft.text()


def _writable(old: Values, target: Values) -> Callable[[str], bool]:
    """Fields that an entry lacks are added only if they are of those that ever are."""
    return lambda name: bool(getattr(old, name)) or name in (*ADDABLE, "title", "links")


def _change(
    habits: Habits, draft: Draft, target: Values, changed: frozenset[str], writable: Callable[[str], bool]
) -> None:
    fields = frozenset(name for name in changed if writable(name))
    changes = field_changes(habits, draft.entry, target, fields)
    linked = link_changes(draft.entry, target.links) if "links" in fields else LinkChanges()
    removed = changes.removed | {f"links[{at}].{name}" for at in linked.removed for name in ("url", "label")}
    draft.leaving = frozenset(removed)
    replace_values(draft, changes)
    added = apply_link_changes(habits, draft, linked)
    add_fields(habits, draft, target, changes.missing)
    add_links(habits, draft, added)
    remove_values(habits, draft, removed)


def cloned(habits: Habits, model: Entry, target: Values, *, step: int = 1) -> bytes:
    """A new entry in the model's form, that many places behind it; before it where `step` is negative."""
    draft = Draft.of(model, habits.data)
    _empty(habits, draft)
    free = {
        key: place for key, place in model.places.items() if key.startswith("links[") or habits.stands_free(model, key)
    }
    draft.entry = model = model._replace(places=free, values=_placed_values(model, free))
    fields = _ALL
    if not target.date and target.year and "date" in model.places and "year" not in model.places:
        _say_year_for_date(draft, target)
        fields = _ALL - {"date", "year"}
    _change(habits, draft, target, fields, _writable(model.values, target))
    _renumber(habits, draft, step)
    return draft.text()


def _placed_values(entry: Entry, places: Mapping[str, Place]) -> Values:
    """The values that have bytes of their own in the entry; others are not its to pass on."""
    empty = Values()
    shown = {name: getattr(entry.values if name in places else empty, name) for name in VALUE_FIELDS}
    return Values(**{**shown, "links": entry.values.links})


def _empty(habits: Habits, draft: Draft) -> None:
    """Takes out what belongs to the model's paper and to no value: words, badges, counters."""
    draft.drop_unread(habits.labels)
    for number, run in enumerate(draft.runs):
        for part in list(run.parts):
            if not any(key in draft.entry.places for key in part.keys):
                draft.remove(part, habits.empty_cell(draft.entry, number))


def _say_year_for_date(draft: Draft, target: Values) -> None:
    place = draft.entry.places["date"]
    if found := draft.find("date"):
        found[1].edits.append(Edit(place.start, place.end, str(target.year).encode()))


def _renumber(habits: Habits, draft: Draft, step: int) -> None:
    """The number after the model's, or the one before it; the same in a list that numbers all items alike."""
    entry, run = draft.entry, draft.runs[0]
    if entry.kind is Kind.ITEM:
        run.head = next_marker(habits, entry, run.head, step)
    elif run.parts and (found := NUMBER.fullmatch(run.parts[0].before)):
        run.parts[0].before = _stepped(found, step)
    elif not run.parts and entry.kind is Kind.ROW and (found := NUMBER.fullmatch(run.tail)):
        run.tail = _stepped(found, step)


def _stepped(found: re.Match[bytes], step: int) -> bytes:
    return found[1] + str(max(1, int(found[2]) + step)).encode() + found[3]


def next_marker(habits: Habits, entry: Entry, head: bytes, step: int) -> bytes:
    """The marker of the item behind the entry, or before it; bullets stay as they are."""
    marker = MARKER.match(head)
    if marker is None or marker[3] is None or habits.numbers_all_alike(entry, int(marker[3])):
        return head
    return head[: marker.start(3)] + str(max(1, int(marker[3]) + step)).encode() + head[marker.end(3) :]


def fitted(habits: Habits, text: bytes, entry: Entry, neighbour: Entry | None, *, step: int) -> bytes:
    """A moved item's bytes with the bullet and indent of the list that it comes to; other kinds stay as they are."""
    if neighbour is None or entry.kind is not Kind.ITEM or neighbour.kind is not Kind.ITEM:
        return text
    old, new = MARKER.match(text), MARKER.match(habits.data[neighbour.start : neighbour.body])
    if old is None or new is None:
        return text
    same_list = entry.section == neighbour.section and old[1] == new[1] and bool(old[2]) == bool(new[2])
    head = old[0] if same_list else next_marker(habits, neighbour, new[0], step)
    return head + _reindented(text[old.end() :], len(head) - len(old[0])) if head != old[0] else text


def _reindented(text: bytes, shift: int) -> bytes:
    """The lines behind the first moved by `shift` columns; lazy lines, and those with tabs, stay."""

    def moved(match: re.Match[bytes]) -> bytes:
        indent = match[2]
        if not shift or b"\t" in indent:
            return match[0]
        return match[1] + (indent + b" " * shift if shift > 0 else indent[: max(0, len(indent) + shift)])

    return re.sub(rb"(\r\n|\n|\r)([ \t]+)(?=[^\s])", moved, text)


def default_entry(habits: Habits, target: Values) -> bytes:
    """`- (**ICLR'24**) [Empirical] Title [[Paper](url)]`, for a list that has no entry to take a form from."""
    published = _published(habits, target)
    parts = [b"(**" + render_text(published, b"**", b"**") + b"**)"] if published else []
    if target.evidence_types:
        parts.append(b"[" + render_text(habits.evidence_joiner.join(target.evidence_types)) + b"]")
    bare = next((link for link in target.links if link.url and not link.label), None)
    title = render_text(target.title, b"[" if bare else b"", b"](x)" if bare else b"")
    parts.append(b"[" + title + b"](" + _address(bare) + b")" if bare else title)
    for link in target.links:
        if link.url and link.label:
            label = render(link.label, Context.LINK_TEXT, Surroundings(b"[[", b"](x)]"))
            parts.append(b"[[" + label + b"](" + _address(link) + b")]")
    return b"- " + b" ".join(parts)


def _published(habits: Habits, target: Values) -> str:
    year = f"{target.year % 100:02}" if target.year and 1970 <= target.year <= 2069 and target.venue else target.year
    said = f"{habits.spelling('venue', target.venue)}'{year}" if target.venue and year else target.venue or year or ""
    return f"{said} {target.track}".strip()


def _address(link: Link) -> bytes:
    return render(link.url, Context.URL, Surroundings(b"[x](", b")"))
