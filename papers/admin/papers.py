from __future__ import annotations

import dataclasses
from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from papers import search
from papers.admin.attention import AttentionFilter, ListedFilter, SectionFilter, YearFilter
from papers.admin.base import ExportedAdmin, KnownChoices
from papers.admin.bulk import edit_selected, hide, show
from papers.admin.deleted import DeletedViews
from papers.admin.duplicates import DuplicateViews, merge_selected
from papers.admin.history import HistoryViews
from papers.admin.intake import IntakeAdmin, fetch_missing
from papers.attention import COUNTED_UNASKED
from papers.exporter import excerpt
from papers.forms import LinkForm, ListingForm, PaperForm
from papers.identifiers import Identifiers, identify
from papers.layout.wishes import LayoutError
from papers.models import Listing, Paper, PaperEvidence, PaperLink, Tag, Venue
from papers.permissions import EDITING_TAGS
from papers.readme.wanted import WriteError

MOST_COUNTED: Final = 1_000
"""Of more tags and venues none are counted: a count is a column of a query, of which SQLite allows 2,000."""
WRITTEN_UNASKED: Final = 2_000
"""Up to so many listings a paper's page shows its entries, for which the whole README is read."""


class PaperLinkInline(admin.TabularInline):
    model = PaperLink
    form = LinkForm
    extra = 0
    fields = ["label", "url", "position"]
    verbose_name_plural = "links: one that is added here is added to the paper's entries"

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in ("label", "url"):
            kwargs["widget"] = AdminTextInputWidget
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "url":
            field.required = True
        return field


class PaperEvidenceInline(KnownChoices, admin.TabularInline):
    model = PaperEvidence
    extra = 0
    autocomplete_fields = ["evidence_type"]
    verbose_name_plural = "evidence types: a change is written to each of the paper's entries that has them"


class ListingInline(KnownChoices, admin.TabularInline):
    model = Listing
    form = ListingForm
    extra = 0
    fields = ["section", "position", "note"]
    autocomplete_fields = ["section"]
    show_change_link = True
    verbose_name_plural = "listings: each is an entry of the README; deleting one removes its lines"


def _linked(paper: Paper) -> Identifiers:
    return identify(paper.links.values_list("url", flat=True))


def _follow_links(paper: Paper, before: Identifiers, put_in: set[str]) -> None:
    """Identifiers that the links gave are those that the links give now."""
    now = _linked(paper)
    for name in (each.name for each in dataclasses.fields(Identifiers)):
        if name not in put_in and getattr(paper, name) == getattr(before, name) != getattr(now, name):
            Paper.objects.filter(pk=paper.pk).update(**{name: getattr(now, name)})


