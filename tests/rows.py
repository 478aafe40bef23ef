"""Rows for tests, with literal values; a test names what it asserts."""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from papers import search
from papers.models import EvidenceType, Listing, Paper, PaperEvidence, PaperLink, Section, Venue


def make_section(
    title: str = "Skill Learning", *, level: int = 2, parent: Section | None = None, **fields: Any
) -> Section:
    """After all other sections; under the hidden root, or `parent`."""
    last = Section.objects.aggregate(last=Max("position"))["last"] or 0
    defaults = {"slug": f"section-{last + 1}", "position": last + 1}
    return Section.objects.create(
        title=title, level=level, parent=parent or Section.objects.root(), **{**defaults, **fields}
    )


def make_paper(title: str = "Induction Heads", *, listed_in: Section | None = None, **fields: Any) -> Paper:
    count = Paper.objects.count()
    defaults = {"slug": f"paper-{count + 1}", "citation_key": f"key{count + 1}"}
    paper = Paper.objects.create(title=title, **{**defaults, **fields})
    if listed_in:
        make_listing(paper, listed_in)
    search.index(Paper.objects.filter(pk=paper.pk))
    return paper


def make_listing(paper: Paper, section: Section, **fields: Any) -> Listing:
    return Listing.objects.create(
        paper=paper, section=section, **{"position": Listing.objects.filter(section=section).count(), **fields}
    )


def make_venue(name: str = "NeurIPS", **fields: Any) -> Venue:
    return Venue.objects.create(name=name, **{"slug": name.lower(), **fields})


def make_evidence_type(name: str = "Empirical", **fields: Any) -> EvidenceType:
    return EvidenceType.objects.create(name=name, **{"slug": name.lower(), **fields})


def add_evidence(paper: Paper, evidence_type: EvidenceType) -> PaperEvidence:
    return PaperEvidence.objects.create(paper=paper, evidence_type=evidence_type)


def add_link(paper: Paper, url: str, label: str = "Paper") -> PaperLink:
    return PaperLink.objects.create(paper=paper, url=url, label=label)
