"""Papers, and what is known of each: its values are plain text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from papers.author_lists import in_prose
from papers.latex import simplify_math
from papers.models.revisions import SteppedHistory
from papers.models.tags import Tag
from papers.models.terms import EvidenceType, Venue
from papers.querysets import PaperQuerySet

EARLIEST_YEAR = 1000
LATEST_YEAR = 9999


class PaperSnapshot(SteppedHistory):
    """What a paper's history keeps besides its columns, as plain values in order; None where it was not noted."""

    links = models.JSONField(null=True)
    """Pairs of label and address."""
    evidence_types = models.JSONField(null=True)
    tags = models.JSONField(null=True)

    class Meta:
        abstract = True


class LinkDetail(NamedTuple):
    label: str
    url: str


class EvidenceDetail(NamedTuple):
    slug: str
    name: str
    position: int
    """Among the evidence types of the survey."""


class TagDetail(NamedTuple):
    slug: str
    name: str


class Details(NamedTuple):
    """What rows beside a paper's own say of it, in the order of its entry; tags as they were given."""

    links: Collection[LinkDetail] = ()
    evidence_types: Collection[EvidenceDetail] = ()
    tags: Collection[TagDetail] = ()


class Paper(models.Model):
    """One work. arXiv id, DOI and links are not unique: lists put one id under two works."""

    title = models.TextField()
    name = models.TextField(blank=True, help_text=_("What the paper calls its method or model."))
    authors = models.JSONField(default=list, blank=True, help_text=_("Full names, in the paper's order."))
    venue = models.ForeignKey(Venue, models.PROTECT, null=True, blank=True, related_name="papers")
    track = models.TextField(blank=True, help_text=_("Findings, Workshop, Oral ..."))
    year = models.PositiveSmallIntegerField(null=True, blank=True, db_index=True)
    date = models.TextField(blank=True, help_text=_("As the README writes it."))
    evidence_types = models.ManyToManyField(EvidenceType, through="PaperEvidence", related_name="papers", blank=True)
    abstract = models.TextField(blank=True)
    arxiv_id = models.CharField("arXiv id", max_length=40, blank=True, db_index=True)
    doi = models.TextField("DOI", blank=True, db_index=True)
    openreview_id = models.CharField("OpenReview id", max_length=200, blank=True, db_index=True)
    acl_id = models.CharField("ACL Anthology id", max_length=200, blank=True, db_index=True)
    slug = models.SlugField(max_length=100, unique=True, help_text=_("Part of the address; given once."))
    citation_key = models.CharField(max_length=100, unique=True, help_text=_("Given once."))
    hidden = models.BooleanField(default=False, help_text=_("Off the site and its exports; still in the README."))
    added = models.DateField(default=timezone.localdate, db_index=True)
    created = models.DateTimeField(auto_now_add=True)
    modified = models.DateTimeField(auto_now=True)
    synced = models.JSONField(default=dict, editable=False)
    """What upstream says of this paper; fields it does not have are left out. Venue and evidence types are ids of
    rows, so that renaming one edits no paper."""
    laid = models.JSONField(null=True, blank=True, editable=False)
    """The same as the layout says, where that is something else than `synced`."""
    tags = TaggableManager(through="PaperTag", blank=True)
    search_text = models.TextField(blank=True, editable=False)
    """The words that a search finds, as `papers.search` folds them; empty until it has indexed the paper."""

    objects = PaperQuerySet.as_manager()
    history = HistoricalRecords(bases=[PaperSnapshot], excluded_fields=["search_text", "synced", "laid"])

    class Meta:
        ordering = ["pk"]
        permissions = [("merge_paper", "Can merge papers")]
        # What the snapshot of the catalogue reads of each paper: without them it reads all abstracts for it.
        indexes = [
            models.Index(fields=["hidden", "venue", "year", "added", "id"], name="paper_columns"),
            models.Index(fields=["id"], condition=Q(abstract=""), name="paper_without_abstract"),
            models.Index(fields=["id"], condition=Q(authors=[]), name="paper_without_authors"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="paper_title_not_empty"),
            models.CheckConstraint(condition=~Q(slug=""), name="paper_slug_not_empty"),
            models.CheckConstraint(condition=~Q(citation_key=""), name="paper_citation_key_not_empty"),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__range=(EARLIEST_YEAR, LATEST_YEAR)),
                name="paper_year_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def readable_title(self) -> str:
        """The title with formulas in TeX as plain characters."""
        return simplify_math(self.title)

    @property
    def authors_in_prose(self) -> str:
        return in_prose(self.authors)

    @cached_property
    def details(self) -> Details:
        """As they are when first asked for, which costs three queries; `PaperQuerySet.detailed` has asked for them."""
        return Details() if self._state.adding else self.details_of([self.pk])[self.pk]

    @staticmethod
    def details_of(papers: Collection[int]) -> dict[int, Details]:
        """By key, of each of these; prefetching the rows themselves takes four times as long. Three queries."""
        links = PaperLink.objects.filter(paper__in=papers).values_list("paper_id", "label", "url")
        types = PaperEvidence.objects.filter(paper__in=papers).values_list(
            "paper_id", "evidence_type__slug", "evidence_type__name", "evidence_type__position"
        )
        tagged = PaperTag.objects.filter(content_object__in=papers).order_by("pk")
        tags = tagged.values_list("content_object_id", "tag__slug", "tag__name")
        found = _by_paper(links, LinkDetail), _by_paper(types, EvidenceDetail), _by_paper(tags, TagDetail)
        return {pk: Details(*(details.get(pk, ()) for details in found)) for pk in papers}


def _by_paper(rows: Iterable[Sequence[Any]], detail: Callable[..., Any]) -> dict[int, list[Any]]:
    """What each row says behind the key of its paper, which comes first."""
    found: dict[int, list[Any]] = defaultdict(list)
    for pk, *values in rows:
        found[pk].append(detail(*values))
    return found


class PaperLink(models.Model):
    """A link as written: the URL may be malformed."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="links")
    label = models.TextField(blank=True, help_text=_("Empty where the title is the link."))
    url = models.TextField("URL", blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.label} {self.url}".strip()


class PaperEvidence(models.Model):
    """An evidence type of a paper, in the order of its entry."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="evidence")
    evidence_type = models.ForeignKey(EvidenceType, models.PROTECT, related_name="uses")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["paper", "evidence_type"], name="paperevidence_once")]

    def __str__(self) -> str:
        return str(self.evidence_type)


class PaperTag(ItemBase):
    """A tag of a paper."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="%(app_label)s_%(class)s_items")
    content_object = models.ForeignKey(Paper, models.CASCADE, related_name="tagged")

    natural_key_fields = ("content_object_id", "tag_id")
    """For `dumpdata --natural-primary`, as the library gives every row a natural key in place of its number."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="papertag_once")]


class SlugRedirect(models.Model):
    """An address that a paper had, as when two rows were merged."""

    old_slug = models.SlugField(max_length=100, unique=True)
    paper = models.ForeignKey(Paper, models.CASCADE, related_name="slug_redirects")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(old_slug=""), name="slugredirect_slug_not_empty")]

    def __str__(self) -> str:
        return self.old_slug
