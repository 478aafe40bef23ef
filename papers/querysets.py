"""What the rest of the project asks the database, by name."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, Final, NamedTuple

from django.apps import apps
from django.db import connections, models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Lower

CODE_LABELS: Final = ("code", "github", "implementation")
CODE_HOSTS: Final = ("github.com", "www.github.com", "gitlab.com", "bitbucket.org", "codeberg.org")
UNNAMED: Final = "Living Survey"


def leads_to_code() -> Q:
    """Of a link: that it is called so, or leads to a host of repositories."""
    labels = reduce(or_, (Q(label__icontains=word) for word in CODE_LABELS))
    hosts = reduce(or_, (Q(url__icontains=f"//{host}/") for host in CODE_HOSTS))
    return (labels | hosts) & ~Q(url="")


class PaperQuerySet(models.QuerySet[Any]):
    """Papers; a paper can stand in the README several times, or no longer."""

    def listed(self) -> PaperQuerySet:
        """Those that have a listing."""
        return self.filter(Exists(self._listings()))

    def unlisted(self) -> PaperQuerySet:
        """Those that the README does not have: taken out of it, or not put in a section yet."""
        return self.exclude(Exists(self._listings()))

    def public(self) -> PaperQuerySet:
        """What readers may see: listed and not hidden."""
        return self.listed().filter(hidden=False)

    def in_readme_order(self) -> PaperQuerySet:
        """By first listing; those without one last, in the order of their rows."""
        first = self._listings().in_readme_order()
        return self.annotate(
            first_section=Subquery(first.values("section__position")[:1]),
            first_position=Subquery(first.values("position")[:1]),
        ).order_by(F("first_section").asc(nulls_last=True), F("first_position").asc(nulls_last=True), "pk")

    def detailed(self, papers: Iterable[int]) -> dict[int, Any]:
        """Those with these keys, by key, with what a page or an export says of each. Four queries."""
        found = self.select_related("venue").defer("search_text", "synced").in_bulk(list(papers))
        for pk, details in self.model.details_of(found).items():
            found[pk].details = details
        return found

    def in_sections(self, sections: Iterable[int]) -> PaperQuerySet:
        """Those with a listing directly in one of these."""
        listings = apps.get_model("papers", "Listing").objects.order_by()
        return self.filter(pk__in=listings.filter(section__in=sections).values("paper"))

    def without_link(self) -> PaperQuerySet:
        """Those that no link leads to."""
        return self.exclude(Exists(self._rows_of("PaperLink", "paper").exclude(url="")))

    def without_evidence(self) -> PaperQuerySet:
        return self.exclude(Exists(self._rows_of("PaperEvidence", "paper")))

    def without_authors(self) -> PaperQuerySet:
        return self.filter(authors=[])

    def sharing_a_link(self) -> PaperQuerySet:
        """Those with an address that another paper has, too."""
        links = apps.get_model("papers", "PaperLink").objects.exclude(url="").order_by()
        shared = links.values("url").annotate(papers=Count("paper", distinct=True)).filter(papers__gt=1).values("url")
        return self.filter(Exists(self._rows_of("PaperLink", "paper").filter(url__in=shared)))

    def sharing_a_title(self) -> PaperQuerySet:
        """Those whose title another paper has, too, whatever its case."""
        titles = apps.get_model("papers", "Paper").objects.order_by().values(folded=Lower("title"))
        shared = titles.annotate(papers=Count("pk")).filter(papers__gt=1).values("folded")
        return self.alias(folded=Lower("title")).filter(folded__in=shared)

    def beside(self, paper: Any) -> PaperQuerySet:
        """Those that share a section or a tag with it, without itself."""
        same_section = self._listings().filter(section__in=paper.listings.values("section"))
        same_tag = self._rows_of("PaperTag", "content_object").filter(tag__in=paper.tagged.values("tag"))
        return self.filter(Exists(same_section) | Exists(same_tag)).exclude(pk=paper.pk)

    def _listings(self) -> Any:
        return self._rows_of("Listing", "paper")

    def _rows_of(self, model: str, link: str) -> Any:
        # By name: models stand above this module.
        return apps.get_model("papers", model)._default_manager.filter(**{link: OuterRef("pk")})


class ListingQuerySet(models.QuerySet[Any]):
    """Places of papers in sections."""

    def in_readme_order(self) -> ListingQuerySet:
        """As the README would have them on export."""
        return self.order_by("section__position", "position", "pk")

    def public(self) -> ListingQuerySet:
        """Those of papers that readers may see."""
        return self.filter(paper__hidden=False)

    def before(self, listing: Any) -> Any:
        """The last one in the same section that stands before it; None if it is the first."""
        earlier = Q(position__lt=listing.position) | Q(position=listing.position, pk__lt=listing.pk)
        return self.filter(earlier, section=listing.section_id).order_by("-position", "-pk").first()

    def after(self, listing: Any) -> Any:
        """The first one in the same section that stands behind it; None if it is the last."""
        later = Q(position__gt=listing.position) | Q(position=listing.position, pk__gt=listing.pk)
        return self.filter(later, section=listing.section_id).order_by("position", "pk").first()

    def anchored(self) -> ListingQuerySet:
        """Those that the layout has an entry for."""
        return self.filter(anchor__isnull=False)

    def made_here(self) -> ListingQuerySet:
        """Those that the layout does not have."""
        return self.filter(anchor__isnull=True)


class SectionQuerySet(models.QuerySet[Any]):
    """Headings of the README, and its hidden root."""

    def in_readme_order(self) -> SectionQuerySet:
        """Every section after its parent and before what follows the parent; the root first."""
        return self.order_by("position", "pk")

    def visible(self) -> SectionQuerySet:
        """All but the root."""
        return self.filter(level__gt=0)

    def survey_name(self) -> str:
        """What the survey calls itself: its first heading of the first level."""
        titles = self.filter(level=1).in_readme_order().values_list("title", flat=True)[:1]
        return next(iter(titles), "") or UNNAMED

    def root(self) -> Any:
        """The hidden section for what stands before the first heading; made where there is none yet."""
        return self.get_or_create(level=0, defaults={"slug": "root", "position": 0})[0]


class ContentQuerySet(models.QuerySet[Any]):
    """The bytes of READMEs."""

    def keep(self, data: bytes) -> Any:
        """Return the row of these bytes, which is made, or filled again, where they are not there."""
        packed = self.model.pack(data)
        found, _ = self.get_or_create(
            sha256=packed.sha256, defaults={"size": packed.size, "compressed": packed.compressed}
        )
        if found.compressed is None:
            self.filter(pk=found.pk).update(compressed=packed.compressed)
            found.compressed = packed.compressed
        return found

    def prunable(self) -> ContentQuerySet:
        """Those that are kept although nothing asks for them any more."""
        needed = apps.get_model("papers", "Revision")._default_manager.needed().values("content")
        waiting = apps.get_model("papers", "ProposedImport")._default_manager.values("content")
        return self.filter(compressed__isnull=False).exclude(pk__in=needed).exclude(pk__in=waiting)


class RevisionQuerySet(models.QuerySet[Any]):
    """READMEs that came in, went out, or were made here."""

    def upstream(self) -> Any:
        """The README that the repository is known to hold; None before the first import."""
        return self._pointed_to("upstream")

    def layout(self) -> Any:
        """The text that exports splice into; None before the first import."""
        return self._pointed_to("layout")

    def of(self, sha256: str) -> RevisionQuerySet:
        """Those with these bytes."""
        return self.filter(content__sha256=sha256)

    def of_kind(self, *kinds: str) -> RevisionQuerySet:
        return self.filter(kind__in=kinds)

    def versions(self) -> RevisionQuerySet:
        """READMEs that came in, went out, or are the layout; without the drafts that steps leave beside them."""
        return self.exclude(kind=self.model.Kind.DRAFT)

    def readable(self) -> RevisionQuerySet:
        """Those whose bytes are still kept."""
        return self.filter(content__compressed__isnull=False)

    def needed(self) -> RevisionQuerySet:
        """Those whose bytes something may still ask for: upstream and layout, exports since upstream, what waiting
        proposals were made from, and the draft before and after the newest import."""
        upstream, layout = self.upstream(), self.layout()
        pointed = Q(pk__in=[each.pk for each in (upstream, layout) if each is not None])
        sent = Q(kind=self.model.Kind.EXPORT)
        if upstream is not None:
            sent &= Q(created__gte=upstream.created)
        steps = (
            apps.get_model("papers", "Step")._default_manager.filter(kind__in=["import", "proposal"]).order_by("-pk")
        )
        waiting = apps.get_model("papers", "ProposedImport")._default_manager.values("ancestor")
        return self.filter(pointed | sent | Q(pk__in=waiting) | Q(kind=self.model.Kind.DRAFT, step__in=list(steps[:1])))

    def _pointed_to(self, name: str) -> Any:
        pointers = apps.get_model("papers", "Catalogue")._default_manager.using(self.db)
        chosen = pointers.filter(pk=1).values(name)
        return self.select_related("content").filter(pk__in=chosen).first()


class CatalogueState(NamedTuple):
    version: int
    """Another one after each committed change; inside a transaction, after each change of its own."""
    changed: datetime.datetime
    """When the last change was written, in UTC; its transaction ended later."""


NEVER_CHANGED: Final = CatalogueState(0, datetime.datetime.fromtimestamp(0, datetime.UTC))


class CatalogueQuerySet(models.QuerySet[Any]):
    """The one row."""

    def current(self) -> CatalogueState:
        """One query, from the database that the rows of a page come from."""
        # Without the ORM, which would take ten times as long: each cached page waits for this.
        connection = connections[self.db]
        sql = "SELECT version, changed FROM papers_catalogue WHERE id = 1"
        if connection.vendor == "postgresql" and not connection.get_autocommit():
            # What the transaction has changed since the last reading is another version, and so is what it will change.
            sql = "SELECT version, changed FROM papers_catalogue_current()"
        with connection.cursor() as cursor:
            cursor.execute(sql)
            found = cursor.fetchone()
        if not found:
            return NEVER_CHANGED
        version, changed = found
        # SQLite's dates are in UTC without saying so.
        return CatalogueState(version, changed if changed.tzinfo else changed.replace(tzinfo=datetime.UTC))

    def point(self, *, upstream: Any, layout: Any) -> None:
        """Say which Revisions are upstream and the layout. Another text is another version."""
        self.get_or_create(pk=1)
        self.filter(pk=1).update(upstream=upstream, layout=layout)
        self.advance()

    def advance(self) -> None:
        """Give the catalogue another version, as the triggers do."""
        with connections[self.db].cursor() as cursor:
            if connections[self.db].vendor == "postgresql":
                cursor.execute("SELECT papers_catalogue_renew()")
                return
            cursor.execute(
                "UPDATE papers_catalogue SET version = version + 1 + abs(random() % 16777216),"
                " changed = strftime('%Y-%m-%d %H:%M:%f000', 'now') WHERE id = 1"
            )

    def locked(self) -> CatalogueState:
        """As `current`, and nobody else changes anything until the transaction ends."""
        self.select_for_update().get_or_create(pk=1)
        return self.current()


class DismissedFindingQuerySet(models.QuerySet[Any]):
    """Findings that were decided to be left."""

    def reasons(self) -> dict[tuple[str, str], str]:
        """By rule and by what they are about."""
        return {(code, about): reason for code, about, reason in self.values_list("code", "about", "reason")}
