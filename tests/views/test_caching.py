"""What readers, browsers and proxies get of public pages: the list as it is, with no more bytes than needed."""

from __future__ import annotations

import gzip
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import brotli
import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path
from django.utils import timezone
from django.utils.http import http_date

from papers.models import Catalogue, Paper
from survey import pages
from survey.pages import Edition
from tests.rows import make_paper, make_section
from tests.serving.redis_server import ABSENT, EXECUTABLE, RedisServer
from tests.views.pages import body, files, html_pages

pytestmark = pytest.mark.django_db


def outcome(response: Any) -> str:
    found: str = getattr(response.wsgi_request, "page_cache", "")
    return found


def etag(response: Any) -> dict[str, str]:
    return {"if-none-match": response["ETag"]}


def public() -> list[str]:
    return [address for address in (*html_pages(), *files()) if address != "/healthz"]


@pytest.mark.usefixtures("small")
def test_every_public_address_is_not_sent_again_to_who_has_it(client, django_assert_num_queries):
    for address in public():
        first = client.get(address)
        body(first)
        assert first.status_code == 200
        for asked in (client.get, client.head):
            with django_assert_num_queries(1):
                again = asked(address, headers=etag(first))
            assert (again.status_code, body(again), outcome(again)) == (304, b"", "304"), address
            assert (again["ETag"], again["Vary"]) == (first["ETag"], "Accept-Encoding")
            assert again["Cache-Control"] == first["Cache-Control"]
            assert not again.has_header("Content-Type")


@pytest.mark.usefixtures("small")
def test_every_public_address_says_how_long_others_may_keep_it(client):
    for address in public():
        response = client.get(address)
        assert response["Cache-Control"] == "public, max-age=0, s-maxage=60", address
        assert response["CDN-Cache-Control"].startswith("public, max-age=60, stale-while-revalidate=60")
        assert response["Vary"] == "Accept-Encoding"


@pytest.mark.usefixtures("small")
def test_page_is_made_once_and_then_costs_one_query(client, django_assert_num_queries):
    for address in ("/", "/papers/", "/papers/alpha/", "/papers/?venue=acl", "/README.md", "/map.svg", "/sitemap.xml"):
        first = client.get(address)
        with django_assert_num_queries(1):
            second = client.get(address)
        assert (outcome(first), outcome(second)) == ("miss", "hit"), address
        assert second.content == first.content
        # Of a list that has just changed, Last-Modified advances with the clock.
        changing = {"X-Request-ID": "", "Last-Modified": ""}
        assert {**second.headers, **changing} == {**first.headers, **changing}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "write",
    [
        lambda: Paper.objects.filter(slug="alpha").update(title="Renamed"),
        lambda: Paper.objects.get(slug="alpha").tags.add("new"),
        lambda: Paper.objects.get(slug="alpha").links.all().delete(),
        lambda: make_paper("Another", listed_in=make_section()),
    ],
    ids=["update", "tag", "delete", "insert"],
)
def test_no_page_is_what_it_was_before_a_write(client, write):
    addresses = ["/", "/papers/", "/papers/alpha/", "/papers.json", "/papers.csv", "/README.md"]
    before = [client.get(address) for address in addresses]
    write()
    for address, former in zip(addresses, before, strict=True):
        now = client.get(address, headers=etag(former))
        assert (now.status_code, outcome(now)) != (304, "hit"), address
        assert now.get("ETag") != former["ETag"]
        assert body(now) == body(Client().get(address))


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("address", ["/edited", "/edited?q=word"], ids=["page", "search"])
def test_answer_during_whose_making_somebody_edits_is_of_no_edition(client, settings, address):
    settings.ROOT_URLCONF = __name__
    first = client.get(address)
    assert outcome(first) == "pass"
    assert not first.has_header("ETag")
    assert outcome(client.get(address)) == "pass"


def edited(request):
    Paper.objects.filter(slug="alpha").update(title=f"Edited {timezone.now()}")
    return HttpResponse("between two editions")


def broken(request):
    raise OperationalError("the server closed the connection unexpectedly")


own = [path("edited", edited), path("broken", broken)]
urlpatterns = [path("", include((own, "papers")))]


@pytest.mark.usefixtures("small")
def test_address_is_one_whatever_the_order_and_what_others_append(client):
    client.get("/papers/?venue=acl&evidence=empirical")
    assert outcome(client.get("/papers/?evidence=empirical&utm_source=x&venue=acl")) == "hit"
    assert outcome(client.get("/papers/?evidence=empirical&venue=acl&page=2")) == "miss"


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("address", "status"),
    [("/papers/?q=attention", 200), ("/papers.json?venue=nowhere", 400), ("/papers/nowhere/", 404), ("/nowhere", 404)],
)
def test_searches_and_what_is_not_found_are_not_kept(client, address, status):
    for _ in range(2):
        response = client.get(address)
        assert (response.status_code, outcome(response)) == (status, "pass")
    assert response.has_header("ETag") == (status == 200)


