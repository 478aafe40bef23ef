"""`check-readme` and `manage.py check_readme`, apart from where their words and dismissals come from."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from papers.markdown.source import SourceError
from papers.readme import collector
from papers.readme.checking import reporting
from papers.readme.checking.allowances import Dismissals
from papers.readme.checking.check import RULES
from papers.readme.checking.correcting import checked, corrected
from papers.readme.checking.findings import Level
from papers.readme.checking.reporting import CheckedFile
from papers.readme.file import read_file, replace_file
from papers.readme.vocabulary import Vocabulary

SUMMARY_VARIABLE: Final = "GITHUB_STEP_SUMMARY"
"""Names the file that a step of a workflow may add to."""
NEVER: Final = "never"


class RefusedError(Exception):
    """A README that cannot be checked; the message names the file and says why, on one line."""


@dataclass(frozen=True)
class Options:
    paths: Sequence[str]
    format: str = "text"
    fix: bool = False
    fail_on: str = Level.ERROR.value
    """The lowest level that makes the check fail, or `never`."""


@dataclass(frozen=True)
class Words:
    """What the check starts from besides the README."""

    vocabulary: Vocabulary
    dismissals: Dismissals = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """`output` is data, for standard output; `report` is for people, for standard error."""

    output: bytes
    report: str
    is_failed: bool

    @property
    def exit_code(self) -> int:
        return int(self.is_failed)


def add_arguments(parser: ArgumentParser, default: str) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", default=[default], help="a README, or - for standard input")
    parser.add_argument("--format", choices=list(reporting.FORMATS), default="text", help="how findings are written")
    parser.add_argument("--fix", action="store_true", help="make the safe corrections, and report what remains")
    parser.add_argument(
        "--fail-on",
        choices=[*(level.value for level in Level), NEVER],
        default=Level.ERROR.value,
        help="the lowest level that leads to exit code 1 (default: error)",
    )
    parser.add_argument("--rules", action="store_true", help="list the rules instead")


def options_of(given: Mapping[str, Any]) -> Options:
    return Options(given["paths"], given["format"], given["fix"], given["fail_on"])


def rules() -> Outcome:
    return Outcome(reporting.listed(RULES).encode(), "", is_failed=False)


def run(options: Options, words: Words, environment: Mapping[str, str]) -> Outcome:
    """Checks, and with `fix` writes the files that change, each at once. Raises RefusedError before it writes any."""
    if "-" in options.paths and len(options.paths) > 1:
        raise RefusedError("-: standard input is checked alone, without other files")
    with collector.set_aside():
        given = [(path, _content(path)) for path in options.paths]
        files = [CheckedFile(path, _checked(path, content, options, words).checked) for path, content in given]
    findings = reporting.FORMATS[options.format](files)
    report = "".join(f"{line}\n" for line in [*reporting.made(files), reporting.summary(files)])
    output = findings.encode("utf-8", "surrogateescape")
    if options.fix and options.paths == ["-"]:
        output, report = files[0].checked.content, findings + report
    elif options.fix:
        _write(file for file, (_, content) in zip(files, given, strict=True) if file.checked.content != content)
    if options.format == "github" and environment.get(SUMMARY_VARIABLE):
        _summarise(Path(environment[SUMMARY_VARIABLE]), files)
    return Outcome(output, report, _is_failed(files, options.fail_on))


def _content(path: str) -> bytes:
    try:
        return read_file(path)
    except OSError as error:
        raise RefusedError(f"{path}: {error.strerror or error}") from None


def _checked(path: str, content: bytes, options: Options, words: Words) -> CheckedFile:
    look = corrected if options.fix else checked
    try:
        return CheckedFile(path, look(content, words.vocabulary, words.dismissals))
    except SourceError as error:
        raise RefusedError(f"{path}:{error.line}:{error.column}: {error}") from None


def _write(files: Iterable[CheckedFile]) -> None:
    for file in files:
        try:
            replace_file(Path(file.name), file.checked.content)
        except OSError as error:
            raise RefusedError(f"{file.name}: {error.strerror or error}") from None


def _summarise(path: Path, files: Sequence[CheckedFile]) -> None:
    try:
        with path.open("a", encoding="utf-8") as summary:
            summary.write(reporting.as_markdown(files, RULES))
    except OSError as error:
        raise RefusedError(f"{path}: {error.strerror or error}") from None


def _is_failed(files: Iterable[CheckedFile], lowest: str) -> bool:
    levels = [level.value for level in Level]
    failing = levels[: levels.index(lowest) + 1] if lowest != NEVER else []
    return any(finding.level.value in failing for file in files for finding in file.checked.judged.open)
