"""Errors to Sentry, without anything of whom they happened to. Imported only where SENTRY_DSN is set."""

from __future__ import annotations

from typing import Any

import sentry_sdk
from sentry_sdk.integrations.django import DjangoIntegration

from survey.logs import request_id


def start(dsn: str, *, release: str, environment: str) -> None:
    """Raises ValueError for a DSN that is none."""
    sentry_sdk.init(
        dsn=dsn,
        release=release,
        environment=environment,
        integrations=[DjangoIntegration(cache_spans=False, middleware_spans=False, signals_spans=False)],
        max_request_body_size="never",
        include_local_variables=False,
        before_send=_anonymous,
    )


def _anonymous(event: Any, hint: Any) -> Any:
    """The query can hold a reader's words; the id leads from the event to the log."""
    request = event.get("request", {})
    for name in ("query_string", "cookies", "data", "env"):
        request.pop(name, None)
    event.setdefault("tags", {})["request_id"] = request_id.get()
    return event
