"""Who did what to a paper, section or listing, and earlier versions of it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from papers.history import (
    Names,
    RestoreRefusedError,
    differences,
    keep_baseline,
    merged_into,
    note,
    note_deletion,
    present,
    restore,
    timeline,
)
from papers.history.timeline import told
from papers.models import Listing, Paper, Section
from papers.permissions import RESTORING_PAPERS

PER_PAGE: Final = 50


class HistoryViews(admin.ModelAdmin):
    """Notes what forms of this admin change, and shows it in the place of Django's log.

    A row of the history is completed after all that a save does, so that what a subclass changes late is in it.
    """

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("deleted/", wrap(self.deleted_view), name=f"{name}_deleted"),
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
        reason = _reason(message)
        note(_with_listings(obj), user=request.user, reason=reason)
        if isinstance(obj, Paper):
            gone = Listing.history.filter(paper_id=obj.pk, history_type="-").values_list("id", flat=True)
            note_deletion(Listing, gone, user=request.user, reason=reason)
        return super().log_change(request, obj, message)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._delete([obj], request, lambda: super(HistoryViews, self).delete_model(request, obj))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._delete(list(queryset), request, lambda: super(HistoryViews, self).delete_queryset(request, queryset))

    def _delete(self, rows: Sequence[Any], request: HttpRequest, delete: Any) -> None:
        gone = [each for row in rows for each in _with_listings(row)]
        keep_baseline(gone)
        keys: dict[type[Any], list[int]] = {}
        for each in gone:
            keys.setdefault(type(each), []).append(each.pk)
        delete()
        for model, pks in keys.items():
            note_deletion(model, pks, user=request.user, reason="deleted")

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
        newest = next((change.record.history_id for change in changes if change.record.id == pk), None)
        context = {
            "title": f"History: {row or _title(changes[0].record)}",
            "object": row,
            "name": str(row or _title(changes[0].record)),
            "page": page,
            "changes": told(list(page.object_list)),
            "merged": merged,
            "newest": newest,
            "can_restore": row is not None and self._may_restore(request, row),
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

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        gone = self.model.history.filter(history_type="-").select_related("history_user").order_by("-history_id")
        page = Paginator(gone, PER_PAGE).get_page(request.GET.get("p"))
        names = Names.load(page.object_list)
        rows = [(record, _title(record, names)) for record in page.object_list]
        title = f"Deleted {self.opts.verbose_name_plural}"
        return self._shown(request, "history_deleted", {"title": title, "page": page, "rows": rows})

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


def _key(object_id: str) -> int:
    if not object_id.isascii() or not object_id.isdigit():
        raise Http404
    return int(object_id)


def _title(record: Any, names: Names | None = None) -> str:
    if record.instance_type is not Listing:
        return record.title or "README"
    names = names or Names.load([record])
    return f"{names.name(Paper, record.paper_id)} ({names.name(Section, record.section_id)})"


def _listings(paper: int) -> Iterable[tuple[int, str, bool]]:
    """Those that the paper has or had, by what their history says last, and whether they are gone."""
    newest = Listing.history.filter(paper_id=paper).order_by().values("id").annotate(last=Max("history_id"))
    records = list(Listing.history.filter(history_id__in=newest.values("last")).order_by("id"))
    names = Names.load(records)
    return [(record.id, names.name(Section, record.section_id), record.history_type == "-") for record in records]
