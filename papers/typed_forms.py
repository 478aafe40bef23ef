"""Forms that take what is typed or pasted: characters that cannot be seen are removed, identifiers are normalised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from copy import copy
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from papers.identifiers import normalize_identifier, refusal
from papers.models import Tag
from papers.permissions import ADDING_TAGS
from papers.tag_names import LONGEST_NAME
from papers.typed_text import link_fault, remove_unseen, tell_removed


class TypedForm(forms.BaseForm):
    """Removes from each text that was changed what cannot be seen; `notes` say what that was.

    A text that is as it was shown stays as it is: it is a README's, perhaps, and nobody touched it.
    """

    removed: dict[str, Counter[str]]

    def _clean_fields(self) -> None:
        self.removed = {}
        for name, field in self.fields.items():
            if isinstance(field, forms.CharField) and not field.disabled and not field.widget.is_hidden:
                self._remove_unseen(name, field)
        super()._clean_fields()  # type: ignore[misc]

    def _remove_unseen(self, name: str, field: forms.CharField) -> None:
        key = self.add_prefix(name)
        typed = self.data.get(key)
        if not isinstance(typed, str):
            return
        text, removed = remove_unseen(typed, has_lines=isinstance(field.widget, forms.Textarea))
        if removed and is_changed(self, name, typed):
            data: Any = copy(self.data)
            data[key] = text
            self.data = data
            self.removed[name] = removed

    @property
    def notes(self) -> list[str]:
        """What was removed, a sentence a field."""
        return [
            f"{self[name].label}: removed what cannot be seen, {tell_removed(removed)}."
            for name, removed in getattr(self, "removed", {}).items()
        ]


def tell_notes(request: HttpRequest, forms_of_page: Iterable[Any]) -> None:
    """Show as messages what was removed from the texts of several forms."""
    for form in forms_of_page:
        for note in getattr(form, "notes", ()):
            messages.warning(request, note)


def is_changed(form: Any, name: str, typed: str) -> bool:
    """Whether a text is another one than the form showed. Browsers end lines in their own way."""
    field = form.fields[name]
    shown = field.widget.format_value(field.prepare_value(form.get_initial_for_field(field, name)))
    return _lines(typed) != _lines(shown or "")


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


class IdentifierField(forms.CharField):
    """An identifier, however it is pasted; `kind` is a column's name. What the row has already is not looked at."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "widget": forms.TextInput(attrs={"size": 60}), **kwargs})
        self.kind = kind

    def normalize(self, typed: str) -> str:
        """Raise ValidationError with a sentence that says what is expected."""
        found = normalize_identifier(self.kind, typed)
        if found is None:
            raise ValidationError(refusal(self.kind, typed))
        return found


class IdentifiersForm(TypedForm):
    """Its fields of identifiers are normalised where they were changed."""

    def _clean_fields(self) -> None:
        super()._clean_fields()
        for name, field in self.fields.items():
            if isinstance(field, IdentifierField) and name in self.cleaned_data:
                self._normalize(name, field)

    def _normalize(self, name: str, field: IdentifierField) -> None:
        typed = self.cleaned_data[name]
        if not is_changed(self, name, typed):
            return
        try:
            self.cleaned_data[name] = field.normalize(typed)
        except ValidationError as error:
            self.add_error(name, error)


def checked_link(url: str) -> str:
    """Return an address that can be a paper's link; raise ValidationError for others."""
    url = url.strip()
    if fault := link_fault(url):
        shown = url if len(url) <= 80 else f"{url[:79]}…"
        raise ValidationError(f"“{shown}” cannot be a link: it {fault}.")
    return url


def known_tags(names: list[str], user: Any) -> list[str]:
    """Return the names of tags that this user may give papers: new ones are made on the way, which needs a right."""
    for name in names:
        if len(name) > LONGEST_NAME:
            raise ValidationError(f"“{name[:40]}…” is longer than {LONGEST_NAME} characters.")
    if not user.has_perm(ADDING_TAGS):
        for name in names:
            if not Tag.objects.filter(name__iexact=name).exists():
                raise ValidationError(f"“{name}” is no tag that is known here, and adding tags needs the permission.")
    return names
