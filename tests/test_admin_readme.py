"""The README beside the admin: export, import and revisions, each page by its effect."""

from __future__ import annotations

import os
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from papers.admin import importing
from papers.markdown import source
from papers.models import Content, Listing, Paper, ProposedImport, Revision
from tests.lists import (
    ALPHA,
    BETA,
    DELTA,
    LIST,
    OMEGA,
    edit,
    exported,
    imported,
    listing,
    order,
    paper,
    section,
    snapshot,
)
from tests.rows import make_listing, make_paper
from tests.test_admin import address, save

pytestmark = pytest.mark.django_db

RENAMED = LIST.replace("Alpha learns in context", "Alpha learns in long contexts")
ETA = "- [Empirical] Eta arrives [[Paper](https://arxiv.org/abs/2505.00006)]\n"
EXPORT = "admin:papers_readme_export"
IMPORT = "admin:papers_readme_import"


@pytest.fixture
def base() -> None:
    imported(LIST)


@pytest.fixture
def file(settings: Any, tmp_path: Path) -> Path:
    settings.SURVEY_README = tmp_path / "README.md"
    settings.SURVEY_README.write_text(LIST)
    return settings.SURVEY_README


def page(client: Client, name: str, *args: Any) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return unescape(response.content.decode())


def hand_in(client: Client, content: str | bytes, **fields: Any) -> Any:
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile("from-github.md", data)
    return client.post(reverse(IMPORT), {"file": file, "role": "repository", **fields})


def proposed(client: Client, content: str | bytes, **fields: Any) -> str:
    """The address of the review that a README was handed in for."""
    response = hand_in(client, content, **fields)
    assert response.status_code == 302, response.context["form"].errors
    return response["Location"]


def confirm(client: Client, path: str, **decisions: str) -> Any:
    """Opens the review, chooses, and confirms what it showed."""
    review = client.get(path).context["review"]
    data = {f"decide-{key}": side for key, side in decisions.items() if "-" in key}
    data |= {key: side for key, side in decisions.items() if "-" not in key}
    return client.post(path, {"reviewed": review.fingerprint, **data}, follow=True)


def keys(client: Client, path: str) -> list[str]:
    return [conflict.key for conflict in client.get(path).context["review"].conflicts]


