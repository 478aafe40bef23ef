"""Copy buttons, and what reference managers find."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import wait_until

PAPER = "/papers/function-vectors-in-large-language-models/"


def permit(page: Page, setting: str) -> None:
    session = page.context.new_cdp_session(page)
    context = session.send("Target.getTargetInfo")["targetInfo"]["browserContextId"]
    for name in ("clipboard-write", "clipboard-read"):
        permission = {"permission": {"name": name}, "setting": setting, "browserContextId": context}
        session.send("Browser.setPermission", permission)


@pytest.mark.parametrize(
    ("path", "part"),
    [(PAPER, "bibtex"), (PAPER, "reference"), ("/", "bibtex")],
    ids=["BibTeX of a paper", "reference of a paper", "BibTeX of the survey"],
)
def test_copy_button_copies(reader, path, part):
    page = reader.opens(path)
    permit(page, "granted")
    page.click(f"[data-copy={part}]")
    expect(page.get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(f"#{part}").text_content().strip()
    assert copied


def test_copy_button_selects_where_it_may_not_copy(reader):
    page = reader.opens(PAPER)
    permit(page, "denied")
    page.click("[data-copy=bibtex]")
    expect(page.get_by_role("status")).to_contain_text("Selected; press")
    selected = page.evaluate("getSelection().toString()")
    assert selected.strip() == page.locator("#bibtex").text_content().strip()
    assert selected.startswith("@")


@pytest.mark.parametrize("path", ["/", "/papers/", "/sections/skill-learning/"])
def test_lists_mark_each_paper_for_reference_managers(reader, path):
    page = reader.opens(path)
    papers = page.locator(".paper").count()
    assert papers
    assert page.locator(".paper > .Z3988[title^='ctx_ver=Z39.88-2004&']").count() == papers


def test_paper_is_marked_once_for_reference_managers(reader):
    page = reader.opens(PAPER)
    assert page.locator(".Z3988").count() == 0
    assert page.locator("meta[name=citation_title]").count() == 1
    assert page.locator("meta[name=citation_author]").count() == 7


def test_reference_managers_are_told_of_changes_in_place(reader):
    page = reader.opens_in_place("/papers/")
    page.evaluate("document.addEventListener('ZoteroItemUpdated', () => { window.told = true })")
    page.click("#venue-iclr")
    wait_until(page, "window.told")
    assert page.locator(".Z3988").count() == 11
