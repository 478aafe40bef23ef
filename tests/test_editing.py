"""A maintainer edits in the admin, exports, and imports the export: each step says what the one before said."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from papers.models import EvidenceType, Listing, Paper, Section
from tests.lists import (
    ALPHA,
    BETA,
    DELTA,
    GAMMA,
    LIST,
    edit,
    exported,
    imported,
    listing,
    order,
    paper,
    relink,
    section,
    snapshot,
)
from tests.rows import add_link, make_evidence_type, make_listing, make_paper, make_section
from tests.test_admin import address, save

pytestmark = pytest.mark.django_db

INNER = LIST.replace("## Two", "### Two").replace("## Three", "### Three")


@pytest.fixture
def base() -> None:
    imported(LIST)


def change(client: Client, row: Any, **values: Any) -> str:
    """The errors that the row's page then shows."""
    return "".join(save(client, address(type(row), "change", row.pk), **values))


def in_order() -> list[list[int]]:
    rows = (Section.objects.in_readme_order(), Listing.objects.in_readme_order())
    return [list(each.values_list("pk", flat=True)) for each in rows]


def check_adopted() -> None:
    """Importing what is exported changes no value, identity or order, and exports the same again."""
    text, before, places = exported(), snapshot(), in_order()
    report = imported(text)
    assert (report.conflicts, report.changed, report.added, report.removed, report.moved) == ([], {}, 0, 0, 0)
    after = snapshot()
    for rows in (*before.values(), *after.values()):
        for row in rows:
            if isinstance(row, dict):
                for name in ("anchor", "upstream_anchor", "synced", "laid", "position"):
                    row.pop(name, None)
    assert (after, in_order()) == (before, places)
    assert exported() == text


# What cannot be written is said where it is put in


@pytest.mark.parametrize(
    ("title", "reason"),
    [("Theoretical | Alpha", "Theoretical"), ("Alpha (ICML'22) learns", "ICML")],
    ids=["separator", "venue"],
)
def test_title_that_the_readme_cannot_say_is_refused_at_the_field(admin_client, base, title, reason):
    errors = change(admin_client, paper("Alpha"), title=title)

    assert "id_title_error" in errors
    assert reason in errors
    assert exported() == LIST


def test_evidence_type_that_the_readme_cannot_say_is_refused(admin_client, base):
    both = make_evidence_type("Empirical & Theoretical", slug="both")

    errors = change(admin_client, paper("Alpha"), **{"evidence-0-evidence_type": both.pk})

    assert "would be read as “Empirical, Theoretical”" in errors
    assert exported() == LIST


def test_preface_that_would_be_read_as_a_paper_is_refused(admin_client, base):
    errors = change(admin_client, section("Two"), preface="- [A paper of its own](https://arxiv.org/abs/2601.00001)")

    assert "A paper of its own" in errors
    assert section("Two").preface == "About two."


def test_trouble_that_was_there_before_keeps_nobody_from_saving(admin_client, base):
    Paper.objects.filter(title__startswith="Delta").update(title="[Survey] Delta composes skills")

    assert change(admin_client, paper("Alpha"), title="Alpha learns") == ""
    assert paper("Alpha").title == "Alpha learns"


def test_title_is_one_line(admin_client, base):
    assert change(admin_client, paper("Alpha"), title="Alpha learns\r\n in long  contexts") == ""
    assert exported() == LIST.replace("Alpha learns in context", "Alpha learns in long contexts")


# Sections


def test_preface_of_several_lines_is_adopted(admin_client, base):
    assert change(admin_client, section("Two"), preface="\r\nAbout *two*.\r\n\r\nAnd more.\r\n") == ""
    assert exported() == LIST.replace("About two.", "About *two*.\n\nAnd more.")
    check_adopted()


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_preface_that_was_only_looked_at_stays(admin_client, newline):
    text = LIST.replace("About two.", "    indented\n\nAnd spaces.  ").replace("\n", newline)
    imported(text)
    shown = section("Two").preface.replace("\n", "\r\n")

    assert change(admin_client, section("Two"), preface=shown) == ""
    assert not section("Two").preface.count("\r")
    assert section("Two").preface == section("Two").synced["preface"]
    assert exported() == text


def test_preface_made_for_a_list_with_crlf_is_adopted(admin_client):
    imported(LIST.replace("\n", "\r\n"))

    assert change(admin_client, section("Two"), preface="About *two*.\r\n\r\nAnd more.") == ""
    check_adopted()


def test_section_put_under_another_takes_its_level_and_those_under_it_along(admin_client):
    text = INNER.replace("## One", "## Zero\n\n## One").replace("### Three", "#### Three")
    imported(text)

    assert change(admin_client, section("Two"), parent=section("A list").pk, position=9) == ""
    assert (section("Two").level, section("Three").level) == (2, 3)
    assert exported() == text.replace("### Two", "## Two").replace("#### Three", "### Three")
    check_adopted()


def test_section_does_not_go_deeper_than_headings_do(admin_client):
    imported(INNER)

    assert "more than 6 # signs" in change(admin_client, section("One"), level=6)


def test_sections_of_a_removed_one_go_up(admin_client):
    imported(INNER.replace("## One", "## Zero\n\n## Between\n\n## One").replace(ALPHA + BETA + GAMMA, ""))
    Section.objects.filter(parent=section("One")).update(parent=section("Between"))
    section("One").delete()

    assert "\n### Two\n" in exported()
    assert "\n### Three\n" in exported()
    check_adopted()


