"""A database that takes no changes, as one whose disk is full: what it still has is shown, what was sent is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from papers.models import Paper
from survey.pages import unavailable
from survey.urls import urlpatterns as site
from tests.rows import make_paper, make_section
from tests.test_admin import address
from tests.test_admin_stale import sent

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no such switch")


def remember(request: HttpRequest) -> HttpResponse:
    request.session["seen"] = True
    return HttpResponse("remembered")


def tell(request: HttpRequest) -> HttpResponse:
    messages.info(request, "The paper was saved.")
    return HttpResponse("told")


def overtake(request: HttpRequest) -> HttpResponse:
    """As where somebody logs out elsewhere while this request is under way."""
    request.session["seen"] = True
    Session.objects.all().delete()
    return HttpResponse("overtaken")


urlpatterns = [path("remember/", remember), path("tell/", tell), path("overtake/", overtake), *site]


@contextmanager
def set_to(pragma: str, value: object) -> Iterator[None]:
    with connection.cursor() as cursor:
        [(before,)] = cursor.execute(f"PRAGMA {pragma}").fetchall()
        cursor.execute(f"PRAGMA {pragma} = {value}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA {pragma} = {before}")


def pages() -> int:
    with connection.cursor() as cursor:
        count: int = cursor.execute("PRAGMA page_count").fetchone()[0]
    return count


@on_sqlite
def test_full_disk_refuses_a_change_in_words_and_takes_it_again_when_there_is_room(admin_client):
    paper = make_paper(listed_in=make_section())
    form_path = address(Paper, "change", paper.pk)
    page = admin_client.get(form_path)
    data = sent(page.context) | {"abstract": "long " * 100_000}
    with set_to("max_page_count", pages()):
        response = admin_client.post(form_path, data)
        assert (response.status_code, response["Retry-After"]) == (503, "10")
        assert b"What you sent was not saved: the database took no change, as its disk is full." in response.content
        assert b"cannot be read" not in response.content
        assert admin_client.get("/papers/").status_code == 200
    assert Paper.objects.get().abstract == ""
    assert admin_client.post(form_path, data).status_code == 302
    assert Paper.objects.get().abstract.startswith("long")


@on_sqlite
def test_session_that_cannot_be_saved_takes_no_page_away(admin_client, settings, caplog):
    settings.ROOT_URLCONF = __name__
    admin_client.get("/tell/")
    with set_to("query_only", 1):
        shown = admin_client.get("/admin/")
    assert (shown.status_code, b"The paper was saved." in shown.content) == (200, True)
    assert "a session cannot be saved" in caplog.messages
    assert b"The paper was saved." in admin_client.get("/admin/").content
    assert b"The paper was saved." not in admin_client.get("/admin/").content


@on_sqlite
def test_session_that_cannot_begin_is_unavailable(client, settings):
    settings.ROOT_URLCONF = __name__
    with set_to("query_only", 1):
        response = client.get("/remember/")
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert "session" not in response.cookies
    assert client.get("/remember/").status_code == 200


def test_session_that_somebody_ended_meanwhile_is_no_matter_of_the_database(admin_client, settings):
    settings.ROOT_URLCONF = __name__
    assert admin_client.get("/overtake/").status_code == 400


def test_change_whose_fate_is_unknown_is_not_called_lost(rf):
    lost = unavailable(rf.post("/admin/"), OperationalError("server closed the connection")).content
    assert b"did not confirm what you sent" in lost
    assert b"was not saved" not in lost
    assert b"The list cannot be read just now." in unavailable(rf.get("/"), OperationalError()).content
