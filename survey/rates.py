"""How often one client may search, take the list as a file, and try to log in. Other pages are not counted at all."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from limits import RateLimitItem
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from survey.clients import client_address, is_undeclared_proxy

logger: Final = logging.getLogger(__name__)

REDIS_PATIENCE: Final = 0.5
"""Seconds that Redis may take for an answer."""
REDIS_PAUSE: Final = 30
"""Seconds in which Redis is not asked again after it did not answer."""

SEARCHED: Final = {"papers:browse", "papers:map", "papers:map-svg", "papers:timeline-svg"}
EXPORTS: Final = {"papers:export", "papers:readme"}


class RateLimits:
    """Middleware that answers 429 instead of the view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.counts = Counts(settings.CACHE_URL)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        kind = kind_of(request)
        rate = settings.RATES.get(kind)
        address = client_address(request) if rate else None
        if rate is None or address is None or is_undeclared_proxy(address):
            return None
        wait = self.counts.wait(rate, kind, address)
        return _refusal(request, kind, wait) if wait else None


def kind_of(request: HttpRequest) -> str:
    """Of the limit that a request falls under; empty for none."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    if name in EXPORTS:
        return "export"
    if name in SEARCHED and request.GET.get("q", "").strip():
        return "search"
    return "login" if name == "admin:login" and request.method == "POST" else ""


def _refusal(request: HttpRequest, kind: str, wait: int) -> HttpResponse:
    if kind == "export":
        reason = f"Too many files at once from your address: try again in {wait} seconds.\n"
        response = HttpResponse(reason, status=429, content_type="text/plain; charset=utf-8")
    else:
        response = render(request, "429.html", {"wait": wait}, status=429)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response


class Counts:
    """In Redis, for all processes together; without one, or while it is away, in this process alone."""

    def __init__(self, url: str) -> None:
        self._own: FixedWindowRateLimiter | None = None
        self._shared = _in_redis(url) if url else None
        self._ask_again = 0.0

    def wait(self, rate: RateLimitItem, *names: str) -> int:
        """Counts one; 0 if it is within the rate, or else the seconds until the next is."""
        if self._shared and time.monotonic() >= self._ask_again:
            try:
                return _wait(self._shared, rate, names)
            except StorageError as error:
                self._ask_again = time.monotonic() + REDIS_PAUSE
                logger.warning("Rates are counted in each process: Redis does not answer (%s)", error.storage_error)
        # Made now, and not before the server forks: it has a thread.
        self._own = self._own or FixedWindowRateLimiter(MemoryStorage())
        return _wait(self._own, rate, names)


def _in_redis(url: str) -> FixedWindowRateLimiter:
    storage: Any = storage_from_string(
        url.replace("unix:", "redis+unix:", 1) if url.startswith("unix:") else url,
        wrap_exceptions=True,
        socket_timeout=REDIS_PATIENCE,
        socket_connect_timeout=REDIS_PATIENCE,
    )
    return FixedWindowRateLimiter(storage)


def _wait(counter: FixedWindowRateLimiter, rate: RateLimitItem, names: tuple[str, ...]) -> int:
    if counter.hit(rate, *names):
        return 0
    return max(1, math.ceil(counter.get_window_stats(rate, *names).reset_time - time.time()))
