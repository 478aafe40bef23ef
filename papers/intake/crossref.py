"""Crossref's public API, through its maintained client."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from html import unescape
from threading import Lock
from typing import Any, Final

import httpx2
from django.conf import settings
from habanero import Crossref, RequestError

from papers.identifiers import Identifiers
from papers.intake.drafts import Draft
from papers.intake.lookups import (
    TIMEOUT,
    LookupFailedError,
    not_understood,
    refused,
    remembered,
    timed_out,
    unreachable,
    user_agent,
)
from papers.latex import decode

NAME: Final = "Crossref"
BATCH: Final = 50
"""DOIs that one request asks for."""
DELAY: Final = 1.0
"""Seconds between requests, which is what Crossref allows those who ask for lists."""

_SELECTED: Final = ["DOI", "title", "subtitle", "author", "abstract", "issued", "container-title"]
_ABSTRACT_TITLE: Final = re.compile(r"<jats:title>[^<]*</jats:title>|^\s*abstract\b[:.]?\s+", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]+>")
_ASKING: Final = Lock()
_asked_at: dict[str, float] = {}


def fetch(dois: Sequence[str], *, delay: float = DELAY, timeout: float = TIMEOUT) -> dict[str, Draft]:
    """Of at most BATCH DOIs (in lower case) those that Crossref knows, by DOI. Raises LookupFailedError."""

    def ask(missing: list[str]) -> dict[str, Draft]:
        found: dict[str, Draft] = {}
        with _ASKING:
            # A comma divides the filter's values, and cannot be escaped there.
            for batch in _batches(missing):
                _wait(delay)
                found |= _asked(batch, timeout)
        return found

    return remembered("crossref", settings.CROSSREF_API_URL, dois, ask)


def _batches(dois: Iterable[str]) -> list[list[str]]:
    plain = [doi for doi in dois if "," not in doi]
    return [*([plain] if plain else []), *([doi] for doi in dois if "," in doi)]


def _wait(delay: float) -> None:
    address = settings.CROSSREF_API_URL
    passed = time.monotonic() - _asked_at.get(address, float("-inf"))
    if passed < delay:
        time.sleep(delay - passed)
    _asked_at[address] = time.monotonic()


def _asked(dois: list[str], timeout: float) -> dict[str, Draft]:
    is_alone = "," in dois[0]
    client = Crossref(base_url=settings.CROSSREF_API_URL, ua_string=user_agent(), timeout=timeout)
    try:
        if is_alone:
            answer: Any = client.works(ids=[dois[0].replace("?", "%3F").replace("#", "%23")])
            items = [answer["message"]]
        else:
            answer = client.works(filter={"doi": dois}, limit=len(dois), select=_SELECTED)
            items = answer["message"]["items"]
        drafts = [_draft(item) for item in items]
    except (httpx2.HTTPError, RequestError, RuntimeError, ValueError, LookupError, TypeError, AttributeError) as error:
        status = _status(error)
        if status == httpx2.codes.NOT_FOUND and is_alone:
            return {}
        raise (refused(NAME, status) if status else _failure(error, timeout)) from None
    return {draft.identifiers.doi: draft for draft in drafts}


def _status(error: BaseException) -> int:
    """The HTTP error that it is about, 0 if none; over the body of some, the client trips and says something else."""
    for each in (error, error.__cause__, error.__context__):
        if isinstance(each, httpx2.HTTPStatusError):
            return each.response.status_code
    return error.status_code if isinstance(error, RequestError) and error.status_code >= 400 else 0


def _failure(error: BaseException, timeout: float) -> LookupFailedError:
    if any(isinstance(each, httpx2.TimeoutException) for each in (error, error.__cause__)):
        return timed_out(NAME, timeout)
    return unreachable(NAME) if isinstance(error, (httpx2.HTTPError, RuntimeError)) else not_understood(NAME)


def _draft(item: dict[str, Any]) -> Draft:
    title, subtitle = _text(_first(item, "title")), _text(_first(item, "subtitle"))
    parts = [part for part in item.get("issued", {}).get("date-parts", [[]])[0] if part]
    return Draft(
        title=f"{title}: {subtitle}" if subtitle and subtitle.lower() not in title.lower() else title,
        authors=tuple(filter(None, map(_author, item.get("author", [])))),
        abstract=_text(_ABSTRACT_TITLE.sub("", item.get("abstract") or "")),
        venue=_text(_first(item, "container-title")),
        year=int(parts[0]) if parts else None,
        date="-".join(f"{part:02}" for part in parts) if len(parts) > 1 else "",
        identifiers=Identifiers(doi=item["DOI"].lower()),
        source="crossref",
    )


def _first(item: dict[str, Any], name: str) -> str:
    return next(iter(item.get(name) or []), "")


def _author(author: dict[str, str]) -> str:
    parts = (author.get("given"), author.get("family"), author.get("suffix"))
    return _text(" ".join(filter(None, parts)) or author.get("name") or "")


def _text(markup: str) -> str:
    """Titles and abstracts are XML, sometimes escaped twice."""
    return decode(unescape(unescape(_TAG.sub(" " if "<jats:" in markup else "", markup))))
