from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.pages import parameters


@pytest.fixture
def page(reader) -> Page:
    return reader.opens("/papers/", java_script_enabled=False)


def test_facets_are_links(page):
    page.click("#evidence-theoretical")
    expect(page.locator("#found")).to_have_text("24 of 74 papers")
    page.click("#venue-iclr")
    expect(page.locator("#found")).to_have_text("6 of 74 papers")
    expect(page).to_have_title("6 of 74 papers · Awesome LLM Mechanism Analysis")
    page.go_back()
    expect(page.locator("#found")).to_have_text("24 of 74 papers")
    page.click(".chip")
    expect(page.locator("#found strong")).to_have_text("74")


def test_forms_have_buttons(page):
    page.fill("#q", "linear")
    page.click(".search button")
    expect(page.locator("#found")).to_have_text("9 of 74 papers")
    page.select_option("#sort", "title")
    page.click(".order button")
    expect(page.locator("#sort")).to_have_value("title")
    assert parameters(page)["q"] == ["linear"]
    page.fill("#year_min", "2024")
    page.click(".range button")
    expect(page.locator(".chip")).to_have_count(2)
    assert parameters(page)["sort"] == ["title"]


def test_pages_and_menus_work(page):
    page.click("a[rel=next]")
    expect(page.locator("#found")).to_have_text("74 papers, page 2 of 3")
    page.click("#export > summary")
    expect(page.locator("#export a").first).to_be_visible()
    page.click("#export > summary")
    expect(page.locator("#export a").first).to_be_hidden()


def test_buttons_that_do_nothing_are_not_there(reader):
    page = reader.opens("/papers/function-vectors-in-large-language-models/", java_script_enabled=False)
    expect(page.locator("[data-copy]").first).to_be_hidden()
    expect(page.locator("#bibtex")).to_be_visible()


def test_filters_fold_on_a_phone(reader):
    page = reader.opens("/papers/", java_script_enabled=False, **PHONE)
    expect(page.locator("#evidence-theoretical")).to_be_hidden()
    page.tap("#filters > summary")
    page.tap("#evidence-theoretical")
    expect(page.locator("#found")).to_have_text("24 of 74 papers")
    expect(page.locator(".paper").nth(1)).to_be_in_viewport()
