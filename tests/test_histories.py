"""Histories of two sides, told through the commands: what was edited here, what came in, and what is right then."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from papers.findings import corrections, find
from papers.identifiers import Identifiers
from papers.importer import Options, Role, import_readme
from papers.intake.adding import Addition, add
from papers.models import EvidenceType, Listing, Paper, Revision, Venue
from papers.readme.records import Link
from tests.form_saves import delete_listing, set_values
from tests.lists import ALPHA, BETA, DELTA, GAMMA, LIST, OMEGA, exported, listing, order, paper, section, snapshot
from tests.test_admin_stale import opened, post

pytestmark = pytest.mark.django_db

TITLE = "Alpha learns in long contexts"
EDITED = ALPHA.replace("Alpha learns in context", TITLE)
SOMEBODYS = "- (**EMNLP'24**)[Empirical] Kappa predicts tokens [[Paper](https://arxiv.org/abs/2406.00007)]\n"
ANOTHERS = "- (**ICLR'25**)[Theoretical] Lambda proves limits [[Paper](https://arxiv.org/abs/2502.00008)]\n"
OWN = "- (**KDD'24**)[Empirical] Eta arrives late [[Paper](https://arxiv.org/abs/2505.00006)]\n"
FIXED = DELTA.replace("composes skills", "composes many skills")


class Outcome(NamedTuple):
    """How a command ended: its exit code, and what it told people."""

    code: int
    report: str


def run(command: str, *arguments: str) -> Outcome:
    errors = io.StringIO()
    try:
        call_command(command, *arguments, stdout=io.StringIO(), stderr=errors)
    except CommandError as error:
        return Outcome(error.returncode, f"{errors.getvalue()}{error}")
    return Outcome(0, errors.getvalue())


class Clone:
    """A clone of the list's repository, with the survey's file in it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "README.md"
        self.elsewhere = folder.parent / "handed-in.md"

    def pull(self, text: str, *arguments: str) -> Outcome:
        """Import the file as the repository has it now."""
        self.path.write_bytes(text.encode())
        return run("import_readme", *arguments)

    def hand_in(self, text: str, *arguments: str) -> Outcome:
        """Import a README that lies elsewhere."""
        self.elsewhere.write_bytes(text.encode())
        return run("import_readme", str(self.elsewhere), *arguments)


@pytest.fixture
def clone(tmp_path: Path, settings: Any) -> Clone:
    folder = tmp_path / "clone"
    (folder / ".git").mkdir(parents=True)
    settings.SURVEY_README = folder / "README.md"
    found = Clone(folder)
    assert found.pull(LIST).code == 0
    return found


@pytest.fixture
def ada(django_user_model: Any) -> Any:
    return django_user_model.objects.create_superuser("ada", password="x")


def send() -> str:
    """Export to standard output."""
    output = io.StringIO()
    call_command("export_readme", stdout=output)
    return output.getvalue()


def upstream() -> str:
    return Revision.objects.upstream().data.decode()


def is_pending() -> bool:
    """Whether an export would change what the repository holds."""
    return exported() != upstream()


def everything() -> Any:
    """All that an import could change."""
    return snapshot(), exported(), upstream()


def list_eta(user: Any) -> Listing:
    """List a paper that no README has, at the end of Two."""
    add(
        [
            Addition(
                section("Two"),
                columns={"title": "Eta arrives late", "authors": [], "track": "", "year": 2024},
                venue="KDD",
                identifiers=Identifiers(arxiv_id="2505.00006"),
                links=[Link("Paper", "https://arxiv.org/abs/2505.00006")],
                evidence_types=[EvidenceType.objects.get(name="Empirical")],
            )
        ],
        user=user,
    )
    return listing("Eta")


def test_edit_here_and_somebodys_paper_there(clone: Clone, ada: Any) -> None:
    set_values(paper("Alpha"), ada, title=TITLE)

    assert clone.pull(LIST.replace(GAMMA, GAMMA + SOMEBODYS)).code == 0

    assert exported() == LIST.replace(ALPHA, EDITED).replace(GAMMA, GAMMA + SOMEBODYS)
    assert is_pending()


