"""A plan into the database, within the caller's transaction."""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import connection, models

from papers import history, search
from papers.importer.plan import Plan
from papers.layout.addresses import PaperAddresses, section_slugs, term_slugs
from papers.layout.rows import ListingRow, PaperRow, Rows, SectionRow, packed
from papers.models import EvidenceType, Listing, Paper, PaperEvidence, PaperLink, PaperTag, Section, Tag, Venue
from papers.readme.records import Values
from papers.readme.venues import BUILT_IN, JOURNALS, PREPRINT_SERVERS
from papers.readme.vocabulary import Term
from papers.slugs import slugified

BATCH = 2000

T = TypeVar("T")


def apply(plan: Plan, rows: Rows, *, added: datetime.date, user: Any = None, source: str = "") -> None:
    """Brings the rows from what they were to what the plan says; those that stay keep their keys.

    The history of what changes, or goes, says so with user and source; what an import brings first has none.
    """
    writing = _Writing(plan, rows, added)
    touched = [(model, batch) for model, keys in writing.touched() for batch in _batches(keys)]
    gone = [(model, batch) for model, keys in writing.gone() for batch in _batches(keys)]
    for model, keys in touched:
        history.keep_baseline(model.objects.filter(pk__in=keys))
    writing.remove_listings()
    writing.save_sections()
    writing.save_papers()
    writing.save_listings()
    writing.remove_sections()
    reason = f"import: {source}" if source else "import"
    for model, keys in touched:
        history.note(model.objects.filter(pk__in=keys), user=user, reason=reason)
    for model, keys in gone:
        history.note_deletion(model, keys, user=user, reason=reason)


