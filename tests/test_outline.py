from __future__ import annotations

import pytest

from papers.outline import Outline
from tests.rows import make_listing, make_paper, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def deep():
    """Title > One > Inner > Innermost; Title > Two; Title > Empty > Below."""
    title = make_section("Title", level=1, slug="title")
    one = make_section("One", parent=title, slug="one")
    inner = make_section("Inner", level=3, parent=one, slug="inner")
    innermost = make_section("Innermost", level=4, parent=inner, slug="innermost")
    two = make_section("Two", parent=title, slug="two")
    empty = make_section("Empty", parent=title, slug="empty")
    below = make_section("Below", level=3, parent=empty, slug="below")
    make_paper(listed_in=innermost)
    make_paper(listed_in=two)
    make_paper(listed_in=below, hidden=True)
    return {each.slug: each for each in (title, one, inner, innermost, two, empty, below)}


def slugs(sections) -> list[str]:
    return [section.slug for section in sections]


def test_outline_has_all_sections_in_readme_order(deep):
    assert slugs(Outline.load().sections) == ["root", *deep]


def test_outline_costs_two_queries_however_deep(deep, django_assert_num_queries):
    with django_assert_num_queries(2):
        outline = Outline.load()
        for section in outline.sections:
            outline.path(section.pk)
            outline.depth(section)
        assert outline.shown
        assert outline.subtrees


def test_outline_shows_sections_that_readers_find_papers_in(deep):
    outline = Outline.load()
    assert outline.title == deep["title"]
    assert slugs(outline.shown) == ["one", "inner", "innermost", "two"]


@pytest.mark.parametrize(
    ("titles", "expected"),
    [((), None), (("Only",), "Only"), (("First", "Second"), None)],
    ids=["none", "one", "several"],
)
def test_outline_takes_a_heading_for_the_title_where_it_is_alone(titles, expected):
    for title in titles:
        make_section(title, level=1)
    found = Outline.load().title
    assert (found.title if found else None) == expected


def test_outline_shows_headings_of_the_first_level_where_there_are_several():
    for title in ("First", "Second"):
        make_paper(listed_in=make_section(title, level=1, slug=title.lower()))
    outline = Outline.load()
    assert slugs(outline.shown) == ["first", "second"]
    assert slugs(outline.path(outline.shown[1].pk)) == ["second"]


def test_outline_leads_down_to_a_section(deep):
    outline = Outline.load()
    assert slugs(outline.path(deep["innermost"].pk)) == ["one", "inner", "innermost"]
    assert slugs(outline.path(deep["title"].pk)) == []
    assert slugs(outline.path(outline.sections[0].pk)) == []
    depths = {slug: outline.depth(section) for slug, section in deep.items()}
    assert depths == {"title": 0, "one": 0, "inner": 1, "innermost": 2, "two": 0, "empty": 0, "below": 1}


def test_outline_knows_what_is_under_a_section(deep):
    outline = Outline.load()
    by_pk = outline.by_pk
    under = {by_pk[pk].slug: {by_pk[each].slug for each in members} for pk, members in outline.subtrees.items()}
    assert under["inner"] == {"inner", "innermost"}
    assert under["two"] == {"two"}
    assert under["title"] == {*deep}
    assert under["root"] == {"root", *deep}


def test_outline_orders_the_sections_of_listings_each_once(deep):
    paper = make_paper()
    listings = [make_listing(paper, deep[slug]) for slug in ("two", "inner", "two", "one")]
    assert slugs(Outline.load().sections_of(listings)) == ["one", "inner", "two"]


def test_outline_has_what_leads_to_some_sections(deep):
    outline = Outline.load()
    assert slugs(outline.around([deep["innermost"].pk])) == ["root", "title", "one", "inner", "innermost"]
    assert outline.around([]) == []


@pytest.mark.parametrize(
    ("most", "expected"),
    [(4, ["one", "inner", "innermost", "two"]), (3, ["one", "inner", "two"]), (2, ["one", "two"]), (1, ["one", "two"])],
)
def test_outline_gives_an_overview_of_whole_levels(deep, most, expected):
    assert slugs(Outline.load().overview(most)) == expected


def test_outline_of_nothing_is_empty():
    outline = Outline.load()
    assert (outline.sections, outline.shown, outline.title, outline.overview(5)) == ([], [], None, [])
