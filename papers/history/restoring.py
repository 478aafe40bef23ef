"""A version of the history into the rows again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from papers import search
from papers.exporter import UnwritableError, checked
from papers.history.records import Record, keep_baseline, note, spellings
from papers.history.section_content import list_under
from papers.layout.positions import place_listing, place_section
from papers.layout.wishes import DEEPEST
from papers.models import Catalogue, EvidenceType, Listing, Paper, PaperEvidence, PaperLink, Section, Venue
from papers.readme.vocabulary import fold

KEPT: Final = frozenset({"id", "slug", "citation_key", "created", "modified"})
"""Columns that are given once, or tell when."""


class RestoreRefusedError(ValueError):
    """A version that cannot be had again; says why, and what to do."""


def restore(record: Record, *, user: Any) -> None:
    """Gives an object the values that a row of its history has, in one transaction.

    Slug and citation key stay as they are. What the row does not tell, as links that were not noted, stays too.
    """
    restored: Callable[[Any], None] = {Paper: _paper, Section: _section, Listing: _listing}[record.instance_type]

    def change() -> None:
        Catalogue.objects.locked()
        row = record.instance_type.objects.filter(pk=record.id).first()
        if row is None or record.history_type == "-":
            raise RestoreRefusedError("It was deleted; only what is there can be given an earlier version.")
        rows = [row, *list_under(row)] if isinstance(row, Section) else [row]
        keep_baseline(rows)
        restored(record)
        note(rows, user=user, reason=f"restored the version of {record.history_date:%Y-%m-%d %H:%M}")

    try:
        checked(change)
    except UnwritableError as error:
        raise RestoreRefusedError(f"The README cannot say this version: {error}.") from error


def _paper(record: Record) -> None:
    paper = Paper.objects.get(pk=record.id)
    if record.venue_id is not None and not Venue.objects.filter(pk=record.venue_id).exists():
        raise RestoreRefusedError("Its venue has been deleted since; choose another version, or edit the paper.")
    evidence_types = None if record.evidence_types is None else _evidence_types(record.evidence_types)
    for field in type(record).tracked_fields:
        if field.name not in KEPT:
            setattr(paper, field.attname, getattr(record, field.attname))
    paper.save()
    if record.links is not None:
        paper.links.all().delete()
        PaperLink.objects.bulk_create(
            PaperLink(paper=paper, label=label, url=url, position=at) for at, (label, url) in enumerate(record.links)
        )
    if evidence_types is not None:
        paper.evidence.all().delete()
        PaperEvidence.objects.bulk_create(
            PaperEvidence(paper=paper, evidence_type=each, position=at) for at, each in enumerate(evidence_types)
        )
    if record.tags is not None:
        paper.tags.set(record.tags)
    search.index(Paper.objects.filter(pk=paper.pk))


def _evidence_types(names: list[str]) -> list[EvidenceType]:
    """Also those that have another name now."""
    known = spellings()
    rows = {each.name: each for each in EvidenceType.objects.all()}
    for name in names:
        if known.get(fold(name)) not in rows:
            raise RestoreRefusedError(f"The evidence type “{name}” has been deleted since; add it again first.")
    return [rows[name] for name in dict.fromkeys(known[fold(name)] for name in names)]


def _listing(record: Record) -> None:
    listing = Listing.objects.get(pk=record.id)
    if not Section.objects.filter(pk=record.section_id).exists():
        raise RestoreRefusedError("Its section has been deleted since; move the listing by its form.")
    was = listing.position if listing.section_id == record.section_id else None
    listing.section_id, listing.position = record.section_id, record.position
    listing.note, listing.rewrite_confirmed = record.note, record.rewrite_confirmed
    above = Listing.objects.filter(pk=record.parent_id, section=record.section_id).exclude(pk=listing.pk)
    listing.parent = above.first()
    listing.save()
    place_listing(listing, was)


def _section(record: Record) -> None:
    section = Section.objects.get(pk=record.id)
    section.title, section.preface = record.title, record.preface
    if not section.level:
        section.save()
        return
    parent = Section.objects.filter(pk=record.parent_id).first()
    if parent is None:
        raise RestoreRefusedError("The section that it was under has been deleted since; move it by its form.")
    under = list_under(section)
    _refuse_shape(section, parent, record.level, under)
    was = section.position if section.parent_id == parent.pk else None
    is_placed = (section.parent_id, section.position) == (parent.pk, record.position)
    for each in under:
        each.level += record.level - section.level
        each.save()
    section.parent, section.level, section.position = parent, record.level, record.position
    section.save()
    if not is_placed:
        place_section(section, was)


def _refuse_shape(section: Section, parent: Section, level: int, under: list[Section]) -> None:
    if parent == section or parent in under:
        raise RestoreRefusedError("The section that it was under is now under this one; move that one first.")
    if level <= parent.level:
        raise RestoreRefusedError(f"It would have {level} # signs, and the section above it has {parent.level} now.")
    if max([level, *(each.level + level - section.level for each in under)]) > DEEPEST:
        raise RestoreRefusedError(f"A section under it would get more than {DEEPEST} # signs.")