def test_correction_of_spacing_is_still_exported_after_a_change_elsewhere(clone: Clone, ada: Any) -> None:
    wide = LIST.replace("[Empirical] Gamma", "[Empirical]  Gamma")
    assert clone.pull(wide).code == 0
    findings = find()
    content, made, _ = corrections(findings, [each.key for each in findings.open])
    assert (content.decode(), made) == (LIST, 1)
    import_readme(content, Options(role=Role.CORRECTION), source="a correction", user=ada)
    assert (exported(), upstream()) == (LIST, wide)

    assert clone.pull(wide.replace(DELTA, FIXED)).code == 0

    assert exported() == LIST.replace(DELTA, FIXED)
    assert upstream() == wide.replace(DELTA, FIXED)


@pytest.mark.parametrize("arguments", [["--as", "proposal"], []], ids=["as a proposal", "not said as what"])
def test_own_export_handed_in_changes_and_moves_nothing(clone: Clone, ada: Any, arguments: list[str]) -> None:
    set_values(paper("Alpha"), ada, title=TITLE)
    text = send()
    set_values(paper("Beta"), ada, title="Beta explains it all")
    before = everything()

    assert clone.hand_in(text, *arguments).code == 0

    assert everything() == before


def test_own_export_called_the_repositorys_moves_upstream_alone(clone: Clone, ada: Any) -> None:
    set_values(paper("Alpha"), ada, title=TITLE)
    text = send()
    set_values(paper("Beta"), ada, title="Beta explains it all")
    draft = exported()

    assert clone.hand_in(text, "--as", "repository").code == 0

    assert (exported(), upstream()) == (draft, text)


def test_own_request_merged_alone_leaves_nothing_pending(clone: Clone, ada: Any) -> None:
    set_values(paper("Alpha"), ada, title=TITLE)
    text = send()

    assert clone.pull(text).code == 0

    assert (exported(), upstream()) == (text, text)


def test_main_without_the_branch_that_was_imported_is_asked_about(clone: Clone, ada: Any) -> None:
    set_values(paper("Alpha"), ada, title=TITLE)
    assert run("export_readme", "--output", str(clone.path)).code == 0
    assert run("import_readme").code == 0
    assert not is_pending()
    before = everything()

    code, report = clone.pull(LIST.replace(GAMMA, GAMMA + SOMEBODYS))

    assert (code, everything()) == (1, before)
    assert "ada" in report
    assert timezone.localdate().isoformat() in report
    assert clone.pull(LIST.replace(GAMMA, GAMMA + SOMEBODYS), "--prefer", "database").code == 0
    assert exported() == LIST.replace(ALPHA, EDITED).replace(GAMMA, GAMMA + SOMEBODYS)


def test_value_sent_and_set_back_stays_set_back(clone: Clone, ada: Any) -> None:
    set_values(paper("Alpha"), ada, title=TITLE)
    squash = send().replace(DELTA, FIXED)
    set_values(paper("Alpha"), ada, title="Alpha learns in context")

    assert clone.pull(squash).code == 0

    assert exported() == LIST.replace(DELTA, FIXED)
    assert upstream() == squash


def test_listing_made_sent_and_deleted_here_stays_deleted(clone: Clone, ada: Any) -> None:
    eta = list_eta(ada)
    squash = send().replace(DELTA, FIXED)
    assert OWN in squash
    delete_listing(eta, ada)

    assert clone.pull(squash).code == 0

    assert exported() == LIST.replace(DELTA, FIXED)
    assert upstream() == squash


def test_listing_deleted_sent_and_listed_again_here_stays(clone: Clone, ada: Any) -> None:
    gamma = paper("Gamma")
    delete_listing(listing("Gamma"), ada)
    squash = send().replace(DELTA, FIXED)
    assert GAMMA not in squash
    add([Addition(section("One"), gamma)], user=ada)

    assert clone.pull(squash).code == 0

    assert order("One") == ["Alpha", "Beta", "Gamma"]
    assert exported() == LIST.replace(DELTA, FIXED)
    assert upstream() == squash


def test_hunk_that_was_not_merged_is_pending_again(clone: Clone, ada: Any) -> None:
    set_values(paper("Alpha"), ada, title=TITLE)
    set_values(paper("Delta"), ada, title="Delta composes many skills")
    assert send() == LIST.replace(ALPHA, EDITED).replace(DELTA, FIXED)

    assert clone.pull(LIST.replace(ALPHA, EDITED)).code == 0

    assert upstream() == LIST.replace(ALPHA, EDITED)
    assert send() == LIST.replace(ALPHA, EDITED).replace(DELTA, FIXED)


