"""Rows changed as the admin's forms change them: with their history, and only to what the README can say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from papers import search
from papers.exporter import checked
from papers.history import keep_baseline, note, note_deletion
from papers.models import Listing, Paper, Section


def save_as_form(rows: Sequence[Any], user: Any, change: Callable[[], Any]) -> None:
    """Change rows, all or nothing. Raises UnwritableError where the README cannot say it."""

    def make() -> None:
        keep_baseline(rows)
        change()
        papers = {row.paper_id if isinstance(row, Listing) else row.pk for row in rows if not isinstance(row, Section)}
        search.index(Paper.objects.filter(pk__in=papers))
        note(rows, user=user, reason="changed")

    checked(make)


def set_values(row: Any, user: Any, **values: Any) -> None:
    """Change columns of a row."""

    def change() -> None:
        for name, value in values.items():
            setattr(row, name, value)
        row.save()

    save_as_form([row], user, change)


def delete_listing(listing: Listing, user: Any) -> None:
    def change() -> None:
        keep_baseline([listing])
        pk = listing.pk
        listing.delete()
        note_deletion(Listing, [pk], user=user, reason="deleted")

    checked(change)
