"""The admin's own site: its titles, and where a login leads."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse


class SurveyAdminSite(admin.AdminSite):
    site_header = "Living Survey"
    site_title = "Living Survey"
    index_title = "The survey"

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the admin's first page where `next` leads to no page of this site.

        Django refuses other hosts by itself, and then leads to LOGIN_REDIRECT_URL.
        """
        response = super().login(request, extra_context)
        if isinstance(response, HttpResponseRedirect) and not _is_page(response.url):
            return HttpResponseRedirect(reverse("admin:index"))
        return response


def _is_page(address: str) -> bool:
    """Whether some view is meant for this address; the admin answers all others below it with a 404."""
    try:
        match = resolve(urlsplit(address).path)
    except (Resolver404, ValueError):
        return False
    return bool(match.url_name)
