"""Forms for what papers are sorted by: evidence types, venues, tags."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from papers.forms import ExportedForm, LinesField
from papers.layout.addresses import term_slug
from papers.models import NONE_SLUG, EvidenceType, Tag, TagRedirect, Venue
from papers.models.tags import free_tag_slug
from papers.readme.vocabulary import fold
from papers.typed_forms import TypedForm


class TermForm(ExportedForm):
    """An evidence type or venue. READMEs that say its old name or an alias are read as saying this one."""

    aliases = LinesField(help_text="Other spellings, one a line. A README that has one of them is read as having this.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug == NONE_SLUG:
            raise ValidationError(f"“{NONE_SLUG}” stands for papers without one: choose another address.")
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "name" in cleaned and not cleaned.get("slug") and "slug" not in self.errors:
            cleaned["slug"] = self.initial.get("slug") or term_slug(type(self.instance), cleaned["name"])
        name, aliases = cleaned.get("name", ""), list(cleaned.get("aliases", []))
        former = self.initial.get("name", "")
        if self.instance.pk and former not in (name, *aliases):
            aliases.append(former)
        self._check_spellings({"name": [name], "aliases": aliases})
        return {**cleaned, "aliases": aliases}

    def _check_spellings(self, spellings: dict[str, list[str]]) -> None:
        others = type(self.instance)._default_manager.exclude(pk=self.instance.pk)
        taken = {fold(spelling): other.name for other in others for spelling in (other.name, *other.aliases)}
        for field, texts in spellings.items():
            for text in texts:
                if fold(text) in taken:
                    owner = taken[fold(text)]
                    self.add_error(field, ValidationError(f"“{text}” already stands for {owner}."))


class EvidenceTypeForm(TermForm):
    class Meta:
        model = EvidenceType
        fields = ["name", "aliases", "description", "slug", "position"]
        help_texts = {
            "name": "A README keeps the word that it has: the old name stays as an alias, so that it is read as this "
            "type. Papers that get the type from now on have the new name.",
            "slug": "Part of addresses; others may link to it. Empty: made from the name.",
            "position": "Order in lists on the site; the README is not changed.",
        }


class VenueForm(TermForm):
    class Meta:
        model = Venue
        fields = ["name", "kind", "aliases", "slug"]
        help_texts = {
            "name": "Without track and year. A README keeps the spelling that it has; the old name stays as an alias.",
            "slug": "Part of addresses; others may link to it. Empty: made from the name.",
        }


class TagForm(ExportedForm):
    class Meta:
        model = Tag
        fields = ["name", "slug"]
        help_texts = {
            "name": "An export writes the new name into entries that have the tag.",
            "slug": "Part of addresses; empty: made from the name. The former one leads to the new one.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if Tag.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(f"There is a tag “{name}” already.")
        return name

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug == NONE_SLUG:
            raise ValidationError("“none” stands for papers without a tag: choose another address.")
        former = TagRedirect.objects.filter(old_slug=slug).exclude(tag=self.instance.pk).select_related("tag").first()
        if former:
            raise ValidationError(f"“{slug}” leads to “{former.tag}”, which had this address.")
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "name" in cleaned and not cleaned.get("slug") and "slug" not in self.errors:
            cleaned["slug"] = self.initial.get("slug") or free_tag_slug(cleaned["name"])
        return cleaned


class TagRedirectForm(TypedForm, forms.ModelForm):
    class Meta:
        model = TagRedirect
        fields = ["old_slug", "tag"]

    def clean_old_slug(self) -> str:
        slug: str = self.cleaned_data["old_slug"]
        if Tag.objects.filter(slug=slug).exists():
            raise ValidationError("A tag has this address now.")
        return slug
