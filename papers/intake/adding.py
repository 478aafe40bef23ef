"""New papers into the survey, or papers of it into another section: all of them, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max

from papers import search
from papers.history import note
from papers.identifiers import Identifiers
from papers.intake.drafts import FETCHED, NOTHING
from papers.intake.venues import known_venue
from papers.layout.addresses import PaperAddresses, term_slug
from papers.layout.rows import vocabulary
from papers.models import (
    EvidenceType,
    FetchedValue,
    Listing,
    MetadataLookup,
    Paper,
    PaperEvidence,
    PaperLink,
    Section,
    Venue,
)
from papers.readme.records import Link
from papers.readme.venues import BUILT_IN_VENUES, venue_kind
from papers.readme.vocabulary import fold


@dataclass(frozen=True)
class Addition:
    """A paper to be listed at the end of a section: one that is there, or a new one with these values."""

    section: Section
    paper: Paper | None = None
    columns: Mapping[str, Any] = field(default_factory=dict)
    """Of the new paper: title, authors, abstract, track, year, date."""
    venue: str = ""
    identifiers: Identifiers = NOTHING
    links: Sequence[Link] = ()
    evidence_types: Sequence[EvidenceType] = ()
    tags: Sequence[str] = ()
    source: str = ""
    fetched: Mapping[str, Any] = field(default_factory=dict)
    """What the source said, by FETCHED; kept with the paper where a maintainer left it as it was."""


@transaction.atomic
def add(additions: Sequence[Addition], *, user: Any) -> list[Paper]:
    """In their order, the README not asked: the caller holds what it can say."""
    addresses = PaperAddresses()
    papers, listings = [], []
    for addition in additions:
        paper = addition.paper or _made(addition, addresses)
        last = addition.section.listings.aggregate(last=Max("position"))["last"]
        position = 0 if last is None else last + 1
        listings.append(Listing.objects.create(paper=paper, section=addition.section, position=position))
        papers.append(paper)
    search.index(Paper.objects.filter(pk__in=[paper.pk for paper in papers]))
    new = [paper for paper, addition in zip(papers, additions, strict=True) if not addition.paper]
    note([*new, *listings], user=user, reason="added")
    return papers


def is_known_venue(name: str) -> bool:
    """Whether it is a row, or one that imports would make too."""
    return not name or _row(name) is not None or known_venue(name, vocabulary()) is not None


def _made(addition: Addition, addresses: PaperAddresses) -> Paper:
    columns, identifiers = addition.columns, addition.identifiers
    paper = Paper.objects.create(
        **columns,
        venue=_venue(addition.venue),
        arxiv_id=identifiers.arxiv_id,
        doi=identifiers.doi,
        openreview_id=identifiers.openreview_id,
        acl_id=identifiers.acl_id,
        slug=addresses.slug(columns["title"], identifiers.arxiv_id),
        citation_key=addresses.citation_key(columns["title"], columns["year"], columns["authors"]),
    )
    PaperLink.objects.bulk_create(
        PaperLink(paper=paper, label=link.label, url=link.url, position=at) for at, link in enumerate(addition.links)
    )
    PaperEvidence.objects.bulk_create(
        PaperEvidence(paper=paper, evidence_type=each, position=at) for at, each in enumerate(addition.evidence_types)
    )
    paper.tags.add(*addition.tags)
    _keep_sources(paper, addition)
    return paper


def _keep_sources(paper: Paper, addition: Addition) -> None:
    fetched = {name: value for name, value in addition.fetched.items() if name in FETCHED and value}
    FetchedValue.objects.bulk_create(
        FetchedValue(paper=paper, field=name, value=value, source=addition.source)
        for name, value in fetched.items()
        if getattr(paper, name) == value
    )
    asked = {"arxiv": paper.arxiv_id, "crossref": paper.doi}
    if identifier := asked.get(addition.source):
        title = str(addition.fetched.get("title", ""))
        found = MetadataLookup.Outcome.FOUND
        MetadataLookup.objects.create(
            paper=paper, identifier=identifier, source=addition.source, outcome=found, title=title
        )


def _row(name: str) -> Venue | None:
    for venue in Venue.objects.all():
        if fold(name) in map(fold, (venue.name, *venue.aliases)):
            return venue
    return None


def _venue(name: str) -> Venue | None:
    """The row that has this spelling; made as an import would make it, or from the maintainer's own word."""
    if not name:
        return None
    name = known_venue(name, vocabulary()) or name
    if found := _row(name):
        return found
    aliases = next((list(term.aliases) for term in BUILT_IN_VENUES if term.name == name), [])
    slug = term_slug(Venue, name)
    return Venue.objects.create(name=name, slug=slug, kind=venue_kind(name), aliases=aliases)
