"""Rules about links into proceedings, whose addresses say where and when a paper appeared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from papers.identifiers import identify
from papers.readme.checking.findings import Finding, Level
from papers.readme.checking.inspection import Inspection, Rule
from papers.readme.reading.titles import names_paper_url
from papers.readme.reading.wording import full_year
from papers.readme.records import Context, Entry
from papers.readme.venues import PREPRINT_SERVERS

_ANTHOLOGY: Final = re.compile(r"(\d{4})\.(?:findings-)?([a-z]+)[-.]|([A-Z])(\d\d)-\d", re.IGNORECASE)
_BY_LETTER: Final = {"P": "ACL", "D": "EMNLP", "N": "NAACL", "E": "EACL", "C": "COLING"}
"""How volumes up to 2019 are lettered. Journals are left out: their papers are told at conferences too."""
_BY_NAME: Final = {name.lower(): name for name in (*_BY_LETTER.values(), "AACL")}
_VISION: Final = re.compile(r"openaccess\.thecvf\.com/content_?/?(CVPR|ICCV|WACV)_?(\d{4})/", re.IGNORECASE)
_NEURIPS: Final = re.compile(r"(?:proceedings\.neurips|papers\.n(?:eur)?ips)\.cc/paper(?:_files/paper)?/(\d{4})/")

_COMPARED: Final = frozenset(
    (*_BY_NAME.values(), "CVPR", "ICCV", "ECCV", "WACV", "NeurIPS", "ICML", "ICLR", "AAAI", "IJCAI")
)
"""Venues that another one's proceedings contradict; a workshop or a journal may share them."""


class _Volume(NamedTuple):
    venue: str
    year: int


def venue_contradicts_link(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    for entry in inspection.document.entries:
        values = entry.values
        if not values.venue or values.venue in PREPRINT_SERVERS or not _is_said(inspection, entry):
            continue
        for number, link in enumerate(values.links):
            volume = _volume(link.url)
            if volume is not None and _contradicts(entry, volume):
                said = f"{values.venue} {values.year}" if values.year else values.venue
                message = f"“{values.title}” says {said}, but its link leads to {volume.venue} {volume.year}."
                place = inspection.place(entry, "venue", f"links[{number}].url")
                yield inspection.found(rule, place, message, values.title)
                break


def _is_said(inspection: Inspection, entry: Entry) -> bool:
    """Whether the venue is one, and no label of the link: `[[ACL](https://aclanthology.org/...)]` names the site."""
    place = entry.places.get("venue")
    known = inspection.vocabulary.venue(entry.values.venue) is not None
    return known and place is not None and place.context is not Context.LINK_TEXT


def _volume(url: str) -> _Volume | None:
    if not names_paper_url(url):
        return None
    if match := _VISION.search(url):
        return _Volume(match[1].upper(), int(match[2]))
    if match := _NEURIPS.search(url):
        return _Volume("NeurIPS", int(match[1]))
    match = _ANTHOLOGY.match(identify((url,)).acl_id)
    if match is None:
        return None
    venue = _BY_LETTER.get(match[3].upper()) if match[3] else _BY_NAME.get(match[2].lower())
    return _Volume(venue, full_year(match[4] or match[1])) if venue else None


def _contradicts(entry: Entry, volume: _Volume) -> bool:
    """Whether the venue is another one, or the year that is written with it."""
    values = entry.values
    if values.venue != volume.venue:
        return values.venue in _COMPARED
    dated = any("venue" in group.fields and "year" in group.fields for group in entry.groups)
    return dated and values.year is not None and values.year != volume.year


RULES: Final = (
    Rule(
        "venue-contradicts-link",
        Level.WARNING,
        "A link into the proceedings of another conference, or of another year, is wrong, or the venue is.",
        venue_contradicts_link,
    ),
)