def test_section_goes_where_its_position_says(admin_client, base):
    fields = {"title": "New", "slug": "new", "parent": section("A list").pk, "level": "2"}
    assert save(admin_client, address(Section, "add"), **fields, position=section("Two").position) == []
    assert change(admin_client, section("One"), position=section("New").position) == ""

    titles = ["A list", "New", "One", "Two", "Three"]
    assert list(Section.objects.visible().in_readme_order().values_list("title", flat=True)) == titles
    assert exported().index("## New") < exported().index("## One") < exported().index("## Two")
    check_adopted()


def test_heading_that_ends_in_number_signs_is_escaped(admin_client, base):
    assert change(admin_client, section("Two"), title="Two ##") == ""
    assert exported() == LIST.replace("## Two", "## Two \\##")
    check_adopted()


def test_heading_without_words_is_refused(admin_client, base):
    assert "id_title_error" in change(admin_client, section("Two"), title="")


# Listings


@pytest.mark.parametrize(
    ("word", "position", "after"),
    [
        ("Gamma", 0, ["Gamma", "Alpha", "Beta"]),
        ("Alpha", 1, ["Beta", "Alpha", "Gamma"]),
        ("Alpha", 9, ["Beta", "Gamma", "Alpha"]),
    ],
    ids=["up", "down", "to the end"],
)
def test_listing_goes_where_its_position_says(admin_client, base, word, position, after):
    assert change(admin_client, listing(word), position=position) == ""
    assert order("One") == after
    check_adopted()


def test_listing_put_into_another_section_goes_before_what_has_its_position(admin_client, base):
    assert change(admin_client, listing("Alpha"), section=section("Two").pk, position=0) == ""
    assert exported() == LIST.replace(ALPHA, "").replace(DELTA, ALPHA + DELTA)
    check_adopted()


def test_new_paper_is_written_in_its_place(admin_client, base):
    fields = {
        "title": "Eta arrives",
        "year": "2025",
        "listings-TOTAL_FORMS": "1",
        "listings-0-section": section("One").pk,
        "listings-0-position": "1",
        "links-TOTAL_FORMS": "1",
        "links-0-label": "Paper",
        "links-0-url": "https://arxiv.org/abs/2505.00006",
        "links-0-position": "0",
        "evidence-TOTAL_FORMS": "2",
        "evidence-0-evidence_type": EvidenceType.objects.get(name="Theoretical").pk,
        "evidence-0-position": "0",
        "evidence-1-evidence_type": EvidenceType.objects.get(name="Empirical").pk,
        "evidence-1-position": "1",
    }
    assert save(admin_client, address(Paper, "add"), **fields) == []
    assert order("One") == ["Alpha", "Eta", "Beta", "Gamma"]
    check_adopted()


def test_paper_listed_twice_in_one_section_is_retitled(base):
    again = ALPHA.replace("in context", "in-context")
    imported(LIST.replace(GAMMA, GAMMA + again))
    Paper.objects.filter(pk=paper("Alpha").pk).update(title="Wholly new words")

    assert exported().count("Wholly new words") == 2
    check_adopted()
    assert Listing.objects.filter(paper=paper("Wholly")).count() == 2


def test_evidence_types_written_in_the_entrys_order_keep_the_papers(base):
    made = make_paper("Eta arrives", year=2025, venue=paper("Alpha").venue)
    add_link(made, "https://arxiv.org/abs/2505.00006")
    for number, name in enumerate(("Theoretical", "Empirical")):
        made.evidence.create(evidence_type=EvidenceType.objects.get(name=name), position=number)
    make_listing(made, make_section("Four", parent=section("A list")))

    check_adopted()


@pytest.mark.parametrize(("prefer", "first"), [(None, None), ("readme", "Alpha learns in"), ("database", "No title")])
def test_title_and_its_second_wording_changed_apart_are_a_conflict(base, prefer, first):
    again = ALPHA.replace("in context", "in-context")
    imported(LIST + again)
    edit("Alpha", title="No title of old")
    text = LIST + again.replace("in-context", "without examples")

    report = imported(text, prefer=prefer)

    assert [(each.field, each.there) for each in report.conflicts] == [("title", "Alpha learns without examples")]
    assert report.is_applied == bool(prefer)
    if prefer == "readme":
        assert exported() == text
    if first:
        assert paper(first)
        check_adopted()


def test_identifier_follows_the_corrected_link(admin_client, base):
    url = "https://arxiv.org/abs/2101.00009"

    assert change(admin_client, paper("Alpha"), **{"links-0-url": url}) == ""
    assert paper("Alpha").arxiv_id == "2101.00009"
    check_adopted()


def test_identifier_that_was_put_in_stays(admin_client, base):
    assert change(admin_client, paper("Alpha"), arxiv_id="2101.00777", **{"links-0-url": "https://example.org/a"}) == ""
    imported(exported())
    assert paper("Alpha").arxiv_id == "2101.00777"


def test_link_without_an_address_is_no_link(admin_client, base):
    assert "required" in change(admin_client, paper("Alpha"), **{"links-0-url": ""})
    relink("Alpha", "")
    assert exported() == LIST.replace(" [[Paper](https://arxiv.org/abs/2101.00001)]", "")
    assert imported(exported()).conflicts == []
