"""CSL-JSON (Citation Style Language 1.0.2), which the other formats are made from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from papers.citations import identifiers, links, rows
from papers.citations.dates import issued
from papers.citations.names import people
from papers.citations.publications import Kind, is_published, publication
from papers.citations.text import plain, readable
from papers.models import Paper

MEDIA_TYPE = "application/vnd.citationstyles.csl+json"

_TYPES: Final[dict[str, str]] = {
    Kind.CONFERENCE: "paper-conference",
    Kind.JOURNAL: "article-journal",
    Kind.BOOK: "book",
    Kind.CHAPTER: "chapter",
    Kind.THESIS: "thesis",
    Kind.REPORT: "report",
    Kind.BLOG: "post-weblog",
}
_CONTAINED: Final = frozenset({Kind.CONFERENCE, Kind.JOURNAL, Kind.BLOG})


def item(paper: Paper, *, url: str = "") -> dict[str, Any]:
    """`url` is for a paper that has a better address than its links and its page. Empty values are left out."""
    parts = issued(paper)
    fields = {
        "id": plain(paper.citation_key),
        **appeared(paper),
        "title": readable(paper.title),
        "author": [name.as_csl() for name in people(paper.authors)],
        "issued": {"date-parts": [parts]} if parts else None,
        "abstract": readable(paper.abstract),
        "keyword": _keywords(rows.tags(paper)),
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


def _keywords(tags: list[str]) -> str:
    """Return them in one text, as CSL asks for; with semicolons between them where one has a comma."""
    return ("; " if any("," in tag for tag in tags) else ", ").join(tags)


def notes(paper: Paper) -> list[str]:
    """The track, and the arXiv id of a paper that appeared elsewhere."""
    arxiv = identifiers.arxiv_id(paper)
    return [note for note in (plain(paper.track), f"arXiv:{arxiv}" if arxiv and is_published(paper) else "") if note]


def appeared(paper: Paper) -> dict[str, str]:
    """Return the type of the work, and where it was published."""
    known = publication(paper)
    arxiv = identifiers.arxiv_id(paper)
    if known.kind == Kind.PREPRINT:
        number = f"arXiv:{arxiv}" if arxiv else ""
        return {"type": "article", "genre": "preprint", "publisher": known.venue, "number": number}
    place = "container-title" if known.kind in _CONTAINED else "publisher"
    name = known.venue if known.kind in _CONTAINED else known.publisher
    genre = known.venue if known.kind in (Kind.THESIS, Kind.REPORT) else ""
    # `article` would call a work of which nothing is known a preprint.
    return {"type": _TYPES.get(known.kind, "document"), place: name, "genre": genre}
