"""How large a request may be. What is larger is answered in one line, before anything looks into it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

LONGEST_QUERY: Final = 4_000
"""Bytes after the question mark, as sent."""
MOST_PARAMETERS: Final = 200
PUBLIC_BODY: Final = 64 * 1024
"""Bytes, outside the admin, and for who is not in it yet."""
ADMIN_BODY: Final = 5 * 1024 * 1024
UPLOADED_BODY: Final = 128 * 1024 * 1024
"""A README of the largest size is taken, and one that is somewhat larger gets its answer in the form."""


class RequestSizes:
    """Middleware. A body without a stated length is none to Django."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")
        if len(query) > LONGEST_QUERY:
            return _refused(
                414, f"The address is too long: at most {LONGEST_QUERY} bytes may follow its question mark."
            )
        if query.count("&") >= MOST_PARAMETERS:
            return _refused(400, f"The address has too many parameters: at most {MOST_PARAMETERS} may be given.")
        most = largest_body(request)
        if _length(request) > most:
            return _refused(413, f"The request is too large: at most {most} bytes may be sent to this address.")
        return self.get_response(request)


def largest_body(request: HttpRequest) -> int:
    """Whoever has no session cookie is not in the admin, whatever the address."""
    desk, login, upload = _addresses()
    path = request.path_info
    if not path.startswith(desk) or path == login or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return PUBLIC_BODY
    return UPLOADED_BODY if path == upload else ADMIN_BODY


@cache
def _addresses() -> tuple[str, str, str]:
    return reverse("admin:index"), reverse("admin:login"), reverse("admin:papers_readme_import")


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text[:20]) if text.isdecimal() else 0


def _refused(status: int, reason: str) -> HttpResponse:
    return HttpResponse(f"{reason}\n", status=status, content_type="text/plain; charset=utf-8")
