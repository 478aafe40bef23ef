"""The reference as a reader would write it: Harvard, after Cite Them Right, by citeproc-py's own style."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from threading import Lock
from types import SimpleNamespace
from typing import Any, Final

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc.source.json import CiteProcJSON
from citeproc.string import MixedString, String
from django.utils.html import format_html, format_html_join

from papers.citations import csl
from papers.citations.names import OTHERS, names
from papers.models import Paper

_STYLE: Final = "harvard-cite-them-right"
_LOCALE: Final = "en-GB"
_KEY: Final = "paper"
_USED: Final = ("title", "author", "issued", "container-title", "publisher", "DOI", "URL")

# citeproc-py escapes no titles, so that nothing of its HTML is used: it marks what is italic by two code points that
# are no characters and that no text has which came through `text.plain`.
_ITALIC: Final = ("\ufdd0", "\ufdd1")
_MARKED: Final = SimpleNamespace(
    preformat=str,
    Italic=lambda text: f"{_ITALIC[0]}{text}{_ITALIC[1]}",
    Oblique=str,
    Bold=str,
    Light=str,
    Underline=str,
    Superscript=str,
    Subscript=str,
    SmallCaps=str,
)

# A style is a tree that keeps what it is rendering.
_LOCK: Final = Lock()


@dataclass(frozen=True, slots=True)
class Reference:
    text: str
    html: str
    """Escaped, and marked as safe for templates."""


class _Source(CiteProcJSON):
    """Takes `<span class="nocase">` in a text for text."""

    def parse_string(self, string: object) -> MixedString:
        return MixedString([String(string)])


def reference(paper: Paper, *, url: str = "") -> Reference:
    """Takes some milliseconds, one at a time in each process."""
    with _LOCK:
        marked = _render(_cited(csl.item(paper, url=url), is_cut=OTHERS in names(paper.authors)))
    pieces = re.split("[{}{}]".format(*_ITALIC), marked)
    # Every second piece is italic.
    html = format_html_join(
        "", "{}", ((format_html("<i>{}</i>", piece) if place % 2 else piece,) for place, piece in enumerate(pieces))
    )
    return Reference("".join(pieces), html)


def _cited(item: dict[str, Any], *, is_cut: bool) -> dict[str, Any]:
    """`item` with what the style prints, put so that it prints what is true."""
    cited: dict[str, Any] = {"id": _KEY, "type": item["type"], **{name: item[name] for name in _USED if name in item}}
    if item["type"] == "article-journal":
        # The style calls an article without volume and pages a preprint; lists name neither.
        cited["type"] = "article-magazine"
    if "issued" in item:
        cited["issued"] = {"date-parts": [item["issued"]["date-parts"][0][:1]]}
    if is_cut and "author" in item:
        # The style prints this as `et al.`
        cited["author"] = [*item["author"], OTHERS.as_csl()]
    if "author" not in item and "title" in item:
        # The style puts the title in the place of missing authors; citeproc-py then prints it a second time.
        cited["author"] = [{"literal": f"‘{cited.pop('title')}’"}]
    return cited


def _render(cited: dict[str, Any]) -> str:
    bibliography = CitationStylesBibliography(_style(), _Source([cited]), _MARKED)
    bibliography.register(Citation([CitationItem(_KEY)]))
    return "".join(map(str, bibliography.bibliography()))


@cache
def _style() -> CitationStylesStyle:
    # It comes with the library, and needs no validation at each start.
    return CitationStylesStyle(_STYLE, locale=_LOCALE, validate=False)