@pytest.mark.parametrize(
    ("side", "first"), [("readme", ALPHA), ("database", EDITED)], ids=["taken back", "kept, and pending again"]
)
def test_revert_of_a_merged_edit_is_asked_about(clone: Clone, ada: Any, side: str, first: str) -> None:
    set_values(paper("Alpha"), ada, title=TITLE)
    assert clone.pull(send()).code == 0
    before = everything()

    code, report = clone.pull(LIST)

    assert (code, everything()) == (1, before)
    assert "ada" in report
    assert timezone.localdate().isoformat() in report
    assert clone.pull(LIST, "--prefer", side).code == 0
    assert (exported(), upstream()) == (LIST.replace(ALPHA, first), LIST)


def test_another_value_for_a_merged_edit_is_an_ordinary_change(clone: Clone, ada: Any) -> None:
    set_values(paper("Alpha"), ada, title=TITLE)
    assert clone.pull(send()).code == 0
    newer = LIST.replace("Alpha learns in context", "Alpha learns to learn")

    assert clone.pull(newer).code == 0

    assert exported() == newer


def test_second_of_two_people_on_one_field_is_told_before_it_is_saved(
    clone: Clone, ada: Any, django_user_model: Any
) -> None:
    django_user_model.objects.create_superuser("bob", password="x")
    clients = {}
    for name in ("ada", "bob"):
        clients[name] = Client()
        clients[name].force_login(django_user_model.objects.get(username=name))
    alpha = paper("Alpha")
    page = opened(clients["bob"], alpha)
    assert post(clients["ada"], alpha, opened(clients["ada"], alpha), title=TITLE).status_code == 302

    response = post(clients["bob"], alpha, page, title="Alpha is Bob's")

    assert "Nothing was saved" in response.content.decode()
    assert exported() == LIST.replace(ALPHA, EDITED)


def test_second_proposal_of_one_version_takes_nothing_of_the_first_back(clone: Clone) -> None:
    first, second = (LIST.replace(GAMMA, GAMMA + entry) for entry in (SOMEBODYS, ANOTHERS))
    assert clone.pull(first).code == 0

    assert clone.hand_in(second, "--as", "proposal").code == 0

    assert set(order("One")) == {"Alpha", "Beta", "Gamma", "Kappa", "Lambda"}
    assert (SOMEBODYS in exported(), ANOTHERS in exported()) == (True, True)
    assert upstream() == first


def test_proposal_of_an_old_fork_brings_its_own_changes_only(clone: Clone, ada: Any) -> None:
    newer = LIST.replace(DELTA, FIXED).replace(BETA, "").replace(OMEGA, OMEGA + SOMEBODYS)
    assert clone.pull(newer).code == 0
    set_values(paper("Alpha"), ada, title=TITLE)

    assert clone.hand_in(LIST.replace("ACL'23", "EMNLP'23"), "--as", "proposal").code == 0

    assert exported() == newer.replace(ALPHA, EDITED).replace("ACL'23", "EMNLP'23")
    assert upstream() == newer


def test_entry_of_a_proposal_keeps_what_was_not_read(clone: Clone) -> None:
    odd = SOMEBODYS.replace("]\n", "] <!-- see   the thread --> :fire:\n")

    assert clone.hand_in(LIST.replace(GAMMA, GAMMA + odd), "--as", "proposal").code == 0

    assert exported() == LIST.replace(GAMMA, GAMMA + odd)
    assert upstream() == LIST


def test_import_undone_stays_undone_when_the_file_comes_in_again(clone: Clone, ada: Any) -> None:
    set_values(paper("Alpha"), ada, title=TITLE)
    newer = LIST.replace(DELTA, FIXED)
    assert clone.pull(newer).code == 0

    assert run("import_readme", "--undo").code == 0
    assert (exported(), upstream()) == (LIST.replace(ALPHA, EDITED), newer)
    assert clone.pull(newer).code == 0

    assert (exported(), upstream()) == (LIST.replace(ALPHA, EDITED), newer)


def test_upload_called_the_repositorys_by_mistake_is_undone_with_upstream(clone: Clone, ada: Any) -> None:
    set_values(paper("Alpha"), ada, title=TITLE)
    before = exported()
    assert clone.hand_in(LIST.replace(DELTA, FIXED), "--as", "repository").code == 0

    assert run("import_readme", "--undo").code == 0

    assert (exported(), upstream()) == (before, LIST)


def test_first_import_and_one_that_is_undone_cannot_be_undone(clone: Clone) -> None:
    before = everything()
    assert run("import_readme", "--undo").code == 2
    assert everything() == before
    assert clone.pull(LIST.replace(DELTA, FIXED)).code == 0
    assert run("import_readme", "--undo").code == 0
    before = everything()

    assert run("import_readme", "--undo").code == 2

    assert everything() == before


