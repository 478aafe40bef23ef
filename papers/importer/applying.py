"""Rows as they shall be into the database, within the caller's transaction."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import connection, models

from papers import history, search
from papers.importer.terms import list_used_names, make_tags, make_terms, types_of, venues_of
from papers.layout.addresses import PaperAddresses, section_slugs
from papers.layout.rows import ListingRow, PaperRow, Rows, SectionRow, packed
from papers.models import (
    EvidenceType,
    Listing,
    Paper,
    PaperEvidence,
    PaperLink,
    PaperTag,
    Section,
    Step,
    Venue,
)
from papers.readme.venues import BUILT_IN
from papers.slugs import slugified

BATCH = 2000

T = TypeVar("T")


def apply(
    before: Rows, after: Rows, *, added: datetime.date, kind: str = Step.Kind.IMPORT, user: Any = None, reason: str = ""
) -> Step:
    """Bring the rows from what they were to what they shall be, as one step; those that stay keep their keys.

    New rows have negative keys in `after`. The history of what changes, or goes, says so with user and reason; what
    the first import brings has none.
    """
    writing = _Writing(before, after, added)
    touched = [(model, batch) for model, keys in writing.touched() for batch in _batches(keys)]
    gone = [(model, batch) for model, keys in writing.gone() for batch in _batches(keys)]
    with history.take_step(kind, user=user, reason=reason) as step:
        for model, keys in touched:
            history.keep_baseline(model.objects.filter(pk__in=keys))
        writing.remove_listings()
        writing.save_sections()
        writing.save_papers()
        writing.save_listings()
        writing.remove_sections()
        for model, keys in touched:
            history.note(model.objects.filter(pk__in=keys), user=user, reason=reason)
        for model, keys in gone:
            history.note_deletion(model, keys, user=user, reason=reason)
        history.note(Section.objects.filter(pk__in=writing.new_sections()), user=user, reason=reason)
        if kind != Step.Kind.IMPORT:
            # What a person brought can be taken back by a README, which then has to say whose it was.
            history.note(Paper.objects.filter(pk__in=writing.new_papers()), user=user, reason=reason)
            history.note(Listing.objects.filter(pk__in=writing.new_listings()), user=user, reason=reason)
    return step


@dataclass
class _Writing:
    before: Rows
    after: Rows
    added: datetime.date
    sections: dict[int, int] = field(default_factory=dict)
    """Rows by the keys of `after`, as also below."""
    papers: dict[int, int] = field(default_factory=dict)
    listings: dict[int, int] = field(default_factory=dict)
    names: dict[str, dict[str, int]] = field(default_factory=dict)

    def is_edited(self, row: PaperRow) -> bool:
        """Whether a paper that was there changes for its readers, and not only in what a README is known to say."""
        return row.pk > 0 and row.values != self.before.papers[row.pk].values

    def touched(self) -> list[tuple[Any, list[int]]]:
        """The rows that say something else afterwards; another number in the same order says nothing."""
        old, new = self.before, self.after
        return [
            (Paper, [row.pk for row in new.papers.values() if self.is_edited(row)]),
            (Section, [pk for pk, row in old.sections.items() if _differs(row, new.sections.get(pk), _HEADING)]),
            (Listing, [pk for pk, row in old.listings.items() if _differs(row, new.listings.get(pk), _ENTRY)]),
        ]

    def gone(self) -> list[tuple[Any, list[int]]]:
        old, new = self.before, self.after
        return [
            (Listing, sorted(old.listings.keys() - new.listings.keys())),
            (Section, sorted(old.sections.keys() - new.sections.keys())),
        ]

    def new_papers(self) -> list[int]:
        return [key for pk, key in self.papers.items() if pk < 0]

    def new_listings(self) -> list[int]:
        return [key for pk, key in self.listings.items() if pk < 0]

    def new_sections(self) -> list[int]:
        return [key for pk, key in self.sections.items() if pk < 0]

    def remove_listings(self) -> None:
        gone = sorted(self.before.listings.keys() - self.after.listings.keys())
        for keys in _batches(gone):
            Listing.objects.filter(parent__in=keys).update(parent=None)
        for keys in _batches(gone):
            Listing.objects.filter(pk__in=keys).delete()

    def save_sections(self) -> None:
        self.sections = {pk: pk for pk in self.before.sections}
        changed = [
            row
            for pk, row in self.after.sections.items()
            if self._states(self.after, "sections", pk) != self._states(self.before, "sections", pk)
        ]
        gone = self.before.sections.keys() - self.after.sections.keys()
        for keys in _batches([*(row.pk for row in changed), *gone]):
            # Anchors are unique, also while they are shifted.
            Section.objects.filter(pk__in=keys).update(anchor=None, upstream_anchor=None)
        slugs = section_slugs()
        # In README order, so that parents come first.
        for row in sorted(changed, key=lambda row: row.position):
            if row.pk < 0:
                slug = slugs.numbered(slugified(row.title) or "section") if row.level else "root"
                self.sections[row.pk] = Section.objects.create(slug=slug, **self._section(row)).pk
            else:
                Section.objects.filter(pk=row.pk).update(**self._section(row))

    def _states(self, rows: Rows, kind: str, pk: int) -> tuple[Any, Any]:
        """A row against both texts."""
        return getattr(rows, kind).get(pk), getattr(rows.against_upstream, kind).get(pk)

    def remove_sections(self) -> None:
        gone = self.before.sections.keys() - self.after.sections.keys()
        root = next((pk for pk, row in self.before.sections.items() if not row.level), None)
        for keys in _batches(sorted(gone)):
            # A section protects the one that it is under.
            Section.objects.filter(pk__in=keys).update(parent=root)
        for keys in _batches(sorted(gone)):
            Section.objects.filter(pk__in=keys).delete()

    def save_papers(self) -> None:
        papers = [
            row
            for pk, row in self.after.papers.items()
            if self._states(self.after, "papers", pk) != self._states(self.before, "papers", pk)
        ]
        said = [*papers, *(self.after.against_upstream.papers[row.pk] for row in papers)]
        self.names = {
            "evidence_types": make_terms(EvidenceType, BUILT_IN.evidence_types, list_used_names(said, types_of)),
            "venues": make_terms(Venue, BUILT_IN.venues, list_used_names(said, venues_of)),
            "tags": make_tags(list_used_names(said, lambda values: values.tags)),
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
        after, before = self.after, self.before
        self.listings = {pk: pk for pk in before.listings}
        kept = [
            row
            for pk, row in after.listings.items()
            if pk > 0 and self._states(after, "listings", pk) != self._states(before, "listings", pk)
        ]
        for keys in _batches([row.pk for row in kept if self._anchors(after, row.pk) != self._anchors(before, row.pk)]):
            Listing.objects.filter(pk__in=keys).update(anchor=None, upstream_anchor=None)
        for row in kept:
            if self._listing(row, after) != self._listing(before.listings[row.pk], before):
                Listing.objects.filter(pk=row.pk).update(**self._listing(row, after))
        self._place(kept)
        new = [row for pk, row in after.listings.items() if pk < 0]
        if new:
            last = Listing.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            columns = ("paper_id", "anchor", "upstream_anchor", "position", *_LISTING)
            _insert(
                Listing,
                columns,
                (
                    (
                        self.papers[row.paper],
                        *self._anchors(after, row.pk),
                        row.position,
                        *self._listing(row, after).values(),
                    )
                    for row in new
                ),
            )
            made = Listing.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)
            self.listings |= dict(zip((row.pk for row in new), made, strict=True))
        self._nest()

    def _new_listing(self, row: ListingRow) -> tuple[Any, ...]:
        anchors = self._anchors(self.after, row.pk)
        return (self.papers[row.paper], *anchors, row.position, *self._listing(row, self.after).values())

    def _anchors(self, rows: Rows, pk: int) -> tuple[int | None, int | None]:
        return rows.listings[pk].anchor, rows.against_upstream.listings[pk].anchor

    def _section(self, row: SectionRow) -> dict[str, Any]:
        upstream = self.after.against_upstream.sections[row.pk]
        return {
            "parent_id": None if row.parent is None else self.sections[row.parent],
            "position": row.position,
            "level": row.level,
            "title": row.title,
            "preface": row.preface,
            "anchor": row.anchor,
            "upstream_anchor": upstream.anchor,
            "synced": self._in_rows(upstream.synced, "parent"),
            "laid": self._laid(row, upstream, "parent"),
        }

    def _in_rows(self, said: Mapping[str, Any], name: str) -> dict[str, Any]:
        """What a text says of a row, with the key that a section has in the database."""
        return {**said, name: self.sections.get(said[name], said[name])} if said.get(name) is not None else dict(said)

    def _laid(self, row: Any, upstream: Any, name: str) -> dict[str, Any] | None:
        if row is upstream or row.synced == upstream.synced:
            return None
        return self._in_rows(row.synced, name)

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
            **self._said(row),
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

    def _said(self, row: PaperRow) -> dict[str, Any]:
        """What both texts say of a paper."""
        upstream = self.after.against_upstream.papers[row.pk]
        said, laid = (packed(each.synced, self.names) if each.was_synced else {} for each in (upstream, row))
        return {"synced": said, "laid": None if laid == said else laid}

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

    def _listing(self, row: ListingRow, rows: Rows) -> dict[str, Any]:
        """The columns of _LISTING."""
        upstream = rows.against_upstream.listings[row.pk]
        values = (
            self.sections[row.section],
            row.note,
            row.may_lose_text,
            self._in_rows(upstream.synced, "section"),
            self._laid(row, upstream, "section"),
        )
        return dict(zip(_LISTING, values, strict=True))

    def _nest(self) -> None:
        """Parents of listings, once all have their rows."""
        for pk, row in self.after.listings.items():
            if row.parent != (self.before.listings[pk].parent if pk > 0 else None):
                parent = None if row.parent is None else self.listings[row.parent]
                Listing.objects.filter(pk=self.listings[pk]).update(parent=parent)

    def _place(self, listings: Sequence[ListingRow]) -> None:
        # One statement, prepared once: one inserted line shifts the anchor of every entry behind it.
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE papers_listing SET anchor = %s, upstream_anchor = %s, position = %s WHERE id = %s",
                [(*self._anchors(self.after, row.pk), row.position, row.pk) for row in listings],
            )


_LISTING = ("section_id", "note", "rewrite_confirmed", "synced", "laid")
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


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
