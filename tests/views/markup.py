"""Pages as trees, read by Python's own parser, which knows nothing of how they were made."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

VOID: Final = frozenset("area base br col embed hr img input link meta source track wbr".split())
ADDRESSES: Final = frozenset(
    "href src action formaction poster data srcset background cite ping xlink:href hx-get hx-post".split()
)


@dataclass
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, tag: str = "", **attributes: str) -> list[Element]:
        """Elements in it, itself included, that have these attributes; `class_` is one of its classes."""
        return [each for each in self.walk() if tag in ("", each.tag) and each.matches(attributes)]

    def one(self, tag: str = "", **attributes: str) -> Element:
        (found,) = self.all(tag, **attributes)
        return found

    def matches(self, attributes: dict[str, str]) -> bool:
        return all(
            value in self.attributes.get("class", "").split()
            if name == "class_"
            else self.attributes.get(name.replace("_", "-")) == value
            for name, value in attributes.items()
        )

    @property
    def raw(self) -> str:
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    @property
    def text(self) -> str:
        return " ".join(self.raw.split())

    @property
    def href(self) -> str:
        return self.attributes["href"]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{self.getpos()}: <{tag}> has an attribute twice"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag, f"{self.getpos()}: </{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        self.open[-1].children.append(Element("!--", {"": data}))

    def handle_pi(self, data: str) -> None:
        self.open[-1].children.append(Element("?", {"": data}))


def parsed(html: str) -> Element:
    """The page; raises AssertionError where an element is not closed in its place."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert [element.tag for element in builder.open] == [""], "elements are left open"
    return builder.root


def query_of(href: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(href).query, keep_blank_values=True)


TAGS: Final = frozenset(
    # What templates write,
    "html head meta title link script body a header div nav main footer p form input label select option button details"
    " summary ul ol li h1 h2 h3 h4 h5 h6 strong span noscript section aside bdi dl dt dd time code pre article table"
    " caption thead tbody tfoot tr th td svg rect path text"
    # and what Markdown and references come to.
    " i em b del hr br blockquote sup sub kbd small u s abbr ins mark q samp var cite".split()
)


def faults(html: str) -> list[str]:
    """What on a page could run, load or lead where it should not."""
    return [f"<{each.tag}> {fault}" for each in parsed(html).walk() if each.tag for fault in _faults(each)]


def _faults(element: Element) -> Iterator[str]:
    if element.tag not in TAGS:
        yield f"is no element of this site's: {element.attributes} {element.text[:60]}"
    if element.tag == "script":
        yield from _script_faults(element)
    for name, value in element.attributes.items():
        if name.startswith("on") or name in ("style", "srcdoc", "http-equiv"):
            yield f"has {name}={value[:60]}"
        if name in ADDRESSES and not _is_harmless(value):
            yield f"has {name}={value[:60]}"


def _script_faults(script: Element) -> Iterator[str]:
    if script.attributes.get("type") == "application/ld+json":
        json.loads(script.raw)
    elif script.raw.strip() or not script.attributes.get("src", "").startswith("/static/"):
        yield f"holds {script.raw[:60]}"


def _is_harmless(address: str) -> bool:
    """As a browser reads it: without white space and control characters around it, and newlines and tabs in it."""
    address = re.sub(r"[\t\r\n]", "", address).strip("".join(map(chr, range(33))))
    scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", address)
    if scheme:
        return scheme[1].lower() in ("http", "https", "mailto")
    return re.match(r"[/\\]{2}", address) is None


def repeated_ids(page: Element) -> list[str]:
    ids = [each.attributes["id"] for each in page.walk() if "id" in each.attributes]
    return sorted({each for each in ids if ids.count(each) > 1})


def structured_data(page: Element) -> Any:
    return json.loads(page.one("script", type="application/ld+json").raw)
