"""RIS, for EndNote, Zotero, Mendeley and all that reads it: a tag and its value a line, CRLF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import rispy

from papers.citations import csl, rows
from papers.citations.names import Name, people
from papers.models import Paper

MEDIA_TYPE = "application/x-research-info-systems"

# RIS has no preprint; `UNPB` is an unpublished work to EndNote and Zotero, where `GEN` can become a journal article.
_TYPES: Final = {"paper-conference": "CONF", "article-journal": "JOUR", "article": "UNPB"}


class _Writer(rispy.RisWriter):
    """Without a numbered line before each record, which is not in the format."""

    NEWLINE = "\r\n"

    def set_header(self, count: int) -> str:
        return ""


_WRITER: Final = _Writer()


def record(paper: Paper, *, url: str = "") -> str:
    """One record, with a line end at its end."""
    item = csl.item(paper, url=url)
    fields = {
        "type_of_reference": _TYPES.get(item["type"], "GEN"),
        "id": item.get("id"),
        "title": item.get("title"),
        "authors": [_author(name) for name in people(paper.authors)],
        "year": str(paper.year or ""),
        "secondary_title": item.get("container-title"),
        "publisher": item.get("publisher"),
        "doi": item.get("DOI"),
        "urls": [item["URL"]] if "URL" in item else [],
        "abstract": item.get("abstract"),
        "keywords": rows.tags(paper),
        "notes": [note for note in (item.get("number"), *csl.notes(paper)) if note],
    }
    return _WRITER.formats([{label: value for label, value in fields.items() if value}])


def records(papers: Iterable[Paper]) -> Iterator[str]:
    """A file in pieces: records with an empty line between them."""
    separator = ""
    for paper in papers:
        yield separator + record(paper)
        separator = _Writer.NEWLINE


def _author(name: Name) -> str:
    # EndNote takes a name of several words without a comma at its end for a first and a last name.
    return f"{name.literal.replace(',', '')}," if " " in name.literal else name.inverted
