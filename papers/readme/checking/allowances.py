"""Findings that somebody has decided to leave: here, in the database, or by a comment in the README itself.

The comment is `<!-- check-readme: allow CODE because REASON -->`, on the finding's line, or alone on the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from papers.markdown.edits import Edit
from papers.markdown.source import Source
from papers.readme.checking.findings import Correction, Finding, Level
from papers.readme.checking.inspection import Inspection, Rule
from papers.readme.records import Span

CODE: Final = "unused-allowance"

Dismissals = Mapping[tuple[str, str], str]
"""Reasons by the `code` and `about` of findings."""

_COMMENT: Final = re.compile(rb"<!--\s*check-readme:(.*?)-->", re.DOTALL)
_ALLOWANCE: Final = re.compile(r"allow\s+(\S+)\s+because\s+(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Allowance:
    """A comment that is to allow something; `code` and `reason` are empty where it does not say both."""

    span: Span
    about: int
    """The line that it speaks of: its own, or where it stands alone there, the next one that says something else."""
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Dismissed:
    finding: Finding
    reason: str
    line: int | None = None
    """Of the comment; None where the database says so."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Findings in the order of the source."""

    open: list[Finding]
    dismissed: list[Dismissed]


def judged(inspection: Inspection, findings: Iterable[Finding], dismissals: Dismissals) -> Judged:
    """Sets aside what was dismissed, and adds a note for each allowance that allows nothing."""
    known = allowances(inspection)
    by_place = {(each.code, each.about): each for each in known}
    found, dismissed, used = [], [], set()
    for finding in findings:
        allowed = by_place.get((finding.code, finding.line))
        reason = dismissals.get((finding.code, finding.about))
        if allowed:
            used.add(allowed)
            dismissed.append(Dismissed(finding, allowed.reason, inspection.document.source.line(allowed.span[0])))
        elif reason is not None:
            dismissed.append(Dismissed(finding, reason))
        else:
            found.append(finding)
    rule = RULES[0]
    for each in known:
        if each.code and each not in used:
            message = f"This comment allows “{each.code}”, which is not found here. Remove it."
            removed = Correction((_removal(inspection.document.source, each.span),), "Remove the comment")
            found.append(inspection.found(rule, each.span, message, f"{each.code}: {each.reason}", removed))
    return Judged(sorted(found, key=lambda each: (each.start, each.end, each.code)), dismissed)


def incomplete_allowances(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    for each in allowances(inspection):
        if not each.code:
            said = inspection.document.source.data[slice(*each.span)].decode()
            message = "This comment allows nothing: it has to say “allow CODE because REASON”."
            yield inspection.found(rule, each.span, message, " ".join(said.split()))


RULES: Final = (
    Rule(
        CODE, Level.NOTE, "A comment that allows what is not there hides what comes there later.", incomplete_allowances
    ),
)


def allowances(inspection: Inspection) -> list[Allowance]:
    """Those that the README has, in order; what stands in code is an example of one."""
    source = inspection.document.source
    matches = [each for each in _COMMENT.finditer(source.data) if not inspection.page.is_code(each.start())]
    alone = {
        source.line(match.start()): source.line(match.end()) for match in matches if _is_alone(source, match.span())
    }
    found = []
    for match in matches:
        line = source.line(match.start())
        while line in alone:
            line = alone[line] + 1
        said = _ALLOWANCE.fullmatch(match[1].decode().strip())
        code, reason = said.groups() if said else ("", "")
        found.append(Allowance(match.span(), line, code, " ".join(reason.split())))
    return found


def _is_alone(source: Source, span: Span) -> bool:
    """Whether its lines have nothing else."""
    before, after = source.data[source.line_start(span[0]) : span[0]], source.data[span[1] : source.line_end(span[1])]
    return not before.strip() and not after.strip()


def _removal(source: Source, span: Span) -> Edit:
    """With its lines where it stands alone, else with the blanks before it."""
    start, end = span
    if _is_alone(source, span):
        return Edit(source.line_start(start), source.after_newline(source.line_end(end)), b"")
    return Edit(len(source.data[:start].rstrip(b" \t")), end, b"")
