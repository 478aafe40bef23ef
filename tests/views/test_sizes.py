"""Requests that are too large are answered in one line."""

from __future__ import annotations

import pytest

from survey.sizes import ADMIN_BODY, LONGEST_QUERY, MOST_PARAMETERS, PUBLIC_BODY, UPLOADED_BODY

pytestmark = pytest.mark.django_db


def told(response, status):
    line = response.content.decode()
    assert (response.status_code, line.count("\n"), line[-2:]) == (status, 1, ".\n")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    return True


@pytest.mark.parametrize("path", ["/", "/papers/", "/papers.json", "/map.svg", "/admin/login/", "/nowhere"])
def test_long_addresses_are_refused(client, path):
    longest = "x" * LONGEST_QUERY
    assert client.get(f"{path}?{longest}").status_code in (200, 404)
    assert told(client.get(f"{path}?{longest}x"), 414)


@pytest.mark.parametrize("path", ["/papers/", "/papers.bib", "/admin/"])
def test_many_parameters_are_refused(client, path):
    most = "&".join(["tag=x"] * MOST_PARAMETERS)
    assert client.get(f"{path}?{most}").status_code in (200, 302, 400)
    assert told(client.get(f"{path}?{most}&tag=x"), 400)


@pytest.mark.parametrize("path", ["/", "/papers.json", "/admin/login/", "/admin/papers/paper/add/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_large_bodies_are_refused_unread_outside_the_admin(client, path, method):
    # The body is as long as it says; nothing else would be a request.
    body = b"x" * (PUBLIC_BODY + 1)
    send = client.generic(method.upper(), path, body, content_type="application/x-www-form-urlencoded")
    assert told(send, 413)


def test_maintainer_may_send_more_and_a_readme_most(admin_client):
    length = {"CONTENT_LENGTH": str(ADMIN_BODY + 1)}
    assert told(admin_client.post("/admin/papers/paper/add/", **length), 413)
    response = admin_client.get("/admin/papers/revision/import/", **length)
    assert response.status_code == 200
    too_large = admin_client.get("/admin/papers/revision/import/", CONTENT_LENGTH=str(UPLOADED_BODY + 1))
    assert told(too_large, 413)


@pytest.mark.parametrize("length", ["-1", "1e3", "9" * 400, "x", "²"])
def test_odd_lengths_end_in_no_error(client, length):
    assert client.get("/papers.json", CONTENT_LENGTH=length).status_code in (200, 413)
