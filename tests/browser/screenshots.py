"""`make screenshots`: the pictures of the README, of the list that the project ships; names give any one of them."""

from __future__ import annotations

import os
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "survey.settings")

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from survey.settings import BASE_DIR
from tests.browser import chromium
from tests.browser.rows import MAINTAINER, PASSWORD
from tests.browser.serving import served

FOLDER = BASE_DIR / "docs" / "screenshots"
MOST_BYTES = 150_000
COLOURS = 256

DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
PAPER = "/papers/transformers-learn-in-context-by-gradient-descent/"
REVIEW = "/admin/papers/revision/import/1/"

PICTURES: dict[str, tuple[str, dict[str, Any]]] = {
    "browse-desktop-light": ("/papers/?evidence=theoretical&year_min=2023", DESKTOP),
    "browse-phone-dark": ("/papers/?evidence=theoretical", {**PHONE, "color_scheme": "dark"}),
    "paper-desktop-light": (PAPER, DESKTOP),
    "review-desktop-light": (REVIEW, DESKTOP),
    "map-desktop-dark": ("/map/", {**DESKTOP, "color_scheme": "dark"}),
}


def main(*names: str) -> None:
    executable = chromium.executable()
    if executable is None:
        raise SystemExit(chromium.ABSENT)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), (BASE_DIR / "survey" / "README.md").read_bytes(), proposing=True) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=executable, args=chromium.flags())
        for name in names or PICTURES:
            take(browser, site, name)
        browser.close()


def take(browser: Browser, site: str, name: str) -> None:
    address, options = PICTURES[name]
    page = browser.new_page(base_url=site, **options)
    if address.startswith("/admin/"):
        log_in(page)
    page.goto(address)
    picture = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    path = FOLDER / f"{name}.png"
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path.name} has {path.stat().st_size} bytes, more than {MOST_BYTES}")


def log_in(page: Page) -> None:
    page.goto("/admin/login/")
    page.fill("#id_username", MAINTAINER)
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url("**/admin/")


if __name__ == "__main__":
    main(*sys.argv[1:])
