"""Filters, orders and pages that change the list where it stands."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import chips, facets, is_as_answered, is_the_same_page, parameters, query, titles, wait_until


@pytest.fixture
def page(reader) -> Page:
    return reader.opens_in_place("/papers/")


def test_facet_value_filters_in_place(page):
    page.click("#evidence-theoretical")

    expect(page.locator("#found")).to_have_text("24 of 74 papers")
    assert query(page) == "?evidence=theoretical"
    assert page.title() == "24 of 74 papers · Awesome LLM Mechanism Analysis"
    assert chips(page) == ["Theoretical"]
    assert ["Theoretical", 24, True] in facets(page)["evidence"]
    assert is_as_answered(page)
    assert is_the_same_page(page)


def test_values_of_one_facet_add_up_and_facets_narrow_each_other(page):
    for value, found in (
        ("venue-iclr", "11"),
        ("venue-neurips", "27"),
        ("evidence-empirical", "10"),
        ("year-2023", "2"),
    ):
        page.click(f"#{value}")
        expect(page.locator("#found strong")).to_have_text(found)
        assert is_as_answered(page)
    assert query(page) == "?evidence=empirical&venue=iclr&venue=neurips&year=2023"
    assert chips(page) == ["Empirical", "ICLR", "NeurIPS", "2023"]
    assert is_the_same_page(page)


def test_facet_value_is_taken_back_by_a_second_click(page):
    page.click("#venue-iclr")
    expect(page.locator("#found strong")).to_have_text("11")
    page.click("#venue-iclr")
    expect(page.locator("#found strong")).to_have_text("74")
    assert query(page) == ""
    assert chips(page) == []


def test_search_filters_in_place_and_keeps_the_facets(page):
    page.click("#evidence-theoretical")
    expect(page.locator("#found strong")).to_have_text("24")
    page.fill("#q", "gradient descent")
    page.press("#q", "Enter")

    expect(page.locator(".chip").first).to_contain_text("“gradient descent”")
    assert parameters(page) == {"q": ["gradient descent"], "evidence": ["theoretical"]}
    assert page.title().startswith("“gradient descent” in ")
    assert page.locator("#q").input_value() == "gradient descent"
    assert is_as_answered(page)
    assert is_the_same_page(page)


def test_order_applies_as_it_is_chosen(page):
    page.select_option("#sort", "title")
    expect(page.locator(".group")).to_have_count(0)
    assert parameters(page)["sort"] == ["title"]
    assert titles(page) == sorted(titles(page), key=str.casefold)
    assert is_as_answered(page)
    assert is_the_same_page(page)


def test_page_size_applies_as_it_is_chosen(page):
    page.select_option("#per_page", "100")
    expect(page.locator(".paper")).to_have_count(74)
    assert parameters(page)["per_page"] == ["100"]
    assert page.locator(".pages").count() == 0
    assert is_the_same_page(page)


def test_next_page_starts_at_its_top(page):
    page.click("a[rel=next]")
    expect(page.locator("#found")).to_have_text("74 papers, page 2 of 3")
    wait_until(page, "scrollY < 120")
    assert query(page) == "?page=2"
    assert is_as_answered(page)
    assert is_the_same_page(page)


def test_filter_on_a_later_page_leads_to_the_first(page):
    page.click("a[rel=next]")
    expect(page.locator("#found")).to_contain_text("page 2 of 3")
    page.click("#venue-arxiv")
    expect(page.locator("#found")).to_have_text("28 of 74 papers, page 1 of 2")
    assert query(page) == "?venue=arxiv"


def test_chip_takes_its_filter_back(reader):
    page = reader.opens_in_place("/papers/?evidence=theoretical&venue=iclr")
    page.click(".chip >> text=Theoretical")
    expect(page.locator(".chip")).to_have_count(1)
    assert query(page) == "?venue=iclr"
    assert is_as_answered(page)
    assert is_the_same_page(page)


def test_clear_all_leads_to_the_whole_list(reader):
    page = reader.opens_in_place("/papers/?evidence=theoretical&venue=iclr&q=linear")
    page.click("text=Clear all")
    expect(page.locator("#found")).to_have_text("74 papers, page 1 of 3")
    assert query(page) == ""
    assert page.locator("#q").input_value() == ""
    assert is_the_same_page(page)


def test_range_of_years_filters_in_place(page):
    page.fill("#year_min", "2021")
    page.fill("#year_max", "2022")
    page.press("#year_max", "Enter")
    expect(page.locator("#found")).to_have_text("13 of 74 papers")
    assert query(page) == "?year_min=2021&year_max=2022"
    assert chips(page) == ["2021–2022"]
    assert is_as_answered(page)
    assert is_the_same_page(page)


def test_half_a_range_leaves_the_other_half_out_of_the_address(page):
    page.fill("#year_min", "2024")
    page.press("#year_min", "Enter")
    expect(page.locator("#found")).to_have_text("22 of 74 papers")
    assert query(page) == "?year_min=2024"


def test_rest_of_a_facet_is_open_in_every_frame(page):
    page.click("#more-venue > summary")
    page.evaluate("""() => {
      window.frames_seen = [];
      const look = () => {
        window.frames_seen.push(document.getElementById("more-venue").open);
        requestAnimationFrame(look);
      };
      look();
    }""")
    page.click("#venue-kdd")
    expect(page.locator("#found")).to_have_text("1 of 74 papers")
    wait_until(page, "document.getElementById('announcement').textContent")
    assert page.evaluate("window.frames_seen.every((each) => each)")
    assert page.locator("#venue-colm").is_visible()


def test_value_far_down_stays_in_view_with_its_papers(page):
    page.evaluate("scrollTo(0, 1200)")
    page.locator("#has-code").scroll_into_view_if_needed()
    page.click("#has-code")
    expect(page.locator("#found")).to_have_text("3 of 74 papers")
    expect(page.locator("#has-code")).to_be_in_viewport()
    expect(page.locator(".paper").first).to_be_in_viewport()
    expect(page.locator("#found")).to_be_in_viewport()


def test_value_stays_under_the_mouse(page):
    page.evaluate("scrollTo(0, 60)")
    page.locator("#venue-acl").scroll_into_view_if_needed()
    before = page.locator("#venue-acl").bounding_box()
    page.click("#venue-acl")
    expect(page.locator("#found")).to_have_text("5 of 74 papers")
    assert page.locator("#venue-acl").bounding_box() == before


def test_search_from_the_home_page_leads_to_the_list(reader):
    page = reader.opens("/")
    page.fill("#q", "mesa")
    page.press("#q", "Enter")
    expect(page.locator("#found")).to_have_text("2 of 74 papers")
    assert query(page) == "?q=mesa"


def test_export_is_of_the_papers_found(page):
    page.click("#venue-iclr")
    expect(page.locator("#found strong")).to_have_text("11")
    page.click("#export > summary")
    with page.expect_download() as download:
        page.click("#export >> text=BibTeX")
    assert download.value.suggested_filename.endswith(".bib")
    assert download.value.path().read_text().count("@") == 11
