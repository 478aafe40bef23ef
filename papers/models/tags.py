"""The tags of papers, and the addresses that tags had."""

from __future__ import annotations

from typing import Any

import taggit.models
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from papers.models.terms import NONE_SLUG
from papers.slugs import LONGEST_SLUG, Unique, slugified


class Tag(taggit.models.Tag):
    """The library's tag, whose address is never empty, reserved, or one that another tag has or had."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("tag")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or free_tag_slug(self.name)
        super().save(*args, **kwargs)  # type: ignore[no-untyped-call]


class TagRedirect(models.Model):
    """An address that a tag had before it was merged or renamed."""

    old_slug = models.SlugField(max_length=100, unique=True, allow_unicode=True)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="redirects")

    class Meta:
        ordering = ["old_slug"]
        constraints = [
            models.CheckConstraint(condition=~Q(old_slug__in=["", NONE_SLUG]), name="tagredirect_slug_usable")
        ]

    def __str__(self) -> str:
        return self.old_slug


def free_tag_slug(name: str) -> str:
    """Return an address for a new tag: its Latin letters, else its own script's, else `tag`; numbered where taken."""
    wish = slugified(name) or slugify(name, allow_unicode=True)[:LONGEST_SLUG].strip("-_") or "tag"
    tags = taggit.models.Tag.objects.filter(slug__startswith=wish).values_list("slug", flat=True)
    former = TagRedirect.objects.filter(old_slug__startswith=wish).values_list("old_slug", flat=True)
    return Unique([NONE_SLUG, *tags, *former]).numbered(wish)
