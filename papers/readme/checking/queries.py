"""Rules about what an address carries that is no part of it: marks of a browser, and of those who count clicks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from papers.markdown.edits import Edit
from papers.readme.checking.findings import Correction, Finding, Level
from papers.readme.checking.inspection import Inspection, Rule
from papers.readme.checking.links import subject

_MOST_NAMED: Final = 6
_FRAGMENT: Final = re.compile(rb"#[^#]*?:~:.*", re.DOTALL)
_QUERY: Final = re.compile(rb"[^?#]*(\?([^#]*))")
_HOST: Final = re.compile(rb"https?://(?:www\.|m\.)?([^/?#]+)", re.IGNORECASE)
_TRACKING: Final = re.compile(
    rb"""
    (?: utm_\w+ | fbclid | gclid | gclsrc | dclid | msclkid | yclid | twclid | igshid | mc_[ce]id | _hsenc | _hsmi
      | mkt_tok | vero_id | spm_id_from | vd_source | share_source | share_medium | share_token | casa_token | dgcid
      | trk | trkinfo | ref_src | ref_url | wt\.mc_id
    ) (?:=.*)? \Z
    | spm = [\w-]+\.[\w.-]+ \Z
    | (?:ref|referrer) = (?:https?(?::|%3A)//)? [\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|ai|dev|co) /? \Z
    | referrer = %5B.* \Z
    | via%3Dihub \Z
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_OF_HOSTS: Final = (
    (re.compile(rb"(?:youtube\.com|youtu\.be)\Z"), re.compile(rb"(?:si=[\w-]{10,}|feature=[\w.]+|pp=.*)\Z")),
    (re.compile(rb"(?:twitter|x)\.com\Z"), re.compile(rb"(?:s=\d+|t=[\w-]{10,})\Z")),
    (re.compile(rb"(?:[\w-]+\.)?medium\.com\Z"), re.compile(rb"source=.*\Z")),
)


def url_fragments(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    data = inspection.document.source.data
    for link in inspection.links:
        if link.url_span is None or ":~:" not in link.url:
            continue
        match = _FRAGMENT.search(data, *link.url_span)
        if match is None:
            continue
        # Of a paper it is a selection that a browser copied along; elsewhere it may be meant.
        is_safe = inspection.entry_at(link.start) is not None
        correction = Correction((Edit(*match.span(), b""),), "Take the text fragment out", is_safe)
        about = subject(inspection, link)
        message = f"The address of “{about}” ends in a text fragment, which marks words that a browser had selected."
        yield inspection.found(rule, match.span(), message, link.url, correction)


def tracking_parameters(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    data = inspection.document.source.data
    for link in inspection.links:
        # What a README's own text or a sponsor's banner counts may be meant to be counted.
        if link.url_span is None or "?" not in link.url or (entry := inspection.entry_at(link.start)) is None:
            continue
        start, end = link.url_span
        query, host = _QUERY.match(data, start, end), _HOST.match(data, start, end)
        if query is None or host is None:
            continue
        joint = b"&amp;" if b"&amp;" in query[2] else b"&"
        parameters = query[2].split(joint)
        tracking = [each for each in parameters if _tracks(each, host[1].lower())]
        if not tracking:
            continue
        kept = [each for each in parameters if not _tracks(each, host[1].lower())]
        dropped = ", ".join(each.partition(b"=")[0].decode("utf-8", "replace") for each in tracking[:_MOST_NAMED])
        new = b"?" + joint.join(kept) if kept else b""
        correction = Correction((Edit(*query.span(1), new),), f"Take out {dropped}", is_safe=True)
        message = f"The address in “{entry.values.title}” carries what only tells readers apart: {dropped}."
        yield inspection.found(rule, query.span(1), message, link.url, correction)


def _tracks(parameter: bytes, host: bytes) -> bool:
    if _TRACKING.match(parameter):
        return True
    return any(at.match(host) and named.match(parameter) for at, named in _OF_HOSTS)


RULES: Final = (
    Rule(
        "url-fragment",
        Level.WARNING,
        "A text fragment makes a long address, and two listings of one paper differ by it.",
        url_fragments,
    ),
    Rule(
        "tracking-parameter",
        Level.WARNING,
        "A parameter that counts readers says nothing of where a link leads.",
        tracking_parameters,
    ),
)
