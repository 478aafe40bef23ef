"""The sections as a tree in memory: two queries, however deep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from papers.models import Listing, Section
from papers.querysets import UNNAMED


@dataclass(frozen=True)
class Outline:
    """All sections in README order, the hidden root too; `holding` are the keys of those with public listings."""

    sections: Sequence[Section]
    holding: frozenset[int]

    @classmethod
    def load(cls) -> Outline:
        holding = Listing.objects.public().order_by().values_list("section", flat=True).distinct()
        return cls(list(Section.objects.in_readme_order()), frozenset(holding))

    @cached_property
    def survey_name(self) -> str:
        """What the survey calls itself: its first heading of the first level."""
        return next((section.title for section in self.sections if section.level == 1), "") or UNNAMED

    @cached_property
    def survey_slug(self) -> str:
        """The address of that heading, which stays when the survey is renamed; empty without one."""
        return next((section.slug for section in self.sections if section.level == 1), "")

    @cached_property
    def title(self) -> Section | None:
        """The heading that is the whole README's, where one alone stands at the first level."""
        first_level = [section for section in self.sections if section.level == 1]
        return first_level[0] if len(first_level) == 1 else None

    @cached_property
    def shown(self) -> Sequence[Section]:
        """Those that divide the list: neither the root nor the title, nor sections that no paper is in or under."""
        return [each for each in self.sections if self._divides(each) and self.subtrees[each.pk] & self.holding]

    @property
    def front(self) -> Sequence[Section]:
        """What introduces the list: what stands before any heading, and the first heading of the first level."""
        return [
            *(section for section in self.sections if section.level == 0),
            *[section for section in self.sections if section.level == 1][:1],
        ]

    def overview(self, most: int) -> Sequence[Section]:
        """The shown sections down to the depth to which there are at most `most`; the outermost ones at least."""
        deepest = max(map(self.depth, self.shown), default=0)
        for depth in range(deepest, -1, -1):
            found = [section for section in self.shown if self.depth(section) <= depth]
            if len(found) <= most:
                return found
        return found if self.shown else []

    @cached_property
    def by_pk(self) -> Mapping[int, Section]:
        return {section.pk: section for section in self.sections}

    @cached_property
    def subtrees(self) -> Mapping[int, frozenset[int]]:
        """The keys of each section and of all those under it."""
        members: dict[int, set[int]] = {section.pk: {section.pk} for section in self.sections}
        for section in self.sections:
            for above in self._above(section):
                members[above.pk].add(section.pk)
        return {pk: frozenset(each) for pk, each in members.items()}

    def path(self, pk: int) -> Sequence[Section]:
        """From the outermost section down to section `pk`, root and title left out."""
        return self._paths[pk]

    @cached_property
    def _paths(self) -> Mapping[int, tuple[Section, ...]]:
        paths: dict[int, tuple[Section, ...]] = {}
        for section in self.sections:
            lineage = (*reversed(self._above(section)), section)
            paths[section.pk] = tuple(each for each in lineage if self._divides(each))
        return paths

    def sections_of(self, listings: Iterable[Listing]) -> list[Section]:
        """Return the sections of these listings in README order, each once; none that came or went since."""
        there = [each for each in listings if each.section_id in self.by_pk]
        ordered = sorted(there, key=lambda each: (self.by_pk[each.section_id].position, each.position, each.pk))
        return [self.by_pk[pk] for pk in dict.fromkeys(listing.section_id for listing in ordered)]

    def depth(self, section: Section) -> int:
        """How many sections it is under, root and title left out."""
        return len(self._paths[section.pk]) - self._divides(section)

    def around(self, pks: Iterable[int]) -> list[Section]:
        """These sections and those above them, in README order."""
        wanted = {each.pk for pk in pks for each in (self.by_pk[pk], *self._above(self.by_pk[pk]))}
        return [section for section in self.sections if section.pk in wanted]

    def _divides(self, section: Section) -> bool:
        return section.level > 0 and section != self.title

    def _above(self, section: Section) -> list[Section]:
        """From its parent up to the root."""
        found: list[Section] = []
        at = section.parent_id
        while at is not None:
            found.append(self.by_pk[at])
            at = found[-1].parent_id
        return found
