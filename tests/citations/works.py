"""Papers that are no rows yet, with literal values."""

from __future__ import annotations

from typing import Any

from papers.models import Paper, Venue

CONFERENCE = Venue(name="NeurIPS", slug="neurips", kind=Venue.Kind.CONFERENCE)
JOURNAL = Venue(name="JMLR", slug="jmlr", kind=Venue.Kind.JOURNAL)
SERVER = Venue(name="bioRxiv", slug="biorxiv", kind=Venue.Kind.PREPRINT)


def work(title: str = "Induction Heads", **fields: Any) -> Paper:
    return Paper(title=title, **{"slug": "", "citation_key": "olsson2022induction", **fields})
