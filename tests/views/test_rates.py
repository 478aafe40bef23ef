"""Limits of one client: generous, told in plain words, and never felt on other pages."""

from __future__ import annotations

import os
import socket

import pytest
from django.contrib.auth.models import User
from limits import parse

from survey.rates import Counts
from tests.views.markup import parsed

pytestmark = pytest.mark.django_db

READER = {"REMOTE_ADDR": "203.0.113.9"}
ELSEWHERE = {"REMOTE_ADDR": "198.51.100.1"}
NETWORK = {"REMOTE_ADDR": "2001:db8::1"}


@pytest.fixture
def three(settings):
    settings.RATES = {kind: parse("3/hour") for kind in ("search", "export", "login")}


def statuses(client, path, number=4, **extra):
    return [client.get(path, **extra).status_code for _ in range(number)]


@pytest.mark.usefixtures("three", "small")
@pytest.mark.parametrize("path", ["/papers/?q=things", "/map/?q=things", "/papers.bib", "/papers.json?q=x"])
def test_client_who_asks_too_often_is_told_when_to_come_again(client, path):
    assert statuses(client, path, **READER) == [200, 200, 200, 429]
    response = client.get(path, **READER)
    assert 0 < int(response["Retry-After"]) <= 3600
    assert response["Cache-Control"] == "no-store"
    if response["Content-Type"].startswith("text/html"):
        assert parsed(response.content.decode()).one("h1").text == "Too many requests"
    else:
        assert response.content.count(b"\n") == 1
    assert statuses(client, path, 1, **ELSEWHERE) == [200]


@pytest.mark.usefixtures("three", "small")
def test_other_pages_are_not_counted(client, monkeypatch):
    def counted(*_):
        raise AssertionError("counted")

    monkeypatch.setattr(Counts, "wait", counted)
    for path in ("/", "/papers/", "/papers/?evidence=empirical&page=1&q=", "/papers/alpha/", "/map/", "/healthz"):
        assert statuses(client, path, 2, **READER) == [200, 200]
    assert client.get("/admin/login/", **READER).status_code == 200
    with pytest.raises(AssertionError, match="counted"):
        client.get("/papers/?q=x", **READER)


@pytest.mark.usefixtures("three", "small")
def test_kinds_are_counted_apart_and_a_network_together(client):
    assert statuses(client, "/papers/?q=x", **READER)[-1] == 429
    assert statuses(client, "/papers.bib", 1, **READER) == [200]
    assert statuses(client, "/papers/?q=x", 3, **NETWORK) == [200, 200, 200]
    assert statuses(client, "/papers/?q=x", 1, REMOTE_ADDR="2001:db8::ffff:2") == [429]


@pytest.mark.usefixtures("three")
def test_invented_addresses_do_not_help(client):
    found = [
        client.get("/papers/?q=x", headers={"x-forwarded-for": f"10.0.0.{at}"}, **READER).status_code for at in range(4)
    ]
    assert found == [200, 200, 200, 429]


@pytest.mark.usefixtures("three")
def test_logins_of_one_address_are_limited_whatever_the_name(client):
    User.objects.create_user("maintainer", password="a long enough secret", is_staff=True)
    for at in range(4):
        response = client.post("/admin/login/", {"username": f"guess-{at}", "password": "x"}, **READER)
    assert response.status_code == 429
    right = {"username": "maintainer", "password": "a long enough secret"}
    assert client.post("/admin/login/", right, **READER).status_code == 429
    assert client.post("/admin/login/", right, **ELSEWHERE).status_code == 302


@pytest.mark.usefixtures("small")
def test_limits_can_be_switched_off(client, settings):
    settings.RATES = {"search": None, "export": None, "login": None}
    assert set(statuses(client, "/papers/?q=x", 200, **READER)) == {200}


def test_usual_rates_let_people_be(settings):
    assert {kind: str(rate) for kind, rate in settings.RATES.items()} == {
        "search": "120 per 1 minute",
        "export": "60 per 1 minute",
        "login": "30 per 10 minute",
    }


def test_processes_count_apart_while_redis_is_away(caplog):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        counts = Counts(f"redis://127.0.0.1:{taken.getsockname()[1]}/0")
        found = [counts.wait(parse("3/hour"), "search", "203.0.113.9") for _ in range(4)]
    assert found[:3] == [0, 0, 0]
    assert found[3] > 0
    assert caplog.text.count("Redis does not answer") == 1


def test_processes_count_together_in_redis():
    url = os.environ.get("TEST_REDIS_URL", "")
    if not url:
        pytest.skip("TEST_REDIS_URL names no Redis")
    rate, client = parse("3/minute"), os.urandom(8).hex()
    found = [Counts(url).wait(rate, "search", client) for _ in range(4)]
    assert found[:3] == [0, 0, 0]
    assert 0 < found[3] <= 60
