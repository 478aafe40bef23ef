"""Rules about links: whether there is something to click on, and an address behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from papers.markdown.edits import Edit
from papers.readme.checking.addresses import fault, is_venue_and_year
from papers.readme.checking.findings import Correction, Finding, Level
from papers.readme.checking.inspection import Inspection, Rule, gathered
from papers.readme.checking.page import PageLink

_BACK_TO_TOP: Final = re.compile(r"top|back|up\b|↑|⬆|🔝|返回|回到", re.IGNORECASE)
_LONGEST_SHOWN: Final = 80
_CLOSING: Final = ")]}>"


def empty_links(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    for link in inspection.links:
        if link.url.strip() or not link.is_shown or link.url_span is None or inspection.is_template(link.start):
            continue
        about = subject(inspection, link)
        yield inspection.found(
            rule, link.url_span, f"The link of “{about}” leads nowhere: its address is empty.", about
        )


def invisible_links(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    alike = []
    for link in inspection.links:
        if link.is_shown or inspection.is_template(link.start):
            continue
        about = subject(inspection, link)
        if link.url.strip():
            message = f"A link to {link.url[:_LONGEST_SHOWN]} shows nothing to click on: it has no text."
            yield inspection.found(rule, (link.start, link.end), message, about)
        elif not link.is_html:
            edit = Edit(link.start, link.end, b"")
            message = "A link without text and address shows nothing: fill it in, or take it out."
            correction = Correction((edit,), "Take out the empty link")
            alike.append(inspection.found(rule, (link.start, link.end), message, about, correction))
    yield from gathered(alike, alike[0].message if alike else "", "links without text and address")


def malformed_urls(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    data = inspection.document.source.data
    unrendered = {end for _, end in inspection.page.failed_links}
    for link in inspection.links:
        url = link.url.strip()
        if not url or link.url_span is None or inspection.is_template(link.start):
            continue
        # Told by `unrendered_links`, where nothing is wrong but the bracket that the address took along.
        if link.start in unrendered and not fault(url.rstrip(_CLOSING), is_bare=True):
            continue
        if reason := _names_nothing(inspection, link):
            yield inspection.found(rule, link.url_span, _told(inspection, link, reason), f"{url} {link.text}")
        elif url[0] != "#" and (found := fault(url, is_bare=link.is_bare)):
            correction = None
            # An address with entities or escapes is not written as it reads.
            if found.corrected and data[slice(*link.url_span)].strip() == url.encode():
                edit = Edit(*link.url_span, found.corrected.encode())
                correction = Correction((edit,), f"Write {found.corrected}", found.is_certain)
            message = _told(inspection, link, f"{found.reason}: {url[:_LONGEST_SHOWN]}")
            yield inspection.found(rule, link.url_span, message, url, correction)


def _names_nothing(inspection: Inspection, link: PageLink) -> str:
    """Why an address can be none where it stands in an entry; empty where it may be one."""
    if inspection.entry_at(link.start) is None:
        return ""
    if link.url == "#" and not _BACK_TO_TOP.search(link.text):
        return "only keeps the place of one: #"
    if is_venue_and_year(link.url):
        return f"is a venue and a year: {link.url}"
    label = link.text.strip("[]() ").lower()
    if link.url.lower() == label and label in ("paper", "code", "pdf", "project", "link"):
        return f"only keeps the place of one: {link.url}"
    return ""


def _told(inspection: Inspection, link: PageLink, reason: str) -> str:
    entry = inspection.entry_at(link.start)
    whose = f" in “{entry.values.title}”" if entry is not None and entry.values.title != link.text else ""
    label = f" of “{link.text}”" if link.text and not link.is_bare else ""
    return f"The address{label}{whose} {reason}"


def unrendered_links(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    data = inspection.document.source.data
    for start, end in inspection.page.failed_links:
        address = data[end : end + _LONGEST_SHOWN].split()[0].decode("utf-8", "replace")
        correction = None
        if data[start : start + 1] == b")":
            reason = "its round and square brackets have changed places"
        elif data[start + 1 : end - 1]:
            reason = "a space stands between its text and its address"
            edit = Edit(start + 1, end - 1, b"")
            correction = Correction((edit,), "Take the space out")
        else:
            reason = "its address has a space in it, or no closing parenthesis"
        message = f"This link is shown as the text that it is: {reason}."
        yield inspection.found(rule, (start, end), message, address, correction)


def subject(inspection: Inspection, link: PageLink) -> str:
    """The title of the entry that a link belongs to, else what it shows."""
    entry = inspection.entry_at(link.start)
    return entry.values.title if entry is not None else link.text or link.url or "a picture"


RULES: Final = (
    Rule("empty-link", Level.ERROR, "A link without an address leads a reader back to the same page.", empty_links),
    Rule("invisible-link", Level.WARNING, "A link without text cannot be seen or clicked on.", invisible_links),
    Rule("malformed-url", Level.ERROR, "An address that cannot be one leads a reader to an error.", malformed_urls),
    Rule("unrendered-link", Level.ERROR, "A link with an error in its brackets is shown as text.", unrendered_links),
)
