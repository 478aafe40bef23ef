"""What is to be seen without scrolling, in light and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, PHONE

PLACES = """() => ({
  first: document.querySelector(".paper").getBoundingClientRect().top,
  whole: [...document.querySelectorAll(".paper .title")]
    .filter((title) => title.getBoundingClientRect().bottom <= innerHeight).length,
})"""


@pytest.mark.parametrize("path", ["/papers/", "/papers/?evidence=theoretical"], ids=["all", "filtered"])
@pytest.mark.parametrize(("screen", "lowest", "titles"), [(DESKTOP, 320, 4), (PHONE, 420, 2)], ids=["desktop", "phone"])
def test_papers_are_in_the_first_view(reader, path, screen, lowest, titles):
    places = reader.opens(path, **screen).evaluate(PLACES)
    assert places["first"] <= lowest
    assert places["whole"] >= titles


def ground(page: Page) -> str:
    found: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return found


@pytest.mark.parametrize("path", ["/", "/papers/", "/map/"])
def test_pages_follow_the_systems_scheme(reader, path):
    page = reader.opens(path, color_scheme="light")
    assert ground(page) == "rgb(252, 251, 248)"
    page.emulate_media(color_scheme="dark")
    assert ground(page) == "rgb(18, 24, 27)"
