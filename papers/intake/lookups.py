"""What asking arXiv and Crossref has in common: how it fails, who asks, and that answers are kept for a day."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from django.conf import settings
from django.core.cache import cache

from papers.intake.drafts import Draft

KEPT: Final = 24 * 60 * 60
"""Seconds."""
TIMEOUT: Final = 8.0
"""Seconds without a word after which an answer is not waited for."""

Found = Mapping[str, Draft]


class LookupFailedError(Exception):
    """A source that did not answer, or not with what was asked for; one line, without a full stop."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source} {reason}")
        self.source = source
        self.reason = reason


def user_agent() -> str:
    return f"LivingSurvey/1.0 (+{settings.SITE_URL})"


def refused(source: str, status: int) -> LookupFailedError:
    """Of an answer that is none."""
    if status == 429:
        return LookupFailedError(source, "was asked too often (HTTP 429); try again later")
    return LookupFailedError(source, f"answered with an error (HTTP {status})")


def unreachable(source: str) -> LookupFailedError:
    return LookupFailedError(source, "cannot be reached")


def timed_out(source: str, timeout: float) -> LookupFailedError:
    return LookupFailedError(source, f"did not answer within {timeout:g} seconds")


def not_understood(source: str) -> LookupFailedError:
    return LookupFailedError(source, "answered with something else than metadata")


def remembered(source: str, address: str, ids: Sequence[str], ask: Callable[[list[str]], Found]) -> dict[str, Draft]:
    """What is known of the ids; asks for those that were not found lately. Failures and unknown ids are not kept."""
    keys = {each: _key(source, address, each) for each in dict.fromkeys(ids)}
    kept = cache.get_many(keys.values())
    found = {each: kept[key] for each, key in keys.items() if key in kept}
    missing = [each for each in keys if each not in found]
    if missing:
        asked = {each: draft for each, draft in ask(missing).items() if each in keys}
        cache.set_many({keys[each]: draft for each, draft in asked.items()}, KEPT)
        found |= asked
    return found


def _key(source: str, address: str, identifier: str) -> str:
    # No cache takes all the signs that a DOI can have.
    return f"intake:{hashlib.sha256(f'{source} {address} {identifier}'.encode()).hexdigest()}"
