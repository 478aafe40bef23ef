"""What comes back when deleted rows are brought back, and what cannot be as it was. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from papers.history.records import MERGED, SNAPSHOT, Record, spellings
from papers.layout.addresses import PaperAddresses, section_slugs
from papers.layout.wishes import DEEPEST
from papers.models import EvidenceType, Listing, Paper, Section, SlugRedirect, Tag, TagRedirect, Venue
from papers.readme.vocabulary import fold

LEFT_OUT: Final = 0
"""In the place of a section: a listing that is not to come back."""


class BringBackRefusedError(ValueError):
    """Rows that cannot be brought back; says why, and what to do."""


@dataclass(frozen=True)
class PaperReturn:
    record: Record
    slug: str
    citation_key: str
    venue: int | None
    evidence_types: Sequence[int]
    tags: Sequence[int]
    addresses: Sequence[str]


@dataclass(frozen=True)
class ListingReturn:
    record: Record
    section: int
    """Where it comes to; another section than it was in where that is gone."""


@dataclass(frozen=True)
class SectionReturn:
    record: Record
    slug: str
    level: int
    parent: int
    listings: Mapping[int, int] = field(default_factory=dict)
    """Positions of those that were moved elsewhere when it was deleted, and are still there, by key."""
    sections: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """The same of sections that were under it, with their levels and positions."""


@dataclass
class ReturnPlan:
    """Sections come before those under them, and listings before those nested under them."""

    sections: list[SectionReturn] = field(default_factory=list)
    papers: list[PaperReturn] = field(default_factory=list)
    listings: list[ListingReturn] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What is not as it was, one sentence each."""
    homeless: dict[int, str] = field(default_factory=dict)
    """Sections that are gone while something that comes back stood in them, by key, with their titles."""

    left_out: list[Record] = field(default_factory=list)
    """Listings that stay deleted."""

    @property
    def moved_listings(self) -> int:
        """How many listings can be moved back into sections that come back."""
        return sum(len(each.listings) for each in self.sections)

    @property
    def moved_sections(self) -> int:
        return sum(len(each.sections) for each in self.sections)

    @property
    def records(self) -> list[Record]:
        """All that come back."""
        return [
            *(each.record for each in self.sections),
            *(each.record for each in self.papers),
            *(each.record for each in self.listings),
        ]

    def __bool__(self) -> bool:
        return bool(self.sections or self.papers or self.listings)


def plan_return(records: Iterable[Record], homes: Mapping[int, int] | None = None) -> ReturnPlan:
    """Plan for deleted rows of the history, with what was deleted along with them.

    `homes` names sections in the place of those that are gone, or LEFT_OUT. Raises BringBackRefusedError.
    """
    records = list_with_parts(records)
    if any(record.undone_id is not None for record in records):
        raise BringBackRefusedError("It was brought back already.")
    return _Planning(records, homes or {}).plan


class _Planning:
    def __init__(self, records: Sequence[Record], homes: Mapping[int, int]) -> None:
        self.homes = homes
        self.plan = ReturnPlan()
        self.levels = dict(Section.objects.values_list("pk", "level"))
        by_model: dict[Any, list[Record]] = {Section: [], Paper: [], Listing: []}
        for record in records:
            by_model[record.instance_type].append(record)
        self._add_sections(by_model[Section])
        if by_model[Paper]:
            self._add_papers(by_model[Paper])
        self._add_listings(by_model[Listing])

    def _add_sections(self, records: Sequence[Record]) -> None:
        slugs = section_slugs()
        for record in _parents_first(records):
            parent = record.parent_id
            if parent not in self.levels:
                parent = self._home(parent, (record.remains or {}).get("section", ""))
                if not parent:
                    self.plan.remarks.append(f"The section “{record.title}” stays deleted: what it was under is gone.")
                    continue
            level = record.level if record.level > self.levels[parent] else self.levels[parent] + 1
            if level > DEEPEST:
                raise BringBackRefusedError(
                    f"The section “{record.title}” would get {level} # signs, and {DEEPEST} is the most there are."
                )
            slug = slugs.numbered(record.slug)
            if slug != record.slug:
                self.plan.remarks.append(
                    f"The address of “{record.title}” is another section's now; it comes back as “{slug}”."
                )
            self.levels[record.id] = level
            self.plan.sections.append(SectionReturn(record, slug, level, parent, *_list_moved(record)))

    def _home(self, gone: int | None, title: str) -> int:
        """Return the section that was chosen in the place of one that is gone."""
        chosen = self.homes.get(gone or 0)
        if chosen is not None and chosen in self.levels:
            return chosen
        if chosen != LEFT_OUT:
            self.plan.homeless[gone or 0] = title or "a section that was deleted"
        return LEFT_OUT

    def _add_papers(self, records: Sequence[Record]) -> None:
        addresses = PaperAddresses()
        leading = dict(SlugRedirect.objects.values_list("old_slug", "paper__title"))
        taken = {*leading, *Paper.objects.values_list("slug", flat=True)}
        venues = set(Venue.objects.values_list("pk", flat=True))
        for record in records:
            remains = record.remains or {}
            slug = addresses.reserve_slug(record.slug)
            if slug != record.slug:
                owner = f"leads to “{leading[record.slug]}”" if record.slug in leading else "is another paper's"
                self._remark(record, f"its address {owner} now; it comes back as “{slug}”")
            key = addresses.reserve_citation_key(record.citation_key)
            if key != record.citation_key:
                self._remark(record, f"its citation key is another paper's now; it gets “{key}”")
            venue = record.venue_id if record.venue_id in venues else None
            if venue != record.venue_id:
                self._remark(record, f"its venue {_quoted(remains.get('venue'))}was deleted, so that it has none")
            former = [each for (each,) in remains.get("addresses", ())]
            for each in former:
                if each in taken:
                    self._remark(record, f"its former address “{each}” leads elsewhere now")
            self.plan.papers.append(
                PaperReturn(
                    record,
                    slug,
                    key,
                    venue,
                    self._evidence_types(record, remains),
                    self._tags(record, remains),
                    [each for each in former if each not in taken],
                )
            )

    def _evidence_types(self, record: Record, remains: Mapping[str, Any]) -> list[int]:
        rows = dict(EvidenceType.objects.values_list("name", "pk"))
        known = spellings()
        found = []
        for pk, name in remains.get("evidence_types") or [(None, name) for name in record.evidence_types or ()]:
            row = pk if pk in rows.values() else rows.get(known.get(fold(name), ""))
            if row is None:
                self._remark(record, f"its evidence type “{name}” was deleted")
            else:
                found.append(row)
        return list(dict.fromkeys(found))

    def _tags(self, record: Record, remains: Mapping[str, Any]) -> list[int]:
        found = []
        for pk, name, slug in remains.get("tags") or [(None, name, "") for name in record.tags or ()]:
            row = Tag.objects.filter(pk=pk).first() or Tag.objects.filter(name=name).first()
            redirect = TagRedirect.objects.filter(old_slug=slug).first() if row is None and slug else None
            if row is None and redirect is None:
                self._remark(record, f"its tag “{name}” was deleted")
            else:
                found.append(row.pk if row is not None else redirect.tag_id)  # type: ignore[union-attr]
        return list(dict.fromkeys(found))

    def _add_listings(self, records: Sequence[Record]) -> None:
        coming = {each.record.id for each in self.plan.papers}
        there = set(Paper.objects.filter(pk__in=[record.paper_id for record in records]).values_list("pk", flat=True))
        for record in _parents_first(records):
            if record.paper_id not in coming and record.paper_id not in there:
                self.plan.left_out.append(record)
                self.plan.remarks.append("A listing stays deleted: its paper was deleted, too; bring that back first.")
                continue
            section = record.section_id
            if section not in self.levels:
                title = (record.remains or {}).get("section", "")
                section = self._home(section, title)
                if not section:
                    self.plan.left_out.append(record)
                    self.plan.remarks.append(
                        f"The listing in {_quoted(title) or 'a section '}stays deleted: the section is gone."
                    )
                    continue
            self.plan.listings.append(ListingReturn(record, section))

    def _remark(self, record: Record, remark: str) -> None:
        self.plan.remarks.append(f"“{record.title}”: {remark}.")


