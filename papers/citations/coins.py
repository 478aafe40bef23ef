"""COinS: an OpenURL context object in the title of a span, which Zotero finds on pages that list papers."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from papers.citations import csl, identifiers, links
from papers.citations.dates import iso, issued
from papers.citations.names import people
from papers.citations.text import readable
from papers.models import Paper

# Zotero reads `bookitem` of a book better than `proceeding`.
_BOOK: Final = ("rft_val_fmt", "info:ofi/fmt:kev:mtx:book")
_THESIS: Final = ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dissertation")
_FORMATS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "paper-conference": (_BOOK, ("rft.genre", "bookitem")),
    "chapter": (_BOOK, ("rft.genre", "bookitem")),
    "book": (_BOOK, ("rft.genre", "book")),
    "report": (_BOOK, ("rft.genre", "report")),
    "thesis": (_THESIS,),
}
_FIELDS: Final = {
    "paper-conference": ("rft.atitle", "rft.btitle"),
    "chapter": ("rft.atitle", "rft.pub"),
    "book": ("rft.btitle", "rft.pub"),
    "report": ("rft.btitle", "rft.pub"),
    "thesis": ("rft.title", "rft.inst"),
}
"""Where the title stands, and where what published it."""
_JOURNAL: Final = ("rft_val_fmt", "info:ofi/fmt:kev:mtx:journal")
_GENRES: Final = {"article-journal": "article", "article": "preprint"}


def title(paper: Paper, *, url: str = "") -> str:
    """The value of the `title` of `<span class="Z3988">`, for a template to escape."""
    appeared, doi = csl.appeared(paper), identifiers.doi(paper)
    kind = appeared["type"]
    container = appeared.get("container-title", appeared.get("publisher", ""))
    title_field, container_field = _FIELDS.get(kind, ("rft.atitle", "rft.jtitle"))
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        *_FORMATS.get(kind, (_JOURNAL, ("rft.genre", _GENRES.get(kind, "unknown")))),
        (title_field, readable(paper.title)),
        (container_field, container),
        ("rft.date", iso(issued(paper))),
        *(("rft.au", name.inverted) for name in people(paper.authors)),
        ("rft_id", f"info:doi/{doi}" if doi else ""),
        ("rft_id", links.followable(url) or links.best(paper)),
    ]
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs if value)
