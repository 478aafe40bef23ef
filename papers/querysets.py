"""What the rest of the project asks the database, by name."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Subquery


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
        """By first listing; unlisted papers last, in the order of their rows."""
        first = self._listings().in_readme_order()
        return self.annotate(
            first_section=Subquery(first.values("section__position")[:1]),
            first_position=Subquery(first.values("position")[:1]),
        ).order_by(F("first_section").asc(nulls_last=True), F("first_position").asc(nulls_last=True), "pk")

    def _listings(self) -> Any:
        # By name: models stand above this module.
        return apps.get_model("papers", "Listing").objects.filter(paper=OuterRef("pk"))


class ListingQuerySet(models.QuerySet[Any]):
    """Places of papers in sections."""

    def in_readme_order(self) -> ListingQuerySet:
        """As the README would have them on export."""
        return self.order_by("section__position", "position", "pk")

    def public(self) -> ListingQuerySet:
        """Those of papers that readers may see."""
        return self.filter(paper__hidden=False)

    def anchored(self) -> ListingQuerySet:
        """Those that the base has an entry for."""
        return self.filter(anchor__isnull=False)

    def made_here(self) -> ListingQuerySet:
        """Those that the base does not have."""
        return self.filter(anchor__isnull=True)


class SectionQuerySet(models.QuerySet[Any]):
    """Headings of the README, and its hidden root."""

    def in_readme_order(self) -> SectionQuerySet:
        """Every section after its parent and before what follows the parent; the root first."""
        return self.order_by("position", "pk")

    def visible(self) -> SectionQuerySet:
        """All but the root."""
        return self.filter(level__gt=0)

    def root(self) -> Any:
        """The hidden section for what stands before the first heading; made where there is none yet."""
        return self.get_or_create(level=0, defaults={"slug": "root", "position": 0})[0]


class RevisionQuerySet(models.QuerySet[Any]):
    """READMEs that came in or went out."""

    def imports(self) -> RevisionQuerySet:
        """Those that came in."""
        return self.filter(origin=self.model.Origin.IMPORT)

    def base(self) -> Any:
        """The newest import, which anchors and synced values refer to; None before the first."""
        return self.imports().order_by("-pk").first()

    def of(self, sha256: str) -> RevisionQuerySet:
        """Those with these bytes."""
        return self.filter(sha256=sha256)
