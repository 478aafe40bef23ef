"""The entry that a list keeps as a template for the next one, found by what stands in place of title and address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from papers.readme.checking.addresses import fault
from papers.readme.checking.page import Page
from papers.readme.reading.labels import is_label
from papers.readme.records import Document, Span

_TITLE: Final = re.compile(
    r"""
    [\W_]* (?:
      (?:(?:the|your|a|full|some|new)\s)? (?:paper|article|publication)?[-_\s]* title
        (?:\s of \s (?:the\s|your\s)? paper)?
        (?:\s here | \s\d)?
      | (?:your|new|insert) \s paper (?:\s name)? (?:\s here)? | paper [-_\s] name | name \s of \s (?:the\s)? paper
      | x{3,} | todo | tbd | template | lorem \s ipsum .*
    ) [\W_]*\Z
    """,
    re.IGNORECASE | re.VERBOSE,
)
# What is left of a template when its labels are taken out: marks, and words that stand for a field.
_FIELDS: Final = re.compile(
    r"(?:[\W_]|x{2,}+|20xx|yyyy|mm|(?:venue|year|conference|journal|authors?|title|name|date|type|tag)s?(?![^\W_]))*+\Z",
    re.IGNORECASE,
)
_LONGEST: Final = 100


def template_spans(document: Document, page: Page) -> Iterator[Span]:
    """In the order of the source: entries with a template's title, and items that have nothing but labels."""
    found = [
        (entry.start, entry.end)
        for entry in document.entries
        if len(entry.values.title) <= _LONGEST
        and _TITLE.match(entry.values.title)
        and not _leads_anywhere([link.url for link in entry.values.links])
    ]
    held = {start for start, _ in found}
    for item in page.items:
        links = page.links_in(item.start, item.end)
        if not links or item.start in held:
            continue
        if not _leads_anywhere([link.url for link in links]) and _has_labels_only(
            item.text, [link.text for link in links]
        ):
            found.append((item.start, item.end))
    return iter(sorted(found))


def _leads_anywhere(urls: list[str]) -> bool:
    return any(url.strip(" #") and fault(url) is None for url in urls)


def _has_labels_only(text: str, labels: list[str]) -> bool:
    for label in labels:
        if not is_label(label):
            return False
        text = text.replace(label, "", 1)
    return _FIELDS.match(text) is not None