@pytest.mark.usefixtures("small")
def test_many_filters_push_no_page_out_and_take_bounded_room(client, monkeypatch):
    monkeypatch.setattr(pages, "FILTERED_PAGES", 3)
    client.get("/papers/")
    for year in range(1900, 1910):
        client.get(f"/papers/?year_min={year}")
    assert outcome(client.get("/papers/")) == "hit"
    assert outcome(client.get("/papers/?year_min=1909")) == "hit"
    assert outcome(client.get("/papers/?year_min=1900")) == "miss"


@pytest.mark.usefixtures("small")
def test_reader_who_is_logged_in_gets_pages_of_their_own(client, admin_client):
    client.get("/papers/")
    response = admin_client.get("/papers/")
    assert outcome(response) == ""
    assert response["Cache-Control"] == "private, no-cache"
    assert "Cookie" in response["Vary"]
    assert not response.has_header("ETag")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/papers/paper/", "/healthz"])
def test_admin_and_health_are_never_kept(admin_client, address):
    response = admin_client.get(address)
    assert "no-store" in response["Cache-Control"]
    assert outcome(response) == ""


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("", ""), ("identity", "")],
)
def test_kept_page_comes_in_the_coding_that_the_reader_takes(client, accepted, coding):
    plain = client.get("/papers/").content
    response = client.get("/papers/", headers={"accept-encoding": accepted})
    assert outcome(response) == "hit"
    assert response.get("Content-Encoding", "") == coding
    opened = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[coding]
    assert opened(response.content) == plain
    assert response["Content-Length"] == str(len(response.content))


@pytest.mark.usefixtures("small")
def test_date_counts_where_there_is_no_etag(client):
    Catalogue.objects.update(changed=timezone.now() - timedelta(days=1))
    client.get("/papers/")
    modified = client.get("/papers/")["Last-Modified"]
    later = format_datetime(parsedate_to_datetime(modified) + timedelta(seconds=10), usegmt=True)
    assert client.get("/papers/", headers={"if-modified-since": later}).status_code == 304
    both = {"if-modified-since": later, "if-none-match": '"another"'}
    assert client.get("/papers/", headers=both).status_code == 200
    assert client.get("/papers/", headers={"if-modified-since": "yesterday"}).status_code == 200


def test_date_tells_two_changes_of_one_second_apart(rf):
    first, second = Edition("a", changed=100.2), Edition("b", changed=100.8)
    given = first.last_modified(now=100.3)
    assert given < 100
    assert second.last_modified(now=200.0) == 100
    assert not second.is_had(rf.get("/", headers={"if-modified-since": http_date(given)}).META)
    assert second.is_had(rf.get("/", headers={"if-modified-since": http_date(100)}).META)


@pytest.mark.parametrize(("given", "is_had"), [('"k"', True), ('W/"k"', True), ('"a", W/"k"', True), ("k", False)])
def test_etag_is_compared_weakly_and_as_a_whole(rf, given, is_had):
    assert Edition("k", 0).is_had(rf.get("/", headers={"if-none-match": given}).META) is is_had


@pytest.mark.usefixtures("small")
def test_address_that_is_not_allowed_gets_nothing_that_was_kept(client):
    client.get("/papers/")
    assert client.get("/papers/", headers={"host": "elsewhere.example"}).status_code == 400


@pytest.mark.usefixtures("small")
def test_database_that_is_away_is_said_to_be(client, settings, monkeypatch, caplog):
    def away():
        raise OperationalError("connection refused")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        response = client.get("/papers/")
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert b"Not available at the moment" in response.content
    assert [record.message for record in caplog.records if record.exc_info] == ["the list's version cannot be read"]
    settings.ROOT_URLCONF = __name__
    caplog.clear()
    assert client.get("/broken").status_code == 503
    assert [record.message for record in caplog.records if record.exc_info] == ["the database does not answer"]


@pytest.mark.skipif(EXECUTABLE is None, reason=ABSENT)
@pytest.mark.usefixtures("small")
def test_processes_share_pages_through_redis_and_do_without_it(settings, tmp_path, django_assert_num_queries):
    server = RedisServer(tmp_path)
    settings.CACHE_URL = server.url
    first, second = Client(), Client()  # each with a shelf of its own, as processes have
    made = first.get("/papers/")
    with django_assert_num_queries(1):
        shared = second.get("/papers/")
    assert (outcome(made), outcome(shared)) == ("miss", "shared")
    assert (shared.content, shared["ETag"]) == (made.content, made["ETag"])
    assert outcome(second.get("/papers/")) == "hit"
    assert outcome(first.get("/papers/?venue=acl")) == outcome(second.get("/papers/?venue=acl")) == "miss"
    server.stop()
    assert outcome(second.get("/papers/alpha/")) == "miss"
    assert Client().get("/papers/").content == made.content


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("path", ["/papers.bib", "/papers.csv", "/papers.atom"])
def test_stream_is_what_its_etag_says_though_somebody_edits_before_it_is_sent(path):
    before = Client().get(path)
    Paper.objects.update(title="Edited meanwhile")
    after = Client().get(path)
    bodies = [body(each) for each in (before, after)]
    assert before["ETag"] != after["ETag"]
    assert [b"Edited meanwhile" in body for body in bodies] == [False, True]
