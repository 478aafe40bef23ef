"""A README with its safe corrections made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from papers.markdown.edits import apply_edits
from papers.readme.checking.allowances import Dismissals, Judged, judged
from papers.readme.checking.check import check, correctable, edits
from papers.readme.checking.findings import Finding
from papers.readme.checking.inspection import Inspection
from papers.readme.reader import read
from papers.readme.vocabulary import Vocabulary

MOST_ROUNDS: Final = 10
"""Corrections can overlap, or bring up others: so often the README is read again at most."""


@dataclass(frozen=True)
class Checked:
    """A README and what there is to say of it; `made` are the corrections that led to it, with their places before."""

    content: bytes
    judged: Judged
    made: tuple[Finding, ...] = ()


def checked(content: bytes, vocabulary: Vocabulary, dismissals: Dismissals) -> Checked:
    """Raises SourceError."""
    document = read(content, vocabulary)
    findings = check(document, vocabulary)
    return Checked(content, judged(Inspection(document, vocabulary), findings, dismissals))


def corrected(content: bytes, vocabulary: Vocabulary, dismissals: Dismissals) -> Checked:
    """What was dismissed is left as it is. Raises SourceError."""
    found = checked(content, vocabulary, dismissals)
    made: list[Finding] = []
    for _ in range(MOST_ROUNDS):
        chosen = correctable(found.judged.open, only_safe=True)
        if not chosen:
            break
        made += chosen
        found = checked(apply_edits(found.content, edits(chosen)), vocabulary, dismissals)
    return Checked(found.content, found.judged, tuple(made))
