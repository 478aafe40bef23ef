from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from papers.admin.base import KnownChoicesAdmin
from papers.admin.findings import FindingViews
from papers.admin.version_changes import find_newest_undoable
from papers.models import Revision, SlugRedirect

MOST_TEXT = 200_000
"""Characters of a README that are shown at once; more of them make a browser slow."""


class KindFilter(admin.SimpleListFilter):
    """All kinds, but for drafts, which are shown where they are asked for."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(each.value, str(each.label)) for each in Revision.Kind]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.of_kind(self.value()) if self.value() else queryset.versions()


@admin.register(Revision)
class RevisionAdmin(FindingViews):
    """To look at only: a revision is what came in or went out, and stays that. Imports and exports start here."""

    change_list_template = "admin/papers/revision_list.html"
    change_form_template = "admin/papers/revision_page.html"

    list_display = ["created", "kind", "source", "size", "short_sha256", "user", "what_changed"]
    list_filter = [KindFilter, "created"]
    list_select_related = ["user", "content"]
    search_fields = ["content__sha256", "source"]
    date_hierarchy = "created"
    readonly_fields = ["created", "kind", "source", "size", "sha256", "user", "text"]
    fields = [*readonly_fields]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("content__compressed", "adopted")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        undoable = find_newest_undoable() if request.user.has_perm("papers.import_readme") else None
        return super().changelist_view(request, {**(extra_context or {}), "undoable": undoable})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Revision | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Revision | None = None) -> bool:
        return False

    @admin.display(description="sha256")
    def short_sha256(self, revision: Revision) -> str:
        return revision.sha256[:12]

    @admin.display(description="difference")
    def what_changed(self, revision: Revision) -> SafeString:
        address = reverse("admin:papers_revision_difference", args=[revision.pk])
        return format_html('<a href="{}" aria-label="What changed: {}">What changed</a>', address, revision)

    @admin.display(description="README")
    def text(self, revision: Revision) -> SafeString:
        if revision.content.compressed is None:
            return format_html("{}", "Its bytes are no longer kept.")
        whole = revision.data.decode("utf-8", "replace")
        more = len(whole) - MOST_TEXT
        text = whole if more <= 0 else f"{whole[:MOST_TEXT]}\n… ({more} characters more: download it)"
        return format_html('<pre class="readme-text" tabindex="0">{}</pre>', text)


@admin.register(SlugRedirect)
class SlugRedirectAdmin(KnownChoicesAdmin):
    list_display = ["old_slug", "paper"]
    list_select_related = ["paper"]
    search_fields = ["old_slug", "paper__title"]
    autocomplete_fields = ["paper"]
