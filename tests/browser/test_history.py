"""Back, Forward and reload, with and without changes in place."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.pages import chips, is_as_answered, is_the_same_page, query


def test_back_and_forward_undo_and_redo_filters(reader):
    page = reader.opens_in_place("/papers/")
    page.click("#evidence-theoretical")
    expect(page.locator("#found strong")).to_have_text("24")
    page.click("#venue-iclr")
    expect(page.locator("#found strong")).to_have_text("6")

    for go, found, shown, title in (
        (page.go_back, "24", ["Theoretical"], "24 of 74 papers"),
        (page.go_back, "74", [], "Papers"),
        (page.go_forward, "24", ["Theoretical"], "24 of 74 papers"),
        (page.go_forward, "6", ["Theoretical", "ICLR"], "6 of 74 papers"),
    ):
        go()
        expect(page.locator("#found strong")).to_have_text(found)
        expect(page).to_have_title(f"{title} · Awesome LLM Mechanism Analysis")
        assert chips(page) == shown
        assert is_as_answered(page)
    assert is_the_same_page(page)


def test_filters_work_in_place_after_back(reader):
    page = reader.opens_in_place("/papers/")
    page.click("#evidence-theoretical")
    expect(page.locator("#found strong")).to_have_text("24")
    page.go_back()
    expect(page.locator("#found strong")).to_have_text("74")
    page.click("#year-2021")
    expect(page.locator("#found strong")).to_have_text("3")
    assert is_as_answered(page)
    assert is_the_same_page(page)


def test_back_from_a_paper_leads_to_the_filtered_list(reader):
    page = reader.opens_in_place("/papers/")
    page.click("#evidence-theoretical")
    expect(page.locator("#found strong")).to_have_text("24")
    page.click("text=The learnability of in-context learning")
    expect(page).to_have_url(f"{reader.site}/papers/the-learnability-of-in-context-learning/")

    page.go_back()

    expect(page.locator("#found")).to_have_text("24 of 74 papers")
    assert query(page) == "?evidence=theoretical"
    assert is_as_answered(page)


def test_reload_keeps_what_was_chosen_in_place(reader):
    page = reader.opens_in_place("/papers/")
    page.click("#evidence-theoretical")
    expect(page.locator("#found strong")).to_have_text("24")
    page.select_option("#sort", "-year")
    expect(page.locator(".group")).to_have_count(0)

    page.reload()

    assert chips(page) == ["Theoretical"]
    assert page.locator("#sort").input_value() == "-year"
    assert is_as_answered(page)


def test_address_of_a_view_shows_it_to_others(reader):
    page = reader.opens("/papers/?q=linear&evidence=theoretical&year_min=2023&sort=title&per_page=50")
    assert chips(page) == ["“linear”", "Theoretical", "since 2023"]
    assert page.locator("#per_page").input_value() == "50"
    assert is_as_answered(page)


def test_back_goes_on_after_a_page_that_is_not_yet_touched(reader):
    page = reader.opens_in_place("/papers/")
    page.click("#evidence-theoretical")
    expect(page.locator("#found strong")).to_have_text("24")
    page.click("#venue-iclr")
    expect(page.locator("#found strong")).to_have_text("6")
    page.focus(".paper .title a >> nth=0")
    page.keyboard.press("Enter")
    expect(page.locator("article h1")).to_be_visible()

    page.go_back()
    expect(page.locator("#found strong")).to_have_text("6")
    for found in ("24", "74"):
        page.go_back()
        expect(page.locator("#found strong")).to_have_text(found)
        assert is_as_answered(page)
