"""The rule about anchors: links within the README lead to a heading or to a named element."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple
from unicodedata import category
from urllib.parse import quote, unquote

from rapidfuzz import fuzz, process

from papers.markdown.edits import Edit
from papers.readme.checking.findings import Correction, Finding, Level
from papers.readme.checking.inspection import Inspection, Rule, gathered
from papers.readme.checking.page import PageHeading, PageLink
from papers.readme.records import Span
from papers.readme.vocabulary import fold

# GitHub keeps letters, marks, digits, connectors, hyphens and spaces; `\w` knows neither marks nor all connectors.
_PLAIN: Final = re.compile(r"[\w\- ]*\Z", re.ASCII)
_KEPT: Final = ("L", "M", "Nd", "Nl", "Pc")
# What GitHub's own page has around any README, and what a browser takes as the top.
_ALWAYS_THERE: Final = frozenset(("", "top", "readme"))
_MOST_GUESSES: Final = 100
"""For how many broken links the likeliest heading is looked for, so that the work stays linear."""
_LEAST_LIKENESS: Final = 90
_LONGEST: Final = 200


def slug(text: str) -> str:
    """The anchor that GitHub gives a heading, but for the number of a repeated one."""
    text = text.strip().lower()
    if not _PLAIN.match(text):
        text = "".join(letter for letter in text if letter in "- " or category(letter).startswith(_KEPT))
    return text.replace(" ", "-")


def slugs(headings: Sequence[PageHeading]) -> list[str]:
    """The anchor of each heading; one that is taken gets the first free number behind it."""
    taken: set[str] = set()
    repeated: Counter[str] = Counter()
    found = []
    for heading in headings:
        plain = anchor = slug(heading.text)
        while anchor in taken:
            repeated[plain] += 1
            anchor = f"{plain}-{repeated[plain]}"
        taken.add(anchor)
        found.append(anchor)
    return found


def broken_anchors(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    page = inspection.page
    headings = [
        _Anchored(heading.start, heading.end, heading.text, anchor)
        for heading, anchor in zip(page.headings, slugs(page.headings), strict=True)
    ]
    there = {*(heading.anchor for heading in headings), *(name.lower() for name in page.anchors), *_ALWAYS_THERE}
    guess = _Guess(headings)
    alike: dict[str, list[Finding]] = defaultdict(list)
    for link in page.links:
        if not link.url.startswith("#") or link.url_span is None or inspection.is_template(link.start):
            continue
        # GitHub looks for an anchor as it is written and in lower case.
        anchor = unquote(link.url[1:]).lower()
        if anchor in there or anchor.removeprefix("user-content-") in there:
            continue
        target, is_certain = guess.of(anchor, link)
        correction = _written(link.url_span, target, is_certain) if target else None
        hint = f" Is it #{target}?" if target else ""
        message = f"“{link.text}” leads to {link.url[:_LONGEST]}, but no heading or element has that name.{hint}"
        about = f"{link.text} {link.url}"
        alike[anchor].append(inspection.found(rule, link.url_span, message, about, correction))
    for anchor, found in alike.items():
        yield from gathered(found, f"No heading or element has the name #{anchor[:_LONGEST]}.", f"#{anchor}")


def _written(url_span: Span, target: str, is_certain: bool) -> Correction:
    written = target if target.isprintable() else quote(target, safe="-_")
    return Correction((Edit(url_span[0] + 1, url_span[1], written.encode()),), f"Write #{target}", is_certain)


class _Anchored(NamedTuple):
    start: int
    end: int
    text: str
    anchor: str


class _Guess:
    """Which heading a broken link was meant for."""

    def __init__(self, headings: Sequence[_Anchored]) -> None:
        self.known = [heading.anchor for heading in headings if 0 < len(heading.anchor) <= _LONGEST]
        self.by_letters: dict[str, list[_Anchored]] = defaultdict(list)
        self.by_text: dict[str, list[_Anchored]] = defaultdict(list)
        for heading in headings:
            self.by_letters[fold(heading.anchor)].append(heading)
            self.by_text[fold(heading.text)].append(heading)
        self.left = _MOST_GUESSES

    def of(self, anchor: str, link: PageLink) -> tuple[str, bool]:
        """The anchor that was meant, and whether that is beyond doubt; empty where none is like it."""
        letters, text = fold(anchor), fold(link.text)
        for named, at in ((letters, self.by_letters), (text, self.by_text)):
            found = at.get(named, []) if named else []
            # A heading that is a link leads elsewhere than to itself.
            if len(found) == 1 and not found[0].start <= link.start < found[0].end:
                return found[0].anchor, letters == fold(found[0].anchor)
        if not letters or len(anchor) > _LONGEST or not self.left:
            return "", False
        self.left -= 1
        likely = process.extract(anchor, self.known, scorer=fuzz.ratio, limit=2, score_cutoff=_LEAST_LIKENESS)
        if not likely or (len(likely) == 2 and likely[0][1] == likely[1][1]):
            return "", False
        return likely[0][0], False


RULES: Final = (
    Rule(
        "broken-anchor",
        Level.WARNING,
        "A link of the contents that leads to no heading does nothing when it is clicked on.",
        broken_anchors,
    ),
)
