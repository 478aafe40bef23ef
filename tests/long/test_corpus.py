"""Real lists of all formats, and their histories: in and out again, byte for byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from papers.exporter import render
from papers.importer import Options, import_readme
from papers.layout.rows import Rows, vocabulary
from papers.layout.wishes import Adopted, is_as_imported, wanted
from papers.models import Listing, Paper, Revision
from papers.readme.reader import read
from papers.readme.wanted import unchanged
from tests.corpus import corpus_histories, corpus_lists, needs_corpus

pytestmark = [pytest.mark.long, needs_corpus, pytest.mark.django_db]

VERSIONS = [path for history in corpus_histories() for path in sorted(history.glob("*.md"))]


@pytest.mark.parametrize("path", [*corpus_lists(), *VERSIONS], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_list_comes_out_as_it_went_in(path: Path) -> None:
    content = path.read_bytes()

    import_readme(content)

    assert render(force=True) == content
    assert is_as_imported(Rows.load(), Adopted.of(Revision.objects.upstream().adopted))
    assert_rows_ask_for(content)
    again = import_readme(content, Options(reread=True))
    assert (again.added, again.removed, again.moved, again.changed, again.conflicts) == (0, 0, 0, {}, [])
    assert_rows_ask_for(content)


@pytest.mark.parametrize("history", corpus_histories(), ids=lambda path: path.name)
def test_history_passes_through_one_database(history: Path) -> None:
    known: dict[int, dict[str, Any]] = {}
    for path in sorted(history.glob("*.md")):
        content = path.read_bytes()
        before = set(Listing.objects.values_list("pk", flat=True))

        report = import_readme(content, Options(force=True, allow_empty=True))

        assert report.conflicts == [], path.name
        assert render(force=True) == content, path.name
        assert_rows_ask_for(content)
        assert report.kept == len(before & set(Listing.objects.values_list("pk", flat=True)))
        assert_kept(known)
        remember_and_edit(known)
    assert known


def assert_rows_ask_for(content: bytes) -> None:
    """By the long way, too: the wish that the rows make is the README's own."""
    rows, revision, document = Rows.load(), Revision.objects.upstream(), read(content, vocabulary())
    adopted = Adopted.of(revision.adopted)
    asked = wanted(rows, document, adopted)
    assert [(each.anchor, each.level, each.title, each.preface) for each in asked[1:]] == [
        (each.anchor, each.level, each.title, each.preface) for each in unchanged(document)[1:]
    ]
    assert [each.entries for each in asked] == [
        tuple(
            type(entry)(entry.anchor, entry.values, label=wish.label)
            for entry, wish in zip(section.entries, mine.entries, strict=True)
        )
        for section, mine in zip(unchanged(document), asked, strict=True)
    ]


def assert_kept(known: dict[int, dict[str, Any]]) -> None:
    """What was given or added stays: no paper's row ever goes, whether it is listed or not."""
    papers = Paper.objects.in_bulk(known)
    for pk, was in known.items():
        assert (papers[pk].slug, papers[pk].citation_key, papers[pk].abstract) == (
            was["slug"],
            was["citation_key"],
            was["abstract"],
        )
    for paper in Paper.objects.filter(pk__in=list(known)[:20]):
        assert set(paper.tags.names()) >= known[paper.pk]["tags"]


def remember_and_edit(known: dict[int, dict[str, Any]]) -> None:
    """A maintainer tags each new paper and writes its abstract."""
    for paper in Paper.objects.exclude(pk__in=known):
        paper.abstract = f"About {paper.title}."
        paper.save()
        paper.tags.add("read")
        known[paper.pk] = {
            "slug": paper.slug,
            "citation_key": paper.citation_key,
            "abstract": paper.abstract,
            "tags": {"read"},
        }