def messages(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def member(django_user_model: Any, *permissions: str) -> Client:
    user = django_user_model.objects.create_user("member", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


# Who may


def every_address() -> dict[str, str]:
    proposal = ProposedImport.objects.create(content=Content.objects.keep(RENAMED.encode()), source="here")
    revision = Revision.objects.upstream()
    return {
        "export": reverse(EXPORT),
        "download": reverse("admin:papers_readme_download"),
        "import": reverse(IMPORT),
        "review": reverse("admin:papers_readme_review", args=[proposal.pk]),
        "withdraw": reverse("admin:papers_readme_withdraw", args=[proposal.pk]),
        "difference": reverse("admin:papers_revision_difference", args=[revision.pk]),
        "revision": reverse("admin:papers_revision_download", args=[revision.pk]),
    }


def test_every_page_asks_for_a_login(client, base):
    for path in every_address().values():
        for response in (client.get(path), client.post(path)):
            assert response.status_code == 302
            assert response["Location"].startswith("/admin/login/")


@pytest.mark.parametrize(
    ("permissions", "open_pages"),
    [
        ((), set()),
        (("view_revision",), {"export", "download", "difference", "revision"}),
        (("import_readme",), {"import", "review"}),
    ],
    ids=["nothing", "editor", "importer"],
)
def test_pages_open_to_those_who_may(base, django_user_model, permissions, open_pages):
    client = member(django_user_model, *permissions)
    found = {name for name, path in every_address().items() if client.get(path).status_code == 200}
    assert found == open_pages


def test_those_who_may_only_look_change_nothing(base, file, django_user_model):
    edit("Alpha", title="Alpha learns")
    before = snapshot()
    client = member(django_user_model, "view_revision")
    for name, path in every_address().items():
        assert client.post(path, {"text": RENAMED}).status_code == 403 or name in ("download", "difference", "revision")
    assert (snapshot(), file.read_text(), ProposedImport.objects.count()) == (before, LIST, 1)
    assert "Write to file" not in page(client, EXPORT)


def test_every_change_needs_the_token(base, file, admin_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    edit("Alpha", title="Alpha learns")
    paths = every_address()
    for name in ("export", "import", "review", "withdraw"):
        assert client.post(paths[name], {"text": RENAMED}).status_code == 403
    assert (ProposedImport.objects.count(), file.read_text()) == (1, LIST)


def test_looking_changes_nothing(admin_client, base, file):
    edit("Alpha", title="Alpha learns")
    before = snapshot()
    paths = every_address()
    statuses = {name: admin_client.get(path).status_code for name, path in paths.items()}
    assert statuses == {**dict.fromkeys(paths, 200), "withdraw": 405}
    assert (snapshot(), file.read_text(), ProposedImport.objects.count()) == (before, LIST, 1)


def test_list_of_revisions_leads_to_what_one_may_do(admin_client, base, django_user_model):
    path = address(Revision, "changelist")
    html = admin_client.get(path).content.decode()
    assert f'href="{reverse(EXPORT)}"' in html
    assert f'href="{reverse(IMPORT)}"' in html
    assert f'href="{reverse(IMPORT)}"' not in member(django_user_model, "view_revision").get(path).content.decode()


# The export


def test_export_of_an_unedited_list_says_so(admin_client, base, file):
    html = page(admin_client, EXPORT)
    assert "Nothing is pending." in html
    assert "It says this already." in html
    assert "<ins>" not in html


def test_export_shows_lines_words_and_who(admin_client, admin_user, base, file):
    assert save(admin_client, address(Paper, "change", paper("Alpha").pk), title="Alpha learns in long contexts") == []
    response = admin_client.get(reverse(EXPORT))
    html = unescape(response.content.decode())
    lines = response.context["difference"]
    changed = [(line.sign, line.before or line.after) for hunk in lines.hunks for line in hunk if line.sign != " "]
    assert changed == [("-", 5), ("+", 5)]
    assert "<mark>long contexts</mark>" in html
    (group,) = response.context["groups"]
    (told,) = group.items
    assert (group.kind, told.edit.title, told.edit.field, told.made.who) == (
        "changed",
        "Alpha learns in context",
        "title",
        "admin",
    )


def test_export_tells_added_moved_reordered_and_removed(admin_client, base, file):
    eta = make_paper("Eta arrives", year=2025)
    eta.links.create(label="Paper", url="https://arxiv.org/abs/2505.00006")
    make_listing(eta, section("Two"))
    Listing.objects.filter(pk=listing("Omega").pk).update(section=section("Two"), position=2)
    listing("Alpha").delete()
    Listing.objects.filter(pk=listing("Gamma").pk).update(position=0)
    found = admin_client.get(reverse(EXPORT)).context["preview"].changes
    assert [(each.title, each.section, each.paper) for each in found.added] == [("Eta arrives", "Two", eta.pk)]
    assert [(each.title, each.before, each.after) for each in found.moved] == [("Omega bounds errors", "Three", "Two")]
    assert [(each.title, each.section, each.paper) for each in found.removed] == [
        ("Alpha learns in context", "One", paper("Alpha").pk)
    ]
    assert [(each.title, each.before, each.after) for each in found.reordered] in (
        [("Gamma retrieves examples", 2, 1)],
        [("Beta explains regression", 1, 2)],
    )


def test_export_tells_changes_of_sections(admin_client, base, file):
    type(section("Two")).objects.filter(title="Two").update(title="Second", preface="Other words.")
    found = admin_client.get(reverse(EXPORT)).context["preview"].changes
    (changed,) = found.changed
    assert changed.title == "Two"
    assert [(each.field, each.before, each.after) for each in changed.fields] == [
        ("title", "Two", "Second"),
        ("preface", "About two.", "Other words."),
    ]


def test_export_names_who_removed_a_listing(admin_client, base, file):
    admin_client.post(address(Listing, "delete", listing("Beta").pk), {"post": "yes"})
    (group,) = admin_client.get(reverse(EXPORT)).context["groups"]
    assert (group.kind, group.items[0].made.who) == ("removed", "admin")


def test_download_is_what_would_be_written(admin_client, base):
    edit("Alpha", title="Alpha learns in long contexts")
    response = admin_client.get(reverse("admin:papers_readme_download"))
    assert response.content.decode() == RENAMED
    assert response["Content-Disposition"] == 'attachment; filename="README.md"'
    assert response["Content-Type"] == "text/markdown; charset=utf-8"


def write(client: Client) -> Any:
    """Presses the button of the page as it is now."""
    return client.post(reverse(EXPORT), {"seen": client.get(reverse(EXPORT)).context["preview"].sha256}, follow=True)


def test_writing_the_file_leaves_a_revision_with_its_user(admin_client, admin_user, base, file):
    edit("Alpha", title="Alpha learns in long contexts")
    assert f"Written to {file}" in messages(write(admin_client))
    assert file.read_text() == RENAMED
    written = Revision.objects.of_kind(Revision.Kind.EXPORT).get()
    assert (written.kind, written.user, written.data) == ("export", admin_user, RENAMED.encode())


def test_file_that_was_never_imported_is_not_overwritten(admin_client, base, file):
    edit("Alpha", title="Alpha learns in long contexts")
    file.write_text(LIST + "- by hand\n")
    assert "holds what was never imported or exported here; import it first." in page(admin_client, EXPORT)
    assert "import it first." in messages(write(admin_client))
    assert file.read_text() == LIST + "- by hand\n"
    assert Revision.objects.count() == 1


def test_file_that_cannot_be_written_is_told_and_offered_as_a_download(admin_client, base, settings, tmp_path):
    settings.SURVEY_README = tmp_path / "nowhere" / "README.md"
    edit("Alpha", title="Alpha learns in long contexts")
    html = page(admin_client, EXPORT)
    assert "It cannot be written from here." in html
    assert "Write to file" not in html
    assert "cannot be written: No such file or directory" in messages(write(admin_client))


def test_link_in_the_place_of_the_file_is_neither_read_nor_written(admin_client, base, file, tmp_path):
    """As the list's repository may put one there while the site runs."""
    edit("Alpha", title="Alpha learns in long contexts")
    secret = tmp_path / "secret"
    secret.write_text(LIST)
    file.unlink()
    file.symlink_to(secret)
    reason = "it is a symbolic link; name the file that it leads to."
    assert f"cannot be read: {reason}" in page(admin_client, EXPORT)
    assert f"README.md cannot be written: {reason}" in messages(write(admin_client))
    assert file.is_symlink()
    assert secret.read_text() == LIST
    response = admin_client.post(reverse(IMPORT), {"survey_file": "on"})
    assert f"It cannot be read: {reason}" in unescape(response.content.decode())


def test_full_disk_leaves_the_file_as_it_was(admin_client, base, file, monkeypatch):
    edit("Alpha", title="Alpha learns in long contexts")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "No space left on device" in messages(write(admin_client))
    assert (file.read_text(), Revision.objects.count()) == (LIST, 1)


@pytest.mark.parametrize("seen", ["", "ab" * 32], ids=["unseen", "another"])
def test_what_was_not_seen_is_not_written(admin_client, base, file, seen):
    edit("Alpha", title="Alpha learns in long contexts")
    response = admin_client.post(reverse(EXPORT), {"seen": seen}, follow=True)
    assert "the database has changed since this was shown" in messages(response)
    assert file.read_text() == LIST


def test_what_the_readme_cannot_say_is_shown_with_its_paper(admin_client, base, file):
    row = edit("Alpha", title="Theoretical | Alpha")
    html = page(admin_client, EXPORT)
    assert "There is no README to export" in html
    assert f'href="{address(Paper, "change", row.pk)}"' in html
    assert "its title" in html
    response = admin_client.post(reverse(EXPORT), {"seen": "ab" * 32}, follow=True)
    assert "Nothing was written" in messages(response)
    assert file.read_text() == LIST
    assert admin_client.get(reverse("admin:papers_readme_download"))["Location"] == reverse(EXPORT)


def test_entry_that_is_no_longer_read_is_shown_with_its_paper(admin_client, base, file):
    row = listing("Beta")
    revision = Revision.objects.upstream()
    revision.adopted["entries"] = [at + 1 if at == row.anchor else at for at in revision.adopted["entries"]]
    revision.save()
    Listing.objects.filter(pk=row.pk).update(anchor=row.anchor + 1)
    edit("Beta", title="Beta is lost")
    html = page(admin_client, EXPORT)
    assert "no longer read as one" in html
    assert f'href="{address(Paper, "change", row.paper_id)}"' in html


def test_database_without_listings_has_nothing_to_export(admin_client, file):
    assert "There is no README to export: nothing was imported yet." in page(admin_client, EXPORT)


# Handing in


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"# L\n\nab\xff", "not UTF-8 at line 3, column 3, byte 7"),
        (b"# L\n- a\0b", "a NUL byte at line 2, column 4, byte 7"),
        (b" \n\n", "It is empty."),
        (LIST.encode(), "There is nothing new in it"),
        (f"# A list\n\n## One\n\n{ALPHA}".encode(), "4 of 5 listings would go, which is more than half."),
    ],
    ids=["not UTF-8", "NUL", "empty", "the last import", "more than half"],
)
@pytest.mark.parametrize("way", ["file", "text"])
def test_what_is_no_import_is_refused_in_the_form(admin_client, base, content, reason, way):
    before = snapshot()
    if way == "file":
        response = hand_in(admin_client, content)
    elif b"\xff" in content:
        return
    else:
        response = admin_client.post(reverse(IMPORT), {"text": content.decode(), "role": "repository"})
    assert response.status_code == 200
    assert reason in str(response.context["form"].errors[way])
    assert (snapshot(), ProposedImport.objects.count()) == (before, 0)


