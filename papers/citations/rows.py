"""The rows that belong to a paper, as exports name them; none of a paper that is not a row yet."""

from __future__ import annotations

from papers.citations.text import plain
from papers.models import Paper


def tags(paper: Paper) -> list[str]:
    """By name, as tags have no order."""
    return sorted(filter(None, (plain(tag.name) for tag in paper.tags.all()))) if _is_row(paper) else []


def evidence_types(paper: Paper) -> list[str]:
    """In the order of its entry."""
    return [plain(use.evidence_type.name) for use in paper.evidence.all()] if _is_row(paper) else []


def urls(paper: Paper) -> list[str]:
    """As written, in the order of its entry."""
    return [link.url for link in paper.links.all()] if _is_row(paper) else []


def _is_row(paper: Paper) -> bool:
    """Relations of what was not saved cannot be asked."""
    return not paper._state.adding
