"""What the history keeps of a change, how it tells it, and how a version comes back."""

from __future__ import annotations

from typing import Any

import pytest

from papers import search
from papers.exporter import render
from papers.history import (
    RestoreRefusedError,
    differences,
    keep_baseline,
    merged_into,
    note,
    note_deletion,
    present,
    restore,
    timeline,
)
from papers.history.timeline import last_authors, told
from papers.models import EvidenceType, Listing, Paper, PaperLink, Section, SlugRedirect, Venue
from tests.lists import LIST, edit, exported, imported, listing, paper, section
from tests.rows import add_evidence, add_link, make_evidence_type, make_paper, make_section, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(django_user_model) -> Any:
    return django_user_model.objects.create_user("ada")


@pytest.fixture
def base() -> None:
    imported(LIST)


def changed(row: Any, **values: Any) -> None:
    """As a form does it: the row is saved between the two calls."""
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def records(row: Any) -> list[Any]:
    return list(row.history.order_by("history_id"))


def shown(row: Any) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    newest, older = row.history.order_by("-history_id")[:2]
    return [(each.label, each.old, each.new) for each in differences(older, newer=newest)]


def test_first_change_after_an_import_keeps_what_was_before(base, ada):
    alpha = paper("Alpha")
    assert records(alpha) == []

    keep_baseline([alpha])
    changed(alpha, year=2022)
    note([alpha], user=ada, reason="corrected")

    before, after = records(alpha)
    assert (before.year, before.history_user) == (2021, None)
    assert before.links == [["Paper", "https://arxiv.org/abs/2101.00001"]]
    assert (after.year, after.history_user, after.history_change_reason) == (2022, ada, "corrected")
    assert shown(alpha) == [("Year", ("2021",), ("2022",))]


def test_links_evidence_types_and_tags_are_told_as_lists(ada):
    found = make_paper(venue=make_venue())
    add_link(found, "https://example.org/a")
    add_evidence(found, make_evidence_type())
    keep_baseline([found])

    add_link(found, "https://example.org/b", "Code")
    found.evidence.all().delete()
    found.tags.add("heads", "circuits")
    found.venue = None
    changed(found)
    note([found], user=ada, reason="")

    assert shown(found) == [
        ("Venue", ("NeurIPS",), ()),
        ("Links", ("Paper https://example.org/a",), ("Paper https://example.org/a", "Code https://example.org/b")),
        ("Evidence types", ("Empirical",), ()),
        ("Tags", (), ("circuits", "heads")),
    ]


def test_change_without_a_save_is_noted(base, ada):
    alpha = paper("Alpha")
    keep_baseline([alpha])
    Paper.objects.filter(pk=alpha.pk).update(year=2022)
    alpha.tags.add("heads")
    note([alpha], user=ada, reason="in bulk")

    assert [each.history_change_reason for each in records(alpha)][1:] == ["in bulk"]
    assert [label for label, *_ in shown(alpha)] == ["Year", "Tags"]


def test_several_saves_of_one_change_are_one_row(base, ada):
    alpha = paper("Alpha")
    keep_baseline([alpha])
    changed(alpha, year=2022)
    changed(alpha, track="Oral")
    Paper.objects.filter(pk=alpha.pk).update(name="AL")
    note([alpha], user=ada, reason="")

    assert len(records(alpha)) == 2
    assert [label for label, *_ in shown(alpha)] == ["Name", "Track", "Year"]


def test_save_that_changes_nothing_leaves_no_row(base, ada):
    alpha = paper("Alpha")
    for _ in range(2):
        keep_baseline([alpha])
        changed(alpha)
        note([alpha], user=ada, reason="looked at")

    assert len(records(alpha)) == 1


def test_new_paper_is_one_row_that_says_added(ada):
    made = make_paper()
    add_link(made, "https://example.org")
    note([made], user=ada, reason="pasted")

    (only,) = records(made)
    assert (only.history_type, only.history_user, only.links) == ("+", ada, [["Paper", "https://example.org"]])


def test_what_changed_unnoted_is_not_put_on_the_next_one(ada, django_user_model):
    found = make_paper()
    keep_baseline([found])
    changed(found, year=2020)
    Paper.objects.filter(pk=found.pk).update(track="Oral")
    found.refresh_from_db()

    keep_baseline([found])
    changed(found, name="IH")
    note([found], user=ada, reason="named")

    newest = told(timeline(Paper, [found.pk]))[0]
    assert [each.name for each in newest.differences] == ["name"]
    assert newest.record.history_user == ada


def test_who_changed_a_field_last(ada, django_user_model):
    bob = django_user_model.objects.create_user("bob")
    found = make_paper()
    for user, values in ((ada, {"year": 2020}), (bob, {"name": "IH"}), (ada, {"track": "Oral"})):
        keep_baseline([found])
        changed(found, **values)
        note([found], user=user, reason="")

    assert {name: record.history_user.username for name, record in last_authors(Paper, found.pk).items()} == {
        "year": "ada",
        "name": "bob",
        "track": "ada",
    }