@admin.register(Paper)
class PaperAdmin(IntakeAdmin, DuplicateViews, DeletedViews, HistoryViews, ExportedAdmin):
    form = PaperForm
    list_display = ["title", "venue", "year", "evidence_names", "section_names", "is_public"]
    list_filter = [
        AttentionFilter,
        ListedFilter,
        "hidden",
        SectionFilter,
        "evidence_types",
        YearFilter,
        "venue",
        "tags",
    ]
    list_select_related = ["venue"]
    list_per_page = 50
    # The number of all papers next to that of those found is one more count of all rows.
    show_full_result_count = False
    search_fields = ["title"]
    search_help_text = "Words of titles, authors, venues, abstracts, tags and identifiers, or a citation key"
    autocomplete_fields = ["venue"]
    inlines = [ListingInline, PaperLinkInline, PaperEvidenceInline]
    actions = [edit_selected, merge_selected, fetch_missing, hide, show]
    ordering = ["-pk"]
    fieldsets = [
        (None, {"fields": ["title", "name", "authors", "abstract", "tags", "hidden"]}),
        ("Where it appeared", {"fields": ["venue", "track", "year", "date"]}),
        (
            "Identifiers",
            {
                "fields": ["arxiv_id", "doi", "openreview_id", "acl_id"],
                "description": "They follow the paper's links unless others are put in. The README has the links only.",
            },
        ),
        ("In the README", {"fields": ["readme_lines"]}),
        ("Given once", {"fields": ["slug", "citation_key", "added"]}),
    ]

    @property
    def show_facets(self) -> admin.ShowFacets:  # type: ignore[override]
        """Counts beside the filters' values, unasked as long as they cost little."""
        if Tag.objects.count() + Venue.objects.count() > MOST_COUNTED:
            return admin.ShowFacets.NEVER
        is_small = Paper.objects.count() <= COUNTED_UNASKED
        return admin.ShowFacets.ALWAYS if is_small else admin.ShowFacets.ALLOW

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        papers = super().get_queryset(request).defer("abstract", "search_text", "synced")
        return papers.prefetch_related("evidence__evidence_type", "listings__section")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """As the site searches; a citation key finds its paper."""
        if search_term and queryset.filter(citation_key=search_term).exists():
            return queryset.filter(citation_key=search_term), False
        found = search.matching(Paper.objects.all(), search_term)
        return (queryset.filter(pk__in=found.values("pk")) if search_term else queryset), False

    def get_readonly_fields(self, request: HttpRequest, obj: Paper | None = None) -> list[str]:
        tags = [] if request.user.has_perms(EDITING_TAGS) else ["tag_names"]
        return [*tags, "readme_lines", "slug", "citation_key"] if obj else [*tags, "readme_lines"]

    def get_fieldsets(self, request: HttpRequest, obj: Paper | None = None) -> Any:
        fieldsets = [each for each in super().get_fieldsets(request, obj) if obj or each[0] != "In the README"]
        if request.user.has_perms(EDITING_TAGS):
            return fieldsets
        return [(name, {**options, "fields": _without_tags(options["fields"])}) for name, options in fieldsets]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"user": request.user})

    def view_on_site(self, paper: Paper) -> str | None:
        is_public = Paper.objects.public().filter(pk=paper.pk).exists()
        return reverse("papers:paper", args=[paper.slug]) if is_public else None

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        before = _linked(form.instance)
        super().save_related(request, form, formsets, change)
        _follow_links(form.instance, before, set(form.changed_data))
        search.index(Paper.objects.filter(pk=form.instance.pk))

    @admin.display(description="tags")
    def tag_names(self, paper: Paper) -> str:
        return ", ".join(paper.tags.names()) if paper.pk else "-"

    @admin.display(description="evidence")
    def evidence_names(self, paper: Paper) -> str:
        return ", ".join(str(use.evidence_type) for use in paper.evidence.all())

    @admin.display(description="listed in")
    def section_names(self, paper: Paper) -> str:
        return "; ".join(str(listing.section) for listing in paper.listings.all()) or "not listed"

    @admin.display(description="on the site", boolean=True)
    def is_public(self, paper: Paper) -> bool:
        return not paper.hidden and bool(paper.listings.all())

    @admin.display(description="its entries as an export would write them")
    def readme_lines(self, paper: Paper) -> SafeString:
        if Listing.objects.count() > WRITTEN_UNASKED:
            address = reverse("admin:papers_paper_lines", args=[paper.pk])
            return format_html('<a href="{}">Write them</a> (the whole list is read for it)', address)
        return format_html('<pre class="readme-lines" tabindex="0">{}</pre>', _entries(paper))

    def get_urls(self) -> list[Any]:
        lines = path("<int:pk>/lines/", self.admin_site.admin_view(self.lines), name="papers_paper_lines")
        return [lines, *super().get_urls()]

    def lines(self, request: HttpRequest, pk: int) -> HttpResponse:
        paper = get_object_or_404(Paper, pk=pk)
        if not self.has_view_permission(request, paper):
            raise PermissionDenied
        return HttpResponse(_entries(paper), content_type="text/plain; charset=utf-8")


def _without_tags(fields: Any) -> list[Any]:
    """For those who may not change tags: shown only."""
    return ["tag_names" if each == "tags" else each for each in fields]


def _entries(paper: Paper) -> str:
    try:
        return excerpt([paper.pk], force=True).decode() or "It is not listed, so that the README does not have it."
    except (LayoutError, WriteError) as trouble:
        return f"The README cannot be written: {trouble}."
