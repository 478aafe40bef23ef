"""Deleted rows brought back, with all that belonged to them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from papers import search
from papers.exporter import UnwritableError, checked
from papers.history.deleted_texts import Texts, taken_anchors
from papers.history.former_places import FormerPlace
from papers.history.records import Record, note
from papers.history.remains import Remains
from papers.history.return_plan import (
    BringBackRefusedError,
    ListingReturn,
    PaperReturn,
    ReturnPlan,
    SectionReturn,
    plan_return,
)
from papers.history.section_content import SectionMoveRefusedError, move_content_back
from papers.history.steps import take_step
from papers.layout.positions import arrange_listings, arrange_sections
from papers.models import (
    Catalogue,
    DismissedPair,
    FetchedValue,
    Listing,
    MetadataLookup,
    Paper,
    PaperEvidence,
    PaperLink,
    PaperTag,
    Revision,
    Section,
    SlugRedirect,
    Step,
)


@dataclass(frozen=True)
class BroughtBack:
    """What is there again: sections, papers, listings."""

    step: Step
    rows: Sequence[Any]
    remarks: Sequence[str]
    """What is not as it was, one sentence each."""

    @property
    def roots(self) -> list[Any]:
        """The rows that belong to no other of these."""
        papers, sections = ({row.pk for row in self.rows if isinstance(row, model)} for model in (Paper, Section))
        return [
            row
            for row in self.rows
            if isinstance(row, Paper)
            or (isinstance(row, Section) and row.parent_id not in sections)
            or (isinstance(row, Listing) and row.paper_id not in papers and row.section_id not in sections)
        ]


def list_deleted(step: Step) -> list[Record]:
    """Return the rows of the history that a step deleted and that were not brought back yet."""
    return [
        record
        for model in (Section, Paper, Listing)
        for record in model.history.filter(step=step, history_type="-", undone=None).order_by("id")
    ]


def bring_back(
    deleted: Step | Iterable[Record],
    *,
    user: Any = None,
    homes: Mapping[int, int] | None = None,
    moves_content: bool = True,
) -> BroughtBack:
    """Bring back what a step deleted, or deleted rows of the history with what was deleted along with them.

    Rows get their keys, values, addresses and places again, and entries their own bytes, as far as these are free.
    `homes` names a section in the place of each that is gone; without one, a listing of it stays deleted.
    Entries and sections that the deletion of their section moved elsewhere, and that are still there, are moved back
    with `moves_content`.
    One transaction. Raises BringBackRefusedError, with nothing changed.
    """
    chosen = [] if isinstance(deleted, Step) else list(deleted)

    def change() -> BroughtBack:
        Catalogue.objects.locked()
        records = list_deleted(deleted) if isinstance(deleted, Step) else _refreshed(chosen)
        plan = plan_return(records, homes)
        if not plan:
            raise BringBackRefusedError(" ".join(plan.remarks) or "There is nothing to bring back.")
        steps = {record.step for record in records}
        undoes = steps.pop() if len(steps) == 1 else None
        with take_step(Step.Kind.UNDO, user=user, reason="brought back", undoes=undoes) as step:
            returning = _Returning(plan)
            returning.save()
            note(returning.rows, user=user, reason="brought back")
            if moves_content:
                move_content_back(plan, returning.keys[Section], user)
            returning.mark(step)
        return BroughtBack(step, returning.rows, plan.remarks)

    try:
        return checked(change)
    except SectionMoveRefusedError as error:
        raise BringBackRefusedError(str(error)) from error
    except UnwritableError as error:
        raise BringBackRefusedError(f"The README cannot say what would be there then: {error}.") from error


def _refreshed(records: Iterable[Record]) -> list[Record]:
    """As they are now that nobody else writes."""
    return [record.instance_type.history.get(history_id=record.history_id) for record in records]


@dataclass
class _Returning:
    """`keys` are the present keys of the rows by their former ones: another row may have one of these now."""

    plan: ReturnPlan
    keys: dict[type[Any], dict[int, int]] = field(default_factory=lambda: {Section: {}, Paper: {}, Listing: {}})
    rows: list[Any] = field(default_factory=list)
    anchored: set[tuple[str, int]] = field(default_factory=set)
    """Papers, by key, that have an entry again, with the column that says where."""

    def save(self) -> None:
        plan = self.plan
        remains = [_remains(record) for record in plan.records if record.instance_type is not Paper]
        self.texts = Texts.load(are_needed=any(each.get("text") or each.get("upstream_text") for each in remains))
        self.taken = {name: taken_anchors(name) for name in ("anchor", "upstream_anchor")}
        for section in plan.sections:
            self._save_section(section)
        for paper in plan.papers:
            self._save_paper(paper)
        for listing in plan.listings:
            self._save_listing(listing)
        for paper in plan.papers:
            self._stand_against_texts(paper)
        search.index(Paper.objects.filter(pk__in=self.keys[Paper].values()))

    def mark(self, step: Step) -> None:
        """Say in the history that these deletions are undone."""
        for record in self.plan.records:
            record.undone = step
            record.save(update_fields=["undone"])

    def _save_section(self, planned: SectionReturn) -> None:
        record = planned.record
        section = Section(
            pk=_free_key(record),
            parent_id=self.keys[Section].get(planned.parent, planned.parent),
            position=record.position,
            level=planned.level,
            title=record.title,
            slug=planned.slug,
            preface=record.preface,
            **self._find_texts(record),
        )
        self._insert(section, record)
        siblings = list(Section.objects.filter(parent=section.parent_id).exclude(pk=section.pk).in_readme_order())
        arrange_sections(_put_back(section, record, siblings))

    def _save_listing(self, planned: ListingReturn) -> None:
        record = planned.record
        section = self.keys[Section].get(planned.section, planned.section)
        above = self.keys[Listing].get(record.parent_id, record.parent_id)
        listing = Listing(
            pk=_free_key(record),
            paper_id=self.keys[Paper].get(record.paper_id, record.paper_id),
            section_id=section,
            position=record.position,
            parent=Listing.objects.filter(pk=above, section=section).first(),
            note=record.note,
            rewrite_confirmed=record.rewrite_confirmed,
            **self._find_texts(record),
        )
        self._insert(listing, record)
        others = list(Listing.objects.filter(section=section).exclude(pk=listing.pk).order_by("position", "pk"))
        if planned.section != record.section_id:
            arrange_listings([*others, listing])
        elif not _place_of(record, listing.pk).fits(_places(others)):
            arrange_listings(_put_back(listing, record, others))
        for name in ("anchor", "upstream_anchor"):
            if getattr(listing, name) is not None:
                self.anchored.add((name, listing.paper_id))

    def _find_texts(self, record: Record) -> dict[str, Any]:
        """Return where the row stands in both texts, and what they say of it, as far as they still have its bytes.

        After an export without it upstream may lack it soon, and that is no removal by somebody else.
        """
        remains = _remains(record)
        said = {"anchor": remains.get("laid"), "upstream_anchor": remains.get("synced") or {}}
        said["anchor"] = said["upstream_anchor"] if said["anchor"] is None else said["anchor"]
        anchors = {
            "anchor": self._find_anchor(record, "anchor", remains.get("text", "")),
            "upstream_anchor": None
            if _was_sent(remains)
            else self._find_anchor(record, "upstream_anchor", remains.get("upstream_text", "")),
        }
        layout, upstream = (said[name] if anchors[name] is not None else {} for name in anchors)
        return {**anchors, "synced": upstream, "laid": None if layout == upstream else layout}

    def _find_anchor(self, record: Record, name: str, text: str) -> int | None:
        """Return an entry's or heading's place that no row has."""
        former = _remains(record).get(name)
        if former is None:
            return None
        model, taken = record.instance_type, self.taken[name][record.instance_type]
        found = (self.texts.layout if name == "anchor" else self.texts.upstream).find(model, text, former, taken)
        if found is not None:
            taken.add(found)
        return found

    def _save_paper(self, planned: PaperReturn) -> None:
        record = planned.record
        columns = {each.attname: getattr(record, each.attname) for each in type(record).tracked_fields}
        given = {"slug": planned.slug, "citation_key": planned.citation_key, "venue_id": planned.venue}
        paper = Paper(**{**columns, **given, "id": _free_key(record)})
        self._insert(paper, record)
        Paper.objects.filter(pk=paper.pk).update(created=record.created)
        PaperLink.objects.bulk_create(
            PaperLink(paper=paper, label=label, url=url, position=at)
            for at, (label, url) in enumerate(record.links or ())
        )
        PaperEvidence.objects.bulk_create(
            PaperEvidence(paper=paper, evidence_type_id=each, position=at)
            for at, each in enumerate(planned.evidence_types)
        )
        PaperTag.objects.bulk_create(PaperTag(content_object=paper, tag_id=each) for each in planned.tags)
        SlugRedirect.objects.bulk_create(SlugRedirect(paper=paper, old_slug=each) for each in planned.addresses)
        _save_upkeep(paper, _remains(record))

    def _stand_against_texts(self, planned: PaperReturn) -> None:
        """What the texts say of a paper is known as long as one of its entries is there."""
        remains, pk = _remains(planned.record), self.keys[Paper][planned.record.id]
        listings = (*(each.record for each in self.plan.listings), *self.plan.left_out)
        own = [_remains(record) for record in listings if record.paper_id == planned.record.id]
        upstream = remains.get("synced") or {}
        layout = upstream if remains.get("laid") is None else remains["laid"]
        if self._lost_entries("upstream_anchor", pk, own):
            upstream = {}
        if self._lost_entries("anchor", pk, own):
            layout = {}
        Paper.objects.filter(pk=pk).update(synced=upstream, laid=None if layout == upstream else layout)

    def _lost_entries(self, name: str, paper: int, listings: Iterable[Remains]) -> bool:
        """Whether a text had entries of a paper and has none now."""
        return (name, paper) not in self.anchored and any(each.get(name) is not None for each in listings)

    def _insert(self, row: Any, record: Record) -> None:
        row.save(force_insert=True)
        self.keys[type(row)][record.id] = row.pk
        self.rows.append(row)


def _save_upkeep(paper: Paper, remains: Remains) -> None:
    """What was fetched and decided for a paper. A pair comes back with the second of its papers."""
    FetchedValue.objects.bulk_create(
        FetchedValue(paper=paper, field=name, value=value, source=source, day=_day(day))
        for name, value, source, day in remains.get("fetched", ())
    )
    MetadataLookup.objects.bulk_create(
        MetadataLookup(paper=paper, identifier=identifier, source=source, outcome=outcome, title=title, day=_day(day))
        for identifier, source, outcome, title, day in remains.get("lookups", ())
    )
    for other, reason, user, created in remains.get("dismissed", ()):
        first, second = sorted((paper.pk, other))
        if not Paper.objects.filter(pk=other).exists() or DismissedPair.objects.filter(first=first, second=second):
            continue
        pair = DismissedPair.objects.create(first_id=first, second_id=second, reason=reason, user=_user(user))
        DismissedPair.objects.filter(pk=pair.pk).update(created=datetime.datetime.fromisoformat(created))


def _user(pk: int | None) -> Any:
    return DismissedPair._meta.get_field("user").related_model._default_manager.filter(pk=pk).first()


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def _remains(record: Record) -> Remains:
    return record.remains or {}


def _was_sent(remains: Remains) -> bool:
    """Whether an export went out since, which lacked the row."""
    since = Revision.objects.filter(pk__gt=remains.get("newest_revision", 0))
    return since.of_kind(Revision.Kind.EXPORT).exists()


def _free_key(record: Record) -> int | None:
    """Return its own key; None for a new one where another row has that."""
    return None if record.instance_type.objects.filter(pk=record.id).exists() else record.id


def _place_of(record: Record, pk: int) -> FormerPlace:
    remains = _remains(record)
    return FormerPlace(pk, record.position, remains.get("before", ()), remains.get("after", ()))


def _places(rows: Sequence[Any]) -> list[tuple[int, int]]:
    return [(row.position, row.pk) for row in rows]


def _put_back(row: Any, record: Record, others: Sequence[Any]) -> list[Any]:
    at = _place_of(record, row.pk).index_among(_places(others))
    return [*others[:at], row, *others[at:]]
