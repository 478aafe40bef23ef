"""Highwire Press meta elements of a paper's page, for Google Scholar and Zotero."""

from __future__ import annotations

from urllib.parse import urlsplit

from papers.citations import identifiers, links, rows
from papers.citations.dates import issued
from papers.citations.names import people
from papers.citations.text import plain
from papers.models import Paper, Venue


def meta(paper: Paper, *, url: str = "") -> list[tuple[str, str]]:
    """Names and contents in order; none without authors, as Google Scholar demands a title and one of them."""
    authors = people(paper.authors)
    title = plain(paper.title)
    if not authors or not title:
        return []
    pairs = [
        ("citation_title", title),
        *(("citation_author", name.in_order) for name in authors),
        ("citation_publication_date", _date(issued(paper))),
        _container(paper),
        ("citation_doi", identifiers.doi(paper)),
        ("citation_arxiv_id", identifiers.arxiv_id(paper)),
        ("citation_pdf_url", _pdf(paper)),
        ("citation_abstract_html_url", links.followable(url) or links.page(paper)),
        ("citation_keywords", "; ".join(rows.tags(paper))),
    ]
    return [pair for pair in pairs if pair[1]]


def _date(parts: list[int]) -> str:
    """`YYYY/MM/DD` or `YYYY`, which is what Google Scholar reads."""
    if len(parts) == 3:
        return "/".join(f"{part:02}" for part in parts)
    return str(parts[0]) if parts else ""


def _container(paper: Paper) -> tuple[str, str]:
    if paper.venue is None or paper.venue.kind == Venue.Kind.PREPRINT:
        return "citation_journal_title", ""
    is_conference = paper.venue.kind == Venue.Kind.CONFERENCE
    return f"citation_{'conference' if is_conference else 'journal'}_title", plain(paper.venue.name)


def _pdf(paper: Paper) -> str:
    if arxiv := identifiers.arxiv_id(paper):
        return f"https://arxiv.org/pdf/{arxiv}"
    return next(filter(_is_pdf, links.followed(paper)), "")


def _is_pdf(url: str) -> bool:
    parts = urlsplit(url)
    on_arxiv = parts.hostname in ("arxiv.org", "www.arxiv.org")
    return parts.path.lower().endswith(".pdf") or (on_arxiv and parts.path.startswith("/pdf/"))
