"""Copies of the database that answer readers; whoever may write, or is logged in, is answered by the primary.

A process stays with one replica, as what it keeps in memory is of one version of the list: replicas lag by different
times. The version of what is kept comes from the database that the rows come from.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, Error, InterfaceError, OperationalError, connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from survey.databases import REPLICA

OUT_OF_USE: Final = 30
"""Seconds that a lost replica is not asked for."""
PRIMARYS: Final = ("/admin/", "/healthz", "/metrics")
"""What is not for readers."""

_log = logging.getLogger(__name__)
_reading: ContextVar[str | None] = ContextVar("reading", default=None)


class Router:
    """Reads go where the request reads; everything else is the primary's."""

    def db_for_read(self, model: type, **hints: Any) -> str | None:
        alias = _reading.get()
        return None if alias is None or connections[DEFAULT_DB_ALIAS].in_atomic_block else alias

    def db_for_write(self, model: type, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, *objects: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


class Replicas:
    """Which of them a process reads from."""

    def __init__(self, aliases: Iterable[str], clock: Callable[[], float] = time.monotonic) -> None:
        found = sorted(aliases)
        first = os.getpid() % len(found) if found else 0
        self._aliases = [*found[first:], *found[:first]]
        self._clock = clock
        self._lost: dict[str, float] = {}

    def usable(self) -> str | None:
        """The first that was not lost lately; None where there is none."""
        now = self._clock()
        return next((each for each in self._aliases if self._lost.get(each, now) <= now), None)

    def lose(self, alias: str, reason: Exception) -> None:
        _log.warning("%s is lost, and not asked for %s s: %s", alias, OUT_OF_USE, str(reason).strip() or repr(reason))
        self._lost[alias] = self._clock() + OUT_OF_USE


class ReadFromReplica:
    """Middleware: a reader's request is answered by a replica, or by the primary where that is lost."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._replicas = Replicas(alias for alias in settings.DATABASES if alias.startswith(REPLICA))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        while is_readers(request) and (alias := self._connected()):
            losses: list[Exception] = []
            with _from(alias, losses):
                response = self._get_response(request)
            if not losses:
                if response.streaming:
                    content: Any = response.streaming_content  # type: ignore[attr-defined]
                    response.streaming_content = _streamed(alias, content)  # type: ignore[attr-defined]
                return response
            self._replicas.lose(alias, losses[0])
        return self._get_response(request)

    def _connected(self) -> str | None:
        """A replica that answers."""
        while alias := self._replicas.usable():
            try:
                connections[alias].ensure_connection()
            except Error as error:
                self._replicas.lose(alias, error)
            else:
                return alias
        return None


def is_readers(request: HttpRequest) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not request.path.startswith(PRIMARYS)
    )


def is_loss(error: Error) -> bool:
    """Whether it is the database that is wrong, and not what it was asked; SQLite says so of a broken file."""
    return isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError


@contextmanager
def _from(alias: str, losses: list[Exception]) -> Iterator[None]:
    """Reads within are the replica's; notes what says that it is lost."""

    def watched(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: Any) -> Any:
        try:
            return execute(sql, parameters, many, context)
        except Error as error:
            if is_loss(error):
                losses.append(error)
            raise

    token = _reading.set(alias)
    try:
        with connections[alias].execute_wrapper(watched):
            yield
    finally:
        _reading.reset(token)


def _streamed(alias: str, content: Iterable[bytes]) -> Iterator[bytes]:
    """What is read while the response is sent comes from where it began."""
    with _from(alias, []):
        yield from content
