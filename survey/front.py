"""The shortest way to a page that is kept: an answer that Django has given is given again before Django begins.

Which requests are allowed, what they get and with which headers, Django's middleware alone decides. Here lie its
finished answers, each under all that it can depend on: the edition, which is of one address, host and scheme, and what
the reader takes or has.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError, close_old_connections
from django.http import HttpResponse

from survey.cache_keys import Variant
from survey.kept import Shelf
from survey.logs import request_id
from survey.pages import KEPT, PRIVATE_PATHS, PageCache
from survey.queries import known
from survey.requests import Answered, named, note

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

MOST_BYTES: Final = 12 * 1024 * 1024
"""As much as the kept pages, whose own most bodies are: together they need hardly more memory than those."""
MOST_ANSWERS: Final = 10_000
OF_REQUEST: Final = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE")
"""Requests with one of these are Django's."""


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """What an answer is: of an edition, and either in a coding that these readers take, or news that they have it."""

    edition: str
    codings: tuple[str, ...]
    is_had: bool


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    headers: Sequence[tuple[str, str]]
    body: bytes

    @property
    def size(self) -> int:
        return len(self.body)


class Front:
    def __init__(self, django: Application, pages: PageCache) -> None:
        self.django = django
        self.pages = pages
        self.answers: Shelf[AnswerKey, Answer] = Shelf(MOST_BYTES, MOST_ANSWERS)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        started = time.perf_counter()
        variant = read_variant(environ)
        key = self.find_key(environ, variant) if variant else None
        if variant is None or key is None:
            return self.django(environ, start_response)
        answer = self.answers.get(key)
        if answer is None:
            return self.learned(environ, start_response, variant, key)
        identity = named(environ)
        start_response(answer.status, [*answer.headers, ("X-Request-ID", identity)])
        status = int(answer.status[:3])
        outcome = "304" if status == 304 else "hit"
        seconds = time.perf_counter() - started
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        note(Answered("GET", path, query, status, answer.size, seconds, outcome))
        request_id.set("-")
        return [answer.body]

    def find_key(self, environ: Environ, variant: Variant) -> AnswerKey | None:
        """Return the key of the answer; None where the database does not answer. Costs one query."""
        # As at the beginning and end of a request in Django: for connections that are broken, or were borrowed.
        close_old_connections()
        try:
            edition = self.pages.edition(variant, known(environ.get("QUERY_STRING", "")))
        except DatabaseError:
            return None
        finally:
            close_old_connections()
        is_had = edition.is_had(environ)
        return AnswerKey(edition.key, () if is_had else variant.codings, is_had)

    def learned(
        self, environ: Environ, start_response: StartResponse, variant: Variant, key: AnswerKey
    ) -> Iterable[bytes]:
        """Django's answer, put aside if it is one to be given again."""
        begun: list[tuple[str, Headers]] = []

        def starting(status: str, headers: Headers, *rest: Any) -> Any:
            begun.append((status, headers))
            return start_response(status, headers, *rest)

        response = self.django(environ, starting)
        # Another edition than was asked for, where somebody edited since, is left to the next request.
        if environ.get(KEPT) == key.edition and isinstance(response, HttpResponse):
            status, headers = begun[-1]
            is_for_key = status.startswith("304") == key.is_had
            if is_for_key and variant.accepts({name.lower(): value for name, value in headers}):
                remaining = tuple((name, value) for name, value in headers if name != "X-Request-ID")
                self.answers.put(key, Answer(status, remaining, response.content))
        return response


def read_variant(environ: Environ) -> Variant | None:
    """Return what the answer depends on; None where it is Django that has to answer."""
    path = environ.get("PATH_INFO", "")
    if (
        environ["REQUEST_METHOD"] != "GET"
        or not path.isascii()
        or PRIVATE_PATHS.match(path)
        or environ.get("SCRIPT_NAME")
        or any(environ.get(name) for name in OF_REQUEST)
    ):
        return None
    try:
        variant = Variant.of(WSGIRequest(environ))
    except SuspiciousOperation:  # a host that is not the site's
        return None
    return variant if variant.is_usual else None
