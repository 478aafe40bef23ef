"""For programs: the list as Markdown, and that every public address keeps to the rules of its protocol."""

from __future__ import annotations

import gzip
import re
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.views.defaults import permission_denied

from papers.exporter import render
from papers.models import Paper, Section
from tests.lists import edit, imported
from tests.views.markup import faults, parsed
from tests.views.pages import body, download, files, html_pages

pytestmark = pytest.mark.django_db


def test_readme_is_the_file_that_an_export_would_write(client, survey_readme):
    imported(survey_readme.decode())
    response = client.get("/README.md")
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response.content == render() == survey_readme
    edit("Function vectors", title="Function vectors, retitled")
    assert client.get("/README.md").content == render() != survey_readme


def test_readme_that_cannot_be_written_is_unavailable_and_says_why_in_a_line(client):
    imported()
    edit("Beta", title="Two\nlines")
    for path in ("/README.md", "/papers.md"):
        response = client.get(path)
        assert (response.status_code, response["Content-Type"]) == (503, "text/plain; charset=utf-8")
        assert response.content.decode() == (
            "The list cannot be written at the moment: Two lines: line breaks and control characters cannot stand in a"
            " value.\n"
        )
    assert client.get("/papers.json").status_code == 200


def test_readme_of_an_empty_list_is_empty(client):
    response = client.get("/README.md")
    assert (response.status_code, response.content) == (200, b"")


def addresses() -> list[str]:
    return [*html_pages(), *files()]


@pytest.mark.usefixtures("small")
def test_every_public_address_answers_head_as_get_but_without_a_body(client):
    for path in addresses():
        got, asked = client.get(path), client.head(path)
        assert (asked.status_code, body(asked)) == (200, b""), path
        assert asked["Content-Type"] == got["Content-Type"]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_every_public_address_is_for_reading_alone(client, method):
    for path in addresses():
        response = getattr(client, method)(path)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD"), path


@pytest.mark.usefixtures("small")
def test_reading_changes_nothing_and_leaves_no_cookie(client):
    before = list(Paper.objects.values()), list(Section.objects.values())
    for path in addresses():
        assert not client.get(path).cookies, path
    assert (list(Paper.objects.values()), list(Section.objects.values())) == before


@pytest.mark.usefixtures("small")
def test_every_public_address_is_protected_from_frames_and_guesses(client):
    for path in addresses():
        response = client.get(path)
        assert (response["X-Frame-Options"], response["X-Content-Type-Options"]) == ("DENY", "nosniff"), path
        assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.usefixtures("small")
def test_headings_of_every_page_start_with_one_and_leave_no_level_out(client):
    for path in html_pages():
        found = parsed(client.get(path).content.decode())
        levels = [int(each.tag[1]) for each in found.walk() if re.fullmatch("h[1-6]", each.tag)]
        assert (levels[0], levels.count(1)) == (1, 1), path
        assert all(after <= before + 1 for before, after in pairwise(levels)), path


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "path", ["/", "/papers/", "/papers/alpha/", "/papers.json", "/papers.bib", "/feed.atom", "/README.md", "/map.svg"]
)
def test_text_comes_compressed_to_those_who_read_it_so(client, path):
    response = client.get(path, HTTP_ACCEPT_ENCODING="gzip")
    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]
    assert gzip.decompress(body(response)).decode() == download(client, path)
    assert not client.get(path).has_header("Content-Encoding")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/papers/nowhere/", "/sections/nowhere/", "/papers/nowhere.bib", '/"><script>alert(1)</script>'],
)
def test_page_that_there_is_not_says_so_in_the_sites_design(client, path):
    response = client.get(path)
    html = response.content.decode()
    assert (response.status_code, faults(html)) == (404, [])
    found = parsed(html)
    assert found.one("h1").text == "Not found"
    assert found.one("title").text == "Not found"
    assert found.one("a", class_="site-name").text == "A small list"
    assert found.one("main").one("a").href == "/"


def test_form_without_its_token_is_refused_in_the_sites_design():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x", "password": "x"})
    html = response.content.decode()
    assert (response.status_code, faults(html)) == (403, [])
    found = parsed(html)
    assert found.one("h1").text == "Refused"
    assert "cookie" in found.one("main").text


def test_refused_page_is_in_the_sites_design(rf):
    response = permission_denied(rf.get("/"), PermissionDenied("secret"))
    html = response.content.decode()
    assert (response.status_code, faults(html)) == (403, [])
    assert "secret" not in html
    assert parsed(html).one("h1").text == "Refused"
