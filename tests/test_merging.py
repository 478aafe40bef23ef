"""Import as a three-way merge: every kind of case, every kind of conflict, and none invented."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from papers.importer import Prefer
from papers.models import EvidenceType, Listing, Paper, PaperEvidence, PaperLink, Revision, Section
from tests.lists import (
    ALPHA,
    BETA,
    DELTA,
    GAMMA,
    LIST,
    OMEGA,
    edit,
    exported,
    imported,
    listing,
    order,
    paper,
    relink,
    reorder,
    section,
    snapshot,
)
from tests.rows import add_evidence, add_link, make_evidence_type, make_listing, make_paper, make_section, make_venue

pytestmark = pytest.mark.django_db

RENAMED = LIST.replace("Alpha learns in context", "Alpha learns in long contexts")


@pytest.fixture(autouse=True)
def base() -> None:
    imported(LIST)


def make_eta() -> Paper:
    """A paper that the README does not have."""
    eta = make_paper("Eta arrives", year=2025)
    add_link(eta, "https://arxiv.org/abs/2505.00006")
    add_evidence(eta, EvidenceType.objects.get(name="Empirical"))
    return eta


# One side changed


def test_value_changed_there_is_taken() -> None:
    report = imported(RENAMED)

    assert report.changed == {"Alpha learns in context": ["title"]}
    assert paper("Alpha").title == "Alpha learns in long contexts"
    assert exported() == RENAMED


def test_value_changed_here_stays() -> None:
    edit("Alpha", title="Alpha learns in long contexts")

    report = imported(LIST.replace("Beta explains", "Beta describes"))

    assert (report.conflicts, paper("Alpha").title) == ([], "Alpha learns in long contexts")
    assert exported() == RENAMED.replace("Beta explains", "Beta describes")


def test_value_changed_to_the_same_on_both_sides_is_fine() -> None:
    edit("Alpha", title="Alpha learns in long contexts")

    assert imported(RENAMED).conflicts == []
    assert exported() == RENAMED


def test_different_fields_of_one_paper_are_both_taken() -> None:
    edit("Alpha", year=2020)

    assert imported(RENAMED).conflicts == []
    assert (paper("Alpha").title, paper("Alpha").year) == ("Alpha learns in long contexts", 2020)
    assert exported() == RENAMED.replace("ICLR'21", "ICLR'20")


def test_value_removed_there_is_removed() -> None:
    imported(LIST.replace("(**KDD'24**)[Empirical] Delta", "[Empirical] Delta"))

    assert (paper("Delta").venue, paper("Delta").year) == (None, None)


def test_value_that_the_readme_never_had_stays() -> None:
    edit("Alpha", abstract="We show.", authors=["Ada Lovelace"])

    imported(RENAMED)

    assert (paper("Alpha").abstract, paper("Alpha").authors) == ("We show.", ["Ada Lovelace"])
    assert exported() == RENAMED


def test_paper_added_there_is_added_once() -> None:
    report = imported(LIST.replace(BETA, BETA + "- [Empirical] Eta arrives [[Paper](https://arxiv.org/abs/2505.1)]\n"))

    assert (report.added, report.papers_added, order("One")) == (1, 1, ["Alpha", "Beta", "Eta", "Gamma"])


def test_paper_removed_there_stays_unlisted_and_comes_back() -> None:
    before = paper("Beta")
    edit("Beta", abstract="Kept.")

    assert imported(LIST.replace(BETA, "")).removed == 1
    assert list(Paper.objects.unlisted()) == [before]
    assert "Beta" not in exported()

    imported(LIST)
    assert (listing("Beta").paper, paper("Beta").abstract, paper("Beta").slug) == (before, "Kept.", before.slug)
    assert exported() == LIST


def test_listing_removed_here_stays_removed() -> None:
    listing("Beta").delete()

    assert imported(RENAMED).conflicts == []
    assert order("One") == ["Alpha", "Gamma"]
    assert exported() == RENAMED.replace(BETA, "")


def test_listing_moved_there_moves() -> None:
    row = listing("Beta")

    report = imported(LIST.replace(BETA, "").replace(DELTA, DELTA + BETA))

    assert (report.moved, listing("Beta").pk, order("Two")) == (1, row.pk, ["Delta", "Beta"])


def test_listing_moved_here_stays_moved() -> None:
    Listing.objects.filter(pk=listing("Beta").pk).update(section=section("Two"), position=1)

    assert imported(RENAMED).conflicts == []
    assert order("Two") == ["Delta", "Beta"]
    assert exported() == RENAMED.replace(BETA, "").replace(DELTA, DELTA + BETA)


def test_listing_made_here_is_kept_after_its_predecessor() -> None:
    make_listing(make_eta(), section("One"), position=1)
    reorder("One", "Alpha", "Eta", "Beta", "Gamma")

    assert imported(LIST.replace(ALPHA + BETA, BETA + ALPHA)).conflicts == []
    assert order("One") == ["Beta", "Alpha", "Eta", "Gamma"]


def test_section_values_merge() -> None:
    Section.objects.filter(title="Two").update(preface="About both.")

    report = imported(LIST.replace("## Two", "## Second"))

    assert (report.conflicts, section("Second").preface) == ([], "About both.")
    assert section("Second").slug == "two"
    assert exported() == LIST.replace("## Two\n\nAbout two.", "## Second\n\nAbout both.")


def test_section_removed_there_goes() -> None:
    report = imported(f"# A list\n\n## One\n\n{ALPHA}{BETA}{GAMMA}\n## Two\n\nAbout two.\n\n{DELTA}")

    assert (report.sections_removed, report.removed) == (1, 1)
    assert not Section.objects.filter(title="Three").exists()


def test_section_removed_here_stays_removed() -> None:
    listing("Omega").delete()
    section("Three").delete()

    assert imported(RENAMED).conflicts == []
    assert not Section.objects.filter(title="Three").exists()
    assert "Three" not in exported()


def test_section_made_here_is_kept() -> None:
    make_listing(make_eta(), make_section("Four", parent=section("A list")))

    assert imported(RENAMED).conflicts == []
    assert order("Four") == ["Eta"]
    assert exported().startswith(RENAMED)


def test_section_moved_there_moves() -> None:
    imported(LIST.replace("## Three", "### Three"))

    assert (section("Three").parent, section("Three").level) == (section("Two"), 3)


# Sets merge by element


def test_evidence_types_merge_by_element() -> None:
    add_evidence(paper("Alpha"), make_evidence_type("Survey"))

    report = imported(LIST.replace("[Empirical] Alpha", "[Empirical & Theoretical] Alpha"))

    assert report.conflicts == []
    names = paper("Alpha").evidence.values_list("evidence_type__name", flat=True)
    assert list(names) == ["Empirical", "Theoretical", "Survey"]


def test_evidence_type_removed_there_and_added_here() -> None:
    PaperEvidence.objects.filter(paper=paper("Alpha")).update(position=1)
    add_evidence(paper("Alpha"), make_evidence_type("Survey"))

    assert imported(LIST.replace("[Empirical] Alpha", "[Theoretical] Alpha")).conflicts == []
    assert {each.name for each in paper("Alpha").evidence_types.all()} == {"Theoretical", "Survey"}


def test_links_merge_by_label() -> None:
    add_link(paper("Alpha"), "https://example.org/code", "Code")

    report = imported(LIST.replace("abs/2101.00001)", "abs/2101.00009)"))

    assert report.conflicts == []
    assert [link.url for link in paper("Alpha").links.order_by("label")] == [
        "https://example.org/code",
        "https://arxiv.org/abs/2101.00009",
    ]
    assert paper("Alpha").arxiv_id == "2101.00009"


def test_link_changed_on_both_sides_is_a_conflict() -> None:
    relink("Alpha", "https://arxiv.org/abs/2101.00008")

    report = imported(LIST.replace("abs/2101.00001)", "abs/2101.00009)"))

    assert [(each.kind, each.field) for each in report.conflicts] == [("field", "links")]


def test_tags_that_were_added_here_stay() -> None:
    paper("Alpha").tags.add("classic")

    imported(RENAMED)

    assert list(paper("Alpha").tags.names()) == ["classic"]
    assert exported() == RENAMED


# Orders


def test_order_changed_there_is_taken() -> None:
    text = LIST.replace(ALPHA + BETA + GAMMA, GAMMA + ALPHA + BETA)
    imported(text)

    assert order("One") == ["Gamma", "Alpha", "Beta"]
    assert exported() == text


def test_order_changed_here_stays_and_takes_what_was_added_there() -> None:
    reorder("One", "Gamma", "Alpha", "Beta")

    imported(LIST.replace(ALPHA, ALPHA + "- [Empirical] Eta arrives [[Paper](https://arxiv.org/abs/2505.00006)]\n"))

    assert order("One") == ["Gamma", "Alpha", "Eta", "Beta"]


def test_order_changed_on_both_sides_is_the_readmes() -> None:
    reorder("One", "Gamma", "Alpha", "Beta")

    report = imported(LIST.replace(ALPHA + BETA, BETA + ALPHA))

    assert (report.conflicts, order("One")) == ([], ["Beta", "Alpha", "Gamma"])


def test_order_of_sections_changed_here_stays() -> None:
    Section.objects.filter(title="Three").update(position=2)
    Section.objects.filter(title="One").update(position=9)

    assert imported(RENAMED).conflicts == []
    titles = list(Section.objects.visible().in_readme_order().values_list("title", flat=True))
    assert titles.index("Three") < titles.index("Two") < titles.index("One")


# Conflicts


def change_title_on_both_sides() -> str:
    edit("Alpha", title="Alpha learns nothing")
    return RENAMED


def edit_here_and_remove_there() -> str:
    edit("Alpha", title="Alpha learns nothing")
    return LIST.replace(ALPHA, "")


def remove_here_and_edit_there() -> str:
    listing("Alpha").delete()
    return RENAMED


def clear_here_and_change_there() -> str:
    edit("Alpha", venue=None)
    return LIST.replace("ICLR'21", "KDD'21")


def change_here_and_clear_there() -> str:
    edit("Alpha", year=2020)
    return LIST.replace("(**ICLR'21**)", "(**ICLR**)")


def move_on_both_sides() -> str:
    Listing.objects.filter(pk=listing("Alpha").pk).update(section=section("Two"), position=1)
    return LIST.replace(ALPHA, "") + ALPHA


def remove_section_there_with_listings_made_here() -> str:
    make_listing(make_eta(), section("Three"))
    return LIST.replace(f"\n## Three\n\n{OMEGA}", "")


def retitle_section_on_both_sides() -> str:
    Section.objects.filter(title="Two").update(title="Zwei")
    return LIST.replace("## Two", "## Deux")


def retitle_section_here_and_remove_it_there() -> str:
    Section.objects.filter(title="Three").update(title="Drei")
    return LIST.replace(f"\n## Three\n\n{OMEGA}", "")


def remove_section_here_and_add_to_it_there() -> str:
    listing("Omega").delete()
    section("Three").delete()
    return LIST + "- [Empirical] Eta arrives [[Paper](https://arxiv.org/abs/2505.00006)]\n"


CONFLICTS = [
    pytest.param(change_title_on_both_sides, "field", "title", id="two values"),
    pytest.param(edit_here_and_remove_there, "removed there", "", id="edited here, removed there"),
    pytest.param(remove_here_and_edit_there, "removed here", "", id="removed here, edited there"),
    pytest.param(clear_here_and_change_there, "field", "venue and year", id="cleared here, changed there"),
    pytest.param(change_here_and_clear_there, "field", "venue and year", id="changed here, cleared there"),
    pytest.param(move_on_both_sides, "field", "section", id="moved to two places"),
    pytest.param(remove_section_there_with_listings_made_here, "section removed there", "", id="section with listings"),
    pytest.param(retitle_section_on_both_sides, "field", "title", id="two section titles"),
    pytest.param(retitle_section_here_and_remove_it_there, "removed there", "", id="retitled section removed there"),
    pytest.param(remove_section_here_and_add_to_it_there, "removed here", "", id="section removed here, filled there"),
]


@pytest.mark.parametrize(("both_sides", "kind", "field"), CONFLICTS)
def test_conflict_is_listed_and_nothing_changes(both_sides, kind, field) -> None:
    text = both_sides()
    before = snapshot()

    report = imported(text)

    assert [(each.kind, each.field) for each in report.conflicts] == [(kind, field)]
    assert not report.is_applied
    assert snapshot() == before
    assert Revision.objects.count() == 1


@pytest.mark.parametrize(("both_sides", "kind", "field"), CONFLICTS)
def test_conflict_decided_for_the_readme_gives_the_readme(both_sides, kind, field) -> None:
    text = both_sides()

    assert imported(text, prefer="readme").is_applied
    # What only was removed here is no conflict, and stays removed.
    assert exported() in (text, text.replace(OMEGA, ""))


@pytest.mark.parametrize(("both_sides", "kind", "field"), CONFLICTS)
def test_conflict_decided_for_the_database_gives_what_it_said(both_sides, kind, field) -> None:
    text = both_sides()
    titles = set(Listing.objects.values_list("paper__title", "section__title"))

    assert imported(text, prefer="database").is_applied
    kept = set(Listing.objects.values_list("paper__title", "section__title"))
    assert kept == titles - ({("Omega bounds errors", "Three"), ("Omega bounds errors", "Drei")} - kept)
    assert imported(exported()).conflicts == []
    assert set(Listing.objects.values_list("paper__title", "section__title")) == kept


# Decided one by one


@pytest.mark.parametrize("side", Prefer)
@pytest.mark.parametrize(("both_sides", "kind", "field"), CONFLICTS)
def test_conflicts_decided_by_their_keys_give_what_the_preference_gives(both_sides, kind, field, side) -> None:
    text = both_sides()
    (conflict,) = imported(text).conflicts

    give_keys_out_again()
    with transaction.atomic():
        imported(text, prefer=side)
        preferred = state()
        transaction.set_rollback(True)
    give_keys_out_again()
    report = imported(text, decisions={conflict.key: side})

    assert report.is_applied
    assert state() == preferred


def give_keys_out_again() -> None:
    """Those behind the last row, which a sequence passes over where rows were taken out or rolled back."""
    models = list(apps.get_app_config("papers").get_models())
    for statement in connection.ops.sequence_reset_sql(no_style(), models):
        with connection.cursor() as cursor:
            cursor.execute(statement)


def state() -> dict:
    found = snapshot()
    for row in found["papers"]:
        del row["created"]
    return {**found, "text": exported()}


@pytest.mark.parametrize(("both_sides", "kind", "field"), CONFLICTS)
def test_both_sides_of_a_conflict_are_told(both_sides, kind, field) -> None:
    (conflict,) = imported(both_sides()).conflicts

    there, here = conflict.sides()
    assert there != here
    assert kind == "field" or (there and here)


def test_decision_for_one_conflict_leaves_the_other_open() -> None:
    edit("Alpha", title="Alpha learns nothing")
    edit("Beta", year=2020)
    text = RENAMED.replace("ICML'22", "ICML'23")
    alpha, _ = imported(text).conflicts
    before = snapshot()

    assert not imported(text, decisions={alpha.key: Prefer.README}).is_applied
    assert snapshot() == before

    assert imported(text, decisions={alpha.key: Prefer.README}, prefer="database").is_applied
    assert (paper("Alpha").title, paper("Beta").year) == ("Alpha learns in long contexts", 2020)


def test_links_that_both_sides_changed_are_decided_as_others_are() -> None:
    relink("Alpha", "https://arxiv.org/abs/2101.00008")
    text = LIST.replace("abs/2101.00001)", "abs/2101.00009)")
    (conflict,) = imported(text).conflicts

    imported(text, decisions={conflict.key: Prefer.DATABASE})

    assert [link.url for link in paper("Alpha").links.all()] == ["https://arxiv.org/abs/2101.00008"]


def test_keys_of_conflicts_are_distinct_and_stay_the_same() -> None:
    for word in ("Alpha", "Beta"):
        edit(word, title=f"{word} is retitled", year=2001)
    listing("Gamma").delete()
    text = RENAMED.replace("ICLR'21", "ICLR'19").replace("Beta explains", "Beta says").replace("ICML'22", "ICML'18")
    text = text.replace("ACL'23", "ACL'17")

    found = [conflict.key for conflict in imported(text).conflicts]

    assert len(found) == len(set(found)) == 5
    assert [conflict.key for conflict in imported(text).conflicts] == found


# What is exported comes in again


def edit_everything() -> None:
    edit("Alpha", title="Wholly another title", venue=make_venue("COLT"), year=2019)
    relink("Wholly", "https://arxiv.org/abs/1901.00001")
    PaperLink.objects.filter(paper=paper("Beta")).delete()
    listing("Gamma").delete()
    Listing.objects.filter(pk=listing("Delta").pk).update(section=section("Three"), position=5)
    make_listing(make_eta(), section("One"), position=0)
    Section.objects.filter(title="Two").update(title="Second", preface="Other words.")


def test_own_export_is_adopted_without_a_change() -> None:
    edit_everything()
    text = exported()
    before = snapshot()

    report = imported(text)

    assert (report.conflicts, report.added, report.removed, report.papers_added) == ([], 0, 0, 0)
    assert report.changed == {}
    after = snapshot()
    assert [row["title"] for row in after["papers"]] == [row["title"] for row in before["papers"]]
    assert [row["id"] for row in after["listings"]] == [row["id"] for row in before["listings"]]
    assert (after["evidence"], after["tags"]) == (before["evidence"], before["tags"])
    assert exported() == text


def test_own_export_with_further_changes_there_merges() -> None:
    edit_everything()
    text = exported().replace("Omega bounds errors", "Omega bounds all errors")

    report = imported(text)

    assert report.conflicts == []
    assert report.changed == {"Omega bounds errors": ["title"]}
    assert exported() == text


def test_import_of_the_base_changes_nothing() -> None:
    edit_everything()
    before = snapshot()

    assert imported(LIST).is_same
    assert snapshot() == before


def test_title_and_identifier_changed_is_another_paper() -> None:
    other = "- (**ICLR'21**)[Empirical] Zeta is new here [[Paper](https://arxiv.org/abs/2506.00007)]\n"

    report = imported(LIST.replace(ALPHA, other))

    assert (report.added, report.removed) == (1, 1)
    assert report.renamed == [("Alpha learns in context", "Zeta is new here")]
    assert paper("Zeta").slug == "zeta-is-new-here"


# Sections within sections


NESTED = f"# A list\n\n## One\n\n{ALPHA}\n### Inner\n\n{BETA}\n## Two\n\n{GAMMA}{DELTA}"


def put_under(title: str, parent: str) -> None:
    Section.objects.filter(title=title).update(parent=section(parent), position=9)


def test_section_moved_here_stays_moved() -> None:
    imported(NESTED, force=True)
    put_under("Inner", "Two")

    assert imported(NESTED.replace("Alpha learns", "Alpha infers"), force=True).conflicts == []
    assert section("Inner").parent == section("Two")
    inner = f"\n### Inner\n\n{BETA}"
    assert exported() == NESTED.replace("Alpha learns", "Alpha infers").replace(inner, "") + inner


def test_section_moved_to_two_places_is_a_conflict() -> None:
    imported(NESTED + "\n## Three\n", force=True)
    put_under("Inner", "Two")

    report = imported(NESTED.replace(f"\n### Inner\n\n{BETA}", "") + f"\n## Three\n\n### Inner\n\n{BETA}")

    assert [(each.field, each.here, each.there) for each in report.conflicts] == [("parent", "Two", "Three")]


def test_sections_put_under_each_other_on_two_sides_follow_the_readme() -> None:
    text = f"# A list\n\n## One\n\n{ALPHA}\n## Two\n\n{BETA}"
    imported(text, force=True)
    put_under("Two", "One")

    assert imported(f"# A list\n\n## Two\n\n{BETA}\n### One\n\n{ALPHA}").conflicts == []
    assert section("One").parent == section("Two")
    assert section("Two").parent == section("A list")


def test_section_removed_there_with_a_section_made_here_is_a_conflict() -> None:
    make_section("Fourth", level=3, parent=section("Three"))
    text = LIST.replace(f"\n## Three\n\n{OMEGA}", "")

    assert [each.title for each in imported(text).conflicts] == ["Three"]
    imported(text, prefer="readme")
    assert not Section.objects.filter(title__in=["Three", "Fourth"]).exists()


def test_listings_moved_into_a_section_that_goes_return_to_where_the_readme_has_them() -> None:
    Listing.objects.filter(pk=listing("Alpha").pk).update(section=section("Three"), position=4)
    text = LIST.replace(f"\n## Three\n\n{OMEGA}", "")

    assert [each.kind for each in imported(text).conflicts] == ["section removed there"]
    imported(text, prefer="readme")
    assert order("One") == ["Alpha", "Beta", "Gamma"]
    assert exported() == text


def test_paper_with_two_listings_follows_the_first() -> None:
    """Its first entry speaks for it; the others' wording is theirs."""
    again = BETA.replace("(**ICML'22**)[Theoretical] ", "(**KDD'23**)")
    imported(LIST + again)
    assert paper("Beta").listings.count() == 2
    assert (paper("Beta").venue.name, paper("Beta").year) == ("ICML", 2022)

    imported(LIST + again.replace("KDD'23", "KDD'24"))
    assert (paper("Beta").venue.name, paper("Beta").year) == ("ICML", 2022)

    text = LIST.replace(BETA, "") + again.replace("KDD'23", "KDD'24")
    imported(text)
    assert (paper("Beta").venue.name, paper("Beta").year) == ("ICML", 2022)
    assert exported() == text


@pytest.mark.parametrize("kept", [0, 1], ids=["first", "second"])
def test_one_of_two_equal_entries_is_removed_here(kept: int) -> None:
    imported(LIST.replace(BETA, BETA + BETA))
    rows = list(paper("Beta").listings.in_readme_order())
    rows[1 - kept].delete()

    text = exported()
    report = imported(text)

    assert text == LIST
    assert (report.conflicts, listing("Beta").pk) == ([], rows[kept].pk)
    assert exported() == LIST
