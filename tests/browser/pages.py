"""What a page of the list shows, read from the browser."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from playwright.sync_api import Page

FACETS = """() => Object.fromEntries([...document.querySelectorAll(".facet")].map((facet) => [
  facet.querySelector("h2").id.replace("facet-", ""),
  [...facet.querySelectorAll(".value")].map((value) => [
    [...value.querySelector(".name").childNodes].at(-1).textContent,
    parseInt(value.querySelector(".count").textContent),
    value.hasAttribute("aria-current"),
  ]),
]))"""

WAITING = """async ([what, patience, end]) => { while (!(%s)) {
  if (performance.now() > (end ??= performance.now() + patience)) throw new Error(`not within ${patience} ms: ${what}`);
  await new Promise(requestAnimationFrame);
} }"""


def wait_until(page: Page, condition: str, patience: int = 20_000) -> None:
    """Until an expression is true, looked at before each frame. `wait_for_function` evaluates, which pages forbid."""
    page.evaluate(WAITING % condition, [condition, patience])


def query(page: Page) -> str:
    """With its question mark."""
    found: str = page.evaluate("location.search")
    return found


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(query(page)[1:], keep_blank_values=True)


def found(page: Page) -> str:
    return page.locator("#found").inner_text()


def chips(page: Page) -> list[str]:
    shown: list[str] = page.locator(".chip").evaluate_all("(all) => all.map((chip) => chip.childNodes[1].textContent)")
    return shown


def titles(page: Page) -> list[str]:
    return page.locator(".paper .title").all_text_contents()


def facets(page: Page) -> dict[str, list[list[Any]]]:
    """Values as label, count and whether they are chosen, by facet."""
    shown: dict[str, list[list[Any]]] = page.evaluate(FACETS)
    return shown


def answered(page: Page) -> dict[str, Any]:
    """What the server says of the page's address."""
    answer: dict[str, Any] = page.request.get(f"/papers.json{query(page)}").json()
    return answer


def is_as_answered(page: Page) -> bool:
    """Whether count, papers and facets are the server's for the address."""
    answer = answered(page)
    values = {
        name: [[value["label"], value["count"], value["selected"]] for value in values]
        for name, values in answer["facets"].items()
    }
    return (
        found(page).split()[0] == str(answer["count"])
        and titles(page) == [paper["title"] for paper in answer["results"]]
        and facets(page) == values
    )


def is_the_same_page(page: Page) -> bool:
    """Whether it has only changed in place since `Reader.opens_in_place`."""
    return bool(page.evaluate("window.unchanged === true"))
