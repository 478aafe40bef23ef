"""Each order of the list, and each portion of it, against sorting by hand."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from typing import Any

import pytest
from django.http import QueryDict

from papers import catalogue
from papers.catalogue import Ordered
from papers.filters import PaperFilter
from papers.models import Listing, Paper
from tests.test_facets import make_many

pytestmark = pytest.mark.django_db


def ranks(sections: frozenset[int] | None) -> dict[int, int]:
    """By paper, where it is listed first, of its listings in `sections` or else of all."""
    listings = sorted(
        Listing.objects.filter(paper__hidden=False).select_related("section"),
        key=lambda each: (each.section.position, each.position, each.pk),
    )
    found: dict[int, int] = {}
    for at, listing in enumerate(listings):
        if sections is None or listing.section_id in sections:
            found.setdefault(listing.paper_id, at)
    return found


def by_hand(papers: Sequence[Paper], sort: str, sections: frozenset[int] | None) -> list[int]:
    first = ranks(sections if sort == "list" else None)
    keys: dict[str, Any] = {
        "list": lambda paper: 0,
        "-year": lambda paper: (paper.year is None, -(paper.year or 0)),
        "year": lambda paper: (paper.year is None, paper.year or 0),
        "title": lambda paper: paper.title.lower().replace("-", " ").replace("é", "e"),
        "-added": lambda paper: -paper.added.toordinal(),
    }
    return [paper.pk for paper in sorted(papers, key=lambda paper: (keys[sort](paper), first[paper.pk]))]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("sort", ["list", "-year", "year", "title", "-added"])
def test_each_order_is_as_by_hand(seed, sort):
    chance = random.Random(seed)
    make_many(60, chance)
    for paper in Paper.objects.all():
        day = datetime.date(2024, 1, 1 + chance.randrange(5))
        Paper.objects.filter(pk=paper.pk).update(added=day)
    Listing.objects.update(position=0)
    slugs = list(catalogue.current().terms.sections)
    for chosen in ([], *(chance.sample(slugs, 3) for _ in range(5))):
        query = "".join(f"&section={slug}" for slug in chosen)
        filters = PaperFilter(QueryDict(f"sort={sort}{query}"))
        found = [filters.catalogue.papers[place] for place in filters.ordered()]
        assert found == by_hand(list(Paper.objects.filter(pk__in=found)), sort, filters.sections)
        assert len(found) == len(filters.found)


@pytest.mark.parametrize("portions", [[], [[]], [[3, 1, 2]], [[], [5], [], [4, 9], [2, 7, 8]]])
def test_any_portion_of_an_order_is_that_of_a_list(portions):
    ordered, plain = Ordered(portions), [place for portion in portions for place in portion]
    assert (list(ordered), len(ordered)) == (plain, len(plain))
    for start in range(-1, 8):
        assert [ordered[start:stop] for stop in range(-1, 8)] == [plain[start:stop] for stop in range(-1, 8)]
    assert [ordered[at] for at in range(len(plain))] == plain
    with pytest.raises(IndexError):
        ordered[len(plain)]
