"""Rows that are deleted between two queries of one request: a page without them, or no page, and never an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from papers.models import Listing, Paper, Section, SlugRedirect
from tests.views.pages import body

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small")]

PATHS = (
    "/",
    "/papers/",
    "/papers/?sort=title",
    "/papers/alpha/",
    "/papers/beta/",
    "/papers/former/",
    "/papers/alpha.bib",
    "/sections/first/",
    "/map/",
    "/feed.atom",
    "/papers.json",
    "/papers.csv",
    "/papers.md",
    "/README.md",
    "/sitemap-papers.xml",
    "/sitemap-sections.xml",
)


def delete_listing() -> None:
    Listing.objects.filter(paper__slug__in=["alpha", "beta"]).delete()


def delete_paper() -> None:
    Paper.objects.filter(slug__in=["alpha", "beta"]).delete()


def delete_section() -> None:
    Listing.objects.filter(section__slug__in=["inner", "first"]).delete()
    Section.objects.filter(slug="inner").delete()
    Section.objects.filter(slug="first").delete()


def hide_everything() -> None:
    Paper.objects.update(hidden=True)


DELETIONS = (
    delete_listing,
    delete_section,
    pytest.param(delete_paper, marks=pytest.mark.long),
    pytest.param(hide_everything, marks=pytest.mark.long),
)


class Interruption:
    """Acts as somebody else after a request's query of a certain number."""

    def __init__(self, at: int, act: Callable[[], None]) -> None:
        self.left = at
        self.act = act
        self.is_done = False

    def __call__(self, execute: Callable[..., Any], *query: Any) -> Any:
        result = execute(*query)
        self.left -= 1
        if self.left == 0:
            self.is_done = True
            self.act()
        return result


@pytest.mark.parametrize("delete", DELETIONS)
@pytest.mark.parametrize("path", PATHS)
def test_row_that_vanishes_between_two_queries_is_no_error(path, delete):
    SlugRedirect.objects.create(old_slug="former", paper=Paper.objects.get(slug="beta"))
    at, is_done = 0, True
    while is_done:
        at += 1
        interruption = Interruption(at, delete)
        with transaction.atomic():
            with connection.execute_wrapper(interruption):
                response = Client().get(path)
                body(response)
            transaction.set_rollback(True)
        is_done = interruption.is_done
        assert response.status_code in (200, 301, 404), (at, response.status_code)
    assert at > 1