@pytest.mark.parametrize("given", [{}, {"text": RENAMED, "file": b"# A"}, {"text": RENAMED, "survey_file": "on"}])
def test_one_source_is_needed(admin_client, base, file, given):
    if "file" in given:
        given = {**given, "file": SimpleUploadedFile("a.md", given["file"])}
    response = admin_client.post(reverse(IMPORT), given)
    assert "Choose" in str(response.context["form"].non_field_errors())
    assert not ProposedImport.objects.exists()


def test_file_of_the_survey_is_taken_from_the_server(admin_client, base, file):
    file.write_text(RENAMED)
    response = admin_client.post(reverse(IMPORT), {"survey_file": "on"})
    assert "changed papers and sections: 1" in messages(confirm(admin_client, response["Location"]))
    assert (exported(), Revision.objects.upstream().source) == (RENAMED, str(file))


def test_file_of_the_survey_that_is_not_there_is_told(admin_client, base, file):
    file.unlink()
    response = admin_client.post(reverse(IMPORT), {"survey_file": "on"})
    assert "It cannot be read: No such file" in str(response.context["form"].errors["survey_file"])


def test_file_that_is_too_large_is_refused(admin_client, base, monkeypatch):
    for module in (source, importing):
        monkeypatch.setattr(module, "MAX_BYTES", 1024 * 1024)
    response = hand_in(admin_client, LIST + "x" * 1024 * 1024)
    assert "larger than 1 MB" in str(response.context["form"].errors["file"])
    assert not ProposedImport.objects.exists()


