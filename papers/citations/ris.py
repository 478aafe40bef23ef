"""RIS, for EndNote, Zotero, Mendeley and all that reads it: a tag and its value a line, CRLF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import rispy

from papers.citations import csl, rows
from papers.citations.dates import issued
from papers.citations.names import Name, people
from papers.models import Paper

MEDIA_TYPE = "application/x-research-info-systems"

# RIS has no preprint; `UNPB` is an unpublished work to EndNote and Zotero, where `GEN` can become a journal article.
_TYPES: Final = {
    "paper-conference": "CPAPER",
    "article-journal": "JOUR",
    "article": "UNPB",
    "book": "BOOK",
    "chapter": "CHAP",
    "thesis": "THES",
    "report": "RPRT",
    "post-weblog": "BLOG",
}


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
        "date": _date(issued(paper)),
        "secondary_title": item.get("container-title"),
        # Zotero and EndNote have the conference's name in the one, the proceedings' title in the other.
        "custom3": item.get("container-title") if item["type"] == "paper-conference" else None,
        "type_of_work": item.get("genre") if item["type"] in ("thesis", "report") else None,
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


def _date(parts: list[int]) -> str:
    """Return `2024/05/31/` or `2024/05//`; the year alone stands in its own field."""
    if len(parts) < 2:
        return ""
    year, month, day = (*map("{:02}".format, parts), "")[:3]
    return f"{year}/{month}/{day}/"


def _author(name: Name) -> str:
    # EndNote takes a name of several words without a comma at its end for a first and a last name.
    return f"{name.literal.replace(',', '')}," if " " in name.literal else name.inverted
