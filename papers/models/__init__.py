"""The survey as rows: values are plain text; the README's layout is in the base Revision and nowhere else."""

from papers.models.listings import Listing, Section
from papers.models.papers import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    LinkDetail,
    Paper,
    PaperEvidence,
    PaperLink,
    PaperSnapshot,
    PaperTag,
    SlugRedirect,
)
from papers.models.revisions import Catalogue, Content, ProposedImport, Revision, SentValue, Step
from papers.models.tags import Tag, TagRedirect
from papers.models.terms import NONE_SLUG, EvidenceType, Venue
from papers.models.upkeep import DismissedFinding, DismissedPair, FetchedValue, MetadataLookup

__all__ = [
    "EARLIEST_YEAR",
    "LATEST_YEAR",
    "NONE_SLUG",
    "Catalogue",
    "Content",
    "DismissedFinding",
    "DismissedPair",
    "EvidenceType",
    "FetchedValue",
    "LinkDetail",
    "Listing",
    "MetadataLookup",
    "Paper",
    "PaperEvidence",
    "PaperLink",
    "PaperSnapshot",
    "PaperTag",
    "ProposedImport",
    "Revision",
    "Section",
    "SentValue",
    "SlugRedirect",
    "Step",
    "Tag",
    "TagRedirect",
    "Venue",
]
