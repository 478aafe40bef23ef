"""A change made by anyone shows in the next answer, whoever had the list in memory before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from papers import catalogue
from papers.models import Paper, Section
from tests.rows import add_evidence, add_link, make_evidence_type, make_listing, make_paper, make_section, make_venue


@pytest.mark.django_db
def test_unchanged_list_is_read_once(django_assert_num_queries):
    make_paper(listed_in=make_section())
    first = catalogue.current()
    with django_assert_num_queries(1):
        assert catalogue.current() is first


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda paper: Paper.objects.filter(pk=paper.pk).update(year=1999),
        lambda paper: paper.delete(),
        lambda paper: make_listing(paper, make_section()),
        lambda paper: paper.listings.all().delete(),
        lambda paper: Section.objects.filter(level=2).update(position=9),
        lambda paper: paper.tags.add("classic"),
        lambda paper: add_evidence(paper, make_evidence_type()),
        lambda paper: add_link(paper, "https://github.com/a/b"),
        lambda paper: make_venue(),
    ],
    ids=["update", "delete", "listing", "unlisted", "order", "tag", "evidence", "link", "venue"],
)
def test_each_change_makes_another_snapshot(change):
    paper = make_paper(listed_in=make_section())
    before = catalogue.current()
    change(paper)
    assert catalogue.current() is not before


@pytest.mark.django_db
def test_what_is_rolled_back_is_gone():
    paper = make_paper(listed_in=make_section(), year=2020)
    assert list(catalogue.current().terms.years) == ["2020"]
    with transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(year=1999)
        assert list(catalogue.current().terms.years) == ["1999"]
        transaction.set_rollback(True)
    assert list(catalogue.current().terms.years) == ["2020"]


@pytest.mark.django_db
def test_reading_costs_as_many_queries_for_any_list():
    costs = []
    for papers in (0, 1, 12):
        section = make_section()
        for _ in range(papers):
            make_paper(listed_in=section, venue=make_venue(f"Venue {Paper.objects.count()}"))
        with CaptureQueriesContext(connection) as queries:
            catalogue.current()
        costs.append(len(queries))
    assert len(set(costs)) == 1


@pytest.mark.django_db(transaction=True)
def test_threads_that_ask_at_once_get_one_snapshot():
    make_paper(listed_in=make_section())
    barrier = Barrier(4)

    def ask() -> catalogue.Snapshot:
        try:
            barrier.wait(10)
            return catalogue.current()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(ask) for _ in range(4)]
    assert len({id(each.result()) for each in asked}) == 1
