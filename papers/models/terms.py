"""The words that papers are sorted by: evidence types and venues, with their other spellings."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

NONE_SLUG = "none"
"""In queries it stands for papers without a value, so that no value may have it."""


class EvidenceType(models.Model):
    """How a paper supports its claims."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=100, unique=True)
    aliases = models.JSONField(default=list, blank=True, help_text=_("Other spellings, read as the same."))
    description = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="evidencetype_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="evidencetype_name_not_empty"),
            models.CheckConstraint(condition=~Q(slug__in=["", NONE_SLUG]), name="evidencetype_slug_usable"),
        ]

    def __str__(self) -> str:
        return self.name


class Venue(models.Model):
    """Where papers appear; track and year are the paper's."""

    class Kind(models.TextChoices):
        CONFERENCE = "conference", _("conference")
        JOURNAL = "journal", _("journal")
        PREPRINT = "preprint", _("preprint server")
        BOOK = "book", _("book")
        CHAPTER = "chapter", _("chapter of a book")
        THESIS = "thesis", _("thesis")
        REPORT = "report", _("report")
        BLOG = "blog", _("blog")

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=100, unique=True)
    aliases = models.JSONField(default=list, blank=True, help_text=_("Other spellings, read as the same."))
    recognised = models.BooleanField(
        default=True,
        help_text=_("Read as a venue wherever it stands. Off for a word that an import took from a venue's place."),
    )
    kind = models.CharField(
        max_length=10,
        choices=Kind,
        default=Kind.CONFERENCE,
        help_text=_("What citations call a paper that appeared there: in proceedings, an article, a preprint ..."),
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=["conference", "journal", "preprint", "book", "chapter", "thesis", "report", "blog"]
                ),
                name="venue_kind_known",
            ),
            models.UniqueConstraint(Lower("name"), name="venue_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="venue_name_not_empty"),
            models.CheckConstraint(condition=~Q(slug__in=["", NONE_SLUG]), name="venue_slug_usable"),
        ]

    def __str__(self) -> str:
        return self.name
