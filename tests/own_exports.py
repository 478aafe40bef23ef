"""The law of one's own exports: taken in as the repository's README, they change nothing."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from papers.exporter import render
from papers.importer import Options, Role, import_readme, preview
from papers.models import Listing, Paper, Section


def check_own_export(what: str) -> None:
    """Import the draft as the repository's, in a transaction that is rolled back."""
    content, before = render(), identities()
    with transaction.atomic():
        report = import_readme(content, Options(role=Role.REPOSITORY, force=True, allow_empty=True))
        told = (report.conflicts, report.changed, report.added, report.removed, report.moved)
        assert told == ([], {}, 0, 0, 0), what
        assert (report.sections_added, report.sections_removed) == (0, 0), what
        assert identities() == before, what
        assert not preview().is_pending, what
        assert render() == content, what
        transaction.set_rollback(True)


def identities() -> dict[str, Any]:
    """What a reader could cite, by its place in the README."""
    return {
        "listings": list(Listing.objects.in_readme_order().values_list("pk", "paper__slug", "section__slug", "note")),
        "papers": list(Paper.objects.order_by("pk").values_list("pk", "title", "venue__name", "track", "year", "slug")),
        "sections": list(Section.objects.in_readme_order().values_list("pk", "slug", "title", "level", "parent")),
    }
