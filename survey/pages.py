"""Public pages: when a reader's copy is still good, and which ones need not be made again.

Everything rests on the list's version, which costs one query, and on what code this is. A page of the same edition is
the same page, so that nothing is ever thrown away for being old.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import re
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, ClassVar, Final

import brotli
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_http_date_safe

from papers.models import Catalogue
from survey.cache_keys import VARY, Variant, is_somebodys
from survey.kept import Flights, Page, Shelf, Store
from survey.queries import is_search, known
from survey.release import release

log = logging.getLogger(__name__)

CACHE_CONTROL: Final = "public, max-age=0, s-maxage=60"
"""Browsers ask each time, and mostly hear 304."""
CDN_CACHE_CONTROL: Final = "public, max-age=60, stale-while-revalidate=60, stale-if-error=86400"
"""RFC 9213. Two minutes after an edit nobody gets what was before it, as long as this server answers."""

KEPT: Final = "survey.kept"
"""In a request's environment: the edition of which the answer is, where it can be given again as it is."""

AWAY: Final = (OperationalError, InterfaceError)
"""What a database says that is not there, or takes nothing."""

PRIVATE_PATHS: Final = re.compile(r"/(?:admin/|healthz|metrics|static/)")
"""For these the list's version is not even asked for."""
LONGEST_QUERY: Final = 2_000
"""Longer ones are answered like any other, and not kept."""

SHELF_BYTES: Final = 8 * 1024 * 1024
"""Some 600 pages, as they are kept compressed."""
SHELF_PAGES: Final = 5_000
FILTERED_BYTES: Final = 4 * 1024 * 1024
FILTERED_PAGES: Final = 1_000

GATHERED: Final = 256 * 1024
"""Bytes of a stream that are held in memory, about a thousand papers."""

LEAST_COMPRESSED: Final = 200
"""Bytes; what is shorter fits into a packet anyway."""
HOT: Final = 2
"""Seconds in which a second change may have the same date as the last one, give or take the clocks."""


@dataclass(frozen=True, slots=True)
class Edition:
    """An address's answer as of one version of the list."""

    key: str
    changed: float
    """When the list or the code changed last, in seconds since 1970."""

    @property
    def etag(self) -> str:
        """Weak, as compressed and uncompressed answers share it."""
        return f'W/"{self.key}"'

    def last_modified(self, now: float) -> int:
        return int(min(self.changed, now - HOT))

    def is_had(self, environ: Mapping[str, Any]) -> bool:
        """Whether the reader has it: by ETag, and only where there is none by date (RFC 9110, 13.2.2)."""
        if given := environ.get("HTTP_IF_NONE_MATCH"):
            return self.key in given and self.key in _ETAG.findall(given)
        since = parse_http_date_safe(environ.get("HTTP_IF_MODIFIED_SINCE", ""))
        return since is not None and since >= int(self.changed)


_ETAG: Final = re.compile(r'"([^"]*)"')


class PageCache:
    """The outermost middleware but for what names, redirects and protects a request.

    A reader who is logged in, or is just being told something, gets what is made for them alone.
    """

    made: ClassVar[PageCache]
    """The last one, which is a server's only one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        PageCache.made = self
        self.get_response = get_response
        self.whole: Shelf[str, Page] = Shelf(SHELF_BYTES, SHELF_PAGES)
        # Filters have more combinations than there is room for: they are not to push the others out.
        self.filtered: Shelf[str, Page] = Shelf(FILTERED_BYTES, FILTERED_PAGES)
        self.flights = Flights()
        secret = hashlib.sha256(settings.SECRET_KEY.encode()).digest()
        self.store = Store(settings.CACHE_URL, secret) if settings.CACHE_URL else None
        about = repr((release(), settings.SITE_URL, settings.SURVEY_REPOSITORY_URL, settings.DEBUG))
        self._site = hashlib.blake2b(about.encode(), key=secret, digest_size=12)
        self._started = time.time()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD") or PRIVATE_PATHS.match(request.path_info):
            return self.get_response(request)
        if is_somebodys(request):
            return _personal(request, self.get_response(request))
        # A host that is not the site's is refused here, as anywhere else, before it can get a page.
        variant, query = Variant.of(request), known(request.META.get("QUERY_STRING", ""))
        try:
            return self._answered(request, variant, query)
        except DatabaseError as error:  # of the version alone: what goes wrong in a view is a response by now
            log.exception("the list's version cannot be read")
            return unavailable(request, error)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A database that is away is nobody's mistake, and may be back in a minute."""
        if isinstance(exception, AWAY):
            log.error("the database does not answer", exc_info=exception)
            return unavailable(request, exception)
        return None

    def edition(self, variant: Variant, query: str) -> Edition:
        version, changed = Catalogue.objects.current()
        named = self._site.copy()
        named.update(repr((version, changed.timestamp(), variant.resource, query)).encode())
        return Edition(named.hexdigest(), max(changed.timestamp(), self._started))

    def _answered(self, request: HttpRequest, variant: Variant, query: str) -> HttpResponseBase:
        edition = self.edition(variant, query)
        if edition.is_had(request.META):
            request.META[KEPT] = edition.key
            return self._told(request, "304", _validated(HttpResponseNotModified(), edition))
        if is_search(query) or len(query) > LONGEST_QUERY:
            response = self.get_response(request)
            return self._told(request, "pass", self._passed(request, response, variant, query, edition))
        return self._page(request, variant, query, edition)

    def _page(self, request: HttpRequest, variant: Variant, query: str, edition: Edition) -> HttpResponseBase:
        is_usual = variant.is_usual and not query
        shelf, store = (self.whole, self.store) if is_usual else (self.filtered, None)
        if page := shelf.get(edition.key):
            return self._told(request, "hit", _answer(request, page, variant, edition))
        with self.flights.joined(edition.key):
            if page := shelf.get(edition.key):  # by now
                return self._told(request, "hit", _answer(request, page, variant, edition))
            if store and (page := store.get(edition.key)):
                shelf.put(edition.key, page)
                return self._told(request, "shared", _answer(request, page, variant, edition))
            response = self.get_response(request)
            if response.streaming or not _is_public(request, response):
                return self._told(request, "pass", self._passed(request, response, variant, query, edition))
            if self.edition(variant, query) != edition:
                # Somebody edited while it was made: it is a page of neither edition.
                return self._told(request, "pass", response)
            page = finished(response)
            if request.method == "HEAD":  # has GET's headers; whether it has GET's body is the view's matter
                return self._told(request, "pass", _answer(request, page, variant, edition))
            shelf.put(edition.key, page)
            if store:
                store.put(edition.key, page)
            return self._told(request, "miss", _answer(request, page, variant, edition))

    def _passed(
        self, request: HttpRequest, response: HttpResponseBase, variant: Variant, query: str, edition: Edition
    ) -> HttpResponseBase:
        """As it was made, and called what it is an edition of only where nobody edited while it was read."""
        if not _is_public(request, response):
            return response
        if response.streaming and request.method != "HEAD":
            _gather(response)
        return _validated(response, edition) if self.edition(variant, query) == edition else response

    def _told(self, request: HttpRequest, outcome: str, response: HttpResponseBase) -> HttpResponseBase:
        request.page_cache = outcome  # type: ignore[attr-defined]
        return response


