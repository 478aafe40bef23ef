"""check_readme and check-readme as other people's scripts meet them."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from contextlib import nullcontext
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from papers.markdown.parser import parse
from papers.markdown.source import Source
from papers.models import DismissedFinding, EvidenceType
from papers.readme.checking.__main__ import main
from papers.readme.checking.check import RULES
from papers.readme.checking.correcting import checked
from papers.readme.venues import BUILT_IN
from tests.lists import LIST

EMPTY = "- (**ICLR'21**)[Empirical] Epsilon: 100% of, it [[Paper]]()\n"
LINKLESS = f"{LIST}{EMPTY}"
SOUND = LIST
PURE = "import sys; sys.modules['django'] = None; from papers.readme.checking.__main__ import command; command()"

SCHEMA = {
    "type": "object",
    "required": ["version", "counts", "files"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": 1},
        "counts": {
            "type": "object",
            "required": ["error", "warning", "note", "dismissed", "corrected"],
            "additionalProperties": {"type": "integer", "minimum": 0},
        },
        "files": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "findings", "dismissed", "corrected"],
                "additionalProperties": False,
                "properties": {
                    "path": {"type": "string"},
                    "findings": {"type": "array", "items": {"$ref": "#/$defs/finding"}},
                    "dismissed": {
                        "type": "array",
                        "items": {
                            "allOf": [{"$ref": "#/$defs/said"}],
                            "required": ["reason", "comment_line"],
                            "properties": {"comment_line": {"type": ["integer", "null"]}},
                        },
                    },
                    "corrected": {
                        "type": "array",
                        "items": {"allOf": [{"$ref": "#/$defs/said"}], "required": ["summary"]},
                    },
                },
            },
        },
    },
    "$defs": {
        "said": {
            "type": "object",
            "required": ["code", "level", "line", "column", "message", "about"],
            "properties": {
                "code": {"enum": [rule.code for rule in RULES]},
                "level": {"enum": ["error", "warning", "note"]},
                "line": {"type": "integer", "minimum": 1},
                "column": {"type": "integer", "minimum": 1},
            },
        },
        "finding": {
            "allOf": [{"$ref": "#/$defs/said"}],
            "required": ["end_line", "end_column", "start", "end", "correction"],
            "properties": {
                "correction": {
                    "oneOf": [
                        {"type": "null"},
                        {
                            "type": "object",
                            "required": ["summary", "safe", "edits"],
                            "properties": {
                                "safe": {"type": "boolean"},
                                "edits": {"type": "array", "items": {"required": ["start", "end", "new"]}},
                            },
                        },
                    ]
                }
            },
        },
    },
}


@pytest.fixture
def readme(tmp_path: Path) -> Path:
    path = tmp_path / "README.md"
    path.write_text(LINKLESS)
    return path


def run(*arguments: object, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command that needs no Django, in a process that has none."""
    command = [sys.executable, "-c", PURE, *map(str, arguments)]
    environ = {**{name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}, **environment}
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environ, input=given, capture_output=True, timeout=60)


def found(*arguments: object, code: int = 0) -> Any:
    """The JSON, of the command with Django's database."""
    stdout = io.StringIO()
    with pytest.raises(SystemExit) if code else nullcontext() as exit_:
        call_command("check_readme", "--format", "json", *map(str, arguments), stdout=stdout, stderr=io.StringIO())
    assert exit_ is None or exit_.value.code == code
    read = json.loads(stdout.getvalue())
    jsonschema.validate(read, SCHEMA)
    return read


def codes(report: Any) -> list[str]:
    return [each["code"] for file in report["files"] for each in file["findings"]]


# Exit codes and streams


def test_sound_list_exits_with_0(tmp_path):
    (tmp_path / "README.md").write_text(SOUND)
    done = run(tmp_path / "README.md")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode() == f"{tmp_path}/README.md: nothing to report\n"


def test_errors_exit_with_1_findings_go_to_stdout_and_counts_to_stderr(readme):
    done = run(readme)
    assert done.returncode == 1
    assert done.stdout.decode().startswith(f"{readme}:18:59: error: The link of “Epsilon: 100% of, it” ")
    assert done.stdout.decode().endswith(" [empty-link]\n")
    assert done.stderr.decode() == f"{readme}: 1 error\n"


@pytest.mark.parametrize(("level", "code"), [("never", 0), ("error", 1), ("warning", 1), ("note", 1)])
def test_level_that_fails_can_be_chosen(readme, level, code, capfdbinary):
    assert main([str(readme), "--fail-on", level]) == code
    assert b"[empty-link]" in capfdbinary.readouterr().out


def test_notes_fail_only_where_that_is_asked_for(readme, capfdbinary):
    readme.write_text(f"{SOUND}\n<!-- check-readme: allow empty-link because it was once -->\n")
    assert [main([str(readme), "--fail-on", level]) for level in ("error", "warning", "note")] == [0, 0, 1]
    assert b": note: " in capfdbinary.readouterr().out


