"""All of axe-core's rules that are on by default, best practices among them."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.pages import wait_until

PATHS = {
    "home": "/",
    "list": "/papers/",
    "filtered": "/papers/?evidence=theoretical&venue=iclr&q=learning",
    "empty": "/papers/?evidence=theoretical&venue=tmlr&year=2021",
    "unknown value": "/papers/?venue=nowhere",
    "paper": "/papers/function-vectors-in-large-language-models/",
    "section": "/sections/skill-learning/",
    "map": "/map/",
    "map of some years": "/map/?year_min=2023",
    "not found": "/nowhere/",
}
SCREENS = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_page_has_no_violations_in_any_scheme_or_size(reader, path):
    page = reader.opens(path, forgiven="404" if path == PATHS["not found"] else "")
    found = [f"as it comes: {violation}" for violation in violations(page)]
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    for size, screen in SCREENS.items():
        page.set_viewport_size(screen)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [f"{size}, {scheme}: {violation}" for violation in violations(page)]
    assert found == []


def test_page_changed_in_place_has_no_violations(reader):
    page = reader.opens_in_place("/papers/")
    page.click("#evidence-theoretical")
    wait_until(page, "document.getElementById('announcement').textContent")
    assert violations(page) == []
