"""COinS: an OpenURL context object in the title of a span, which Zotero finds on pages that list papers."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from papers.citations import csl, identifiers, links
from papers.citations.dates import iso, issued
from papers.citations.names import people
from papers.citations.text import plain
from papers.models import Paper

# Zotero reads `bookitem` of a book better than `proceeding`.
_BOOK: Final = (("rft_val_fmt", "info:ofi/fmt:kev:mtx:book"), ("rft.genre", "bookitem"))
_JOURNAL: Final = ("rft_val_fmt", "info:ofi/fmt:kev:mtx:journal")
_GENRES: Final = {"article-journal": "article", "article": "preprint"}


def title(paper: Paper, *, url: str = "") -> str:
    """The value of the `title` of `<span class="Z3988">`, for a template to escape."""
    appeared, doi = csl.appeared(paper), identifiers.doi(paper)
    is_conference = appeared["type"] == "paper-conference"
    kind = _BOOK if is_conference else (_JOURNAL, ("rft.genre", _GENRES.get(appeared["type"], "unknown")))
    container = appeared.get("container-title", appeared.get("publisher", ""))
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        *kind,
        ("rft.atitle", plain(paper.title)),
        ("rft.btitle" if is_conference else "rft.jtitle", container),
        ("rft.date", iso(issued(paper))),
        *(("rft.au", name.inverted) for name in people(paper.authors)),
        ("rft_id", f"info:doi/{doi}" if doi else ""),
        ("rft_id", links.followable(url) or links.best(paper)),
    ]
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs if value)
