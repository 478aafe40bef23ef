"""Sections deleted in the admin: where what stands in them goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from papers.admin.base import UnwritableError
from papers.admin.deleted import name_counts
from papers.admin.deletion import offer_undo
from papers.admin_site import is_key
from papers.history import SectionMoveRefusedError, delete_sections
from papers.history.section_content import list_content
from papers.models import Listing, Section
from papers.permissions import DELETING_CONTENT, MOVING_CONTENT

MOVE, DELETE = "move", "delete"


class ContentForm(forms.Form):
    content = forms.ChoiceField(label="What stands in it", widget=forms.RadioSelect)
    target = forms.ModelChoiceField(
        Section.objects.none(), required=False, label="Section that it goes to", empty_label="(choose one)"
    )

    def __init__(self, sections: Sequence[Section], *, user: Any, data: Any = None) -> None:
        super().__init__(data)
        gone = [row.pk for row in list_content(sections) if isinstance(row, Section)]
        targets = Section.objects.visible().exclude(pk__in=gone).in_readme_order()
        self.fields["target"].queryset = targets  # type: ignore[attr-defined]
        choices = []
        if user.has_perms(MOVING_CONTENT) and targets.exists():
            choices.append((MOVE, "goes to the end of another section, in its order"))
        else:
            del self.fields["target"]
        if user.has_perms(DELETING_CONTENT):
            choices.append((DELETE, "is deleted with it; the papers stay, unlisted"))
        self.fields["content"].choices = choices  # type: ignore[attr-defined]
        self.fields["content"].initial = choices[0][0] if choices else None
        self.is_possible = bool(choices)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("content") == MOVE and not cleaned.get("target") and "target" not in self.errors:
            self.add_error("target", "Choose the section that it goes to.")
        return cleaned

    @property
    def destination(self) -> Section | None:
        return self.cleaned_data.get("target") if self.cleaned_data["content"] == MOVE else None


class SectionDeletionViews(admin.ModelAdmin):
    """For sections, one or several, in which something stands."""

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        key = unquote(object_id)
        section = Section.objects.filter(pk=key).first() if is_key(key) else None
        if section is None or not has_content([section]):
            return super().delete_view(request, object_id, extra_context)
        return self._ask(request, [section]) or self.response_delete(request, str(section), section.pk)

    def delete_chosen(self, request: HttpRequest, chosen: Any) -> HttpResponse | None:
        """For the list's action; None once it is done."""
        sections = list(chosen)
        if not has_content(sections):
            return super().delete_chosen(request, chosen)  # type: ignore[misc]
        if response := self._ask(request, sections):
            return response
        count = f"{len(sections)} section{'' if len(sections) == 1 else 's'}"
        self.message_user(request, f"Successfully deleted {count}.", messages.SUCCESS)
        return redirect("admin:papers_section_changelist")

    def _ask(self, request: HttpRequest, sections: Sequence[Section]) -> HttpResponse | None:
        """Return the page that asks where the content goes; None once the sections are deleted."""
        if not all(self.has_delete_permission(request, section) for section in sections):
            raise PermissionDenied
        form = ContentForm(sections, user=request.user, data=request.POST if "content" in request.POST else None)
        if form.is_valid():
            try:
                with transaction.atomic():
                    self.log_deletions(request, Section.objects.filter(pk__in=[each.pk for each in sections]))
                    step = delete_sections(sections, target=form.destination, user=request.user)
            except SectionMoveRefusedError as error:
                form.add_error("target", str(error))
            except UnwritableError as error:
                form.add_error(None, f"The README cannot say what would be left: {error.trouble}. Nothing was deleted.")
            else:
                offer_undo(request, step)
                return None
        rows = list_content(sections)
        entries = sum(isinstance(row, Listing) for row in rows)
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "title": f"Delete “{sections[0]}”?" if len(sections) == 1 else f"Delete {len(sections)} sections?",
            "opts": self.opts,
            "form": form,
            "sections": sections,
            "content": name_counts(entries, len(rows) - entries - len(sections)),
            "is_action": "action" in request.POST,
            "checkbox": ACTION_CHECKBOX_NAME,
            "popup": IS_POPUP_VAR if IS_POPUP_VAR in {**request.GET, **request.POST} else "",
        }
        return TemplateResponse(request, "admin/papers/delete_sections.html", context)


def has_content(sections: Sequence[Section]) -> bool:
    return len(list_content(sections)) > len(sections)
