"""Readers without a mouse, and what a screen reader is told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import query

MOST_STOPS = 24
FOCUSED = "document.activeElement.id"


def stops_before_the_first_paper(page: Page) -> int:
    for stops in range(1, MOST_STOPS + 2):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.paper .title a')"):
            return stops - 1
    raise AssertionError(f"no paper among the first {MOST_STOPS + 1} stops")


@pytest.mark.parametrize("path", ["/papers/", "/papers/?evidence=theoretical"], ids=["all", "filtered"])
def test_first_paper_is_few_stops_away(reader, path):
    page = reader.opens(path)
    assert stops_before_the_first_paper(page) <= MOST_STOPS


def test_skip_link_leads_past_the_header(reader):
    page = reader.opens("/papers/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "content"
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "q"


def test_facet_value_keeps_the_focus_and_the_count_is_said(reader):
    page = reader.opens_in_place("/papers/")
    page.focus("#venue-iclr")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("11 of 74 papers")
    assert page.evaluate(FOCUSED) == "venue-iclr"
    expect(page.locator("#venue-iclr")).to_have_accessible_name("ICLR 11 papers, chosen")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("17 of 74 papers")
    assert query(page) == "?venue=iclr&venue=icml"


def test_facets_are_reached_by_tab_alone(reader):
    page = reader.opens_in_place("/papers/?evidence=theoretical&venue=neurips")
    focused = ""
    for _ in range(100):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused == "evidence-empirical":
            break
    assert focused == "evidence-empirical"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("8 of 74 papers")


def test_focus_goes_to_the_count_where_the_filter_is_gone(reader):
    page = reader.opens_in_place("/papers/?evidence=theoretical&venue=iclr")
    page.focus(".chip >> nth=0")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("11 of 74 papers")
    assert page.evaluate(FOCUSED) == "found"


def test_focus_stays_where_an_order_is_chosen_and_in_the_search(reader):
    page = reader.opens_in_place("/papers/")
    page.focus("#sort")
    page.select_option("#sort", "title")
    expect(page.locator(".group")).to_have_count(0)
    assert page.evaluate(FOCUSED) == "sort"
    page.fill("#q", "linear")
    page.press("#q", "Enter")
    expect(page.locator(".chip")).to_have_count(1)
    assert page.evaluate(FOCUSED) == "q"


def test_slash_leads_to_the_search_and_is_typed_there(reader):
    page = reader.opens("/papers/")
    page.keyboard.press("/")
    assert page.evaluate(FOCUSED) == "q"
    assert page.input_value("#q") == ""
    page.keyboard.press("/")
    assert page.input_value("#q") == "/"


def test_export_menu_opens_and_closes_by_keyboard(reader):
    page = reader.opens("/papers/")
    menu = page.locator("#export ul")
    page.focus("#export summary")
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("#export a").first).to_be_focused()

    page.keyboard.press("Escape")

    expect(menu).to_be_hidden()
    expect(page.locator("#export summary")).to_be_focused()


def test_export_menu_closes_by_a_click_elsewhere(reader):
    page = reader.opens("/papers/")
    page.click("#export summary")
    expect(page.locator("#export ul")).to_be_visible()
    page.click("#found")
    expect(page.locator("#export ul")).to_be_hidden()
