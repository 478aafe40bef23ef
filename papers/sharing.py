"""Which answers the pages of other sites may read and show."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]


def readable_anywhere(view: View) -> View:
    """For files of public views: to be read elsewhere is what an open list is for, and none depends on who asks."""

    @wraps(view)
    def open_view(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return open_view
