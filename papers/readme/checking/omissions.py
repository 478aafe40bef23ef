"""Rules about what an entry does not say although the entries around it do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from papers.readme.checking.findings import Finding, Level
from papers.readme.checking.inspection import Inspection, Rule
from papers.readme.records import Entry, Values

_OTHER_SITES: Final = re.compile(
    r"//(?:www\.)?(?:openreview\.net/(?:forum|pdf)|aclanthology\.org/|aclweb\.org/anthology|proceedings\.mlr\.press/"
    r"|(?:proceedings\.|papers\.)?n(?:eur)?ips\.cc/|openaccess\.thecvf\.com/|ieeexplore\.ieee\.org/|dl\.acm\.org/doi/"
    r"|ojs\.aaai\.org/|link\.springer\.com/)",
    re.IGNORECASE,
)
_SHARE: Final = 0.8
_LEAST: Final = 4
_SHARE_DATED: Final = 0.9
_LEAST_DATED: Final = 10
"""From what share on, and from how many entries of a section, the others are taken to have forgotten something."""
_ADDRESS: Final = re.compile(r"\]\([^)\s]*\)|<[^>]*>|https?://\S+")
_MAYBE_YEAR: Final = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|['’‘`´]\s?\d\d(?!\d)|(?<!\d)\d{4}(?!\d)|[A-Za-z]\d\d(?!\d)"
)
"""What the reader did not take for a year, but may be one."""


def arxiv_link(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    for entry in inspection.document.entries:
        values = entry.values
        if values.venue != "arXiv" or any("xiv" in link.url.lower() for link in values.links):
            continue
        other = next((number for number, link in enumerate(values.links) if _OTHER_SITES.search(link.url)), None)
        if other is not None:
            site = values.links[other].url.partition("://")[2].partition("/")[0].removeprefix("www.")
            message = f"“{values.title}” says arXiv, but its link leads to {site}: venue or link is out of date."
            yield inspection.found(rule, inspection.place(entry, "venue", f"links[{other}].url"), message, values.title)


def missing_evidence(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    for entry, others in _without(inspection, lambda values: values.evidence_types, _SHARE, _LEAST):
        message = f"“{entry.values.title}” has no evidence type; {others} have one."
        yield inspection.found(rule, inspection.place(entry), message, entry.values.title)


def missing_year(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    for entry, others in _without(inspection, lambda values: values.year, _SHARE_DATED, _LEAST_DATED):
        text = inspection.document.source.data[entry.start : entry.end].decode("utf-8", "replace")
        if not _MAYBE_YEAR.search(_ADDRESS.sub("", text)):
            message = f"“{entry.values.title}” has no year; {others} have one."
            yield inspection.found(rule, inspection.place(entry), message, entry.values.title)


def _without(
    inspection: Inspection, has: Callable[[Values], object], share: float, least: int
) -> Iterator[tuple[Entry, str]]:
    """Entries without something that at least this share, and this number, of their section's have, and which do."""
    for index, entries in inspection.entries_by_section.items():
        lacking = [entry for entry in entries if not has(entry.values)]
        count = len(entries) - len(lacking)
        if count < least or count < share * len(entries):
            continue
        title = inspection.document.sections[index].title
        others = f"{count} of {len(entries)} entries {f'under “{title}”' if title else 'around it'}"
        for entry in lacking:
            # A nested entry, or one of another kind, need not say what the others say.
            if entry.kind is entries[0].kind and entry.parent is None and not entry.unread:
                yield entry, others


RULES: Final = (
    Rule(
        "arxiv-link",
        Level.WARNING,
        "A paper said to be on arXiv whose link leads to a conference's site has appeared there since.",
        arxiv_link,
    ),
    Rule(
        "missing-evidence",
        Level.WARNING,
        "An entry without evidence type among others that have one is not found by those who ask for a type.",
        missing_evidence,
    ),
    Rule(
        "missing-year",
        Level.NOTE,
        "An entry without year among others that have one is missing from every range of years.",
        missing_year,
    ),
)
