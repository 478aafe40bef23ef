"""What is wrong with an address, told from the address alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from papers.identifiers import KINDS, recognize_bare_identifier


class Fault(NamedTuple):
    """`reason` completes "The address ..."; `corrected` is empty where nobody can tell what was meant."""

    reason: str
    corrected: str = ""
    is_certain: bool = False
    """Whether the corrected address is what was meant beyond doubt."""


# Zero-width characters and the byte order mark: copied along, and invisible in an editor.
_INVISIBLE: Final = re.compile(r"[\u200b-\u200f\u2060\ufeff]|%E2%80%8B|%EF%BB%BF", re.IGNORECASE)
_WEB: Final = re.compile(r"https?://", re.IGNORECASE)
_NESTED: Final = re.compile(r"\[([^\]]*)\]\((https?://[^()\s]+)\)?\Z")
_WRAPPED: Final = re.compile(r"[(\[<{](https?://[^()\[\]<>{}\s]+)[)\]>}]?\Z")
_DOUBLED: Final = re.compile(r"https?:?/{0,2}(?=https?:/)", re.IGNORECASE)
_SCHEME_TYPO: Final = re.compile(
    r"""
    (?:
      (?P<plain>https?) (?: [:;]/(?!/) | //:? | :///+ | [;.]// | :\\\\ | :(?=(?:www|arxiv|github|openreview)\.) )
      | (?:[a-z]?h{1,2}t{1,3}p{0,2}s{0,2}|ttps?):/{1,3}
    )
    (?=[\w])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TOP_LEVEL: Final = "com|org|net|edu|gov|io|dev|cn|de|fr|jp|eu|uk|ch|ca|au|in|kr|sg|ac\\.uk|me|info|app"
_NO_SCHEME: Final = re.compile(
    rf"(?:www\.[\w-]+\.|(?:[a-z0-9-]+\.)+(?:{_TOP_LEVEL})(?:[/?#:]|\Z)|[\w-]+\.ai/)", re.IGNORECASE
)
_FILE: Final = re.compile(r"[\w.-]+\.(?:md|pdf|html?|txt|bib|py|ipynb|png|jpe?g|gif|svg|csv|json|zip)\Z", re.IGNORECASE)
_SECURE: Final = re.compile(
    r"(?:www\.|export\.)?(?:arxiv\.org|github\.com|openreview\.net|aclanthology\.org|doi\.org|huggingface\.co)(?:/|\Z)",
    re.IGNORECASE,
)
_PLACEHOLDER: Final = re.compile(
    r"""
    (?:https?:/{0,2})?
    (?: x{2,} | \.{3} | … | todo | tbd | tba | n/?a | none | null | (?:your|insert)[-\w ]* | example\.(?:com|org)
      | (?:paper|code|project|arxiv|pdf|github)?[-_ ]?(?:link|url)s?(?:[-_ ]here)? | <[^>]*> | \{[^}]*\} | \[[^\]:]*\]
    ) /? \Z
    | https?:/{0,2}\Z
    """,
    re.IGNORECASE | re.VERBOSE,
)
_VENUE_AND_YEAR: Final = re.compile(r"[A-Za-z]{2,12}['’-]?(?:19|20)?\d\d\Z")
_HOST: Final = re.compile(r"https?://(?:[^/?#@]*@)?(\[[0-9a-f:.]+\]|[^/?#:]*)(:\d*)?(?=[/?#]|\Z)", re.IGNORECASE)
_LABEL: Final = re.compile(r"[\w-]{1,63}\Z")
_ADDRESS_NUMBER: Final = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}\Z")
_ARXIV: Final = re.compile(
    r"(https?://(?:www\.|export\.)?arxiv\.org)/+(abs|pdf)(/*)([^?#]*)(.*)", re.IGNORECASE | re.DOTALL
)
_UP_TO_WORD: Final = re.compile(r".*[\w/]", re.DOTALL)
_EMPTY_ID: Final = re.compile(
    r"https?://(?:openreview\.net/(?:forum|pdf)(?:\?(?:id=)?)?|(?:dx\.)?doi\.org/?|(?:www\.)?arxiv\.org/(?:abs|pdf)/?)\Z",
    re.IGNORECASE,
)
_RESOLVED_TWICE: Final = re.compile(r"https?://(?:dx\.)?doi\.org/+(https?://(?:dx\.)?doi\.org/+10\.\S+)", re.IGNORECASE)
_CLOSED_HOSTS: Final = re.compile(
    r"https?://(?:[\w-]+\.)*(?:arxiv|github|openreview|aclanthology|doi|git|huggingface|aclweb)\.(?:org|com|net|io|co)/",
    re.IGNORECASE,
)
# Most addresses by far, told at once: a paper on arXiv, or a host and path of plain characters.
_SOUND: Final = re.compile(
    r"""
    https?:// (?:
      arxiv\.org/(?:abs|pdf)/
        (?: (?:0[7-9]|1[0-4])(?:0[1-9]|1[0-2])\.\d{4} | (?:1[5-9]|[2-9]\d)(?:0[1-9]|1[0-2])\.\d{5} )
        (?:v\d+)? (?:\.pdf)?
      | (?!(?:[a-z]+\.)?(?:arxiv|doi|openreview|example)\.) (?:[a-z0-9-]+\.)+ [a-z]{2,} (?:/[\w./~=+-]*[\w/])?
    ) \Z
    """,
    re.VERBOSE | re.ASCII,
)
_PAIRS: Final = {")": "(", "]": "[", "}": "{", ">": "<"}


