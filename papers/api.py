"""The list as JSON, for programs: one page of results, and the facets with the addresses that lead on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page

from papers.author_lists import listed_names
from papers.citations import links
from papers.facets import facets
from papers.filters import PaperFilter, Ranking
from papers.models import Paper
from papers.outline import Outline
from papers.selection import Selection


def document(filters: PaperFilter, page: Page[int], papers: Iterable[Paper], address: str) -> dict[str, Any]:
    """`address` is where the list is to be had, absolute and without a query. `papers` are those of the
    page, with their listings."""
    query = Selection.of(filters).query

    def numbered(number: int) -> str:
        return f"{address}{query or '?'}{'&' if query else ''}page={number}" if number > 1 else address + query

    return {
        "count": page.paginator.count,
        "page": page.number,
        "pages": page.paginator.num_pages,
        "next": numbered(page.next_page_number()) if page.has_next() else None,
        "previous": numbered(page.previous_page_number()) if page.has_previous() else None,
        **_search(filters.ranking),
        "facets": {
            facet.name: [
                {
                    "value": value.value,
                    "label": value.label,
                    "count": value.count,
                    "selected": value.selected,
                    "url": address + value.query,
                }
                for value in facet.values
            ]
            for facet in facets(filters)
        },
        "results": [result(paper, filters.terms.outline) for paper in papers],
    }


def _search(ranking: Ranking | None) -> dict[str, Any]:
    """`search`, only where no paper has all words of the query: how many there are, and how many each paper has."""
    return {"search": {"terms": ranking.asked, "matched": ranking.matched}} if ranking and ranking.note else {}


def result(paper: Paper, outline: Outline) -> dict[str, Any]:
    """Values as they are in the database, links without an address that nobody should follow."""
    return {
        "slug": paper.slug,
        "title": paper.title,
        "authors": listed_names(paper.authors),
        "venue": paper.venue.name if paper.venue else "",
        "track": paper.track,
        "year": paper.year,
        "evidence_types": [kind.slug for kind in paper.details.evidence_types],
        "sections": [
            {"slug": section.slug, "path": [each.title for each in outline.path(section.pk)]}
            for section in outline.sections_of(paper.listings.all())
        ],
        "tags": [tag.name for tag in paper.details.tags],
        "links": [{"label": link.label, "url": links.followable(link.url)} for link in paper.details.links],
        "arxiv_id": paper.arxiv_id,
        "doi": paper.doi,
        "abstract": paper.abstract,
        "citation_key": paper.citation_key,
        "url": links.page(paper),
        "added": paper.added.isoformat(),
    }
