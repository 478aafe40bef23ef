"""BibTeX in UTF-8, for BibTeX, biber, Zotero and all that reads them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.middlewares.parsestack import default_unparse_stack
from bibtexparser.model import Entry, Field
from bibtexparser.writer import BibtexFormat
from pylatexenc.latexencode import (
    RULE_CALLABLE,
    RULE_DICT,
    RULE_REGEX,
    UnicodeToLatexConversionRule,
    UnicodeToLatexEncoder,
)

from papers.citations import csl, identifiers
from papers.citations.names import OTHERS, Name, names
from papers.citations.text import plain
from papers.models import Paper

MEDIA_TYPE = "application/x-bibtex"

_TYPES: Final = {"paper-conference": "inproceedings", "article-journal": "article"}
_CONTAINERS: Final = {"paper-conference": "booktitle", "article-journal": "journal"}

# BibTeX counts braces even behind a backslash, so that \{ alone would break the file.
_SPECIALS: Final = {
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "\\": r"{\textbackslash}",
}
# TeX's fonts make one character of these pairs, as an en dash of two hyphens.
_LIGATURE: Final = re.compile(r"-(?=-)|'(?=')|`(?=`)|[!?](?=`)|<(?=<)|>(?=>)|,(?=,)")
_ENCODED: Final = re.compile(rf"[{re.escape(''.join(_SPECIALS))}]|{_LIGATURE.pattern}")
_ORDINARY: Final = re.compile(r"[^&%$#_{}~^\\\-'`!?<>,]+")
_WORD: Final = re.compile(r"[^\W_]+")
_UNSAFE_IN_KEY: Final = re.compile(r"[^A-Za-z0-9_.:+/-]+")


def _ordinary(text: str, position: int) -> tuple[int, str] | None:
    """A whole run at once, which is six times as fast as its characters one by one."""
    match = _ORDINARY.match(text, position)
    return (len(match[0]), match[0]) if match else None


def _word(text: str, position: int) -> tuple[int, str] | None:
    """A word, in braces if it has a capital inside, so that styles keep that: `{GPT}-4`, `{LLaMA}`."""
    match = _WORD.match(text, position)
    if not match:
        return None
    word = match[0]
    return len(word), f"{{{word}}}" if any(map(str.isupper, word[1:])) else word


def _encoder(first: Callable[[str, int], tuple[int, str] | None]) -> UnicodeToLatexEncoder:
    rules = (
        (RULE_CALLABLE, first),
        (RULE_DICT, {ord(character): latex for character, latex in _SPECIALS.items()}),
        (RULE_REGEX, [(_LIGATURE, r"\g<0>{}")]),
    )
    return UnicodeToLatexEncoder(
        conversion_rules=[UnicodeToLatexConversionRule(kind, rule) for kind, rule in rules],
        replacement_latex_protection="none",
        unknown_char_policy="keep",
        unknown_char_warning=False,
    )


def _format() -> BibtexFormat:
    form = BibtexFormat()  # type: ignore[no-untyped-call]
    form.indent = "  "
    form.trailing_comma = True
    return form


_TEXT: Final = _encoder(_ordinary)
_TITLE: Final = _encoder(_word)
_FORMAT: Final = _format()


def entry(paper: Paper, *, url: str = "") -> str:
    """One entry, with a newline at its end."""
    item = csl.item(paper, url=url)
    fields = [Field(name, value) for name, value in _fields(paper, item).items() if value]
    library = Library([Entry(_TYPES.get(item["type"], "misc"), key(paper), fields)])
    stack = default_unparse_stack(allow_inplace_modification=True)
    return write_string(library, unparse_stack=stack, bibtex_format=_FORMAT)


def entries(papers: Iterable[Paper]) -> Iterator[str]:
    """A file in pieces: entries with an empty line between them."""
    separator = ""
    for paper in papers:
        yield separator + entry(paper)
        separator = "\n"


def key(paper: Paper) -> str:
    """The citation key, with a hyphen for what no key may have."""
    return _UNSAFE_IN_KEY.sub("-", paper.citation_key).strip("-") or f"paper-{paper.pk or 'new'}"


def encode(text: str) -> str:
    """`text` as LaTeX, in NFC. Letters of any script stay as they are."""
    # Most text is LaTeX as it stands, which the encoder takes ten times as long to say.
    composed = unicodedata.normalize("NFC", text)
    return str(_TEXT.unicode_to_latex(text)) if _ENCODED.search(composed) else composed


def encode_title(text: str) -> str:
    """As `encode`, with the capitals of names and acronyms kept from a style's own case."""
    return str(_TITLE.unicode_to_latex(text))


def _fields(paper: Paper, item: dict[str, Any]) -> dict[str, str]:
    arxiv = identifiers.arxiv_id(paper)
    # An arXiv paper has its eprint; another server has no field of its own.
    container = item.get("container-title", "") or ("" if arxiv else item.get("publisher", ""))
    return {
        "title": encode_title(item.get("title", "")),
        "author": " and ".join(map(_author, names(paper.authors))),
        _CONTAINERS.get(item["type"], "howpublished"): encode(container),
        "year": str(paper.year or ""),
        "eprint": arxiv,
        # Zotero reads an eprint only with `eprinttype`, classic styles only with `archivePrefix`.
        "archivePrefix": "arXiv" if arxiv else "",
        "eprinttype": "arxiv" if arxiv else "",
        # Verbatim, as biber, hyperref and Zotero take them; neither can hold a brace or a backslash.
        "doi": item.get("DOI", ""),
        "url": item.get("URL", ""),
        "note": encode(plain(paper.track)),
        "keywords": encode(item.get("keyword", "")),
        "abstract": encode(item.get("abstract", "")),
    }


def _author(name: Name) -> str:
    if name == OTHERS:
        return name.literal
    if name.literal or not name.given:
        return f"{{{encode(name.in_order)}}}"
    surname = f"{name.particle} {name.family}".strip()
    return encode(", ".join(filter(None, (surname, name.suffix, name.given))))
