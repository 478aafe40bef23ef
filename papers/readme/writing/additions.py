"""Values added to an entry that has none, in the form and at the place that the nearest entry gives them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from papers.markdown.edits import Edit
from papers.readme.records import Context, Entry, Kind, Link, Values
from papers.readme.wanted import WriteError
from papers.readme.writing.drafts import Draft, Label, Part, Run, is_empty_cell, says_something
from papers.readme.writing.habits import Habits, links_of
from papers.readme.writing.linking import set_value
from papers.readme.writing.placement import field_changes, remove_values, replace_values, value_edit
from papers.readme.writing.rendering import Surroundings, render, render_text

# Never found by number, and still known as a link.
ADDED_LINK: Final = ("links[+].url", "links[+].label")
_CLOSING: Final = re.compile(rb"[*_`~)\]}]*")
_OPENING: Final = re.compile(rb"[*_`~(\[{]*\Z")
_OPENING_QUOTES: Final = re.compile('(?:"|“|«)*\\Z'.encode())
_CLOSING_QUOTES: Final = re.compile('(?:"|”|»)*'.encode())
_MIRRORED: Final = bytes.maketrans(b"([{", b")]}")


def add_fields(habits: Habits, draft: Draft, target: Values, missing: Sequence[str]) -> None:
    """Adds the missing fields to the draft. Raises WriteError where the list shows no place for one."""
    absent = {*missing, *draft.leaving}
    left = [name for name in missing if not _beside_sibling(habits, draft, target, name, absent)]
    while left:
        model = _model(habits, draft.entry, left)
        if model is None or {"venue", "year"} & set(left) - model.places.keys():
            _without_model(habits, draft, target, left)
            return
        added = _clusters(habits, draft, model, target, [name for name in left if name in model.places])
        if not added:
            _without_model(habits, draft, target, left)
            return
        left = [name for name in left if name not in added]


def _model(habits: Habits, entry: Entry, names: Sequence[str]) -> Entry | None:
    """The nearest entry with all of the fields, else with the first of them."""
    whole = habits.nearest(entry, tuple(names), lambda one: all(habits.stands_free(one, name) for name in names))
    return whole or next((found for name in names if (found := _showing(habits, entry, name))), None)


def _showing(habits: Habits, entry: Entry, name: str) -> Entry | None:
    return habits.nearest(entry, (name,), lambda one: habits.stands_free(one, name))


def _beside_sibling(habits: Habits, draft: Draft, target: Values, name: str, absent: Collection[str]) -> bool:
    """Writes the field next to one that it shares a group with elsewhere: the year in `(**ICLR**)`."""
    entry = draft.entry
    siblings = [key for key in ("venue", "track", "year") if key != name and key not in absent and draft.find(key)]
    if name not in ("venue", "track", "year") or not siblings:
        return False

    def shares(one: Entry) -> bool:
        return any(name in group.fields and any(key in group.fields for key in siblings) for group in one.groups)

    key = (name, "beside", *siblings)
    model = habits.nearest(entry, key, lambda one: habits.stands_free(one, name) and shares(one))
    if model is None:
        return _beside_without_model(draft, target, name)
    group = next(group for group in model.groups if name in group.fields)
    keys = sorted((key for key in group.fields if key in model.places), key=lambda key: model.places[key].start)
    at = keys.index(name)
    written = value_edit(habits, model, name, target).new
    before = [key for key in keys[:at] if key in siblings]
    if before:
        gap = habits.data[model.places[keys[at - 1]].end : model.places[name].start]
        _insert_behind(habits, draft, before[-1], gap, written)
    else:
        after = next(key for key in keys[at + 1 :] if key in siblings)
        gap = habits.data[model.places[name].end : model.places[keys[at + 1]].start]
        place = entry.places[after]
        _part(draft, after).edits.append(Edit(place.start, place.start, written + gap))
    return True


def _insert_behind(habits: Habits, draft: Draft, key: str, gap: bytes, written: bytes) -> None:
    end = draft.entry.places[key].end
    closing = _matched(_CLOSING, gap)
    if closing and habits.data.startswith(closing, end):
        end += len(closing)
    else:
        gap = gap[len(closing) :]
    opening = _matched(_OPENING, gap)
    _part(draft, key).edits.append(Edit(end, end, gap + written + opening[::-1].translate(_MIRRORED)))


def _matched(pattern: re.Pattern[bytes], text: bytes) -> bytes:
    found = pattern.search(text)
    return found[0] if found else b""


def _beside_without_model(draft: Draft, target: Values, name: str) -> bool:
    """`ICLR` becomes `ICLR 2021`, `2021` becomes `ICLR 2021`; a track has no such plain place."""
    other = {"venue": "year", "year": "venue"}.get(name)
    if other is None or draft.find(other) is None or draft.entry.kind is Kind.ROW:
        return False
    place = draft.entry.places[other]
    if name == "year":
        _part(draft, other).edits.append(Edit(place.end, place.end, f" {target.year}".encode()))
    else:
        _part(draft, other).edits.append(Edit(place.start, place.start, render_text(target.venue) + b" "))
    return True


def _part(draft: Draft, key: str) -> Part:
    found = draft.find(key)
    if found is None:
        raise WriteError(f"the {key.replace('_', ' ')} has no place of its own here", field=key)
    return found[1]


def _clusters(habits: Habits, draft: Draft, model: Entry, target: Values, names: Sequence[str]) -> set[str]:
    """Copies the model's groups that hold the fields, neighbours together; the answer is what was added."""
    shown = Draft.of(model, habits.data)
    added: set[str] = set()
    for column, run in enumerate(shown.runs):
        at = 0
        while at < len(run.parts):
            first = at
            while at < len(run.parts) and any(name in run.parts[at].keys for name in names):
                at += 1
            if at > first:
                parts = [_filled(habits, model, run.parts[number], target, names) for number in range(first, at)]
                _insert(draft, column, run, first, at, parts, habits.labels)
                added.update(name for part in parts for name in part.keys)
            at += 1
    return added & set(names)


