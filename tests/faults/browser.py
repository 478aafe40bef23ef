"""A maintainer's browser: it keeps cookies, and sends all that is in a form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPMessage
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from tests.views.markup import Element, parsed

PATIENCE = 60
"""Seconds after which a request has failed: a writer waits for others for 20, and there may be some of them."""
PASSWORD = "a long enough secret"
_UNSENT = ("submit", "button", "reset", "file", "image")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    text: str

    @property
    def location(self) -> str:
        return str(self.headers["Location"] or "")

    @property
    def is_unavailable(self) -> bool:
        return self.status == 503 and bool(self.headers["Retry-After"])

    def form(self, name: str) -> dict[str, str]:
        """What would be sent of it, as nobody touched it."""
        return dict(_sent(parsed(self.text).one("form", id=name)))


@dataclass
class Browser:
    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    def log_in(self, name: str, password: str = PASSWORD) -> Answer:
        path = "/admin/login/?next=/admin/"
        form = self.get(path).form("login-form")
        return self.post(path, form | {"username": name, "password": password})

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, data: dict[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(data))

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {"Connection": "close", "Cookie": "; ".join(f"{name}={each}" for name, each in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: each.value for name, each in SimpleCookie(cookie).items()}
        return Answer(response.status, response.headers, text)


def _sent(form: Element) -> Iterator[tuple[str, str]]:
    for each in form.walk():
        name, kind = each.attributes.get("name", ""), each.attributes.get("type", "")
        if not name:
            continue
        if each.tag == "textarea":
            # A newline that follows the tag is none of the text's.
            yield name, each.raw.removeprefix("\n")
        elif each.tag == "select":
            chosen = [option for option in each.all("option") if "selected" in option.attributes]
            yield from ((name, option.attributes["value"]) for option in chosen)
        elif each.tag == "input" and kind not in _UNSENT:
            is_on = kind not in ("checkbox", "radio") or "checked" in each.attributes
            yield from [(name, each.attributes.get("value", ""))] if is_on else []
