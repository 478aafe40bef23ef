"""Positions after one thing was put into another place: counted anew, so that the rows stand as the README will."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from papers.models import Listing, Section


def place_listing(moved: Listing, was: int | None) -> None:
    """Gives the listing the place that it asks for; `was` is its position in the section before, None if it is new."""
    others = Listing.objects.filter(section=moved.section_id).exclude(pk=moved.pk).order_by("position", "pk")
    _number(Listing, _inserted(moved, list(others), was))


def place_section(moved: Section, was: int | None) -> None:
    """Gives the section the place among its siblings that it asks for; all sections are numbered as they stand."""
    children: dict[int | None, list[Section]] = defaultdict(list)
    for section in Section.objects.exclude(pk=moved.pk).order_by("position", "pk"):
        children[section.parent_id].append(section)
    children[moved.parent_id] = _inserted(moved, children[moved.parent_id], was)
    _number(Section, _outlined(children))


def arrange_listings(ordered: Iterable[Listing]) -> None:
    """All listings of a section, in the order that they shall have."""
    _number(Listing, ordered)


def arrange_sections(siblings: Sequence[Section]) -> None:
    """The sections under one parent, in the order that they shall have; those under them follow."""
    at = {section.pk: place for place, section in enumerate(siblings)}
    children: dict[int | None, list[Section]] = defaultdict(list)
    for section in Section.objects.in_readme_order():
        children[section.parent_id].append(section)
    for section in siblings[:1]:
        children[section.parent_id].sort(key=lambda each: at[each.pk])
    _number(Section, _outlined(children))


def _outlined(children: Mapping[int | None, Sequence[Section]]) -> list[Section]:
    outline: list[Section] = []
    waiting = [*children[None]][::-1]
    while waiting:
        outline.append(waiting.pop())
        waiting += children[outline[-1].pk][::-1]
    return outline


def _inserted(moved: Any, others: Sequence[Any], was: int | None) -> list[Any]:
    """Before what has the position; behind it if the thing came from before it."""
    is_later = was is not None and was < moved.position
    ahead = [row for row in others if row.position < moved.position or (is_later and row.position == moved.position)]
    return [*ahead, moved, *others[len(ahead) :]]


def _number(model: Any, rows: Iterable[Any]) -> None:
    changed = []
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position
            changed.append(row)
    model.objects.bulk_update(changed, ["position"], batch_size=500)
