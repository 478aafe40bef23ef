"""Nobody gets an answer that was made for other headers than theirs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib import admin
from django.http import HttpResponse
from django.urls import include, path
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from survey.cache_keys import CODINGS, Variant, acceptable_codings, format_codings
from tests.serving.wsgi import DECODERS, Reply, Server

PLAIN_WEIGHTS = ("", ";q=1", ";q=1.000", " ; q=0.5", ";Q=0.001", ";q=0.9", "\t;\tq=0.3")
REFUSALS = (";q=0", ";q=0.", "; q=0.000", ";Q=0.0")
MALFORMED = (";q=2", ";q=-1", ";q=0.0000", ";q=", ";level=9", ";q=0.5;x", "; q = 1", ";q=x", ";;", " gzip", ";q=\u00e9")


def weights(offered: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(offered)


names = st.sampled_from(["gzip", "br", "x-gzip", "identity", "*", "deflate", "zstd", "GZip", "BR", "gzipped", "x-br"])
elements = st.builds("".join, st.tuples(names, weights(PLAIN_WEIGHTS + REFUSALS + MALFORMED)))
any_accepted = st.lists(elements, max_size=5).map(", ".join) | st.sampled_from(["", "gzip", "gzip, deflate, br", ","])


@pytest.mark.parametrize(
    ("header", "codings"),
    [
        ("", ()),
        ("gzip, deflate, br, zstd", ("br", "gzip")),
        ("gzip", ("gzip",)),
        ("x-gzip", ("gzip",)),
        ("X-GZIP;q=0.2", ("gzip",)),
        ("gzip;q=0", ()),
        ("gzip;q=0.000, br", ("br",)),
        ("gzip ;\tQ=0.5, br;q=0.4", ("gzip", "br")),
        ("gzip;q=0.4, br;q=0.5", ("br", "gzip")),
        ("*", ("br", "gzip")),
        ("*;q=0", ()),
        ("br;q=0, *", ("gzip",)),
        ("identity", ()),
        ("identity;q=0, gzip", ("gzip",)),
        ("identity;q=0", ()),
        ("identity;q=0.5, gzip;q=0.4, br;q=0.6", ("br",)),
        ("identity;q=0.5, gzip;q=0.5", ("gzip",)),
        ("*;q=0.5, gzip;q=0.2", ("br",)),
        ("gzip, gzip;q=0", ()),
        ("x-gzip;q=0, gzip", ()),
        ("gzip;q=0.0001", ()),
        ("gzip;q=2", ()),
        ("gzip;q=x, br", ("br",)),
        ("gzip;level=1", ()),
        ("gzipped, x-br, bro", ()),
        (",, gzip ,", ("gzip",)),
        ("gzip br", ()),
    ],
)
def test_codings_are_those_that_the_reader_prefers_to_none(header, codings):
    assert acceptable_codings(header) == codings


@given(any_accepted)
def test_codings_written_and_read_again_are_the_same(header):
    codings = acceptable_codings(header)
    assert acceptable_codings(format_codings(codings)) == codings


@given(st.text(max_size=40))
def test_any_text_is_read_as_a_header(header):
    assert set(acceptable_codings(header)) <= set(CODINGS)


@pytest.mark.parametrize(
    ("host", "is_usual"),
    [
        ("survey.example", True),
        ("survey.example:8443", True),
        ("survey.example:1", False),
        ("SURVEY.example", False),
        ("a.lists.example", False),
        ("www.survey.example", True),
    ],
)
def test_only_a_few_hosts_are_usual(settings, host, is_usual):
    settings.ALLOWED_HOSTS = ["survey.example", "www.survey.example", ".lists.example"]
    settings.SITE_URL = "https://survey.example:8443"
    assert Variant("https", host, "", "/", ()).is_usual is is_usual


@pytest.mark.parametrize(
    ("headers", "accepts"),
    [
        ({}, True),
        ({"content-encoding": "gzip", "vary": "Accept-Encoding"}, True),
        ({"content-encoding": "br"}, False),
        ({"vary": "Accept-Encoding, Cookie"}, False),
        ({"set-cookie": "a=b"}, False),
    ],
)
def test_answer_is_kept_only_where_it_is_what_its_key_says(headers, accepts):
    assert Variant("http", "survey.example", "", "/", ("gzip",)).accepts(headers) is accepts


def asked_with(request: Any) -> HttpResponse:
    return HttpResponse(request.build_absolute_uri())


def asked_by(request: Any) -> HttpResponse:
    return HttpResponse(request.user.get_username() or "nobody")


own = [path("where", asked_with), path("who", asked_by)]
urlpatterns = [path("admin/", admin.site.urls), path("", include((own, "papers")))]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("small")
def test_page_with_addresses_of_its_host_is_for_that_host_alone(settings):
    settings.ROOT_URLCONF = __name__
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    server = Server()
    for _ in range(3):
        for host in ("one.example", "two.example", "one.example:4711"):
            for scheme in ("http", "https"):
                reply = server.ask("/where", headers={"host": host, "x-forwarded-proto": scheme})
                assert (reply.status, reply.text.decode()) == ("200 OK", f"{scheme}://{host}/where")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("small")
def test_page_made_for_a_reader_who_is_logged_in_reaches_nobody_else(admin_client, settings):
    settings.ROOT_URLCONF = __name__
    cookie = f"session={admin_client.cookies['session'].value}"
    server = Server()
    for _ in range(2):
        for headers, name in (({"cookie": cookie}, b"admin"), ({}, b"nobody"), ({"cookie": "a=b"}, b"nobody")):
            reply = server.ask("/who", headers=headers)
            assert (reply.text, "public" in reply.header("Cache-Control")) == (name, False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("small")
def test_query_in_bytes_is_another_than_one_that_spells_their_characters():
    server = Server()
    for _ in range(2):
        for query, name in (("%C3%83%C2%A9", "Ã©"), ("é", "é"), ("%C3%A9", "é")):
            assert f"“{name}”" in server.ask(f"/papers/?venue={query}", headers={}).text.decode()


def test_pages_of_another_place_are_other_pages(rf):
    resources = {Variant.of(rf.get("/where", SCRIPT_NAME=name)).resource for name in ("", "/under")}
    assert len(resources) == 2


ADDRESSES = (
    "/",
    "/papers/",
    "/papers/alpha/",
    "/papers/?venue=acl",
    "/papers/?venue=é",
    "/papers/?venue=%C3%83%C2%A9",
    "/papers/?q=attention",
    "/papers/?page=0",
    "/papers/nowhere/",
    "/papers.json",
    "/papers.json?venue=nowhere",
    "/papers.csv",
    "/papers.bib",
    "/feed.atom",
    "/robots.txt",
    "/healthz",
    "/admin/login/",
)
HEADERS: dict[str, st.SearchStrategy[str]] = {
    "accept-encoding": any_accepted,
    "host": st.sampled_from(["testserver", "localhost", "localhost:81", "127.0.0.1", "evil.example", "a b"]),
    "cookie": st.sampled_from(["session={session}", "session=wrong", "a=b", "messages=x", "=", "session"]),
    "authorization": st.sampled_from(["Basic eDp5", "Bearer x"]),
    "if-none-match": st.sampled_from(["*", '"x"', "{etag}", 'W/"y", {etag}', "{etag}x"]),
    "if-modified-since": st.sampled_from(["Tue, 24 Nov 2065 10:00:00 GMT", "Tue, 24 Nov 1998 10:00:00 GMT", "now"]),
    "range": st.sampled_from(["bytes=0-1", "bytes=9-2"]),
    "x-forwarded-proto": st.sampled_from(["https", "http", "https, http", "HTTPS"]),
    "x-forwarded-host": st.sampled_from(["evil.example", "localhost"]),
    "x-forwarded-for": st.sampled_from(["1.2.3.4", "1.2.3.4:4711", "garbage"]),
    "x-http-method-override": st.just("POST"),
    "accept": st.sampled_from(["application/json", "text/html", "*/*"]),
    "accept-language": st.sampled_from(["de", "en"]),
    "hx-request": st.just("true"),
}
requests = st.tuples(
    st.sampled_from(["GET", "GET", "GET", "HEAD", "POST", "OPTIONS"]),
    st.sampled_from(ADDRESSES),
    st.fixed_dictionaries({}, optional=HEADERS),
)
configured = hypothesis_settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*')
CHANGING = {"X-Request-ID", "Last-Modified", "Date", "Expires", "Set-Cookie"}


def compared(reply: Reply) -> tuple[str, dict[str, str], bytes]:
    """A reply without what differs each time, as tokens do, and the length of what is padded at random."""
    coding = reply.header("Content-Encoding")
    headers = {
        name: value
        for name, value in reply.headers
        if name not in CHANGING and not (name == "Content-Length" and coding == "gzip")
    }
    return reply.status, headers, TOKEN.sub(rb"\1", reply.text if reply.body else b"")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("small")
def test_nobody_gets_an_answer_that_was_made_for_other_headers(admin_client, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    session = admin_client.cookies["session"].value
    server, etag = Server(), "never"

    @configured
    @given(st.lists(requests, min_size=1, max_size=4))
    def check(sequence: list[Any]) -> None:
        nonlocal etag
        for method, address, generated in sequence:
            headers = {name: text.format(session=session, etag=etag) for name, text in generated.items()}
            reply = server.ask(address, method=method, headers=headers)
            alone = Server().ask(address, method=method, headers=headers)
            assert compared(reply) == compared(alone)
            assert_acceptable(reply, headers.get("accept-encoding", ""))
            is_in_session = headers.get("cookie", "").startswith("session=")
            assert not (is_in_session and "public" in reply.header("Cache-Control"))
            etag = reply.header("ETag") or etag

    check()


def assert_acceptable(reply: Reply, header: str) -> None:
    """By the names alone: a coding is used only where it, or any, is named with no refusal."""
    coding = reply.header("Content-Encoding")
    assert coding in DECODERS
    if coding:
        parts = [part.strip().lower() for part in header.split(",")]
        own_parts = [part for part in parts if part.partition(";")[0].strip() in (coding, f"x-{coding}", "*")]
        assert any(not re.search(r"q=0\.?0*$", part) for part in own_parts), (header, coding)
