"""READMEs that came in, went out or wait, and the version of what readers see."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from papers.querysets import CatalogueQuerySet, RevisionQuerySet


class Revision(models.Model):
    """A README as it came in or went out."""

    class Origin(models.TextChoices):
        IMPORT = "import", _("imported")
        EXPORT = "export", _("exported")

    content = models.BinaryField()
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField(help_text=_("In bytes."))
    created = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    origin = models.CharField(max_length=10, choices=Origin)
    source = models.TextField(blank=True, help_text=_("Where it came from or went to."))
    adopted = models.JSONField(default=dict, editable=False)
    """`sections` and `entries`: the anchors that got a row. An anchor here whose row is gone was removed by a
    maintainer; an entry whose anchor is not here is one that only a later reader finds, and no row's concern."""

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [
            ("import_readme", "Can import a README"),
            ("export_readme", "Can write the README to its file"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(origin__in=["import", "export"]), name="revision_origin_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_origin_display()} {self.created:%Y-%m-%d %H:%M} {self.sha256[:12]}"


class ProposedImport(models.Model):
    """A README that somebody handed in, until its changes are confirmed or it is withdrawn."""

    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    source = models.TextField(blank=True, help_text=_("A file's name, or how it was handed in."))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.source or self.sha256[:12]} {self.created:%Y-%m-%d %H:%M}"


class Catalogue(models.Model):
    """One row that tells what was computed from older rows from what was not.

    Triggers in the database write it with each change of what public pages, exports and imports depend on, whoever
    makes it. Versions rise, by steps of any size. On PostgreSQL the first change of a transaction takes the row's lock
    until it ends: writers follow each other, as they do on SQLite.
    """

    version = models.PositiveBigIntegerField(default=0)
    changed = models.DateTimeField(default=timezone.now, editable=False)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="catalogue_one_row")]

    def __str__(self) -> str:
        return str(self.version)