@pytest.mark.parametrize(
    ("content", "reason"), [(b"a\nb\xff", ":2:2: not UTF-8"), (b"a\0", ":1:2: a NUL byte"), (None, ": No such file")]
)
def test_what_is_no_readme_is_refused_in_one_line(tmp_path, content, reason):
    path = tmp_path / "README.md"
    if content is not None:
        path.write_bytes(content)
    done = run(path, "--fix")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(f"{path}{reason}")
    assert done.stderr.count(b"\n") == 1


def test_standard_input_is_not_mixed_with_files(readme):
    done = run("-", readme)
    assert (done.returncode, done.stdout) == (2, b"")


def test_standard_input_is_checked_and_several_files_are_counted_together(readme):
    assert run("-", given=LINKLESS.encode()).stdout.decode().startswith("-:18:59: error: ")
    done = run(readme, readme, "--format", "json")
    assert json.loads(done.stdout)["counts"]["error"] == 2


def test_rules_are_listed():
    done = run("--rules")
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.decode().splitlines()] == [rule.code for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_is_described_with_an_example_that_has_it(rule):
    """`docs/checks.md` says under each code its level and whether it is corrected, and shows a list in which it is."""
    text = (settings.BASE_DIR / "docs" / "checks.md").read_text()
    sections = dict(each.split("`\n", 1) for each in re.split(r"^### `", text, flags=re.MULTILINE)[1:])
    assert sections.keys() >= {rule.code}, "docs/checks.md does not describe it"
    level, way = re.findall(r"^(Error|Warning|Note), (.+)\.$", sections[rule.code], re.MULTILINE)[0]
    assert level.lower() == rule.level.value
    example = re.findall(r"^````?markdown\n(.*?)^````?$", sections[rule.code], re.MULTILINE | re.DOTALL)[0]
    findings = [each for each in checked(example.encode(), BUILT_IN, {}).judged.open if each.code == rule.code]
    assert findings
    ways = {False: "a correction is proposed", True: "corrected by --fix"}
    assert way in {ways[each.correction.is_safe] if each.correction else "not corrected" for each in findings}


# Formats


def test_json_has_places_in_bytes_and_characters(readme, db):
    report = found(readme, code=1)
    (finding,) = report["files"][0]["findings"]
    assert finding["line"] == 18
    assert finding["start"] == finding["end"] == len(LINKLESS.encode()) - 2
    assert finding["about"] == "Epsilon: 100% of, it"
    assert report["counts"] == {"error": 1, "warning": 0, "note": 0, "dismissed": 0, "corrected": 0}


def read_annotations(text: str) -> list[tuple[str, dict[str, str], str]]:
    """As the runner reads workflow commands: the name, its properties, its message."""
    read = []
    for line in text.splitlines():
        _, command, message = line.split("::", 2)
        name, _, properties = command.partition(" ")
        pairs = dict(each.split("=", 1) for each in properties.split(","))
        read.append((name, {key: unquote(value) for key, value in pairs.items()}, unquote(message)))
    return read


def test_annotations_of_github_are_escaped(tmp_path):
    path = tmp_path / "a list, 100%: README.md"
    path.write_text(f"{LINKLESS}\n<!-- check-readme: allow\r\n::error::x because\n%0A y -->\n")
    done = run(path, "--format", "github")
    first, second = read_annotations(done.stdout.decode())
    assert first == (
        "error",
        {"file": str(path), "line": "18", "col": "59", "title": "empty-link"},
        "The link of “Epsilon: 100% of, it” leads nowhere: its address is empty.",
    )
    assert (second[0], second[1]["title"]) == ("notice", "unused-allowance")
    assert "“::error::x”" in second[2]


class Text(HTMLParser):
    """The text of a page with entities undone, and the tags in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.tags = "", set[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_summary_of_a_workflow_shows_titles_as_they_are(readme, tmp_path):
    readme.write_text(LINKLESS.replace("Epsilon", "Epsilon&lt;b&gt; of 2\\*3\\* and @all"))
    summary = tmp_path / "summary.md"
    run(readme, "--format", "github", GITHUB_STEP_SUMMARY=str(summary))
    source = Source.decode(summary.read_bytes())
    cells = [
        Text(source.data[cell.start : cell.end].decode())
        for table in parse(source)
        if table.kind.value == "table"
        for row in table.children
        for cell in row.children
    ]
    assert len(cells) == 2 * 2 * 3
    assert "`empty-link`" in cells[3].text
    assert "“Epsilon<b> of 2*3* and @all: 100% of, it”" in cells[-1].text
    assert not any(cell.tags for cell in cells)


def test_summary_is_written_for_github_only(readme, tmp_path):
    run(readme, GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"))
    assert not (tmp_path / "summary.md").exists()


def test_text_obeys_no_terminal(readme):
    readme.write_bytes(LINKLESS.replace("Epsilon", "Epsilon\x1b[31m\u2028").encode())
    output = run(readme).stdout.decode()
    assert output.count("\n") == 1
    assert "\x1b" not in output
    assert "Epsilon\\x1b[31m : 100%" in output


# Corrections

TRACKED = LIST.replace("2202.00002", "2202.00002?utm_source=a")
FIXABLE = TRACKED.replace("\n", "\r\n") + EMPTY
FIXED = LIST.replace("\n", "\r\n") + EMPTY


def test_fix_writes_the_safe_corrections_only_and_reports_what_remains(readme):
    readme.write_bytes(FIXABLE.encode())
    readme.chmod(0o640)
    done = run(readme, "--fix")
    assert readme.read_bytes() == FIXED.encode()
    assert readme.stat().st_mode & 0o777 == 0o640
    assert done.returncode == 1
    assert re.findall(r"\[(\S+)\]", done.stdout.decode()) == ["empty-link"]
    assert f"{readme}:6:" in done.stderr.decode()
    assert done.stderr.decode().endswith(f"{readme}: 1 error; 1 corrected\n")
    assert list(readme.parent.iterdir()) == [readme]


def test_fix_twice_is_fix_once_and_leaves_an_unchanged_file_alone(readme):
    readme.write_bytes(FIXABLE.encode())
    run(readme, "--fix")
    before = readme.stat()
    assert b"corrected" not in run(readme, "--fix").stderr
    assert readme.read_bytes() == FIXED.encode()
    assert (readme.stat().st_ino, readme.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_fix_does_not_write_through_a_link(readme, tmp_path):
    readme.write_bytes(FIXABLE.encode())
    (tmp_path / "link.md").symlink_to(readme)
    result = run(tmp_path / "link.md", "--fix")
    refused = f"{tmp_path}/link.md: it is a symbolic link; name the file that it leads to\n"
    assert (result.returncode, result.stderr.decode()) == (2, refused)
    assert (tmp_path / "link.md").is_symlink()
    assert readme.read_bytes() == FIXABLE.encode()


def test_fix_of_standard_input_is_the_output_and_findings_are_the_report():
    done = run("-", "--fix", given=FIXABLE.encode())
    assert done.stdout == FIXED.encode()
    assert b"[empty-link]" in done.stderr


def test_fix_writes_nothing_where_one_of_several_is_refused(readme, tmp_path):
    readme.write_bytes(FIXABLE.encode())
    done = run(readme, tmp_path / "none.md", "--fix")
    assert (done.returncode, done.stdout) == (2, b"")
    assert readme.read_bytes() == FIXABLE.encode()


def test_fix_leaves_what_is_allowed(readme):
    allowed = TRACKED.replace("utm_source=a)]", "utm_source=a)] <!-- check-readme: allow CODE because it counts -->")
    code = next(each.code for each in checked(TRACKED.encode(), BUILT_IN, {}).judged.open)
    readme.write_text(allowed.replace("CODE", code))
    run(readme, "--fix")
    assert readme.read_text() == allowed.replace("CODE", code)


def test_json_of_a_correction_has_its_edits_and_what_was_corrected(readme, db):
    readme.write_text(TRACKED)
    (finding,) = found(readme)["files"][0]["findings"]
    assert finding["correction"]["safe"]
    data = TRACKED.encode()
    for edit in reversed(finding["correction"]["edits"]):
        data = data[: edit["start"]] + edit["new"].encode() + data[edit["end"] :]
    assert data == LIST.encode()
    report = found(readme, "--fix")
    assert report["counts"]["corrected"] == 1
    assert report["files"][0]["corrected"][0]["code"] == finding["code"]
    assert readme.read_bytes() == LIST.encode()


# The database's part


def test_dismissed_finding_is_counted_and_not_shown(readme, db):
    DismissedFinding.objects.create(code="empty-link", about="Epsilon: 100% of, it", reason="It is to come.")
    report = found(readme)
    assert codes(report) == []
    assert report["counts"]["dismissed"] == 1
    assert report["files"][0]["dismissed"][0]["reason"] == "It is to come."


def test_words_of_the_database_are_known(tmp_path, db):
    path = tmp_path / "README.md"
    path.write_text(LINKLESS.replace("[Empirical] Epsilon", "[Mechanistic] Epsilon"))
    EvidenceType.objects.create(name="Mechanistic", slug="mechanistic")
    assert found(path, code=1)["files"][0]["findings"][0]["about"] == "Epsilon: 100% of, it"


def test_command_defaults_to_the_survey(readme, db, settings):
    settings.SURVEY_README = readme
    assert found(code=1)["files"][0]["path"] == str(readme)


def test_command_refuses_with_exit_code_2(tmp_path, db):
    with pytest.raises(CommandError) as refusal:
        call_command("check_readme", str(tmp_path / "none.md"))
    assert refusal.value.returncode == 2


def test_command_works_without_a_database(readme, tmp_path):
    environ = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/nowhere/survey.sqlite3"}
    command = [sys.executable, "manage.py", "check_readme", str(readme)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environ, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "[empty-link]" in done.stdout
    told, counted = done.stderr.splitlines()
    assert told.startswith("Without the database's words and dismissals, with the built-in words alone: ")
    assert counted == f"{readme}: 1 error"
