"""One value in the place of another: its spelling, its style, and what goes with a value that is removed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from papers.author_lists import ET_AL, find_marker, is_cut, listed_names
from papers.markdown.edits import Edit
from papers.readme.records import VALUE_FIELDS, Entry, Values
from papers.readme.vocabulary import fold
from papers.readme.wanted import WriteError
from papers.readme.writing.drafts import Draft, Part
from papers.readme.writing.habits import Habits
from papers.readme.writing.rendering import render, surroundings
from papers.readme.writing.unwrapping import unwrapped

ADDABLE: Final = ("venue", "track", "year", "evidence_types")
NEVER_ADDED: Final = ("name", "authors", "date", "tags", "note")
"""Changed where they stand; an entry that has none gets none."""
_CLOSERS: Final = re.compile(rb"[*_`~)\]}]*")
_OPENERS: Final = re.compile(rb"[*_`~(\[{]*\Z")
_MIRRORED: Final = bytes.maketrans(b"([{", b")]}")
_UNMIRRORED: Final = bytes.maketrans(b")]}", b"([{")
_JOINERS: Final = {"authors": ", ", "tags": ", "}


@dataclass(slots=True)
class FieldChanges:
    """What becomes of an entry's values: edits of places, keys to remove, fields to add."""

    edits: dict[str, list[Edit]] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)


def same(name: str, one: object, other: object) -> bool:
    """Whether two values of a field are the same; evidence types are a set."""
    if name == "evidence_types" and isinstance(one, tuple) and isinstance(other, tuple):
        return set(one) == set(other)
    return one == other


def field_changes(habits: Habits, entry: Entry, target: Values, changed: frozenset[str]) -> FieldChanges:
    """All fields but the links. Raises WriteError for what has no bytes of its own to be changed."""
    changes = FieldChanges()
    for name in VALUE_FIELDS:
        old, new = getattr(entry.values, name), getattr(target, name)
        if name == "links" or name not in changed or same(name, old, new):
            continue
        if name == "title" and not new:
            raise WriteError("a paper needs a title", field=name)
        if name in entry.places:
            if new:
                changes.edits[name] = [value_edit(habits, entry, name, target)]
            else:
                changes.removed.add(name)
        elif name == "year" and new and old and _year_in_date(habits, entry):
            if "date" not in changed or target.date in ("", entry.values.date):
                changes.edits["date"] = [_date_edit(habits, entry, int(old), int(new))]
        elif name == "year" and old and _year_in_date(habits, entry):
            raise WriteError(f"the date “{entry.values.date}” says the year", field=name)
        elif old:
            raise WriteError(
                f"this entry does not write its {name.replace('_', ' ')} where it can be replaced", field=name
            )
        elif name in ADDABLE:
            changes.missing.append(name)
    _write_lonely_year_in_full(habits, entry, changes)
    return changes


def value_edit(habits: Habits, entry: Entry, key: str, target: Values) -> Edit:
    """The edit that makes the entry's place of that field say what `target` says."""
    place = entry.places[key]
    if key == "authors":
        return Edit(place.start, place.end, _authors(habits, entry, target))
    if key in ("tags", "evidence_types"):
        old, new = getattr(entry.values, key), getattr(target, key)
        return Edit(place.start, place.end, _joined(habits, entry, key, old, new, habits.written(entry, key).decode()))
    return Edit(place.start, place.end, _single(habits, entry, key, target))


def _single(habits: Habits, entry: Entry, key: str, target: Values) -> bytes:
    value = getattr(target, key)
    old = habits.written(entry, key)
    if key == "year":
        return _year(old, value)
    text = habits.spelling(key, value) if key in ("venue", "track") else value
    return rendered(habits, entry, key, text, str(getattr(entry.values, key)))


def rendered(habits: Habits, entry: Entry, key: str, text: str, old_text: str = "") -> bytes:
    """`text` escaped for the entry's place of that key."""
    place = entry.places[key]
    around = surroundings(habits.document, entry, place)
    return render(text, place.context, around, habits.written(entry, key), old_text)


