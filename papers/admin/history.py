"""Who did what to a paper, section or listing, and earlier versions of it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from papers.admin.deleted import BringBackViews, may_bring_back
from papers.admin.deletion import DeletionViews
from papers.history import (
    Names,
    RestoreRefusedError,
    differences,
    keep_baseline,
    merged_into,
    note,
    present,
    restore,
    timeline,
)
from papers.history.deleted_rows import name_record
from papers.history.records import MERGED
from papers.history.timeline import Change, told
from papers.models import Listing, Paper, Section
from papers.permissions import RESTORING_PAPERS

PER_PAGE: Final = 50


class HistoryViews(DeletionViews, BringBackViews):
    """Notes what forms of this admin change, and shows it in the place of Django's log.

    A row of the history is completed after all that a save does, so that what a subclass changes late is in it.
    """

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/history/<int:record>/restore/", wrap(self.restore_view), name=f"{name}_restore"),
            *super().get_urls(),
        ]

    # What is noted

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            keep_baseline(_with_listings(obj))
        super().save_model(request, obj, form, change)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        note(_with_listings(obj), user=request.user, reason=_reason(message))
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        note(_with_listings(obj), user=request.user, reason=_reason(message))
        return super().log_change(request, obj, message)

    # What is shown

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Mapping[str, Any] | None = None
    ) -> HttpResponse:
        pk = _key(unquote(object_id))
        row = self.model._default_manager.filter(pk=pk).first()
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        merged = merged_into(row) if isinstance(row, Paper) else []
        changes = timeline(self.model, [pk, *merged])
        if row is None and not changes:
            raise Http404
        page = Paginator(changes, PER_PAGE).get_page(request.GET.get("p"))
        is_gone = row is None and _is_deleted(changes)
        newest = next((change.record.history_id for change in changes if change.record.id == pk), None)
        context = {
            "title": f"History: {row or name_record(changes[0].record)}",
            "object": row,
            "name": str(row or name_record(changes[0].record)),
            "page": page,
            "changes": told(list(page.object_list)),
            "merged": merged,
            "newest": newest,
            "key": pk,
            "can_restore": row is not None and self._may_restore(request, row),
            "can_bring_back": is_gone and may_bring_back(request.user, [changes[0].record]),
            "listings": _listings(pk) if self.model is Paper else [],
            **(extra_context or {}),
        }
        return self._shown(request, "history", context)

    def restore_view(self, request: HttpRequest, pk: int, record: int) -> HttpResponse:
        row = get_object_or_404(self.model, pk=pk)
        version = get_object_or_404(self.model.history.select_related("history_user"), history_id=record, id=pk)
        if not self._may_restore(request, row):
            raise PermissionDenied
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[pk])
        trouble = ""
        if request.method == "POST":
            try:
                restore(version, user=request.user)
            except RestoreRefusedError as error:
                trouble = str(error)
            else:
                self.message_user(request, f"“{row}” has the values again that it had before.", messages.SUCCESS)
                return redirect(address)
        now = present(self.model, [pk])[pk]
        context = {
            "title": "Restore this version?",
            "object": row,
            "version": version,
            "differences": differences(now, version),
            "trouble": trouble,
            "back": address,
        }
        return self._shown(request, "restore", context)

    def _may_restore(self, request: HttpRequest, row: Any) -> bool:
        """A paper's version has its links, evidence types and tags."""
        needed = RESTORING_PAPERS if isinstance(row, Paper) else ()
        return self.has_change_permission(request, row) and request.user.has_perms(needed)

    def _shown(self, request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name
        everywhere = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/papers/{template}.html", {**everywhere, **context})


def _with_listings(row: Any) -> list[Any]:
    """What a form changes together."""
    return [row, *row.listings.all()] if isinstance(row, Paper) else [row]


def _reason(message: Any) -> str:
    """The fields that were changed, of what Django's log would say."""
    told: dict[str, None] = {}
    for each in message if isinstance(message, list) else ():
        for kind, about in each.items():
            if "name" in about:
                told[f"{about['name']} {kind}"] = None
            else:
                told[", ".join(about.get("fields", [kind]))] = None
    return "; ".join(told)


def _is_deleted(changes: Sequence[Change]) -> bool:
    """Whether a row that is not there was deleted, and not merged into another or brought back as one."""
    newest = changes[0].record
    is_merged = (newest.history_change_reason or "").startswith(MERGED)
    return newest.history_type == "-" and newest.undone_id is None and not is_merged


def _key(object_id: str) -> int:
    if not object_id.isascii() or not object_id.isdigit():
        raise Http404
    return int(object_id)


def _listings(paper: int) -> Iterable[tuple[int, str, bool]]:
    """Those that the paper has or had, by what their history says last, and whether they are gone."""
    newest = Listing.history.filter(paper_id=paper).order_by().values("id").annotate(last=Max("history_id"))
    records = list(Listing.history.filter(history_id__in=newest.values("last")).order_by("id"))
    names = Names.load(records)
    return [(record.id, names.name(Section, record.section_id), record.history_type == "-") for record in records]