def _filled(habits: Habits, model: Entry, part: Part, target: Values, names: Sequence[str]) -> Part:
    """The model's part with the target's values, all but the named ones taken out."""
    only = Values(title="-", **{name: getattr(target, name) for name in names})
    within = Draft(model, habits.data, [Run(b"", [replace(part, edits=[])], b"")], b"")
    keys = frozenset(key for key in part.keys if not key.startswith("links["))
    changes = field_changes(habits, model, only, keys - {"title"})
    changes.missing.clear()
    replace_values(within, changes)
    remove_values(habits, within, changes.removed | {key for key in part.keys if key.startswith("links[")})
    filled = within.runs[0].parts[0]
    filled.before = part.before
    filled.keys = tuple(name for name in names if name in part.keys)
    return filled


def _insert(
    draft: Draft, column: int, shown: Run, first: int, last: int, parts: list[Part], labels: Collection[Label]
) -> None:
    """Puts the parts behind the group that stands before them in the model, else before the one behind them."""
    for part in parts:
        part.drop_unread(labels)
    run = draft.runs[column] if column < len(draft.runs) else draft.runs[-1]
    if draft.entry.kind is Kind.ROW and not run.parts and is_empty_cell(run.tail):
        parts[0].before, run.tail = shown.parts[first].before if first == 0 else b"", b""
        run.parts = parts
        return
    for number in range(first - 1, -1, -1):
        at = _position(draft, run, shown.parts[number], last=True)
        if at is not None:
            if number < first - 1 and not parts[0].before:
                parts[0].before = b" "
            following = shown.parts[last].before if last < len(shown.parts) else shown.tail
            _open_gap(run, at + 1, following)
            run.parts[at + 1 : at + 1] = parts
            return
    for number in range(last, len(shown.parts)):
        at = _position(draft, run, shown.parts[number], last=False)
        if at is not None:
            parts[0].before, run.parts[at].before = run.parts[at].before, shown.parts[number].before
            run.parts[at:at] = parts
            return
    if not says_something(parts[0].before):
        parts[0].before = parts[0].before if run.parts else b" "
    else:
        parts[0].before = b" "
    run.parts += parts