def _year(old: bytes, year: int) -> bytes:
    """In as many digits as the old one had, where two can say it: '70 to '99 are 1970 to 1999."""
    digits = str(year).encode()
    if re.search(rb"\d{4}", old):
        return re.sub(rb"\d{4}", digits, old, count=1)
    if 1970 <= year <= 2069:
        return re.sub(rb"\d{2}", digits[2:], old, count=1)
    return re.sub(rb"(?:'|\xe2\x80\x99)*\d{2}", digits, old, count=1)


def _year_in_date(habits: Habits, entry: Entry) -> bool:
    return "date" in entry.places and str(entry.values.year).encode() in habits.written(entry, "date")


def _date_edit(habits: Habits, entry: Entry, old: int, new: int) -> Edit:
    place = entry.places["date"]
    written = habits.written(entry, "date").replace(str(old).encode(), str(new).encode(), 1)
    return Edit(place.start, place.end, written)


def _write_lonely_year_in_full(habits: Habits, entry: Entry, changes: FieldChanges) -> None:
    """`'21` says a year only behind a venue: without it, four digits do."""
    if "venue" not in changes.removed or "year" in changes.removed or "year" not in entry.places:
        return
    place = entry.places["year"]
    written = changes.edits["year"][0].new if "year" in changes.edits else habits.written(entry, "year")
    if re.fullmatch(rb"\D*\d{2}", written) and entry.values.year:
        digits = re.sub(rb"\D*(\d{2})", rb"\1", written)
        century = b"19" if digits >= b"70" else b"20"
        changes.edits["year"] = [Edit(place.start, place.end, century + digits)]


def _authors(habits: Habits, entry: Entry, target: Values) -> bytes:
    """Join the names as `_joined` does; what cuts the list stays as it is written, comes, or goes with the value."""
    written = habits.written(entry, "authors").decode()
    marker = find_marker(written)
    old_names, new_names = listed_names(entry.values.authors), listed_names(target.authors)
    names = _joined(habits, entry, "authors", old_names, new_names, written[: marker.start()] if marker else written)
    if not is_cut(target.authors):
        return names
    # A gap within the list, or a marker beside the place, says already that it is cut.
    is_marked = marker is None and is_cut(entry.values.authors)
    return names + (marker[0] if marker else "" if is_marked else f" {ET_AL}").encode()


def _joined(
    habits: Habits, entry: Entry, key: str, old_values: Sequence[str], new_values: Sequence[str], written: str
) -> bytes:
    """Several values in one place: kept ones as they were written, joined as they were joined."""
    spans = _spans(written, old_values, _reads_as(habits, key))
    if key == "evidence_types":
        kept = [value for value in old_values if value in new_values]
        new_values = [*kept, *(value for value in new_values if value not in kept)]
    spelled = {value: written[start:end] for value, (start, end) in zip(old_values, spans or (), strict=False)}
    texts = []
    for value in new_values:
        if value in spelled:
            texts.append(spelled[value])
        else:
            said = habits.spelling(key, value) if key == "evidence_types" else value
            texts.append(rendered(habits, entry, key, said).decode())
    default = habits.evidence_joiner if key == "evidence_types" else _JOINERS[key]
    if not spans:
        return default.join(texts).encode()
    joiners = [written[end:start] for (_, end), (start, _) in pairwise(spans)]
    return (written[: spans[0][0]] + _join(texts, joiners, default) + written[spans[-1][1] :]).encode()


def _reads_as(habits: Habits, key: str) -> Callable[[str], str]:
    if key != "evidence_types":
        return fold
    return lambda text: fold(habits.vocabulary.evidence_type(text) or text)


