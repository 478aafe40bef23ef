"""What a public answer depends on besides its address: the one place that decides which request may get which answer.

The page cache and the front both key what they keep by a `Variant`. Everything that is not in it must be the same for
all readers, or the answer is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

CODINGS: Final = ("br", "gzip")
"""Content codings that the site can send, the smallest first."""
VARY: Final = "Accept-Encoding"
"""What caches are told; the host and the scheme are part of an address anyway."""

_ALIASES: Final = {"x-gzip": "gzip"}
_ELEMENT: Final = re.compile(r"([!#$%&'*+.^_`|~0-9a-z-]+)(?:[ \t]*;[ \t]*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?")
_LEAST: Final = -1.0
"""Weight of sending an answer as it is, where the reader did not ask for that: always possible, never preferred."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Everything about a request, besides its query, that its answer may depend on if it is public."""

    scheme: str
    host: str
    script_name: str
    path: str
    codings: tuple[str, ...]

    @classmethod
    def of(cls, request: HttpRequest) -> Variant:
        """Read a request; raises DisallowedHost for a host that is not the site's."""
        return cls(
            scheme=request.scheme or "",
            host=request.get_host(),
            script_name=request.META.get("SCRIPT_NAME", ""),
            path=request.path_info,
            codings=acceptable_codings(request.META.get("HTTP_ACCEPT_ENCODING", "")),
        )

    @property
    def resource(self) -> tuple[str, str, str, str]:
        """What tells pages apart; their codings are made of the same page."""
        return self.scheme, self.host, self.script_name, self.path

    @property
    def is_usual(self) -> bool:
        """Whether the host is one of a few. Any port is allowed in a Host header, so others could fill a cache."""
        return self.host in _usual_hosts(tuple(settings.ALLOWED_HOSTS), settings.SITE_URL, settings.PORT)

    def accepts(self, headers: Mapping[str, str]) -> bool:
        """Whether an answer with these headers, their names in lower case, may be given to every such request."""
        coding = headers.get("content-encoding", "")
        return (
            (not coding or coding in self.codings) and headers.get("vary", VARY) == VARY and "set-cookie" not in headers
        )


@lru_cache(maxsize=256)
def acceptable_codings(header: str) -> tuple[str, ...]:
    """Return which of CODINGS an Accept-Encoding header prefers to no coding at all, the best first.

    Follows RFC 9110, 12.5.3. A coding that is named twice counts with its lower weight, one with a malformed weight is
    refused, and what is equally welcome comes in our order. Nothing is left where no coding is to be used.
    """
    weights = _parse_weights(header.lower())
    others = weights.get("*", 0.0)
    plain = weights.get("identity", weights.get("*", _LEAST)) or _LEAST
    ranked = sorted(((-weights.get(coding, others), at, coding) for at, coding in enumerate(CODINGS)))
    return tuple(coding for weight, _, coding in ranked if weight < 0 and -weight >= plain)


def _parse_weights(header: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for element in header.split(","):
        name = element.partition(";")[0].strip(" \t")
        if not name:
            continue
        match = _ELEMENT.fullmatch(element.strip(" \t"))
        weight = float(match[2] or 1) if match else 0.0
        name = _ALIASES.get(name, name)
        weights[name] = min(weight, weights.get(name, weight))
    return weights


def format_codings(codings: tuple[str, ...]) -> str:
    """Write an Accept-Encoding header of which `acceptable_codings` makes the same codings again."""
    is_usual_order = list(codings) == sorted(codings, key=CODINGS.index)
    weights = ["" if at == 0 or is_usual_order else f";q={1 - at / 10:.1f}" for at in range(len(codings))]
    return ", ".join(map("".join, zip(codings, weights, strict=True)))


@lru_cache(maxsize=4)
def _usual_hosts(allowed: tuple[str, ...], site_url: str, port: int) -> frozenset[str]:
    site = urlsplit(site_url)
    names = {name for name in allowed if not name.startswith((".", "*"))}
    ports = {port, site.port or port}
    return frozenset({site.netloc, *names, *(f"{name}:{each}" for name in names for each in ports)})


def is_somebodys(request: HttpRequest) -> bool:
    """Whether the request is of a reader who may be logged in, or is to be shown a message."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES


class AcceptEncoding:
    """Middleware that leaves of Accept-Encoding what the site can send and the reader takes.

    Whatever compresses further in, also by searching the header for a name, then does what the cache's keys say.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given: Any = request.META.get("HTTP_ACCEPT_ENCODING")
        if given is not None:
            request.META["HTTP_ACCEPT_ENCODING"] = format_codings(acceptable_codings(given))
        return self.get_response(request)
