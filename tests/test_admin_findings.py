"""What to look at in the list: shown, filtered, corrected through a review, dismissed."""

from __future__ import annotations

import json
from html import unescape
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from papers.findings import find
from papers.models import Content, DismissedFinding, FetchedValue, MetadataLookup, ProposedImport, Revision
from tests.lists import ALPHA, BETA, DELTA, LIST, edit, exported, imported, paper, section, snapshot
from tests.test_admin_readme import confirm, member, messages

pytestmark = pytest.mark.django_db

PAGE = "admin:papers_findings"
EMPTY = "- (**ICLR'21**)[Empirical] Epsilon is still to come [[Paper]]()\n"
TWICE = BETA.replace("ICML", "Icml").replace("Beta explains", "Eta explains more of").replace("00002", "00007")
ALLOWED = (
    "- (**ACL'23**)[Empirical] Zeta is meant to be so [[Paper]]() <!-- check-readme: allow empty-link because no -->\n"
)
FLAWED = LIST.replace(BETA, f"{BETA}{BETA.replace('00002', '00012').replace('Beta', 'Kappa')}{TWICE}").replace(
    DELTA, f"{DELTA}{EMPTY}{ALLOWED}"
)
"""Two errors, one of them allowed by a comment, and a venue in two spellings."""


@pytest.fixture
def flawed() -> None:
    imported(FLAWED)


def page(client: Client, **query: str) -> str:
    response = client.get(reverse(PAGE, query=query))
    assert response.status_code == 200
    return unescape(response.content.decode())


def codes(client: Client, **query: str) -> list[str]:
    return [
        each.finding.code for *_, found in client.get(reverse(PAGE, query=query)).context["groups"] for each in found
    ]


def keys(*names: str) -> list[str]:
    return [each.key for each in find().open if each.finding.code in names]


def correct(client: Client, **data: Any) -> Any:
    return client.post(
        reverse("admin:papers_findings_correct"), {"seen": find().sha256, **data}, follow=data.pop("follow", False)
    )


def dismiss(client: Client, **data: str) -> Any:
    given = {"code": "empty-link", "about": "Epsilon is still to come", "reason": "Not out yet."}
    return client.post(reverse("admin:papers_findings_dismiss"), {**given, **data}, follow=True)


# Who may


@pytest.mark.parametrize(
    ("permissions", "may_look", "may_correct", "may_dismiss"),
    [
        ([], False, False, False),
        (["view_revision"], True, False, False),
        (["view_revision", "change_paper"], True, False, True),
        (["view_revision", "import_readme"], True, True, False),
        (["import_readme", "change_paper"], False, True, False),
    ],
)
def test_each_needs_its_permission(django_user_model, flawed, permissions, may_look, may_correct, may_dismiss):
    client = member(django_user_model, *permissions)
    assert client.get(reverse(PAGE)).status_code == (200 if may_look else 403)
    assert client.get(reverse("admin:papers_findings_dismissed")).status_code == (200 if may_look else 403)
    assert correct(client, only=keys("venue-spelling")).status_code == (302 if may_correct else 403)
    dismissal = {"code": "empty-link", "about": "it", "reason": "so"}
    refused = client.post(reverse("admin:papers_findings_dismiss"), dismissal).status_code == 403
    assert refused is not may_dismiss
    assert DismissedFinding.objects.exists() is may_dismiss


def test_page_offers_only_what_its_reader_may(django_user_model, flawed):
    text = page(member(django_user_model, "view_revision"))
    assert "[empty-link]" not in text
    assert "Epsilon is still to come" in text
    assert "Dismiss for good" not in text
    assert "Correct the selected" not in text


@pytest.mark.parametrize("name", ["papers_findings_correct", "papers_findings_dismiss"])
def test_nothing_is_changed_by_looking(admin_client, flawed, name):
    before = snapshot()
    assert admin_client.get(reverse(f"admin:{name}")).status_code == 405
    page(admin_client)
    assert snapshot() == before


def test_first_page_of_the_admin_leads_there(admin_client, flawed):
    assert f'href="{reverse(PAGE)}"' in admin_client.get(reverse("admin:index")).content.decode()


