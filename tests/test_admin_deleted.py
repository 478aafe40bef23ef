"""The admin's way to undo deletions, and the page of all that was deleted."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from papers.history import delete_rows
from papers.merging import merge
from papers.models import Listing, Paper, Section, SlugRedirect, Step
from papers.permissions import EDITORS
from tests.lists import BETA, LIST, exported, imported, listing, order, paper, section
from tests.rows import add_link, make_paper, make_section
from tests.test_admin import address, save

pytestmark = pytest.mark.django_db

DELETED = "/admin/papers/paper/deleted/"


@pytest.fixture(autouse=True)
def base() -> None:
    imported(LIST)


def text(response: Any) -> str:
    assert response.status_code == 200
    return unescape(response.content.decode())


def undo(client: Client, page: str) -> Any:
    """Follow the link of the message, and confirm."""
    link = re.search(r'<a href="([^"]+)">Undo the deletion</a>', page)
    assert link, page
    assert "Bring back" in text(client.get(link[1]))
    return client.post(link[1], follow=True)


def deletions() -> list[Step]:
    return list(Step.objects.filter(kind=Step.Kind.DELETION))


def choose(model: Any, rows: Any) -> dict[str, Any]:
    return {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}


@pytest.mark.parametrize("find", [lambda: paper("Alpha"), lambda: listing("Alpha")], ids=["paper", "listing"])
def test_deletion_is_undone_from_its_message(admin_client, find):
    row = find()
    page = text(admin_client.post(address(type(row), "delete", row.pk), {"post": "yes"}, follow=True))
    assert "deleted successfully" in page
    assert exported() != LIST
    (step,) = deletions()
    assert str(step.user) == "admin"
    back = undo(admin_client, page)
    assert f"“{row}” is there again." in text(back)
    assert back.redirect_chain[-1][0] == address(type(row), "change", row.pk)
    assert exported() == LIST


def test_section_is_undone_from_its_message(admin_client):
    made = make_section("Spare", parent=section("A list"))
    before = exported()
    page = text(admin_client.post(address(Section, "delete", made.pk), {"post": "yes"}, follow=True))
    undo(admin_client, page)
    assert exported() == before


def test_several_papers_are_one_step(admin_client):
    chosen = [paper("Alpha"), paper("Delta")]
    page = text(admin_client.post(address(Paper, "changelist"), choose(Paper, chosen), follow=True))
    assert "Successfully deleted 2 papers." in page
    assert len(deletions()) == 1
    assert "“Alpha learns in context”, “Delta composes skills” are there again." in text(undo(admin_client, page))
    assert exported() == LIST


def test_listing_deleted_in_the_papers_form_is_a_step_of_its_own(admin_client):
    alpha = paper("Alpha")
    change = address(Paper, "change", alpha.pk)
    assert save(admin_client, change, **{"listings-0-DELETE": "on", "abstract": "We learn."}) == []
    page = text(admin_client.get(change))
    assert [step.kind for step in Step.objects.order_by("pk")][-2:] == [Step.Kind.DELETION, Step.Kind.EDIT]
    undo(admin_client, page)
    assert exported() == LIST
    assert paper("Alpha").abstract == "We learn."


def test_all_that_was_deleted_is_listed_newest_first(admin_client):
    for row in (paper("Alpha"), listing("Beta"), make_section("Spare", parent=section("A list"))):
        admin_client.post(address(type(row), "delete", row.pk), {"post": "yes"})
    page = text(admin_client.get(DELETED))
    headings = re.findall(r"<h2 id=[^>]+>([^<]+)</h2>", page)
    assert headings == ["Spare", "Beta explains regression (One)", "Alpha learns in context"]
    assert "https://arxiv.org/abs/2101.00001" in page
    assert re.search(r"Listed in</th><td><span class=\"text\">One", page)
    assert "by admin" in page


def test_what_came_back_is_no_longer_listed(admin_client):
    pk = paper("Alpha").pk
    admin_client.post(address(Paper, "delete", pk), {"post": "yes"})
    admin_client.post(address(Paper, "bring_back", pk))
    assert "Nothing was deleted." in text(admin_client.get(DELETED))
    again = admin_client.post(address(Paper, "bring_back", pk), follow=True)
    assert "It was brought back already, or never deleted." in text(again)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"q": "alpha CONTEXT"}, ["Alpha learns in context"]),
        ({"q": "regression"}, ["Beta explains regression (One)"]),
        ({"kind": "section"}, ["Spare"]),
        ({"q": "nothing like it"}, []),
        ({"q": "\0"}, ["Spare", "Beta explains regression (One)", "Alpha learns in context"]),
    ],
    ids=["paper", "listing", "kind", "none", "nul"],
)
def test_deleted_rows_are_found_by_words(admin_client, query, titles):
    for row in (paper("Alpha"), listing("Beta"), make_section("Spare", parent=section("A list"))):
        delete_rows([row])
    page = text(admin_client.get(DELETED, query))
    assert re.findall(r"<h2 id=[^>]+>([^<]+)</h2>", page) == titles
    assert ("All that was deleted" in page) is not bool(titles)


def test_deleted_rows_come_in_pages_with_so_many_queries(admin_client, django_assert_max_num_queries):
    delete_rows([make_paper("First", listed_in=section("One"))])
    with CaptureQueriesContext(connection) as few:
        text(admin_client.get(DELETED))
    for number in range(30):
        delete_rows([make_paper(f"Paper {number}")])
    with django_assert_max_num_queries(len(few)):
        page = text(admin_client.get(DELETED))
    assert "Page 1 of 2" in page
    assert "First" in text(admin_client.get(DELETED, {"p": 2}))


def test_one_of_several_comes_back_alone_and_the_others_with_it(admin_client):
    delete_rows([paper("Alpha"), paper("Beta"), paper("Delta")])
    page = text(admin_client.get(DELETED))
    assert "All 3 that were deleted at once" in page
    pk = Paper.history.get(title__startswith="Beta", history_type="-").id
    admin_client.post(address(Paper, "bring_back", pk))
    assert order("One") == ["Beta", "Gamma"]
    (step,) = deletions()
    admin_client.post(reverse("admin:papers_paper_undo_deletion", args=[step.pk]))
    assert exported() == LIST


def test_section_that_is_gone_is_asked_for(admin_client):
    spare = make_section("Spare", parent=section("A list"))
    iota = make_paper("Iota", listed_in=spare)
    add_link(iota, "https://example.org/iota")
    delete_rows([iota])
    delete_rows([spare])
    where = address(Paper, "bring_back", iota.pk)
    page = text(admin_client.get(where))
    assert "In the place of “Spare”" in page
    wrong = text(admin_client.post(where, {f"home-{spare.pk}": "4711"}))
    assert "Select a valid choice" in wrong
    admin_client.post(where, {f"home-{spare.pk}": section("Two").pk})
    assert order("Two") == ["Delta", "Iota"]


def test_what_is_not_as_it_was_is_told_before_and_after(admin_client):
    alpha = paper("Alpha")
    delete_rows([alpha])
    make_paper("Alpha, another", slug=alpha.slug)
    told = "its address is another paper's now"
    where = address(Paper, "bring_back", alpha.pk)
    assert told in text(admin_client.get(where))
    assert told in text(admin_client.post(where, follow=True))


def test_merged_papers_are_not_listed(admin_client):
    gone = make_paper("Alpha, too", listed_in=section("One"))
    merge(paper("Alpha learns"), [gone], user=None)
    assert "Nothing was deleted." in text(admin_client.get(DELETED))
    again = admin_client.get(address(Paper, "bring_back", gone.pk), follow=True)
    assert "It was merged with another paper" in text(again)


def test_listing_that_an_import_removed_is_listed_with_the_import(admin_client):
    removed = listing("Beta").pk
    imported(LIST.replace(BETA, ""))
    page = text(admin_client.get(DELETED))
    assert "Beta explains regression (One)" in page
    admin_client.post(address(Listing, "bring_back", removed))
    assert "Beta explains regression" in exported()


def member(client: Client, django_user_model: Any, *codenames: str) -> Any:
    user = django_user_model.objects.create_user("reader", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    return user


def test_who_may_look_brings_nothing_back(client, django_user_model):
    pk = paper("Alpha").pk
    delete_rows([paper("Alpha"), make_section("Spare", parent=section("A list"))])
    member(client, django_user_model, "view_paper")
    page = text(client.get(DELETED))
    assert "Alpha learns in context" in page
    assert "Spare" not in page
    assert "Bring back" not in page
    assert client.get(address(Paper, "bring_back", pk)).status_code == 403
    assert client.post(address(Paper, "bring_back", pk)).status_code == 403
    assert not Paper.objects.filter(pk=pk).exists()


def test_who_may_nothing_sees_nothing(client, django_user_model):
    member(client, django_user_model)
    assert client.get(DELETED).status_code == 403


def test_former_addresses_need_the_right_to_make_them(client, django_user_model):
    alpha = paper("Alpha")
    SlugRedirect.objects.create(old_slug="old-alpha", paper=alpha)
    delete_rows([alpha])
    user = member(client, django_user_model)
    user.groups.add(Group.objects.get(name=EDITORS))
    assert client.post(address(Paper, "bring_back", alpha.pk)).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="add_slugredirect"))
    assert client.post(address(Paper, "bring_back", alpha.pk)).status_code == 302


def test_deletion_that_nobody_may_undo_offers_no_undo(client, django_user_model):
    codenames = ["view_paper", "delete_paper", "delete_listing"]
    member(client, django_user_model, *codenames)
    page = text(client.post(address(Paper, "delete", paper("Alpha").pk), {"post": "yes"}, follow=True))
    assert "Undo the deletion" not in page


def test_bringing_back_needs_the_token_of_the_form(admin_user):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    pk = paper("Alpha").pk
    delete_rows([paper("Alpha")])
    assert strict.post(address(Paper, "bring_back", pk)).status_code == 403


def test_deleted_is_in_the_menu(admin_client):
    assert DELETED in text(admin_client.get("/admin/"))


@pytest.mark.parametrize("is_action", [False, True], ids=["page", "action"])
def test_deletion_that_the_readme_could_not_say_is_refused(admin_client, is_action):
    imported(LIST.replace(BETA, f"  {BETA}"))
    Listing.objects.filter(paper=paper("Beta")).update(parent=None)
    alpha = listing("Alpha")
    where = address(Listing, "changelist" if is_action else "delete", *([] if is_action else [alpha.pk]))
    page = text(admin_client.post(where, choose(Listing, [alpha]) if is_action else {"post": "yes"}, follow=True))
    assert "“Beta explains regression” is nested under it and would be left without its place" in page
    assert "Nothing was deleted" in page
    assert listing("Alpha") == alpha


def delete_section(client: Client, title: str, **data: str) -> str:
    where = address(Section, "delete", section(title).pk)
    return text(client.post(where, {"post": "yes", **data}, follow=True))


def test_section_with_entries_asks_where_they_go(admin_client):
    page = text(admin_client.get(address(Section, "delete", section("Two").pk)))
    assert "It holds 1 entry." in page
    assert "About two." in page
    assert re.findall(r'<option value="\d+">([^<]+)<', page) == ["A list", "One", "Three"]


def test_entries_of_a_deleted_section_go_where_they_were_sent_and_come_back(admin_client):
    page = delete_section(admin_client, "One", content="move", target=str(section("Three").pk))
    assert order("Three") == ["Omega", "Alpha", "Beta", "Gamma"]
    link = re.search(r'<a href="([^"]+)">Undo the deletion</a>', page)
    assert link
    asked = text(admin_client.get(link[1]))
    assert "Move back what its deletion put elsewhere: 3 entries" in asked
    admin_client.post(link[1], {"moves_content": "on"})
    assert exported() == LIST


def test_section_is_deleted_with_its_entries(admin_client):
    delete_section(admin_client, "One", content="delete")
    assert "Alpha" not in exported()
    assert paper("Alpha").listings.count() == 0
    (step,) = deletions()
    admin_client.post(reverse("admin:papers_paper_undo_deletion", args=[step.pk]))
    assert exported() == LIST


def test_section_that_they_go_to_has_to_be_chosen(admin_client):
    assert "Choose the section that it goes to." in delete_section(admin_client, "One", content="move")
    wrong = delete_section(admin_client, "One", content="move", target=str(section("One").pk))
    assert "Select a valid choice" in wrong
    assert "Nothing was deleted" in wrong
    assert exported() == LIST


def test_several_sections_go_at_once(admin_client):
    data = choose(Section, [section("One"), section("Two")])
    changelist = address(Section, "changelist")
    page = text(admin_client.post(changelist, data))
    assert "They hold 4 entries." in page
    data |= {"content": "move", "target": str(section("Three").pk)}
    page = text(admin_client.post(changelist, data, follow=True))
    assert "Successfully deleted 2 sections." in page
    assert order("Three") == ["Omega", "Alpha", "Beta", "Gamma", "Delta"]
    (step,) = deletions()
    admin_client.post(reverse("admin:papers_paper_undo_deletion", args=[step.pk]), {"moves_content": "on"})
    assert exported() == LIST


def test_what_somebody_may_not_move_or_delete_stays(client, django_user_model):
    user = member(client, django_user_model, "view_section", "delete_section")
    where = address(Section, "delete", section("One").pk)
    assert "You may neither move its entries nor delete them." in text(client.get(where))
    client.post(where, {"post": "yes", "content": "delete"})
    assert exported() == LIST
    user.user_permissions.add(Permission.objects.get(codename="delete_listing"))
    client.post(where, {"post": "yes", "content": "move", "target": str(section("Three").pk)})
    assert exported() == LIST
    client.post(where, {"post": "yes", "content": "delete"})
    assert not Section.objects.filter(title="One").exists()


def test_root_is_not_deleted(admin_client):
    root = Section.objects.root()
    assert admin_client.get(address(Section, "delete", root.pk)).status_code == 403
    assert admin_client.post(address(Section, "changelist"), choose(Section, [root])).status_code == 403
