"""import_readme and export_readme as other people's scripts meet them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from papers.markdown import source
from papers.models import Listing, Paper, Revision
from tests.lists import BETA, LIST, edit, exported, imported, paper, snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def readme(tmp_path: Path) -> Path:
    path = tmp_path / "README.md"
    path.write_bytes(LIST.encode())
    return path


def run_import(*arguments: object, **options: object) -> str:
    """Standard error."""
    stderr = io.StringIO()
    call_command("import_readme", *map(str, arguments), stdout=io.StringIO(), stderr=stderr, **options)
    return stderr.getvalue()


def run_export(*arguments: object) -> str:
    """Standard output."""
    stdout = io.StringIO()
    call_command("export_readme", *map(str, arguments), stdout=stdout)
    return stdout.getvalue()


def refused(code: int, run, *arguments: object) -> str:
    before = snapshot(), Revision.objects.count()
    with pytest.raises(CommandError) as refusal:
        run(*arguments)
    assert refusal.value.returncode == code
    assert (snapshot(), Revision.objects.count()) == before
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


# Imports


def test_import_reports_what_it_did(readme: Path) -> None:
    report = run_import(readme)

    assert "5 added, 0 moved, 0 removed, 0 kept; 5 new papers" in report
    assert "New evidence types: Empirical, Theoretical" in report
    assert Revision.objects.get().source == str(readme)


def test_import_defaults_to_the_survey(settings, readme: Path) -> None:
    settings.SURVEY_README = readme

    run_import()

    assert Paper.objects.count() == 5


def test_import_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LIST.encode())))

    run_import("-")

    assert exported() == LIST


def test_import_prints_its_report_as_json(readme: Path) -> None:
    stdout = io.StringIO()
    call_command("import_readme", str(readme), "--json", stdout=stdout, stderr=io.StringIO())

    report = json.loads(stdout.getvalue())
    assert (report["added"], report["papers_added"], report["is_applied"]) == (5, 5, True)


def test_import_dry_run_changes_nothing(readme: Path) -> None:
    told = run_import(readme, "--dry-run")
    assert "5 added" in told
    assert "Nothing was changed." in told
    assert not Paper.objects.exists()
    assert "Nothing was changed." not in run_import(readme)


def test_import_takes_the_day(readme: Path) -> None:
    run_import(readme, "--date", "2024-02-03")

    assert {str(day) for day in Paper.objects.values_list("added", flat=True)} == {"2024-02-03"}


def test_import_lists_conflicts_and_changes_nothing(readme: Path) -> None:
    imported()
    edit("Alpha", title="Alpha learns nothing")
    readme.write_text(LIST.replace("Alpha learns in context", "Alpha learns all"))

    assert ": 1 conflict, nothing changed" in refused(1, run_import, readme)


@pytest.mark.parametrize(("side", "title"), [("readme", "Alpha learns all"), ("database", "Alpha learns nothing")])
def test_import_decides_conflicts_as_told(readme: Path, side: str, title: str) -> None:
    imported()
    edit("Alpha", title="Alpha learns nothing")
    readme.write_text(LIST.replace("Alpha learns in context", "Alpha learns all"))

    run_import(readme, "--prefer", side)

    assert paper("Alpha").title == title


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"# L\n- \xff\n", "README.md:2:3: not UTF-8 at byte 6"),
        (b"# L\r\n\xc3\xa9\0", "README.md:2:2: a NUL byte at byte 7"),
        (b"", "README.md: empty, and the database has papers"),
        (LIST[:60].encode(), "README.md: 5 of 5 listings would be removed"),
    ],
    ids=["invalid", "NUL", "empty", "most would go"],
)
def test_import_refuses_bad_content(readme: Path, content: bytes, message: str) -> None:
    imported()
    readme.write_bytes(content)

    assert message in refused(2, run_import, readme)


def test_import_refuses_what_is_too_large(readme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_BYTES", 64)

    assert "README.md:5:" in refused(2, run_import, readme)


def test_import_refuses_a_missing_file_and_a_directory(tmp_path: Path) -> None:
    assert "missing.md: No such file or directory" in refused(2, run_import, tmp_path / "missing.md")
    assert f"{tmp_path}: Is a directory" in refused(2, run_import, tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_import_refuses_an_unreadable_file(readme: Path) -> None:
    readme.chmod(0)

    assert "Permission denied" in refused(2, run_import, readme)


def test_import_refuses_a_day_that_is_none(readme: Path) -> None:
    with pytest.raises(CommandError, match="'yesterday' is no date"):
        run_import(readme, "--date", "yesterday")


# Exports


def test_export_prints_the_exact_bytes(survey_readme: bytes, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    call_command("import_readme", str(settings.BASE_DIR / "survey" / "README.md"), verbosity=0)

    call_command("export_readme")

    assert capfdbinary.readouterr().out == survey_readme


def test_export_writes_a_file_and_remembers_it(readme: Path) -> None:
    imported()
    readme.chmod(0o640)
    edit("Alpha", title="Alpha learns")

    run_export("--output", readme)

    assert readme.read_text() == LIST.replace("Alpha learns in context", "Alpha learns")
    assert readme.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in readme.parent.iterdir()] == ["README.md"]
    assert list(Revision.objects.values_list("kind", flat=True)) == ["export", "upstream"]


@pytest.mark.parametrize("force", [[], ["--force"]], ids=["", "forced"])
@pytest.mark.parametrize("target", ["README.md", "missing.md", "/dev/stdout"])
def test_export_does_not_write_through_a_link(readme: Path, tmp_path: Path, target: str, force: list[str]) -> None:
    imported()
    link = tmp_path / "link.md"
    link.symlink_to(target)
    edit("Alpha", title="Alpha learns")

    refusal = refused(2, run_export, "--output", link, *force)

    assert refusal == f"{link}: it is a symbolic link; name the file that it leads to"
    assert link.is_symlink()
    assert readme.read_text() == LIST


@pytest.mark.parametrize("force", [[], ["--force"]], ids=["", "forced"])
def test_export_waits_for_no_pipe(tmp_path: Path, force: list[str]) -> None:
    imported()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    refusal = refused(2, run_export, "--output", pipe, *force)

    assert refusal == f"{pipe}: it is a directory, a pipe or a device; name a file"


def test_export_takes_a_hyphen_for_standard_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    imported()
    monkeypatch.chdir(tmp_path)

    assert run_export("--output", "-") == LIST
    assert list(tmp_path.iterdir()) == []


def test_export_again_over_its_own_file(readme: Path) -> None:
    imported()
    for title in ("Alpha learns", "Alpha learns more"):
        Paper.objects.filter(title__startswith="Alpha").update(title=title)
        run_export("--output", readme)

    assert "Alpha learns more" in readme.read_text()


def test_export_refuses_to_overwrite_an_unknown_file(readme: Path) -> None:
    imported()
    readme.write_text("Not from here.\n")

    message = refused(2, run_export, "--output", readme)

    assert "holds what was never imported or exported here; import it first" in message
    assert readme.read_text() == "Not from here.\n"
    run_export("--output", readme, "--force")
    assert readme.read_text() == LIST


def test_export_refuses_a_path_that_cannot_be_written(tmp_path: Path) -> None:
    imported()

    assert "No such file or directory" in refused(2, run_export, "--output", tmp_path / "missing" / "README.md")
    assert "it is a directory" in refused(2, run_export, "--output", tmp_path)


def test_export_refuses_a_database_without_listings(readme: Path) -> None:
    assert "nothing was imported yet" in refused(2, run_export, "--output", readme)
    assert run_export("--force") == ""


def test_export_names_what_the_readme_cannot_say() -> None:
    imported()
    edit("Alpha", title="[Theoretical] Alpha")

    assert ":5: " in refused(2, run_export)


def test_check_is_silent_where_the_file_is_the_same(readme: Path) -> None:
    imported()

    assert run_export("--check", "--output", readme) == ""


def test_check_shows_the_difference(readme: Path) -> None:
    imported()
    Listing.objects.filter(paper=paper("Beta")).delete()
    stdout = io.StringIO()

    with pytest.raises(CommandError) as difference:
        call_command("export_readme", "--check", "--output", str(readme), stdout=stdout)

    assert difference.value.returncode == 1
    assert [line for line in stdout.getvalue().splitlines() if line.startswith("-")][1:] == ["-" + BETA.rstrip()]
    assert Revision.objects.count() == 1


def test_check_of_a_missing_file_is_refused(tmp_path: Path) -> None:
    imported()

    assert "missing.md" in refused(2, run_export, "--check", "--output", tmp_path / "missing.md")


# As processes


def manage(*arguments: str, database: Path, sent: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{database}"}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False, input=sent)


@pytest.mark.parametrize("command", ["import_readme", "export_readme"])
def test_unmigrated_database_is_refused_in_one_line(tmp_path: Path, command: str) -> None:
    (tmp_path / "new.sqlite3").touch()

    done = manage(command, database=tmp_path / "new.sqlite3")

    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"CommandError: the database is not migrated; run: python manage.py migrate\n"


def test_round_trip_through_pipes(tmp_path: Path) -> None:
    database = tmp_path / "piped.sqlite3"
    content = "\ufeff".encode() + LIST.replace("\n", "\r\n").encode().rstrip()
    assert manage("migrate", "--verbosity", "0", database=database).returncode == 0

    brought_in = manage("import_readme", "-", database=database, sent=content)
    brought_out = manage("export_readme", database=database)

    assert (brought_in.returncode, brought_in.stdout) == (0, b"")
    assert (brought_out.returncode, brought_out.stdout, brought_out.stderr) == (0, content, b"")
