"""Imports undone in the admin, and what a version's page says it changed."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from papers.importer import Options, import_readme
from papers.models import Catalogue, Paper, ProposedImport, Revision, Step, Venue
from tests.lists import BETA, LIST, OMEGA, edit, exported, imported, paper
from tests.test_admin import address, save
from tests.test_admin_readme import EXPORT, RENAMED, confirm, keys, member, messages, page, proposed

pytestmark = pytest.mark.django_db

UNDO = "admin:papers_readme_undo"
DIFFERENCE = "admin:papers_revision_difference"


@pytest.fixture(autouse=True)
def base() -> None:
    imported()


def undo(client: Client) -> str:
    """The address of the review that the button leads to."""
    response = client.post(reverse(UNDO))
    assert response.status_code == 302
    return response["Location"]


def newest() -> Any:
    return Revision.objects.of_kind(Revision.Kind.UPSTREAM, Revision.Kind.PROPOSAL).first()


def changed_lines(response: Any) -> list[str]:
    lines = [line for hunk in response.context["difference"].hunks for line in hunk if line.sign != " "]
    return [line.sign + "".join(part.text for part in line.parts) for line in lines]


def test_import_of_the_file_is_undone_and_becomes_pending(admin_client: Client, admin_user: Any) -> None:
    imported(RENAMED)
    assert "Undo this import …" in page(admin_client, DIFFERENCE, newest().pk)
    path = undo(admin_client)
    html = unescape(admin_client.get(path).content.decode())
    assert "The repository keeps what it holds: what is undone becomes pending edits" in html
    assert "Alpha learns in long contexts" in html
    assert exported() == RENAMED

    assert "Undone." in messages(confirm(admin_client, path))
    assert exported() == LIST
    assert Revision.objects.upstream().data.decode() == RENAMED
    step = Step.objects.first()
    assert step is not None
    assert (step.kind, step.user, step.undoes and step.undoes.kind) == ("undo", admin_user, "import")
    assert [
        each.edit.field for group in admin_client.get(reverse(EXPORT)).context["groups"] for each in group.items
    ] == ["title"]


def test_upload_called_the_repositorys_by_mistake_goes_back(admin_client: Client) -> None:
    former = Revision.objects.upstream()
    confirm(admin_client, proposed(admin_client, RENAMED))
    path = undo(admin_client)
    assert "What the repository is known to hold goes back as well" in unescape(admin_client.get(path).content.decode())
    confirm(admin_client, path)
    assert (exported(), Revision.objects.upstream()) == (LIST, former)
    assert "Nothing is pending." in page(admin_client, EXPORT)


def test_own_export_called_the_repositorys_by_mistake_goes_back(admin_client: Client) -> None:
    """The draft is the same before and after, and only upstream has to go back."""
    edit("Alpha", title="Alpha learns in long contexts")
    former = Revision.objects.upstream()
    confirm(admin_client, proposed(admin_client, RENAMED))
    assert Revision.objects.upstream() != former
    confirm(admin_client, undo(admin_client))
    assert (exported(), Revision.objects.upstream()) == (RENAMED, former)
    assert "Nothing is pending." not in page(admin_client, EXPORT)


def test_what_was_edited_since_is_asked(admin_client: Client) -> None:
    imported(RENAMED.replace("Beta explains", "Beta describes"))
    edit("Alpha", title="Alpha learns nothing")
    path = undo(admin_client)
    (key,) = keys(admin_client, path)
    html = unescape(admin_client.get(path).content.decode())
    assert "As before the import:" in html
    assert "As it is now:" in html
    confirm(admin_client, path, **{key: "database"})
    assert (paper("Alpha").title, paper("Beta").title) == ("Alpha learns nothing", "Beta explains regression")


def test_accepted_proposal_is_undone(admin_client: Client) -> None:
    confirm(admin_client, proposed(admin_client, RENAMED, role="proposal"))
    path = undo(admin_client)
    assert "a proposal did not change it" in admin_client.get(path).content.decode()
    confirm(admin_client, path)
    assert exported() == LIST
    assert "Nothing is pending." in page(admin_client, EXPORT)


def test_first_import_and_undone_ones_have_no_button(admin_client: Client) -> None:
    assert "Undo" not in page(admin_client, DIFFERENCE, newest().pk)
    response = admin_client.post(reverse(UNDO), follow=True)
    assert "Nothing was undone: the first import cannot be undone." in messages(response)
    imported(RENAMED)
    confirm(admin_client, undo(admin_client))
    assert "Undo this import" not in page(admin_client, DIFFERENCE, newest().pk)
    response = admin_client.post(reverse(UNDO), follow=True)
    assert "Nothing was undone: the first import cannot be undone." in messages(response)


def test_undo_that_another_import_has_overtaken_is_refused(admin_client: Client) -> None:
    imported(RENAMED)
    path = undo(admin_client)
    shown = admin_client.get(path).context["review"].fingerprint
    imported(RENAMED.replace("Beta explains", "Beta describes"))
    assert "another one came since" in messages(admin_client.get(path, follow=True))
    assert "another one came since" in messages(admin_client.post(path, {"reviewed": shown}, follow=True))
    assert "Beta describes" in exported()


def test_undo_that_is_left_changes_nothing(admin_client: Client) -> None:
    imported(RENAMED)
    admin_client.post(f"{undo(admin_client)}withdraw/")
    assert (exported(), ProposedImport.objects.count()) == (RENAMED, 0)


def test_button_is_for_those_who_may_import(django_user_model: Any, admin_client: Client) -> None:
    imported(RENAMED)
    assert "Undo the newest import" in admin_client.get(address(Revision, "changelist")).content.decode()
    client = member(django_user_model, "view_revision")
    assert "Undo" not in page(client, DIFFERENCE, newest().pk)
    assert "Undo" not in client.get(address(Revision, "changelist")).content.decode()
    assert client.post(reverse(UNDO)).status_code == 403


# What a version changed


def test_own_edits_are_no_part_of_what_an_import_changed(admin_client: Client) -> None:
    edit("Alpha", title="Alpha learns")
    imported(LIST.replace("Beta explains", "Beta describes"))
    response = admin_client.get(reverse(DIFFERENCE, args=[newest().pk]))
    assert "What this import changed in the list" in response.content.decode()
    assert changed_lines(response) == [
        f"-{BETA}".rstrip("\n"),
        f"+{BETA}".rstrip("\n").replace("Beta explains", "Beta describes"),
    ]


def test_accepted_proposal_shows_what_it_changed(admin_client: Client) -> None:
    edit("Alpha", title="Alpha learns")
    confirm(admin_client, proposed(admin_client, LIST + "\nWords.\n", role="proposal"))
    response = admin_client.get(reverse(DIFFERENCE, args=[newest().pk]))
    assert "What this accepted proposal changed in the list" in response.content.decode()
    assert changed_lines(response) == ["+", "+Words."]


def test_export_shows_what_it_changes_in_the_repository(admin_client: Client) -> None:
    edit("Omega", title="Omega counts")
    admin_client.get(reverse("admin:papers_readme_download"))
    found = Revision.objects.of_kind(Revision.Kind.EXPORT).get()
    response = admin_client.get(reverse(DIFFERENCE, args=[found.pk]))
    assert "What this export changes in the repository" in response.content.decode()
    assert changed_lines(response) == [f"-{OMEGA}".strip(), f"+{OMEGA}".strip().replace("bounds errors", "counts")]


def test_drafts_are_listed_only_where_they_are_asked_for(admin_client: Client) -> None:
    imported(RENAMED)
    path = address(Revision, "changelist")

    def kinds(query: str) -> set[str]:
        return {row.kind for row in admin_client.get(path + query).context["cl"].result_list}

    assert kinds("") == {"upstream"}
    assert kinds("?kind=draft") == {"draft"}
    draft = Revision.objects.of_kind(Revision.Kind.DRAFT).first()
    assert draft is not None
    assert "What this import changed in the list" in page(admin_client, DIFFERENCE, draft.pk)


# What a review says


def test_take_back_names_who_and_when(admin_client: Client, admin_user: Any) -> None:
    assert save(admin_client, address(Paper, "change", paper("Alpha").pk), title="Alpha learns") == []
    imported(exported())
    path = proposed(admin_client, LIST)
    html = unescape(admin_client.get(path).content.decode())
    day = Paper.history.first().history_date.date().isoformat()
    assert f"admin made this edit here on {day}, and the repository had it. This README takes it back." in html
    report = import_readme(LIST.encode(), Options())
    (line,) = [line for line in report.lines() if line.startswith("Conflict")]
    assert f"Alpha learns: take-back of an edit by admin on {day}: title goes back to" in line


def test_venue_and_year_edited_at_once_are_one_take_back(admin_client: Client) -> None:
    acl = Venue.objects.get(name="ACL")
    assert save(admin_client, address(Paper, "change", paper("Alpha").pk), venue=acl.pk, year=2020) == []
    imported(exported())
    response = admin_client.get(proposed(admin_client, LIST))
    assert [each.kind for each in response.context["review"].conflicts] == ["take-back"]


def test_both_texts_of_a_conflict_are_shown(admin_client: Client) -> None:
    def worded(text: str) -> str:
        return f"{LIST}\nWords {text}.\n"

    imported(worded("of old"))
    confirm(admin_client, proposed(admin_client, worded("from here"), role="proposal"))
    path = proposed(admin_client, worded("from there"))
    (key,) = keys(admin_client, path)
    assert key.startswith("text-")
    html = unescape(admin_client.get(path).content.decode())
    assert '<span class="readme-side">Words from here.</span>' in html
    assert '<span class="readme-side">Words from there.</span>' in html
    confirm(admin_client, path, **{key: "database"})
    assert exported() == worded("from here")


def test_review_counts_what_is_pending_and_shows_the_correction_alone(admin_client: Client) -> None:
    for word in ("Alpha", "Beta", "Gamma", "Delta"):
        edit(word, title=f"{word} is edited")
    kept = Revision.objects.count()
    text = exported().replace("About two.", "About  two.")
    path = proposed(admin_client, text, role="proposal")
    ProposedImport.objects.update(role="correction")
    response = admin_client.get(path)
    assert changed_lines(response) == ["-About two.", "+About  two."]
    assert "4 edits</a> that the repository does not have" in response.content.decode()
    assert Revision.objects.count() == kept


def test_version_that_a_proposal_was_made_from_can_be_chosen(admin_client: Client) -> None:
    first = Revision.objects.upstream()
    imported(LIST.replace("Beta explains", "Beta describes"))
    path = proposed(admin_client, RENAMED.replace("Beta explains", "Beta describes"), role="proposal")
    assert len(admin_client.get(path).context["review"].changes.changed) == 1
    response = admin_client.post(f"{path}ancestor/", {"ancestor": first.pk}, follow=True)
    assert ProposedImport.objects.get().ancestor == first
    assert f'<option value="{first.pk}" selected>' in response.content.decode()
    response = admin_client.post(f"{path}ancestor/", {"ancestor": "999999"}, follow=True)
    assert "no longer kept" in messages(response)


def test_proposal_that_shares_little_says_so_first(admin_client: Client) -> None:
    lines = "".join(f"- [Eta number {at}](https://example.org/{at})\n" for at in range(9))
    path = proposed(admin_client, f"# L\n\n{lines}", role="proposal", accept_losses="on")
    html = admin_client.get(path).content.decode()
    assert html.index("shares under half of its entries") < html.index("Listings:")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"text": RENAMED}, "role"),
        ({"text": "<<<<<<< ours\n# A\n=======\n# B\n>>>>>>> theirs\n", "role": "repository"}, "text"),
    ],
    ids=["which of two", "conflict markers"],
)
def test_reason_stands_at_its_field(admin_client: Client, data: dict[str, str], field: str) -> None:
    form = admin_client.post(reverse("admin:papers_readme_import"), data).context["form"]
    assert list(form.errors) == [field]


def test_proposal_needs_a_list(admin_client: Client) -> None:
    Catalogue.objects.update(upstream=None, layout=None)
    form = admin_client.post(reverse("admin:papers_readme_import"), {"text": RENAMED, "role": "proposal"}).context[
        "form"
    ]
    assert "Nothing was imported yet" in str(form.errors["role"])