def finished(response: Any) -> Page:
    """What can be kept of a response, compressed once and for all; as it is only where that is no larger."""
    kept = {name: value for name, value in response.items() if name not in ("Content-Length", "Vary")}
    body: bytes = response.content
    if len(body) >= LEAST_COMPRESSED:
        bodies = {"br": brotli.compress(body, quality=5), "gzip": gzip.compress(body, compresslevel=6, mtime=0)}
        if max(map(len, bodies.values())) < len(body):
            return Page(kept, bodies)
    return Page(kept, {"": body})


def _answer(request: HttpRequest, page: Page, variant: Variant, edition: Edition) -> HttpResponseBase:
    request.META[KEPT] = edition.key
    coding, body = page.encoded(variant.codings)
    response = HttpResponse(body, headers=page.headers)
    response["Content-Length"] = str(len(body))
    if coding:
        response["Content-Encoding"] = coding
    return _validated(response, edition)


def _validated(response: HttpResponseBase, edition: Edition) -> HttpResponseBase:
    headers = response.headers
    headers["ETag"] = edition.etag
    headers["Last-Modified"] = _date(edition.last_modified(time.time()))
    headers["Cache-Control"] = CACHE_CONTROL
    headers["CDN-Cache-Control"] = CDN_CACHE_CONTROL
    headers["Vary"] = VARY
    return response


_date = lru_cache(maxsize=4)(http_date)


def _gather(response: Any) -> None:
    """Reads the beginning of a stream, which of most lists is all of it, and not only when the headers are sent."""
    chunks, gathered, size = iter(response.streaming_content), [], 0
    for chunk in chunks:
        gathered.append(chunk)
        size += len(chunk)
        if size >= GATHERED:
            break
    response.streaming_content = chain(gathered, chunks)


def _is_public(request: HttpRequest, response: HttpResponseBase) -> bool:
    """A page of the list, found, and the same for everybody; a view that decides about caches itself is left to it."""
    match = request.resolver_match
    return (
        response.status_code == 200
        and match is not None
        and match.namespace == "papers"
        and not response.cookies
        and not response.has_header("Cache-Control")
        and response.get("Vary", VARY) == VARY
    )


def _personal(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """For one reader; no cache between may give it to another one."""
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Cookie"])
    return response


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    """Says of what was sent whether it is certain that it was not saved: one whose connection broke may have been."""
    cause = error.__cause__
    code = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorcode", 0) & _PRIMARY_CODE
    told = {"is_sent": request.method not in ("GET", "HEAD"), "is_refused": bool(code), "reason": _REASONS.get(code)}
    return HttpResponse(render_to_string("503.html", told), status=503, headers={"Retry-After": "10"})


_PRIMARY_CODE: Final = 0xFF
"""What of SQLite's codes is not a detail."""
_FULL: Final = "its disk is full"
_LOCKED: Final = "others were changing it for too long"
_REASONS: Final = {sqlite3.SQLITE_FULL: _FULL, "53100": _FULL, sqlite3.SQLITE_BUSY: _LOCKED, "55P03": _LOCKED}
"""By the codes of SQLite and PostgreSQL."""
