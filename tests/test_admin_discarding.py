"""Pending edits on the export's page: who made them, and how they are discarded."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from papers.models import Listing, Paper, Section
from tests.lists import LIST, OMEGA, edit, exported, imported, listing, paper, section
from tests.test_admin import address, save
from tests.test_admin_readme import EXPORT, confirm, member, messages, page, proposed

pytestmark = pytest.mark.django_db

DISCARD = "admin:papers_readme_discard"


@pytest.fixture(autouse=True)
def base() -> None:
    imported()


def chosen(client: Client, *keys: str, **more: str) -> Any:
    """Sends what the export's page, as it is now, would send with these edits chosen."""
    seen = client.get(reverse(EXPORT)).context["preview"].sha256
    return client.post(reverse(DISCARD), {"seen": seen, "edit": keys, **more}, follow=True)


def edits(client: Client) -> dict[str, Any]:
    groups = client.get(reverse(EXPORT)).context["groups"]
    return {each.edit.key: each for group in groups for each in group.items}


def title_key(word: str) -> str:
    return f"paper-{paper(word).pk}-title"


def test_discarding_shows_what_goes_before_it_goes(admin_client: Client) -> None:
    edit("Alpha", title="Alpha learns")
    edit("Beta", title="Beta tells")
    response = chosen(admin_client, title_key("Alpha"))
    html = unescape(response.content.decode())
    assert "This edit goes" in html
    changed = [line for hunk in response.context["difference"].hunks for line in hunk if line.sign != " "]
    assert [line.sign for line in changed] == ["-", "+"]
    assert "Alpha learns" in exported()

    response = chosen(admin_client, title_key("Alpha"), confirm="1")
    assert "Discarded: 1 edit." in messages(response)
    assert exported() == LIST.replace("Beta explains regression", "Beta tells")
    assert set(edits(admin_client)) == {title_key("Beta")}


def test_all_that_is_pending_can_be_discarded_at_once(admin_client: Client) -> None:
    edit("Alpha", title="Alpha learns")
    listing("Beta").delete()
    response = chosen(admin_client, all="1")
    assert "These 2 edits go" in response.content.decode()
    assert 'name="all"' in response.content.decode()
    chosen(admin_client, all="1", confirm="1")
    assert exported() == LIST
    assert "Nothing is pending." in page(admin_client, EXPORT)


def test_what_comes_along_is_told(admin_client: Client) -> None:
    start = listing("Omega").upstream_anchor
    listing("Omega").delete()
    section("Three").delete()
    response = chosen(admin_client, f"entry-{start}")
    assert "One of them was not chosen" in response.content.decode()
    chosen(admin_client, f"entry-{start}", confirm="1")
    assert exported() == LIST


@pytest.mark.parametrize("sent", [(), ("nonsense",), ("paper-0-title",)])
def test_nothing_chosen_discards_nothing(admin_client: Client, sent: tuple[str, ...]) -> None:
    edit("Alpha", title="Alpha learns")
    assert "Nothing was discarded" in messages(chosen(admin_client, *sent, confirm="1"))
    assert "Alpha learns" in exported()


def test_list_that_changed_meanwhile_is_shown_anew(admin_client: Client) -> None:
    edit("Alpha", title="Alpha learns")
    data = {"seen": admin_client.get(reverse(EXPORT)).context["preview"].sha256, "all": "1", "confirm": "1"}
    edit("Beta", title="Beta tells")
    response = admin_client.post(reverse(DISCARD), data, follow=True)
    assert "the list has changed since this was shown" in messages(response)
    assert "Beta tells" in exported()


def test_authors_are_told_after_an_import_too(admin_client: Client) -> None:
    assert save(admin_client, address(Paper, "change", paper("Alpha").pk), title="Alpha learns") == []
    admin_client.post(address(Listing, "delete", listing("Beta").pk), {"post": "yes"})
    assert save(admin_client, address(Section, "change", section("Two").pk), title="Second") == []
    imported(LIST.replace("Omega bounds", "Omega counts"))
    found = edits(admin_client)
    assert sorted(each.edit.kind for each in found.values()) == ["changed", "changed", "removed"]
    assert {each.made and each.made.who for each in found.values()} == {"admin"}
    assert all(each.made.day for each in found.values())


def test_author_is_who_changed_this_field_last(admin_client: Client, django_user_model: Any) -> None:
    assert save(admin_client, address(Paper, "change", paper("Alpha").pk), title="Alpha learns") == []
    other = Client()
    other.force_login(django_user_model.objects.create_superuser("other"))
    assert save(other, address(Paper, "change", paper("Alpha").pk), year=2020) == []
    found = {each.edit.field: each.made.who for each in edits(admin_client).values()}
    assert found == {"title": "admin", "appeared": "other"}


def test_correction_of_text_is_pending_with_its_author(admin_client: Client) -> None:
    text = LIST.replace("About two.\n\n", "About two.\n\n\n").replace(OMEGA, f"{OMEGA}\nWords.\n")
    confirm(admin_client, proposed(admin_client, text, role="proposal"))
    found = edits(admin_client)
    assert [each.edit.kind for each in found.values()] == ["text", "text"]
    assert {each.made.who for each in found.values()} == {"admin"}
    chosen(admin_client, *found, confirm="1")
    assert exported() == LIST


@pytest.mark.parametrize(
    ("rights", "status"),
    [
        (("view_revision", "change_paper"), 403),
        (("view_revision", "import_readme"), 403),
        (("view_revision", "import_readme", "change_paper"), 200),
    ],
    ids=["no imports", "no papers", "both"],
)
def test_discarding_needs_the_rights_of_imports_and_rows(
    django_user_model: Any, rights: tuple[str, ...], status: int
) -> None:
    edit("Alpha", title="Alpha learns")
    client = member(django_user_model, *rights)
    response = chosen(client, title_key("Alpha"), confirm="1")
    assert response.status_code == status
    assert ("Alpha learns in context" in exported()) == (status == 200)
    assert ("Discard the chosen" in page(client, EXPORT)) == ("import_readme" in rights and status != 200)


def test_page_asks_for_authors_at_one_price(
    admin_client: Client, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_max_num_queries(200) as few:
        edit("Alpha", title="Alpha learns")
        admin_client.get(reverse(EXPORT))
    edit("Alpha", title="Alpha learns in context")
    for word in ("Alpha", "Beta", "Gamma", "Delta"):
        edit(word, title=f"{word} learns")
    asked = len(few.captured_queries)
    with django_assert_max_num_queries(asked):
        admin_client.get(reverse(EXPORT))
