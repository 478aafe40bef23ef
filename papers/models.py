"""The survey as rows: values are plain text; the README's layout is in the base Revision and nowhere else."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager
from taggit.models import TaggedItemBase

from papers.querysets import ListingQuerySet, PaperQuerySet, RevisionQuerySet, SectionQuerySet

EARLIEST_YEAR = 1000
LATEST_YEAR = 9999
NONE_SLUG = "none"
"""In queries it stands for papers without a value, so that no value may have it."""


class Section(models.Model):
    """A heading and what stands under it."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveIntegerField(help_text=_("Order in the README, over all sections."))
    level = models.PositiveSmallIntegerField(help_text=_("The number of # signs; 0 for the hidden root."))
    title = models.TextField(blank=True)
    slug = models.SlugField(max_length=100, unique=True, help_text=_("Part of the address; given once."))
    preface = models.TextField(blank=True, help_text=_("Markdown between the heading and the first entry."))
    anchor = models.PositiveIntegerField(null=True, blank=True, unique=True, editable=False)
    """Where the heading starts in the base; None for the root and for a section that the base does not have."""
    synced = models.JSONField(default=dict, editable=False)
    """`title`, `level`, `preface`, `parent` (a row's id) as the README said at the last import; empty if never."""

    objects = SectionQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["anchor", "synced"])

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
        help_text=_("What citations call a paper that appeared there: in proceedings, an article, or a preprint."),
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["conference", "journal", "preprint"]), name="venue_kind_known"
            ),
            models.UniqueConstraint(Lower("name"), name="venue_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="venue_name_not_empty"),
            models.CheckConstraint(condition=~Q(slug__in=["", NONE_SLUG]), name="venue_slug_usable"),
        ]

    def __str__(self) -> str:
        return self.name


class PaperSnapshot(models.Model):
    """What a paper's history keeps besides its columns, as plain values in order; None where it was not noted."""

    links = models.JSONField(null=True)
    """Pairs of label and address."""
    evidence_types = models.JSONField(null=True)
    tags = models.JSONField(null=True)

    class Meta:
        abstract = True


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
    """What the README said of this paper at the last import; fields it did not have are left out. Venue and evidence
    types are ids of rows, so that renaming one edits no paper."""
    tags = TaggableManager(through="PaperTag", blank=True)
    search_text = models.TextField(blank=True, editable=False)
    """The words that a search finds, as `papers.search` folds them; empty until it has indexed the paper."""

    objects = PaperQuerySet.as_manager()
    history = HistoricalRecords(bases=[PaperSnapshot], excluded_fields=["search_text", "synced"])

    class Meta:
        ordering = ["pk"]
        permissions = [("merge_paper", "Can merge papers")]
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


class PaperTag(TaggedItemBase):
    """A tag of a paper."""

    content_object = models.ForeignKey(Paper, models.CASCADE, related_name="tagged")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="papertag_once")]


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
    """Where the entry starts in the base; None for a listing that the base does not have."""
    synced = models.JSONField(default=dict, editable=False)
    """`section` (a row's id) and `note` as the README said at the last import; empty if never."""

    objects = ListingQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["anchor", "synced"])

    class Meta:
        ordering = ["section__position", "position", "pk"]
        indexes = [models.Index(fields=["section", "position"], name="listing_readme_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("pk")), name="listing_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper} ({self.section})"


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


class SlugRedirect(models.Model):
    """An address that a paper had, as when two rows were merged."""

    old_slug = models.SlugField(max_length=100, unique=True)
    paper = models.ForeignKey(Paper, models.CASCADE, related_name="slug_redirects")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(old_slug=""), name="slugredirect_slug_not_empty")]

    def __str__(self) -> str:
        return self.old_slug


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
    """One row that counts the changes, so that what was computed from older rows is not applied."""

    version = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="catalogue_one_row")]

    def __str__(self) -> str:
        return str(self.version)
