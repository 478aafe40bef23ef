"""Deleted papers, sections and listings together, newest first, and what each of them said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, Value

from papers.history.differences import Names, list_values
from papers.history.records import MERGED, Record
from papers.models import Listing, Paper, Section, Step

KINDS: Final[Mapping[str, Any]] = {"paper": Paper, "section": Section, "listing": Listing}


@dataclass(frozen=True)
class DeletedRow:
    """A deleted row with what it said; listings that went with a paper or section are told there."""

    record: Record
    title: str
    values: Sequence[tuple[str, Sequence[str]]]
    """Labels with texts."""
    together: int = 1
    """Rows that one deletion took at once, this one included, without those that belong to another of them."""

    @property
    def kind(self) -> str:
        return self.record.instance_type._meta.model_name

    @property
    def why(self) -> str:
        """Empty where nothing but that it was deleted is known."""
        reason = self.record.history_change_reason or ""
        return "" if reason == "deleted" else reason


def search_deleted(kinds: Iterable[str], words: str = "") -> Any:
    """Return (date, key in its history, kind) of what can be brought back, newest first, as a query."""
    chosen = [
        _deleted(kind, words).values_list("history_date", "history_id", Value(kind)) for kind in KINDS if kind in kinds
    ]
    if not chosen:
        return Paper.history.none().values_list("history_date", "history_id", Value("paper"))
    return chosen[0].union(*chosen[1:], all=True).order_by("-history_date", "-history_id")


def load_deleted(found: Iterable[tuple[Any, int, str]]) -> list[DeletedRow]:
    """Return the rows that `search_deleted` found, in the same order. So many queries for any number."""
    keys = list(found)
    records: dict[tuple[str, int], Record] = {}
    for kind, model in KINDS.items():
        chosen = model.history.filter(history_id__in=[pk for _, pk, each in keys if each == kind])
        for record in chosen.select_related("history_user", "step"):
            records[kind, record.history_id] = record
    rows = describe_deleted([records[kind, pk] for _, pk, kind in keys if (kind, pk) in records])
    totals = _count_by_step({row.record.step_id for row in rows})
    return [replace(row, together=totals[row.record.step_id]) for row in rows]


def describe_deleted(records: Sequence[Record]) -> list[DeletedRow]:
    """Return deleted rows of the history with their titles and values."""
    names = _load_names(records)
    places = _list_places(records)
    found = []
    for record in records:
        values = list(list_values(record, names))
        if record.instance_type is Paper and places[record.id, record.step_id]:
            values.insert(0, ("Listed in", tuple(places[record.id, record.step_id])))
        found.append(DeletedRow(record, name_record(record, names), values))
    return found


def list_roots(records: Sequence[Record]) -> list[Record]:
    """Leave out what was deleted along with another of these."""
    keys = {(record.instance_type, record.id, record.step_id) for record in records}

    def is_part(record: Record) -> bool:
        if record.instance_type is Listing:
            own = (Paper, record.paper_id, record.step_id), (Section, record.section_id, record.step_id)
            return any(key in keys for key in own)
        return record.instance_type is Section and (Section, record.parent_id, record.step_id) in keys

    return [record for record in records if not is_part(record)]


def name_record(record: Record, names: Names | None = None) -> str:
    """Return what people call the row that a row of the history is of."""
    if record.instance_type is not Listing:
        return record.title or "README"
    names = names or _load_names([record])
    return f"{names.name(Paper, record.paper_id)} ({names.name(Section, record.section_id)})"


def _deleted(kind: str, words: str) -> Any:
    model = KINDS[kind]
    gone = model.history.filter(history_type="-", undone=None).order_by()
    for text in MERGED:
        gone = gone.exclude(history_change_reason__startswith=text)
    along = {"step": OuterRef("step"), "history_type": "-"}
    if model is Listing:
        gone = gone.exclude(Exists(Paper.history.filter(id=OuterRef("paper_id"), **along)))
        gone = gone.exclude(Exists(Section.history.filter(id=OuterRef("section_id"), **along)))
    if model is Section:
        gone = gone.exclude(Exists(Section.history.filter(id=OuterRef("parent_id"), **along)))
    for word in words.split():
        gone = gone.filter(_says(model, word))
    return gone


def _count_by_step(steps: Iterable[int | None]) -> Mapping[int | None, int]:
    """How many rows each deletion took that are not back yet."""
    found: dict[int | None, int] = defaultdict(int)
    deletions = Step.objects.filter(pk__in={step for step in steps if step}, kind=Step.Kind.DELETION)
    for kind in KINDS:
        counted = _deleted(kind, "").filter(step__in=deletions).order_by().values("step").annotate(total=Count("pk"))
        for step, total in counted.values_list("step", "total"):
            found[step] += total
    return found


def _says(model: Any, word: str) -> Any:
    if model is not Listing:
        return Q(title__icontains=word)
    papers = Paper.objects.filter(pk=OuterRef("paper_id"), title__icontains=word)
    former = Paper.history.filter(id=OuterRef("paper_id"), title__icontains=word)
    return Q(note__icontains=word) | Exists(papers) | Exists(former)


def _load_names(records: Sequence[Record]) -> Names:
    """With the names of rows that were deleted, too."""
    names = Names.load(records)
    of: dict[type[Any], dict[int, str]] = {model: dict(known) for model, known in names.of.items()}
    for model in (Paper, Section):
        asked = {getattr(record, name) for record in records for name in _columns_of(model, record)}
        gone = asked - {None} - of.get(model, {}).keys()
        rows = model.history.filter(id__in=gone).order_by("history_id").values_list("id", "title")
        of.setdefault(model, {}).update(rows)
    return Names(of, names.evidence_types)


def _columns_of(model: type[Any], record: Record) -> list[str]:
    return [each.attname for each in type(record).tracked_fields if each.is_relation and each.related_model is model]


def _list_places(records: Sequence[Record]) -> Mapping[tuple[int, int | None], list[str]]:
    """The sections in which papers were listed when they were deleted."""
    papers = [record for record in records if record.instance_type is Paper and record.step_id]
    rows = Listing.history.filter(
        history_type="-", step__in={record.step_id for record in papers}, paper_id__in={record.id for record in papers}
    )
    found: dict[tuple[int, int | None], list[str]] = defaultdict(list)
    listings = list(rows.order_by("history_id"))
    sections = _load_names(listings)
    for each in listings:
        found[each.paper_id, each.step_id].append(sections.name(Section, each.section_id))
    return found
