"""What is logged of a request, once, and under which name."""

from __future__ import annotations

import json
import logging.config
from typing import Any

import pytest
from django.core.signals import request_finished
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import path

from survey.logs import logging_settings, request_id
from survey.queries import known, without_words
from tests.lists import imported

pytestmark = pytest.mark.django_db


def broken(request):
    raise RuntimeError("a fault of the test's own")


def leaving(request):
    def chunks():
        yield b"first"
        yield b"second"

    return StreamingHttpResponse(chunks())


urlpatterns = [path("broken", broken), path("stream", leaving), path("named", lambda _: HttpResponse(request_id.get()))]


@pytest.fixture
def own_pages(settings):
    settings.ROOT_URLCONF = __name__


def lines(caplog: pytest.LogCaptureFixture) -> list[Any]:
    return [record for record in caplog.records if record.name == "survey.access"]


def test_request_has_one_line_with_what_it_was_and_cost(client, caplog):
    imported()
    response = client.get("/papers/?evidence=empirical&q=my+words&token=secret&q=more")
    [line] = lines(caplog)
    assert (line.method, line.status, line.bytes) == ("GET", 200, len(response.content))
    assert line.path == "/papers/?q=*&evidence=empirical"
    assert line.ms > 0
    assert line.levelname == "INFO"


def test_slow_request_is_a_warning(client, caplog, settings):
    settings.SLOW_REQUEST_MS = 0
    client.get("/robots.txt")
    assert [line.levelname for line in lines(caplog)] == ["WARNING"]


def test_path_of_a_request_cannot_break_a_line(client, caplog):
    client.get("/%0Aforged")
    assert lines(caplog)[0].path == "/%0Aforged"


@pytest.mark.usefixtures("own_pages")
def test_stream_is_counted_to_its_last_byte(client, caplog):
    response = client.get("/stream")
    assert lines(caplog) == []
    assert b"".join(response.streaming_content) == b"firstsecond"
    assert [line.bytes for line in lines(caplog)] == [11]


@pytest.mark.usefixtures("own_pages")
def test_stream_that_a_reader_leaves_has_its_line(client, caplog):
    response = client.get("/stream")
    assert next(response.streaming_content) == b"first"
    response.close()
    assert [line.bytes for line in lines(caplog)] == [5]


@pytest.mark.usefixtures("own_pages")
@pytest.mark.parametrize("name", ["5f2a-b.c_D", "x" * 64])
def test_request_keeps_the_name_that_a_proxy_gave_it(client, name):
    response = client.get("/named", headers={"x-request-id": name})
    assert (response.content.decode(), response["X-Request-ID"]) == (name, name)


@pytest.mark.usefixtures("own_pages")
@pytest.mark.parametrize("name", ["", "x" * 65, "a b", "a\nb", '"}', "é"])
def test_request_gets_a_name_where_it_has_no_sane_one(client, name):
    first, second = (client.get("/named", headers={"x-request-id": name}) for _ in range(2))
    assert first["X-Request-ID"] == first.content.decode() != name
    assert len(first["X-Request-ID"]) == 16
    assert first["X-Request-ID"] != second["X-Request-ID"]


def test_name_ends_with_the_request(client):
    client.get("/robots.txt")
    request_finished.send(None)
    assert request_id.get() == "-"


@pytest.mark.usefixtures("own_pages")
def test_error_comes_once_with_its_traceback_and_the_requests_name(capfd):
    configured = logging_settings("json")
    logging.config.dictConfig(configured)
    try:
        response = Client(raise_request_exception=False).get("/broken?q=secret")
    finally:
        logging.config.dictConfig(logging_settings("text"))
    written = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert [line["logger"] for line in written] == ["django.request", "survey.access"]
    error, access = written
    assert error["level"] == "ERROR"
    assert 'RuntimeError("a fault of the test\'s own")' in error["exc_info"]
    assert error["request_id"] == access["request_id"] == response["X-Request-ID"]
    assert access["status"] == 500
    assert access["time"].endswith("+00:00")
    assert "secret" not in json.dumps(written)


def test_only_known_parameters_are_kept_and_in_one_order():
    assert known("page=2&utm_source=x&venue=b&venue=a&evidence=e") == "evidence=e&venue=b&venue=a&page=2"
    assert known("utm_source=x") == known("") == ""
    assert known("page=2&page=") == "page=2&page="


def test_words_of_a_search_are_left_out():
    assert without_words("q=a&q=b&venue=q") == "q=*&venue=q"
    assert without_words("venue=q%3Da") == "venue=q%3Da"
