"""The newest import undone: the list as it was before, to the byte where nobody edited since."""

from __future__ import annotations

import pytest

from papers.importer import ImportRefusedError, Options, Role, import_readme, undo_import
from papers.models import Revision
from tests.lists import ALPHA, BETA, DELTA, LIST, edit, exported, imported

pytestmark = pytest.mark.django_db

TABLE = (
    "# A list\n\n| Title | Venue | Link |\n|---|---|---|\n"
    "| Alpha learns in context | ICML'23 | [paper](https://arxiv.org/abs/2301.00003) |\n"
    "| Beta explains regression | ICLR'24 | [paper](https://arxiv.org/abs/2301.00004) |\n"
)


@pytest.mark.parametrize(
    "before",
    ["", "# A list\n\n## One\n", f"## Other\n\nWords.\n\n{DELTA}", TABLE, LIST.replace("\n", "\r\n")],
    ids=["empty", "headings only", "another list", "table", "CRLF"],
)
def test_undone_import_leaves_the_list_as_it_was(before: str) -> None:
    imported(before)
    imported(LIST.replace("Alpha learns", "Alpha likes"), force=True)

    assert undo_import().is_applied
    assert exported() == before


def test_imports_are_undone_one_after_the_other() -> None:
    imported(LIST)
    imported(LIST.replace("Alpha learns", "Alpha likes"))
    import_readme(LIST.replace("Beta explains", "Beta tells").encode(), Options(role=Role.PROPOSAL))

    undo_import()
    assert exported() == LIST.replace("Alpha learns", "Alpha likes")
    undo_import()
    assert exported() == LIST
    with pytest.raises(ImportRefusedError, match="first import cannot be undone"):
        undo_import()


def test_what_was_edited_since_stays() -> None:
    imported(LIST)
    imported(LIST.replace("Alpha learns", "Alpha likes"))
    edit("Beta", year=2019)

    undo_import()

    assert exported() == LIST.replace("ICML'22", "ICML'19")


def test_upstream_goes_back_for_an_upload_and_stays_for_the_file() -> None:
    imported(LIST)
    newer = LIST.replace("Alpha learns", "Alpha likes")
    imported(newer)
    undo_import()
    assert Revision.objects.upstream().data.decode() == newer

    imported(LIST)
    imported(newer, is_handed_in=True)
    undo_import()
    assert Revision.objects.upstream().data.decode() == LIST


def test_table_that_loses_its_second_line_is_no_error() -> None:
    imported(TABLE)
    rows = TABLE.splitlines(keepends=True)
    proposal = "".join([*rows[:3], rows[5]])

    report = import_readme(proposal.encode(), Options(role=Role.PROPOSAL, force=True))

    assert report.is_applied
    assert "Beta explains regression" in exported()
    assert "Alpha" not in exported()


def test_removed_and_restored_lines_around_entries_are_no_conflict() -> None:
    text = f"# A list\n\n## One\n\n{ALPHA}\n<!-- a -->\n\n### Inner\n\n{BETA}\n<!-- b -->\n\n## Two\n\n{DELTA}"
    imported(f"# A list\n\n## One\n\n{ALPHA}")
    imported(text)

    report = undo_import()

    assert (report.conflicts, exported()) == ([], f"# A list\n\n## One\n\n{ALPHA}")
