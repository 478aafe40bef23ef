"""What there is to look at in the list as it would be exported now, and what was decided to be left."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any, Final

from django.db import transaction

from papers.attention import COUNTED_UNASKED
from papers.duplicates import Mismatch, mismatches
from papers.exporter import ExportRefusedError, listed_entries
from papers.layout.rows import vocabulary
from papers.layout.wishes import LayoutError
from papers.markdown.edits import apply_edits
from papers.markdown.source import Source
from papers.models import Catalogue, DismissedFinding, Listing
from papers.readme import collector
from papers.readme.checking.allowances import Dismissed, judged
from papers.readme.checking.check import RULES, check, correctable, edits
from papers.readme.checking.findings import Finding, Level
from papers.readme.checking.inspection import Inspection, Rule
from papers.readme.records import Document
from papers.readme.wanted import WriteError

MISMATCH: Final = Rule(
    "metadata-mismatch",
    Level.WARNING,
    "What stands at arXiv or Crossref under a paper's identifier has another title: one of the two is wrong.",
    lambda inspection, rule: iter(()),
)
"""Found by `fetch_metadata`, and known to the database alone."""

_LOOKING: Final = Lock()
"""A list can have megabytes: threads that ask at the same time wait for the one that reads it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding with where it is: the row of the paper whose entry it is in, and the titles of its sections."""

    finding: Finding
    paper: int | None
    path: tuple[str, ...]

    @property
    def key(self) -> str:
        """Another one for another finding of the same README."""
        said = (self.finding.code, self.finding.start, self.finding.end, self.finding.about)
        return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True)
class Found:
    """Findings of one README, in its order."""

    source: Source
    open: Sequence[Placed]
    allowed: Sequence[Dismissed]
    """By comments in the README itself."""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.source.data).hexdigest()

    @property
    def levels(self) -> dict[str, int]:
        """How many of each level."""
        often = Counter(each.finding.level for each in self.open)
        return {level.value: often[level] for level in Level}

    @property
    def summary(self) -> str:
        said = [f"{count} {level}{'' if count == 1 else 's'}" for level, count in self.levels.items() if count]
        return ", ".join(said) or "nothing to look at"

    def without(self, dismissals: Iterable[tuple[str, str]]) -> Found:
        gone = frozenset(dismissals)
        kept = [each for each in self.open if (each.finding.code, each.finding.about) not in gone]
        return Found(self.source, kept, self.allowed)


def find() -> Found:
    """Without what was dismissed. Raises what `exporter.render` raises.

    What was found is kept until something changes; the first time, it takes as long as an export and two readings.
    """
    state = Catalogue.objects.current()
    with _LOOKING:
        return _find(state, tuple(mismatches())).without(DismissedFinding.objects.reasons())


def find_unasked() -> Found | None:
    """For the report of an import. None for a list so large that looking would take as long again as its import, and
    where the rows make no list: an export says why."""
    if Listing.objects.count() > COUNTED_UNASKED:
        return None
    try:
        return find()
    except (ExportRefusedError, LayoutError, WriteError):
        return None


@lru_cache(maxsize=1)
def _find(state: Any, mismatched: tuple[Mismatch, ...]) -> Found:
    """By the catalogue's state, with its day and hour: another database can have the same versions."""
    with collector.set_aside():
        document, owners = listed_entries()
        names = vocabulary()
        inspection = Inspection(document, names)
        findings = [*check(document, names), *_mismatches(inspection, owners, mismatched)]
        judgement = judged(inspection, sorted(findings, key=lambda each: (each.start, each.end)), {})
        return Found(document.source, list(_placed(document, owners, judgement.open)), judgement.dismissed)


def _mismatches(
    inspection: Inspection, owners: Iterable[int | None], mismatched: Iterable[Mismatch]
) -> Iterator[Finding]:
    """At the first entry of each paper."""
    said = {each.paper: each for each in mismatched}
    for entry, paper in zip(inspection.document.entries, owners, strict=True):
        if paper in said:
            each = said.pop(paper)
            yield inspection.found(MISMATCH, inspection.place(entry), f"{each}.", f"{each.identifier}: {each.title}")


def _placed(document: Document, owners: Sequence[int | None], findings: Iterable[Finding]) -> Iterator[Placed]:
    entries = [entry.start for entry in document.entries]
    headings = [section.start for section in document.sections]
    for finding in findings:
        at = bisect_right(entries, finding.start) - 1
        is_inside = at >= 0 and finding.start <= document.entries[at].end
        section = max(0, bisect_right(headings, finding.start) - 1)
        yield Placed(finding, owners[at] if is_inside else None, document.path(section))


def corrections(found: Found, keys: Iterable[str]) -> tuple[bytes, int, int]:
    """The README with the corrections of these findings, how many were made, and how many overlap with one of those."""
    chosen = frozenset(keys)
    asked = [each.finding for each in found.open if each.finding.correction and each.key in chosen]
    made = correctable(asked)
    return apply_edits(found.source.data, edits(made)), len(made), len(asked) - len(made)


def dismiss(code: str, about: str, *, reason: str, user: Any = None) -> DismissedFinding:
    """What was dismissed before keeps its reason. Raises ValueError for an unknown rule, or without a reason."""
    if code not in {rule.code for rule in known_rules()}:
        raise ValueError(f"there is no rule {code!r}")
    if not reason:
        raise ValueError("a reason is needed")
    with transaction.atomic():
        defaults = {"reason": reason, "user": user}
        return DismissedFinding.objects.get_or_create(code=code, about=about, defaults=defaults)[0]


def known_rules() -> tuple[Rule, ...]:
    return (*RULES, MISMATCH)
