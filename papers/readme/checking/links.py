"""Rules about links: their addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from papers.readme.checking.findings import Finding, Level
from papers.readme.checking.inspection import Inspection, Rule


def empty_links(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    for entry in inspection.document.entries:
        for key, place in entry.places.items():
            if key.endswith(".url") and place.start == place.end:
                message = f"The link of “{entry.values.title}” leads nowhere: its address is empty."
                yield inspection.found(rule, (place.start, place.end), message, entry.values.title)


RULES: Final = (
    Rule("empty-link", Level.ERROR, "A link without an address leads a reader back to the same page.", empty_links),
)
