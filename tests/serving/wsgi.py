"""The site as a server calls it, over WSGI: the front, the middleware and the views."""

from __future__ import annotations

import gzip
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import brotli
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory

from survey.front import Front
from survey.pages import PageCache

DECODERS = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


@dataclass(frozen=True)
class Reply:
    status: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return dict(self.headers).get(name, "")

    @property
    def text(self) -> bytes:
        """The body without its coding."""
        return DECODERS[self.header("Content-Encoding")](self.body)


class Server:
    """A process that has just started; `through` counts what Django was asked."""

    def __init__(self) -> None:
        handler = get_wsgi_application()
        self.through = 0

        def counted(environ: Any, start_response: Any) -> Any:
            self.through += 1
            return handler(environ, start_response)

        self.front = Front(counted, PageCache.made)

    def ask(self, path: str, *, method: str = "GET", headers: Mapping[str, str]) -> Reply:
        asked = RequestFactory(headers=headers).generic(method, path).environ
        asked["wsgi.input"] = io.BytesIO()
        begun: list[Any] = []
        response = self.front(asked, lambda status, headers, *_: begun.append((status, headers)))
        body = b"".join(response)
        close = getattr(response, "close", None)
        if close:
            close()
        [(status, given)] = begun
        return Reply(status, sorted(given), body)
