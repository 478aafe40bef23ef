"""Deletions as steps, and deleted rows brought back with all that belonged to them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from papers import search
from papers.duplicates import dismiss
from papers.exporter import record_export, render_to_send
from papers.history import (
    BringBackRefusedError,
    SectionMoveRefusedError,
    bring_back,
    delete_rows,
    delete_sections,
    keep_baseline,
    list_deleted,
    note,
    plan_return,
)
from papers.history.deleted_texts import Text, Texts
from papers.history.former_places import FormerPlace
from papers.history.past_edits import PastEdits
from papers.history.remains import describe_remains
from papers.history.return_plan import LEFT_OUT
from papers.importer import Prefer
from papers.importer.pending import preview
from papers.importer.undoing import undo_import
from papers.layout.wishes import Adopted
from papers.models import (
    EvidenceType,
    FetchedValue,
    Listing,
    MetadataLookup,
    Paper,
    PaperTag,
    Section,
    SlugRedirect,
    Step,
    Tag,
    Venue,
)
from tests.admin_matrix import contents
from tests.lists import ALPHA, BETA, DELTA, GAMMA, LIST, edit, exported, imported, listing, order, paper, section
from tests.rows import add_evidence, add_link, make_evidence_type, make_paper, make_section, make_venue

pytestmark = pytest.mark.django_db

TWO_MORE = LIST.replace(DELTA, DELTA + ALPHA.replace("[Empirical]", "[Theoretical]"))


@pytest.fixture
def ada(django_user_model) -> Any:
    return django_user_model.objects.create_user("ada")


@pytest.fixture
def base() -> None:
    imported(LIST)


def everything() -> dict[str, Any]:
    """All rows of papers and tags, but the history and steps; of what is made anew with each row, what it says."""
    left_out = ("Historical", "Step", "Revision", "Content", "SentValue", "Catalogue")
    apps_ = [apps.get_app_config(name).get_models() for name in ("papers", "taggit")]
    tables = [model for models in apps_ for model in models if not model.__name__.startswith(left_out)]
    found: dict[str, Any] = {model.__name__: rows for model, rows in contents(tables).items()}
    for name in (
        "PaperLink",
        "PaperEvidence",
        "PaperTag",
        "FetchedValue",
        "MetadataLookup",
        "DismissedPair",
        "SlugRedirect",
    ):
        found[name] = sorted(repr(row[1:]) for row in found[name].values())
    found["Paper"] = list(Paper.objects.order_by("pk").values())
    for row in found["Paper"]:
        del row["modified"]
    return found


def furnish(alpha: Paper, other: Paper, user: Any) -> None:
    """Give a paper one of everything that rows of other tables say of it."""
    alpha.tags.add("circuits", "attention")
    SlugRedirect.objects.create(old_slug="old-alpha", paper=alpha)
    day = datetime.date(2024, 2, 29)
    FetchedValue.objects.create(paper=alpha, field="abstract", value="We learn.", source="arxiv", day=day)
    MetadataLookup.objects.create(paper=alpha, identifier="2101.00001", source="arxiv", outcome="found", day=day)
    dismiss(alpha, other, reason="another task", user=user)
    Paper.objects.filter(pk=alpha.pk).update(
        abstract="We learn.", hidden=True, added=datetime.date(2020, 1, 2), date="2021-01-01"
    )
    search.index(Paper.objects.filter(pk=alpha.pk))


def sent() -> None:
    record_export(render_to_send(), "stdout")


def test_paper_comes_back_with_everything_that_it_had(ada):
    imported(TWO_MORE)
    furnish(paper("Alpha"), paper("Beta"), ada)
    search.index(Paper.objects.filter(pk=edit("Alpha", year=2022).pk))
    before, readme = everything(), exported()

    step = delete_rows([paper("Alpha")], user=ada)
    assert everything() != before
    assert (step.kind, step.user) == (Step.Kind.DELETION, ada)
    back = bring_back(step, user=ada)

    assert everything() == before
    assert exported() == readme
    assert back.remarks == []
    assert {type(row) for row in back.rows} == {Paper, Listing}
    assert (back.step.kind, back.step.undoes) == (Step.Kind.UNDO, step)


def test_nothing_that_points_to_a_paper_is_forgotten(ada):
    """A table that is added later is filled above, or this fails."""
    imported(LIST)
    furnish(paper("Alpha"), paper("Beta"), ada)
    alpha = paper("Alpha")
    for each in Paper._meta.related_objects:
        rows: Any = each.related_model
        if each.get_accessor_name() == "+":
            continue
        assert rows._default_manager.filter(**{each.field.name: alpha}).exists(), rows


@pytest.mark.parametrize("text", [LIST, LIST.replace("\n", "\r\n"), TWO_MORE], ids=["plain", "crlf", "twice"])
def test_readme_is_what_it_was(text):
    imported(text)
    for each in list(Listing.objects.all()):
        before = everything()
        step = delete_rows([each])
        assert exported() != text
        bring_back(step)
        assert exported() == text
        assert everything() == before


def test_several_come_back_one_by_one_in_any_order(base):
    rows = [listing(word) for word in ("Alpha", "Beta", "Gamma")]
    step = delete_rows(rows)
    assert order("One") == []
    records = list_deleted(step)
    for record in (records[2], records[0], records[1]):
        bring_back([record])
    assert exported() == LIST
    assert list_deleted(step) == []


def test_several_come_back_at_once(base):
    step = delete_rows([paper("Alpha"), paper("Gamma"), paper("Delta")])
    bring_back(step)
    assert exported() == LIST


def test_place_is_found_again_after_others_were_renumbered(base):
    steps = [delete_rows([listing(word)]) for word in ("Alpha", "Beta")]
    imported(LIST.replace(GAMMA, GAMMA + "- [Eta is new](https://example.org/eta)\n"))
    for step in steps:
        bring_back(step)
    assert order("One") == ["Alpha", "Beta", "Gamma", "Eta"]


@pytest.mark.parametrize(
    ("place", "others", "index"),
    [
        (FormerPlace(7, 2, (1, 2), (3, 4)), [(0, 1), (1, 2), (2, 3), (3, 4)], 2),
        (FormerPlace(7, 2, (1, 2), (3, 4)), [(0, 3), (1, 4)], 0),
        (FormerPlace(7, 0, (1, 2), (3, 4)), [(0, 8), (1, 1)], 2),
        (FormerPlace(7, 3, (1,), (4,)), [(0, 1), (2, 8), (4, 9), (6, 4)], 2),
        (FormerPlace(7, 2), [(0, 1), (1, 2), (2, 3)], 2),
        (FormerPlace(7, 2, (1,), (2,)), [(0, 2), (1, 1)], 2),
    ],
    ids=["between", "before the next", "behind the last", "by position", "unknown neighbours", "turned round"],
)
def test_former_place_is_between_the_nearest_neighbours(place, others, index):
    assert place.index_among(others) == index


# With exports and imports in between


def test_undone_before_it_was_sent_leaves_nothing_pending(base):
    bring_back(delete_rows([paper("Alpha")]))
    assert exported() == LIST
    assert not preview().is_pending
    assert imported(LIST).is_same
    report = imported(LIST, reread=True)
    assert (report.added, report.removed, report.conflicts) == (0, 0, [])
    assert exported() == LIST


@pytest.mark.parametrize("rows", [lambda: [paper("Alpha")], lambda: [listing("Alpha")]], ids=["paper", "listing"])
def test_sent_and_brought_back_stays_when_the_sent_readme_comes_in(base, rows):
    step = delete_rows(rows())
    out = exported()
    sent()
    bring_back(step)
    assert exported() == LIST

    report = imported(out.replace("About two.", "About both."))
    assert report.conflicts == []
    assert order("One") == ["Alpha", "Beta", "Gamma"]
    assert exported() == LIST.replace("About two.", "About both.")
    assert any("Alpha" in str(change) for change in preview().changes.added)


def test_sent_and_brought_back_is_no_second_entry_where_upstream_still_has_it(base):
    step = delete_rows([paper("Alpha")])
    sent()
    bring_back(step)
    imported(LIST.replace("About two.", "About both."))
    assert exported() == LIST.replace("About two.", "About both.")
    assert Paper.objects.filter(title__startswith="Alpha").count() == 1


def test_same_readme_sent_again_after_a_second_deletion_counts_as_sent(base):
    step = delete_rows([paper("Alpha")])
    sent()
    bring_back(step)
    imported(LIST.replace("About two.", "About both."))
    imported(LIST)
    assert listing("Alpha").upstream_anchor is not None
    step = delete_rows([paper("Alpha")])
    sent()
    bring_back(step)
    alpha = paper("Alpha")
    assert (listing("Alpha").upstream_anchor, listing("Alpha").synced, alpha.synced) == (None, {}, {})
    assert (listing("Alpha").laid, alpha.laid["title"]) == ({"section": section("One").pk}, alpha.title)


def test_entry_that_has_no_row_by_today_reading_alone_is_nobodys():
    text = Text({4: "- Alpha", 9: "- Alpha", 15: "- Alpha"}, {}, Adopted(frozenset(), frozenset({4, 15})))
    assert text.find(Listing, "- Alpha", 9, set()) == 4
    assert text.find(Listing, "- Alpha", 9, {4}) == 15
    assert text.find(Listing, "- Alpha", 9, {4, 15}) is None
    assert text.find(Listing, "- Beta", 9, set()) is None


def test_entry_is_found_again_where_an_import_moved_it(base):
    step = delete_rows([paper("Beta")])
    new = LIST.replace("# A list\n", "# A list\n\nMore words than before.\n")
    imported(new)
    bring_back(step)
    assert exported() == new
    assert listing("Beta").upstream_anchor is not None


def test_entry_that_upstream_removed_meanwhile_is_written_anew(base):
    step = delete_rows([paper("Beta")])
    imported(LIST.replace(BETA, ""))
    bring_back(step)
    assert listing("Beta").anchor is None
    assert exported() == LIST


def test_entry_that_upstream_changed_meanwhile_counts_as_made_here(base):
    step = delete_rows([paper("Beta")])
    imported(LIST.replace("Beta explains", "Beta may explain"), prefer=Prefer.DATABASE)
    bring_back(step)
    assert listing("Beta").upstream_anchor is None
    assert exported() == LIST


def test_entry_that_another_listing_has_now_stays_with_that(base):
    step = delete_rows([paper("Beta")])
    imported(LIST.replace("Beta explains", "Beta may explain"), prefer=Prefer.README)
    again = paper("Beta")
    back = bring_back(step)
    assert listing_of(again).anchor is not None
    restored = Paper.objects.exclude(pk=again.pk).get(title__startswith="Beta")
    assert listing_of(restored).anchor is None
    assert (restored.slug, back.remarks) == ("beta-explains-regression", [])


def listing_of(paper: Paper) -> Listing:
    return Listing.objects.get(paper=paper)


def test_undoing_a_deletion_leaves_the_import_before_it_undoable(base):
    imported(LIST.replace("About two.", "About both."))
    bring_back(delete_rows([paper("Alpha")]))
    assert undo_import().is_applied
    assert exported() == LIST


# What cannot be as it was


def test_taken_address_and_key_are_told(base):
    alpha = paper("Alpha")
    step = delete_rows([alpha])
    make_paper("Alpha, another", slug=alpha.slug, citation_key=alpha.citation_key)
    back = bring_back(step)
    assert back.remarks == [
        "“Alpha learns in context”: its address is another paper's now; it comes back as “alpha-learns-in-context-2”.",
        "“Alpha learns in context”: its citation key is another paper's now; it gets “alpha2021learnsa”.",
    ]
    assert exported() == LIST


def test_address_that_leads_elsewhere_is_told(base):
    SlugRedirect.objects.create(old_slug="old-alpha", paper=paper("Alpha"))
    step = delete_rows([paper("Alpha")])
    for slug in ("old-alpha", "alpha-learns-in-context"):
        SlugRedirect.objects.create(old_slug=slug, paper=paper("Beta"))
    assert bring_back(step).remarks == [
        (
            "“Alpha learns in context”: its address leads to “Beta explains regression” now; it comes back as"
            " “alpha-learns-in-context-2”."
        ),
        "“Alpha learns in context”: its former address “old-alpha” leads elsewhere now.",
    ]


def test_terms_that_are_gone_are_told(base):
    made = make_paper("Iota", venue=make_venue("Nowhere"), listed_in=section("One"))
    add_link(made, "https://example.org/iota")
    add_evidence(made, make_evidence_type("Historical"))
    made.tags.add("lost")
    step = delete_rows([made])
    gone: list[tuple[Any, str]] = [(Venue, "Nowhere"), (EvidenceType, "Historical"), (Tag, "lost")]
    for model, name in gone:
        model.objects.filter(name=name).delete()
    assert bring_back(step).remarks == [
        "“Iota”: its venue “Nowhere” was deleted, so that it has none.",
        "“Iota”: its evidence type “Historical” was deleted.",
        "“Iota”: its tag “lost” was deleted.",
    ]
    assert not PaperTag.objects.exists()


def test_renamed_terms_are_what_they_were(base):
    step = delete_rows([paper("Alpha")])
    EvidenceType.objects.filter(name="Empirical").update(name="Experimental", aliases=["Empirical"])
    bring_back(step)
    assert [str(each) for each in paper("Alpha").evidence_types.all()] == ["Experimental"]


@pytest.fixture
def iota(base) -> Paper:
    """In a section that was deleted after it."""
    spare = make_section("Spare", parent=section("A list"))
    made = make_paper("Iota", listed_in=spare)
    add_link(made, "https://example.org/iota")
    return made


def test_section_that_is_gone_needs_another(iota):
    spare = section("Spare")
    step = delete_rows([iota])
    delete_rows([spare])
    assert plan_return(list_deleted(step)).homeless == {spare.pk: "Spare"}
    assert bring_back(step).remarks == ["The listing in “Spare” stays deleted: the section is gone."]
    assert not Listing.objects.filter(paper__title="Iota").exists()
    assert [record.instance_type for record in list_deleted(step)] == [Listing]

    assert bring_back(step, homes={spare.pk: section("Two").pk}).remarks == []
    assert order("Two") == ["Delta", "Iota"]


def test_listing_that_is_to_be_left_out_is(iota):
    spare = section("Spare")
    step = delete_rows([iota])
    delete_rows([spare])
    plan = plan_return(list_deleted(step), {spare.pk: LEFT_OUT})
    assert (plan.homeless, len(plan.papers), plan.listings) == ({}, 1, [])


def test_listing_of_a_deleted_paper_waits_for_it(base):
    first = delete_rows([listing("Alpha")])
    second = delete_rows([paper("Alpha")])
    with pytest.raises(BringBackRefusedError, match="bring that back first"):
        bring_back(first)
    bring_back(second)
    bring_back(first)
    assert exported() == LIST


def test_nothing_is_brought_back_twice(base):
    step = delete_rows([paper("Alpha")])
    records = list_deleted(step)
    bring_back(step)
    with pytest.raises(BringBackRefusedError, match="brought back already"):
        bring_back(records)
    with pytest.raises(BringBackRefusedError, match="nothing to bring back"):
        bring_back(step)


def test_key_that_another_row_has_is_not_taken_from_it(base):
    alpha = paper("Alpha")
    step = delete_rows([alpha])
    other = make_paper("Another", pk=alpha.pk)
    bring_back(step)
    assert Paper.objects.get(title="Another").pk == other.pk
    assert paper("Alpha learns").pk != other.pk
    assert exported() == LIST


def test_deletion_of_former_days_comes_back_from_its_history(base, ada):
    alpha = paper("Alpha")
    alpha.tags.add("old")
    Paper.objects.filter(pk=alpha.pk).update(abstract="We learn.")
    note([alpha, listing("Alpha")], user=ada, reason="")
    links = list(alpha.links.values_list("label", "url"))
    paper("Alpha").delete()
    for model in (Paper, Listing):
        model.history.filter(history_type="-").update(history_change_reason="deleted")
    bring_back([*Paper.history.filter(history_type="-"), *Listing.history.filter(history_type="-")])
    back = paper("Alpha")
    assert (back.abstract, list(back.tags.names())) == ("We learn.", ["old"])
    assert list(back.links.values_list("label", "url")) == links
    assert exported() == LIST


# Sections, nesting


def test_empty_section_comes_back_in_its_place():
    text = LIST.replace("## Two\n", "## Empty\n\nNothing yet.\n\n## Two\n")
    imported(text)
    before = everything()
    step = delete_rows([section("Empty")])
    assert exported() != text
    bring_back(step)
    assert everything() == before
    assert exported() == text


def test_section_with_its_content_comes_back(base):
    text = LIST.replace("## Two\n", "## Two\n\n### Inner\n\n- [Eta](https://example.org/eta)\n")
    imported(text)
    before = everything()
    inner = section("Inner")
    step = delete_rows([inner, *inner.listings.all()])
    assert "Inner" not in exported()
    bring_back([record for record in list_deleted(step) if record.instance_type is Section])
    assert exported() == text
    assert everything() == before


def test_nested_entries_come_back_under_each_other():
    text = f"# A list\n\n## One\n\n{ALPHA}  {BETA}\n## Two\n\n{GAMMA}"
    imported(text)
    before = everything()
    assert listing("Beta").parent == listing("Alpha")
    step = delete_rows([listing("Alpha"), listing("Beta")])
    bring_back(step)
    assert everything() == before
    assert exported() == text


# What readers see


def test_address_search_and_key_are_there_again(client, base):
    alpha = paper("Alpha")
    address = reverse("papers:paper", args=[alpha.slug])
    bib = client.get(f"{address[:-1]}.bib").content
    assert client.get(address).status_code == 200
    step = delete_rows([alpha])
    assert client.get(address).status_code == 404
    assert not search.matching(Paper.objects.all(), "alpha context").exists()
    bring_back(step)
    assert client.get(address).status_code == 200
    assert client.get(f"{address[:-1]}.bib").content == bib
    assert search.matching(Paper.objects.all(), "alpha context").get() == alpha
    assert alpha.title in client.get("/papers/", {"q": "alpha context"}).content.decode()


@pytest.mark.parametrize("model", [Paper, Listing, Section])
def test_what_is_kept_is_read_in_so_many_queries_whatever_is_deleted(base, model, django_assert_num_queries):
    keys = list(model.objects.values_list("pk", flat=True))
    texts = Texts.load()
    with CaptureQueriesContext(connection) as one:
        describe_remains(model, keys[-1:], texts)
    with django_assert_num_queries(len(one)):
        describe_remains(model, keys, texts)


def test_history_tells_of_no_edit(base, ada):
    alpha = paper("Alpha")
    bring_back(delete_rows([alpha], user=ada), user=ada)
    past = PastEdits()
    for name in ("title", "links", "evidence_types", "tags", "venue", "year"):
        assert past.of(Paper, alpha.pk, name) == []
    assert past.making(Listing, listing("Alpha").pk) is None


TREE = LIST.replace(
    "## Two\n",
    "## Two\n\n### Inner\n\n- [Eta](https://example.org/eta)\n\n#### Deep\n\n- [Iota](https://example.org/io)\n",
)


def test_content_of_a_deleted_section_goes_to_the_end_of_another(ada):
    imported(LIST)
    step = delete_sections([section("One")], target=section("Two"), user=ada)
    assert step.kind == Step.Kind.DELETION
    assert order("Two") == ["Delta", "Alpha", "Beta", "Gamma"]
    assert exported() == LIST.replace(f"## One\n\n{ALPHA}{BETA}{GAMMA}\n", "").replace(
        DELTA, DELTA + ALPHA + BETA + GAMMA
    )
    assert Step.objects.count() == 2


@pytest.mark.parametrize("title", ["Two", "Inner", "One"])
def test_content_comes_back_to_its_section(title):
    imported(TREE)
    before, readme = everything(), exported()
    step = delete_sections([section(title)], target=section("Three"))
    assert exported() != readme
    bring_back(step)
    assert exported() == readme == TREE
    assert everything() == before
    assert not preview().is_pending


def test_sections_go_one_level_under_their_new_parent():
    imported(TREE)
    delete_sections([section("Inner")], target=section("Three"))
    assert (section("Deep").parent, section("Deep").level) == (section("Three"), 4)


def test_content_that_was_moved_on_stays_where_it_is(base):
    step = delete_sections([section("One")], target=section("Two"))
    moved = listing("Beta")
    keep_baseline([moved])
    moved.section = section("Three")
    moved.save()
    note([moved], user=None, reason="")
    plan = plan_return(list_deleted(step))
    assert (plan.moved_listings, plan.moved_sections) == (2, 0)
    bring_back(step)
    assert (order("One"), order("Two"), order("Three")) == (["Alpha", "Gamma"], ["Delta"], ["Omega", "Beta"])


def test_content_can_stay_where_it_went(base):
    bring_back(delete_sections([section("One")], target=section("Two")), moves_content=False)
    assert (order("One"), order("Two")) == ([], ["Delta", "Alpha", "Beta", "Gamma"])


def test_section_is_deleted_with_all_that_is_in_it():
    imported(TREE)
    before = everything()
    step = delete_sections([section("Two")])
    assert [str(each) for each in Section.objects.visible()] == ["A list", "One", "Three"]
    assert Paper.objects.filter(title__startswith="Delta").unlisted().exists()
    bring_back(step)
    assert everything() == before
    assert exported() == TREE


def test_section_cannot_go_into_itself():
    imported(TREE)
    for target in ("Two", "Deep"):
        with pytest.raises(SectionMoveRefusedError, match="choose another section"):
            delete_sections([section("Two")], target=section(target))
    assert exported() == TREE


def test_sections_that_would_be_too_deep_are_refused():
    deep = TREE.replace("## Two\n", "##### Low\n\n## Two\n")
    imported(deep)
    with pytest.raises(SectionMoveRefusedError, match="more than 6 # signs under “Low”"):
        delete_sections([section("Two")], target=section("Low"))
    assert exported() == deep
