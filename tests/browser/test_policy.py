"""What the content security policy leaves of an attack, and that no page of ours meets it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Reader
from tests.browser.pages import wait_until
from tests.browser.test_admin import OWN_PAGES, desk, list_, logged_in

__all__ = ["desk", "list_"]

PUBLIC = (
    "/",
    "/papers/",
    "/papers/?q=learning&evidence=theoretical",
    "/papers/?venue=nowhere",
    "/map/",
    "/map.svg",
    "/timeline.svg",
    "/papers.json",
    "/README.md",
    "/static/img/icon.svg",
    "/admin/login/",
)
DJANGOS_PAGES = (
    "/admin/",
    "/admin/papers/paper/",
    "/admin/papers/paper/add/",
    "/admin/papers/paper/1/change/",
    "/admin/papers/paper/1/history/",
    "/admin/papers/paper/1/delete/",
    "/admin/papers/section/",
    "/admin/papers/section/2/change/",
    "/admin/papers/listing/",
    "/admin/papers/evidencetype/",
    "/admin/papers/venue/",
    "/admin/papers/revision/",
    "/admin/auth/user/",
    "/admin/auth/user/add/",
    "/admin/auth/user/1/change/",
    "/admin/auth/group/1/change/",
    "/admin/password_change/",
)

INJECTED = """() => {
  window.ran = [];
  const script = document.createElement("script");
  script.textContent = "window.ran.push('inline script')";
  document.body.append(script);
  document.body.insertAdjacentHTML("beforeend",
    `<img src="data:," onerror="window.ran.push('handler')">` +
    `<a id="address" href="javascript:void window.ran.push('address')">x</a>` +
    `<style>body { --injected: 1 }</style><p id="styled" style="color: rgb(1, 2, 3)">x</p>` +
    `<iframe srcdoc="<script>parent.ran.push('frame')</script>"></iframe>` +
    `<base href="/elsewhere/">`);
  const other = document.createElement("script");
  other.src = "http://127.0.0.1:9/evil.js";
  document.body.append(other);
  document.getElementById("address").click();
  // Later, as what the debugger itself calls may evaluate.
  requestAnimationFrame(() => {
    try { window.ran.push(eval("'eval'")); } catch { window.refused = true; }
  });
}"""
LEFT = """() => ({
  ran: window.ran,
  sheet: getComputedStyle(document.body).getPropertyValue("--injected"),
  attribute: getComputedStyle(document.getElementById("styled")).color,
  base: document.baseURI,
})"""


def met(page: Page) -> list[str]:
    """The directives that something ran into, collected until it is asked for."""
    found: list[str] = page.evaluate("window.met")
    return found


@pytest.mark.parametrize("path", PUBLIC)
def test_no_public_page_meets_the_policy(reader, path):
    # What is no page brings no icon, and the browser asks for one where there is none.
    page = reader.opens(path, forgiven="404 (Not Found)")
    page.wait_for_load_state("networkidle")


def test_no_page_of_the_admin_meets_the_policy(desk):
    page = logged_in(desk, "/admin/")
    for path in (*OWN_PAGES, *DJANGOS_PAGES):
        response = page.goto(path)
        assert response
        assert response.status == 200, path
        page.wait_for_load_state("networkidle")
        assert refused_by_policy(desk) == [], path
    # What else Django's own pages write to the console is not ours to judge.
    desk.faults.clear()


def refused_by_policy(desk: Reader) -> list[str]:
    return [fault for fault in desk.faults if "Content Security Policy" in fault]


def attacked(page: Page) -> dict[str, Any]:
    page.add_init_script(
        "window.met = []; addEventListener('securitypolicyviolation',"
        " (event) => window.met.push(event.effectiveDirective))"
    )
    page.reload()
    page.evaluate(INJECTED)
    wait_until(page, "window.met.includes('script-src-attr') && window.met.includes('base-uri')")
    wait_until(page, "window.refused || window.ran.includes('eval')")
    left: dict[str, Any] = page.evaluate(LEFT)
    return left


@pytest.mark.parametrize("path", ["/", "/papers/", "/admin/login/"])
def test_what_is_injected_does_not_run(reader, path):
    page = reader.opens(path)
    assert reader.faults == []
    left = attacked(page)
    assert left["ran"] == []
    assert left["sheet"] == ""
    assert left["attribute"] != "rgb(1, 2, 3)"
    assert left["base"].endswith(path)
    assert {"script-src-elem", "script-src-attr", "style-src-elem", "style-src-attr", "base-uri"} <= set(met(page))
    # What the browser reported of it, request to another host included, which was refused before it was made.
    reader.faults.clear()
