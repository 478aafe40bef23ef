"""All rules over one README."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from papers.markdown.edits import Edit
from papers.readme.checking import (
    allowances,
    anchors,
    confusions,
    dates,
    duplicates,
    headings,
    links,
    misspellings,
    omissions,
    proceedings,
    queries,
    spacing,
    spellings,
    templates,
)
from papers.readme.checking.findings import Finding
from papers.readme.checking.inspection import Inspection, Rule
from papers.readme.records import Document
from papers.readme.vocabulary import Vocabulary

RULES: Final[tuple[Rule, ...]] = (
    *links.RULES,
    *queries.RULES,
    *templates.RULES,
    *spacing.RULES,
    *anchors.RULES,
    *headings.RULES,
    *duplicates.RULES,
    *confusions.RULES,
    *spellings.RULES,
    *misspellings.RULES,
    *dates.RULES,
    *proceedings.RULES,
    *omissions.RULES,
    *allowances.RULES,
)


def check(document: Document, vocabulary: Vocabulary) -> list[Finding]:
    """The findings in the order of the source. Linear in the length of the README."""
    inspection = Inspection(document, vocabulary)
    found = (finding for rule in RULES for finding in rule.look(inspection, rule))
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.code))


def safe_edits(findings: list[Finding]) -> list[Edit]:
    """The edits of the safe corrections, in the order of the source; of two that overlap the first."""
    return edits(correctable(findings, only_safe=True))


def correctable(findings: Iterable[Finding], *, only_safe: bool = False) -> list[Finding]:
    """Those whose corrections can be made at once: of two that overlap the first, in the order of the findings."""
    chosen: list[Finding] = []
    end = -1
    for finding in findings:
        correction = finding.correction
        if correction is None or not correction.edits or (only_safe and not correction.is_safe):
            continue
        if min(edit.start for edit in correction.edits) >= end:
            chosen.append(finding)
            end = max(edit.end for edit in correction.edits)
    return chosen


def edits(findings: Iterable[Finding]) -> list[Edit]:
    """Those of all their corrections, in the order of the source."""
    return [edit for each in findings if each.correction for edit in sorted(each.correction.edits)]