@dataclass
class _Writing:
    plan: Plan
    before: Rows
    added: datetime.date
    sections: dict[int, int] = field(default_factory=dict)
    """Rows by the plan's keys, as also below."""
    papers: dict[int, int] = field(default_factory=dict)
    names: dict[str, dict[str, int]] = field(default_factory=dict)

    def is_edited(self, row: PaperRow) -> bool:
        """Whether a paper that was there changes for its readers, and not only in what the README is known to say."""
        return row.pk > 0 and row.values != self.before.papers[row.pk].values

    def touched(self) -> list[tuple[Any, list[int]]]:
        """The rows that say something else afterwards; another number in the same order says nothing."""
        old, new = self.before, self.plan
        return [
            (Paper, [row.pk for row in new.papers.values() if self.is_edited(row)]),
            (Section, [pk for pk, row in old.sections.items() if _differs(row, new.sections.get(pk), _HEADING)]),
            (Listing, [pk for pk, row in old.listings.items() if _differs(row, new.listings.get(pk), _ENTRY)]),
        ]

    def gone(self) -> list[tuple[Any, list[int]]]:
        old, new = self.before, self.plan
        return [
            (Listing, sorted(old.listings.keys() - new.listings.keys())),
            (Section, sorted(old.sections.keys() - new.sections.keys())),
        ]

    def remove_listings(self) -> None:
        gone = sorted(self.before.listings.keys() - self.plan.listings.keys())
        for keys in _batches(gone):
            Listing.objects.filter(parent__in=keys).update(parent=None)
        for keys in _batches(gone):
            Listing.objects.filter(pk__in=keys).delete()

    def save_sections(self) -> None:
        self.sections = {pk: pk for pk in self.before.sections}
        changed = [row for pk, row in self.plan.sections.items() if row != self.before.sections.get(pk)]
        gone = self.before.sections.keys() - self.plan.sections.keys()
        for keys in _batches([*(row.pk for row in changed), *gone]):
            # Anchors are unique, also while they are shifted.
            Section.objects.filter(pk__in=keys).update(anchor=None)
        slugs = section_slugs()
        # In README order, so that parents come first.
        for row in sorted(changed, key=lambda row: row.position):
            if row.pk < 0:
                slug = slugs.numbered(slugified(row.title) or "section") if row.level else "root"
                self.sections[row.pk] = Section.objects.create(slug=slug, **self._section(row)).pk
            else:
                Section.objects.filter(pk=row.pk).update(**self._section(row))

    def remove_sections(self) -> None:
        gone = self.before.sections.keys() - self.plan.sections.keys()
        root = next((pk for pk, row in self.before.sections.items() if not row.level), None)
        for keys in _batches(sorted(gone)):
            # A section protects the one that it is under.
            Section.objects.filter(pk__in=keys).update(parent=root)
        for keys in _batches(sorted(gone)):
            Section.objects.filter(pk__in=keys).delete()

    def save_papers(self) -> None:
        papers = self.plan.papers.values()
        self.names = {
            "evidence_types": _terms(EvidenceType, BUILT_IN.evidence_types, _used(papers, _evidence_types)),
            "venues": _terms(Venue, BUILT_IN.venues, _used(papers, _venues)),
            "tags": _tags(_used(papers, lambda values: values.tags)),
        }
        self.papers = {pk: pk for pk in self.before.papers}
        for row in papers:
            if row.pk > 0:
                self._update_paper(row, self.before.papers[row.pk])
        new = [row for row in papers if row.pk < 0]
        if not new:
            return
        addresses = PaperAddresses()
        for batch in _batches(new):
            made = Paper.objects.bulk_create([self._paper(row, addresses) for row in batch])
            for row, paper in zip(batch, made, strict=True):
                self.papers[row.pk] = paper.pk
            self._save_sets(batch, ("links", "evidence_types", "tags"))

    def save_listings(self) -> None:
        kept = [row for pk, row in self.plan.listings.items() if pk > 0 and row != self.before.listings[pk]]
        for keys in _batches([row.pk for row in kept if row.anchor != self.before.listings[row.pk].anchor]):
            Listing.objects.filter(pk__in=keys).update(anchor=None)
        for row in kept:
            if self._listing(row) != self._listing(self.before.listings[row.pk]):
                Listing.objects.filter(pk=row.pk).update(**self._listing(row))
        self._place(kept)
        new = [row for pk, row in self.plan.listings.items() if pk < 0]
        _insert(
            Listing,
            ("paper_id", "anchor", "position", "section_id", "note", "rewrite_confirmed", "synced"),
            ((self.papers[row.paper], row.anchor, row.position, *self._listing(row).values()) for row in new),
        )
        self._nest()

    def _section(self, row: SectionRow) -> dict[str, Any]:
        synced = dict(row.synced)
        if synced.get("parent"):
            synced["parent"] = self.sections[synced["parent"]]
        return {
            "parent_id": None if row.parent is None else self.sections[row.parent],
            "position": row.position,
            "level": row.level,
            "title": row.title,
            "preface": row.preface,
            "anchor": row.anchor,
            "synced": synced,
        }

    def _paper(self, row: PaperRow, addresses: PaperAddresses) -> Paper:
        values = row.values
        return Paper(
            slug=addresses.slug(values.title, row.identifiers.arxiv_id),
            citation_key=addresses.citation_key(values.title, values.year, values.authors),
            added=self.added,
            **self._columns(row),
        )

    def _update_paper(self, row: PaperRow, before: PaperRow) -> None:
        paper = Paper.objects.get(pk=row.pk)
        columns = self._columns(row, paper)
        if not self.is_edited(row):
            Paper.objects.filter(pk=row.pk).update(**columns)
            return
        for name, value in columns.items():
            setattr(paper, name, value)
        paper.save()
        names = [name for name in _SETS if getattr(row.values, name) != getattr(before.values, name)]
        for name in names:
            model, keys = _SETS[name]
            model.objects.filter(**{keys[0]: row.pk}).delete()
        self._save_sets([row], names)

    def _columns(self, row: PaperRow, kept: Paper | None = None) -> dict[str, Any]:
        """Authors and date that the README does not change stay as `kept` has them: rows leave out what was fetched."""
        values, identifiers = row.values, row.identifiers
        authors, date = list(values.authors), values.date
        if kept is not None:
            before = self.before.papers[row.pk].values
            authors = kept.authors if values.authors == before.authors else authors
            date = kept.date if values.date == before.date else date
        return {
            "title": values.title,
            "name": values.name,
            "authors": authors,
            "venue_id": self.names["venues"][values.venue] if values.venue else None,
            "track": values.track,
            "year": values.year,
            "date": date,
            "arxiv_id": identifiers.arxiv_id,
            "doi": identifiers.doi,
            "openreview_id": identifiers.openreview_id,
            "acl_id": identifiers.acl_id,
            "synced": packed(row.synced, self.names) if row.was_synced else {},
            "search_text": search.document(
                title=values.title,
                name=values.name,
                authors=authors,
                appeared=f"{values.venue} {values.track} {values.year or ''}",
                identifiers=identifiers.keys(),
                tags=values.tags,
                abstract=kept.abstract if kept else "",
            ),
        }

    def _save_sets(self, papers: Sequence[PaperRow], names: Iterable[str]) -> None:
        for name in names:
            model, columns = _SETS[name]
            _insert(model, columns, (each for row in papers for each in self._elements(row, name)))

    def _elements(self, row: PaperRow, name: str) -> Iterator[tuple[Any, ...]]:
        """The columns of _SETS."""
        paper = self.papers[row.pk]
        if name == "links":
            yield from ((paper, link.label, link.url, at) for at, link in enumerate(row.values.links))
        elif name == "evidence_types":
            terms = self.names[name]
            yield from ((paper, terms[term], at) for at, term in enumerate(row.values.evidence_types))
        else:
            yield from ((paper, self.names[name][tag]) for tag in row.values.tags)

    def _listing(self, row: ListingRow) -> dict[str, Any]:
        section = row.synced.get("section")
        return {
            "section_id": self.sections[row.section],
            "note": row.note,
            "rewrite_confirmed": row.may_lose_text,
            "synced": {**row.synced, "section": self.sections[section]} if section is not None else {},
        }

    def _nest(self) -> None:
        """Parents of listings; those of new ones are found again by their anchors."""
        changed = [
            row
            for pk, row in self.plan.listings.items()
            if row.parent != (self.before.listings[pk].parent if pk > 0 else None)
        ]
        if changed:
            anchored = dict(Listing.objects.anchored().values_list("anchor", "pk"))
            rows = {pk: pk if pk > 0 else anchored[row.anchor] for pk, row in self.plan.listings.items()}
            for row in changed:
                parent = None if row.parent is None else rows[row.parent]
                Listing.objects.filter(pk=rows[row.pk]).update(parent=parent)

    def _place(self, listings: Sequence[ListingRow]) -> None:
        # One statement, prepared once: one inserted line shifts the anchor of every entry behind it.
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE papers_listing SET anchor = %s, position = %s WHERE id = %s",
                [(row.anchor, row.position, row.pk) for row in listings],
            )


