"""The maintainers' desk. What a change does to the README is said at the field; `papers.forms` has the checks."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from papers import search
from papers.exporter import render
from papers.forms import EvidenceTypeForm, ListingForm, PaperForm, SectionForm, VenueForm
from papers.layout.wishes import LayoutError
from papers.models import (
    EvidenceType,
    Listing,
    Paper,
    PaperEvidence,
    PaperLink,
    Revision,
    Section,
    SlugRedirect,
    Venue,
)
from papers.readme.identifiers import Identifiers, identify
from papers.readme.wanted import WriteError

admin.site.site_header = "Living Survey"
admin.site.site_title = "Living Survey"
admin.site.index_title = "The survey"


class ListedFilter(admin.SimpleListFilter):
    title = "in the README"
    parameter_name = "listed"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "Listed"), ("no", "Not listed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = {"yes": Paper.objects.listed, "no": Paper.objects.unlisted}.get(self.value() or "")
        return queryset.filter(pk__in=chosen()) if chosen else queryset


class UnwritableError(Exception):
    """What was saved cannot be exported; carries the exporter's reason."""

    def __init__(self, trouble: WriteError | LayoutError) -> None:
        super().__init__(str(trouble))
        self.trouble = trouble


def export_trouble() -> WriteError | LayoutError | None:
    """Why the rows cannot be written as a README; None if they can."""
    try:
        render(force=True)
    except (WriteError, LayoutError) as trouble:
        return trouble
    return None


class ExportedAdmin(admin.ModelAdmin):
    """Saves what the README can say: it is written and read again before the change stays, and refused at the field.

    Trouble that was there before is not this form's, and keeps nobody from saving.
    """

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except UnwritableError as error:
            before = export_trouble()
            request.trouble = error.trouble  # type: ignore[attr-defined]
            request.is_known_trouble = before is not None and str(before) == str(error.trouble)  # type: ignore[attr-defined]
            return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if getattr(request, "is_known_trouble", False) or not hasattr(request, "trouble"):
            return form
        return type(form.__name__, (form,), {"trouble": request.trouble})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not getattr(request, "is_known_trouble", False) and (trouble := export_trouble()):
            raise UnwritableError(trouble)


class PaperLinkInline(admin.TabularInline):
    model = PaperLink
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


class PaperEvidenceInline(admin.TabularInline):
    model = PaperEvidence
    extra = 0
    autocomplete_fields = ["evidence_type"]
    verbose_name_plural = "evidence types: a change is written to each of the paper's entries that has them"


class ListingInline(admin.TabularInline):
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
class PaperAdmin(ExportedAdmin):
    form = PaperForm
    list_display = ["title", "venue", "year", "evidence_names", "listing_count", "hidden"]
    list_filter = [ListedFilter, "hidden", "evidence_types", "year", "venue"]
    list_select_related = ["venue"]
    search_fields = ["title", "name", "abstract", "arxiv_id", "doi", "citation_key"]
    search_help_text = "Title, name, abstract, arXiv id, DOI or citation key"
    autocomplete_fields = ["venue"]
    inlines = [ListingInline, PaperLinkInline, PaperEvidenceInline]
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
        ("Given once", {"fields": ["slug", "citation_key", "added"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        papers = super().get_queryset(request).annotate(listing_total=Count("listings"))
        return papers.prefetch_related("evidence__evidence_type")

    def get_readonly_fields(self, request: HttpRequest, obj: Paper | None = None) -> list[str]:
        return ["slug", "citation_key"] if obj else []

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        before = _linked(form.instance)
        super().save_related(request, form, formsets, change)
        _follow_links(form.instance, before, set(form.changed_data))
        search.index(Paper.objects.filter(pk=form.instance.pk))

    @admin.display(description="evidence")
    def evidence_names(self, paper: Paper) -> str:
        return ", ".join(str(use.evidence_type) for use in paper.evidence.all())

    @admin.display(description="listings", ordering="listing_total")
    def listing_count(self, paper: Any) -> int:
        return paper.listing_total


@admin.register(Listing)
class ListingAdmin(ExportedAdmin):
    form = ListingForm
    list_display = ["paper", "section", "position", "note"]
    list_filter = [("section", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["paper", "section"]
    search_fields = ["paper__title", "section__title", "note"]
    autocomplete_fields = ["paper", "section", "parent"]
    ordering = ["section__position", "position", "pk"]


@admin.register(Section)
class SectionAdmin(ExportedAdmin):
    form = SectionForm
    list_display = ["indented_title", "level", "position", "listing_count"]
    list_display_links = ["indented_title"]
    search_fields = ["title", "slug"]
    autocomplete_fields = ["parent"]
    prepopulated_fields = {"slug": ["title"]}
    ordering = ["position", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(listing_total=Count("listings"))

    def get_readonly_fields(self, request: HttpRequest, obj: Section | None = None) -> list[str]:
        if obj and obj.level == 0:
            return ["title", "parent", "level", "position", "slug"]
        return ["slug"] if obj else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Section | None = None) -> dict[str, Any]:
        return {} if obj else {**super().get_prepopulated_fields(request, obj)}

    def has_delete_permission(self, request: HttpRequest, obj: Section | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.level == 0)

    @admin.display(description="title", ordering="position")
    def indented_title(self, section: Section) -> str:
        return "\N{NO-BREAK SPACE}" * 4 * max(section.level - 1, 0) + str(section)

    @admin.display(description="listings", ordering="listing_total")
    def listing_count(self, section: Any) -> int:
        return section.listing_total


class TermAdmin(ExportedAdmin):
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name", "aliases"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(paper_total=Count("papers"))

    @admin.display(description="other spellings")
    def spellings(self, term: EvidenceType | Venue) -> str:
        return ", ".join(term.aliases)

    @admin.display(description="papers", ordering="paper_total")
    def paper_count(self, term: Any) -> int:
        return term.paper_total


@admin.register(EvidenceType)
class EvidenceTypeAdmin(TermAdmin):
    form = EvidenceTypeForm
    list_display = ["name", "spellings", "paper_count", "position"]
    ordering = ["position", "name"]


@admin.register(Venue)
class VenueAdmin(TermAdmin):
    form = VenueForm
    list_display = ["name", "kind", "spellings", "paper_count"]
    list_filter = ["kind"]
    ordering = ["name"]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        search.index(Paper.objects.filter(venue=form.instance))


@admin.register(Revision)
class RevisionAdmin(admin.ModelAdmin):
    """To look at only: a revision is what came in or went out, and stays that."""

    list_display = ["created", "origin", "source", "size", "short_sha256", "user"]
    list_filter = ["origin", "created"]
    list_select_related = ["user"]
    search_fields = ["sha256", "source"]
    date_hierarchy = "created"
    readonly_fields = ["created", "origin", "source", "size", "sha256", "user", "text"]
    fields = [*readonly_fields]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("content", "adopted")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Revision | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Revision | None = None) -> bool:
        return False

    @admin.display(description="sha256")
    def short_sha256(self, revision: Revision) -> str:
        return revision.sha256[:12]

    @admin.display(description="README")
    def text(self, revision: Revision) -> SafeString:
        return format_html("<pre>{}</pre>", bytes(revision.content).decode("utf-8", "replace"))


@admin.register(SlugRedirect)
class SlugRedirectAdmin(admin.ModelAdmin):
    list_display = ["old_slug", "paper"]
    list_select_related = ["paper"]
    search_fields = ["old_slug", "paper__title"]
    autocomplete_fields = ["paper"]
