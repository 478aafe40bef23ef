from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from papers.author_lists import normalize_authors
from papers.layout.addresses import PaperAddresses, section_slug
from papers.layout.positions import place_listing, place_section
from papers.layout.wishes import DEEPEST, LayoutError
from papers.models import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    Listing,
    Paper,
    PaperLink,
    Section,
)
from papers.readme.wanted import WriteError
from papers.readme.writing.headings import plain_lines
from papers.typed_forms import IdentifierField, IdentifiersForm, TypedForm, checked_link, is_changed, known_tags


class LinesField(forms.CharField):
    """A list of texts, edited as one a line."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "widget": forms.Textarea(attrs={"rows": 4, "cols": 60}), **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        return [line.strip() for line in str(value or "").split("\n") if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.to_python(data)


class AuthorsField(LinesField):
    """Names, one a line; `et al.`, `and others` or `...` behind them says that there are more."""

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        return normalize_authors(name for line in super().to_python(value) for name in re.split(r"[;；、]", line))


class ExportedForm(IdentifiersForm, forms.ModelForm):
    """What it saves is written to the README at the next export; `trouble` is why that would fail."""

    trouble: ClassVar[WriteError | LayoutError | None] = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.trouble is not None:
            self._show(self.trouble, cleaned)
        return cleaned

    def _show(self, trouble: WriteError | LayoutError, cleaned: dict[str, Any]) -> None:
        """At the field that it is about, if that is one of this form's own."""
        reason = str(trouble)
        label, name = (trouble.label, trouble.field) if isinstance(trouble, WriteError) else ("", "")
        if name in self.fields and label == cleaned.get("title", label):
            self.add_error(name, ValidationError(f"The README cannot say this: {reason}."))
        else:
            about = f"{label}: " if label else ""
            self.add_error(None, ValidationError(f"The README cannot say this: {about}{reason}."))


