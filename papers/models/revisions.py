"""READMEs that came in, went out or wait, what people did, and the version of what readers see."""

from __future__ import annotations

import hashlib
import zlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from papers.querysets import CatalogueQuerySet, ContentQuerySet, RevisionQuerySet


class Content(models.Model):
    """The bytes of a README, once for each sha256, compressed."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField(help_text=_("In bytes."))
    compressed = models.BinaryField(null=True, editable=False)
    """By zlib; None once `prune_revisions` has dropped them, while the hash stays known."""

    objects = ContentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def data(self) -> bytes:
        """The bytes. Raises ValueError where they were dropped."""
        if self.compressed is None:
            raise ValueError(f"the bytes of {self} are no longer kept")
        return zlib.decompress(bytes(self.compressed))

    @classmethod
    def pack(cls, data: bytes) -> Content:
        """Return an unsaved row that holds these bytes."""
        return cls(sha256=hashlib.sha256(data).hexdigest(), size=len(data), compressed=zlib.compress(data))


class Step(models.Model):
    """One thing that somebody did; the rows of the history that belong to it point here."""

    class Kind(models.TextChoices):
        EDIT = "edit", _("edit")
        BULK = "bulk", _("edit of several papers")
        CORRECTION = "correction", _("correction")
        IMPORT = "import", _("import")
        PROPOSAL = "proposal", _("accepted proposal")
        DELETION = "deletion", _("deletion")
        MERGE = "merge", _("merged papers")
        FETCH = "fetch", _("fetched metadata")
        UNDO = "undo", _("undo")
        DISCARD = "discard", _("discarded edits")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    created = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)
    undoes = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="undone_by")

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.created:%Y-%m-%d %H:%M}"


class SteppedHistory(models.Model):
    """Which step a row of the history belongs to, and what it takes to undo a deletion."""

    step = models.ForeignKey(Step, models.SET_NULL, null=True, blank=True, related_name="+")
    remains = models.JSONField(null=True, editable=False)
    """Of a deleted row, what the history has no columns for; None where it was not noted."""
    undone = models.ForeignKey(Step, models.SET_NULL, null=True, blank=True, editable=False, related_name="+")
    """Of a deleted row, the step that brought it back."""

    class Meta:
        abstract = True


class Revision(models.Model):
    """A README as it was at one moment: what came in, went out, or was made here."""

    class Kind(models.TextChoices):
        UPSTREAM = "upstream", _("the repository's")
        LAYOUT = "layout", _("layout")
        EXPORT = "export", _("exported")
        PROPOSAL = "proposal", _("proposed")
        DRAFT = "draft", _("draft")

    content = models.ForeignKey(Content, models.PROTECT, related_name="revisions")
    kind = models.CharField(max_length=10, choices=Kind)
    created = models.DateTimeField(default=timezone.now)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    source = models.TextField(blank=True, help_text=_("Where it came from or went to."))
    ancestor = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    """What a proposal was made from; of upstream, what was upstream before."""
    commit = models.CharField(max_length=64, blank=True)
    committed = models.DateTimeField(null=True, blank=True)
    step = models.ForeignKey(Step, models.SET_NULL, null=True, blank=True, related_name="revisions")
    is_handed_in = models.BooleanField(default=False, editable=False)
    """Whether somebody said that the repository holds it, and it was not found in the survey's file or branch."""
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
            models.CheckConstraint(
                condition=Q(kind__in=["upstream", "layout", "export", "proposal", "draft"]), name="revision_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.created:%Y-%m-%d %H:%M} {self.content.sha256[:12]}"

    @property
    def data(self) -> bytes:
        """The README's bytes. Raises ValueError where they were dropped."""
        return self.content.data

    @property
    def sha256(self) -> str:
        return self.content.sha256

    @property
    def size(self) -> int:
        return self.content.size


class ProposedImport(models.Model):
    """A README that somebody handed in, until its changes are confirmed or it is withdrawn."""

    class Role(models.TextChoices):
        REPOSITORY = "repository", _("what the repository holds now")
        PROPOSAL = "proposal", _("somebody's proposal")
        CORRECTION = "correction", _("a correction of the draft")
        UNDO = "undo", _("an import undone")

    content = models.ForeignKey(Content, models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role, default=Role.REPOSITORY)
    ancestor = models.ForeignKey(Revision, models.SET_NULL, null=True, blank=True, related_name="+")
    """Of a proposal, the version that it was made from; None for the nearest that is known."""
    source = models.TextField(blank=True, help_text=_("A file's name, or how it was handed in."))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.source or self.content} {self.created:%Y-%m-%d %H:%M}"

    @property
    def data(self) -> bytes:
        return self.content.data


class SentValue(models.Model):
    """A value that went out in an export and that upstream has not said yet.

    It is forgotten as soon as upstream says something else of that field than before, be it this value or another.
    """

    class Of(models.TextChoices):
        PAPER = "paper", _("paper")
        LISTING = "listing", _("listing")
        SECTION = "section", _("section")

    of = models.CharField(max_length=10, choices=Of)
    row = models.PositiveBigIntegerField()
    """Its key; the row itself may have been deleted since."""
    field = models.CharField(max_length=20)
    value = models.JSONField(null=True)
    sent = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["of", "row", "field"], name="sentvalue_of_row")]

    def __str__(self) -> str:
        return f"{self.of} {self.row}: {self.field}"


class Catalogue(models.Model):
    """One row that tells what was computed from older rows from what was not, and which README is which.

    Triggers in the database write it with each change of what public pages, exports and imports depend on, whoever
    makes it. Versions rise, by steps of any size. On PostgreSQL the first change of a transaction takes the row's lock
    until it ends: writers follow each other, as they do on SQLite.
    """

    version = models.PositiveBigIntegerField(default=0)
    changed = models.DateTimeField(default=timezone.now, editable=False)
    # Without constraints: the triggers write this row also while all tables are emptied.
    upstream = models.ForeignKey(
        Revision, models.PROTECT, null=True, blank=True, related_name="+", editable=False, db_constraint=False
    )
    """The README that the list's repository is known to hold; None before the first import."""
    layout = models.ForeignKey(
        Revision, models.PROTECT, null=True, blank=True, related_name="+", editable=False, db_constraint=False
    )
    """The text that exports splice into; upstream's row where no text was changed here."""

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="catalogue_one_row")]

    def __str__(self) -> str:
        return str(self.version)
