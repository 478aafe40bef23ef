"""What people changed here before, so that an import can tell that it would take an edit back."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.utils import timezone

from papers.history.records import BASELINE, Record, spellings
from papers.models import Listing, Paper, Section, Step, Venue
from papers.readme.records import Link
from papers.readme.vocabulary import fold

_THEIRS: Final = (Step.Kind.IMPORT, Step.Kind.DISCARD)
"""Steps that took in what upstream said, or went back to it."""
_NOBODYS: Final = (Step.Kind.IMPORT, Step.Kind.FETCH)


@dataclass(frozen=True, slots=True)
class PastEdit:
    """A change of one field; None where there was nothing. Values are those of `papers.readme.records.Values`."""

    before: Any
    after: Any
    who: str
    """Empty where it is not known."""
    day: datetime.date


@dataclass
class PastEdits:
    """Asks the database for those rows only that a merge has a question about."""

    _records: dict[tuple[type[Any], int], list[Record]] = field(default_factory=dict)

    def of(self, model: type[Any], pk: int, name: str) -> list[PastEdit]:
        """Return the edits of a field here, newest first, back to what an import last made of it."""
        return self._edits(model, pk, lambda record: self._value(record, name))

    def of_several(self, model: type[Any], pk: int, names: Sequence[str]) -> list[PastEdit]:
        """The same of fields that are one value; `before` and `after` are tuples."""
        return self._edits(model, pk, lambda record: tuple(self._value(record, name) for name in names))

    def _edits(self, model: type[Any], pk: int, value: Callable[[Record], Any]) -> list[PastEdit]:
        found: list[PastEdit] = []
        for before, after in self._changes(model, pk):
            old, new = value(before), value(after)
            if old == new:
                continue
            if after.step is not None and after.step.kind in _THEIRS:
                break
            if after.step is None or after.step.kind not in _NOBODYS:
                found.append(_edit(old, new, after))
        return found

    def making(self, model: type[Any], pk: int) -> PastEdit | None:
        """Return by whom a listing or section was made here; None if an import brought it."""
        records = self._history(model, pk)
        if records and records[0].history_type == "+" and not _is_of(records[0], _NOBODYS):
            return _edit(None, None, records[0])
        return None

    def load(self, model: type[Any], keys: Collection[int]) -> None:
        """Get the history of several rows with one query, before each of them is asked for."""
        wanted = [pk for pk in keys if pk in self._edited[model] and (model, pk) not in self._records]
        found: dict[int, list[Record]] = {pk: [] for pk in wanted}
        records = model.history.filter(id__in=wanted).select_related("history_user", "step").order_by("history_id")
        for record in records if wanted else ():
            found[record.id].append(record)
        self._records |= {(model, pk): each for pk, each in found.items()}

    def deletions(self, model: type[Any], **values: Collection[Any]) -> list[tuple[Record, PastEdit]]:
        """Return which rows with these values in a column were deleted here, the newest first, and by whom."""
        gone = model.history.filter(history_type="-", **{f"{name}__in": each for name, each in values.items()})
        records = gone.select_related("history_user", "step").order_by("-history_id")
        return [(each, _edit(None, None, each)) for each in records if not _is_of(each, _NOBODYS)]

    def removal(self, paper: int, section: int) -> PastEdit | None:
        """Return by whom a paper was last taken out of a section here."""
        records = Listing.history.filter(paper_id=paper, section_id=section, history_type="-")
        last = records.select_related("history_user", "step").order_by("-history_id").first()
        return None if last is None or _is_of(last, _NOBODYS) else _edit(None, None, last)

    def _changes(self, model: type[Any], pk: int) -> Iterator[tuple[Record, Record]]:
        """Pairs of a version and the next, newest first."""
        records = self._history(model, pk)
        yield from ((records[at - 1], records[at]) for at in range(len(records) - 1, 0, -1))

    def _history(self, model: type[Any], pk: int) -> list[Record]:
        if pk not in self._edited[model]:
            return []
        key = model, pk
        if key not in self._records:
            records = model.history.filter(id=pk).select_related("history_user", "step").order_by("history_id")
            self._records[key] = list(records)
        return self._records[key]

    @cached_property
    def _edited(self) -> Mapping[type[Any], set[int]]:
        """The rows that somebody ever changed here."""
        return {
            model: set(
                model.history.exclude(step__kind__in=_NOBODYS)
                .exclude(history_change_reason=BASELINE)
                .order_by()
                .values_list("id", flat=True)
            )
            for model in (Paper, Listing, Section)
        }

    @cached_property
    def _venues(self) -> Mapping[int, str]:
        return dict(Venue.objects.values_list("pk", "name"))

    @cached_property
    def _evidence_types(self) -> Mapping[str, str]:
        return spellings()

    def _value(self, record: Record, name: str) -> Any:
        if name == "venue":
            return self._venues.get(record.venue_id, "") if record.venue_id else ""
        if name in ("section", "parent"):
            return getattr(record, f"{name}_id")
        value = getattr(record, name)
        if name == "links":
            return tuple(Link(label, url) for label, url in value or () if url)
        if name == "evidence_types":
            return tuple(self._evidence_types.get(fold(each), each) for each in value or ())
        return tuple(value or ()) if name in ("authors", "tags") else value


def _edit(before: Any, after: Any, record: Record) -> PastEdit:
    who = record.history_user.get_username() if record.history_user else ""
    return PastEdit(before, after, who, timezone.localtime(record.history_date).date())


def _is_of(record: Record, kinds: Sequence[str]) -> bool:
    """Whether a version belongs to a step of these kinds; one that nobody noted is an import's of former days."""
    if record.step is None:
        return record.history_change_reason is None
    return record.step.kind in kinds
