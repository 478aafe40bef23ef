"""Where a login leads."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db

SECRET = "a long enough secret"


@pytest.fixture(autouse=True)
def maintainer() -> User:
    return User.objects.create_superuser("maintainer", password=SECRET)


def login(client, **given):
    return client.post("/admin/login/", {"username": "maintainer", "password": SECRET, **given})


@pytest.mark.parametrize(
    "refused",
    [
        "//evil.example",
        "https://evil.example/admin/",
        "javascript:alert(1)",
        "/no/such/page",
        "/admin/papers/nothing/",
        "/admin/papers/paper/1/no-such-page",
        "http://[",
        "\\\\evil.example",
        "/%00",
        "x" * 5_000,
        "",
    ],
)
def test_refused_address_leads_to_the_first_page(client, refused):
    answer = login(client, next=refused)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


@pytest.mark.parametrize("page", ["/admin/papers/paper/", "/admin/papers/paper/?q=x", "/papers/", "/admin/"])
def test_page_of_this_site_is_where_a_login_leads(client, page):
    assert login(client, next=page)["Location"] == page


def test_who_is_logged_in_already_gets_the_first_page(client):
    login(client)
    assert client.get("/admin/login/?next=//evil.example")["Location"] == "/admin/"
