from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from papers.importer import Options, Role, import_readme, undo_import
from papers.models import Content, Revision
from tests.lists import LIST, edit, exported, imported

pytestmark = pytest.mark.django_db

FIRST = LIST.replace("Alpha learns", "Alpha likes")
SECOND = FIRST.replace("Beta explains", "Beta tells")


def readable() -> set[str]:
    return {content.data.decode() for content in Content.objects.exclude(compressed=None)}


def test_what_nothing_asks_for_goes_and_its_hash_stays(tmp_path: Path) -> None:
    for text in (LIST, FIRST, SECOND):
        imported(text)
    call_command("prune_revisions", verbosity=0)

    assert readable() == {FIRST, SECOND}
    assert Revision.objects.of(Content.pack(LIST.encode()).sha256).exists()
    assert exported() == SECOND


def test_what_is_still_needed_stays(tmp_path: Path) -> None:
    imported(LIST)
    edit("Gamma", year=2020)
    call_command("export_readme", output=str(tmp_path / "README.md"))
    sent = exported()
    import_readme(LIST.replace("[Theoretical] Beta", "[Theoretical]  Beta").encode(), Options(role=Role.PROPOSAL))
    call_command("prune_revisions", verbosity=0)

    assert {LIST, sent} <= readable()
    assert "[Theoretical]  Beta" in exported()


def test_the_newest_import_can_still_be_undone() -> None:
    for text in (LIST, FIRST, SECOND):
        imported(text)
    call_command("prune_revisions", verbosity=0)

    assert undo_import().is_applied
    assert exported() == FIRST


def test_a_dry_run_drops_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    for text in (LIST, FIRST, SECOND):
        imported(text)
    call_command("prune_revisions", dry_run=True)

    assert readable() == {LIST, FIRST, SECOND}
    assert f"1 READMEs of {len(LIST.encode())} bytes would be dropped" in capsys.readouterr().err
