"""One change to many papers, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max

from papers import search
from papers.history import keep_baseline, note
from papers.models import EvidenceType, Listing, Paper, PaperEvidence, Section, Venue


@dataclass(frozen=True)
class Changes:
    """What is None or empty stays as it is."""

    add_evidence_types: Sequence[EvidenceType] = ()
    remove_evidence_types: Sequence[EvidenceType] = ()
    venue: Venue | None = None
    year: int | None = None
    add_tags: Sequence[str] = ()
    remove_tags: Sequence[str] = ()
    section: Section | None = None
    """Where the papers' listings go, at the end and in their order; a paper without one gets one."""
    hidden: bool | None = None
    columns: dict[str, Any] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("venue", "year", "hidden"):
            if getattr(self, name) is not None:
                self.columns[name] = getattr(self, name)

    def __bool__(self) -> bool:
        return bool(
            self.columns
            or self.section
            or self.add_evidence_types
            or self.remove_evidence_types
            or self.add_tags
            or self.remove_tags
        )


@transaction.atomic
def apply(changes: Changes, papers: Sequence[Paper], *, user: Any) -> None:
    """To papers in README order; what they were and are is noted in their history."""
    keep_baseline(papers)
    for paper in papers:
        _set_columns(paper, changes)
        _set_evidence_types(paper, changes)
        paper.tags.remove(*changes.remove_tags)
        paper.tags.add(*changes.add_tags)
    if changes.section:
        _move(papers, changes.section)
    search.index(Paper.objects.filter(pk__in=[paper.pk for paper in papers]))
    note(papers, user=user, reason="several papers at once")


def _set_columns(paper: Paper, changes: Changes) -> None:
    for name, value in changes.columns.items():
        setattr(paper, name, value)
    paper.save()


def _set_evidence_types(paper: Paper, changes: Changes) -> None:
    paper.evidence.filter(evidence_type__in=changes.remove_evidence_types).delete()
    known = set(paper.evidence.values_list("evidence_type", flat=True))
    last = paper.evidence.aggregate(last=Max("position"))["last"]
    start = 0 if last is None else last + 1
    new = [each for each in changes.add_evidence_types if each.pk not in known]
    PaperEvidence.objects.bulk_create(
        PaperEvidence(paper=paper, evidence_type=each, position=start + at) for at, each in enumerate(new)
    )


def _move(papers: Iterable[Paper], section: Section) -> None:
    """A paper that is listed there already keeps that listing, and its others."""
    last = section.listings.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    for paper in papers:
        listings = list(paper.listings.in_readme_order())
        if any(listing.section_id == section.pk for listing in listings):
            continue
        listing = listings[0] if listings else Listing(paper=paper)
        listing.section, listing.position, listing.parent = section, position, None
        listing.save()
        position += 1
