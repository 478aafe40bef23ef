"""CSL-JSON (Citation Style Language 1.0.2), which the other formats are made from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from papers.citations import identifiers, links, rows
from papers.citations.dates import issued
from papers.citations.names import people
from papers.citations.text import plain
from papers.models import Paper, Venue

MEDIA_TYPE = "application/vnd.citationstyles.csl+json"


def item(paper: Paper, *, url: str = "") -> dict[str, Any]:
    """`url` is for a paper that has a better address than its links and its page. Empty values are left out."""
    parts = issued(paper)
    fields = {
        "id": plain(paper.citation_key),
        **appeared(paper),
        "title": plain(paper.title),
        "author": [name.as_csl() for name in people(paper.authors)],
        "issued": {"date-parts": [parts]} if parts else None,
        "abstract": plain(paper.abstract),
        "keyword": ", ".join(rows.tags(paper)),
        "DOI": identifiers.doi(paper),
        "URL": links.followable(url) or links.best(paper),
        "note": "; ".join(notes(paper)),
    }
    return {name: value for name, value in fields.items() if value}


def documents(papers: Iterable[Paper]) -> Iterator[str]:
    """A JSON array in pieces, an item a line."""
    yield "[\n"
    separator = ""
    for paper in papers:
        yield separator + json.dumps(item(paper), ensure_ascii=False)
        separator = ",\n"
    yield "\n]\n" if separator else "]\n"


def notes(paper: Paper) -> list[str]:
    """The track, and the arXiv id of a paper that appeared elsewhere."""
    arxiv = identifiers.arxiv_id(paper)
    return [note for note in (plain(paper.track), f"arXiv:{arxiv}" if arxiv and _is_published(paper) else "") if note]


def appeared(paper: Paper) -> dict[str, str]:
    """The type of the work, and where it was published."""
    venue = plain(paper.venue.name) if paper.venue else ""
    arxiv = identifiers.arxiv_id(paper)
    if paper.venue and paper.venue.kind == Venue.Kind.CONFERENCE:
        return {"type": "paper-conference", "container-title": venue}
    if paper.venue and paper.venue.kind == Venue.Kind.JOURNAL:
        return {"type": "article-journal", "container-title": venue}
    if not venue and not arxiv:
        # `article` would call it a preprint.
        return {"type": "document"}
    number = f"arXiv:{arxiv}" if arxiv else ""
    return {"type": "article", "genre": "preprint", "publisher": venue or "arXiv", "number": number}


def _is_published(paper: Paper) -> bool:
    return paper.venue is not None and paper.venue.kind != Venue.Kind.PREPRINT
