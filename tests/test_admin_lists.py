"""Lists of the admin: what they answer, and what is done to several papers at once."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from papers.exporter import render
from papers.models import EvidenceType, Listing, Paper, Section, Venue
from papers.permissions import EDITORS, MAINTAINERS
from tests import lists
from tests.rows import add_evidence, add_link, make_evidence_type, make_listing, make_paper, make_section, make_venue

pytestmark = pytest.mark.django_db

LIST = "admin:papers_paper_changelist"


def found(client, **query) -> list[str]:
    response = client.get(reverse(LIST), query)
    assert response.status_code == 200
    return sorted(paper.title for paper in response.context["cl"].result_list)


def act(client, action: str, papers, **data):
    selected = {"action": action, "_selected_action": [paper.pk for paper in papers]}
    return client.post(reverse(LIST), {**selected, **data}, follow=True)


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def attention() -> None:
    section, empirical = make_section(), make_evidence_type()
    for title, url, year in (
        ("Good", "https://example.org/1", 2021),
        ("Same link", "https://example.org/2", 2021),
        ("Other", "https://example.org/2", 2021),
        ("TWIN", "https://example.org/3", 2021),
        ("Twin", "https://example.org/4", None),
    ):
        paper = make_paper(title, listed_in=section, year=year, venue=Venue.objects.first() or make_venue())
        add_link(paper, url)
        add_evidence(paper, empirical)
    bare = make_paper("Bare", year=2020)
    add_link(bare, "")
    Paper.objects.exclude(title="Bare").update(authors=["Ada Lovelace"])


@pytest.mark.usefixtures("attention")
@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("link", ["Bare"]),
        ("evidence", ["Bare"]),
        ("year", ["Twin"]),
        ("venue", ["Bare"]),
        ("authors", ["Bare"]),
        ("shared-link", ["Other", "Same link"]),
        ("shared-title", ["TWIN", "Twin"]),
    ],
)
def test_attention_filter_finds(admin_client, question, titles):
    assert found(admin_client, attention=question) == titles


@pytest.mark.usefixtures("attention")
def test_filters_show_how_many_papers_each_value_has(admin_client):
    html = admin_client.get(reverse(LIST)).content.decode()
    for expected in ("No link (1)", "Link of another paper, too (2)", "2021 (4)", "Empirical (5)", "NeurIPS (5)"):
        assert expected in html


def test_section_filter_includes_those_under_it(admin_client):
    outer = make_section("Outer", slug="outer")
    inner = make_section("Inner", level=3, parent=outer, slug="inner")
    make_paper("Deep", listed_in=inner)
    make_paper("Elsewhere", listed_in=make_section("Other", slug="other"))
    assert found(admin_client, section="outer") == found(admin_client, section="inner") == ["Deep"]


def test_search_is_the_sites_and_knows_citation_keys(admin_client):
    make_paper("In-context Learning", authors=["José Ortega"], citation_key="ortega2021context")
    make_paper("Other")
    for query in ("ortega", "incontext", "ortega2021context"):
        assert found(admin_client, q=query) == ["In-context Learning"]


@pytest.fixture
def survey() -> list[Paper]:
    """The small list of `tests.lists`, and its first two papers."""
    lists.imported()
    return [lists.paper("Alpha"), lists.paper("Beta")]


def test_change_of_several_asks_before_it_does_anything(admin_client, survey):
    response = act(admin_client, "edit_selected", survey)
    html = response.content.decode()
    assert "Alpha learns in context" in html
    assert 'value="Change 2 papers"' in html
    assert lists.exported() == lists.LIST


def test_several_papers_change_at_once(admin_client, survey):
    theoretical = EvidenceType.objects.get(name="Theoretical")
    venue = Venue.objects.get(name="KDD")
    changes = {"add_evidence_types": [theoretical.pk], "venue": venue.pk, "year": "2024", "add_tags": "classic, old"}
    assert messages(act(admin_client, "edit_selected", survey, apply="1", **changes)) == ["2 papers changed."]
    alpha, beta = lists.paper("Alpha"), lists.paper("Beta")
    assert [str(use) for use in alpha.evidence.all()] == ["Empirical", "Theoretical"]
    assert [str(use) for use in beta.evidence.all()] == ["Theoretical"]
    assert {alpha.venue, beta.venue} == {venue}
    assert (alpha.year, beta.year) == (2024, 2024)
    assert sorted(alpha.tags.names()) == ["classic", "old"]
    assert "(**KDD'24**)[Empirical & Theoretical] Alpha" in lists.exported()
    assert found(admin_client, q="classic") == sorted([alpha.title, beta.title])


def test_several_papers_lose_evidence_types_and_tags(admin_client, survey):
    survey[0].tags.add("old")
    empirical = EvidenceType.objects.get(name="Empirical")
    act(admin_client, "edit_selected", survey, apply="1", remove_evidence_types=[empirical.pk], remove_tags="old")
    assert not survey[0].evidence.exists()
    assert not survey[0].tags.exists()
    assert survey[1].evidence.count() == 1


def test_several_papers_move_in_their_order_to_the_end_of_a_section(admin_client, survey):
    two = Section.objects.get(title="Two")
    act(admin_client, "edit_selected", survey[::-1], apply="1", section=two.pk)
    assert lists.order("Two") == ["Delta", "Alpha", "Beta"]
    assert lists.order("One") == ["Gamma"]
    lists.imported(lists.exported())
    assert lists.order("Two") == ["Delta", "Alpha", "Beta"]


def test_move_lists_a_paper_that_was_not_and_leaves_one_that_is_there(admin_client, survey):
    unlisted, two = make_paper("Zeta adds another one", year=2024), Section.objects.get(title="Two")
    add_link(unlisted, "https://arxiv.org/abs/2406.00001")
    make_listing(survey[0], two, position=9)
    act(admin_client, "edit_selected", [survey[0], unlisted], apply="1", section=two.pk)
    assert lists.order("Two") == ["Delta", "Alpha", "Zeta"]
    assert Listing.objects.filter(paper=survey[0]).count() == 2


def test_nothing_chosen_is_said_and_changes_nothing(admin_client, survey):
    response = act(admin_client, "edit_selected", survey, apply="1")
    assert "Nothing was chosen to change." in response.content.decode()


def test_what_the_readme_cannot_say_changes_no_paper_at_all(admin_client, survey):
    odd = make_evidence_type("A & B", slug="a-b")
    before = lists.snapshot()
    response = act(admin_client, "edit_selected", survey, apply="1", add_evidence_types=[odd.pk], year="2020")
    assert "The README cannot say this" in response.content.decode()
    assert lists.snapshot() == before


def test_hidden_papers_stay_in_the_readme(admin_client, survey):
    assert messages(act(admin_client, "hide", survey)) == ["2 papers hidden: off the site, still in the README."]
    assert render().decode() == lists.LIST
    assert not Paper.objects.public().filter(pk__in=[paper.pk for paper in survey]).exists()
    act(admin_client, "show", survey[:1])
    assert list(Paper.objects.public().filter(pk__in=[paper.pk for paper in survey])) == survey[:1]


def test_paper_shows_the_lines_that_the_readme_would_have(admin_client, survey):
    page = reverse("admin:papers_paper_change", args=[survey[0].pk])
    assert "## One" in admin_client.get(page).content.decode()
    Paper.objects.filter(pk=survey[0].pk).update(year=2025)
    assert "(**ICLR&#x27;25**)[Empirical] Alpha" in admin_client.get(page).content.decode()
    lines = admin_client.get(reverse("admin:papers_paper_lines", args=[survey[0].pk]))
    assert "(**ICLR'25**)[Empirical] Alpha" in lines.content.decode()


def member(client, group: str) -> User:
    user = User.objects.create_user("someone", password="secret", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    ("page", "editors"),
    [
        ("admin:papers_paper_changelist", True),
        ("admin:papers_paper_add", True),
        ("admin:papers_listing_add", True),
        ("admin:papers_section_changelist", True),
        ("admin:papers_section_add", False),
        ("admin:papers_venue_add", False),
        ("admin:papers_evidencetype_add", False),
    ],
)
def test_groups_may_do_what_is_theirs(client, page, editors):
    member(client, EDITORS)
    assert client.get(reverse(page)).status_code == (200 if editors else 403)
    User.objects.all().delete()
    member(client, MAINTAINERS)
    assert client.get(reverse(page)).status_code == 200


@pytest.mark.parametrize("group", [EDITORS, MAINTAINERS])
def test_users_are_the_superusers_affair(client, group):
    member(client, group)
    assert client.get(reverse("admin:auth_user_changelist")).status_code == 403


def test_editors_may_change_several_papers_but_only_look_at_sections(client, survey):
    member(client, EDITORS)
    assert messages(act(client, "hide", survey))
    section = Section.objects.get(title="One")
    html = client.get(reverse("admin:papers_section_change", args=[section.pk])).content.decode()
    assert 'name="_save"' not in html


@pytest.mark.parametrize(
    ("lacking", "field"),
    [
        ("change_listing", "section"),
        ("add_listing", "section"),
        ("add_papertag", "add_tags"),
        ("delete_papertag", "remove_tags"),
        ("add_paperevidence", "add_evidence_types"),
        ("delete_paperevidence", "remove_evidence_types"),
    ],
)
def test_changing_several_papers_needs_the_right_to_each_thing_that_is_changed(client, survey, lacking, field):
    editor = member(client, EDITORS)
    kept = Group.objects.get(name=EDITORS).permissions.exclude(codename=lacking)
    editor.groups.clear()
    editor.user_permissions.set(kept)
    survey[0].tags.add("old")
    before = lists.snapshot()
    values = {
        "section": Section.objects.get(title="Two").pk,
        "add_tags": "old, new",
        "remove_tags": "old",
        "add_evidence_types": [EvidenceType.objects.get(name="Theoretical").pk],
        "remove_evidence_types": [EvidenceType.objects.get(name="Empirical").pk],
    }
    page = act(client, "edit_selected", survey)
    assert {name for name in values if f'name="{name}"' not in page.content.decode()} == {field}
    act(client, "edit_selected", survey, apply="1", **{field: values[field]})
    assert lists.snapshot() == before
    client.force_login(User.objects.create_superuser("root"))
    act(client, "edit_selected", survey, apply="1", **{field: values[field]})
    assert lists.snapshot() != before


def test_tags_that_are_new_need_the_right_to_add_tags(client, survey):
    editor = member(client, EDITORS)
    kept = Group.objects.get(name=EDITORS).permissions.exclude(codename="add_tag")
    editor.groups.clear()
    editor.user_permissions.set(kept)
    survey[0].tags.add("old")
    page = act(client, "edit_selected", survey, apply="1", add_tags="old, new")
    assert "“new” is no tag that is known here" in page.content.decode()
    act(client, "edit_selected", survey, apply="1", add_tags="old")
    assert sorted(survey[1].tags.names()) == ["old"]


def test_logins_are_limited(client):
    User.objects.create_user("someone", password="secret", is_staff=True)
    page = reverse("admin:login")
    for _ in range(10):
        response = client.post(page, {"username": "someone", "password": "wrong"})
    assert response.status_code == 429
    assert client.post(page, {"username": "someone", "password": "secret"}).status_code == 429
    elsewhere = client.post(page, {"username": "someone", "password": "secret"}, REMOTE_ADDR="127.0.0.2")
    assert elsewhere.status_code == 302


@pytest.mark.usefixtures("attention")
def test_first_page_says_what_there_is_to_do(admin_client, client):
    html = admin_client.get(reverse("admin:index")).content.decode()
    for expected in ("Add papers", "Import a README", "What an export would change", "Duplicates and wrong links"):
        assert f">{expected}</a>" in html
    assert f'<a href="{reverse(LIST)}?attention=shared-link">Link of another paper, too</a>: 2' in html
    member(client, EDITORS)
    html = client.get(reverse("admin:index")).content.decode()
    assert "Add papers" in html
    assert "Import a README" not in html
