"""Deletions by the admin's forms and lists: one step each, which the message offers to undo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from papers.admin.base import UnwritableError
from papers.admin.deleted import may_bring_back
from papers.history import delete_rows, list_deleted, note_deletions
from papers.models import Listing, Step


class DeletionViews(admin.ModelAdmin):
    """For papers, sections and listings."""

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        if known := actions.get("delete_selected"):
            actions["delete_selected"] = (_delete_selected, *known[1:])
        return actions

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.delete_noted(request, [obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        self.delete_noted(request, list(queryset))

    def delete_noted(self, request: HttpRequest, rows: Sequence[Any]) -> None:
        """Raises UnwritableError, with nothing deleted, where the README could not say what is left."""
        offer_undo(request, delete_rows(rows, user=request.user))

    def delete_chosen(self, request: HttpRequest, chosen: QuerySet) -> HttpResponse | None:
        """The list's action: a page that asks, or None once it is done."""
        return delete_selected(self, request, chosen)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except UnwritableError as error:
            _tell_unwritable(self, request, error)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", object_id)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """A listing that is deleted in a paper's form is a step of its own."""
        gone = [each.instance for each in formset.deleted_forms] if formset.model is Listing and change else []
        if not gone:
            super().save_formset(request, form, formset, change)
            return
        with note_deletions(gone, user=request.user) as step:
            super().save_formset(request, form, formset, change)
        offer_undo(request, step)

    def message_user(
        self,
        request: HttpRequest,
        message: Any,
        level: int | str = messages.INFO,
        extra_tags: str = "",
        fail_silently: bool = False,
    ) -> None:
        """A success is told with the way to undo the deletion that belongs to it."""
        step = getattr(request, "deletion", None)
        if step is not None and level == messages.SUCCESS:
            request.deletion = None  # type: ignore[attr-defined]
            address = reverse("admin:papers_paper_undo_deletion", args=[step.pk])
            message = format_html('{} <a href="{}">Undo the deletion</a>', message, address)
        super().message_user(request, message, level, extra_tags, fail_silently)


@admin.action(permissions=["delete"])
def _delete_selected(model_admin: Any, request: HttpRequest, queryset: QuerySet) -> Any:
    try:
        return model_admin.delete_chosen(request, queryset)
    except UnwritableError as error:
        _tell_unwritable(model_admin, request, error)
        return None


def _tell_unwritable(model_admin: Any, request: HttpRequest, error: UnwritableError) -> None:
    told = f"The README cannot say what would be left: {error.trouble}. Nothing was deleted."
    model_admin.message_user(request, told, messages.ERROR)


def offer_undo(request: HttpRequest, step: Step) -> None:
    """To those who may undo it."""
    if may_bring_back(request.user, list_deleted(step)):
        request.deletion = step  # type: ignore[attr-defined]
