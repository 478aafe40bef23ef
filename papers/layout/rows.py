"""The rows of the catalogue in memory, in the README's terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from papers.identifiers import Identifiers
from papers.models import EvidenceType, FetchedValue, Listing, Paper, PaperEvidence, PaperLink, PaperTag, Section, Venue
from papers.readme.records import VALUE_FIELDS, Link, Values
from papers.readme.venues import BUILT_IN
from papers.readme.vocabulary import Term, Vocabulary

PAPER_FIELDS = tuple(name for name in VALUE_FIELDS if name != "note")
"""The fields of Values that a paper has; the note is its listing's."""
SET_FIELDS = frozenset({"evidence_types", "links", "tags"})
NOTHING = Values()


@dataclass(slots=True)
class SectionRow:
    pk: int
    parent: int | None
    position: int
    level: int
    title: str
    preface: str
    anchor: int | None
    synced: Mapping[str, Any]
    slug: str = ""

    def is_edited(self, name: str) -> bool:
        """Whether the row's value is another than the README's at the last import."""
        return bool(self.synced) and getattr(self, name) != self.synced[name]


@dataclass(slots=True)
class PaperRow:
    """`synced` is the same object as `values` where nobody edited."""

    pk: int
    values: Values
    synced: Values
    identifiers: Identifiers
    was_synced: bool = True
    """Whether an import ever met the paper."""

    @property
    def edited(self) -> frozenset[str]:
        """The fields that differ from what the README said at the last import."""
        if self.values is self.synced:
            return frozenset()
        return frozenset(name for name in PAPER_FIELDS if getattr(self.values, name) != getattr(self.synced, name))


@dataclass(slots=True)
class ListingRow:
    pk: int
    paper: int
    section: int
    position: int
    anchor: int | None
    parent: int | None
    note: str
    may_lose_text: bool
    synced: Mapping[str, Any]

    @property
    def is_moved(self) -> bool:
        """Whether it was put into another section since the last import."""
        return bool(self.synced) and self.section != self.synced["section"]

    @property
    def has_new_note(self) -> bool:
        return bool(self.synced) and self.note != self.synced.get("note", "")


@dataclass(slots=True)
class Names:
    """Names of evidence types and venues by row, and rows by name."""

    evidence_types: dict[int, str] = field(default_factory=dict)
    venues: dict[int, str] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Names:
        return cls(
            dict(EvidenceType.objects.values_list("pk", "name")),
            dict(Venue.objects.values_list("pk", "name")),
        )


@dataclass(slots=True)
class Rows:
    """Everything of the database that the README is about."""

    sections: dict[int, SectionRow]
    papers: dict[int, PaperRow]
    listings: dict[int, ListingRow]
    names: Names

    @classmethod
    def load(cls) -> Rows:
        names = Names.load()
        return cls(_sections(), _papers(names), _listings(), names)

    def outline(self) -> list[SectionRow]:
        """The sections as the README has them: each before those under it, siblings by position; the root first."""
        children: dict[int | None, list[SectionRow]] = defaultdict(list)
        for section in self.sections.values():
            children[section.parent].append(section)
        ordered: list[SectionRow] = []
        waiting = sorted(children[None], key=_place, reverse=True)
        while waiting:
            section = waiting.pop()
            ordered.append(section)
            waiting += sorted(children[section.pk], key=_place, reverse=True)
        return ordered

    def by_section(self) -> dict[int, list[ListingRow]]:
        """Listings of each section in README order: by position, nested ones directly behind the one they are under."""
        found: dict[int, list[ListingRow]] = {pk: [] for pk in self.sections}
        for listing in sorted(self.listings.values(), key=_place):
            found[listing.section].append(listing)
        return {pk: _nested(listings) for pk, listings in found.items()}

    def by_paper(self) -> dict[int, list[ListingRow]]:
        """Listings of each paper that has one, in README order."""
        found: dict[int, list[ListingRow]] = {}
        listings = self.by_section()
        for section in self.outline():
            for listing in listings[section.pk]:
                found.setdefault(listing.paper, []).append(listing)
        return found


def vocabulary(more: Vocabulary | None = None) -> Vocabulary:
    """The rows' names and aliases, then `more`, then the built-in ones; the first has a spelling that two claim.

    Venues that imports took from the place of a venue do not teach the reader: one wrong word would spread.
    """
    found = Vocabulary(
        tuple(Term(name, tuple(aliases)) for name, aliases in EvidenceType.objects.values_list("name", "aliases")),
        tuple(
            Term(name, tuple(aliases))
            for name, aliases in Venue.objects.filter(recognised=True).values_list("name", "aliases")
        ),
    )
    others = [found, more, BUILT_IN] if more else [found, BUILT_IN]
    return Vocabulary(
        tuple(term for each in others for term in each.evidence_types),
        tuple(term for each in others for term in each.venues),
    )


