"""COinS: an OpenURL context object in the title of a span, which Zotero finds on pages that list papers."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlencode

from papers.citations import csl
from papers.citations.dates import iso, issued
from papers.citations.names import people
from papers.models import Paper

# Zotero reads `bookitem` of a book better than `proceeding`.
_BOOK: Final = [("rft_val_fmt", "info:ofi/fmt:kev:mtx:book"), ("rft.genre", "bookitem")]
_JOURNAL: Final = ("rft_val_fmt", "info:ofi/fmt:kev:mtx:journal")
_GENRES: Final = {"article-journal": "article", "article": "preprint"}


def title(paper: Paper, *, url: str = "") -> str:
    """The value of the `title` of `<span class="Z3988">`, for a template to escape."""
    item = csl.item(paper, url=url)
    is_conference = item["type"] == "paper-conference"
    kind = _BOOK if is_conference else [_JOURNAL, ("rft.genre", _GENRES.get(item["type"], "unknown"))]
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        *kind,
        ("rft.atitle", item.get("title", "")),
        ("rft.btitle" if is_conference else "rft.jtitle", item.get("container-title", item.get("publisher", ""))),
        ("rft.date", iso(issued(paper))),
        *(("rft.au", name.inverted) for name in people(paper.authors)),
        ("rft_id", f"info:doi/{item['DOI']}" if "DOI" in item else ""),
        ("rft_id", item.get("URL", "")),
    ]
    return urlencode([pair for pair in pairs if pair[1]], quote_via=quote, safe="")
