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
        """Whether the row's value is another than the text's that these rows stand against."""
        return bool(self.synced) and getattr(self, name) != self.synced[name]


@dataclass(slots=True)
class PaperRow:
    """`synced` is the same object as `values` where nobody edited."""

    pk: int
    values: Values
    synced: Values
    identifiers: Identifiers
    was_synced: bool = True
    """Whether the text that these rows stand against ever had the paper."""

    @property
    def edited(self) -> frozenset[str]:
        """The fields that differ from what the text says."""
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
        """Whether it was put into another section than the text has it in."""
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
    """Everything of the database that the README is about, against one text: anchors point into it, `synced` is what
    it says. As loaded, the text is the layout."""

    sections: dict[int, SectionRow]
    papers: dict[int, PaperRow]
    listings: dict[int, ListingRow]
    names: Names
    upstream: Rows | None = None
    """The same rows against upstream; None where that is the same."""

    @classmethod
    def load(cls) -> Rows:
        names = Names.load()
        sections, papers, listings = _sections(), _papers(names), _listings()
        layout = cls(sections[0], papers[0], listings[0], names)
        if any(theirs is not ours for ours, theirs in (sections, papers, listings)):
            layout.upstream = cls(sections[1], papers[1], listings[1], names)
        return layout

    @property
    def against_upstream(self) -> Rows:
        return self if self.upstream is None else self.upstream

    def clear(self) -> None:
        """Let go of all rows, where what comes next needs the memory."""
        for rows in (self, self.upstream):
            if rows is not None:
                for each in (rows.sections, rows.papers, rows.listings):
                    each.clear()

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
    """Return a paper's values as `synced` keeps them: what is empty left out, ids in the place of names."""
    return {
        name: _pack(name, value, names["evidence_types"], names["venues"])
        for name in PAPER_FIELDS
        if (value := getattr(values, name))
    }


def unpacked(synced: Mapping[str, Any], names: Names) -> Values:
    """Return what `packed` packed; an id whose row is gone gets a name that nothing has."""
    return Values(**{name: unpack_value(name, value, names) for name, value in synced.items()}) if synced else NOTHING


def pack_value(name: str, value: Any, names: Names) -> Any:
    """Return one field's value as `packed` has it."""
    evidence_types = {each: pk for pk, each in names.evidence_types.items()} if name == "evidence_types" else {}
    venues = {each: pk for pk, each in names.venues.items()} if name == "venue" else {}
    return _pack(name, value, evidence_types, venues)


def unpack_value(name: str, value: Any, names: Names) -> Any:
    """Return one field's value from what `packed` made of it."""
    if name in ("authors", "tags"):
        return tuple(value)
    if name == "venue":
        return names.venues.get(value, f"\0{value}") if value else ""
    if name == "evidence_types":
        return tuple(names.evidence_types.get(pk, f"\0{pk}") for pk in value)
    if name == "links":
        return tuple(Link(label, url) for label, url in value)
    return value


def _pack(name: str, value: Any, evidence_types: Mapping[str, int], venues: Mapping[str, int]) -> Any:
    if name == "venue":
        return _row(venues, value) if value else None
    if name == "evidence_types":
        return [_row(evidence_types, each) for each in value]
    if name == "links":
        return [[link.label, link.url] for link in value]
    return value


def _row(rows: Mapping[str, int], name: str) -> int:
    return int(name[1:]) if name.startswith("\0") else rows[name]


def _sections() -> tuple[dict[int, SectionRow], dict[int, SectionRow]]:
    columns = ("pk", "parent_id", "position", "level", "title", "preface", "anchor", "synced", "slug")
    found = list(Section.objects.values_list(*columns, "upstream_anchor", "laid"))
    return _sided((SectionRow(*row), upstream, laid) for *row, upstream, laid in found)


def _listings() -> tuple[dict[int, ListingRow], dict[int, ListingRow]]:
    columns = ("pk", "paper_id", "section_id", "position", "anchor", "parent_id", "note", "rewrite_confirmed", "synced")
    rows = Listing.objects.order_by("pk").values_list(*columns, "upstream_anchor", "laid").iterator(chunk_size=5000)
    return _sided((ListingRow(*row), upstream, laid) for *row, upstream, laid in rows)


def _sided(rows: Iterable[tuple[Any, int | None, Mapping[str, Any] | None]]) -> tuple[dict[int, Any], dict[int, Any]]:
    """Rows against the layout and against upstream, from those with the layout's anchor and upstream's words; the same
    dictionary where no row differs."""
    layout: dict[int, Any] = {}
    others: dict[int, Any] = {}
    for row, anchor, laid in rows:
        layout[row.pk] = row
        if anchor != row.anchor or laid is not None:
            others[row.pk] = replace(row, anchor=anchor)
            layout[row.pk] = row if laid is None else replace(row, synced=laid)
    return layout, {**layout, **others} if others else layout


def _papers(names: Names) -> tuple[dict[int, PaperRow], dict[int, PaperRow]]:
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
    others: dict[int, PaperRow] = {}
    columns = ("pk", "title", "name", "authors", "venue_id", "track", "year", "date", "synced", "laid")
    keys = ("arxiv_id", "doi", "openreview_id", "acl_id")
    for row in Paper.objects.order_by("pk").values_list(*columns, *keys).iterator(chunk_size=5000):
        pk, title, name, authors, venue, track, year, date, synced, laid, *identifiers = row
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
        known = Identifiers(*identifiers)
        found[pk] = _paper(pk, values, synced if laid is None else laid, known, names, fetched.get(pk))
        if laid is not None:
            others[pk] = _paper(pk, values, synced, known, names, fetched.get(pk))
    return found, {**found, **others} if others else found


def _paper(
    pk: int,
    values: Values,
    said: Mapping[str, Any],
    known: Identifiers,
    names: Names,
    fetched: Mapping[str, Any] | None,
) -> PaperRow:
    before = unpacked(said, names)
    if fetched:
        values = _unfetched(values, before, fetched)
    return PaperRow(pk, values, values if before == values else before, known, bool(said))


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
