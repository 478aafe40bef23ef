"""What a maintainer does with imports and pending edits, without scripts: by keyboard, on a phone, in both schemes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import Reader
from tests.browser.rows import MAINTAINER, PASSWORD
from tests.browser.serving import served

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
BASE = "/admin/papers/revision/"
SCREENS: dict[str, ViewportSize] = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
STILL = "* { transition: none !important }"
"""Links of the admin fade from one scheme's colour into the other's."""


@pytest.fixture(scope="module")
def site(executable: str, tmp_path_factory: pytest.TempPathFactory, survey_readme: bytes) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("both"), survey_readme, proposing=True) as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    reader = Reader(browser, site)
    # axe puts styles of its own into a page, which the policy forbids.
    page = reader.opens("/admin/login/", bypass_csp=True)
    page.fill("#id_username", MAINTAINER)
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")
    yield page
    for context in browser.contexts:
        context.close()
    assert reader.faults == []


def look(page: Page) -> None:
    """In both sizes and schemes: no violation, and nothing wider than the screen."""
    page.add_style_tag(content=STILL)
    found = []
    for size, screen in SCREENS.items():
        page.set_viewport_size(screen)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            violations = Axe().run(page).response["violations"]
            found += [f"{size}, {scheme}: {each['id']}: {each['nodes'][0]['html'][:200]}" for each in violations]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append(f"{size}: wider than the screen")
    assert found == []


def test_form_asks_which_of_two_a_text_is(page: Page) -> None:
    page.goto(f"{BASE}import/")
    look(page)
    page.get_by_label("Or its text").fill("# A list\n")
    page.get_by_role("button", name="Review the changes").click()
    group = page.get_by_role("group", name="What is this file or text?")
    expect(group.get_by_text("Choose which of the two it is.")).to_be_visible()
    look(page)
    group.get_by_label("Somebody's proposal").focus()
    page.keyboard.press("Space")
    expect(group.get_by_label("Somebody's proposal")).to_be_checked()


def test_review_asks_whether_an_edit_is_taken_back(page: Page) -> None:
    page.goto(f"{BASE}import/1/")
    expect(page.get_by_text(f"{MAINTAINER} made this edit here on")).to_be_visible()
    expect(page.get_by_role("link", name="1 edit")).to_be_visible()
    look(page)


def test_pending_edit_is_discarded_after_a_look(page: Page) -> None:
    page.goto(f"{BASE}export/")
    look(page)
    box = page.get_by_role("checkbox", name="What learning algorithm is in-context learning?")
    box.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Discard the chosen …").press("Enter")
    page.wait_for_url("**/discard/")
    look(page)
    page.get_by_role("link", name="Keep it").click()
    expect(page.get_by_role("checkbox")).to_have_count(1)


def test_newest_import_has_its_undoing_reviewed(page: Page) -> None:
    page.goto(BASE)
    page.get_by_role("link", name="Undo the newest import").click()
    look(page)
    page.get_by_role("button", name="Undo this import …").click()
    page.wait_for_url("**/import/*/")
    look(page)
    page.get_by_role("button", name="Leave the import as it is").click()
    page.wait_for_url("**/import/")
