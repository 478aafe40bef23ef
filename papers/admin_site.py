"""The admin's own site: its titles, and where a login leads."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import urlsplit

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

LONGEST_KEY: Final = 18
"""In digits."""


class SurveyAdminSite(admin.AdminSite):
    site_header = "Living Survey"
    site_title = "Living Survey"
    index_title = "The survey"

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return super().admin_view(_refuse_unstorable(view), cacheable)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the admin's first page where `next` leads to no page of this site.

        Django refuses other hosts by itself, and then leads to LOGIN_REDIRECT_URL.
        """
        response = super().login(request, extra_context)
        if isinstance(response, HttpResponseRedirect) and not _is_page(response.url):
            return HttpResponseRedirect(reverse("admin:index"))
        return response


def _refuse_unstorable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 400 where an address asks for what no database can hold, as a number of twenty digits."""

    @wraps(view)
    def view_or_refusal(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        view_name = request.resolver_match.view_name if request.resolver_match else ""
        if "_changelist" in view_name and not all(map(is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise BadRequest("Rows are chosen by their numbers.")
        try:
            return view(request, *args, **kwargs)
        except (OverflowError, DataError) as error:
            raise BadRequest("A value is none that the database can hold.") from error

    return view_or_refusal


def is_key(text: str) -> bool:
    """Whether a text can be a row's key: a number that every database has room for."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY


def _is_page(address: str) -> bool:
    """Whether some view is meant for this address; the admin answers all others below it with a 404."""
    try:
        match = resolve(urlsplit(address).path)
    except (Resolver404, ValueError):
        return False
    return bool(match.url_name)
