from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.pages import is_as_answered, is_the_same_page

PATHS = (
    "/",
    "/papers/",
    "/papers/?evidence=theoretical&venue=iclr",
    "/papers/?evidence=theoretical&venue=tmlr&year=2021",
    "/papers/function-vectors-in-large-language-models/",
    "/sections/skill-learning/",
    "/map/",
    "/map/?year_min=2023",
)
TARGETS = (
    ".value, .chip, .clear, .button, button, select, summary, input:not([type=hidden]), .site-name, nav a, .show a,"
    " .menu a"
)
SMALL = """(targets) => [...document.querySelectorAll(targets)]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 44)
  .map((each) => `${each.tagName} ${each.className} ${each.textContent.trim().slice(0, 40)}`)"""


@pytest.fixture
def page(reader) -> Page:
    return reader.opens_in_place("/papers/", **PHONE)


def test_filters_are_folded_until_asked_for(page):
    expect(page.locator("#venue-iclr")).to_be_hidden()
    page.tap("#filters > summary")
    expect(page.locator("#venue-iclr")).to_be_visible()


def test_filters_stay_open_while_choosing_and_lead_to_the_papers(page):
    page.tap("#filters > summary")
    page.tap("#evidence-theoretical")
    expect(page.locator("#found strong")).to_have_text("24")
    page.tap("#venue-iclr")
    expect(page.locator("#found strong")).to_have_text("6")
    expect(page.locator("#filters > summary")).to_have_text("Filters 2")
    expect(page.locator("#year-2024")).to_be_visible()
    assert is_as_answered(page)
    assert is_the_same_page(page)

    page.tap("text=Show 6 papers")

    expect(page.locator("#found")).to_be_in_viewport()
    expect(page.locator(".paper").nth(1)).to_be_in_viewport()
    assert is_the_same_page(page)


def test_value_stays_under_the_finger(page):
    page.tap("#filters > summary")
    page.locator("#venue-acl").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('venue-acl').scrollIntoView({block: 'center'})")
    before = page.locator("#venue-acl").bounding_box()
    page.tap("#venue-acl")
    expect(page.locator("#found strong")).to_have_text("5")
    assert page.locator("#venue-acl").bounding_box() == before


@pytest.mark.parametrize("path", PATHS)
def test_page_fits_a_phone_and_its_controls_fit_fingers(reader, path):
    page = reader.opens(path, **PHONE)
    for opened in ("false", "true"):
        page.evaluate(f"for (const each of document.querySelectorAll('details')) each.open = {opened}")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.evaluate(SMALL, TARGETS) == []
