"""What every kind of answer tells the browser, refusals and static files included."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import path

from survey.headers import ALWAYS, content_security_policy
from survey.urls import urlpatterns as project_urls
from tests.views.pages import files, html_pages

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}
OPEN_PICTURES = ("/map.svg", "/timeline.svg", "/card.png")


def broken(request):
    raise RuntimeError("on purpose")


urlpatterns = [path("broken/", broken), *project_urls]


def policy(response):
    return set(response["Content-Security-Policy"].split("; "))


def assert_guarded(response, what):
    assert policy(response) == POLICY, what
    assert {name: response.get(name) for name in ALWAYS} == ALWAYS, what
    assert response.get("Cross-Origin-Resource-Policy") in ("same-origin", "cross-origin"), what


@pytest.mark.usefixtures("small")
def test_every_public_answer_is_guarded(client):
    for address in [*html_pages(), *files()]:
        assert_guarded(client.get(address), address)


@pytest.mark.usefixtures("small")
def test_files_are_readable_anywhere_and_pages_are_not(client):
    for address in html_pages():
        response = client.get(address)
        assert not response.has_header("Access-Control-Allow-Origin"), address
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    for address in [*OPEN_PICTURES, "/papers.json", "/papers.bib?venue=nowhere", "/papers/alpha.ris", "/README.md"]:
        response = client.get(address)
        assert response["Access-Control-Allow-Origin"] == "*", address
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert not response.has_header("Access-Control-Allow-Credentials")


def test_every_page_of_the_admin_is_guarded_and_closed_to_others(admin_client):
    for address in ("/admin/", "/admin/papers/paper/", "/admin/papers/paper/add/", "/admin/jsi18n/", "/admin/nowhere/"):
        response = admin_client.get(address)
        assert_guarded(response, address)
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_refusals_and_redirects_are_guarded(client):
    assert_guarded(client.get("/nowhere"), 404)
    assert_guarded(client.post("/"), 405)
    assert_guarded(client.get("/admin/"), 302)
    assert_guarded(client.get("/papers"), 301)
    refused = client.get("/", headers={"host": "evil.example"})
    assert refused.status_code == 400
    assert_guarded(refused, "another host")
    refused = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    assert refused.status_code == 403
    assert_guarded(refused, "no token")


def test_way_to_tls_is_guarded(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    for host, status in (("127.0.0.1", 301), ("evil.example", 400)):
        answer = client.get("/", headers={"host": host})
        assert answer.status_code == status
        assert_guarded(answer, f"plain http to {host}")


@pytest.mark.urls(__name__)
def test_answer_to_an_error_is_guarded():
    response = Client(raise_request_exception=False).get("/broken/")
    assert response.status_code == 500
    assert_guarded(response, 500)


def test_static_files_are_guarded_and_closed_to_others(client, settings):
    # As in development, where they are found without being collected; the middleware is the same.
    settings.WHITENOISE_USE_FINDERS = True
    settings.WHITENOISE_AUTOREFRESH = True
    response = client.get("/static/img/icon.svg")
    assert response.status_code == 200
    response.close()
    assert_guarded(response, "static")
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    again = client.get("/static/img/icon.svg", headers={"if-modified-since": response["Last-Modified"]})
    assert again.status_code == 304
    assert_guarded(again, "static, unchanged")


def test_production_asks_for_tls_everywhere(client, settings):
    settings.CONTENT_SECURITY_POLICY = content_security_policy(is_local=False)
    settings.SECURE_HSTS_SECONDS = 31_536_000
    response = client.get("/", secure=True)
    assert policy(response) == {*POLICY, "upgrade-insecure-requests"}
    assert response["Strict-Transport-Security"].startswith("max-age=31536000")
    assert not any("unsafe" in each for each in policy(response))
