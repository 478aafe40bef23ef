"""Each request is named, timed and logged, once, when the last byte is handed over."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from django.conf import settings
from django.core.signals import request_finished
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.encoding import escape_uri_path

from survey.logs import request_id
from survey.queries import known, without_words

access: Final = logging.getLogger("survey.access")

NAMES: Final = ("method", "path", "status", "ms", "bytes")
MESSAGE: Final = "%s %s %s in %s ms, %s bytes"
LONGEST_QUERY: Final = 2_000
"""Of a query, so many characters are looked at for the log."""
_SANE_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")


Observer = Callable[[HttpRequest, HttpResponseBase, float], None]
"""Told of each answered request, and how many seconds it took."""


class RequestLog:
    """The outermost middleware. A proxy may have named the request, in X-Request-ID; the answer has the name too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.observe: Observer = _unobserved
        if settings.METRICS_TOKEN:
            from survey.metrics import observe

            self.observe = observe

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        identity = given if _SANE_ID.fullmatch(given) else secrets.token_hex(8)
        request_id.set(identity)
        response = self.get_response(request)
        response["X-Request-ID"] = identity
        if response.streaming and not response.has_header("Content-Length"):
            chunks: Any = response.streaming_content  # type: ignore[attr-defined]
            response.streaming_content = self._counted(chunks, request, response, started)  # type: ignore[attr-defined]
        else:
            size = response.get("Content-Length") or len(response.content)  # type: ignore[attr-defined]
            self._note(request, response, started, int(size))
        return response

    def _counted(
        self, chunks: Iterable[bytes], request: HttpRequest, response: HttpResponseBase, started: float
    ) -> Iterator[bytes]:
        """The same chunks; also a reader who leaves, or an error on the way, ends in a line."""
        size = 0
        try:
            for chunk in chunks:
                size += len(chunk)
                yield chunk
        finally:
            self._note(request, response, started, size)

    def _note(self, request: HttpRequest, response: HttpResponseBase, started: float, size: int) -> None:
        seconds = time.perf_counter() - started
        self.observe(request, response, seconds)
        milliseconds = round(seconds * 1000, 1)
        level = logging.WARNING if milliseconds >= settings.SLOW_REQUEST_MS else logging.INFO
        values = (request.method, _address(request), response.status_code, milliseconds, size)
        told = {**dict(zip(NAMES, values, strict=True)), "page_cache": getattr(request, "page_cache", "-")}
        # As access.log does, without looking for the line that calls it, which takes as long as all the rest.
        access.handle(access.makeRecord(access.name, level, "", 0, MESSAGE, values, None, extra=told))


def _address(request: HttpRequest) -> str:
    """Percent-encoded, with the filters that were chosen, and without a reader's words or anybody's secrets."""
    path = escape_uri_path(request.path)
    query = without_words(known(request.META.get("QUERY_STRING", "")[:LONGEST_QUERY]))
    return f"{path}?{query}" if query else path


def _unobserved(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    """For who keeps no metrics."""


def _forget(**_: object) -> None:
    request_id.set("-")


request_finished.connect(_forget)
