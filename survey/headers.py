"""What a browser is told to keep to, with every kind of answer: pages, files, errors, redirects and static files.

The same for everybody and each time, so that an answer can be kept and given to the next reader as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from csp.constants import NONE, SELF
from django.http import HttpRequest
from django.http.response import HttpResponseBase

UNUSED_FEATURES: Final = (
    "accelerometer",
    "camera",
    "display-capture",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)

ALWAYS: Final = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    # What came before frame-ancestors, for browsers of then.
    "X-Frame-Options": "DENY",
}


def content_security_policy(*, is_local: bool) -> dict[str, Any]:
    """For django-csp. Nothing is inline, and nothing is from another host; the admin keeps to it as the site does."""
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF],
            "style-src": [SELF],
            "img-src": [SELF],
            "connect-src": [SELF],
            "form-action": [SELF],
            "base-uri": [NONE],
            "frame-ancestors": [NONE],
            "object-src": [NONE],
            "upgrade-insecure-requests": not is_local,
        }
    }


class SecurityHeaders:
    """Outside of all that can refuse a request, as a refusal has these headers too. What a view said itself stays."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        # What scripts of any site may read, any site may also show.
        is_open = response.get("Access-Control-Allow-Origin") == "*"
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if is_open else "same-origin")
        return response


class HeadWithoutBody:
    """Middleware that answers HEAD with GET's headers alone; the server warns of a body that it has to drop."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: Any = self.get_response(request)
        if request.method != "HEAD":
            return response
        if response.streaming:
            # What was to be streamed is closed with the response.
            response.streaming_content = ()
        else:
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response