# What is shown


def test_gravest_findings_come_first_with_counts_and_links(admin_client, flawed):
    text = page(admin_client)
    assert codes(admin_client) == ["empty-link", "venue-spelling"]
    assert "empty-link (1)</h2>" in text
    assert ">1 error</a>" in text
    assert ">1 warning</a>" in text
    assert reverse("admin:papers_paper_change", args=[paper("Epsilon").pk]) in text
    assert reverse("admin:papers_section_change", args=[section("Two").pk]) in text


def test_findings_are_of_the_list_as_it_would_be_exported_now(admin_client, flawed):
    edit("Eta", title="Eta, retitled")
    link = paper("Epsilon").links.get_or_create(url="https://arxiv.org/abs/2101.00011", label="Paper")[0]
    link.paper.save()
    assert codes(admin_client) == ["venue-spelling"]
    assert "Eta, retitled" in page(admin_client)


def test_correction_is_shown_as_a_difference_and_the_rest_in_its_line(admin_client, flawed):
    text = page(admin_client)
    assert "<del>- (**<mark>Icml</mark>'22**)" in text
    assert "<ins>- (**<mark>ICML</mark>'22**)" in text
    assert "[[Paper]]<mark>()</mark>" in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"level": "error"}, ["empty-link"]),
        ({"rule": "venue-spelling"}, ["venue-spelling"]),
        ({"section": "A list › One"}, ["venue-spelling"]),
        ({"section": "A list › Two", "level": "error"}, ["empty-link"]),
        ({"section": "A list › Two", "level": "warning"}, []),
        ({"level": "nonsense"}, []),
    ],
)
def test_filters_narrow_each_other(admin_client, flawed, query, expected):
    assert codes(admin_client, **query) == expected


def test_title_of_another_paper_under_an_identifier_is_a_finding(admin_client):
    imported()
    lookup = {"source": FetchedValue.Source.ARXIV, "outcome": MetadataLookup.Outcome.MISMATCH}
    MetadataLookup.objects.create(paper=paper("Alpha"), identifier="2101.00001", title="Cats & dogs", **lookup)
    assert codes(admin_client) == ["metadata-mismatch"]
    assert "2101.00001 is “Cats & dogs” at arXiv" in page(admin_client)
    dismiss(admin_client, code="metadata-mismatch", about="2101.00001: Cats & dogs")
    assert codes(admin_client) == []


def test_list_without_findings_says_so(admin_client):
    imported()
    assert "Nothing to look at: every rule holds." in page(admin_client)


def test_database_without_a_list_says_why_there_is_nothing(admin_client):
    assert "There is no list to look at: nothing was imported yet." in page(admin_client)


def test_queries_do_not_grow_with_findings_and_nothing_is_read_twice(admin_client, django_assert_max_num_queries):
    entries = "".join(EMPTY.replace("Epsilon", f"Epsilon number {number}") for number in range(60))
    imported(LIST.replace(DELTA, f"{DELTA}{entries}"))
    assert len(codes(admin_client)) == 25
    assert len(codes(admin_client, p="3")) == 10
    with django_assert_max_num_queries(14):
        page(admin_client, p="2")


# Corrections


def test_correction_is_reviewed_and_confirmed_as_an_import(admin_client, flawed):
    response = correct(admin_client, only=keys("venue-spelling"))
    assert exported() == FLAWED
    review = response["Location"]
    assert "Nothing is changed until you confirm it below." in messages(admin_client.get(review))
    confirm(admin_client, review)
    assert exported() == FLAWED.replace("Icml", "ICML")
    assert codes(admin_client) == ["empty-link"]


def test_several_are_corrected_at_once(admin_client):
    imported(FLAWED.replace(DELTA, DELTA + DELTA.replace("KDD", "Iclr").replace("Delta", "Theta").replace("04", "09")))
    chosen = keys("venue-spelling")
    assert len(chosen) == 2
    confirm(admin_client, correct(admin_client, finding=chosen)["Location"])
    assert keys("venue-spelling") == []
    assert ProposedImport.objects.count() == 0


