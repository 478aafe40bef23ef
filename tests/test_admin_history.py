"""Who did what, on the pages of the admin."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from papers.history import present
from papers.merging import merge
from papers.models import Listing, Paper, Section
from tests.lists import LIST, exported, imported, listing, order, paper, section
from tests.rows import add_evidence, add_link, make_evidence_type, make_listing, make_paper, make_section
from tests.test_admin import address, save

pytestmark = pytest.mark.django_db

PAGES = [Paper, Section, Listing]


@pytest.fixture
def base() -> None:
    imported(LIST)


@pytest.fixture
def rows(base) -> dict[type, Any]:
    return {Paper: paper("Alpha"), Section: section("Two"), Listing: listing("Alpha")}


def history(client, row: Any) -> str:
    response = client.get(address(type(row), "history", row.pk))
    assert response.status_code == 200
    return unescape(response.content.decode())


def restored(row: Any, at: int) -> str:
    """The page that restores the version at a place of its history, oldest first."""
    record = row.history.order_by("history_id")[at]
    return address(type(row), "restore", row.pk, record.history_id)


def edited(client, row: Any) -> None:
    values = {Paper: {"year": "2022"}, Section: {"title": "Zwei"}, Listing: {"note": "Read it."}}
    assert save(client, address(type(row), "change", row.pk), **values[type(row)]) == []


def may(client, django_user_model, *codenames: str) -> Any:
    user = django_user_model.objects.create_user("reader", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    return user


@pytest.mark.parametrize("model", [Paper, Listing])
def test_history_says_that_nothing_changed_since_the_import(admin_client, rows, model):
    assert "Nothing was changed since its import" in history(admin_client, rows[model])


@pytest.mark.parametrize(
    ("model", "field", "old", "new"),
    [(Paper, "Year", "2021", "2022"), (Section, "Title", "Two", "Zwei"), (Listing, "Note", "nothing", "Read it.")],
)
def test_saved_form_is_told_with_who_and_what(admin_client, rows, model, field, old, new):
    edited(admin_client, rows[model])
    page = history(admin_client, rows[model])
    assert "changed by admin" in page
    assert f"<p>{field}" in page
    change = page[page.index("changed by admin") :]
    assert change.index(field) < change.index(old) < change.index(new)


@pytest.mark.parametrize("model", PAGES)
def test_saving_an_untouched_form_leaves_no_change(admin_client, rows, model):
    row = rows[model]
    save(admin_client, address(model, "change", row.pk))
    save(admin_client, address(model, "change", row.pk))
    assert "by admin" not in history(admin_client, row)


def test_new_paper_is_told_as_added(admin_client):
    assert save(admin_client, address(Paper, "add"), title="New", tags="heads") == []
    made = Paper.objects.get(title="New")
    (only,) = made.history.all()
    assert (only.tags, only.history_user.username) == (["heads"], "admin")
    assert "added by admin" in history(admin_client, made)


def test_links_listings_and_identifiers_are_told_with_their_paper(admin_client, rows):
    alpha = rows[Paper]
    changes = {"links-0-url": "https://arxiv.org/abs/2101.99999", "listings-0-note": "Read it."}
    assert save(admin_client, address(Paper, "change", alpha.pk), **changes) == []
    page = history(admin_client, alpha)
    assert "Paper https://arxiv.org/abs/2101.99999" in page
    assert "arXiv id" in page
    assert "Read it." in history(admin_client, rows[Listing])
    assert reverse("admin:papers_listing_history", args=[rows[Listing].pk]) in page


def test_listing_deleted_with_the_papers_form_is_told(admin_client, rows):
    alpha, row = rows[Paper], rows[Listing]
    assert save(admin_client, address(Paper, "change", alpha.pk), **{"listings-0-DELETE": "on"}) == []
    page = history(admin_client, alpha)
    assert "One</a> (deleted)" in page
    response = admin_client.get(address(Listing, "history", row.pk))
    assert "deleted by admin" in response.content.decode()


def test_history_of_deleted_rows_stays(admin_client, rows):
    alpha, row = rows[Paper], rows[Listing]
    admin_client.post(address(Paper, "delete", alpha.pk), {"post": "yes"})
    for model, pk in ((Paper, alpha.pk), (Listing, row.pk)):
        told = unescape(admin_client.get(address(model, "history", pk)).content.decode())
        assert "deleted by admin" in told
        assert "What it said is kept here" in told
        assert "Restore this version" not in told
        assert address(model, "bring_back", pk) in told


def test_rows_deleted_by_the_action_are_told_too(admin_client):
    made = make_paper(listed_in=make_section())
    data = {"action": "delete_selected", "_selected_action": made.pk, "post": "yes"}
    admin_client.post(address(Paper, "changelist"), data)
    (gone,) = Paper.history.filter(history_type="-")
    assert (gone.history_user.username, gone.history_change_reason) == ("admin", "deleted")
    assert Listing.history.filter(history_type="-", history_change_reason="deleted").count() == 1


def test_history_of_what_never_was_is_not_found(admin_client):
    for pk in ("4711", "none"):
        assert admin_client.get(address(Paper, "history", pk)).status_code == 404


def test_history_comes_in_pages(admin_client):
    made = make_paper()
    for year in range(1950, 2010):
        made.year = year
        made.save()
    page = history(admin_client, made)
    assert "Page 1 of 2" in page
    assert "added" in admin_client.get(address(Paper, "history", made.pk), {"p": 2}).content.decode()


@pytest.mark.parametrize("model", PAGES)
def test_history_queries_do_not_grow(admin_client, django_assert_max_num_queries, rows, model):
    for at in range(15):
        rows[model].history.model.objects.bulk_create(
            [_copy(rows[model], title=f"Title {at}") if model is not Listing else _copy(rows[model], note=str(at))]
        )
    with django_assert_max_num_queries(20):
        assert history(admin_client, rows[model]).count('class="module change"') >= 15


def _copy(row: Any, **values: Any) -> Any:
    record = present(type(row), [row.pk])[row.pk]
    record.history_type = "~"
    for name, value in values.items():
        setattr(record, name, value)
    return record


# Restoring


@pytest.mark.parametrize("model", PAGES)
def test_version_is_shown_before_it_is_restored(admin_client, rows, model):
    row = rows[model]
    edited(admin_client, row)
    assert exported() != LIST or model is Listing
    page = restored(row, 0)
    assert page in history(admin_client, row)

    before = type(row).objects.filter(pk=row.pk).values().get()
    shown = unescape(admin_client.get(page).content.decode())
    assert "Restored" in shown
    assert type(row).objects.filter(pk=row.pk).values().get() == before

    assert admin_client.post(page)["Location"] == address(model, "history", row.pk)
    assert exported() == LIST
    assert "Restored the version of" in history(admin_client, row)


def test_restored_order_of_listings(admin_client, rows):
    row = rows[Listing]
    assert save(admin_client, address(Listing, "change", row.pk), position="2") == []
    assert order("One") == ["Beta", "Gamma", "Alpha"]
    admin_client.post(restored(row, 0))
    assert order("One") == ["Alpha", "Beta", "Gamma"]


def test_refused_version_says_why_and_changes_nothing(admin_client, rows):
    alpha, kind = rows[Paper], make_evidence_type("Survey")
    add_evidence(alpha, kind)
    edited(admin_client, alpha)
    alpha.evidence.filter(evidence_type=kind).delete()
    kind.delete()
    response = admin_client.post(restored(alpha, 0))
    assert response.status_code == 200
    assert "“Survey” has been deleted since; add it again first." in response.content.decode()
    alpha.refresh_from_db()
    assert alpha.year == 2022


def test_restoring_what_is_there_is_not_offered(admin_client, rows):
    alpha = rows[Paper]
    edited(admin_client, alpha)
    newest = alpha.history.order_by("-history_id").first()
    page = address(Paper, "restore", alpha.pk, newest.history_id)
    assert page not in history(admin_client, alpha)
    assert "Nothing would change" in admin_client.get(page).content.decode()


def test_version_of_another_row_is_not_found(admin_client, rows):
    edited(admin_client, rows[Paper])
    record = rows[Paper].history.first()
    assert admin_client.get(address(Paper, "restore", paper("Beta").pk, record.history_id)).status_code == 404


@pytest.mark.parametrize("model", PAGES)
def test_who_may_only_look_sees_the_history_and_restores_nothing(client, django_user_model, admin_client, rows, model):
    row, name = rows[model], model._meta.model_name
    edited(admin_client, row)
    may(client, django_user_model, f"view_{name}")
    page = history(client, row)
    assert "changed by admin" in page
    assert "Restore this version" not in page
    assert client.post(restored(row, 0)).status_code == 403
    assert client.get(restored(row, 0)).status_code == 403


@pytest.mark.parametrize("model", PAGES)
def test_who_may_nothing_sees_nothing(client, django_user_model, rows, model):
    may(client, django_user_model)
    assert client.get(address(model, "history", rows[model].pk)).status_code == 403


def test_restoring_needs_the_token_of_the_form(rows, admin_user):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    alpha = rows[Paper]
    alpha.year = 2022
    alpha.save()
    alpha.save()
    assert strict.post(restored(alpha, 0)).status_code == 403


def test_history_of_a_merged_paper_is_on_the_page_of_the_one_that_stays(admin_client, base, django_user_model):
    gone = make_paper("Alpha, too")
    add_link(gone, "https://example.org")
    make_listing(gone, section("One"), position=3)
    kept = merge(paper("Alpha learns"), [gone], user=None)
    page = history(admin_client, kept)
    assert "As “Alpha, too”, which was merged into this paper." in page
    assert "Merged with “Alpha, too”" in page