def test_renamed_evidence_type_and_venue_are_no_change(ada):
    kind, venue = make_evidence_type(), make_venue()
    found = make_paper(venue=venue)
    add_evidence(found, kind)
    keep_baseline([found])
    EvidenceType.objects.filter(pk=kind.pk).update(name="Empirics", aliases=["Empirical"])
    Venue.objects.filter(pk=venue.pk).update(name="NIPS")
    keep_baseline([found])
    changed(found)
    note([found], user=ada, reason="")

    assert len(records(found)) == 1


def test_reasons_are_cut_to_the_column(ada):
    made = make_paper()
    note([made], user=ada, reason="x" * 300)
    assert len(records(made)[0].history_change_reason) == 100


def test_queries_do_not_grow_with_the_papers(ada, django_assert_num_queries):
    kind = make_evidence_type()
    for number in range(30):
        found = make_paper(f"Paper {number}")
        add_evidence(found, kind)
        found.tags.add("heads")
    Paper.history.all().delete()

    with django_assert_num_queries(10):
        keep_baseline(Paper.objects.all())
    Paper.objects.update(year=2020)
    few = Paper.objects.filter(title__in=["Paper 1", "Paper 2"])
    with django_assert_num_queries(12):
        note(few, user=ada, reason="")
    with django_assert_num_queries(12):
        note(Paper.objects.all(), user=ada, reason="")


def test_sections_and_listings_have_a_history(base, ada):
    one, alpha = section("Two"), listing("Alpha")
    keep_baseline([one, alpha])
    changed(one, title="Zwei", preface="About 2.\n")
    changed(alpha, note="Read it.", section=one)
    note([one, alpha], user=ada, reason="")

    assert [label for label, *_ in shown(one)] == ["Title", "Preface"]
    assert ("Section", ("One",), ("Zwei",)) in shown(alpha)
    assert ("Note", (), ("Read it.",)) in shown(alpha)


def test_deletion_is_noted_and_seen(ada):
    found = make_paper(listed_in=make_section())
    keep_baseline([found])
    pk = found.pk
    found.delete()
    note_deletion(Paper, [pk], user=ada, reason="off topic")

    newest = timeline(Paper, [pk])[0]
    assert (newest.what, newest.reason, newest.record.history_user) == ("deleted", "off topic", ada)
    assert [each.what for each in timeline(Listing, Listing.history.values_list("id", flat=True))] == [
        "deleted",
        "added",
    ]


# Restoring


def version(row: Any, at: int) -> Any:
    return records(row)[at]


def test_restored_paper_has_all_that_it_had(base, ada):
    alpha = paper("Alpha")
    kind = EvidenceType.objects.get(name="Theoretical")
    alpha.tags.add("old")
    keep_baseline([alpha])
    changed(alpha, title="Alpha forgets", year=2024, venue=None, abstract="Gone.", slug="kept", citation_key="kept1")
    PaperLink.objects.filter(paper=alpha).update(url="https://example.org")
    alpha.evidence.update(evidence_type=kind)
    alpha.tags.set(["new"])
    note([alpha], user=ada, reason="")

    restore(version(alpha, 0), user=ada)

    alpha.refresh_from_db()
    assert (alpha.title, alpha.year, str(alpha.venue), alpha.abstract) == ("Alpha learns in context", 2021, "ICLR", "")
    assert (alpha.slug, alpha.citation_key) == ("kept", "kept1")
    assert [(link.label, link.url) for link in alpha.links.all()] == [("Paper", "https://arxiv.org/abs/2101.00001")]
    assert [str(use) for use in alpha.evidence.all()] == ["Empirical"]
    assert list(alpha.tags.names()) == ["old"]
    assert list(search.matching(Paper.objects.all(), "learns old 2021")) == [alpha]
    assert exported() == LIST
    assert "restored the version of" in records(alpha)[-1].history_change_reason
    assert shown(alpha)[0] == ("Title", ("Alpha forgets",), ("Alpha learns in context",))


def test_evidence_type_with_another_name_now_is_restored(base, ada):
    alpha = paper("Alpha")
    keep_baseline([alpha])
    alpha.evidence.all().delete()
    note([alpha], user=ada, reason="")
    EvidenceType.objects.filter(name="Empirical").update(name="Empirics", aliases=["Empirical"])

    restore(version(alpha, 0), user=ada)
    assert [str(use) for use in alpha.evidence.all()] == ["Empirics"]


def refused(row: Any, at: int, user: Any) -> str:
    before = render(force=True), list(type(row).objects.order_by("pk").values()), type(row).history.count()
    with pytest.raises(RestoreRefusedError) as error:
        restore(version(row, at), user=user)
    assert (render(force=True), list(type(row).objects.order_by("pk").values()), type(row).history.count()) == before
    return str(error.value)