def test_corrections_keep_what_was_edited_here(admin_client, flawed):
    edit("Alpha", title="Alpha, retitled")
    confirm(admin_client, correct(admin_client, only=keys("venue-spelling"))["Location"])
    assert exported() == FLAWED.replace("Icml", "ICML").replace("Alpha learns in context", "Alpha, retitled")


def test_same_correction_is_proposed_once(admin_client, flawed):
    first, second = (correct(admin_client, only=keys("venue-spelling"))["Location"] for _ in range(2))
    assert first == second
    assert ProposedImport.objects.count() == 1


def test_nothing_selected_and_a_list_that_changed_propose_nothing(admin_client, flawed):
    assert "Select the findings" in messages(correct(admin_client, follow=True))
    response = correct(admin_client, only=keys("venue-spelling"), seen="other", follow=True)
    assert "The list has changed since it was shown" in messages(response)
    assert not ProposedImport.objects.exists()


def test_filter_is_kept_after_a_correction_that_was_none(admin_client, flawed):
    response = correct(admin_client, level="error", p="2")
    assert response["Location"] == reverse(PAGE, query={"level": "error", "p": "2"})


# Dismissals


def test_dismissed_finding_is_gone_for_good_and_can_be_taken_back(admin_client, flawed):
    response = dismiss(admin_client)
    assert "Dismissed." in messages(response)
    assert codes(admin_client) == ["venue-spelling"]
    imported(FLAWED.replace(ALPHA, ALPHA + ALPHA.replace("Alpha", "Iota").replace("00001", "00009")))
    assert codes(admin_client) == ["venue-spelling"]

    listed = admin_client.get(reverse("admin:papers_findings_dismissed")).content.decode()
    assert "Not out yet." in listed
    admin_client.post(reverse("admin:papers_findings_take_back", args=[DismissedFinding.objects.get().pk]))
    assert codes(admin_client) == ["empty-link", "venue-spelling"]


@pytest.mark.parametrize(
    ("data", "reason"), [({"reason": " "}, "a reason is needed"), ({"code": "no"}, "no rule 'no'")]
)
def test_dismissal_needs_a_reason_and_a_rule(admin_client, flawed, data, reason):
    assert reason in messages(dismiss(admin_client, **data))
    assert not DismissedFinding.objects.exists()


def test_what_the_list_itself_allows_is_listed_with_the_dismissed(admin_client, flawed):
    assert "Zeta" not in page(admin_client)
    listed = unescape(admin_client.get(reverse("admin:papers_findings_dismissed")).content.decode())
    assert "“Zeta is meant to be so”" in listed
    assert "<td>no</td>" in listed


# After an import


def test_import_says_how_many_there_are_and_where(capsys, tmp_path):
    (tmp_path / "README.md").write_text(FLAWED)
    call_command("import_readme", str(tmp_path / "README.md"), json=True)
    told = capsys.readouterr()
    assert json.loads(told.out)["findings"] == {"error": 1, "warning": 1, "note": 0}
    assert "Findings: 1 error, 1 warning; check_readme lists them" in told.err


def test_import_of_an_empty_list_finds_nothing(capsys, tmp_path):
    imported()
    (tmp_path / "README.md").write_text("")
    call_command("import_readme", str(tmp_path / "README.md"), allow_empty=True)
    assert "Findings: nothing to look at" in capsys.readouterr().err


def test_import_of_a_large_list_does_not_look_unasked(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr("papers.findings.COUNTED_UNASKED", 4)
    (tmp_path / "README.md").write_text(FLAWED)
    call_command("import_readme", str(tmp_path / "README.md"), json=True)
    assert json.loads(capsys.readouterr().out)["findings"] is None


def test_import_from_the_admin_leads_to_what_it_brings(admin_client):
    imported()
    proposal = ProposedImport.objects.create(content=Content.objects.keep(FLAWED.encode()), source="here")
    response = confirm(admin_client, reverse("admin:papers_readme_review", args=[proposal.pk]))
    assert Revision.objects.upstream().source == "here"
    assert f'<a href="{reverse(PAGE)}">What to look at in it</a>: 1 error, 1 warning.' in messages(response)
