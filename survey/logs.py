"""How the site logs: one format for all, and in each line the id of the request that it belongs to."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from typing import Any, Literal

Style = Literal["text", "json"]

request_id: ContextVar[str] = ContextVar("request_id", default="-")
"""Of the request that this thread answers; `-` outside of requests."""


class RequestIdFilter(logging.Filter):
    """Puts the request's id into every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


def logging_settings(style: Style) -> dict[str, Any]:
    """For LOGGING: everything goes to standard error, in one format."""
    stderr = {"class": "logging.StreamHandler", "formatter": style, "filters": ["request_id"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": "survey.logs.RequestIdFilter"}},
        "formatters": {
            "text": {"format": "{asctime} {levelname} {name} [{request_id}]: {message}", "style": "{"},
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "fmt": ["levelname", "name", "message", "request_id"],
                "rename_fields": {"levelname": "level", "name": "logger"},
                "timestamp": "time",
                # Django adds the request as an object, with its query, and sockets.
                "reserved_attrs": [*vars(logging.makeLogRecord({})), "message", "asctime", "request", "status_code"],
            },
        },
        "handlers": {"stderr": stderr},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            # Django's own handlers stay silent, or mail administrators that nobody configured, when DEBUG is off.
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            # An error comes once, with its traceback; what was refused has its line in the access log.
            "django.request": {"level": "ERROR"},
            # Scanners' requests, answered with 400, are no news.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "gunicorn.error": {"handlers": [], "level": "WARNING", "propagate": True},
            "survey": {"level": "INFO"},
        },
    }
