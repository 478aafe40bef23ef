"""What stands in sections, moved to another one and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from papers.history.records import keep_baseline, note
from papers.history.return_plan import ReturnPlan, SectionReturn
from papers.layout.positions import arrange_listings, arrange_sections
from papers.layout.wishes import DEEPEST
from papers.models import Listing, Section


class SectionMoveRefusedError(ValueError):
    """A section whose content cannot go where it is to go; says why."""


def list_content(sections: Sequence[Section]) -> list[Section | Listing]:
    """Return these sections, those under them, and the listings in all of these."""
    every = {each.pk: each for section in sections for each in (section, *list_under(section))}
    return [*every.values(), *Listing.objects.filter(section__in=every)]


def list_under(section: Section) -> list[Section]:
    """Return all sections under this one, however deep; parents first."""
    found: list[Section] = []
    waiting = [section.pk]
    while waiting:
        children = list(Section.objects.filter(parent__in=waiting).in_readme_order())
        found += children
        waiting = [child.pk for child in children]
    return found


def move_content(sections: Sequence[Section], target: Section, user: Any) -> None:
    """Put the listings of sections, and the sections under them, at the end of another one, in their order."""
    gone = {section.pk for section in sections}
    if target.pk in gone or any(target in list_under(section) for section in sections):
        raise SectionMoveRefusedError(f"“{target}” is deleted, too, or is under what is; choose another section.")
    listings = list(Listing.objects.filter(section__in=gone).order_by("section__position", "position", "pk"))
    children = list(Section.objects.filter(parent__in=gone).exclude(pk__in=gone).in_readme_order())
    rows = [*listings, *children, *(each for child in children for each in list_under(child))]
    keep_baseline(rows)
    others = list(target.listings.order_by("position", "pk"))
    for listing in listings:
        listing.section = target
        listing.save()
    arrange_listings([*others, *listings])
    siblings = list(target.children.in_readme_order())
    for child in children:
        _move_section(child, target, max(target.level + 1, child.level))
    arrange_sections([*(each for each in siblings if each not in children), *children])
    note(rows, user=user, reason="its section was deleted")


def move_content_back(plan: ReturnPlan, sections: Mapping[int, int], user: Any) -> None:
    """Move what still is where the deletion of its section put it. `sections` are their present keys by former ones."""
    for planned in plan.sections:
        if planned.listings or planned.sections:
            _move_back(planned, Section.objects.get(pk=sections[planned.record.id]), user)


def _move_back(planned: SectionReturn, section: Section, user: Any) -> None:
    listings = list(Listing.objects.filter(pk__in=planned.listings))
    children = sorted(Section.objects.filter(pk__in=planned.sections), key=lambda each: planned.sections[each.pk][1])
    rows: list[Section | Listing] = [*listings, *children, *(row for child in children for row in list_under(child))]
    keep_baseline(rows)
    for listing in listings:
        listing.section, listing.position = section, planned.listings[listing.pk]
        listing.save()
    for child in children:
        _move_section(child, section, max(section.level + 1, planned.sections[child.pk][0]))
    known = [each for each in section.children.in_readme_order() if each not in children]
    positions = {each.pk: each.position for each in known} | {pk: at for pk, (_, at) in planned.sections.items()}
    arrange_sections(sorted([*known, *children], key=lambda each: positions[each.pk]))
    note(rows, user=user, reason="its section was brought back")


def _move_section(section: Section, parent: Section, level: int) -> None:
    """Those under it keep their distance in level."""
    under = list_under(section)
    shift = level - section.level
    if max(each.level for each in (section, *under)) + shift > DEEPEST:
        raise SectionMoveRefusedError(
            f"“{section}” or a section under it would get more than {DEEPEST} # signs under “{parent}”."
        )
    section.parent = parent
    for each in (section, *under):
        each.level += shift
        each.save()