def is_placeholder(url: str) -> bool:
    """Whether an address only keeps the place of one: `xxx`, `link`, `https://`."""
    return _PLACEHOLDER.match(url) is not None


def fault(url: str, *, is_bare: bool = False) -> Fault | None:
    """What is wrong with an address that is not empty and no anchor; None for files beside the README too.

    Where a bare one ends is for GitHub to say, so that its end is not looked at.
    """
    url = url.strip(" \t\r\n")
    if _SOUND.match(url):
        return None
    if is_placeholder(url):
        return Fault("only keeps the place of one")
    for look in _LOOKS:
        if found := look(url):
            return found
    return None if is_bare else _ending(url)


def _wrapped(url: str) -> Fault | None:
    if match := _NESTED.match(url):
        return Fault("is itself a link in Markdown", match[2], not _WEB.match(match[1]))
    if match := _WRAPPED.match(url):
        return Fault("has brackets around it", match[1], is_certain=True)
    return None


def _invisible(url: str) -> Fault | None:
    if not _INVISIBLE.search(url):
        return None
    return Fault("holds an invisible character", _INVISIBLE.sub("", url), is_certain=True)


def _scheme(url: str) -> Fault | None:
    if (match := _DOUBLED.match(url)) and _WEB.match(url, match.end()):
        return Fault("starts twice", url[match.end() :], is_certain=True)
    if _WEB.match(url) and url.partition("//")[2][:1] not in ("/", ""):
        return None
    if match := _SCHEME_TYPO.match(url):
        scheme = (match["plain"] or "https").lower()
        return Fault("has a misspelt beginning", f"{scheme}://{url[match.end() :]}", match["plain"] is not None)
    return None


def _no_scheme(url: str) -> Fault | None:
    for field, address in recognize_bare_identifier(url).addresses().items():
        name = "a DOI" if field == "doi" else f"an {KINDS[field].name}"
        return Fault(f"is {name} only", address, is_certain=True)
    if _NO_SCHEME.match(url) and not _FILE.match(url):
        return Fault("lacks its https://, and leads to a file of that name", f"https://{url}", bool(_SECURE.match(url)))
    return None


def _spaces(url: str) -> Fault | None:
    return Fault("has a space in it") if _WEB.match(url) and re.search(r"\s", url) else None


def _host(url: str) -> Fault | None:
    if not _WEB.match(url):
        return None
    match = _HOST.match(url)
    host = match[1] if match else ""
    if host.startswith("[") or host.lower() == "localhost":
        return None
    labels = host.rstrip(".").split(".")
    if match is None or len(labels) < 2 or not all(map(_LABEL.match, labels)):
        return Fault("names no host that can exist")
    if labels[-1].isdigit() and not _ADDRESS_NUMBER.match(host):
        return Fault("names no host that can exist")
    return None


def _identifier(url: str) -> Fault | None:
    if _EMPTY_ID.match(url):
        return Fault("ends before the paper's identifier")
    if match := _RESOLVED_TWICE.match(url):
        return Fault("starts twice", match[1], is_certain=True)
    match = _ARXIV.match(url)
    if match is None or (match[2] == "abs" and match[4].startswith("list")):
        return None
    host, kind, slashes, identifier, rest = match.groups()
    trimmed = whole[0] if (whole := _UP_TO_WORD.match(identifier)) else ""
    if not recognize_bare_identifier(trimmed.removesuffix("/")).arxiv_id:
        return Fault("has no valid arXiv identifier")
    if trimmed != identifier:
        return Fault("has a mark behind its end", f"{host}/{kind}/{trimmed}{rest}", is_certain=True)
    if not slashes:
        return Fault("lacks a slash before the arXiv identifier", f"{host}/{kind}/{identifier}{rest}", is_certain=True)
    return None


def _ending(url: str) -> Fault | None:
    if not _WEB.match(url):
        return None
    path, mark, _ = url.partition("#")
    last = path[-1]
    opening = _PAIRS.get(last)
    stray = (
        last in ",;|\"'`*\\"
        or (opening is not None and path.count(opening) < path.count(last))
        or (last == "." and _CLOSED_HOSTS.match(path) is not None)
        or (last == "." and re.search(r"\.(?:pdf|html?)\.+\Z", path, re.IGNORECASE) is not None)
    )
    if mark or not stray:
        return None
    return Fault(f"has “{last}” behind its end", path[:-1])


_LOOKS: Final[tuple[Callable[[str], Fault | None], ...]] = (
    _invisible,
    _wrapped,
    _scheme,
    _no_scheme,
    _spaces,
    _host,
    _identifier,
)


def is_venue_and_year(url: str) -> bool:
    """Whether the venue stands where the address should: `[A title](SIGIR2021)`."""
    return _VENUE_AND_YEAR.match(url) is not None
