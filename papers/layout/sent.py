"""What went out in exports and is not upstream's yet: when it comes back, it is no edit of theirs."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from papers.layout.rows import PAPER_FIELDS, PaperRow, Rows, pack_value, unpack_value
from papers.models import SentValue

PAPER: Final = SentValue.Of.PAPER.value
LISTING: Final = SentValue.Of.LISTING.value
SECTION: Final = SentValue.Of.SECTION.value
LISTED: Final = "listed"
"""Of a paper, the section that it was listed in here."""
MADE: Final = "made"
"""Of a section made here, its title."""
APPEARED: Final = ("venue", "track", "year")
"""Fields that are one value."""
_SECTION_FIELDS: Final = ("title", "level", "preface", "parent")


class Sent(NamedTuple):
    """A value as `SentValue` keeps it: ids of rows in the place of names."""

    of: str
    row: int
    field: str
    value: Any


def list_unsent(rows: Rows) -> list[Sent]:
    """Return what the rows say otherwise than the text that they stand against."""
    found = [each for paper in rows.papers.values() for each in _of_paper(paper, rows)]
    for listing in rows.listings.values():
        if not listing.synced:
            found.append(Sent(PAPER, listing.paper, LISTED, listing.section))
        if listing.is_moved:
            found.append(Sent(LISTING, listing.pk, "section", listing.section))
        if listing.has_new_note:
            found.append(Sent(LISTING, listing.pk, "note", listing.note))
    for section in rows.sections.values():
        if section.level and not section.synced:
            found.append(Sent(SECTION, section.pk, MADE, section.title))
        found += [
            Sent(SECTION, section.pk, name, getattr(section, name))
            for name in _SECTION_FIELDS
            if section.is_edited(name)
        ]
    return found


def remember_sent(items: Iterable[Sent]) -> None:
    """Note each value once."""
    new = list(items)
    if not new:
        return
    known = {_key(*each) for each in SentValue.objects.values_list("of", "row", "field", "value")}
    SentValue.objects.bulk_create(
        [SentValue(**each._asdict()) for each in new if _key(*each) not in known], batch_size=500
    )


@dataclass(frozen=True)
class SentValues:
    """Everything that is remembered, in the rows' terms."""

    by_field: Mapping[tuple[str, int, str], Sequence[Any]] = field(default_factory=dict)
    listed: frozenset[tuple[int, int]] = frozenset()
    """Papers with the sections that they were listed in here."""
    sections_made: frozenset[str] = frozenset()
    """Titles of sections made here."""

    @classmethod
    def load(cls, rows: Rows) -> SentValues:
        """One query."""
        found: dict[tuple[str, int, str], list[Any]] = defaultdict(list)
        for of, row, name, value in SentValue.objects.values_list("of", "row", "field", "value"):
            found[of, row, name].append(_plain(of, name, value, rows))
        listed = {(row, value) for (_, row, name), values in found.items() if name == LISTED for value in values}
        made = {value for (_, _, name), values in found.items() if name == MADE for value in values}
        return cls(dict(found), frozenset(listed), frozenset(made))

    def of(self, kind: str, row: int, name: str) -> Sequence[Any]:
        return self.by_field.get((kind, row, name), ())


def forget_sent(before: Rows, after: Rows) -> None:
    """Forget what went out of fields of which upstream says something else now; both are the rows against upstream."""
    moved = [
        (PAPER, pk, APPEARED[0] if name in APPEARED else name)
        for pk, paper in after.papers.items()
        if pk in before.papers and (said := before.papers[pk].synced) is not paper.synced
        for name in PAPER_FIELDS
        if getattr(paper.synced, name) != getattr(said, name)
    ]
    for of, new, old in ((LISTING, after.listings, before.listings), (SECTION, after.sections, before.sections)):
        for pk in new.keys() & old.keys():
            now, was = new[pk].synced, old[pk].synced
            moved += [(of, pk, name) for name in {*now, *was} if now.get(name) != was.get(name)]
            if now and not was:
                moved.append((of, pk, MADE))
    moved += [(PAPER, row.paper, LISTED) for row in after.listings.values() if row.synced and row.paper > 0]
    wanted = frozenset(moved)
    gone = [pk for pk, *key in SentValue.objects.values_list("pk", "of", "row", "field") if tuple(key) in wanted]
    SentValue.objects.filter(pk__in=gone).delete()


def _key(of: str, row: int, name: str, value: Any) -> tuple[str, int, str, str]:
    return of, row, name, json.dumps(value)


NOTHING_SENT: Final = SentValues()


def _of_paper(paper: PaperRow, rows: Rows) -> Iterator[Sent]:
    edited = paper.edited - {"tags"}
    for name in PAPER_FIELDS:
        if name in edited and name not in APPEARED:
            yield Sent(PAPER, paper.pk, name, pack_value(name, getattr(paper.values, name), rows.names))
    if edited & frozenset(APPEARED):
        appeared = [pack_value(name, getattr(paper.values, name), rows.names) for name in APPEARED]
        yield Sent(PAPER, paper.pk, APPEARED[0], appeared)


def _plain(of: str, name: str, value: Any, rows: Rows) -> Any:
    if of != PAPER or name == LISTED:
        return value
    if name == APPEARED[0]:
        return tuple(unpack_value(each, part, rows.names) for each, part in zip(APPEARED, value, strict=True))
    return unpack_value(name, value, rows.names)