def _open_gap(run: Run, at: int, following: bytes) -> None:
    """Where nothing stood between two groups, the new one gets what stands behind it in the model."""
    if at < len(run.parts) and not run.parts[at].before and not following.strip():
        run.parts[at].before = following


def _position(draft: Draft, run: Run, shown: Part, *, last: bool) -> int | None:
    """Where the run has a part of the same kind as the model's, one that stays."""
    kinds = {_kind(key) for key in shown.keys}
    found = [
        at for at, part in enumerate(run.parts) if kinds & {_kind(key) for key in part.keys if key not in draft.leaving}
    ]
    return found[-1 if last else 0] if found else None


def _kind(key: str) -> str:
    return "links" if key.startswith("links[") else key


def _without_model(habits: Habits, draft: Draft, target: Values, names: Sequence[str]) -> None:
    """The form of a list that never says such a thing: `[Empirical] Title`, `Title (ICLR 2024)`."""
    found = draft.find("title")
    for name in names:
        if draft.entry.kind is Kind.ROW:
            raise WriteError(f"this table has no column for the {name.replace('_', ' ')}", field=name)
        if found is None or draft.entry.kind is Kind.HTML or name == "track":
            raise WriteError(f"no entry of this list shows where the {name.replace('_', ' ')} stands", field=name)
    if found is None:
        return
    run, part = found
    if "evidence_types" in names:
        words = habits.evidence_joiner.join(habits.spelling("evidence_types", name) for name in target.evidence_types)
        quotes = _matched(_OPENING_QUOTES, part.before)
        before = part.before[: len(part.before) - len(quotes)]
        run.parts.insert(run.parts.index(part), Part.new(before, b"[" + render_text(words) + b"]", "evidence_types"))
        part.before = b" " + quotes
    published = []
    if "venue" in names:
        published.append(habits.spelling("venue", target.venue))
    if "year" in names:
        published.append(str(target.year))
    if published:
        _write_behind(run, part, Part.new(b" ", b"(" + render_text(" ".join(published)) + b")", "venue", "year"))


def _write_behind(run: Run, part: Part, new: Part) -> None:
    """Behind the part and the quote that closes it."""
    at = run.parts.index(part) + 1
    following = run.parts[at].before if at < len(run.parts) else run.tail
    quotes = _matched(_CLOSING_QUOTES, following)
    new.before = quotes + new.before
    if at < len(run.parts):
        run.parts[at].before = following[len(quotes) :]
    else:
        run.tail = following[len(quotes) :]
    run.parts.insert(at, new)


def add_links(habits: Habits, draft: Draft, added: Sequence[tuple[int, Link]]) -> None:
    """Adds links one behind the other, each in the form of a neighbour's."""
    for after, link in reversed(added):
        if link.label:
            _add_link(habits, draft, after, link)
        else:
            _add_title_link(habits, draft, link)


def _add_title_link(habits: Habits, draft: Draft, link: Link) -> None:
    found = draft.find("title")
    place = draft.entry.places.get("title")
    if found is None or place is None or place.context is not Context.TEXT or draft.entry.kind is Kind.HTML:
        raise WriteError("the title cannot be made a link here", field="links")
    row = draft.entry.kind is Kind.ROW
    url = render(link.url, Context.URL, Surroundings(b"[x](", b")", row))
    part = found[1]
    part.edits.append(Edit(place.start, place.start, b"["))
    part.edits.append(Edit(place.end, place.end, b"](" + url + b")"))


def _add_link(habits: Habits, draft: Draft, after: int, link: Link) -> None:
    entry = draft.entry
    row = entry.kind is Kind.ROW
    labelled = ("label", link.label)
    same_label = habits.nearest(entry, labelled, lambda one: any(label == link.label for _, label in links_of(one)))
    own = next(((entry, at) for at, _ in reversed(list(links_of(entry)))), None)
    other = same_label or habits.nearest(entry, "a link", lambda one: any(True for _ in links_of(one)))
    if own and not (row and same_label):
        model, number = own
    elif other is not None:
        numbers = [at for at, label in links_of(other) if label == link.label] or [at for at, _ in links_of(other)]
        model, number = other, numbers[0]
    else:
        _add_plain_link(draft, after, link)
        return
    part, column, position = _linked(habits, model, number, link)
    if model is entry:
        _insert_own(habits, draft, after, part)
        return
    shown = Draft.of(model, habits.data).runs[column]
    kept = shown.parts[position + 1 :]
    model_run = Run(shown.head, [*shown.parts[:position], part, *kept], shown.tail)
    _insert(draft, column, model_run, position, position + 1, [part], habits.labels)
    anchor = draft.find(f"links[{after}].url")
    if anchor is not None and part in anchor[0].parts:
        _keep_order(anchor[0], anchor[1], part)


