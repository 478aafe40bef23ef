"""What the care for the list leaves behind: where values came from, and what was decided."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from papers.models.papers import Paper
from papers.querysets import DismissedFindingQuerySet


class FetchedValue(models.Model):
    """A value of a paper that came from elsewhere and not from the README: where from, and when."""

    class Source(models.TextChoices):
        ARXIV = "arxiv", "arXiv"
        CROSSREF = "crossref", "Crossref"
        BIBTEX = "bibtex", "BibTeX"

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="fetched")
    field = models.CharField(max_length=20)
    value = models.JSONField()
    """As it was fetched: a paper's value that differs is a maintainer's own."""
    source = models.CharField(max_length=10, choices=Source)
    day = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["field"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "field"], name="fetchedvalue_once"),
            models.CheckConstraint(
                condition=Q(source__in=["arxiv", "crossref", "bibtex"]), name="fetchedvalue_source_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.get_source_display()}, {self.day}"


class MetadataLookup(models.Model):
    """The last time that a paper's metadata were asked for, so that a run that was cut short goes on where it was."""

    class Outcome(models.TextChoices):
        FOUND = "found", _("found")
        MISMATCH = "mismatch", _("another title")
        MISSING = "missing", _("not known there")

    paper = models.OneToOneField(Paper, models.CASCADE, related_name="lookup")
    identifier = models.TextField(help_text=_("What was asked for: another one is asked for anew."))
    source = models.CharField(max_length=10, choices=FetchedValue.Source)
    outcome = models.CharField(max_length=10, choices=Outcome)
    title = models.TextField(blank=True, help_text=_("What stands there under the identifier."))
    day = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["paper"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["found", "mismatch", "missing"]), name="metadatalookup_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(source__in=["arxiv", "crossref", "bibtex"]), name="metadatalookup_source_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.identifier}: {self.get_outcome_display()}"


class DismissedPair(models.Model):
    """Two papers that look like one and are not, as a maintainer has said."""

    first = models.ForeignKey(Paper, models.CASCADE, related_name="+")
    second = models.ForeignKey(Paper, models.CASCADE, related_name="+")
    reason = models.TextField(blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="dismissedpair_once"),
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="dismissedpair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"


class DismissedFinding(models.Model):
    """Something that `check_readme` reports and a maintainer has decided to leave, whatever line it moves to."""

    code = models.CharField(max_length=40, help_text=_("The rule."))
    about = models.TextField(help_text=_("What it is about, in the finding's own terms."))
    reason = models.TextField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    objects = DismissedFindingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "about"], name="dismissedfinding_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="dismissedfinding_reason_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.about}"
