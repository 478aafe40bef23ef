"""Integrity is the database's: each constraint is violated once. What real lists break is allowed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.models import ProtectedError

from papers.models import (
    Catalogue,
    Content,
    DismissedFinding,
    EvidenceType,
    Listing,
    Paper,
    PaperEvidence,
    PaperTag,
    Revision,
    Section,
    SlugRedirect,
    Venue,
)
from tests.rows import (
    add_evidence,
    add_link,
    make_evidence_type,
    make_listing,
    make_paper,
    make_section,
    make_venue,
)

pytestmark = pytest.mark.django_db


def own_parent(row) -> None:
    type(row).objects.filter(pk=row.pk).update(parent=row.pk)


VIOLATIONS = {
    "section_level_in_range": lambda: make_section(level=7),
    "section_root_alone_has_no_parent": lambda: Section.objects.create(level=2, position=1, slug="lost"),
    "section_one_root": lambda: (Section.objects.root(), Section.objects.create(level=0, position=1, slug="second")),
    "section_not_its_own_parent": lambda: own_parent(make_section()),
    "section_slug_not_empty": lambda: make_section(slug=""),
    "section.slug": lambda: (make_section(slug="same"), make_section(slug="same")),
    "section.anchor": lambda: (make_section(anchor=7), make_section(anchor=7)),
    "evidencetype_name_unique": lambda: (make_evidence_type(), make_evidence_type("EMPIRICAL", slug="other")),
    "evidencetype_name_not_empty": lambda: make_evidence_type("", slug="other"),
    "evidencetype_slug_usable": lambda: make_evidence_type("None"),
    "evidencetype.slug": lambda: (make_evidence_type(), make_evidence_type("Other", slug="empirical")),
    "venue_name_unique": lambda: (make_venue(), make_venue("NEURIPS", slug="other")),
    "venue_name_not_empty": lambda: make_venue("", slug="other"),
    "venue_kind_known": lambda: make_venue(kind="rumour"),
    "venue_slug_usable": lambda: make_venue("None"),
    "venue.slug": lambda: (make_venue(), make_venue("Other", slug="neurips")),
    "paper_title_not_empty": lambda: make_paper(""),
    "paper_slug_not_empty": lambda: make_paper(slug=""),
    "paper_citation_key_not_empty": lambda: make_paper(citation_key=""),
    "paper_year_in_range": lambda: make_paper(year=999),
    "paper.slug": lambda: (make_paper(slug="same"), make_paper(slug="same")),
    "paper.citation_key": lambda: (make_paper(citation_key="same"), make_paper(citation_key="same")),
    "paperevidence_once": lambda: [
        add_evidence(paper, kind) for paper, kind in [(make_paper(), make_evidence_type())] * 2
    ],
    "papertag_once": lambda: tag_twice(make_paper()),
    "listing_not_its_own_parent": lambda: own_parent(make_listing(make_paper(), make_section())),
    "listing.anchor": lambda: [make_listing(make_paper(), Section.objects.root(), anchor=7) for _ in range(2)],
    "listing.upstream_anchor": lambda: [
        make_listing(make_paper(), Section.objects.root(), upstream_anchor=7) for _ in range(2)
    ],
    "section.upstream_anchor": lambda: [make_section(upstream_anchor=7) for _ in range(2)],
    "content.sha256": lambda: Content.objects.bulk_create([Content.pack(b"# A list") for _ in range(2)]),
    "revision_kind_known": lambda: Revision.objects.create(content=Content.objects.keep(b""), kind="gift"),
    "slugredirect_slug_not_empty": lambda: SlugRedirect.objects.create(old_slug="", paper=make_paper()),
    "slugredirect.old_slug": lambda: [SlugRedirect.objects.create(old_slug="a", paper=make_paper()) for _ in range(2)],
    "dismissedfinding_once": lambda: [dismissed("left") for _ in range(2)],
    "dismissedfinding_reason_not_empty": lambda: dismissed(""),
    "catalogue_one_row": lambda: Catalogue.objects.create(pk=2),
}


def dismissed(reason: str) -> DismissedFinding:
    return DismissedFinding.objects.create(code="empty-link", about="a paper", reason=reason)


def tag_twice(paper: Paper) -> None:
    paper.tags.add("classic")
    first = PaperTag.objects.get()
    PaperTag.objects.create(content_object=paper, tag=first.tag)


@pytest.mark.parametrize("name", VIOLATIONS)
def test_constraint_is_kept_by_the_database(name: str) -> None:
    with pytest.raises(IntegrityError):
        VIOLATIONS[name]()


def test_every_constraint_is_violated_above() -> None:
    models = [Section, EvidenceType, Venue, Paper, PaperEvidence, PaperTag, Listing, Revision, SlugRedirect, Catalogue]
    models += [DismissedFinding, Content]
    named = {each.name for model in models for each in model._meta.constraints}
    unique = {
        f"{model._meta.model_name}.{field.name}"
        for model in models
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key
    }
    assert named | unique == set(VIOLATIONS)


def test_what_real_lists_break_is_allowed() -> None:
    section = make_section()
    papers = [make_paper(arxiv_id="2208.01066", doi="10.1000/1") for _ in range(2)]
    for paper in papers:
        make_listing(paper, section)
        make_listing(paper, section)
        add_link(paper, "not a URL")
        add_link(paper, "not a URL")
    assert Listing.objects.count() == 4


@pytest.mark.parametrize(
    "kind", ["venue", "evidence type", "section with listings", "section with sections", "nesting item"]
)
def test_what_is_in_use_is_protected(kind: str) -> None:
    section, paper = make_section(), make_paper(venue=make_venue())
    add_evidence(paper, make_evidence_type())
    parent = make_listing(paper, section)
    make_listing(make_paper(), section, parent=parent)
    outer = make_section()
    make_section(parent=outer)
    rows: dict[str, Any] = {
        "venue": paper.venue,
        "evidence type": EvidenceType.objects.get(),
        "section with listings": section,
        "section with sections": outer,
        "nesting item": parent,
    }
    with pytest.raises(ProtectedError):
        rows[kind].delete()


def test_deleted_paper_takes_what_is_its_own() -> None:
    paper = make_paper(listed_in=make_section())
    add_link(paper, "https://example.org")
    paper.tags.add("classic")

    paper.delete()

    assert (Listing.objects.count(), PaperTag.objects.count()) == (0, 0)


def test_public_leaves_out_hidden_and_unlisted_papers() -> None:
    section = make_section()
    shown = make_paper("Shown", listed_in=section)
    make_paper("Hidden", listed_in=section, hidden=True)
    unlisted = make_paper("Unlisted")

    assert list(Paper.objects.public()) == [shown]
    assert list(Paper.objects.unlisted()) == [unlisted]


def test_papers_come_in_readme_order_by_their_first_listing() -> None:
    first, second = make_section("First"), make_section("Second")
    late, early, twice, unlisted = (make_paper(title) for title in ("Late", "Early", "Twice", "Unlisted"))
    make_listing(late, second, position=0)
    make_listing(twice, second, position=1)
    make_listing(early, first, position=1)
    make_listing(twice, first, position=0)

    assert list(Paper.objects.in_readme_order()) == [twice, early, late, unlisted]


def test_upstream_and_layout_are_what_the_catalogue_points_to() -> None:
    kinds = ("upstream", "layout", "export")
    upstream, layout, _ = (Revision.objects.create(content=Content.objects.keep(b"#"), kind=kind) for kind in kinds)
    assert (Revision.objects.upstream(), Revision.objects.layout()) == (None, None)

    Catalogue.objects.point(upstream=upstream, layout=layout)

    assert (Revision.objects.upstream(), Revision.objects.layout()) == (upstream, layout)


def test_bytes_are_kept_once_and_compressed() -> None:
    data = b"# A list\n" * 1000
    first = Content.objects.keep(data)

    assert Content.objects.keep(data) == first
    assert (first.data, first.size, len(first.compressed or b"") < 200) == (data, len(data), True)


def test_bytes_that_were_dropped_can_be_kept_again() -> None:
    first = Content.objects.keep(b"# A list")
    Content.objects.filter(pk=first.pk).update(compressed=None)
    with pytest.raises(ValueError, match="no longer kept"):
        _ = Content.objects.get(pk=first.pk).data

    assert Content.objects.keep(b"# A list").data == b"# A list"


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (Section(), "README"),
        (Section(title="One"), "One"),
        (Venue(name="ICLR"), "ICLR"),
        (EvidenceType(name="Empirical"), "Empirical"),
        (Paper(title="Alpha"), "Alpha"),
        (Catalogue(version=3), "3"),
        (SlugRedirect(old_slug="old"), "old"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_row_names_itself(row, text: str) -> None:
    assert str(row) == text


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite compares bytes anyway")
def test_every_text_is_compared_as_sqlite_does() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
            " AND data_type IN ('text', 'character varying') AND collation_name IS DISTINCT FROM 'C'"
            " AND (table_name LIKE 'papers_%%' OR table_name = 'taggit_tag')"
        )
        assert cursor.fetchall() == []