def test_text_that_is_too_large_is_refused_in_the_form(admin_client, base, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    response = admin_client.post(reverse(IMPORT), {"role": "repository", "text": "x" * (1024 * 1024 + 1)})
    assert response.status_code == 413
    assert "larger than 1 MB: save it, and hand in the file." in unescape(response.content.decode())


def test_too_many_fields_are_refused_in_the_form(admin_client, base):
    response = admin_client.post(reverse(IMPORT), {f"field{at}": "x" for at in range(1001)})
    assert response.status_code == 400
    assert "more than one file or text" in response.content.decode()


def test_pasted_lines_end_as_those_of_the_last_import(admin_client):
    imported(LIST.replace("\n", "\r\n"))
    admin_client.post(reverse(IMPORT), {"role": "repository", "text": RENAMED.replace("\n", "\r\n")})
    assert ProposedImport.objects.get().data.decode() == RENAMED.replace("\n", "\r\n")
    imported(LIST)
    admin_client.post(reverse(IMPORT), {"role": "repository", "text": RENAMED.replace("\n", "\r\n")})
    assert ProposedImport.objects.latest("pk").data.decode() == RENAMED


def test_file_is_taken_byte_for_byte(admin_client, base):
    content = b"\xef\xbb\xbf" + RENAMED.encode().replace(b"\n", b"\r\n", 3) + b"  \n\t"
    proposed(admin_client, content)
    proposal = ProposedImport.objects.get()
    assert (proposal.data, proposal.source) == (content, "from-github.md")


def test_more_than_half_goes_if_it_is_meant(admin_client, base):
    half = f"# A list\n\n## One\n\n{ALPHA}"
    assert 'name="accept_losses"' in hand_in(admin_client, half).content.decode()
    path = proposed(admin_client, half, accept_losses="on")
    assert "4 of 5 listings would go" in admin_client.get(path).content.decode()
    assert "4 removed" in messages(confirm(admin_client, path))
    assert exported() == half


def test_first_import_needs_no_word(admin_client, file):
    assert "5 added" in messages(confirm(admin_client, proposed(admin_client, LIST)))
    assert exported() == LIST


# The review


def test_nothing_is_written_until_it_is_confirmed(admin_client, admin_user, base):
    before = snapshot()
    path = proposed(admin_client, RENAMED)
    assert "Alpha learns in context" in admin_client.get(path).content.decode()
    assert (snapshot(), Revision.objects.count()) == (before, 1)
    assert ProposedImport.objects.get().user == admin_user

    response = confirm(admin_client, path)
    assert "Imported. Listings: 0 added, 0 moved, 0 removed, 5 kept" in messages(response)
    assert exported() == RENAMED
    revision = Revision.objects.upstream()
    assert (revision.user, revision.source, revision.kind) == (admin_user, "from-github.md", "upstream")
    assert response.redirect_chain[-1][0] == reverse("admin:papers_revision_difference", args=[revision.pk])
    assert not ProposedImport.objects.exists()


def test_review_tells_each_kind_of_change(admin_client, base):
    text = RENAMED.replace(BETA, "").replace(DELTA, DELTA + BETA + ETA).replace("About two.", "Of two.")
    text = text.replace("## Three\n", "## Three\n\nJust words of a kind.\n\n## Four\n")
    review = admin_client.get(proposed(admin_client, text)).context["review"]
    changes = review.changes
    assert [(each.title, each.section, each.paper) for each in changes.added] == [("Eta arrives", "Two", None)]
    assert changes.added[0].said() == [
        ("evidence_types", "Empirical"),
        ("links", "Paper https://arxiv.org/abs/2505.00006"),
    ]
    assert [(each.title, [(f.field, f.before, f.after) for f in each.fields]) for each in changes.changed] == [
        ("Alpha learns in context", [("title", "Alpha learns in context", "Alpha learns in long contexts")]),
        ("Two", [("preface", "About two.", "Of two.")]),
        ("Three", [("preface", "", "Just words of a kind.")]),
    ]
    assert [(each.title, each.before, each.after) for each in changes.moved] == [
        ("Beta explains regression", "One", "Two"),
        ("Omega bounds errors", "Three", "Four"),
    ]
    assert changes.sections_added == ["Four"]
    assert {(piece.line, piece.text) for piece in review.new_raw} == {(10, "Of two."), (18, "Just words of a kind.")}


def test_review_tells_removed_and_reordered(admin_client, base):
    gamma_first = LIST.replace(ALPHA + BETA, "").replace("\n## Two", f"{ALPHA}\n## Two")
    changes = admin_client.get(proposed(admin_client, gamma_first)).context["review"].changes
    assert [each.title for each in changes.removed] == ["Beta explains regression"]
    assert [(each.title, each.before, each.after) for each in changes.reordered] in (
        [("Gamma retrieves examples", 2, 1)],
        [("Alpha learns in context", 1, 2)],
    )


def both_sides() -> str:
    """Two conflicts, and a change that is none."""
    edit("Alpha", title="Alpha learns nothing")
    edit("Gamma", year=2020)
    return RENAMED.replace("ACL'23", "ACL'24").replace("Beta explains", "Beta describes")


@pytest.mark.parametrize(
    ("sides", "title", "year"),
    [
        (("readme", "readme"), "Alpha learns in long contexts", 2024),
        (("database", "database"), "Alpha learns nothing", 2020),
        (("readme", "database"), "Alpha learns in long contexts", 2020),
        (("database", "readme"), "Alpha learns nothing", 2024),
    ],
)
def test_each_conflict_is_decided_by_itself(admin_client, base, sides, title, year):
    path = proposed(admin_client, both_sides())
    found = keys(admin_client, path)
    assert found == [f"paper-{paper('Alpha').pk}-title", f"paper-{paper('Gamma').pk}-appeared"]
    confirm(admin_client, path, **dict(zip(found, sides, strict=True)))
    assert (paper("Alpha").title, paper("Gamma").year, paper("Beta").title) == (
        title,
        year,
        "Beta describes regression",
    )


def test_both_values_are_shown_and_none_is_chosen(admin_client, base):
    html = page(admin_client, "admin:papers_readme_review", int(proposed(admin_client, both_sides()).split("/")[-2]))
    assert html.count('type="radio"') == 4
    assert " checked" not in html
    for value in ("Alpha learns nothing", "Alpha learns in long contexts", "(**ACL'20**)", "(**ACL'24**)"):
        assert value in html


@pytest.mark.parametrize("second", [None, "both"], ids=["left open", "no side"])
def test_conflict_that_is_not_decided_keeps_all_as_it_is(admin_client, base, second):
    path = proposed(admin_client, both_sides())
    before = snapshot()
    first, other = keys(admin_client, path)
    response = confirm(admin_client, path, **{first: "database", **({other: second} if second else {})})
    html = response.content.decode()
    assert "a conflict is not decided yet" in html
    assert html.count(" checked") == 1
    assert html.count("Choose one.") == 1
    assert (snapshot(), Revision.objects.count(), ProposedImport.objects.count()) == (before, 1, 1)


@pytest.mark.parametrize("side", ["readme", "database"])
def test_removal_against_an_edit_is_decided(admin_client, base, side):
    edit("Omega", title="Omega bounds nothing")
    path = proposed(admin_client, LIST.replace(OMEGA, ETA))
    (key,) = keys(admin_client, path)
    assert "title: Omega bounds nothing" in admin_client.get(path).content.decode()
    confirm(admin_client, path, **{key: side})
    assert Listing.objects.filter(paper__title__startswith="Omega").exists() == (side == "database")
    assert order("Three") == (["Omega", "Eta"] if side == "database" else ["Eta"])


@pytest.mark.parametrize("side", ["readme", "database"])
def test_edit_against_a_removal_here_is_decided(admin_client, base, side):
    listing("Alpha").delete()
    path = proposed(admin_client, RENAMED)
    (key,) = keys(admin_client, path)
    confirm(admin_client, path, **{key: side})
    assert ("Alpha" in order("One")) == (side == "readme")


def test_conflict_that_only_a_decision_brings_up_is_asked_for(admin_client, base):
    """The section is listed again as the README has it; then it has Gamma, which was put elsewhere here."""
    listing("Omega").delete()
    Listing.objects.filter(pk=listing("Gamma").pk).update(section=section("Two"), position=4)
    section("Three").delete()
    gamma = next(line for line in LIST.splitlines(keepends=True) if "Gamma" in line)
    path = proposed(admin_client, LIST.replace(gamma, "") + gamma)
    (first,) = keys(admin_client, path)
    response = confirm(admin_client, path, **{first: "readme"})
    (second,) = [each.key for each in response.context["review"].conflicts if each.key != first]
    assert "a conflict is not decided yet" in response.content.decode()
    confirm(admin_client, path, **{first: "readme", second: "database"})
    assert order("Two") == ["Delta", "Gamma"]
    assert not ProposedImport.objects.exists()


def test_review_that_the_database_has_overtaken_is_shown_anew(admin_client, base):
    path = proposed(admin_client, RENAMED)
    shown = admin_client.get(path).context["review"].fingerprint
    edit("Alpha", title="Alpha learns nothing")
    before = snapshot()
    response = admin_client.post(path, {"reviewed": shown}, follow=True)
    assert "the database has changed meanwhile" in messages(response)
    assert [each.field for each in response.context["review"].conflicts] == ["title"]
    assert (snapshot(), Revision.objects.count()) == (before, 1)


def test_review_that_was_not_seen_is_not_applied(admin_client, base):
    path = proposed(admin_client, RENAMED)
    assert "the database has changed meanwhile" in messages(admin_client.post(path, {}, follow=True))
    assert Revision.objects.count() == 1


def test_change_that_the_import_does_not_touch_overtakes_nothing(admin_client, base):
    path = proposed(admin_client, RENAMED)
    shown = admin_client.get(path).context["review"].fingerprint
    edit("Beta", abstract="We show.")
    assert "Imported." in messages(admin_client.post(path, {"reviewed": shown}, follow=True))
    assert (paper("Beta").abstract, exported()) == ("We show.", RENAMED)


def test_same_readme_handed_in_twice_is_one_proposal(admin_client, base):
    assert proposed(admin_client, RENAMED) == proposed(admin_client, RENAMED)


def test_proposal_that_was_imported_elsewhere_meanwhile_is_put_away(admin_client, base):
    path = proposed(admin_client, RENAMED)
    imported(RENAMED)
    assert "imported already" in messages(confirm(admin_client, path))
    assert not ProposedImport.objects.exists()
    assert "imported or withdrawn meanwhile" in messages(admin_client.get(path, follow=True))


def test_proposals_wait_in_a_list_and_can_be_withdrawn(admin_client, base):
    path = proposed(admin_client, RENAMED)
    assert f'href="{path}"' in page(admin_client, IMPORT)
    before = snapshot()
    assert "withdrawn" in messages(admin_client.post(f"{path}withdraw/", follow=True))
    assert (ProposedImport.objects.count(), snapshot()) == (0, before)
    assert "No import is open." in page(admin_client, IMPORT)


def test_export_that_comes_back_changes_nothing(admin_client, base):
    edit("Alpha", title="Alpha learns in long contexts")
    before = snapshot()["papers"]
    path = proposed(admin_client, exported())
    assert "No paper, listing or section." in admin_client.get(path).content.decode()
    confirm(admin_client, path)
    assert [(row["id"], row["title"]) for row in snapshot()["papers"]] == [(row["id"], row["title"]) for row in before]
    assert exported() == RENAMED


# Much of it

LONG = "Long " * 2000
MANY = 205


def many(word: str) -> str:
    lines = [f"- [{word} number {at} learns](https://arxiv.org/abs/2101.{at:05}) (ICLR 2021)\n" for at in range(MANY)]
    return "# L\n\n## S\n\n" + "".join(lines)


def test_more_than_a_page_shows_is_counted_and_decided_together(admin_client):
    imported(many("Paper"))
    for row in Paper.objects.all():
        Paper.objects.filter(pk=row.pk).update(title=row.title.replace("Paper", "Essay"))
    path = proposed(admin_client, many("Article"))
    html = admin_client.get(path).content.decode()
    assert "and 5 more conflicts, decided together" in html
    shown = keys(admin_client, path)[:200]
    response = confirm(admin_client, path, **dict.fromkeys(shown, "readme"))
    assert "a conflict is not decided yet" in response.content.decode()
    confirm(admin_client, path, **dict.fromkeys(shown, "readme"), others="database")
    titles = Paper.objects.values_list("title", flat=True)
    assert sum("Article" in title for title in titles) == 200
    assert sum("Essay" in title for title in titles) == 5


def test_pages_show_so_many_changes_and_lines_and_count_the_rest(admin_client):
    imported(many("Paper"))
    path = proposed(admin_client, many("Article"))
    response = admin_client.get(path)
    html = response.content.decode()
    assert "Changed (205)" in html
    assert "and 5 more" in html
    assert (response.context["difference"].added, response.context["difference"].left_out) == (MANY, 10)
    assert "10 more are left out" in html


def test_long_titles_are_cut(admin_client, base):
    path = proposed(admin_client, LIST.replace("Alpha learns in context", f"Alpha {LONG}".strip()))
    assert len(admin_client.get(path).content) < 60_000


# Revisions


def test_revision_shows_what_it_changed(admin_client, base):
    imported(RENAMED)
    first, second = Revision.objects.of_kind(Revision.Kind.UPSTREAM).order_by("pk")
    response = admin_client.get(reverse("admin:papers_revision_difference", args=[second.pk]))
    lines = [line for hunk in response.context["difference"].hunks for line in hunk if line.sign != " "]
    assert [(line.sign, line.before, line.after) for line in lines] == [("-", 5, None), ("+", None, 5)]
    assert response.context["before"] == first
    response = admin_client.get(reverse("admin:papers_revision_difference", args=[first.pk]))
    assert (response.context["before"], response.context["after"]) == (None, second)
    assert response.context["difference"].added == LIST.count("\n")


def test_revision_downloads_its_exact_bytes(admin_client):
    content = b"\xef\xbb\xbf# L\r\n\nNo end\xc2\xa0"
    imported(content.decode())
    path = reverse("admin:papers_revision_download", args=[Revision.objects.get().pk])
    assert admin_client.get(path).content == content


def test_revision_that_does_not_exist_is_not_found(admin_client, base):
    for name in ("difference", "download"):
        assert admin_client.get(reverse(f"admin:papers_revision_{name}", args=[999])).status_code == 404


def test_long_revision_is_cut_on_its_page(admin_client):
    imported("# L\n\n" + "word " * 60_000)
    html = admin_client.get(address(Revision, "change", Revision.objects.get().pk)).content.decode()
    assert "characters more: download it" in html
    assert len(html) < 250_000
