"""The filters beside the lists of papers."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Any, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from papers.attention import QUESTIONS
from papers.models import Listing, Paper
from papers.outline import Outline

MOST_SECTIONS: Final = 200
"""Of more, a list beside the papers would be longer than they; a section's own page leads to its papers."""


class AttentionFilter(admin.SimpleListFilter):
    title = "needs attention"
    parameter_name = "attention"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(name, label) for name, (label, _) in QUESTIONS.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        chosen = QUESTIONS.get(self.value() or "")
        return chosen[1](queryset) if chosen else queryset


class ListedFilter(admin.SimpleListFilter):
    title = "in the README"
    parameter_name = "listed"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "Listed"), ("no", "Not listed")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        chosen = {"yes": queryset.listed, "no": queryset.unlisted}.get(self.value() or "")
        return chosen() if chosen else queryset


class YearFilter(admin.SimpleListFilter):
    title = "year"
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        years = Paper.objects.order_by("-year").exclude(year=None).values_list("year", flat=True).distinct()
        return [(str(year), str(year)) for year in years]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        year = self.value() or ""
        return queryset.filter(year=int(year)) if year.isdecimal() and len(year) <= 4 else queryset


class SectionFilter(admin.SimpleListFilter):
    """A section includes those under it."""

    title = "section"
    parameter_name = "section"

    @cached_property
    def outline(self) -> Outline:
        return Outline.load()

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        indent = "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}"
        shown = self.outline.shown
        return [
            (section.slug, indent * self.outline.depth(section) + (section.title or section.slug))
            for section in (shown if len(shown) <= MOST_SECTIONS else ())
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        chosen = next((each for each in self.outline.shown if each.slug == self.value()), None)
        return queryset.in_sections(self.outline.subtrees[chosen.pk]) if chosen else queryset

    def get_facet_queryset(self, changelist: Any) -> dict[str, int]:
        """In one query for all sections, where the admin's own way is a condition for each."""
        papers = changelist.get_queryset(self.request, exclude_parameters=self.expected_parameters())
        found: dict[int, set[int]] = defaultdict(set)
        placed = Listing.objects.filter(paper__in=papers.order_by().values("pk")).order_by()
        for section, paper in placed.values_list("section", "paper"):
            found[section].add(paper)
        by_slug = {section.slug: section.pk for section in self.outline.shown}
        return {
            f"{at}__c": len(set().union(*(found[pk] for pk in self.outline.subtrees[by_slug[slug]] if pk in found)))
            for at, (slug, _) in enumerate(self.lookup_choices)
        }
