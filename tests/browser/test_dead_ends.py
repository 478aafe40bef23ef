"""Views without papers, and addresses without pages."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.pages import facets

EMPTY = "/papers/?evidence=theoretical&venue=emnlp&year=2023"


def test_view_without_papers_says_which_filter_to_drop(reader):
    page = reader.opens_in_place(EMPTY)
    expect(page.locator("#found")).to_have_text("0 of 74 papers")
    promises = page.locator(".nothing li").all_inner_texts()
    assert len(promises) >= 2
    for promise in promises:
        words, _, count = promise.partition(": ")
        page = reader.opens_in_place(EMPTY)
        page.click(f".nothing >> text={words}")
        expect(page.locator("#found strong")).to_have_text(count.split()[0])


def test_values_that_lead_to_nothing_are_no_links(reader):
    page = reader.opens("/papers/?venue=kdd")
    assert ["2021", 0, False] in facets(page)["year"]
    assert page.locator("a.value", has_text="2021").count() == 0
    assert page.locator("span.value", has_text="2021").count() == 1


def test_unknown_value_is_named_and_has_a_way_out(reader):
    page = reader.opens_in_place("/papers/?venue=nowhere&evidence=theoretical")
    expect(page.get_by_role("alert")).to_have_text("“nowhere” is no venue of this list.")
    expect(page.locator(".paper")).to_have_count(0)
    page.click("text=Drop Venue")
    expect(page.locator("#found")).to_have_text("24 of 74 papers")


def test_unknown_page_leads_to_the_list(reader):
    page = reader.opens("/nowhere/", forgiven="404")
    expect(page.locator("h1")).to_have_text("Not found")
    page.click("text=The whole list")
    expect(page.locator("h1")).to_have_text("Awesome LLM Mechanism Analysis")
