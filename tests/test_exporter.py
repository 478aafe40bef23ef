from __future__ import annotations

import os
from pathlib import Path

import pytest

from papers.exporter import ExportRefusedError, export_readme, render
from papers.models import Listing, Revision
from tests.lists import ALPHA, BETA, LIST, edit, exported, imported, listing, section, snapshot
from tests.rows import add_link, make_listing, make_paper, make_section

pytestmark = pytest.mark.django_db


def test_export_changes_no_row(tmp_path: Path) -> None:
    imported()
    edit("Alpha", title="Alpha, retitled")
    before = snapshot()

    content = export_readme(tmp_path / "README.md")

    assert snapshot() == before
    written = Revision.objects.latest("pk")
    assert (written.kind, written.data) == (Revision.Kind.EXPORT, content)


def test_edit_changes_only_its_line() -> None:
    imported()
    edit("Beta", year=2019)

    assert exported() == LIST.replace("ICML'22", "ICML'19")


def test_removed_moved_and_added_listings() -> None:
    imported()
    listing("Alpha").delete()
    Listing.objects.filter(pk=listing("Beta").pk).update(section=section("Three"), position=1)
    eta = make_paper("Eta arrives", year=2025)
    add_link(eta, "https://arxiv.org/abs/2505.00006")
    make_listing(eta, section("One"), position=5)

    lines = exported().splitlines()
    assert ALPHA.rstrip() not in lines
    assert lines[-1] == BETA.rstrip()
    assert sum("Eta arrives" in line for line in lines) == 1


def test_database_without_import_can_be_exported() -> None:
    first = make_section("First", level=1)
    alpha = make_paper("Alpha learns in context", year=2021)
    add_link(alpha, "https://arxiv.org/abs/2101.00001")
    make_listing(alpha, first)

    with pytest.raises(ExportRefusedError, match="nothing was imported yet"):
        render()
    text = render(force=True).decode()

    assert "# First" in text
    assert "Alpha learns in context" in text
    assert imported(text).conflicts == []


def test_nothing_to_export_is_refused() -> None:
    with pytest.raises(ExportRefusedError, match="nothing was imported yet"):
        render()


def test_file_that_cannot_be_replaced_is_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    imported()
    path = tmp_path / "README.md"
    path.write_text(LIST)
    edit("Alpha", title="Alpha, retitled")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        export_readme(path)

    assert path.read_text() == LIST
    assert list(tmp_path.iterdir()) == [path]
    assert Revision.objects.count() == 1
