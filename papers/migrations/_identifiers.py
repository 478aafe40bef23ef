"""Identifiers as links gave them until 0011, so that it can tell them from those that somebody put in."""

import re
from urllib.parse import unquote

FIELDS = ("arxiv_id", "doi", "openreview_id", "acl_id")
_ARXIV = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf|html|format|ps)/?|alphaxiv\.org/(?:abs|overview|pdf)/|(?:10\.48550/)?arxiv[.:])"
    r"((?:\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})|(?:[a-z-]+(?:\.[A-Z]{2})?/\d{7}))(?!\d)",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?:doi\.org/|/doi/(?:abs/|pdf/|full/|book/|epdf/)?|doi:\s*)(10\.\d{4,9}/[^\s?#&]+)", re.IGNORECASE)
_OPENREVIEW = re.compile(r"openreview\.net/(?:forum|pdf|attachment)\?(?:[^#\s]{0,2000}&)?id=([\w-]+)")
_ACL = re.compile(
    r"(?:aclanthology\.org|aclweb\.org/anthology|aclanthology\.info/papers)/"
    r"(?:papers/|[A-Z]/[A-Z]\d\d/)?(\d{4}\.[a-z0-9_-]+-[a-z0-9]+\.\d+|[A-Z]\d{2}-\d{4})",
    re.IGNORECASE,
)


def formerly_linked(urls):
    """By field, empty where the links gave none."""
    found = {}
    for url in urls:
        if match := _ARXIV.search(url):
            found.setdefault("arxiv_id", match[1])
        elif match := _DOI.search(url):
            found.setdefault("doi", unquote(match[1]).rstrip(").,;/").lower())
        elif match := _OPENREVIEW.search(url):
            found.setdefault("openreview_id", match[1])
        elif match := _ACL.search(url):
            found.setdefault("acl_id", match[1])
    return {name: found.get(name, "") for name in FIELDS}