class PaperForm(ExportedForm):
    user: ClassVar[Any]
    """Who fills it in."""

    authors = AuthorsField(
        help_text="Full names, one a line; “et al.” behind them if there are more. An export changes them in entries "
        "that have authors, and adds them to none."
    )
    year = forms.IntegerField(required=False, min_value=EARLIEST_YEAR, max_value=LATEST_YEAR)
    arxiv_id = IdentifierField("arxiv_id", label="arXiv id")
    doi = IdentifierField("doi", label="DOI")
    openreview_id = IdentifierField("openreview_id", label="OpenReview id")
    acl_id = IdentifierField("acl_id", label="ACL Anthology id")

    class Meta:
        model = Paper
        fields = [
            "title",
            "name",
            "authors",
            "abstract",
            "tags",
            "hidden",
            "venue",
            "track",
            "year",
            "date",
            "arxiv_id",
            "doi",
            "openreview_id",
            "acl_id",
            "slug",
            "citation_key",
            "added",
        ]
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2, "cols": 100}),
            "name": forms.TextInput(attrs={"size": 60}),
            "track": forms.TextInput(attrs={"size": 40}),
            "date": forms.TextInput(attrs={"size": 20}),
        }
        help_texts = {
            "title": "At the next export it replaces the title in each of the paper's entries.",
            "venue": "Without track and year. An export replaces it in entries that have a venue; if none has, it is "
            "added to them as the entries around do.",
            "year": "An export replaces it in entries that have a year, as two digits where they have two.",
            "date": "As the README writes it; it is changed where it stands and added nowhere.",
            "abstract": "Shown on the site. An export changes no abstract in the README.",
            "tags": "Separated by commas. An export changes tags in entries that have them, and adds them to none.",
            "hidden": "Takes the paper off the site and its exports. Its entries stay in the README.",
            "slug": "Part of the address, given once; empty: made from the title.",
            "citation_key": "Given once; empty: made from authors, year and title.",
            "added": "The day that the paper came into the survey. The README does not have it.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"slug", "citation_key"} & set(self.fields):
            self.fields[name].required = False

    def clean_title(self) -> str:
        """One line, as where it is pasted from is often more."""
        return " ".join(self.cleaned_data["title"].split())

    def clean_tags(self) -> list[str]:
        names: list[str] = self.cleaned_data["tags"]
        return known_tags(names, self.user)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk or self.errors:
            return cleaned
        addresses = PaperAddresses()
        title, year, authors = cleaned["title"], cleaned["year"], cleaned["authors"]
        return {
            **cleaned,
            "slug": cleaned["slug"] or addresses.slug(title, cleaned["arxiv_id"]),
            "citation_key": cleaned["citation_key"] or addresses.citation_key(title, year, authors),
        }


class LinkForm(TypedForm, forms.ModelForm):
    """A link as a README has it may be malformed; one that is put in leads somewhere."""

    class Meta:
        model = PaperLink
        fields = ["label", "url", "position"]

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        return checked_link(url) if is_changed(self, "url", url) else url


class ListingForm(ExportedForm):
    """A new listing without a position goes to the end of its section."""

    class Meta:
        model = Listing
        fields = ["paper", "section", "position", "parent", "note", "rewrite_confirmed"]
        widgets = {"note": forms.Textarea(attrs={"rows": 2, "cols": 60})}
        help_texts = {
            "section": "Another section moves the entry there at the next export.",
            "position": "Order in the section; empty: the end.",
            "note": "What the entry adds in words; it is changed where it stands and added nowhere.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "position" in self.fields:
            self.fields["position"].required = False
            self.fields["position"].initial = None
        self._was = (self.instance.section_id, self.instance.position) if self.instance.pk else (None, None)

    def clean_note(self) -> str:
        return _unless_same(self.cleaned_data["note"], self.initial.get("note", ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        section = cleaned.get("section")
        if section and cleaned.get("position") is None and "position" not in self.errors:
            last = section.listings.order_by("position").last()
            cleaned["position"] = last.position + 1 if last else 0
        parent = cleaned.get("parent")
        if parent and section and parent.section_id != section.pk:
            self.add_error("parent", ValidationError("It stands in another section."))
        return cleaned

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        section, position = self._was
        if (self.instance.section_id, self.instance.position) != self._was:
            place_listing(self.instance, position if section == self.instance.section_id else None)


class SectionForm(ExportedForm):
    preface = forms.CharField(
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "cols": 100}),
        help_text="Markdown between the heading and the first entry; written to the README as it is here.",
    )

    class Meta:
        model = Section
        fields = ["title", "parent", "level", "position", "preface", "slug"]
        widgets = {
            "title": forms.TextInput(attrs={"size": 80}),
        }
        help_texts = {
            "title": "The heading's text in the README; a contents link to it follows.",
            "parent": "The section that it is under.",
            "level": "The number of # signs, more than the parent has. Left as it is, it follows another parent's; "
            "the sections under this one follow it.",
            "position": "Order in the README, over all sections: it goes before the one that has this number.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
        known = self.instance if self.instance.pk else Section()
        self._parent, self._level, self._position = known.parent, known.level, known.position

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if not title and (self.initial.get("title") or not self.instance.pk):
            raise ValidationError("A heading needs one.")
        return title

    def clean_preface(self) -> str:
        return _unless_same(plain_lines(self.cleaned_data["preface"]), self.initial.get("preface", ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "title" in cleaned and "slug" in self.fields and not cleaned.get("slug") and "slug" not in self.errors:
            cleaned["slug"] = section_slug(cleaned["title"])
        parent, level = cleaned.get("parent"), cleaned.get("level")
        if parent is None and level:
            self.add_error("parent", ValidationError("Choose one; sections of the first level are under “README”."))
        if parent is None or level is None:
            return cleaned
        if self.instance.pk and self._is_under_itself(parent):
            self.add_error("parent", ValidationError("A section cannot be under itself."))
            return cleaned
        if self._parent not in (None, parent) and level == self._level:
            level += parent.level - self._parent.level
        if level <= parent.level:
            self.add_error("level", ValidationError(f"It must be more than the parent's, which is {parent.level}."))
        elif max([level, *(each.level + level - self._level for each in self._under())]) > DEEPEST:
            reason = f"It, or a section under it, would get more than {DEEPEST} # signs."
            self.add_error("level", ValidationError(reason))
        return {**cleaned, "level": level}

    def _is_under_itself(self, parent: Section | None) -> bool:
        while parent is not None and parent.pk != self.instance.pk:
            parent = parent.parent
        return parent is not None

    def _under(self) -> list[Section]:
        """All sections under this one, however deep."""
        found: list[Section] = []
        waiting = [self.instance.pk] if self.instance.pk else []
        while waiting:
            children = list(Section.objects.filter(parent__in=waiting))
            found += children
            waiting = [child.pk for child in children]
        return found

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        section = self.instance
        shift = section.level - self._level if self._level is not None else 0
        for each in self._under() if shift else ():
            Section.objects.filter(pk=each.pk).update(level=each.level + shift)
        if (section.parent, section.position) != (self._parent, self._position):
            place_section(section, self._position if section.parent == self._parent else None)


def _unless_same(text: str, known: str) -> str:
    """What browsers send has line ends of their own: a text that somebody only looked at stays as it was."""
    return known if plain_lines(text) == plain_lines(known) else plain_lines(text)
