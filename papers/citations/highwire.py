"""Highwire Press meta elements of a paper's page, for Google Scholar and Zotero."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from papers.citations import identifiers, links, rows
from papers.citations.dates import issued
from papers.citations.names import people
from papers.citations.publications import Kind, publication
from papers.citations.text import readable
from papers.models import Paper

_CONTAINERS: Final[dict[str, str]] = {
    Kind.CONFERENCE: "citation_conference_title",
    Kind.JOURNAL: "citation_journal_title",
    Kind.BLOG: "citation_journal_title",
}
_PUBLISHERS: Final[dict[str, str]] = {
    Kind.THESIS: "citation_dissertation_institution",
    Kind.REPORT: "citation_technical_report_institution",
}


def meta(paper: Paper, *, url: str = "") -> list[tuple[str, str]]:
    """Names and contents in order; none without authors, as Google Scholar demands a title and one of them."""
    authors = people(paper.authors)
    title = readable(paper.title)
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
    known = publication(paper)
    if known.kind in _CONTAINERS:
        return _CONTAINERS[known.kind], known.venue
    return _PUBLISHERS.get(known.kind, "citation_publisher"), known.publisher


def _pdf(paper: Paper) -> str:
    if arxiv := identifiers.arxiv_id(paper):
        return f"https://arxiv.org/pdf/{arxiv}"
    return next(filter(_is_pdf, links.followed(paper)), "")


def _is_pdf(url: str) -> bool:
    parts = urlsplit(url)
    on_arxiv = parts.hostname in ("arxiv.org", "www.arxiv.org")
    return parts.path.lower().endswith(".pdf") or (on_arxiv and parts.path.startswith("/pdf/"))
