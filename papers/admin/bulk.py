"""One change to the papers that were chosen in the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from taggit.forms import TagField

from papers import bulk
from papers.admin.base import UnwritableError, export_trouble
from papers.models import EARLIEST_YEAR, LATEST_YEAR, EvidenceType, Paper, Section, Venue
from papers.permissions import CHANGING_SEVERAL
from papers.typed_forms import TypedForm, known_tags, tell_notes

MOST: int = 500
"""Papers that one change is made to: the README is written and read again before it stays."""


class ChangesForm(TypedForm, forms.Form):
    add_evidence_types = forms.ModelMultipleChoiceField(
        EvidenceType.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Written to each of the papers' entries that has evidence types, else to its first entry.",
    )
    remove_evidence_types = forms.ModelMultipleChoiceField(
        EvidenceType.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )
    venue = forms.ModelChoiceField(
        Venue.objects.all(), required=False, empty_label="(as it is)", help_text="Replaced in each of their entries."
    )
    year = forms.IntegerField(
        required=False,
        min_value=EARLIEST_YEAR,
        max_value=LATEST_YEAR,
        help_text="Replaced in each of their entries; empty leaves it as it is.",
    )
    add_tags = TagField(required=False, help_text="Separated by commas. The README does not get them.")
    remove_tags = TagField(required=False)
    section = forms.ModelChoiceField(
        Section.objects.visible().in_readme_order(),
        required=False,
        empty_label="(where they are)",
        label="Move to section",
        help_text="Their first entries go to its end, in their order; papers that are listed there already stay.",
    )
    hidden = forms.NullBooleanField(
        required=False,
        widget=forms.Select(choices=[("", "(as it is)"), ("true", "Hide"), ("false", "Show")]),
        label="On the site",
        help_text="Hidden papers are off the site and its exports, and still in the README.",
    )

    def __init__(self, data: Any = None, *, user: Any) -> None:
        """Without the fields that write what this user may not."""
        super().__init__(data)
        self.user = user
        for name, permissions in CHANGING_SEVERAL.items():
            if not user.has_perms(permissions):
                del self.fields[name]

    def clean_add_tags(self) -> list[str]:
        return known_tags(self.cleaned_data["add_tags"], self.user)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not bulk.Changes(**cleaned):
            raise forms.ValidationError("Nothing was chosen to change.")
        return cleaned


@admin.action(description="Set evidence, venue, year, tags, section …", permissions=["change"])
def edit_selected(model_admin: Any, request: HttpRequest, papers: QuerySet) -> HttpResponse | None:
    if papers.count() > MOST:
        model_admin.message_user(request, f"At most {MOST} papers can be changed at once.", messages.ERROR)
        return None
    is_sent = "apply" in request.POST
    form = ChangesForm(request.POST if is_sent else None, user=request.user)
    if is_sent and form.is_valid():
        try:
            count = change(papers, bulk.Changes(**form.cleaned_data), request)
        except UnwritableError as error:
            form.add_error(None, f"The README cannot say this: {error.trouble}. Nothing was changed.")
        else:
            model_admin.message_user(request, f"{count} paper{'' if count == 1 else 's'} changed.", messages.SUCCESS)
            tell_notes(request, [form])
            return None
    tell_notes(request, [form])
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Change several papers",
        "form": form,
        "papers": Paper.objects.filter(pk__in=papers).in_readme_order(),
        "opts": model_admin.opts,
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "media": model_admin.media + form.media,
    }
    return TemplateResponse(request, "admin/papers/edit_selected.html", context)


def change(papers: QuerySet, changes: bulk.Changes, request: HttpRequest) -> int:
    """Raises UnwritableError, and changes nothing, where the README could not say the result but could before."""
    found = list(Paper.objects.filter(pk__in=papers).in_readme_order())
    before = export_trouble()
    with transaction.atomic():
        bulk.apply(changes, found, user=request.user)
        if before is None and (trouble := export_trouble()):
            raise UnwritableError(trouble)
    return len(found)


def _set_hidden(model_admin: Any, request: HttpRequest, papers: QuerySet, *, hidden: bool) -> None:
    count = change(papers, bulk.Changes(hidden=hidden), request)
    done = "hidden: off the site, still in the README" if hidden else "shown on the site"
    model_admin.message_user(request, f"{count} paper{'' if count == 1 else 's'} {done}.", messages.SUCCESS)


@admin.action(description="Hide: off the site, still in the README", permissions=["change"])
def hide(model_admin: Any, request: HttpRequest, papers: QuerySet) -> None:
    _set_hidden(model_admin, request, papers, hidden=True)


@admin.action(description="Show on the site", permissions=["change"])
def show(model_admin: Any, request: HttpRequest, papers: QuerySet) -> None:
    _set_hidden(model_admin, request, papers, hidden=False)
