"""A thousand wrong logins, from one address and from many, and what they do to a maintainer."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

pytestmark = [pytest.mark.django_db, pytest.mark.long]

RIGHT = {"username": "maintainer", "password": "a long enough secret"}
WRONG = {"username": "maintainer", "password": "wrong"}
HOME = {"REMOTE_ADDR": "198.51.100.7"}
ATTEMPTS = 1_000


@pytest.fixture
def maintainer() -> User:
    return User.objects.create_superuser(**RIGHT)


def attempts(client, addresses):
    return [client.post("/admin/login/", WRONG, REMOTE_ADDR=each).status_code for each in addresses]


@pytest.mark.usefixtures("maintainer")
def test_thousand_wrong_logins_of_one_address_are_answered_few_times(client):
    found = attempts(client, ["203.0.113.9"] * ATTEMPTS)
    assert found.count(200) < 10
    assert set(found[10:]) == {429}
    assert client.post("/admin/login/", RIGHT, REMOTE_ADDR="203.0.113.9").status_code == 429
    assert client.post("/admin/login/", RIGHT, **HOME).status_code == 302


@pytest.mark.usefixtures("maintainer")
def test_thousand_wrong_logins_of_many_addresses_keep_nobody_out(client):
    found = attempts(client, [f"203.0.{at // 250}.{at % 250 + 1}" for at in range(ATTEMPTS)])
    assert set(found) == {200}
    assert client.post("/admin/login/", RIGHT, **HOME).status_code == 302


@pytest.mark.usefixtures("maintainer")
def test_addresses_of_one_ipv6_network_are_one_attacker(client):
    found = attempts(client, [f"2001:db8::{at:x}" for at in range(100)])
    assert found.count(200) < 10
    assert found[-1] == 429


@pytest.mark.usefixtures("maintainer")
def test_session_of_before_the_login_is_not_the_one_after(client):
    client.get("/admin/login/")
    client.cookies["session"] = "fixed0123456789fixed0123456789ab"
    answer = client.post("/admin/login/", RIGHT, **HOME)
    cookie = answer.cookies["session"]
    assert cookie.value != "fixed0123456789fixed0123456789ab"
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    before = cookie.value
    client.post("/admin/logout/")
    client.cookies["session"] = before
    assert client.get("/admin/").status_code == 302


def addresses(patterns, before="/"):
    for each in patterns:
        path = before + str(each.pattern).lstrip("^")
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, path)
        elif isinstance(each, URLPattern):
            yield path


def test_every_address_of_the_admin_wants_a_login_and_a_token(admin_user):
    resolver = next(each for each in get_resolver().url_patterns if str(each.pattern) == "admin/")
    assert isinstance(resolver, URLResolver)
    found = [*addresses(resolver.url_patterns, "/admin/")]
    concrete = {path.replace("<int:pk>", "1").replace("<path:object_id>", "1") for path in found if "(" not in path}
    plain = sorted(path for path in concrete if "<" not in path and "\\" not in path and "$" not in path)
    assert len(plain) > 50
    careful = Client(enforce_csrf_checks=True)
    open_to_all = ("/admin/login/", "/admin/jsi18n/", "/admin/logout/")
    for path in plain:
        if path not in open_to_all:
            assert careful.get(path).status_code in (302, 301, 404, 405), path
        answer = careful.post(path, {"x": "y"})
        assert answer.status_code in (302, 403, 404, 405), path
    careful.force_login(admin_user)
    for path in plain:
        assert careful.post(path, {"x": "y"}).status_code in (301, 302, 403, 404, 405), path
