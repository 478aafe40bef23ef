"""Each request is named, timed and logged, once, when the last byte is handed over."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.signals import request_finished
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.encoding import escape_uri_path

from survey.logs import request_id
from survey.queries import known, without_words

access: Final = logging.getLogger("survey.access")

MESSAGE: Final = "%s %s %s in %s ms, %s bytes"
LONGEST_QUERY: Final = 2_000
"""Of a query, so many characters are looked at for the log."""
_SANE_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")


@dataclass(frozen=True, slots=True)
class Answered:
    """A request and what became of it."""

    method: str
    path: str
    query: str
    status: int
    size: int
    seconds: float
    page_cache: str
    """What the page cache did; `-` where it was not asked."""
    view: str | None = None
    """None where none was looked up."""


class RequestLog:
    """The outermost middleware. A proxy may have named the request, in X-Request-ID; the answer has the name too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        identity = named(request.META)
        response = self.get_response(request)
        response["X-Request-ID"] = identity
        if response.streaming and not response.has_header("Content-Length"):
            chunks: Any = response.streaming_content  # type: ignore[attr-defined]
            response.streaming_content = _counted(chunks, request, response, started)  # type: ignore[attr-defined]
        else:
            size = response.get("Content-Length") or len(response.content)  # type: ignore[attr-defined]
            _note(request, response, started, 0 if request.method == "HEAD" else int(size))
        return response


def named(environ: Mapping[str, Any]) -> str:
    """The request's name, from now on in every line of this thread."""
    given = environ.get("HTTP_X_REQUEST_ID", "")
    identity: str = given if _SANE_ID.fullmatch(given) else secrets.token_hex(8)
    request_id.set(identity)
    return identity


def _counted(
    chunks: Iterable[bytes], request: HttpRequest, response: HttpResponseBase, started: float
) -> Iterator[bytes]:
    """The same chunks; also a reader who leaves, or an error on the way, ends in a line."""
    size = 0
    try:
        for chunk in chunks:
            size += len(chunk)
            yield chunk
    finally:
        _note(request, response, started, size)


def _note(request: HttpRequest, response: HttpResponseBase, started: float, size: int) -> None:
    match = request.resolver_match
    answered = Answered(
        method=request.method or "",
        path=request.path_info,
        query=request.META.get("QUERY_STRING", ""),
        status=response.status_code,
        size=size,
        seconds=time.perf_counter() - started,
        page_cache=getattr(request, "page_cache", "-"),
        view=match.view_name if match else None,
    )
    note(answered)


def note(answered: Answered) -> None:
    """Logs it, and counts it where somebody wants the figures."""
    if settings.METRICS_TOKEN:
        from survey.metrics import observe

        observe(answered)
    milliseconds = round(answered.seconds * 1000, 1)
    level = logging.WARNING if milliseconds >= settings.SLOW_REQUEST_MS else logging.INFO
    told = {
        "method": answered.method,
        "path": _address(answered),
        "status": answered.status,
        "ms": milliseconds,
        "bytes": answered.size,
    }
    values = tuple(told.values())
    told["page_cache"] = answered.page_cache
    # As access.log does, without looking for the line that calls it, which takes as long as all the rest.
    access.handle(access.makeRecord(access.name, level, "", 0, MESSAGE, values, None, extra=told))


def _address(answered: Answered) -> str:
    """Percent-encoded, with the filters that were chosen, and without a reader's words or anybody's secrets."""
    path = escape_uri_path(answered.path)
    query = without_words(known(answered.query[:LONGEST_QUERY]))
    return f"{path}?{query}" if query else path


def _forget(**_: object) -> None:
    request_id.set("-")


request_finished.connect(_forget)
