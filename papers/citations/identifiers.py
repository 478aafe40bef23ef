"""The identifiers that a paper is cited by, and where each leads."""

from __future__ import annotations

import re

from papers.citations import rows
from papers.identifiers import Identifiers, normalize_identifier
from papers.models import Paper


def arxiv_id(paper: Paper) -> str:
    """Without `arXiv:`; empty if it is none."""
    return normalize_identifier("arxiv_id", paper.arxiv_id) or ""


def arxiv_class(paper: Paper) -> str:
    """Return the arXiv archive that an id of the old form names, with its subject class where a link has it."""
    arxiv = arxiv_id(paper)
    archive, mark, number = arxiv.partition("/")
    if not mark:
        return ""
    written = re.compile(rf"/({re.escape(archive)}\.[A-Za-z-]{{2,10}})/{re.escape(number)}", re.IGNORECASE)
    return next((match[1] for url in rows.urls(paper) if (match := written.search(url))), archive)


def doi(paper: Paper) -> str:
    """Without `https://doi.org/`, in lower case; empty if it is none."""
    return normalize_identifier("doi", paper.doi) or ""


def addresses(paper: Paper) -> list[str]:
    """Where the identifiers lead, the most lasting first: DOI, arXiv, OpenReview, ACL Anthology."""
    stored = (paper.openreview_id, paper.acl_id)
    openreview_id, acl_id = map(normalize_identifier, ("openreview_id", "acl_id"), stored)
    known = Identifiers(arxiv_id(paper), doi(paper), openreview_id or "", acl_id or "").addresses()
    return [known[field] for field in ("doi", "arxiv_id", "openreview_id", "acl_id") if field in known]
