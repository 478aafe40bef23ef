"""Identifiers of papers (arXiv, DOI, OpenReview, ACL Anthology) and the one folding of text.

Pure, and the lowest layer: everything else may import it. Three questions are answered here:

- `identify(urls)`: what do these addresses name? Identifiers are searched for anywhere in each address.
- `normalize_identifier(field, typed)`: what did somebody mean who filled in the field `arxiv_id`, `doi`,
  `openreview_id` or `acl_id`: the bare identifier, one with a prefix, or an address? None if it is none of these.
  `refusal(field, typed)` is the sentence to show then.
- `recognize_identifier(text)`: the same where any kind may stand, as in a search box or a paste.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote

LONGEST_TYPED: Final = 2_000
"""In characters: a longer text is no identifier, and is not looked at."""
LONGEST_DOI: Final = 500
"""In characters. The longest that are registered have some 300."""

# Archives of the years before April 2007; those founded later never had identifiers of the old form.
_ARCHIVE: Final = (
    r"(?:acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs"
    r"|dg-ga|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|math|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics"
    r"|plasm-ph|q-alg|q-bio|quant-ph|solv-int|supr-con)"
)
_MONTH: Final = r"\d\d(?:0[1-9]|1[0-2])"
# The numbers have four digits before 2015, and five since.
_NEW_ARXIV: Final = rf"(?:(?=0[7-9]|1[0-4]){_MONTH}\.\d{{4}}|(?=1[5-9]|[2-9]){_MONTH}\.\d{{5}})(?!\d)"
# `math.DG/0211159` and `math/0211159` are one paper: the archive's part is no part of the identifier.
_OLD_ARXIV: Final = rf"(?P<archive>{_ARCHIVE})(?:\.[a-z-]{{2,10}})?/(?P<number>{_MONTH}\d{{3}})(?!\d)"
_ARXIV_ID: Final = rf"(?:(?P<new>{_NEW_ARXIV})|{_OLD_ARXIV})"
_ARXIV: Final = re.compile(
    rf"""
    (?<![a-z\d-])
    (?:
      (?: arxiv\.org | xxx\.lanl\.gov | ar5iv(?:\.labs\.arxiv)?\.org ) /+
        (?: (?:abs|pdf|html|format|ps|src|e-print|list|tb|ftp/arxiv/papers/\d{{4}}) /* )? (?:arxiv:\s*)?
      | alphaxiv\.org/ (?:[a-z]{{2}}/)? (?:abs|overview|pdf|html|audio|resources)/
      | (?: huggingface\.co/papers | hf\.co/papers | arxiv-vanity\.com/papers | emergentmind\.com/papers
          | scirate\.com/arxiv | semanticscholar\.org/arxiv | papers\.cool/arxiv | inspirehep\.net/(?:api/)?arxiv )/
      | arxiv [.:] \s*
    )
    {_ARXIV_ID}
    """,
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
_ARXIV_FTP: Final = re.compile(
    rf"arxiv\.org/ftp/(?P<archive>{_ARCHIVE})/papers/\d{{4}}/(?P<number>{_MONTH}\d{{3}})(?!\d)",
    re.IGNORECASE | re.ASCII,
)
_DBLP: Final = re.compile(rf"dblp\.[\w.-]+/rec/(?:[a-z]+/)?journals/corr/abs-({_MONTH})-(\d{{4,5}})(?!\d)", re.ASCII)
# Most addresses by far.
_PLAIN_ARXIV: Final = re.compile(rf"https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/({_NEW_ARXIV})", re.ASCII)
_TYPED_ARXIV: Final = re.compile(
    rf"(?:arxiv\s*[.:]?\s*)?{_ARXIV_ID}(?:v\d+)?(?:\.pdf)?(?:\s*\[[a-z-]+(?:\.[a-z-]+)?\])?", re.IGNORECASE | re.ASCII
)

_WORDS: Final = r"(?:[a-z-]{1,40}/)"
# Everything that marks a DOI in an address. Elsewhere `10.` and digits may be part of anything.
_DOI: Final = re.compile(
    rf"""
    (?:
      (?<![a-z\d-])(?:doi\.org|doi\.acm\.org|rgdoi\.net|sci-hub\.[a-z]{{2,5}})/+
      | /(?:doi|doifinder)/{_WORDS}{{0,2}}
      | \bdoi(?:[:=]|%3A)\s*
      | link\.springer\.com/{_WORDS}{{0,3}}
      | (?:biomedcentral|springeropen)\.com/{_WORDS}{{0,3}}
      | (?:bio|med)rxiv\.org/content/{_WORDS}{{0,2}}
      | frontiersin\.org/{_WORDS}{{0,4}}
      | iopscience\.iop\.org/article/
      | journals\.aps\.org/{_WORDS}{{1,3}}
      | joss\.theoj\.org/papers/
      | jstor\.org/stable/{_WORDS}?
      | mdpi\.com/article/
      | (?:projecteuclid|spiedigitallibrary)\.org/(?:[\w.-]{{1,200}}/){{1,8}}
      | journals\.plos\.org/\w{{1,30}}/article(?:/file)?\?id=
      | aeaweb\.org/articles\?id=
    )
    (10\.\d{{4,9}}(?:/|%2F)[^\s?\#"|]+)
    """,
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
_BARE_DOI: Final = re.compile(r"(?:doi\s*[:=]?\s*)?(10\.\d{4,9}(?:/|%2F)\S+)", re.IGNORECASE | re.ASCII)
_WHOLE_DOI: Final = re.compile(r"10\.\d{4,9}/[^\s{}\"\\\x00-\x1f\x7f-\x9f\ud800-\udfff]+", re.ASCII)
# Nature's and eLife's addresses hold the second part of the DOI. Of older journals some addresses leave out its dots.
_NATURE: Final = re.compile(
    r"nature\.com/articles/"
    r"([sd]\d{5}-\d{3}-\d{4,5}-[\da-z]|(?:nature|ncomms|srep)\d{4,5}|[a-z]{2,9}\.\d{1,4}|\d{6}[a-z]\d)(?!\.?\d|[a-z-])",
    re.IGNORECASE | re.ASCII,
)
_ELIFE: Final = re.compile(r"elifesciences\.org/(?:articles|reviewed-preprints)/(\d{5,6})(?!\d)", re.ASCII)
# What publishers write behind a DOI: the form of the page or file, and what hangs on it.
_DOI_ANNEX: Final = re.compile(r"</|&(?:amp;)?[\w-]+=|/(?:suppl_file|attachment)/", re.ASCII)
_DOI_ENDING: Final = re.compile(
    r"(?:\.(?:e?pdf|html?|xml|svg|png|zip|bib|ris|full|abstract|short|full-text|supplementary-material)(?:\+html)?"
    r"|/(?:e?pdf|pdfdirect|pdfplus|html?|full|fulltext|full-text|fullhtml|abstract|abs|meta|summary|references|xml"
    r"|epub|download|s\d))\Z"
)
_MARKS: Final = ".,;:!*'`’”“‘_~/([{<"
_BRACKETS: Final = {")": "(", "]": "[", "}": "{", ">": "<"}
# Preprints have their version, papers of Oxford and of the Royal Society of Chemistry numbers of their own behind it.
_DOI_VERSION: Final = re.compile(
    r"(10\.(?:1101|64898)/(?:\d{4}\.\d\d\.\d\d\.)?\d{5,8})v\d.*"
    r"|(10\.1093/[a-z]+/[a-z]+\d+)/\d{6,}"
    r"|(10\.1039/[a-z]\d[a-z]{2}\d{5}[a-z])/.*",
    re.ASCII,
)

_OPENREVIEW: Final = re.compile(
    r"openreview\.net/(?:forum|pdf|attachment|references/pdf)/?\?(?:[^#\s]{0,500}[&;])?id=([\w-]{1,200})(?![\w-])",
    re.ASCII | re.IGNORECASE,
)
_TYPED_OPENREVIEW: Final = re.compile(r"(?:openreview\s*:\s*)?([\w-]{1,200})", re.IGNORECASE | re.ASCII)
_ACL_ID: Final = r"(\d{4}\.[a-z\d_-]{1,60}-[a-z\d]{1,20}\.\d{1,5}|[A-Z]\d{2}-\d{4})(?!\d)"
_ACL: Final = re.compile(
    r"(?:aclanthology\.org|aclweb\.org(?:/anthology)?|aclanthology\.info|aclanthology\.coli\.uni-saarland\.de)/+"
    rf"(?:anthology/|papers/)?(?:[A-Z]/[A-Z]\d\d/)?{_ACL_ID}",
    re.IGNORECASE | re.ASCII,
)
_TYPED_ACL: Final = re.compile(rf"(?:acl\s*:\s*)?{_ACL_ID}(?:v\d+)?(?:\.pdf|\.bib)?/?", re.IGNORECASE | re.ASCII)

_AROUND: Final = " \t\r\n\"'`“”‘’,;"
_SHOWN: Final = 80


@dataclass(frozen=True, slots=True)
class Identifiers:
    """Empty where unknown. arXiv ids without version, DOIs in lower case (ISO 26324: case carries no meaning)."""

    arxiv_id: str = ""
    doi: str = ""
    openreview_id: str = ""
    acl_id: str = ""

    def __bool__(self) -> bool:
        return bool(self.arxiv_id or self.doi or self.openreview_id or self.acl_id)

    def shares(self, other: Identifiers) -> bool:
        """Whether one of the identifiers is the same."""
        return any(mine and mine == theirs for mine, theirs in zip(self.keys(), other.keys(), strict=True))

    def contradicts(self, other: Identifiers) -> bool:
        """Whether both have an identifier of one kind and it differs, and none agrees."""
        pairs = list(zip(self.keys(), other.keys(), strict=True))
        return any(mine and theirs and mine != theirs for mine, theirs in pairs) and not self.shares(other)

    def keys(self) -> tuple[str, str, str, str]:
        return self.arxiv_id, self.doi, self.openreview_id, self.acl_id

    def addresses(self) -> dict[str, str]:
        """Where the identifiers lead, by field."""
        return {field: kind.address(value) for field, kind in KINDS.items() if (value := getattr(self, field))}


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the identifiers that a paper can have."""

    name: str
    """As readers know it."""
    example: str
    normalize: Callable[[str], str]
    """The identifier that is meant, empty if it is none."""
    address: Callable[[str], str]
    """The canonical one of a normalized identifier."""


def identify(urls: Iterable[str]) -> Identifiers:
    """Return the first identifier of each kind among the addresses, in their order."""
    found: dict[str, str] = {}
    for url in urls:
        if named := _named(url):
            found.setdefault(*named)
    return Identifiers(**found)


def normalize_identifier(field: str, typed: str) -> str | None:
    """Return the identifier that `typed` means in a field of KINDS, or None if it is none of that kind.

    The empty text stays empty. Costs the same for a text of any length.
    """
    if len(typed) > LONGEST_TYPED:
        return None
    bare = unwrap_text(typed)
    return KINDS[field].normalize(bare) or None if bare else ""


def refusal(field: str, typed: str) -> str:
    """Return the sentence that says why `typed` is not taken."""
    shown = " ".join(typed[: 2 * _SHOWN].split())
    shown = shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
    kind = KINDS[field]
    return f"“{shown}” is no {kind.name}: enter one like {kind.example}, or its address."


def recognize_identifier(text: str) -> Identifiers:
    """Return the one identifier that a text is: bare, with a prefix, or an address.

    A bare OpenReview id looks like any word, so those need their prefix or address.
    """
    return recognize_bare_identifier(text) or identify([text] if len(text) <= LONGEST_TYPED else [])


def recognize_bare_identifier(text: str) -> Identifiers:
    """Return the one identifier that a text is, if it is no address."""
    bare = unwrap_text(text) if len(text) <= LONGEST_TYPED else ""
    if match := _TYPED_ARXIV.fullmatch(bare):
        return Identifiers(arxiv_id=_arxiv_id(match))
    if match := _BARE_DOI.fullmatch(bare):
        return identify([f"doi:{match[1]}"])
    if match := _TYPED_ACL.fullmatch(bare):
        return Identifiers(acl_id=_acl_id(match[1]))
    if match := re.fullmatch(r"openreview\s*:\s*([\w-]{1,200})", bare, re.IGNORECASE | re.ASCII):
        return Identifiers(openreview_id=match[1])
    return Identifiers()


def unwrap_text(text: str) -> str:
    """Return the text without quotation marks and brackets around it; brackets that it opens itself stay."""
    bare = text.strip(_AROUND).lstrip("([{<")
    unopened = {closing: bare.count(closing) - bare.count(opening) for closing, opening in _BRACKETS.items()}
    end = len(bare)
    while end and (bare[end - 1] in _AROUND or unopened.get(bare[end - 1], 0) > 0):
        end -= 1
        if bare[end] in unopened:
            unopened[bare[end]] -= 1
    return bare[:end]


def _named(url: str) -> tuple[str, str] | None:
    """The field and the identifier that an address names."""
    if match := _PLAIN_ARXIV.match(url):
        return "arxiv_id", match[1]
    named = _searched(url)
    # Of an address within another one.
    return named or (_searched(unquote(url)) if "%" in url else None)


def _searched(url: str) -> tuple[str, str] | None:
    if match := _ARXIV.search(url) or _ARXIV_FTP.search(url):
        return "arxiv_id", _arxiv_id(match)
    if doi := _doi_in(url):
        match = _ARXIV.search(doi)
        return ("arxiv_id", _arxiv_id(match)) if match else ("doi", doi)
    if match := _OPENREVIEW.search(url):
        return "openreview_id", match[1]
    if match := _ACL.search(url):
        return "acl_id", _acl_id(match[1])
    if match := _DBLP.search(url):
        return "arxiv_id", f"{match[1]}.{match[2]}"
    return None


def _arxiv_id(match: re.Match[str]) -> str:
    parts = match.groupdict()
    return parts.get("new") or f"{parts['archive'].lower()}/{parts['number']}"


def _acl_id(text: str) -> str:
    """Those of before 2020 have a capital letter, later ones none."""
    return text.upper() if text[1:2].isdigit() and text[3:4] == "-" else text.lower()


def _doi_in(url: str) -> str:
    if "10." in url and (match := _DOI.search(url)):
        return _trimmed_doi(match[1])
    if match := _NATURE.search(url):
        return f"10.1038/{match[1].lower()}"
    if match := _ELIFE.search(url):
        return f"10.7554/elife.{match[1]}"
    return ""


def _trimmed_doi(written: str) -> str:
    """Without what stands behind it, in lower case; empty if nothing is left that can be one."""
    if len(written) > LONGEST_TYPED:
        return ""
    # Where it was copied from Markdown or LaTeX, its underscores are escaped.
    unescaped = written.replace("\\_", "_")
    doi = _balanced(unquote(_DOI_ANNEX.split(unescaped, maxsplit=1)[0])).lower()
    before = ""
    while doi != before:
        before, doi = doi, _DOI_ENDING.sub("", doi.rstrip(_MARKS))
    if match := _DOI_VERSION.fullmatch(doi):
        doi = next(filter(None, match.groups()))
    return doi if len(doi) <= LONGEST_DOI and _WHOLE_DOI.fullmatch(doi) else ""


def _balanced(text: str) -> str:
    """Up to the first bracket that closes nothing."""
    opened = dict.fromkeys(_BRACKETS.values(), 0)
    for at, sign in enumerate(text):
        if sign in opened:
            opened[sign] += 1
        elif opening := _BRACKETS.get(sign):
            if not opened[opening]:
                return text[:at]
            opened[opening] -= 1
    return text


def _normalized_arxiv_id(typed: str) -> str:
    match = _TYPED_ARXIV.fullmatch(typed)
    return _arxiv_id(match) if match else identify([typed]).arxiv_id


def _normalized_doi(typed: str) -> str:
    """DOIs of arXiv's own are DOIs too, although in an address they say that the paper is there."""
    match = _BARE_DOI.fullmatch(typed) or _DOI.search(typed)
    return _trimmed_doi(match[1]) if match else identify([typed]).doi


def _normalized_openreview_id(typed: str) -> str:
    match = _TYPED_OPENREVIEW.fullmatch(typed)
    return match[1] if match else identify([typed]).openreview_id


def _normalized_acl_id(typed: str) -> str:
    match = _TYPED_ACL.fullmatch(typed)
    return _acl_id(match[1]) if match else identify([typed]).acl_id


KINDS: Final[Mapping[str, Kind]] = {
    "arxiv_id": Kind(
        "arXiv id",
        "2402.02212 or math/0211159",
        _normalized_arxiv_id,
        lambda value: f"https://arxiv.org/abs/{value}",
    ),
    "doi": Kind(
        "DOI",
        "10.1145/3442188.3445922",
        _normalized_doi,
        lambda value: f"https://doi.org/{quote(value, safe='/:;().,_-+~@!$&*=')}",
    ),
    "openreview_id": Kind(
        "OpenReview id",
        "wMpOMO0Ss7a",
        _normalized_openreview_id,
        lambda value: f"https://openreview.net/forum?id={value}",
    ),
    "acl_id": Kind(
        "ACL Anthology id",
        "2020.acl-main.1 or P18-1001",
        _normalized_acl_id,
        lambda value: f"https://aclanthology.org/{value}/",
    ),
}
"""By the fields of `Identifiers`, in their order."""

# Letters that Unicode does not take apart, and the signs that are typed in place of apostrophes and hyphens.
_LETTERS: Final = str.maketrans(
    {
        **dict(zip("æœøłđðþıŋħŧĸəǝɛɔɓɖɗƙƴƒʒɨʉȷƀǥɠɲɩʋƶ", (
            *("ae", "oe", "o", "l", "d", "d", "th", "i", "n", "h", "t", "k", "e", "e", "e", "o", "b", "d", "d", "k"),
            *("y", "f", "z", "i", "u", "j", "b", "g", "g", "n", "i", "v", "z"),
        ), strict=True)),
        **dict.fromkeys("‘’‚‛ʹʻʼʽ′´`＇", "'"),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    }
)  # fmt: skip
_LEAST_ACCENT: Final = 10
"""Combining classes below it belong to letters: the kana's voicing marks, the signs of Indic scripts."""
_OVERLAY: Final = 1


def fold_text(text: str) -> str:
    """Return the text for comparison: no case, accents or compatibility forms, one apostrophe and one hyphen.

    `Ünïted` and `UNITED` are one, `Łukasz Ørsted` is `lukasz orsted`; words and their order stay, as do CJK and kana.
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    # Some characters, as the sign for a trade mark, are made of capital letters.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(each for each in decomposed.translate(_LETTERS) if not _is_accent(each))
    return unicodedata.normalize("NFC", bare)


def _is_accent(character: str) -> bool:
    kind = unicodedata.combining(character)
    return kind >= _LEAST_ACCENT or kind == _OVERLAY
