"""Two maintainers on one form: the second save is refused once, both versions are shown, nothing is lost."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from papers.models import EvidenceType, Listing, Paper, Section, Venue
from tests.lists import LIST, exported, imported, listing, paper, section
from tests.rows import add_evidence, add_link, make_evidence_type, make_listing, make_paper, make_section, make_venue
from tests.test_admin import address, fields_of, save

pytestmark = pytest.mark.django_db

Data = dict[str, Any]


@pytest.fixture
def ada(django_user_model) -> Client:
    django_user_model.objects.create_superuser("ada", password="x")
    return logged_in(django_user_model, "ada")


@pytest.fixture
def bob(django_user_model) -> Client:
    django_user_model.objects.create_superuser("bob", password="x")
    return logged_in(django_user_model, "bob")


def logged_in(users: Any, name: str) -> Client:
    client = Client()
    client.force_login(users.objects.get(username=name))
    return client


def sent(context: Any) -> Data:
    """What a browser would send for the page as it is."""
    data = fields_of(context["adminform"].form)
    for inline in context["inline_admin_formsets"]:
        data |= fields_of(inline.formset.management_form)
        for form in inline.formset.forms:
            data |= fields_of(form)
    return data


def opened(client: Client, row: Any) -> Data:
    return sent(client.get(address(type(row), "change", row.pk)).context)


def post(client: Client, row: Any, data: Data, **changes: Any) -> Any:
    posted = {name: value for name, value in (data | changes).items() if value is not None}
    return client.post(address(type(row), "change", row.pk), posted)


def refused(response: Any) -> str:
    assert response.status_code == 200
    page = unescape(response.content.decode())
    assert "Nothing was saved" in page
    return page


def error_of(response: Any, field: str, prefix: str = "") -> str:
    if not prefix:
        return "".join(response.context["adminform"].form.errors.get(field, ()))
    formsets = {each.formset.prefix: each.formset for each in response.context["inline_admin_formsets"]}
    name, _, at = prefix.partition("-")
    return "".join(formsets[name].forms[int(at)].errors.get(field, ()))


CASES = [
    (lambda: make_paper(year=2020), "title", "Ada's", "track", "Oral", "name", "BB"),
    (lambda: make_section(preface="Old."), "title", "Ada's", "preface", "New.", "level", "3"),
    (lambda: make_listing(make_paper(), make_section(), note="Old."), "note", "Ada's", "note", "Bob's", "", ""),
    (make_evidence_type, "name", "Ada's", "description", "New.", "position", "4"),
    (make_venue, "name", "Ada's", "aliases", "NIPS", "kind", "journal"),
]


@pytest.mark.parametrize(
    ("make", "field", "theirs", "other", "value", "own", "mine"),
    CASES,
    ids=["paper", "section", "listing", "evidence type", "venue"],
)
def test_second_save_is_refused_with_both_versions(ada, bob, make, field, theirs, other, value, own, mine):
    row = make()
    data = opened(bob, row)
    assert save(ada, address(type(row), "change", row.pk), **{field: theirs, other: value}) == []

    before = type(row).objects.filter(pk=row.pk).values().get()
    response = post(bob, row, data, **{field: "Bob has", **({own: mine} if own else {})})
    page = refused(response)
    assert type(row).objects.filter(pk=row.pk).values().get() == before
    saved = value if other == field else theirs
    assert f"Saved now: “{saved}”; in the form: what you put in." in error_of(response, field)
    assert "by ada (on 20" in error_of(response, field) + page
    form = response.context["adminform"].form
    assert form[field].value() == "Bob has"
    if own:
        assert form[own].value() == mine
        assert error_of(response, own) == ""
    if other != field:
        assert form[other].value().strip().startswith(value.strip())
        assert "as you had not touched it" in error_of(response, other)

    assert post(bob, row, sent(response.context)).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == "Bob has"
    if other not in (field, "aliases"):
        assert getattr(row, other) == value
    if own:
        assert str(getattr(row, own)) == mine


def test_form_that_nobody_else_touched_is_saved_at_once(ada, bob):
    row = make_paper()
    data = opened(bob, row)
    save(ada, address(Paper, "change", make_paper("Another").pk), title="Changed")
    assert post(bob, row, data, title="Bob's").status_code == 302


def test_same_value_by_both_is_no_matter(ada, bob):
    row = make_paper()
    data = opened(bob, row)
    save(ada, address(Paper, "change", row.pk), year="2022")
    assert post(bob, row, data, year="2022", title="Bob's").status_code == 302
    row.refresh_from_db()
    assert (row.year, row.title) == (2022, "Bob's")


def test_third_change_in_between_is_refused_again(ada, bob):
    row = make_paper()
    data = opened(bob, row)
    save(ada, address(Paper, "change", row.pk), title="Ada's first")
    again = sent(post(bob, row, data, title="Bob's").context)
    save(ada, address(Paper, "change", row.pk), title="Ada's second")
    response = post(bob, row, again)
    assert "Saved now: “Ada's second”" in error_of(response, "title")
    row.refresh_from_db()
    assert row.title == "Ada's second"


def test_names_stand_for_rows_and_ticks_for_themselves(ada, bob):
    row = make_paper(venue=make_venue("ACL"))
    naacl, icml = make_venue("NAACL"), make_venue("ICML")
    data = opened(bob, row)
    save(ada, address(Paper, "change", row.pk), venue=naacl.pk, hidden="on", tags="heads")
    response = post(bob, row, data, venue=icml.pk)
    assert "Saved now: “NAACL”" in error_of(response, "venue")
    form = response.context["adminform"].form
    assert (form["hidden"].value(), form["tags"].value()) == (True, "heads")
    assert "“heads”" in error_of(response, "tags")
    assert post(bob, row, sent(response.context)).status_code == 302
    row.refresh_from_db()
    assert (row.venue, row.hidden, list(row.tags.names())) == (icml, True, ["heads"])


@pytest.mark.parametrize("seen", [None, "", "{", "[]", '{"": 1, "links": 2}', '{"":{"title":"x"},"links":{"1":2}}'])
def test_form_without_what_it_showed_is_refused(bob, seen):
    row = make_paper()
    add_link(row, "https://example.org")
    response = post(bob, row, opened(bob, row), title="Bob's", seen=seen)
    refused(response)
    assert post(bob, row, sent(response.context)).status_code == 302
    row.refresh_from_db()
    assert row.title == "Bob's"


def test_links_and_evidence_types_of_both_are_kept(ada, bob):
    row, kind = make_paper(), make_evidence_type()
    link = add_link(row, "https://example.org/a")
    data = opened(bob, row)
    add_link(row, "https://example.org/ada", "Code")
    add_evidence(row, kind)
    link.label = "PDF"
    link.save()

    response = post(bob, row, data, **{"links-0-url": "https://example.org/bob"})
    refused(response)
    assert "“PDF”" in error_of(response, "label", "links-0")
    assert error_of(response, "url", "links-0") == ""
    assert "added meanwhile" in error_of(response, "__all__", "links-1")
    assert "added meanwhile" in error_of(response, "__all__", "evidence-0")
    assert post(bob, row, sent(response.context)).status_code == 302
    assert [(each.label, each.url) for each in row.links.order_by("pk")] == [
        ("PDF", "https://example.org/bob"),
        ("Code", "https://example.org/ada"),
    ]
    assert [str(use) for use in row.evidence.all()] == ["Empirical"]


def test_row_deleted_by_the_other_and_untouched_here_stays_deleted(ada, bob):
    row = make_paper()
    first, second = add_link(row, "https://example.org/1"), add_link(row, "https://example.org/2")
    data = opened(bob, row)
    first.delete()
    response = post(bob, row, data, title="Bob's")
    assert "A paper link was deleted." in refused(response)
    assert post(bob, row, sent(response.context)).status_code == 302
    assert list(row.links.all()) == [second]


def test_row_deleted_by_the_other_and_changed_here_can_be_added_anew(ada, bob):
    row = make_paper()
    add_link(row, "https://example.org/1")
    data = opened(bob, row)
    row.links.all().delete()
    response = post(bob, row, data, **{"links-0-url": "https://example.org/bob"})
    refused(response)
    assert "saving adds it anew" in error_of(response, "__all__", "links-0")
    assert post(bob, row, sent(response.context)).status_code == 302
    assert [each.url for each in row.links.all()] == ["https://example.org/bob"]


def test_new_rows_of_the_form_are_kept(ada, bob):
    row = make_paper()
    data = opened(bob, row)
    save(ada, address(Paper, "change", row.pk), title="Ada's")
    new = {
        "links-TOTAL_FORMS": "1",
        "links-0-url": "https://example.org/bob",
        "links-0-position": "0",
        "links-0-label": "",
    }
    response = post(bob, row, data, **new)
    refused(response)
    assert post(bob, row, sent(response.context)).status_code == 302
    assert [each.url for each in row.links.all()] == ["https://example.org/bob"]


def test_deleting_a_listing_that_was_changed_meanwhile_is_refused_once(ada, bob):
    imported(LIST)
    alpha, row = paper("Alpha"), listing("Alpha")
    data = opened(bob, alpha)
    save(ada, address(Listing, "change", row.pk), note="Ada's")
    response = post(bob, alpha, data, **{"listings-0-DELETE": "on"})
    refused(response)
    assert "“Ada's”" in error_of(response, "note", "listings-0")
    assert Listing.objects.filter(pk=row.pk).exists()

    assert post(bob, alpha, sent(response.context), **{"listings-0-DELETE": "on"}).status_code == 302
    assert not Listing.objects.filter(pk=row.pk).exists()


def test_deleting_what_the_other_deleted_is_no_matter(ada, bob):
    row = make_paper()
    add_link(row, "https://example.org/1")
    data = opened(bob, row)
    row.links.all().delete()
    assert post(bob, row, data, **{"links-0-DELETE": "on"}).status_code == 302


def test_position_that_shifted_is_taken_over_without_a_word(ada, bob):
    imported(LIST)
    beta = paper("Beta")
    data = opened(bob, beta)
    save(ada, address(Listing, "change", listing("Gamma").pk), position="0")
    assert post(bob, beta, data, abstract="How.").status_code == 302
    rows = section("One").listings.in_readme_order()
    assert [row.paper.title.split()[0] for row in rows] == ["Gamma", "Alpha", "Beta"]


def test_position_that_both_changed_is_not(ada, bob):
    imported(LIST)
    row = listing("Beta")
    data = opened(bob, row)
    save(ada, address(Listing, "change", row.pk), position="0")
    response = post(bob, row, data, position="2")
    refused(response)
    assert "Saved now: “0”" in error_of(response, "position")


def test_what_the_readme_cannot_say_is_refused_after_a_meeting_too(ada, bob):
    imported(LIST)
    alpha = paper("Alpha")
    data = opened(bob, alpha)
    save(ada, address(Paper, "change", alpha.pk), year="2022")
    response = post(bob, alpha, data, title="Theoretical | Alpha")
    response = post(bob, alpha, sent(response.context))
    assert "The README cannot say this" in error_of(response, "title")
    assert exported() == LIST.replace("ICLR'21", "ICLR'22")


def test_who_may_only_look_gets_no_trace_of_it(client, django_user_model):
    row = make_paper()
    reader = django_user_model.objects.create_user("reader", is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(reader)
    page = client.get(address(Paper, "change", row.pk))
    assert (page.status_code, b'name="seen"' in page.content) == (200, False)


@pytest.mark.parametrize("model", [Paper, Section, Venue, EvidenceType])
def test_add_forms_have_nothing_to_compare(admin_client, model):
    assert b'name="seen"' not in admin_client.get(address(model, "add")).content
