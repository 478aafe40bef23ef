"""What was found, for people, for programs, and for GitHub."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from papers.markdown.source import Source
from papers.readme.checking.correcting import Checked
from papers.readme.checking.findings import Finding, Level
from papers.readme.checking.inspection import Rule

VERSION: Final = 1
"""Of the JSON: another one once a script that reads it would have to change."""
MOST_SUMMARISED: Final = 200
"""Findings in the summary of a workflow run, which may be a megabyte at most; the counts are of all."""

_ANNOTATIONS: Final = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


@dataclass(frozen=True)
class CheckedFile:
    """`name` is the path as it was given, or `-`."""

    name: str
    checked: Checked


def as_text(files: Iterable[CheckedFile]) -> str:
    """A line for each finding, as compilers write them."""
    return "".join(f"{_line(file.name, finding)}\n" for file in files for finding in file.checked.judged.open)


def _line(name: str, finding: Finding) -> str:
    line = f"{place(name, finding)}: {finding.level.value}: {finding.message} [{finding.code}]"
    if correction := finding.correction:
        line += f" ({'--fix' if correction.is_safe else 'proposed'}: {correction.summary})"
    return plain(line)


def as_json(files: Iterable[CheckedFile]) -> str:
    """`docs/checks.md` describes it."""
    files = list(files)
    found = {"version": VERSION, "counts": counts(files), "files": [_file(file) for file in files]}
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _file(file: CheckedFile) -> dict[str, Any]:
    source = Source.decode(file.checked.content)
    return {
        "path": file.name,
        "findings": [_finding(finding, source) for finding in file.checked.judged.open],
        "dismissed": [
            {**_said(each.finding), "reason": each.reason, "comment_line": each.line}
            for each in file.checked.judged.dismissed
        ],
        "corrected": [
            {**_said(each), "summary": each.correction.summary} for each in file.checked.made if each.correction
        ],
    }


def _said(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "level": finding.level.value,
        "line": finding.line,
        "column": finding.column,
        "message": finding.message,
        "about": finding.about,
    }


def _finding(finding: Finding, source: Source) -> dict[str, Any]:
    correction = finding.correction
    return {
        **_said(finding),
        "end_line": source.line(finding.end),
        "end_column": source.column(finding.end),
        "start": finding.start,
        "end": finding.end,
        "correction": correction
        and {
            "summary": correction.summary,
            "safe": correction.is_safe,
            "edits": [
                {"start": edit.start, "end": edit.end, "new": edit.new.decode()} for edit in sorted(correction.edits)
            ],
        },
    }


def as_annotations(files: Iterable[CheckedFile]) -> str:
    """Workflow commands as GitHub documents them, a line each."""
    return "".join(_annotation(file.name, finding) for file in files for finding in file.checked.judged.open)


def _annotation(name: str, finding: Finding) -> str:
    at = f"file={_property(name)},line={finding.line},col={finding.column}"
    return f"::{_ANNOTATIONS[finding.level]} {at},title={_property(finding.code)}::{_data(finding.message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: Final[Mapping[str, Callable[[Iterable[CheckedFile]], str]]] = {
    "text": as_text,
    "json": as_json,
    "github": as_annotations,
}


def counts(files: Iterable[CheckedFile]) -> dict[str, int]:
    """How many findings of each level, how many dismissed and how many corrected."""
    found = dict.fromkeys((*(level.value for level in Level), "dismissed", "corrected"), 0)
    for file in files:
        for finding in file.checked.judged.open:
            found[finding.level.value] += 1
        found["dismissed"] += len(file.checked.judged.dismissed)
        found["corrected"] += len(file.checked.made)
    return found


def summary(files: Sequence[CheckedFile]) -> str:
    """The counts as a sentence."""
    found = counts(files)
    levels = ", ".join(_number(found[level.value], level.value) for level in Level if found[level.value])
    parts = [levels or "nothing to report"]
    parts += [f"{found[name]} {name}" for name in ("corrected", "dismissed") if found[name]]
    return f"{', '.join(plain(file.name) for file in files)}: {'; '.join(parts)}"


def made(files: Iterable[CheckedFile]) -> list[str]:
    """What was corrected, a line each; places are those before."""
    return [
        plain(f"{place(file.name, each)}: corrected: {each.correction.summary} [{each.code}]")
        for file in files
        for each in file.checked.made
        if each.correction
    ]


def as_markdown(files: Sequence[CheckedFile], rules: Iterable[Rule]) -> str:
    """For the summary of a workflow run: how often each rule, and the first findings."""
    found = [(file.name, finding) for file in files for finding in file.checked.judged.open]
    lines = ["### Check of the list", "", _in_markdown(summary(files)), ""]
    if not found:
        return "\n".join(lines)
    often = Counter(finding.code for _, finding in found)
    lines += ["| Rule | Level | Findings |", "|---|---|---|"]
    lines += [f"| `{rule.code}` | {rule.level.value} | {often[rule.code]} |" for rule in rules if often[rule.code]]
    lines += ["", "| Place | Level | Finding |", "|---|---|---|"]
    lines += [
        f"| {_in_markdown(place(name, each))} | {each.level.value} | {_in_markdown(each.message)} `{each.code}` |"
        for name, each in found[:MOST_SUMMARISED]
    ]
    if more := len(found) - MOST_SUMMARISED:
        lines += ["", f"and {more} more"] if more > 0 else []
    return "\n".join([*lines, ""])


def listed(rules: Iterable[Rule]) -> str:
    """The rules as a table for people."""
    rules = list(rules)
    width = max(len(rule.code) for rule in rules)
    return "".join(f"{rule.code:<{width}}  {rule.level.value:<7}  {rule.summary}\n" for rule in rules)


def place(name: str, finding: Finding) -> str:
    return f"{name}:{finding.line}:{finding.column}"


def plain(text: str) -> str:
    """On one line, and without what a terminal would obey."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def _in_markdown(text: str) -> str:
    """As it stands there, whatever Markdown or HTML is in it."""
    return "".join(f"&#{ord(each)};" if each in _MARKS else each for each in plain(text))


_MARKS: Final = frozenset("\\`*_{}[]()<>#+!|~&@:")


def _number(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"
