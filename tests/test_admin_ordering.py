"""The order of entries and of sections, by the numbers that a browser sends."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from papers.models import Listing, Section
from papers.permissions import EDITORS
from tests.lists import DELTA, OMEGA, exported, imported, order, section
from tests.rows import make_listing, make_paper, make_section

pytestmark = pytest.mark.django_db


def page(name: str, of: Section) -> str:
    return reverse(f"admin:papers_section_{name}", args=[of.pk])


def number(client, address: str, rows, numbers, **changes):
    """What the page's form sends for these numbers."""
    before = client.get(address).context["before"]
    data = {f"place-{row.pk}": value for row, value in zip(rows, numbers, strict=True)}
    return client.post(address, {"before": before, **data, **changes}, follow=True)


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def entries(title: str) -> list[Listing]:
    return list(Listing.objects.filter(section__title=title).in_readme_order())


@pytest.fixture(autouse=True)
def small_list() -> None:
    imported()


def test_entries_take_the_order_of_their_numbers(admin_client):
    response = number(admin_client, page("entries", section("One")), entries("One"), [3, 1, 2])
    assert said(response) == ["The order is saved."]
    assert order("One") == ["Beta", "Gamma", "Alpha"]
    text = exported()
    assert text.index("Beta") < text.index("Gamma") < text.index("Alpha")
    imported(text)
    assert order("One") == ["Beta", "Gamma", "Alpha"]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (["2", "2", "1"], ["Gamma", "Alpha", "Beta"]),
        (["", "1", "x"], ["Beta", "Alpha", "Gamma"]),
        (["10", "9", "-1"], ["Beta", "Alpha", "Gamma"]),
    ],
    ids=["equal ones keep their order", "what is none goes to the end", "a negative one is none"],
)
def test_numbers_need_not_be_neat(admin_client, numbers, expected):
    number(admin_client, page("entries", section("One")), entries("One"), numbers)
    assert order("One") == expected


def test_sections_take_the_order_of_their_numbers_with_what_is_under_them(admin_client):
    title = section("A list")
    inner = make_section("Inner", level=3, parent=section("Two"), slug="inner")
    children = list(title.children.in_readme_order())
    number(admin_client, page("sections", title), children, [3, 1, 2])
    names = [str(each) for each in Section.objects.in_readme_order()]
    assert names == ["README", "A list", "Two", "Inner", "Three", "One"]
    assert section("Inner").parent == section("Two")
    inner.delete()
    text = exported()
    assert text.index(DELTA) < text.index(OMEGA.strip()) < text.index("Alpha")
    imported(text)
    assert [str(each) for each in title.children.in_readme_order()] == ["Two", "Three", "One"]


def test_order_that_somebody_changed_meanwhile_is_not_overwritten(admin_client):
    address = page("entries", section("One"))
    before = admin_client.get(address).context["before"]
    make_listing(make_paper("Late"), section("One"))
    response = number(admin_client, address, entries("One"), [4, 3, 2, 1], before=before)
    assert said(response) == ["The order has been changed by somebody else meanwhile. This is how it is now."]
    assert order("One") == ["Alpha", "Beta", "Gamma", "Late"]


def test_section_with_one_entry_has_nothing_to_order(admin_client):
    assert "There is nothing to order." in admin_client.get(page("entries", section("Three"))).content.decode()


def test_editors_order_entries_and_not_sections(client):
    user = User.objects.create_user("someone", is_staff=True)
    user.groups.add(Group.objects.get(name=EDITORS))
    client.force_login(user)
    assert said(number(client, page("entries", section("One")), entries("One"), [2, 1, 3])) == ["The order is saved."]
    assert client.get(page("sections", section("A list"))).status_code == 403
    assert client.post(page("sections", section("A list"))).status_code == 403


def test_section_leads_to_its_orders_and_shows_its_preface_as_the_site_does(admin_client):
    Section.objects.filter(title="Two").update(preface="About **two**. <script>x</script>")
    html = admin_client.get(reverse("admin:papers_section_change", args=[section("Two").pk])).content.decode()
    assert "<strong>two</strong>" in html
    assert "<script>x" not in html
    html = admin_client.get(reverse("admin:papers_section_change", args=[section("One").pk])).content.decode()
    assert f'<a href="{page("entries", section("One"))}">Order its 3 entries</a>' in html


def test_preview_shows_markdown_without_saving_it(admin_client, client):
    address = reverse("admin:papers_section_preview")
    answer = admin_client.post(address, {"markdown": "*new* [x](javascript:alert(1))"})
    assert answer.content.decode().strip() == "<p><em>new</em> x</p>"
    assert admin_client.get(address).status_code == 403
    client.logout()
    assert client.post(address, {"markdown": "x"}).status_code == 302
