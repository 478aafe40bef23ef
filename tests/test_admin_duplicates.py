"""The page of duplicates and wrong links, and what is done from it."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from papers.duplicates import dismiss
from papers.models import DismissedPair, Listing, MetadataLookup, Paper
from tests.lists import GAMMA, LIST, exported, imported, listing, paper
from tests.rows import add_link, make_listing, make_paper, make_section
from tests.test_admin import address

pytestmark = pytest.mark.django_db

ALFA = "- (**ICLR'21**)[Theoretical] Alpha learns from context [[PDF](https://openreview.net/forum?id=abc)]\n"
TWICE = LIST.replace(GAMMA, GAMMA + ALFA)

PAGE = "admin:papers_paper_duplicates"
MERGE = "admin:papers_paper_merge"


@pytest.fixture
def pair() -> list[Paper]:
    return [make_paper("Multi-hop reasoning", year=2020), make_paper("Multi hop reasoning", year=2021)]


@pytest.fixture
def wrong() -> list[Paper]:
    return [make_paper(title, arxiv_id="2101.00001") for title in ("Induction heads", "Benign overfitting")]


def page(client: Client, name: str = PAGE, **query: Any) -> str:
    response = client.get(reverse(name), query)
    assert response.status_code == 200
    return unescape(response.content.decode())


def may(client: Client, users: Any, *codenames: str) -> None:
    user = users.objects.create_user("helper", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)


def part(html: str, heading: str) -> str:
    start = html.index(heading)
    end = html.find("Links that may be wrong", start + len(heading))
    return html[start : end if end > 0 else None]


def test_empty_page_says_so(admin_client):
    html = page(admin_client)
    assert "Papers that may be one (0)" in html
    assert "Links that may be wrong (0)" in html


def test_candidates_stand_side_by_side_with_their_evidence(admin_client, pair, wrong):
    make_listing(pair[0], make_section("Skill Learning"))
    html = page(admin_client)
    duplicates, links = part(html, "Papers that may be one (1)"), part(html, "Links that may be wrong (1)")
    assert "Same title" in duplicates
    assert "Skill Learning, not exported yet" in duplicates
    assert "not listed" in duplicates
    assert "arXiv id 2101.00001 under different titles" in links
    assert "Multi-hop" not in links
    assert "Induction heads" not in duplicates
    for each in (*pair, *wrong):
        assert address(Paper, "change", each.pk) in html


def test_fields_that_differ_are_marked(admin_client, pair):
    response = admin_client.get(reverse(PAGE))
    (shown,) = response.context["duplicates_shown"]
    assert {row.label: row.differs for row in shown.rows} == {
        "Title": True,
        "Year": True,
        "Added": False,
        "Listed in": False,
        "Address": False,
        "Citation key": False,
    }


def test_lines_of_the_readme_are_shown(admin_client, survey_readme):
    imported(survey_readme.decode())
    links = part(page(admin_client), "Links that may be wrong (1)")
    assert "arXiv id 2208.01066 under different titles" in links
    assert ", line 33" in links
    assert "Papers that may be one (0)" in page(admin_client)


def test_mismatched_lookup_is_shown_and_cannot_be_dismissed(admin_client):
    row = make_paper("Induction heads", arxiv_id="2101.00001")
    MetadataLookup.objects.create(
        paper=row, identifier="2101.00001", source="arxiv", outcome="mismatch", title="Benign overfitting"
    )
    links = part(page(admin_client), "Links that may be wrong (1)")
    assert "2101.00001 is “Benign overfitting” at arXiv" in links
    assert "Dismiss</button>" not in links


def test_page_queries_do_not_grow(admin_client, django_assert_max_num_queries):
    section = make_section()
    for number in range(8):
        for _ in range(2):
            add_link(make_paper(f"{'abcdefgh'[number] * 20} title", listed_in=section), "https://example.org")
    with django_assert_max_num_queries(20):
        assert page(admin_client).count('class="candidate"') >= 8


def test_many_candidates_come_in_pages(admin_client):
    for number in range(24):
        make_paper(chr(97 + number // 2) * 20)
    html = page(admin_client)
    assert "Papers that may be one (12)" in html
    assert "Page 1 of 2" in html
    assert page(admin_client, p=2).count('class="candidate"') == 2


# Merging


def test_merge_shows_the_result_before_it_is_one(admin_client, pair):
    html = page(admin_client, MERGE, paper=[each.pk for each in pair], kept=pair[1].pk)
    assert "Merge 2 papers into one?" in html
    response = admin_client.get(reverse(MERGE), {"paper": [each.pk for each in pair], "kept": pair[1].pk})
    assert {row.label: row.result for row in response.context["rows"]} == {
        "Title": ("Multi hop reasoning",),
        "Year": ("2021",),
        "Added": (f"{pair[1].added:%Y-%m-%d}",),
        "Listed in": ("not listed",),
        "Address": (pair[1].slug,),
        "Citation key": (pair[1].citation_key,),
    }
    assert Paper.objects.count() == 2


@pytest.mark.parametrize("stays", [0, 1])
def test_the_chosen_one_stays(admin_client, pair, stays):
    keys = [each.pk for each in pair]
    response = admin_client.post(reverse(MERGE), {"paper": keys, "kept": keys[stays]}, follow=True)
    assert list(Paper.objects.values_list("pk", flat=True)) == [keys[stays]]
    assert "1 paper was merged into" in response.content.decode()
    assert "Papers that may be one (0)" in response.content.decode()


def test_merge_edits_no_readme_and_what_is_taken_out_is_told(admin_client):
    imported(TWICE)
    alpha, alfa = Paper.objects.filter(title__startswith="Alpha").order_by("pk")
    query = {"paper": [alpha.pk, alfa.pk], "kept": alpha.pk}
    html = page(admin_client, MERGE, **query)
    assert "Alpha learns from context (One, line 8)" in html
    assert admin_client.post(reverse(MERGE), query).status_code == 302
    assert exported() == TWICE
    assert alpha.listings.count() == 2


def test_entry_is_taken_out_with_the_merge(admin_client):
    imported(TWICE)
    alpha, alfa = Paper.objects.filter(title__startswith="Alpha").order_by("pk")
    data = {"paper": [alpha.pk, alfa.pk], "kept": alpha.pk, "without": alfa.listings.get().pk}
    assert admin_client.post(reverse(MERGE), data).status_code == 302
    assert exported() == LIST


def test_refused_merge_says_why_and_changes_nothing(admin_client):
    imported(TWICE)
    alpha, alfa = Paper.objects.filter(title__startswith="Alpha").order_by("pk")
    data = {"paper": [alpha.pk, alfa.pk], "kept": alpha.pk, "without": listing("Beta").pk}
    response = admin_client.post(reverse(MERGE), data)
    assert response.status_code == 200
    assert "not there any more" in response.content.decode()
    assert Paper.objects.filter(pk=alfa.pk).exists()


def test_merge_of_what_is_gone_asks_to_choose_again(admin_client, pair):
    pair[1].delete()
    response = admin_client.post(reverse(MERGE), {"paper": [pair[0].pk, pair[1].pk or 4711]}, follow=True)
    assert "Choose 2 to 16 papers to merge." in response.content.decode()


@pytest.mark.parametrize("paper", ["x", "-1", "1; 2"])
def test_merge_of_nonsense_is_not_found(admin_client, paper):
    assert admin_client.get(reverse(MERGE), {"paper": [paper, "1"]}).status_code == 404


def test_action_leads_to_the_page_that_merges(admin_client, pair):
    data = {"action": "merge_selected", "_selected_action": [each.pk for each in pair]}
    response = admin_client.post(address(Paper, "changelist"), data)
    assert response["Location"] == f"{reverse(MERGE)}?paper={pair[0].pk}&paper={pair[1].pk}"
    assert Paper.objects.count() == 2


def test_action_needs_two_papers_and_at_most_sixteen(admin_client, pair):
    path = address(Paper, "changelist")
    data = {"action": "merge_selected", "_selected_action": [pair[0].pk]}
    assert "Select 2 to 16 papers" in admin_client.post(path, data, follow=True).content.decode()
    many = [make_paper(f"Paper {number}").pk for number in range(17)]
    data = {"action": "merge_selected", "_selected_action": many}
    assert "Select 2 to 16 papers" in admin_client.post(path, data, follow=True).content.decode()


# Dismissing


def test_dismissed_pair_is_gone_until_it_is_taken_back(admin_client, pair):
    data = {"paper": [each.pk for each in pair], "reason": " Two  works. "}
    html = admin_client.post(reverse("admin:papers_paper_dismiss"), data, follow=True).content.decode()
    assert "Papers that may be one (0)" in html
    (kept,) = DismissedPair.objects.all()
    assert (kept.reason, str(kept.user)) == ("Two works.", "admin")

    html = page(admin_client, "admin:papers_paper_dismissed")
    assert "Two works." in html
    assert "Multi hop reasoning" in html
    admin_client.post(reverse("admin:papers_paper_take_back", args=[kept.pk]))
    assert "Papers that may be one (1)" in page(admin_client)


def test_all_pairs_of_a_candidate_are_dismissed(admin_client, pair):
    keys = [*(each.pk for each in pair), make_paper("Multi hop-reasoning").pk]
    admin_client.post(reverse("admin:papers_paper_dismiss"), {"paper": keys})
    assert DismissedPair.objects.count() == 3
    assert "Papers that may be one (0)" in page(admin_client)


def test_right_links_are_dismissed(admin_client, wrong):
    admin_client.post(reverse("admin:papers_paper_dismiss"), {"paper": [each.pk for each in wrong]})
    assert "Links that may be wrong (0)" in page(admin_client)


def test_one_paper_alone_is_not_dismissed(admin_client, pair):
    response = admin_client.post(reverse("admin:papers_paper_dismiss"), {"paper": pair[0].pk}, follow=True)
    assert "Choose the papers that are different ones." in response.content.decode()
    assert not DismissedPair.objects.exists()


# Who may what


def test_who_may_only_look_sees_and_changes_nothing(client, django_user_model, pair):
    found = dismiss(make_paper("A"), make_paper("B"))
    may(client, django_user_model, "view_paper")
    html = page(client)
    assert "Papers that may be one (1)" in html
    assert "Merge …" not in html
    assert "Dismiss</button>" not in html
    assert "Take back" not in page(client, "admin:papers_paper_dismissed")
    keys = {"paper": [each.pk for each in pair]}
    assert client.post(reverse(MERGE), keys).status_code == 403
    assert client.get(reverse(MERGE), keys).status_code == 403
    assert client.post(reverse("admin:papers_paper_dismiss"), keys).status_code == 403
    assert client.post(reverse("admin:papers_paper_take_back", args=[found.pk])).status_code == 403
    assert (Paper.objects.count(), DismissedPair.objects.count()) == (4, 1)


def test_who_may_change_papers_dismisses_and_merges_nothing(client, django_user_model, pair):
    may(client, django_user_model, "view_paper", "change_paper")
    html = page(client)
    assert "Merge …" not in html
    assert "Dismiss</button>" in html
    keys = {"paper": [each.pk for each in pair]}
    assert client.get(reverse(MERGE), keys).status_code == 403
    assert client.post(reverse("admin:papers_paper_dismiss"), keys).status_code == 302
    assert "merge_selected" not in client.get(address(Paper, "changelist")).content.decode()


def test_who_may_merge_does(client, django_user_model, pair):
    may(client, django_user_model, "view_paper", "merge_paper")
    assert "merge_selected" in client.get(address(Paper, "changelist")).content.decode()
    assert "Merge …" in page(client)
    assert client.post(reverse(MERGE), {"paper": [each.pk for each in pair]}).status_code == 302
    assert Paper.objects.count() == 1


def test_who_may_nothing_sees_nothing(client, django_user_model):
    may(client, django_user_model)
    for name in (PAGE, "admin:papers_paper_dismissed"):
        assert client.get(reverse(name)).status_code == 403


def test_visitors_are_asked_for_a_login(client):
    for name in (PAGE, MERGE, "admin:papers_paper_dismissed"):
        assert client.get(reverse(name))["Location"].startswith("/admin/login/")


def test_addresses_that_change_something_answer_no_get(admin_client, pair):
    found = dismiss(*pair)
    assert admin_client.get(reverse("admin:papers_paper_dismiss")).status_code == 405
    assert admin_client.get(reverse("admin:papers_paper_take_back", args=[found.pk])).status_code == 405
    assert DismissedPair.objects.exists()


def test_changes_need_the_token_of_the_form(admin_user, pair):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    keys = {"paper": [each.pk for each in pair]}
    for name in (MERGE, "admin:papers_paper_dismiss"):
        assert strict.post(reverse(name), keys).status_code == 403
    assert (Paper.objects.count(), DismissedPair.objects.count(), Listing.objects.count()) == (2, 0, 0)


def test_titles_are_escaped(admin_client):
    for _ in range(2):
        make_paper("<script>alert(1)</script> and a title")
    html = admin_client.get(reverse(PAGE)).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_merged_paper_keeps_its_listing_in_the_list(admin_client):
    imported(TWICE)
    alpha, alfa = Paper.objects.filter(title__startswith="Alpha").order_by("pk")
    admin_client.post(reverse(MERGE), {"paper": [alpha.pk, alfa.pk], "kept": alfa.pk})
    assert paper("Alpha") == alfa
    assert exported() == TWICE