def _keep_order(run: Run, first: Part, second: Part) -> None:
    """Puts the second behind the first, where the model has its links elsewhere."""
    at = run.parts.index(second)
    if at > run.parts.index(first):
        return
    del run.parts[at]
    run.parts[at].before = second.before
    second.before = b" "
    run.parts.insert(run.parts.index(first) + 1, second)


def _linked(habits: Habits, model: Entry, number: int, link: Link) -> tuple[Part, int, int]:
    """A copy of one of the model's links with another label and address, and where in the model it stands."""
    shown = Draft.of(model, habits.data)
    key = f"links[{number}].url"
    for column, run in enumerate(shown.runs):
        for position, part in enumerate(run.parts):
            if key in part.keys:
                set_value(habits, shown, key, link.url, model.values.links[number].url)
                if model.values.links[number].label != link.label:
                    set_value(habits, shown, f"links[{number}].label", link.label, model.values.links[number].label)
                part.keys = ADDED_LINK
                return part, column, position
    raise WriteError("the list shows no link to take the form from", field="links")


def _insert_own(habits: Habits, draft: Draft, after: int, part: Part) -> None:
    """Behind the entry's link of that number, separated as its links, or a neighbour's, are."""
    anchor = draft.find(f"links[{after}].url") if after >= 0 else None
    separator = _link_separator(habits, draft)
    if anchor is None:
        run, first = next(
            (run, other)
            for run in draft.runs
            for other in run.parts
            if any(key.startswith("links[") for key in other.keys)
        )
        part.before, first.before = first.before, separator
        run.parts.insert(run.parts.index(first), part)
        return
    run, before = anchor
    labelled = [at for at, other in enumerate(run.parts) if any(key.endswith("].label") for key in other.keys)]
    at = run.parts.index(before)
    if at not in labelled and labelled and labelled[0] > at:
        part.before, run.parts[labelled[0]].before = run.parts[labelled[0]].before, separator
        run.parts.insert(labelled[0], part)
        return
    part.before = separator if at in labelled or not labelled else part.before
    run.parts.insert(at + 1, part)


def _is_link(part: Part) -> bool:
    return any(key.startswith("links[") for key in part.keys)


def _link_separator(habits: Habits, draft: Draft) -> bytes:
    entry = draft.entry
    several = entry if len(list(links_of(entry))) > 1 else None
    model = several or habits.nearest(entry, "links", lambda one: len(list(links_of(one))) > 1)
    if model is not None:
        for run in Draft.of(model, habits.data).runs:
            for first, second in pairwise(run.parts):
                both = (first, second)
                if all(any(key.startswith("links[") and key.endswith("label") for key in one.keys) for one in both):
                    return second.before
    return b" "


def _add_plain_link(draft: Draft, after: int, link: Link) -> None:
    """`[Code](https://...)` behind the entry's other links in a list that shows no other form."""
    row = draft.entry.kind is Kind.ROW
    anchor = draft.find(f"links[{after}].url")
    if anchor is None and not row:
        anchor = draft.find("title")
    if anchor is None or draft.entry.kind is Kind.HTML:
        missing = "this table has no column" if row else "no entry of this list shows a place"
        raise WriteError(f"{missing} for the link", field="links")
    label = render(link.label, Context.LINK_TEXT, Surroundings(b"[", b"](x)", row))
    url = render(link.url, Context.URL, Surroundings(b"[x](", b")", row))
    _write_behind(*anchor, Part.new(b" ", b"[" + label + b"](" + url + b")", *ADDED_LINK))