def test_listing_moved_there_and_edited_here_is_moved_and_edited(clone: Clone, ada: Any) -> None:
    set_values(paper("Alpha"), ada, title=TITLE)

    assert clone.pull(LIST.replace(ALPHA, "").replace(DELTA, DELTA + ALPHA)).code == 0

    assert exported() == LIST.replace(ALPHA, "").replace(DELTA, DELTA + EDITED)


def test_everything_is_kept_when_upstream_turns_its_newlines(clone: Clone, ada: Any) -> None:
    wide = LIST.replace("[Empirical] Gamma", "[Empirical]  Gamma")
    assert clone.pull(wide).code == 0
    import_readme(LIST.encode(), Options(role=Role.CORRECTION), source="a correction", user=ada)
    set_values(paper("Alpha"), ada, title=TITLE)
    set_values(section("Two"), ada, preface="About both.")

    assert clone.pull(wide.replace("\n", "\r\n")).code == 0

    mine = LIST.replace(ALPHA, EDITED).replace("About two.", "About both.")
    assert exported() == mine.replace("\n", "\r\n")


def test_entry_that_nobody_touched_is_unchanged_whatever_comes_next_to_it(clone: Clone) -> None:
    odd = "- [Position] [Sigma has an opinion](https://arxiv.org/abs/2407.00009)\n"
    assert clone.pull(LIST.replace(OMEGA, odd)).code == 0
    sigma = Paper.objects.get(links__url="https://arxiv.org/abs/2407.00009")
    before = (sigma.title, [str(each) for each in sigma.evidence.all()])
    typed = "".join(
        f"- (**ICLR'2{at}**)[{kind}] Paper {at} of another form [[Paper](https://arxiv.org/abs/2408.0000{at})]\n"
        for at, kind in enumerate(["Empirical", "Theoretical", "Survey", "Empirical", "Theoretical", "Position"])
    )

    code, report = clone.pull(LIST.replace(OMEGA, odd + typed))

    sigma.refresh_from_db()
    assert (code, (sigma.title, [str(each) for each in sigma.evidence.all()])) == (0, before)
    assert "Sigma" not in report
    assert exported() == LIST.replace(OMEGA, odd + typed)


def test_conflict_markers_are_refused_with_their_line(clone: Clone) -> None:
    text = LIST.replace(BETA, f"<<<<<<< HEAD\n{BETA}=======\n{SOMEBODYS}>>>>>>> their-branch\n")
    before = everything()

    code, report = clone.pull(text)

    assert (code, everything()) == (2, before)
    assert "line 6" in report or ":6" in report
    assert "\n" not in report.strip()


def test_conflict_markers_in_code_are_text(clone: Clone) -> None:
    text = LIST.replace("About two.", f"```\n<<<<<<< HEAD\n{BETA}=======\n{BETA}>>>>>>> their-branch\n```")

    assert clone.pull(text).code == 0

    assert exported() == text


def test_proposal_to_an_empty_database_is_refused(tmp_path: Path, settings: Any) -> None:
    path = tmp_path / "README.md"
    path.write_text(LIST)

    assert run("import_readme", str(path), "--as", "proposal").code == 2
    assert not Paper.objects.exists()


# Conflicts of one value


def test_venue_and_year_are_decided_as_one(clone: Clone, ada: Any) -> None:
    icml = Venue.objects.get(name="ICML")
    set_values(paper("Gamma"), ada, venue=icml, year=2024)
    theirs = LIST.replace("ACL'23**)[Empirical] Gamma", "COLM'23**)[Empirical] Gamma")
    before = everything()

    code, report = clone.pull(theirs)

    assert (code, everything()) == (1, before)
    assert "Gamma retrieves examples" in report
    assert clone.pull(theirs, "--prefer", "readme").code == 0
    assert exported() == theirs


def test_value_that_only_they_changed_comes_in_beside_a_conflict_decided_for_here(clone: Clone, ada: Any) -> None:
    set_values(paper("Alpha"), ada, title=TITLE)
    theirs = LIST.replace("Alpha learns in context", "Alpha learns to learn").replace(DELTA, FIXED)
    assert clone.pull(theirs).code == 1

    assert clone.pull(theirs, "--prefer", "database").code == 0

    assert (exported(), upstream()) == (LIST.replace(ALPHA, EDITED).replace(DELTA, FIXED), theirs)
