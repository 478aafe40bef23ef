"""Answers that are given again before Django begins are those that Django gave, header by header."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError, connection

from papers.models import Paper
from tests.serving.wsgi import Server
from tests.views.pages import files, html_pages

# Each answer's end closes the connection, as for a server's: no transaction of a test's own can hold it open.
pytestmark = pytest.mark.django_db(transaction=True)

BROWSER = {"accept-encoding": "gzip, br", "x-request-id": "one"}


class Browser(Server):
    def get(self, path: str, *, method: str = "GET", headers: dict[str, str] | None = None) -> tuple[str, Any, bytes]:
        reply = self.ask(path, method=method, headers=headers or BROWSER)
        return reply.status, reply.headers, reply.body


@pytest.fixture
def server(small: None) -> Browser:
    return Browser()


def named(headers: list[tuple[str, str]], name: str) -> str:
    return dict(headers)[name]


def undated(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of a list that has just changed, Last-Modified advances with the clock."""
    return [(name, value) for name, value in headers if name != "Last-Modified"]


def public() -> list[str]:
    return [address for address in (*html_pages(), *files()) if address != "/healthz"]


def test_answer_that_is_given_again_is_the_same(server, django_assert_num_queries):
    kept = 0
    for address in [*public(), "/papers/?venue=acl", "/papers/?venue=nowhere"]:
        first = server.get(address)
        before = server.through
        second = server.get(address)
        assert second[0] == first[0] == "200 OK"
        if server.through == before:
            kept += 1
            assert second == first, address
            with django_assert_num_queries(1):
                server.get(address)
    assert kept > 30


def test_reader_who_has_a_page_hears_so_again_and_again(server):
    etag = named(server.get("/papers/")[1], "ETag")
    first = server.get("/papers/", headers={**BROWSER, "if-none-match": etag})
    before = server.through
    assert server.get("/papers/", headers={**BROWSER, "if-none-match": f'"other", {etag}'})[0] == first[0]
    assert (first[0], first[2]) == ("304 Not Modified", b"")
    assert server.through == before
    assert server.get("/papers/", headers={**BROWSER, "if-none-match": '"other"'})[0] == "200 OK"


def test_edit_ends_what_was_kept(server):
    _, headers, before = server.get("/papers/alpha/")
    server.get("/papers/alpha/")
    Paper.objects.filter(slug="alpha").update(title="Renamed by somebody")
    status, _, body = server.get("/papers/alpha/", headers={"if-none-match": named(headers, "ETag")})
    assert (status, b"Renamed by somebody" in body) == ("200 OK", True)
    assert body != before


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": "sessionid=x"},
        {"cookie": "anything=x"},
        {"authorization": "Basic x"},
        {"if-modified-since": "Tue, 24 Nov 2026 10:00:00 GMT"},
        {"range": "bytes=0-1"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_requests_of_somebody_in_particular_are_djangos(server, headers):
    server.get("/papers/", headers=headers)
    server.get("/papers/", headers=headers)
    assert server.through == 2


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("HEAD", "/papers/"),
        ("POST", "/papers/"),
        ("GET", "/healthz"),
        ("GET", "/admin/login/"),
        ("GET", "/nowhere"),
        ("GET", "/papers/?q=attention"),
        ("GET", "/papers.csv"),
        ("GET", "/papers/%C3%A9/"),
    ],
)
def test_what_is_not_a_kept_page_is_djangos(server, method, path):
    for _ in range(2):
        server.get(path, method=method)
    assert server.through == 2


@pytest.mark.parametrize("path", ["/", "/papers/", "/papers.csv", "/papers.json", "/nowhere", "/healthz"])
def test_head_has_the_headers_of_get_and_no_body(server, path, caplog):
    for _ in range(2):  # the second time from the cache
        # What is compressed anew each time by gzip is padded at random.
        taken = {"accept-encoding": "br", "x-request-id": "one"}
        asked = server.get(path, method="HEAD", headers=taken)
        status, headers, body = server.get(path, headers=taken)
        assert (asked[0], undated(asked[1]), asked[2]) == (status, undated(headers), b"")
        assert body
    lines: list[Any] = [record for record in caplog.records if record.name == "survey.access"]
    assert [(line.method, line.bytes) for line in lines[::2]] == [("HEAD", 0)] * 2


def test_host_that_is_not_allowed_gets_nothing_that_another_one_got(server):
    server.get("/papers/")
    server.get("/papers/")
    assert server.get("/papers/", headers={**BROWSER, "host": "elsewhere.example"})[0] == "400 Bad Request"


def test_reader_gets_the_coding_that_they_take(server):
    for accepted, coding in (("br", "br"), ("gzip", "gzip"), ("", "")):
        for _ in range(2):
            _, headers, _ = server.get("/papers/", headers={"accept-encoding": accepted})
            assert dict(headers).get("Content-Encoding", "") == coding


def test_request_that_is_answered_again_has_its_own_name_and_line(server, caplog):
    server.get("/papers/")
    _, headers, body = server.get("/papers/", headers={**BROWSER, "x-request-id": "two"})
    assert named(headers, "X-Request-ID") == "two"
    line: Any = [record for record in caplog.records if record.name == "survey.access"][-1]
    assert (line.path, line.status, line.bytes, line.page_cache) == ("/papers/", 200, len(body), "hit")


def test_database_that_is_away_is_said_to_be(server, monkeypatch):
    server.get("/papers/")
    with monkeypatch.context() as patch:

        def away():
            raise OperationalError("connection refused")

        patch.setattr(connection, "cursor", away)
        assert server.get("/papers/")[0] == "503 Service Unavailable"
