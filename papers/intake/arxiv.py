"""arXiv's public API, through its maintained client."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from typing import Any, Final

import arxiv
import requests
from django.conf import settings

from papers.identifiers import Identifiers, identify, normalize_identifier
from papers.intake.drafts import Draft, arxiv_id_of
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

NAME: Final = "arXiv"
BATCH: Final = 100
"""Ids that one request asks for."""
DELAY: Final = 3.0
"""Seconds between requests, as arXiv's terms ask."""

# arXiv also asks for one connection at a time; a process holds to that.
_ASKING: Final = Lock()


class _Session(requests.Session):
    """The client's own has no time-out, and takes any answer for a feed."""

    def __init__(self, timeout: float) -> None:
        super().__init__()
        self.timeout = timeout

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        request.headers["user-agent"] = user_agent()
        response = super().send(request, **{**options, "timeout": self.timeout})
        if response.status_code == requests.codes.ok and not _is_feed(response.content):
            raise not_understood(NAME)
        return response


def fetch(ids: Sequence[str], *, delay: float = DELAY, timeout: float = TIMEOUT) -> dict[str, Draft]:
    """Of at most BATCH ids those that arXiv knows, by id. Raises LookupFailedError."""

    def ask(missing: list[str]) -> dict[str, Draft]:
        with _ASKING:
            return _asked(_client(settings.ARXIV_API_URL, delay, timeout), missing, timeout)

    return remembered("arxiv", settings.ARXIV_API_URL, ids, ask)


@lru_cache(maxsize=8)
def _client(address: str, delay: float, timeout: float) -> arxiv.Client:
    """One for all requests to an address, as it is what keeps the time between them."""
    client = arxiv.Client(page_size=BATCH, delay_seconds=delay, num_retries=0)
    client.query_url_format = f"{address}?{{}}"
    client._session = _Session(timeout)
    return client


def _asked(client: arxiv.Client, ids: list[str], timeout: float) -> dict[str, Draft]:
    found: dict[str, Draft] = {}
    wanted = {_plain(each): each for each in ids}
    try:
        for result in client.results(arxiv.Search(id_list=[*wanted], max_results=len(wanted))):
            name = wanted.get(identify([result.entry_id]).arxiv_id)
            if name is not None and result.title.strip():
                found[name] = _draft(name, result)
    except arxiv.UnexpectedEmptyPageError:
        pass  # it counts ids that it does not know; what it knows has come
    except arxiv.HTTPError as error:
        return _one_by_one(client, ids, timeout, error)
    except requests.Timeout:
        raise timed_out(NAME, timeout) from None
    except requests.RequestException:
        raise unreachable(NAME) from None
    except ValueError:
        raise not_understood(NAME) from None
    return found


def _one_by_one(client: arxiv.Client, ids: list[str], timeout: float, error: arxiv.HTTPError) -> dict[str, Draft]:
    """One id that arXiv takes for none makes it refuse all that are asked for with it."""
    if error.status != requests.codes.bad_request:
        raise refused(NAME, error.status)
    if len(ids) == 1:
        return {}
    half = len(ids) // 2
    return _asked(client, ids[:half], timeout) | _asked(client, ids[half:], timeout)


def _draft(arxiv_id: str, result: arxiv.Result) -> Draft:
    doi = (result.doi or "").strip().lower()
    return Draft(
        title=decode(result.title),
        authors=tuple(name for author in result.authors if (name := decode(author.name))),
        abstract=decode(result.summary),
        venue="arXiv",
        year=result.published.year,
        date=result.published.date().isoformat(),
        identifiers=Identifiers(arxiv_id=arxiv_id, doi="" if arxiv_id_of(doi) else doi),
        source="arxiv",
    )


def _plain(arxiv_id: str) -> str:
    """As the API names it: `math.GT/0309136` is `math/0309136` there."""
    return normalize_identifier("arxiv_id", arxiv_id) or arxiv_id


def _is_feed(content: bytes) -> bool:
    """A whole one: its parser makes something of anything."""
    return b"http://www.w3.org/2005/Atom" in content[:2000] and content.rstrip().endswith(b"</feed>")


__all__ = ["BATCH", "DELAY", "LookupFailedError", "fetch"]
