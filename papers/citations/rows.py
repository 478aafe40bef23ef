"""What the rows beside a paper's own say of it, as exports have it; nothing of a paper that is not a row yet."""

from __future__ import annotations

from papers.citations.text import plain
from papers.models import Paper


def tags(paper: Paper) -> list[str]:
    """By name, as tags have no order."""
    return sorted(filter(None, (plain(tag.name) for tag in paper.details.tags)))


def evidence_types(paper: Paper) -> list[str]:
    """In the order of its entry."""
    return [plain(kind.name) for kind in paper.details.evidence_types]


def urls(paper: Paper) -> list[str]:
    """As written, in the order of its entry."""
    return [link.url for link in paper.details.links]
