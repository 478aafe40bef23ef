"""CSV for spreadsheets and scripts: UTF-8 with its mark, CRLF, a header.

A list has `; ` between its items; one with a semicolon of its own stands in quotes, its own quotes doubled.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from papers.author_lists import listed_names
from papers.citations import links, rows
from papers.citations.text import plain
from papers.models import Paper

MEDIA_TYPE = "text/csv"
HEADER: Final = (
    "slug",
    "title",
    "authors",
    "venue",
    "track",
    "year",
    "evidence_types",
    "sections",
    "tags",
    "url",
    "links",
    "arxiv_id",
    "doi",
    "abstract",
    "citation_key",
    "added",
)
# What spreadsheets take for a formula, after OWASP, with the full-width forms that East Asian editions read so too.
_FORMULA: Final = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")


class _Echo:
    """Hands each line back to its writer's caller."""

    def write(self, line: str) -> str:
        return line


def lines(papers: Iterable[Paper], sections: Callable[[Paper], Iterable[str]]) -> Iterator[str]:
    """The header and a line a paper. `sections` gives the paths of a paper's sections."""
    write = csv.writer(_Echo()).writerow
    # Without the mark, spreadsheets take UTF-8 for the letters of their own country.
    yield "\ufeff" + write(HEADER)
    for paper in papers:
        yield write([cell(value) for value in _values(paper, sections)])


def cell(value: str) -> str:
    """`value` behind an apostrophe if a spreadsheet would run it."""
    return f"'{value}" if _FORMULA.match(value) else value


def _values(paper: Paper, sections: Callable[[Paper], Iterable[str]]) -> list[str]:
    return [
        plain(paper.slug),
        plain(paper.title),
        _joined(listed_names(author for author in paper.authors if isinstance(author, str))),
        plain(paper.venue.name) if paper.venue else "",
        plain(paper.track),
        str(paper.year or ""),
        _joined(rows.evidence_types(paper)),
        _joined(sections(paper)),
        _joined(rows.tags(paper)),
        links.page(paper),
        _joined(links.followed(paper)),
        plain(paper.arxiv_id),
        plain(paper.doi),
        plain(paper.abstract),
        plain(paper.citation_key),
        str(paper.added),
    ]


def _joined(items: Iterable[str]) -> str:
    return "; ".join(_delimited(item) for item in map(plain, items) if item)


def _delimited(item: str) -> str:
    """The item in quotes, as CSV has them, if it could be taken for several or for a quoted one."""
    return '"' + item.replace('"', '""') + '"' if ";" in item or item.startswith('"') else item
