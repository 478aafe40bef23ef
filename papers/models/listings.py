"""The order of the README: sections, and the places of papers in them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from papers.models.papers import Paper
from papers.models.revisions import SteppedHistory
from papers.querysets import ListingQuerySet, SectionQuerySet


class Section(models.Model):
    """A heading and what stands under it."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField(help_text=_("Order in the README, over all sections."))
    level = models.PositiveSmallIntegerField(help_text=_("The number of # signs; 0 for the hidden root."))
    title = models.TextField(blank=True)
    slug = models.SlugField(max_length=100, unique=True, help_text=_("Part of the address; given once."))
    preface = models.TextField(blank=True, help_text=_("Markdown between the heading and the first entry."))
    anchor = models.PositiveIntegerField(null=True, blank=True, unique=True, editable=False)
    """Where the heading starts in the layout; None for the root and for a section that the layout does not have."""
    upstream_anchor = models.PositiveIntegerField(null=True, blank=True, unique=True, editable=False)
    """The same in upstream."""
    synced = models.JSONField(default=dict, editable=False)
    """`title`, `level`, `preface`, `parent` (a row's id) as upstream says; empty where it never did."""
    laid = models.JSONField(null=True, blank=True, editable=False)
    """The same as the layout says, where that is something else than `synced`."""

    objects = SectionQuerySet.as_manager()
    history = HistoricalRecords(bases=[SteppedHistory], excluded_fields=["anchor", "upstream_anchor", "synced", "laid"])

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(level__lte=6), name="section_level_in_range"),
            models.CheckConstraint(
                condition=Q(level=0, parent__isnull=True) | Q(level__gt=0, parent__isnull=False),
                name="section_root_alone_has_no_parent",
            ),
            models.UniqueConstraint(fields=["level"], condition=Q(level=0), name="section_one_root"),
            models.CheckConstraint(condition=~Q(parent=models.F("pk")), name="section_not_its_own_parent"),
            models.CheckConstraint(condition=~Q(slug=""), name="section_slug_not_empty"),
        ]

    def __str__(self) -> str:
        return self.title or "README"


class Listing(models.Model):
    """A paper's place in a section; one paper can have several, even in one section."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="listings")
    section = models.ForeignKey(Section, models.PROTECT, related_name="listings")
    position = models.PositiveIntegerField(default=0, help_text=_("Order within the section."))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="nested", help_text=_("The item this is under.")
    )
    note = models.TextField(blank=True, help_text=_("What this entry adds in words."))
    rewrite_confirmed = models.BooleanField(
        default=False, help_text=_("Text of the entry that was not read may be lost when it has to be written anew.")
    )
    anchor = models.PositiveIntegerField(null=True, blank=True, unique=True, editable=False)
    """Where the entry starts in the layout; None for a listing that the layout does not have."""
    upstream_anchor = models.PositiveIntegerField(null=True, blank=True, unique=True, editable=False)
    """The same in upstream."""
    synced = models.JSONField(default=dict, editable=False)
    """`section` (a row's id) and `note` as upstream says; empty where it never did."""
    laid = models.JSONField(null=True, blank=True, editable=False)
    """The same as the layout says, where that is something else than `synced`."""

    objects = ListingQuerySet.as_manager()
    history = HistoricalRecords(bases=[SteppedHistory], excluded_fields=["anchor", "upstream_anchor", "synced", "laid"])

    class Meta:
        ordering = ["section__position", "position", "pk"]
        indexes = [models.Index(fields=["section", "position", "id", "paper"], name="listing_readme_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("pk")), name="listing_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper} ({self.section})"
