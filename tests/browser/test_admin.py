"""A maintainer at work: by mouse, by keyboard, and two of them at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Reader
from tests.browser.serving import PATIENCE, served
from tests.lists import LIST

NAME, PASSWORD = "someone", "a long enough secret"

BIBTEX = """@inproceedings{epsilon, title={Epsilon {ICL} in practice}, author={Lovelace, Ada and Hopper, Grace},
  booktitle={ICLR}, year={2024}, eprint={2401.00001}, archivePrefix={arXiv}}"""


@pytest.fixture
def list_() -> str:
    return LIST


@pytest.fixture
def desk(browser: Browser, tmp_path, monkeypatch: pytest.MonkeyPatch, list_: str) -> Iterator[Reader]:
    """A site of its own with the small list, and a maintainer who may do everything."""
    with served(tmp_path, list_.encode()) as address:
        database = {"DATABASE_URL": f"sqlite:///{tmp_path}/survey.sqlite3", "SECRET_KEY": "local"}
        for name, value in {**database, "DJANGO_SUPERUSER_PASSWORD": PASSWORD}.items():
            monkeypatch.setenv(name, value)
        made = [sys.executable, "manage.py", "createsuperuser", "--no-input", "--username", NAME, "--email", "a@b.cd"]
        subprocess.run(made, cwd=settings.BASE_DIR, check=True, capture_output=True, timeout=PATIENCE)
        reader = Reader(browser, address)
        yield reader
        for context in browser.contexts:
            context.close()
        assert reader.faults == []


def logged_in(desk: Reader, path: str, **options: Any) -> Page:
    page = desk.opens(f"/admin/login/?next={path}", **options)
    page.fill("#id_username", NAME)
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url(f"**{path}")
    return page


def opened(page: Page, kind: str, text: str) -> Page:
    """The change page of what a list calls `text`."""
    page.goto(f"/admin/papers/{kind}/")
    page.get_by_role("link", name=text).first.click()
    return page


def exported(page: Page) -> str:
    return page.request.get("/README.md").text()


def test_paper_is_added_by_pasting_bibtex(desk):
    page = logged_in(desk, "/admin/papers/paper/add-papers/")
    page.fill("[name=text]", BIBTEX)
    page.select_option("[name=section]", label=page.locator("[name=section] option", has_text="Two").inner_text())
    page.click("[name=review]")
    page.click("[name=save]")
    page.wait_for_url("**/admin/papers/paper/")
    expect(page.get_by_role("link", name="Epsilon ICL in practice").first).to_be_visible()
    assert "Epsilon ICL in practice" in exported(page)
    page.goto("/papers/?q=hopper")
    expect(page.locator("#found strong")).to_have_text("1")


def entries(page: Page) -> list[str]:
    return [text.split()[0] for text in page.locator(".orderable .label").all_inner_texts()]


def opened_order(desk: Reader) -> Page:
    page = logged_in(desk, "/admin/papers/section/")
    page.get_by_role("link", name="Order its 3 entries").click()
    expect(page.locator(".orderable .handle").first).to_be_visible()
    assert entries(page) == ["Alpha", "Beta", "Gamma"]
    return page


def saved_order(page: Page) -> list[str]:
    page.get_by_role("button", name="Save the order").click()
    expect(page.get_by_text("The order is saved.")).to_be_visible()
    return entries(page)


def test_entries_are_ordered_by_drag(desk):
    page = opened_order(desk)
    page.locator(".orderable .handle").first.hover()
    page.mouse.down()
    box = page.locator(".orderable li").last.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] / 4, steps=5)
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] - 2, steps=5)
    page.mouse.up()
    assert entries(page) == ["Beta", "Gamma", "Alpha"]
    assert saved_order(page) == ["Beta", "Gamma", "Alpha"]


def test_entries_are_ordered_by_keyboard_and_the_place_is_said(desk):
    page = opened_order(desk)
    page.locator(".orderable .handle").last.focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#order-said")).to_have_text("Gamma retrieves examples: place 2 of 3")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert entries(page) == ["Gamma", "Alpha", "Beta"]
    assert saved_order(page) == ["Gamma", "Alpha", "Beta"]


def test_conflict_is_shown_with_both_values_and_resolved(desk):
    page = opened(logged_in(desk, "/admin/papers/paper/"), "paper", "Alpha learns in context")
    page.fill("#id_year", "2022")
    page.click("[name=_save]")
    page.goto("/admin/papers/revision/import/")
    page.fill("textarea", LIST.replace("ICLR'21", "ICLR'23"))
    page.get_by_role("radio", name="What the list's repository holds now").check()
    page.get_by_role("button", name="Review the changes").click()
    conflict = page.get_by_role("group").filter(has=page.get_by_role("radio"))
    expect(conflict.first).to_contain_text("ICLR'22")
    expect(conflict.first).to_contain_text("ICLR'23")
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    chosen = page.locator("input[type=radio]:checked").first.evaluate("each => each.labels[0].textContent")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator(".messagelist")).to_be_visible()
    opened(page, "paper", "Alpha learns in context")
    assert page.input_value("#id_year") == ("2022" if "ICLR'22" in chosen else "2023")


def test_second_of_two_saves_is_refused_and_loses_nothing(desk):
    first = opened(logged_in(desk, "/admin/papers/paper/"), "paper", "Alpha learns in context")
    second = opened(logged_in(desk, "/admin/papers/paper/"), "paper", "Alpha learns in context")
    first.fill("#id_year", "2022")
    first.click("[name=_save]")
    first.wait_for_url("**/admin/papers/paper/")
    second.fill("#id_abstract", "About contexts.")
    second.fill("#id_year", "2023")
    second.click("[name=_save]")
    expect(second.locator(".errornote").first).to_be_visible()
    assert (second.input_value("#id_year"), second.input_value("#id_abstract")) == ("2023", "About contexts.")
    expect(second.locator("#content")).to_contain_text("2022")
    second.click("[name=_save]")
    second.wait_for_url("**/admin/papers/paper/")
    opened(second, "paper", "Alpha learns in context")
    assert second.input_value("#id_year") == "2023"


def test_former_state_of_a_paper_is_restored(desk):
    page = opened(logged_in(desk, "/admin/papers/paper/"), "paper", "Alpha learns in context")
    page.fill("#id_year", "1999")
    page.click("[name=_save]")
    opened(page, "paper", "Alpha learns in context")
    page.get_by_role("link", name="History").click()
    page.get_by_role("link", name="Restore").last.click()
    page.get_by_role("button", name="Restore").click()
    expect(page.locator(".messagelist")).to_be_visible()
    opened(page, "paper", "Alpha learns in context")
    assert page.input_value("#id_year") == "2021"
    assert exported(page) == LIST


def test_papers_that_are_one_are_merged(desk):
    page = logged_in(desk, "/admin/papers/paper/")
    for word in ("Alpha", "Beta"):
        page.get_by_role("row").filter(has=page.get_by_role("link", name=word)).get_by_role("checkbox").check()
    page.select_option("[name=action]", "merge_selected")
    page.get_by_role("button", name="Go").click()
    page.get_by_role("button", name="Merge").click()
    expect(page.locator(".messagelist")).to_be_visible()
    assert exported(page) == LIST
    page.goto("/papers/")
    expect(page.locator("#found strong")).to_have_text("4")


def test_deleted_paper_is_back_after_two_actions(desk):
    page = logged_in(desk, "/admin/papers/paper/")
    address = "/papers/alpha-learns-in-context/"
    page.goto(address)
    before = page.locator("main").inner_text()
    opened(page, "paper", "Alpha learns in context").get_by_role("link", name="Delete", exact=True).click()
    page.get_by_role("button", name="Yes, I’m sure").click()
    assert page.request.get(address).status == 404

    page.get_by_role("link", name="Undo the deletion").click()
    page.get_by_role("button", name="Bring back").click()

    expect(page.locator(".messagelist")).to_contain_text("“Alpha learns in context” is there again.")
    assert exported(page) == LIST
    page.goto(address)
    assert page.locator("main").inner_text() == before


def test_pages_of_deletions_have_no_accessibility_violations(desk):
    page = logged_in(desk, "/admin/papers/section/", bypass_csp=True)
    opened(page, "section", "One").get_by_role("link", name="Delete", exact=True).click()
    pages = [page.url]
    page.get_by_label("Section that it goes to").select_option(index=3)
    page.get_by_role("button", name="Delete", exact=True).click()
    opened(page, "paper", "Alpha learns in context").get_by_role("link", name="Delete", exact=True).click()
    page.get_by_role("button", name="Yes, I’m sure").click()
    page.get_by_role("link", name="Undo the deletion").click()
    pages += [page.url, f"{desk.site}/admin/papers/paper/deleted/", f"{desk.site}/admin/papers/paper/deleted/?q=none"]
    page.goto(pages[2])
    page.get_by_role("link", name="Bring back One").click()
    expect(page.get_by_label("Move back what its deletion put elsewhere: 2 entries")).to_be_checked()
    found = []
    for path in [*pages[1:], page.url]:
        found += violations(page, path)
    page.get_by_role("button", name="Bring back").click()
    expect(page.locator(".messagelist")).to_contain_text("“One” is there again.")
    assert [*found, *violations(page, pages[0])] == []


OWN_PAGES = (
    "/admin/papers/paper/add-papers/",
    "/admin/papers/paper/duplicates/",
    "/admin/papers/section/2/entries/",
    "/admin/papers/section/3/entries/",
    "/admin/papers/revision/import/",
    "/admin/papers/revision/export/",
)


def test_own_pages_have_no_accessibility_violations(desk):
    # axe puts styles of its own into a page, which the policy forbids.
    page = logged_in(desk, "/admin/", bypass_csp=True)
    assert [each for path in OWN_PAGES for each in violations(page, path)] == []


def violations(page: Page, path: str) -> list[str]:
    """What axe finds in a page of the admin, light and dark."""
    found = []
    for scheme in ("light", "dark"):
        # Before the page comes: the admin's links change their colour slowly.
        page.emulate_media(color_scheme=scheme)
        page.goto(path)
        # What stands around the content is Django's own.
        each_of = Axe().run(page, context="#content").response["violations"]
        found += [f"{path} {scheme} {each['id']}: {each['nodes'][0]['html'][:150]}" for each in each_of]
    return found