def _spans(written: str, values: Sequence[str], reads_as: Callable[[str], str]) -> list[tuple[int, int]] | None:
    """Where each value is written, left to right; None where one is not found."""
    found: list[tuple[int, int]] = []
    at = 0
    for value in values:
        start = written.find(value, at)
        if start < 0:
            start = written.casefold().find(value.casefold(), at)
        end = start + len(value)
        if start < 0:
            words = [
                m for m in re.finditer(r"[\w.-]+", written) if m.start() >= at and reads_as(m[0]) == reads_as(value)
            ]
            if not words:
                return None
            start, end = words[0].span()
        found.append((start, end))
        at = end
    return found


def _join(texts: Sequence[str], joiners: Sequence[str], default: str) -> str:
    """`A, B and C` keeps its last joiner, whatever the number of names; `A and B` gets commas when a third comes."""
    if len(texts) < 2:
        return "".join(texts)
    last = joiners[-1] if joiners else default
    first = joiners[0] if joiners else default
    if len(joiners) == 1 and re.fullmatch(r",?\s+and\s+", last):
        first = ", "
    if len(texts) == 2 and len(joiners) > 1 and last != first:
        last = last.lstrip(",")
    return first.join(texts[:-1]) + last + texts[-1]


def cut_keys(entry: Entry, data: bytes, part: Part, removed: set[str]) -> None:
    """Edits that take some of the part's values out and leave the others: `(**ICLR'21**)` to `(**ICLR**)`."""
    keys = sorted((key for key in part.keys if key in entry.places), key=lambda key: entry.places[key].start)
    for at, key in enumerate(keys):
        if key not in removed:
            continue
        place = entry.places[key]
        before = [other for other in keys[:at] if other not in removed]
        if before:
            # Wide enough to hold what is cut between: of edits within each other the widest counts.
            start, end = _cut_behind(data, entry.places[before[-1]].end, place.start, place.end)
        else:
            start, end = _cut_ahead(data, place.start, place.end, entry.places[keys[at + 1]].start)
        part.edits.append(Edit(start, end, b""))


def _cut_behind(data: bytes, left: int, start: int, end: int) -> tuple[int, int]:
    gap = data[left:start]
    closers = len(_matched(_CLOSERS, gap))
    openers = _matched(_OPENERS, gap[closers:])
    closing = openers[::-1].translate(_MIRRORED)
    if openers and data.startswith(closing, end):
        return left + closers, end + len(closing)
    return left + closers, end


def _cut_ahead(data: bytes, start: int, end: int, right: int) -> tuple[int, int]:
    gap = data[end:right]
    closers = _matched(_CLOSERS, gap)
    opening = closers[::-1].translate(_UNMIRRORED)
    if closers and data[:start].endswith(opening):
        start -= len(opening)
    openers = _matched(_OPENERS, gap[len(closers) :])
    return start, right - len(openers)


def _matched(pattern: re.Pattern[bytes], text: bytes) -> bytes:
    found = pattern.search(text)
    return found[0] if found else b""


def replace_values(draft: Draft, changes: FieldChanges) -> None:
    replaced = [edit for edits in changes.edits.values() for edit in edits]
    for run in draft.runs:
        for part in run.parts:
            part.edits += [edit for edit in replaced if part.start <= edit.start and edit.end <= part.end]


def remove_values(habits: Habits, draft: Draft, removed: Collection[str]) -> None:
    """Takes out what the keys name: whole parts with their separators, else what can go of a part."""
    entry = draft.entry
    for number, run in enumerate(draft.runs):
        for part in list(run.parts):
            gone = {key for key in part.keys if key in removed}
            kept = [key for key in part.keys if key in entry.places and key not in gone]
            if gone and not kept:
                draft.remove(part, habits.empty_cell(entry, number))
            elif gone:
                _cut(entry, habits.data, part, gone, kept)


def _cut(entry: Entry, data: bytes, part: Part, gone: set[str], kept: Sequence[str]) -> None:
    """A link goes from around the text that stays; other values go with what joined them."""
    if any(not key.startswith("links[") for key in kept):
        for key in [key for key in gone if key.startswith("links[")]:
            gone.discard(key)
            if key.endswith(".url"):
                part.edits += unwrapped(data, entry, part, key)
    cut_keys(entry, data, part, gone)
