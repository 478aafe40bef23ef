"""Identifiers that are well-formed enough to be cited, and where each leads."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from papers.models import Paper

_ARXIV: Final = re.compile(
    r"(?:arxiv:)?(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[a-z]{2})?/\d{7}(?:v\d+)?)", re.IGNORECASE | re.ASCII
)
# Braces, quotes and backslashes would break formats that have DOIs unescaped; no known DOI has them.
_DOI: Final = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.\d{4,9}/[^\s{}\\\"\x00-\x1f\x7f-\x9f\ud800-\udfff]+)",
    re.IGNORECASE | re.ASCII,
)
_OPENREVIEW: Final = re.compile(r"[\w-]+", re.ASCII)
_ACL: Final = re.compile(r"[\w.-]+", re.ASCII)


def arxiv_id(paper: Paper) -> str:
    """Without `arXiv:`; empty if it is none."""
    match = _ARXIV.fullmatch(paper.arxiv_id.strip())
    return match[1] if match else ""


def doi(paper: Paper) -> str:
    """Without `https://doi.org/`; empty if it is none."""
    match = _DOI.fullmatch(paper.doi.strip())
    return match[1] if match else ""


def addresses(paper: Paper) -> list[str]:
    """Where the identifiers lead, the most lasting first: DOI, arXiv, OpenReview, ACL Anthology."""
    found = []
    if name := doi(paper):
        found.append(f"https://doi.org/{quote(name, safe='/:;().,_-+~@!$&*=')}")
    if name := arxiv_id(paper):
        found.append(f"https://arxiv.org/abs/{name}")
    if _OPENREVIEW.fullmatch(paper.openreview_id):
        found.append(f"https://openreview.net/forum?id={paper.openreview_id}")
    if _ACL.fullmatch(paper.acl_id):
        found.append(f"https://aclanthology.org/{paper.acl_id}/")
    return found
