from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from papers import search
from papers.admin.base import ExportedAdmin
from papers.models import EvidenceType, Paper, Venue
from papers.term_forms import EvidenceTypeForm, VenueForm


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