def packed(values: Values, names: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    """A paper's values as kept in `synced`: what is empty left out, ids in the place of names."""
    found: dict[str, Any] = {name: getattr(values, name) for name in PAPER_FIELDS if getattr(values, name)}
    if values.venue:
        found["venue"] = _row(names["venues"], values.venue)
    if values.evidence_types:
        found["evidence_types"] = [_row(names["evidence_types"], name) for name in values.evidence_types]
    if values.links:
        found["links"] = [[link.label, link.url] for link in values.links]
    return found


def unpacked(synced: Mapping[str, Any], names: Names) -> Values:
    """What `packed` packed; an id whose row is gone gets a name that nothing has."""
    if not synced:
        return NOTHING
    found = dict(synced)
    for name in ("authors", "tags"):
        if name in found:
            found[name] = tuple(found[name])
    if "venue" in found:
        found["venue"] = names.venues.get(found["venue"], f"\0{found['venue']}")
    if "evidence_types" in found:
        found["evidence_types"] = tuple(names.evidence_types.get(pk, f"\0{pk}") for pk in found["evidence_types"])
    if "links" in found:
        found["links"] = tuple(Link(label, url) for label, url in found["links"])
    return Values(**found)


def _row(rows: Mapping[str, int], name: str) -> int:
    return int(name[1:]) if name.startswith("\0") else rows[name]


def _sections() -> dict[int, SectionRow]:
    columns = ("pk", "parent_id", "position", "level", "title", "preface", "anchor", "synced", "slug")
    return {row[0]: SectionRow(*row) for row in Section.objects.values_list(*columns)}


def _listings() -> dict[int, ListingRow]:
    columns = ("pk", "paper_id", "section_id", "position", "anchor", "parent_id", "note", "rewrite_confirmed", "synced")
    rows = Listing.objects.order_by("pk").values_list(*columns).iterator(chunk_size=5000)
    return {row[0]: ListingRow(*row) for row in rows}


def _papers(names: Names) -> dict[int, PaperRow]:
    links: dict[int, list[Link]] = defaultdict(list)
    for paper, label, url in _of_papers(PaperLink, "paper_id", "label", "url"):
        if url:
            links[paper].append(Link(label, url))
    evidence: dict[int, list[str]] = defaultdict(list)
    for paper, term in _of_papers(PaperEvidence, "paper_id", "evidence_type_id"):
        evidence[paper].append(names.evidence_types[term])
    tags: dict[int, list[str]] = defaultdict(list)
    for paper, tag in PaperTag.objects.values_list("content_object_id", "tag__name").iterator():
        tags[paper].append(tag)
    fetched = _fetched()
    found: dict[int, PaperRow] = {}
    columns = ("pk", "title", "name", "authors", "venue_id", "track", "year", "date", "synced")
    keys = ("arxiv_id", "doi", "openreview_id", "acl_id")
    for row in Paper.objects.order_by("pk").values_list(*columns, *keys).iterator(chunk_size=5000):
        pk, title, name, authors, venue, track, year, date, synced, *identifiers = row
        values = Values(
            title=title,
            name=name,
            authors=tuple(authors),
            venue=names.venues[venue] if venue else "",
            track=track,
            year=year,
            date=date,
            evidence_types=tuple(evidence.pop(pk, ())),
            links=tuple(links.pop(pk, ())),
            tags=tuple(sorted(tags.pop(pk, ()))),
        )
        before = unpacked(synced, names)
        if pk in fetched:
            values = _unfetched(values, before, fetched[pk])
        found[pk] = PaperRow(
            pk, values, values if before == values else before, Identifiers(*identifiers), bool(synced)
        )
    return found


def _fetched() -> dict[int, dict[str, Any]]:
    """The values that came from elsewhere, of fields that a README can have, by paper."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for paper, name, value in FetchedValue.objects.filter(field__in=PAPER_FIELDS).values_list(
        "paper", "field", "value"
    ):
        found[paper][name] = tuple(value) if isinstance(value, list) else value
    return found


def _unfetched(values: Values, synced: Values, fetched: Mapping[str, Any]) -> Values:
    """What was fetched and nobody edited since is no edit, and gives way to what a README says."""
    said = {name: getattr(synced, name) for name, value in fetched.items() if getattr(values, name) == value}
    return replace(values, **said)


def _of_papers(model: Any, *columns: str) -> Iterable[tuple[Any, ...]]:
    return model.objects.order_by("paper_id", "position", "pk").values_list(*columns).iterator(chunk_size=5000)


def _place(row: SectionRow | ListingRow) -> tuple[int, int]:
    return row.position, row.pk


def _nested(listings: list[ListingRow]) -> list[ListingRow]:
    if not any(listing.parent for listing in listings):
        return listings
    here = {listing.pk for listing in listings}
    under: dict[int | None, list[ListingRow]] = defaultdict(list)
    for listing in listings:
        under[listing.parent if listing.parent in here else None].append(listing)
    ordered: list[ListingRow] = []
    waiting = under[None][::-1]
    while waiting:
        listing = waiting.pop()
        ordered.append(listing)
        waiting += under[listing.pk][::-1]
    return ordered