def list_with_parts(records: Iterable[Record]) -> list[Record]:
    """Add what was deleted in the same step and belongs to these: listings of papers, and what stood in sections."""
    found = {(type(record), record.history_id): record for record in records}
    for record in list(found.values()):
        if record.history_type != "-":
            raise BringBackRefusedError("It was not deleted.")
        if (record.history_change_reason or "").startswith(MERGED):
            raise BringBackRefusedError("It was merged with another paper, which has its values.")
        if record.step_id is not None:
            for part in _parts(record):
                found.setdefault((type(part), part.history_id), part)
    for record in found.values():
        if record.instance_type is Paper and record.links is None:
            _take_last_snapshot(record)
    return list(found.values())


def _parts(record: Record) -> list[Record]:
    along = {"history_type": "-", "step": record.step_id}
    if record.instance_type is Paper:
        return list(Listing.history.filter(paper_id=record.id, **along))
    if record.instance_type is Section:
        under = list(Section.history.filter(parent_id=record.id, **along))
        own = list(Listing.history.filter(section_id=record.id, **along))
        return [*own, *under, *(part for section in under for part in _parts(section))]
    return []


def _list_moved(record: Record) -> tuple[dict[int, int], dict[int, tuple[int, int]]]:
    """Return what stood in a section and still is where its deletion moved it."""
    remains = record.remains or {}
    listings: dict[int, int] = dict(remains.get("listings", ()))
    sections = {pk: (level, position) for pk, level, position in remains.get("sections", ())}
    return (
        {pk: listings[pk] for pk in _list_unmoved(Listing, "section_id", listings, record)},
        {pk: sections[pk] for pk in _list_unmoved(Section, "parent_id", sections, record)},
    )


def _list_unmoved(model: Any, above: str, keys: Iterable[int], record: Record) -> list[int]:
    """Return those of these rows that are still where the step of a deletion put them."""
    moves = model.history.filter(step=record.step_id, id__in=list(keys), history_type="~")
    homes = set(moves.values_list("id", above))
    rows = model.objects.filter(pk__in=list(keys)).exclude(**{above: record.id})
    return [pk for pk, home in rows.values_list("pk", above) if (pk, home) in homes]


def _take_last_snapshot(record: Record) -> None:
    """Of a deletion from before these were noted with it."""
    earlier = Paper.history.filter(id=record.id, history_id__lt=record.history_id, links__isnull=False)
    last = earlier.order_by("-history_id").first()
    for name in SNAPSHOT if last is not None else ():
        setattr(record, name, getattr(last, name))


def _parents_first(records: Sequence[Record]) -> list[Record]:
    waiting = {record.id: record for record in records}
    depths = {}
    for record in records:
        depth, parent = 0, record.parent_id
        while parent in waiting:
            depth, parent = depth + 1, waiting[parent].parent_id
        depths[record.id] = depth
    return sorted(records, key=lambda record: (depths[record.id], record.position, record.id))


def _quoted(title: str | None) -> str:
    return f"“{title}” " if title else ""
