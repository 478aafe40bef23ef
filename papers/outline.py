"""The sections as a tree in memory: one query, however deep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from papers.models import Listing, Section

UNNAMED: Final = "Living Survey"


@dataclass(frozen=True)
class Outline:
    """All sections in README order, the hidden root among them."""

    sections: Sequence[Section]

    @classmethod
    def load(cls) -> Outline:
        return cls(list(Section.objects.in_readme_order()))

    @cached_property
    def title(self) -> Section | None:
        """The heading that is the whole README's, where one alone stands at the first level."""
        first_level = [section for section in self.sections if section.level == 1]
        return first_level[0] if len(first_level) == 1 else None

    @property
    def name(self) -> str:
        """What the survey calls itself."""
        return (self.title and self.title.title) or UNNAMED

    @cached_property
    def shown(self) -> Sequence[Section]:
        """Those that divide the list: neither the root nor the title."""
        return [section for section in self.sections if section.level and section != self.title]

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

    def path(self, pk: int) -> list[Section]:
        """The shown sections from the outermost one down to section `pk`; empty for the root and the title."""
        section = self.by_pk[pk]
        return [each for each in (*reversed(self._above(section)), section) if self._is_shown(each)]

    def sections_of(self, listings: Iterable[Listing]) -> list[Section]:
        """Where these listings stand, in README order, each section once."""
        ordered = sorted(listings, key=lambda each: (self.by_pk[each.section_id].position, each.position, each.pk))
        return [self.by_pk[pk] for pk in dict.fromkeys(listing.section_id for listing in ordered)]

    def depth(self, section: Section) -> int:
        """How many shown sections it is under."""
        return sum(self._is_shown(each) for each in self._above(section))

    def children(self, section: Section) -> list[Section]:
        return [each for each in self.sections if each.parent_id == section.pk]

    def around(self, pks: Iterable[int]) -> list[Section]:
        """These sections and those above them, in README order."""
        wanted = {each.pk for pk in pks for each in (self.by_pk[pk], *self._above(self.by_pk[pk]))}
        return [section for section in self.sections if section.pk in wanted]

    def _is_shown(self, section: Section) -> bool:
        return section.level > 0 and section != self.title

    def _above(self, section: Section) -> list[Section]:
        """From its parent up to the root."""
        found: list[Section] = []
        at = section.parent_id
        while at is not None:
            found.append(self.by_pk[at])
            at = found[-1].parent_id
        return found
