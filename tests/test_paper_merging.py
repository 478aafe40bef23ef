"""Two rows of one work become one, and the README stays as it is."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from papers import search
from papers.history import timeline
from papers.merging import MergeRefusedError, merge
from papers.models import DismissedPair, FetchedValue, Listing, MetadataLookup, Paper, SlugRedirect
from tests.lists import (
    ALPHA,
    BETA,
    GAMMA,
    LIST,
    edit,
    exported,
    imported,
    listing,
    paper,
    snapshot,
)
from tests.rows import add_evidence, add_link, make_evidence_type, make_listing, make_paper, make_section

pytestmark = pytest.mark.django_db

ALFA = "- (**ICLR'21**)[Theoretical] Alfa learns from context [[PDF](https://openreview.net/forum?id=abc)]\n"
TWICE = LIST.replace(GAMMA, GAMMA + ALFA)
"""Alpha and Alfa are one work, which no reader can tell."""


@pytest.fixture
def ada(django_user_model) -> Any:
    return django_user_model.objects.create_user("ada")


@pytest.fixture
def base() -> None:
    imported(TWICE)


def links(row: Paper) -> list[tuple[str, str]]:
    return [(link.label, link.url) for link in row.links.all()]


def places() -> list[tuple[str, str]]:
    rows = Listing.objects.in_readme_order().select_related("paper", "section")
    return [(row.section.title, row.paper.title.split()[0]) for row in rows]


def check_imported_again() -> None:
    """The export is what the database says: importing it changes nothing, whatever is read anew."""
    text, before = exported(), snapshot()
    report = imported(text)
    assert (report.conflicts, report.changed, report.added, report.removed) == ([], {}, 0, 0)
    assert exported() == text
    after = snapshot()
    assert [row["title"] for row in after["papers"]] == [row["title"] for row in before["papers"]]
    assert after["evidence"] == before["evidence"]


def refused(kept: Any, gone: list[Any], user: Any, **options: Any) -> str:
    before = snapshot(), exported(), Paper.history.count()
    with pytest.raises(MergeRefusedError) as error:
        merge(kept, gone, user=user, **options)
    assert (snapshot(), exported(), Paper.history.count()) == before
    return str(error.value)


def test_merge_brings_both_together_and_edits_no_readme(base, ada):
    kept, gone = paper("Alpha"), paper("Alfa")
    found = merge(kept, [gone], user=ada)

    assert found == kept
    assert not Paper.objects.filter(pk=gone.pk).exists()
    assert places() == [("One", "Alpha"), ("One", "Beta"), ("One", "Gamma"), ("One", "Alpha"), *places()[4:]]
    assert links(kept) == [
        ("Paper", "https://arxiv.org/abs/2101.00001"),
        ("PDF", "https://openreview.net/forum?id=abc"),
    ]
    assert [str(use) for use in kept.evidence.all()] == ["Empirical", "Theoretical"]
    kept.refresh_from_db()
    assert (kept.arxiv_id, kept.openreview_id) == ("2101.00001", "abc")
    assert exported() == TWICE
    check_imported_again()


def test_merge_into_the_later_one_edits_no_readme_either(base, ada):
    merge(paper("Alfa"), [paper("Alpha")], user=ada)
    assert exported() == TWICE
    check_imported_again()


def test_reread_import_after_a_merge_changes_no_identity(base, ada):
    kept = merge(paper("Alfa"), [paper("Alpha")], user=ada)
    imported(TWICE, reread=True)
    assert kept.listings.count() == 2
    assert Paper.objects.count() == 5
    assert exported() == TWICE


def test_change_in_the_readme_after_a_merge_reaches_the_paper(base, ada):
    kept = merge(paper("Alpha"), [paper("Alfa")], user=ada)
    text = TWICE.replace("Alpha learns in context", "Alpha learns in many contexts")
    report = imported(text)
    kept.refresh_from_db()
    assert (report.conflicts, kept.title) == ([], "Alpha learns in many contexts")
    assert exported() == text


def test_edit_after_a_merge_is_written_to_both_entries(base, ada):
    merge(paper("Alpha"), [paper("Alfa")], user=ada)
    edit("Alpha", year=2022)
    assert exported() == TWICE.replace("ICLR'21", "ICLR'22")
    check_imported_again()


def test_edit_before_a_merge_stays_an_edit(base, ada):
    edit("Alpha", title="Alpha learns")
    merge(paper("Alpha"), [paper("Alfa")], user=ada)
    text = TWICE.replace("Alpha learns in context", "Alpha learns").replace("Alfa learns from context", "Alpha learns")
    assert exported() == text
    check_imported_again()


def test_empty_fields_are_filled_and_own_ones_kept(base, ada):
    kept = edit("Alpha", abstract="")
    gone = edit("Alfa", abstract="How.", name="AL", authors=["Ada Lovelace"], doi="10.1/x", added="2020-01-02")
    kept.tags.add("heads")
    gone.tags.add("heads", "circuits")

    merge(kept, [gone], user=ada)
    kept.refresh_from_db()
    assert (kept.title, kept.abstract, kept.name, kept.doi) == ("Alpha learns in context", "How.", "AL", "10.1/x")
    assert (kept.authors, kept.added) == (["Ada Lovelace"], datetime.date(2020, 1, 2))
    assert sorted(kept.tags.names()) == ["circuits", "heads"]
    assert list(search.matching(Paper.objects.all(), "circuits lovelace")) == [kept]
    assert exported() == TWICE


def test_one_address_is_one_link(ada):
    kept, gone = make_paper("Kept"), make_paper("Gone")
    add_link(kept, "https://arxiv.org/abs/2101.00001")
    for url in ("http://www.arxiv.org/pdf/2101.00001v3", "https://example.org/a", "http://www.example.org/a/"):
        add_link(gone, url, "PDF")
    merge(kept, [gone], user=ada)
    assert links(kept) == [("Paper", "https://arxiv.org/abs/2101.00001"), ("PDF", "https://example.org/a")]


def test_paper_made_here_fills_what_the_readme_lacks(base, ada):
    bare = "- (**ICLR'21**)[Empirical] Kappa counts [[Paper]]()\n"
    imported(TWICE.replace(GAMMA, GAMMA + bare))
    made = make_paper("Kappa counts")
    add_link(made, "https://arxiv.org/abs/2101.99999")

    merge(Paper.objects.get(title="Kappa counts", year=2021), [made], user=ada)
    assert exported() == TWICE.replace(GAMMA, GAMMA + bare.replace("()", "(https://arxiv.org/abs/2101.99999)"))
    check_imported_again()


def test_paper_made_here_that_stays_leaves_the_entries_their_words(base, ada):
    made = make_paper("ALPHA: Learning in Context!", year=2021)
    add_link(made, "https://arxiv.org/pdf/2101.00001", "")
    merge(made, [paper("Alpha learns")], user=ada)
    assert exported() == TWICE
    assert made.listings.count() == 1
    check_imported_again()


def test_papers_made_here_alone_are_merged(ada):
    kept, gone = make_paper("Kept"), make_paper("Gone", year=2020)
    merge(kept, [gone], user=ada)
    kept.refresh_from_db()
    assert (kept.synced, kept.year) == ({}, 2020)


def test_old_addresses_lead_to_the_paper_that_stays(client, base, ada):
    kept, gone = paper("Alpha"), paper("Alfa")
    SlugRedirect.objects.create(old_slug="older", paper=gone)
    old = [gone.slug, "older"]
    merge(kept, [gone], user=ada)
    for slug in old:
        response = client.get(f"/papers/{slug}/")
        assert (response.status_code, response["Location"]) == (301, f"/papers/{kept.slug}/")


def test_fetched_values_and_lookup_follow(ada):
    kept, gone = make_paper("Kept", abstract="Own."), make_paper("Gone", authors=["Ada Lovelace"])
    FetchedValue.objects.create(paper=kept, field="abstract", value="Mine", source="arxiv")
    for field in ("abstract", "authors"):
        FetchedValue.objects.create(paper=gone, field=field, value="Theirs", source="crossref")
    MetadataLookup.objects.create(paper=gone, identifier="x", source="arxiv", outcome="found")
    merge(kept, [gone], user=ada)
    assert list(kept.fetched.values_list("field", "value")) == [("abstract", "Mine"), ("authors", "Theirs")]
    assert kept.lookup.identifier == "x"


def test_fetched_value_that_fills_a_field_is_still_no_edit(base, ada):
    kept = paper("Alpha")
    gone = edit("Alfa", authors=["Ada Lovelace"], date="May 2020")
    FetchedValue.objects.create(paper=kept, field="authors", value=["Another"], source="arxiv")
    FetchedValue.objects.create(paper=gone, field="authors", value=["Ada Lovelace"], source="crossref")
    FetchedValue.objects.create(paper=gone, field="date", value="May 2020", source="crossref")
    merge(kept, [gone], user=ada)
    kept.refresh_from_db()
    assert (kept.authors, kept.date) == (["Ada Lovelace"], "May 2020")
    assert list(kept.fetched.values_list("field", "value")) == [("authors", ["Ada Lovelace"]), ("date", "May 2020")]
    assert exported() == TWICE
    check_imported_again()


def test_dismissals_follow_once_and_in_order(ada):
    first, kept, gone, other = (make_paper(title) for title in ("First", "Kept", "Gone", "Other"))
    for pair in ((first, gone), (first, kept), (gone, other), (kept, gone)):
        DismissedPair.objects.create(first=pair[0], second=pair[1])
    merge(kept, [gone], user=ada)
    pairs = DismissedPair.objects.order_by("first").values_list("first__title", "second__title")
    assert list(pairs) == [("First", "Kept"), ("Kept", "Other")]


def test_history_says_who_merged_what_and_keeps_the_one_that_went(base, ada):
    kept, gone = paper("Alpha"), paper("Alfa")
    pk, row = gone.pk, listing("Alfa")
    merge(kept, [gone], user=ada)

    change = timeline(Paper, [kept.pk])[0]
    assert (change.reason, change.record.history_user) == ("merged with “Alfa learns from context”", ada)
    last, before = timeline(Paper, [pk])
    assert (last.what, last.reason) == ("deleted", "merged into “Alpha learns in context”")
    assert before.record.links == [["PDF", "https://openreview.net/forum?id=abc"]]
    assert timeline(Listing, [row.pk])[0].reason == "its paper was merged"


def test_listing_can_be_dropped_with_the_merge(base, ada):
    merge(paper("Alpha"), [paper("Alfa")], user=ada, without=[listing("Alfa").pk])
    assert exported() == LIST
    check_imported_again()


def test_more_than_two_become_one(base, ada):
    kept = paper("Alpha")
    merge(kept, [paper("Alfa"), paper("Beta")], user=ada)
    assert kept.listings.count() == 3
    assert exported() == TWICE
    check_imported_again()


def test_merge_with_itself_is_refused(base, ada):
    assert "two different papers" in refused(paper("Alpha"), [paper("Alpha")], ada)
    assert "two different papers" in refused(paper("Alpha"), [], ada)


def test_too_many_at_once_are_refused(base, ada):
    many = [make_paper(f"Paper {number}") for number in range(16)]
    assert "at most 16" in refused(paper("Alpha"), many, ada)


def test_merge_with_a_paper_that_is_gone_is_refused(base, ada):
    gone = paper("Alfa")
    Paper.objects.filter(pk=gone.pk).delete()
    assert "deleted or merged meanwhile" in refused(paper("Alpha"), [gone], ada)


def test_dropping_a_listing_of_another_paper_is_refused(base, ada):
    other = listing("Beta").pk
    assert "not there any more" in refused(paper("Alpha"), [paper("Alfa")], ada, without=[other])


def test_dropping_a_listing_with_others_under_it_is_refused(base, ada):
    above = listing("Beta")
    Listing.objects.filter(paper=paper("Gamma")).update(parent=above)
    assert "nested under it" in refused(paper("Alpha"), [paper("Beta")], ada, without=[above.pk])


def test_merge_that_the_readme_could_not_say_is_refused(base, ada):
    made = make_paper("Epsilon", track="A & B | C")
    add_evidence(made, make_evidence_type("Empirical & Theoretical"))
    assert "The README cannot say the result" in refused(paper("Alpha"), [made], ada)


def test_trouble_that_was_there_before_keeps_nobody_from_merging(base, ada):
    make_listing(make_paper("Theoretical | Odd"), make_section("Odd"))
    kept = merge(paper("Alpha"), [paper("Alfa")], user=ada)
    assert kept.listings.count() == 2


def test_merging_both_entries_of_the_real_list(survey_readme, ada):
    imported(survey_readme.decode())
    pair = list(Paper.objects.filter(arxiv_id="2208.01066").order_by("pk"))
    merge(pair[0], pair[1:], user=ada)
    assert exported().encode() == survey_readme
    assert BETA not in exported()
    assert ALPHA not in exported()
