"""All rules over one README."""

from __future__ import annotations

from typing import Final

from papers.markdown.edits import Edit
from papers.readme.checking import confusions, duplicates, links, spellings
from papers.readme.checking.findings import Finding
from papers.readme.checking.inspection import Inspection, Rule
from papers.readme.records import Document
from papers.readme.vocabulary import Vocabulary

RULES: Final[tuple[Rule, ...]] = (
    *links.RULES,
    *duplicates.RULES,
    *confusions.RULES,
    *spellings.RULES,
)


def check(document: Document, vocabulary: Vocabulary) -> list[Finding]:
    """The findings in the order of the source. Linear in the length of the README."""
    inspection = Inspection(document, vocabulary)
    found = (finding for rule in RULES for finding in rule.look(inspection, rule))
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.code))


def safe_edits(findings: list[Finding]) -> list[Edit]:
    """The edits of the safe corrections, in the order of the source; of two that overlap the first."""
    edits: list[Edit] = []
    end = -1
    for correction in (finding.correction for finding in findings):
        if correction is None or not correction.is_safe:
            continue
        wanted = sorted(correction.edits)
        if wanted and wanted[0].start >= end:
            edits += wanted
            end = max(edit.end for edit in wanted)
    return edits