def test_version_with_a_deleted_evidence_type_is_refused(base, ada):
    alpha = paper("Alpha")
    kind = make_evidence_type("Survey")
    add_evidence(alpha, kind)
    keep_baseline([alpha])
    alpha.evidence.filter(evidence_type=kind).delete()
    note([alpha], user=ada, reason="")
    kind.delete()

    assert "“Survey” has been deleted since" in refused(alpha, 0, ada)


def test_version_with_a_deleted_venue_is_refused(base, ada):
    alpha = paper("Alpha")
    venue = make_venue("Zurich")
    changed(alpha, venue=venue)
    keep_baseline([alpha])
    changed(alpha, venue=None)
    note([alpha], user=ada, reason="")
    venue.delete()

    assert "venue has been deleted since" in refused(alpha, 0, ada)


def test_version_that_the_readme_cannot_say_is_refused(base, ada):
    alpha = paper("Alpha")
    edit("Alpha", title="Theoretical | Alpha")
    alpha.refresh_from_db()
    keep_baseline([alpha])
    changed(alpha, title="Alpha learns in context")
    note([alpha], user=ada, reason="")

    assert "The README cannot say this version" in refused(alpha, -2, ada)


def test_deleted_paper_is_not_restored(ada):
    found = make_paper()
    keep_baseline([found])
    record = version(found, 0)
    found.delete()
    with pytest.raises(RestoreRefusedError, match="deleted"):
        restore(record, user=ada)


def test_columns_alone_come_back_where_nothing_else_was_noted(ada):
    found = make_paper(year=2020)
    add_link(found, "https://example.org")
    changed(found, year=2021)

    restore(version(found, 0), user=ada)
    found.refresh_from_db()
    assert (found.year, found.links.count()) == (2020, 1)


def test_restored_listing_stands_where_it_stood(base, ada):
    alpha = listing("Alpha")
    keep_baseline([alpha])
    changed(alpha, section=section("Two"), position=5, note="Moved.")
    note([alpha], user=ada, reason="")
    assert exported() != LIST

    restore(version(alpha, 0), user=ada)
    assert exported() == LIST
    assert [row.paper.title.split()[0] for row in section("One").listings.all()] == ["Alpha", "Beta", "Gamma"]


def test_listing_of_a_deleted_section_is_not_restored(base, ada):
    gone, row = make_section("Gone"), listing("Alpha")
    changed(row, section=gone)
    keep_baseline([row])
    changed(row, section=section("One"))
    note([row], user=ada, reason="")
    gone.delete()

    assert "section has been deleted since" in refused(row, 0, ada)


def test_restored_section_stands_where_it_stood(base, ada):
    two = section("Two")
    keep_baseline([two])
    changed(two, title="Zwei", preface="About 2.\n", position=9)
    note([two], user=ada, reason="")
    assert exported() != LIST

    restore(version(two, 0), user=ada)
    assert exported() == LIST


def test_restored_level_takes_along_the_sections_under_it(ada):
    outer = make_section("Outer", level=2)
    inner = make_section("Inner", level=3, parent=outer)
    keep_baseline([outer, inner])
    changed(outer, level=1)
    changed(inner, level=2)
    note([outer, inner], user=ada, reason="")

    restore(version(outer, 0), user=ada)
    assert list(Section.objects.filter(level__gt=0).values_list("title", "level")) == [("Outer", 2), ("Inner", 3)]
    assert [label for label, *_ in shown(inner)] == ["Level"]


def test_section_is_not_restored_under_itself_or_one_that_is_gone(ada):
    outer, other = make_section("Outer", level=2), make_section("Other", level=2)
    changed(other, parent=outer, level=3)
    keep_baseline([other])
    changed(other, parent=Section.objects.root(), level=2)
    note([other], user=ada, reason="")
    changed(outer, parent=other, level=3)

    assert "now under this one" in refused(other, -2, ada)
    outer.delete()
    assert "has been deleted since" in refused(other, -2, ada)


def test_section_is_not_restored_above_its_parents_level(ada):
    outer = make_section("Outer", level=2)
    inner = make_section("Inner", level=3, parent=outer)
    keep_baseline([inner])
    changed(inner, level=4)
    note([inner], user=ada, reason="")
    changed(outer, level=3)

    assert "the section above it has 3 now" in refused(inner, 0, ada)


def test_present_state_is_told_against_a_version(base, ada):
    alpha = paper("Alpha")
    keep_baseline([alpha])
    changed(alpha, year=2022)
    now = present(Paper, [alpha.pk])[alpha.pk]
    assert [(each.name, each.old, each.new) for each in differences(now, version(alpha, 0))] == [
        ("year", ("2022",), ("2021",))
    ]


def test_merged_papers_are_found_by_the_addresses_that_they_had(ada):
    kept, gone = make_paper("Kept"), make_paper("Gone")
    pk, slug = gone.pk, gone.slug
    gone.delete()
    SlugRedirect.objects.create(old_slug=slug, paper=kept)
    assert merged_into(kept) == [pk]
