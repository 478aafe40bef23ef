"""The public list in memory: what is filtered, counted and sorted without asking the database."""

from papers.catalogue.fragments import Fragments
from papers.catalogue.kept import current, of
from papers.catalogue.rows import last_modified, notes_at, papers_at, stream
from papers.catalogue.snapshot import NO_PAPERS, Ordered, Papers, Snapshot, union
from papers.catalogue.terms import Term, Terms, Vocabulary

__all__ = [
    "NO_PAPERS",
    "Fragments",
    "Ordered",
    "Papers",
    "Snapshot",
    "Term",
    "Terms",
    "Vocabulary",
    "current",
    "last_modified",
    "notes_at",
    "of",
    "papers_at",
    "stream",
    "union",
]
