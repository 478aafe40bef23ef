"""A paper's identifiers, as they stand in its links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

# arXiv: 2007-04 on `YYMM.NNNN(N)`, before that `archive(.SUB)/YYMMNNN`; any host of arXiv's, any version.
_ARXIV = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf|html|format|ps)/?|alphaxiv\.org/(?:abs|overview|pdf)/|(?:10\.48550/)?arxiv[.:])"
    r"((?:\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})|(?:[a-z-]+(?:\.[A-Z]{2})?/\d{7}))(?!\d)",
    re.IGNORECASE,
)
# Crossref's recommended pattern, anchored to what marks a DOI in a link.
_DOI = re.compile(r"(?:doi\.org/|/doi/(?:abs/|pdf/|full/|book/|epdf/)?|doi:\s*)(10\.\d{4,9}/[^\s?#&]+)", re.IGNORECASE)
_OPENREVIEW = re.compile(r"openreview\.net/(?:forum|pdf|attachment)\?(?:[^#\s]*&)?id=([\w-]+)")
_ACL = re.compile(
    r"(?:aclanthology\.org|aclweb\.org/anthology|aclanthology\.info/papers)/"
    r"(?:papers/|[A-Z]/[A-Z]\d\d/)?(\d{4}\.[a-z0-9_-]+-[a-z0-9]+\.\d+|[A-Z]\d{2}-\d{4})",
    re.IGNORECASE,
)


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


def identify(urls: Iterable[str]) -> Identifiers:
    """The first identifier of each kind among the links, in their order."""
    found: dict[str, str] = {}
    for url in urls:
        if match := _ARXIV.search(url):
            found.setdefault("arxiv_id", match[1])
        elif match := _DOI.search(url):
            found.setdefault("doi", unquote(match[1]).rstrip(").,;/").lower())
        elif match := _OPENREVIEW.search(url):
            found.setdefault("openreview_id", match[1])
        elif match := _ACL.search(url):
            found.setdefault("acl_id", match[1].removesuffix(".pdf"))
    return Identifiers(**found)
