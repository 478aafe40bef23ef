"""Sessions that a database which takes no changes may keep from being saved."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from survey.pages import AWAY, unavailable

log = logging.getLogger(__name__)


class Sessions(SessionMiddleware):
    """Django's, which leaves what a view has done as it is where only the session cannot be saved.

    All that such a session loses is which messages were shown: a login saves its new session within the view.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except (SessionInterrupted, *AWAY) as error:
            trouble = _trouble(error)
            if trouble is None:
                raise
            log.error("a session cannot be saved", exc_info=trouble)
            is_known = request.COOKIES.get(settings.SESSION_COOKIE_NAME) == request.session.session_key
            return response if is_known else unavailable(request, trouble)


def _trouble(error: BaseException | None) -> OperationalError | InterfaceError | None:
    """The database's own words: Django takes any failure to update a session for one that somebody deleted."""
    while error is not None and not isinstance(error, AWAY):
        error = error.__context__
    return error
