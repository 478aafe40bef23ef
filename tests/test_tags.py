"""Tags: merged, renamed, deleted, with their papers' history and search text, and the addresses that they had."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from papers import search
from papers.models import Paper, Tag, TagRedirect
from papers.tag_merging import TagMergeRefusedError, merge_tags
from tests.lists import LIST, exported, imported, paper
from tests.test_admin import save

pytestmark = pytest.mark.django_db

TAGS = "admin:taggit_tag_changelist"


@pytest.fixture
def tagged() -> dict[str, Tag]:
    imported(LIST)
    for word, *names in (("Alpha", "circuits"), ("Beta", "circuit", "theory"), ("Gamma", "circuit", "circuits")):
        paper(word).tags.add(*names)
    search.index(Paper.objects.all())
    return {tag.name: tag for tag in Tag.objects.all()}


def tags_of(word: str) -> list[str]:
    return sorted(paper(word).tags.names())


def merge_in_admin(client: Client, *tags: Tag, **data: Any) -> Any:
    sent = {"action": "merge_selected_tags", "_selected_action": [tag.pk for tag in tags], **data}
    return client.post(reverse(TAGS), sent, follow=True)


def test_papers_get_the_tag_that_stays(tagged, admin_user):
    assert merge_tags(tagged["circuits"], [tagged["circuit"], tagged["theory"]], user=admin_user) == 2
    assert [tags_of(word) for word in ("Alpha", "Beta", "Gamma")] == [["circuits"]] * 3
    assert list(Tag.objects.values_list("name", flat=True)) == ["circuits"]
    assert exported() == LIST


def test_history_and_search_follow_a_merge(tagged, admin_user):
    merge_tags(tagged["circuits"], [tagged["theory"]], user=admin_user)
    now = paper("Beta").history.latest("history_id")
    assert (now.tags, now.history_user) == (["circuit", "circuits"], admin_user)
    assert now.history_change_reason == "tag “circuits” in place of “theory”"
    assert paper("Beta") in search.matching(Paper.objects.all(), "circuits")
    assert not search.matching(Paper.objects.all(), "theory").exists()
    assert paper("Alpha").history.count() == 0


@pytest.mark.parametrize("path", ["/papers/", "/papers.json", "/papers.csv", "/papers.atom", "/map/", "/map.svg"])
def test_former_addresses_lead_to_the_tag_that_stays(client, tagged, admin_user, path):
    merge_tags(tagged["circuits"], [tagged["circuit"]], user=admin_user)
    answer = client.get(f"{path}?q=x&tag=circuit&tag=theory&tag=circuits")
    assert (answer.status_code, answer["Location"]) == (301, f"{path}?q=x&tag=circuits&tag=theory")
    assert client.get(f"{path}?tag=circuits").status_code == 200


def test_former_addresses_follow_further_merges(client, tagged, admin_user):
    merge_tags(tagged["circuits"], [tagged["circuit"]], user=admin_user)
    merge_tags(tagged["theory"], [tagged["circuits"]], user=admin_user)
    assert client.get("/papers/?tag=circuit")["Location"] == "/papers/?tag=theory"
    assert set(TagRedirect.objects.values_list("old_slug", "tag__name")) == {
        ("circuit", "theory"),
        ("circuits", "theory"),
    }


def test_unknown_tags_are_no_former_ones(client, tagged):
    for value in ("nothing", "x" * 101, "%00", "none"):
        assert client.get(f"/papers/?tag={value}").status_code == 200


def test_renamed_tag_is_found_under_its_former_address(admin_client, client, tagged):
    page = reverse("admin:taggit_tag_change", args=[tagged["theory"].pk])
    assert save(admin_client, page, name="Theorems", slug="theorems") == []
    assert client.get("/papers/?tag=theory")["Location"] == "/papers/?tag=theorems"
    assert set(paper("Beta").history.latest("history_id").tags) == {"circuit", "Theorems"}
    assert save(admin_client, page, slug="theory") == []
    assert client.get("/papers/?tag=theorems")["Location"] == "/papers/?tag=theory"
    assert client.get("/papers/?tag=theory").status_code == 200


def test_deleted_tag_leaves_history_and_search(admin_client, tagged):
    admin_client.post(reverse("admin:taggit_tag_delete", args=[tagged["theory"].pk]), {"post": "yes"})
    assert paper("Beta").history.latest("history_id").history_change_reason == "deleted: tag “theory”"
    assert not search.matching(Paper.objects.all(), "theory").exists()


def test_admin_asks_which_tag_stays(admin_client, tagged):
    page = merge_in_admin(admin_client, tagged["circuit"], tagged["circuits"])
    assert "Merge 2 tags into one?" in page.content.decode()
    assert Tag.objects.count() == 3
    page = merge_in_admin(admin_client, tagged["circuit"], tagged["circuits"], merge="1")
    assert "Choose the tag that stays." in page.content.decode()
    kept = tagged["circuits"].pk
    page = merge_in_admin(admin_client, tagged["circuit"], tagged["circuits"], merge="1", kept=kept)
    assert "1 tag merged into “circuits”: papers changed: 2." in page.content.decode()
    assert tags_of("Beta") == ["circuits", "theory"]


def test_one_tag_is_not_merged(admin_client, tagged):
    assert "Select 2 to" in merge_in_admin(admin_client, tagged["circuit"]).content.decode()
    with pytest.raises(TagMergeRefusedError):
        merge_tags(tagged["circuit"], [tagged["circuit"]], user=None)


def test_tag_that_is_gone_is_not_merged(tagged):
    Tag.objects.filter(name="theory").delete()
    with pytest.raises(TagMergeRefusedError, match="deleted or merged meanwhile"):
        merge_tags(tagged["circuits"], [tagged["circuit"], tagged["theory"]], user=None)
    assert tags_of("Beta") == ["circuit"]


@pytest.mark.parametrize("lacking", ["delete_tag", "change_tag", "change_paper", "add_tagredirect"])
def test_merging_needs_the_right_to_all_that_it_writes(client, django_user_model, tagged, lacking):
    user = django_user_model.objects.create_user("almost", is_staff=True)
    rights = {"view_tag", "change_tag", "delete_tag", "change_paper", "add_tagredirect"} - {lacking}
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(user)
    merge_in_admin(client, tagged["circuit"], tagged["circuits"], merge="1", kept=tagged["circuits"].pk)
    assert Tag.objects.count() == 3


def test_the_librarys_merging_is_gone(admin_client):
    page = admin_client.post("/admin/taggit/tag/merge-tags/", {"new_tag_name": "x"}, follow=True)
    assert "doesn’t exist" in page.content.decode()
    assert not Tag.objects.exists()


# Names that are no words


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("+++", "tag"),
        ("???", "tag"),
        ("none", "none-2"),
        ("None!", "none-2"),
        ("C++", "c"),
        ("a, b", "a-b"),
        ("因果", "因果"),
        ("x" * 100, "x" * 80),
    ],
)
def test_each_name_gets_an_address_that_filters(client, tagged, name, slug):
    found = paper("Alpha")
    found.tags.set([name])
    assert found.tags.get().slug == slug
    page = client.get("/papers/", {"tag": slug}).content.decode()
    assert found.title in page
    assert paper("Beta").title not in page


def test_tags_of_signs_get_different_addresses(tagged):
    found = paper("Alpha")
    found.tags.set(["+++", "???", "none", "None?"])
    assert sorted(tag.slug for tag in found.tags.all()) == ["none-2", "none-3", "tag", "tag-2"]


def test_new_tag_takes_no_former_address(tagged, admin_user):
    merge_tags(tagged["circuits"], [tagged["circuit"]], user=admin_user)
    assert Tag.objects.create(name="circuit").slug == "circuit-2"


@pytest.mark.parametrize(
    ("slug", "error"), [("none", "stands for papers without a tag"), ("circuit", "leads to “circuits”")]
)
def test_reserved_and_former_addresses_are_refused(admin_client, tagged, admin_user, slug, error):
    merge_tags(tagged["circuits"], [tagged["circuit"]], user=admin_user)
    page = reverse("admin:taggit_tag_change", args=[tagged["theory"].pk])
    assert error in "".join(save(admin_client, page, slug=slug))
    assert save(admin_client, reverse("admin:taggit_tag_add"), name="+") == []
    assert Tag.objects.get(name="+").slug == "tag"


def test_former_address_is_none_that_a_tag_has(admin_client, tagged):
    errors = save(admin_client, reverse("admin:papers_tagredirect_add"), old_slug="theory", tag=tagged["circuit"].pk)
    assert "A tag has this address now." in "".join(errors)