_HEADING = ("title", "level", "preface", "parent")
_ENTRY = ("section", "note")
_SETS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "links": (PaperLink, ("paper_id", "label", "url", "position")),
    "evidence_types": (PaperEvidence, ("paper_id", "evidence_type_id", "position")),
    "tags": (PaperTag, ("content_object_id", "tag_id")),
}


def _differs(before: object, after: object | None, names: Iterable[str]) -> bool:
    return after is not None and any(getattr(before, name) != getattr(after, name) for name in names)


def _insert(model: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """What bulk_create does, without an object for each row, which at 100,000 entries costs more than the rows."""
    fields = [model._meta.get_field(column.removesuffix("_id")) for column in columns]
    adapted = {at for at, each in enumerate(fields) if isinstance(each, models.JSONField)}
    names = ", ".join(connection.ops.quote_name(each.column) for each in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    statement = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608 - names of ours
    values = [
        [fields[at].get_db_prep_save(each, connection) if at in adapted else each for at, each in enumerate(row)]
        for row in rows
    ]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)


def _terms(model: Any, built_in: Iterable[Term], used: Iterable[str]) -> dict[str, int]:
    """Rows by name, those made that are missing, with the aliases that are built in."""
    found = dict(model.objects.values_list("name", "pk"))
    aliases = {term.name: list(term.aliases) for term in built_in}
    slugs = term_slugs(model)
    for name in used:
        if name not in found:
            slug = slugs.numbered(slugified(name) or "term")
            extra = {"position": len(found)} if model is EvidenceType else _of_venue(name, aliases)
            found[name] = model.objects.create(name=name, slug=slug, aliases=aliases.get(name, []), **extra).pk
    return found


def _of_venue(name: str, known: Container[str]) -> dict[str, Any]:
    kind = Venue.Kind.CONFERENCE
    if name in PREPRINT_SERVERS:
        kind = Venue.Kind.PREPRINT
    elif name in JOURNALS or "journal" in name.lower() or "transactions" in name.lower():
        kind = Venue.Kind.JOURNAL
    return {"recognised": name in known, "kind": kind}


def _tags(used: Iterable[str]) -> dict[str, int]:
    found = dict(Tag.objects.values_list("name", "pk"))
    for name in used:
        if name not in found:
            found[name] = Tag.objects.create(name=name).pk
    return found


def _used(papers: Iterable[PaperRow], names: Any) -> list[str]:
    """Each name once, in the order of the papers, without those of rows that are gone."""
    met = dict.fromkeys(name for row in papers for values in (row.values, row.synced) for name in names(values))
    return [name for name in met if not name.startswith("\0")]


def _evidence_types(values: Values) -> Sequence[str]:
    return values.evidence_types


def _venues(values: Values) -> Sequence[str]:
    return (values.venue,) if values.venue else ()


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
