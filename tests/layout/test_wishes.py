"""From rows and base to what the README shall say."""

from __future__ import annotations

import pytest

from papers.layout.rows import Rows, vocabulary
from papers.layout.wishes import Adopted, LayoutError, is_as_imported, wanted
from papers.models import Listing, Paper, Revision, Section
from papers.readme.reader import read
from papers.readme.records import Link
from papers.readme.wanted import WantedEntry, WantedSection, flat
from tests.lists import ALPHA, BETA, GAMMA, LIST, edit, exported, imported, listing, paper, relink, section
from tests.rows import add_link, make_listing, make_paper, make_section

pytestmark = pytest.mark.django_db

# Alpha twice, in two wordings; the second has neither venue nor year nor evidence.
AGAIN = "- Alpha learns in-context! [[Paper](https://arxiv.org/abs/2101.00001)][[Code](https://example.org/code)]\n"
TWICE = LIST + AGAIN


def wish() -> tuple[WantedSection, ...]:
    base = Revision.objects.upstream()
    return wanted(Rows.load(), read(base.data, vocabulary()), Adopted.of(base.adopted))


def changes() -> dict[str, dict[str, object]]:
    """Of each entry that is to change, by the first word of the entry's old title: the new values."""
    base = read(Revision.objects.upstream().data, vocabulary())
    titles = {entry.start: f"{entry.values.title.split()[0]} {entry.line}" for entry in base.entries}
    return {
        titles[entry.anchor]: {name: getattr(entry.values, name) for name in entry.changed}
        for entry in flat(wish())
        if entry.anchor is not None and entry.changed
    }


def headings() -> list[tuple[str, int]]:
    return [(each.title, each.level) for each in wish()[1:]]


def new_entries() -> list[WantedEntry]:
    return [entry for entry in flat(wish()) if entry.anchor is None]


def test_unedited_rows_change_nothing() -> None:
    imported(TWICE)

    assert is_as_imported(Rows.load(), Adopted.of(Revision.objects.upstream().adopted))
    assert changes() == {}


def test_edited_title_changes_every_wording() -> None:
    imported(TWICE)
    assert Paper.objects.count() == 5
    edit("Alpha", title="Alpha, retitled")

    assert changes() == {"Alpha 5": {"title": "Alpha, retitled"}, "Alpha 18": {"title": "Alpha, retitled"}}


def test_edited_field_changes_only_entries_that_have_it() -> None:
    imported(TWICE)
    edit("Alpha", year=2020)

    assert changes() == {"Alpha 5": {"year": 2020}}


def test_field_that_no_entry_has_is_added_to_the_first() -> None:
    imported(TWICE.replace("(**ICLR'21**)", ""))
    edit("Alpha", year=2020)

    assert changes() == {"Alpha 5": {"year": 2020}}


@pytest.mark.parametrize("values", [{"authors": ["Ada Lovelace"]}, {"name": "ALF"}, {"date": "May"}], ids=str)
def test_field_that_is_never_added_stays_here(values: dict[str, object]) -> None:
    imported(TWICE)
    edit("Alpha", **values)

    assert changes() == {}


def test_added_tag_stays_here() -> None:
    imported(TWICE)
    paper("Alpha").tags.add("classic")

    assert changes() == {}
    assert is_as_imported(Rows.load(), Adopted.of(Revision.objects.upstream().adopted))


def test_changed_link_is_changed_where_it_stands() -> None:
    imported(TWICE)
    other = "https://arxiv.org/abs/2101.00009"
    relink("Alpha", other)

    links = {"Alpha 5": {"links": (Link("Paper", other),)}}
    assert changes() == links | {
        "Alpha 18": {"links": (Link("Paper", other), Link("Code", "https://example.org/code"))}
    }


def test_empty_link_counts_as_the_field() -> None:
    imported(LIST.replace("[[Paper](https://arxiv.org/abs/2101.00001)]", "[[Paper]]()"))
    add_link(paper("Alpha"), "https://arxiv.org/abs/2101.00001")

    assert changes() == {"Alpha 5": {"links": (Link("Paper", "https://arxiv.org/abs/2101.00001"),)}}


def test_listing_made_here_says_all_that_the_paper_says() -> None:
    imported()
    made = make_paper("Eta arrives", year=2025)
    add_link(made, "https://example.org/eta")
    make_listing(made, section("One"), position=1, note="New.")

    (entry,) = new_entries()
    assert (entry.values.title, entry.values.year, entry.values.note) == ("Eta arrives", 2025, "New.")
    assert entry.values.links == (Link("Paper", "https://example.org/eta"),)


def test_renamed_evidence_type_and_venue_edit_no_paper() -> None:
    imported()
    alpha = paper("Alpha")
    alpha.venue.name = "Learning Representations"
    alpha.venue.save()
    kind = alpha.evidence_types.get()
    kind.name, kind.aliases = "Experimental", ["Empirical"]
    kind.save()

    assert changes() == {}


def test_levels_follow_the_section_that_they_are_under() -> None:
    imported(LIST.replace("## Three", "### Three"))
    assert headings() == [("A list", 1), ("One", 2), ("Two", 2), ("Three", 3)]

    Section.objects.filter(title="Two").update(parent=section("One"))
    assert headings() == [("A list", 1), ("One", 2), ("Two", 3), ("Three", 4)]

    Section.objects.filter(title="Two").update(parent=Section.objects.root(), position=9)
    assert headings() == [("A list", 1), ("One", 2), ("Two", 1), ("Three", 2)]


def test_level_beyond_the_deepest_is_refused() -> None:
    imported(LIST.replace("## Two", "##### Two").replace("## Three", "###### Three"))
    Section.objects.filter(title="Two").update(parent=section("One"), level=6)

    with pytest.raises(LayoutError, match="'Three' would get 7 # signs"):
        wish()


def test_sections_made_here_and_edited_prefaces() -> None:
    imported()
    make_section("Four", parent=section("A list"), preface="About four.")
    Section.objects.filter(title="Two").update(preface="")

    prefaces = {each.title: each.preface for each in wish()}
    assert prefaces == {"": None, "A list": None, "One": None, "Two": "", "Three": None, "Four": "About four."}


def test_nested_listings_follow_the_one_they_are_under() -> None:
    nested = "  - [Alpha extended to images](https://arxiv.org/abs/2110.00001) (ICLR 2022)\n"
    imported(LIST.replace(ALPHA, ALPHA + nested))
    parent = listing("Alpha learns")
    assert Listing.objects.get(parent=parent).paper.title == "Alpha extended to images"
    Listing.objects.filter(pk=parent.pk).update(position=9)

    titles = [entry.values.title.split()[1] for entry in wish()[2].entries]
    assert titles == ["explains", "retrieves", "learns", "extended"]


def test_removal_that_can_no_longer_be_found_is_refused() -> None:
    imported()
    base = Revision.objects.upstream()
    base.adopted["entries"].append(listing("Beta").anchor + 1)
    base.save()
    edit("Alpha", title="Alpha learns")

    with pytest.raises(LayoutError, match=r"line 6 .*import_readme --reread"):
        wish()


def test_listings_before_the_first_heading_stay_there_beside_a_section_made_here() -> None:
    text = f"{ALPHA}{BETA}\n# A list\n\n{GAMMA}"
    imported(text)
    make_section("Two", level=1)

    assert exported() == f"{text}\n# Two\n"
