"""The order of a section's entries, and of sections: by drag, by keyboard, or by numbers where scripts are off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse

from papers.admin.base import UnwritableError, export_trouble
from papers.layout.positions import arrange_listings, arrange_sections
from papers.models import Listing, Section


class OrderingViews(admin.ModelAdmin):
    """For sections: a page each for the order of its entries, and of the sections under it."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/entries/", view(self.order_entries), name="papers_section_entries"),
            path("<int:pk>/sections/", view(self.order_sections), name="papers_section_sections"),
            *super().get_urls(),
        ]

    def order_entries(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Editors may, too: an entry's place is its listing's."""
        section = get_object_or_404(Section, pk=pk)
        if not request.user.has_perm("papers.change_listing"):
            raise PermissionDenied
        listings = section.listings.in_readme_order().select_related("paper")
        return self._ordering(request, section, f"Order of the entries of {section}", listings, arrange_listings)

    def order_sections(self, request: HttpRequest, pk: int) -> HttpResponse:
        section = get_object_or_404(Section, pk=pk)
        if not self.has_change_permission(request):
            raise PermissionDenied
        children = section.children.in_readme_order()
        return self._ordering(request, section, f"Order of the sections under {section}", children, arrange_sections)

    def _ordering(
        self, request: HttpRequest, section: Section, title: str, rows: Any, arrange: Callable[[Sequence[Any]], None]
    ) -> HttpResponse:
        found = list(rows)
        if request.method == "POST":
            if request.POST.get("before", "") != _state(found):
                changed = "The order has been changed by somebody else meanwhile. This is how it is now."
                self.message_user(request, changed, messages.WARNING)
            elif trouble := _arranged(found, request.POST, arrange):
                self.message_user(request, f"The README cannot say this: {trouble}.", messages.ERROR)
            else:
                self.message_user(request, "The order is saved.", messages.SUCCESS)
                return HttpResponseRedirect(request.get_full_path())
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "section": section,
            "rows": found,
            "labels": [each.paper.title if isinstance(each, Listing) else str(each) for each in found],
            "before": _state(found),
            "back": reverse("admin:papers_section_change", args=[section.pk]),
        }
        return TemplateResponse(request, "admin/papers/order.html", context)


def _state(rows: Sequence[Any]) -> str:
    return ",".join(str(row.pk) for row in rows)


def _arranged(rows: Sequence[Any], data: Any, arrange: Callable[[Sequence[Any]], None]) -> str:
    """Why the order cannot be; empty where it is now. Equal numbers keep the order that they had."""
    before = export_trouble()
    try:
        with transaction.atomic():
            arrange(sorted(rows, key=lambda row: _number(data.get(f"place-{row.pk}", ""))))
            if before is None and (trouble := export_trouble()):
                raise UnwritableError(trouble)
    except UnwritableError as error:
        return str(error.trouble)
    return ""


def _number(text: str) -> float:
    """What is no number goes to the end."""
    return float(text) if text.isdecimal() and len(text) < 10 else float("inf")
