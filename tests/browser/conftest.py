"""Pages of the real list in Chromium. No page may ask another host for anything or write to the console."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser import chromium
from tests.browser.pages import wait_until
from tests.browser.serving import served

DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
WAIT = 20_000
"""Milliseconds after which a condition that does not come true fails a test."""

expect.set_options(timeout=WAIT)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser takes its time: these are among the long tests, before those are left out."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.long)


class Reader:
    """Opens pages, each in a context of its own, and notes what they must not do."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser = browser
        self.site = site
        self.faults: list[str] = []

    def opens(self, path: str, *, forgiven: str = "", **options: Any) -> Page:
        """`forgiven` is a part of console messages that come with the page, as of an error's status."""
        context = self.browser.new_context(base_url=self.site, **{**DESKTOP, **options})
        context.set_default_timeout(WAIT)
        self.watch(context, forgiven)
        page = context.new_page()
        page.goto(path)
        # The browser focuses the field before a frame, and complains if another one has been focused by then.
        wait_until(page, "(field => !field || document.activeElement === field)(document.querySelector('[autofocus]'))")
        return page

    def opens_in_place(self, path: str, **options: Any) -> Page:
        """With the script that changes pages in place; `same_page` says whether one has been left since."""
        page = self.opens(path, **options)
        page.mouse.move(1, 1)
        wait_until(page, "window.htmx && document.readyState === 'complete' && (window.unchanged = true)")
        return page

    def watch(self, context: BrowserContext, forgiven: str) -> None:
        def request(request: Any) -> None:
            if not request.url.startswith((f"{self.site}/", "data:")):
                self.faults.append(f"request to {request.url}")

        def console(message: Any) -> None:
            if not forgiven or forgiven not in message.text:
                self.faults.append(f"console: {message.text}")

        context.on("request", request)
        context.on("console", console)
        context.on("weberror", lambda error: self.faults.append(f"error: {error.error}"))


@pytest.fixture(scope="session")
def executable() -> str:
    found = chromium.executable()
    if found is None:
        pytest.skip(chromium.ABSENT)
    return found


@pytest.fixture(scope="session")
def site(executable: str, tmp_path_factory: pytest.TempPathFactory, survey_readme: bytes) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("site"), survey_readme, enriched=True) as address:
        yield address


@pytest.fixture(scope="module")
def browser(executable: str) -> Iterator[Browser]:
    """Of a module, not of the session: Django refuses its database to a thread in which Playwright is at work."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=executable, args=chromium.flags())
        yield found
        found.close()


@pytest.fixture
def reader(browser: Browser, site: str) -> Iterator[Reader]:
    reader = Reader(browser, site)
    yield reader
    for context in browser.contexts:
        context.close()
    assert reader.faults == []
