"""A finding is corrected, and one dismissed, by a maintainer without scripts and by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Reader
from tests.browser.test_admin import desk, exported, logged_in
from tests.lists import DELTA, LIST

__all__ = ["desk"]

EMPTY = "- (**KDD'24**)[Empirical] Epsilon is still to come [[Paper]]()\n"
SPELT = DELTA.replace("KDD", "Kdd").replace("Delta", "Theta").replace("00004", "00008")
FLAWED = LIST.replace(DELTA, f"{DELTA}{EMPTY}{SPELT}")
ADDRESS = "/admin/papers/revision/findings/"


@pytest.fixture
def list_() -> str:
    return FLAWED


def looked_at(desk: Reader, **options: Any) -> Page:
    # axe puts styles of its own into a page, which the policy forbids.
    return logged_in(desk, ADDRESS, bypass_csp=True, **options)


def has_no_violation(page: Page) -> bool:
    violations = [each["id"] for each in Axe().run(page).response["violations"]]
    assert violations == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return True


def test_finding_is_corrected_through_its_review(desk):
    page = looked_at(desk)
    assert has_no_violation(page)
    page.get_by_label("Select: “Kdd”").check()
    page.get_by_role("button", name="Correct the selected").click()
    page.wait_for_url("**/import/*/")
    expect(page.locator("ins", has_text="KDD'24")).to_be_visible()
    assert exported(page) == FLAWED
    page.get_by_role("button", name="Correct", exact=True).click()
    page.wait_for_url("**/difference/")
    assert exported(page) == FLAWED.replace("Kdd", "KDD")
    page.get_by_role("link", name="What to look at in it").click()
    expect(page.get_by_role("heading", name="venue-spelling")).to_have_count(0)


def test_finding_is_dismissed_with_the_keyboard_and_taken_back(desk):
    page = looked_at(desk)
    page.locator("summary", has_text="Epsilon is still to come").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert has_no_violation(page)
    page.keyboard.type("It is not out yet.")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Dismissed. It can be taken back")).to_be_visible()
    expect(page.get_by_role("heading", name="empty-link")).to_have_count(0)
    page.get_by_role("link", name="Dismissed findings").first.click()
    expect(page.get_by_text("It is not out yet.")).to_be_visible()
    assert has_no_violation(page)
    page.get_by_role("button", name="Take back").click()
    page.goto(ADDRESS)
    expect(page.get_by_role("heading", name="empty-link")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_works_on_a_phone_without_scripts(desk, scheme):
    page = logged_in(desk, ADDRESS, **PHONE, java_script_enabled=False, color_scheme=scheme)
    page.select_option("#filter-level", "warning")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/findings/?level=warning**")
    expect(page.get_by_role("heading", name="empty-link")).to_have_count(0)
    page.get_by_role("button", name="Write “KDD”").click()
    page.wait_for_url("**/import/*/")
    expect(page.locator("ins", has_text="KDD'24")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_on_a_phone_has_no_violation(desk, scheme):
    assert has_no_violation(looked_at(desk, **PHONE, color_scheme=scheme))
