"""The rule about templates that are left in the list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from papers.readme.checking.findings import Finding, Level
from papers.readme.checking.inspection import Inspection, Rule


def template_rows(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    data = inspection.document.source.data
    for start, end in inspection.templates:
        text = " ".join(data[start:end].decode("utf-8", "replace").split())
        message = f"This looks like a template left in the list, and a reader takes it for a paper: {text[:80]}"
        yield inspection.found(rule, (start, end), message, text)


RULES: Final = (
    Rule("template-row", Level.WARNING, "A template between the papers is shown to readers as one.", template_rows),
)
