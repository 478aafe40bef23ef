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

from papers.citations import csl, identifiers, rows
from papers.citations.dates import issued
from papers.citations.names import OTHERS, Name, names
from papers.citations.publications import Kind, Publication, publication
from papers.citations.text import plain
from papers.latex import math_spans
from papers.models import Paper

MEDIA_TYPE = "application/x-bibtex"

_TYPES: Final[dict[str, str]] = {
    Kind.CONFERENCE: "inproceedings",
    Kind.JOURNAL: "article",
    Kind.BOOK: "book",
    Kind.CHAPTER: "incollection",
    Kind.REPORT: "techreport",
}
_CONTAINERS: Final[dict[str, str]] = {Kind.CONFERENCE: "booktitle", Kind.JOURNAL: "journal"}
_PUBLISHERS: Final[dict[str, str]] = {
    Kind.BOOK: "publisher",
    Kind.CHAPTER: "publisher",
    Kind.THESIS: "school",
    Kind.REPORT: "institution",
}
# Macros that every style knows, and prints in its own language.
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

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
    """A word, in braces if a style's own case would spoil it: `{GPT}-4`, `{LLaMA}`, `{T5}`, Vitamin `{C}`."""
    match = _WORD.match(text, position)
    if not match:
        return None
    word = match[0]
    return len(word), f"{{{word}}}" if _needs_its_case(word, text[match.end() : match.end() + 1]) else word


def _needs_its_case(word: str, following: str) -> bool:
    if len(word) == 1:
        # The article is written small by styles that write so.
        return word.isupper() and (word != "A" or not (following.isspace() or not following))
    has_digit = any(map(str.isdigit, word))
    return any(map(str.isupper, word[1:])) or (has_digit and word[0].isupper())


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
    if month := issued(paper)[1:2]:
        place = next((at for at, field in enumerate(fields) if field.key == "year"), len(fields)) + 1
        fields.insert(place, Field("month", _MONTHS[month[0] - 1], enclosing="no-enclosing"))
    library = Library([Entry(_entry_type(publication(paper)), key(paper), fields)])
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


def encode_abstract(text: str) -> str:
    """As `encode`, with formulas in TeX as they are."""
    return _around_formulas(text, encode)


def encode_title(text: str) -> str:
    """As `encode`, with the capitals of names and acronyms kept from a style's own case."""
    return _around_formulas(text, _TITLE.unicode_to_latex)


def _around_formulas(text: str, write: Callable[[str], str]) -> str:
    parts: list[str] = []
    done = 0
    for start, end in math_spans(text):
        # Braces keep a style from writing the letters of a formula small.
        parts += (write(text[done:start]), f"{{{text[start:end]}}}")
        done = end
    return "".join([*parts, write(text[done:])])


def _entry_type(known: Publication) -> str:
    if known.is_masters_thesis:
        return "mastersthesis"
    return "phdthesis" if known.is_doctoral_thesis else _TYPES.get(known.kind, "misc")


def _fields(paper: Paper, item: dict[str, Any]) -> dict[str, str]:
    arxiv = identifiers.arxiv_id(paper)
    known = publication(paper)
    return {
        "title": encode_title(plain(paper.title)),
        "author": " and ".join(map(_author, names(paper.authors))),
        **_place(known, has_eprint=bool(arxiv)),
        "year": str(paper.year or ""),
        "eprint": arxiv,
        # Zotero reads an eprint only with `eprinttype`, classic styles only with `archivePrefix`.
        "archivePrefix": "arXiv" if arxiv else "",
        "primaryClass": identifiers.arxiv_class(paper),
        "eprinttype": "arxiv" if arxiv else "",
        # Verbatim, as biber, hyperref and Zotero take them; neither can hold a brace or a backslash.
        "doi": item.get("DOI", ""),
        "url": item.get("URL", ""),
        "note": encode(plain(paper.track)),
        "keywords": ", ".join(map(_keyword, rows.tags(paper))),
        "abstract": encode_abstract(plain(paper.abstract)),
    }


def _place(known: Publication, *, has_eprint: bool) -> dict[str, str]:
    if known.kind in _PUBLISHERS and _entry_type(known) != "misc":
        return {_PUBLISHERS[known.kind]: encode(known.publisher)}
    # An arXiv paper has its eprint; another server has no field of its own.
    name = "" if known.kind == Kind.PREPRINT and has_eprint else known.venue
    return {_CONTAINERS.get(known.kind, "howpublished"): encode(name)}


def _keyword(tag: str) -> str:
    """Braces keep a comma of its own from dividing it."""
    return f"{{{encode(tag)}}}" if "," in tag else encode(tag)


def _author(name: Name) -> str:
    if name == OTHERS:
        return name.literal
    if name.literal or not name.given:
        return f"{{{encode(name.in_order)}}}"
    surname = f"{name.particle} {name.family}".strip()
    return encode(", ".join(filter(None, (surname, name.suffix, name.given))))
