from __future__ import annotations

import sqlite3

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.template.loader import render_to_string
from django.test import Client
from django.views.defaults import server_error

from tests.rows import make_paper, make_section
from tests.views.markup import faults
from tests.views.pages import page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/papers/paper-1/", "/healthz"])
def test_pages_refuse_to_be_posted_to(client, path):
    make_paper(listed_in=make_section())
    assert client.post(path).status_code == 405


def test_unknown_page_is_not_found_in_the_sites_own_words(client):
    response = client.get("/nowhere")
    assert response.status_code == 404
    assert b"The whole list" in response.content


def test_error_page_is_the_sites_own(rf):
    response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert b"has been logged" in response.content


@pytest.mark.parametrize("path", ["/healthz", "/healthz/ready", "/healthz/live"])
def test_healthz_answers(client, path):
    response = client.get(path)
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


def test_healthz_says_when_the_database_is_away(client, monkeypatch):
    def away():
        raise OperationalError from sqlite3.OperationalError("unable to open database file")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        assert client.get("/healthz/live").status_code == 200
        response = client.get("/healthz/ready")
        assert (response.status_code, response.content) == (503, b"database unreachable, empty or damaged\n")
        assert client.get("/healthz").status_code == 503


def test_healthz_says_which_migrations_the_database_lacks(client):
    MigrationRecorder.Migration.objects.filter(app="taggit").delete()
    response = client.get("/healthz")
    assert (response.status_code, response.content.count(b"\n")) == (503, 1)
    assert response.content.startswith(b"unapplied migrations: taggit.0")


@pytest.mark.parametrize("status", [400, 500, 503])
def test_pages_of_errors_ask_the_database_for_nothing(django_assert_num_queries, status):
    with django_assert_num_queries(0):
        html = render_to_string(f"{status}.html")
    assert faults(html) == []
    assert html.count("<h1") == 1


def test_pages_have_language_skip_link_and_one_main_heading(client):
    make_paper(listed_in=make_section())
    for path in ("/", "/papers/paper-1/"):
        html = page(client, path)
        assert '<html lang="en">' in html
        assert '<a class="skip" href="#content">' in html
        assert html.count("<h1") == 1


def test_pages_link_to_the_repository_where_there_is_one(client, settings):
    assert "Propose a change" not in page(client)
    settings.SURVEY_REPOSITORY_URL = "https://example.org/list"
    assert 'href="https://example.org/list"' in page(Client())  # settings are as a process found them
