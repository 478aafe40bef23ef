from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from papers.importer import import_readme
from papers.layout import lines
from papers.layout.lines import line_of
from papers.models import Content, Listing, Revision, Section
from tests.lists import DELTA, LIST, OMEGA, edit, exported, imported, listing, section

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_known() -> None:
    lines._line_starts.cache_clear()


def number(text: str, line: str) -> int:
    return text.splitlines().index(line.rstrip("\n")) + 1


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "BOM"])
def test_lines_are_counted_at_each_kind_of_ending(newline: str, mark: str) -> None:
    import_readme((mark + LIST.replace("\n", newline)).encode())

    assert line_of(section("A list").anchor) == 1
    assert line_of(section("Two").anchor) == number(LIST, "## Two")
    assert line_of(listing("Delta").anchor) == number(LIST, DELTA)


def test_other_separators_end_no_line() -> None:
    imported("# A\u2028list\x0c\n\nA\x85b\x0b\n\n" + DELTA)

    assert line_of(listing("Delta").anchor) == 5


def test_what_the_base_does_not_have_stands_at_no_line() -> None:
    assert line_of(0) is None
    imported()
    assert line_of(None) is None
    assert line_of(Section.objects.root().anchor) is None


def test_lines_are_those_of_the_base_and_not_of_an_export() -> None:
    imported()
    line = line_of(listing("Omega").upstream_anchor)
    edit("Alpha", title="Alpha, retitled")
    content = exported().encode()
    Revision.objects.create(content=Content.objects.keep(content), kind=Revision.Kind.EXPORT)

    assert line_of(listing("Omega").upstream_anchor) == line == number(LIST, OMEGA)


def test_new_base_has_new_lines() -> None:
    imported()
    was = line_of(listing("Omega").upstream_anchor)
    imported("An introduction.\n\n" + LIST)

    assert line_of(listing("Omega").upstream_anchor) == (was or 0) + 2


def test_content_is_read_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    imported()
    anchors = list(Listing.objects.values_list("anchor", flat=True))
    with django_assert_num_queries(2):
        line_of(anchors[0])

    with CaptureQueriesContext(connection) as queries:
        for anchor in anchors:
            line_of(anchor)

    assert len(queries) == len(anchors)
    assert not any('"content"' in query["sql"] or "adopted" in query["sql"] for query in queries.captured_queries)
