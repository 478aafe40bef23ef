"""The rows of papers that the list in memory has found, with what a page or an export says of each."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Max

from papers.catalogue.snapshot import Ordered, Snapshot
from papers.models import Listing, Paper

BATCH = 200
"""Papers that are in memory at once, and for the first of which somebody waits."""
LARGEST_PART = 10_000
"""Keys in one query: SQLite takes some 32,000."""


def papers_at(snapshot: Snapshot, places: Iterable[int], *related: str) -> dict[int, Any]:
    """By place, in the order of `places`; what is gone since the snapshot is left out. `related` is fetched, too."""
    keys = {at: snapshot.papers[at] for at in places}
    found = Paper.objects.prefetch_related(*related).detailed(keys.values())
    return {at: found[pk] for at, pk in keys.items() if pk in found}


def notes_at(snapshot: Snapshot, places: Iterable[int]) -> dict[int, str]:
    """By place, what the listings there add in words; what is gone is left out."""
    keys = {at: snapshot.listings[at] for at in places}
    found = dict(Listing.objects.filter(pk__in=keys.values()).order_by().values_list("pk", "note"))
    return {at: found[pk] for at, pk in keys.items() if pk in found}


def stream(snapshot: Snapshot, ordered: Ordered, *related: str) -> Iterator[Any]:
    """As `papers_at`, of any number of papers."""
    for start in range(0, len(ordered), BATCH):
        yield from papers_at(snapshot, ordered[start : start + BATCH], *related).values()


def last_modified(snapshot: Snapshot, ordered: Ordered) -> datetime.datetime | None:
    """When one of these papers was changed last. A query for each LARGEST_PART of them."""
    keys = [snapshot.papers[place] for place in ordered]
    parts = (Paper.objects.filter(pk__in=keys[at : at + LARGEST_PART]) for at in range(0, len(keys), LARGEST_PART))
    return max((last for part in parts if (last := part.aggregate(last=Max("modified"))["last"])), default=None)
