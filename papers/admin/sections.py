from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from papers.admin.base import ExportedAdmin
from papers.admin.history import HistoryViews
from papers.admin.ordering import OrderingViews
from papers.admin.section_deletion import SectionDeletionViews
from papers.forms import ListingForm, SectionForm
from papers.markdown.rendering import safe_html
from papers.models import Listing, Section
from papers.repository import file_address


@admin.register(Listing)
class ListingAdmin(HistoryViews, ExportedAdmin):
    form = ListingForm
    list_display = ["paper", "section", "position", "note"]
    list_filter = [("section", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["paper", "section"]
    search_fields = ["paper__title", "section__title", "note"]
    autocomplete_fields = ["paper", "section", "parent"]
    ordering = ["section__position", "position", "pk"]


@admin.register(Section)
class SectionAdmin(SectionDeletionViews, OrderingViews, HistoryViews, ExportedAdmin):
    form = SectionForm
    list_display = ["indented_title", "level", "position", "listing_count", "order_link"]
    list_display_links = ["indented_title"]
    search_fields = ["title", "slug"]
    autocomplete_fields = ["parent"]
    prepopulated_fields = {"slug": ["title"]}
    ordering = ["position", "pk"]
    fields = ["title", "parent", "level", "position", "slug", "preface", "preface_preview", "order_link"]

    class Media:
        js = ["js/admin/preview.js"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        counted = Count("listings", distinct=True), Count("children", distinct=True)
        return super().get_queryset(request).annotate(listing_total=counted[0], child_total=counted[1])

    def get_readonly_fields(self, request: HttpRequest, obj: Section | None = None) -> list[str]:
        shown = ["preface_preview", "order_link"]
        if obj and obj.level == 0:
            return ["title", "parent", "level", "position", "slug", *shown]
        return ["slug", *shown] if obj else shown

    def get_prepopulated_fields(self, request: HttpRequest, obj: Section | None = None) -> dict[str, Any]:
        return {} if obj else {**super().get_prepopulated_fields(request, obj)}

    def has_delete_permission(self, request: HttpRequest, obj: Section | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.level == 0)

    def view_on_site(self, section: Section) -> str | None:
        return reverse("papers:section", args=[section.slug]) if section.level else reverse("papers:home")

    def get_urls(self) -> list[Any]:
        preview = path("preview/", self.admin_site.admin_view(self.preview), name="papers_section_preview")
        return [preview, *super().get_urls()]

    def preview(self, request: HttpRequest) -> HttpResponse:
        """Markdown as the site would show it."""
        if request.method != "POST" or not self.has_view_permission(request):
            raise PermissionDenied
        return HttpResponse(safe_html(request.POST.get("markdown", ""), base=file_address()))

    @admin.display(description="title", ordering="position")
    def indented_title(self, section: Section) -> str:
        return "\N{NO-BREAK SPACE}" * 4 * max(section.level - 1, 0) + str(section)

    @admin.display(description="listings", ordering="listing_total")
    def listing_count(self, section: Any) -> int:
        return section.listing_total

    @admin.display(description="as the site shows the preface")
    def preface_preview(self, section: Section) -> SafeString:
        html = SafeString(safe_html(section.preface, base=file_address()))
        address = reverse("admin:papers_section_preview")
        return format_html('<div id="preface-preview" data-url="{}">{}</div>', address, html)

    @admin.display(description="order")
    def order_link(self, section: Any) -> SafeString | str:
        if not section.pk:
            return "-"
        links = [
            (reverse(f"admin:papers_section_{name}", args=[section.pk]), f"{total} {name}")
            for name, total in (("entries", section.listing_total), ("sections", section.child_total))
            if total > 1
        ]
        return format_html_join(", ", '<a href="{}">Order its {}</a>', links) or "-"
