"""What two rows of the history differ in, in readers' words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from papers.history.records import SNAPSHOT, TELLS_NOTHING, Record, spellings
from papers.models import Listing, Paper, Section, Venue
from papers.readme.vocabulary import fold

_UNSEEN: Final = TELLS_NOTHING | {"id"}


@dataclass(frozen=True, slots=True)
class Difference:
    """Old and new value as texts in order: none where the field is empty, several where it is a list."""

    name: str
    label: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class Names:
    """What readers call the rows that the history knows by their keys."""

    of: Mapping[type[Any], Mapping[int, str]] = field(default_factory=dict)
    evidence_types: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, records: Iterable[Record]) -> Names:
        """A query for each kind of row that these rows of the history refer to."""
        keys: dict[type[Any], set[int]] = {}
        for record in records:
            for each in type(record).tracked_fields:
                if each.is_relation and (key := getattr(record, each.attname)) is not None:
                    keys.setdefault(each.related_model, set()).add(key)
        found = {model: _named(model, pks) for model, pks in keys.items()}
        return cls(found, spellings() if any(record.instance_type is Paper for record in records) else {})

    def name(self, model: type[Any], key: int) -> str:
        return self.of.get(model, {}).get(key, f"{model._meta.verbose_name} {key}, which was deleted")


def differences(older: Record, newer: Record, names: Names | None = None) -> tuple[Difference, ...]:
    """Field by field, in the order of the form. What was not noted in one of the rows counts as the same."""
    names = names or Names.load([older, newer])
    found = []
    for name, label, shown in _fields(newer):
        old, new = shown(older, names), shown(newer, names)
        if old is not None and new is not None and old != new:
            found.append(Difference(name, label if label != label.lower() else label.capitalize(), old, new))
    return tuple(found)


def list_values(record: Record, names: Names) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Return the fields that say something, with their labels."""
    for _, label, shown in _fields(record):
        if values := shown(record, names):
            yield label if label != label.lower() else label.capitalize(), values


_Shown = Callable[[Record, Names], tuple[str, ...] | None]


def _fields(record: Record) -> Iterable[tuple[str, str, _Shown]]:
    model = record.instance_type
    for each in type(record).tracked_fields:
        if each.name not in _UNSEEN:
            # The history's copies of relations are named as their columns.
            yield each.name, str(model._meta.get_field(each.name).verbose_name), _column(each)
    if model is Paper:
        for name in SNAPSHOT:
            yield name, name.replace("_", " "), _snapshot(name)


def _column(column: Any) -> _Shown:
    def shown(record: Record, names: Names) -> tuple[str, ...]:
        value = getattr(record, column.attname)
        if value is None or value == "":
            return ()
        if column.is_relation:
            return (names.name(column.related_model, value),)
        if isinstance(value, list):
            return tuple(map(str, value))
        if isinstance(value, bool):
            return ("yes" if value else "no",)
        return (str(value),)

    return shown


def _snapshot(name: str) -> _Shown:
    def shown(record: Record, names: Names) -> tuple[str, ...] | None:
        value = getattr(record, name)
        if value is None:
            return None
        if name == "links":
            return tuple(" ".join(filter(None, each)) for each in value)
        if name == "evidence_types":
            return tuple(names.evidence_types.get(fold(each), each) for each in value)
        return tuple(value)

    return shown


def _named(model: type[Any], keys: Iterable[int]) -> dict[int, str]:
    column = "name" if model is Venue else "title"
    if model is Listing:
        rows = Listing.objects.filter(pk__in=keys).values_list("pk", "paper__title")
    else:
        rows = model._default_manager.filter(pk__in=keys).values_list("pk", column)
    empty = "README" if model is Section else ""
    return {pk: text or empty for pk, text in rows}
