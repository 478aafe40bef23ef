"""“Add papers” in the admin: paste, review, save."""

from __future__ import annotations

import difflib
from html import unescape
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse

from papers.exporter import render
from papers.models import FetchedValue, MetadataLookup, Paper, Venue
from papers.permissions import EDITORS, MAINTAINERS
from papers.search import matching
from tests.intake.fixtures import no_sources, sources
from tests.intake.sources import work
from tests.lists import LIST, imported, listing, order, paper, section, snapshot
from tests.rows import make_evidence_type, make_paper, make_section, make_venue

__all__ = ["no_sources", "sources"]

pytestmark = pytest.mark.django_db

ADD = "admin:papers_paper_add_papers"
SIGMA = """@inproceedings{sigma,
  title={{Sigma} Sorts {\\"U}ber Everything},
  author={Lovelace, Ada and Turing, Alan},
  booktitle={International Conference on Machine Learning},
  year={2024}, eprint={2401.00009}, archivePrefix={arXiv}, keywords={sorting},
  abstract={We sort.}
}
"""
TAU = "@misc{tau, title={Tau totals}, year={2023}, howpublished={KDD}, url={https://example.org/tau}}\n"


def review(client, text: str, **more: Any):
    response = client.post(reverse(ADD), {"text": text, "section": "", "review": "Review", **more})
    assert response.status_code == 200
    return response


def sent(response) -> dict[str, Any]:
    """What a browser would send for the drafts that are shown."""
    drafts = response.context["drafts"]
    data = {f"draft-{name}": drafts.management_form[name].value() for name in drafts.management_form.fields}
    for form in drafts.forms:
        for name in form.fields:
            value = form[name].value()
            if value is not None:
                data[form.add_prefix(name)] = value.pk if hasattr(value, "pk") else value
    return data


def save(client, response, **changes: Any):
    """Changes what is named as `title_0`, and presses Save."""
    named = {f"draft-{key.rpartition('_')[2]}-{key.rpartition('_')[0]}": value for key, value in changes.items()}
    return client.post(reverse(ADD), {**sent(response), **named, "save": "Save"}, follow=True)


def errors(response) -> dict[str, list[str]]:
    """By field, of the first draft that has some."""
    found: Any = next((form.errors for form in response.context["drafts"].forms if form.errors), {})
    return {name: [unescape(str(each)) for each in texts] for name, texts in found.items()}


def told(response) -> list[str]:
    return [str(fault) for fault in response.context["faults"]]


def messages(response) -> list[str]:
    return [unescape(str(message)) for message in response.context["messages"]]


@pytest.fixture
def one() -> Any:
    """The small list, and its first section."""
    imported()
    return section("One")


# From BibTeX


@pytest.mark.usefixtures("no_sources")
def test_paper_is_added_from_bibtex_without_a_network(admin_client, one):
    shown = review(admin_client, SIGMA, section=one.pk)
    assert told(shown) == []

    save(admin_client, shown)

    added = paper("Sigma")
    assert added.title == "Sigma Sorts Über Everything"
    assert added.authors == ["Ada Lovelace", "Alan Turing"]
    assert (added.venue.name, added.year, added.arxiv_id) == ("ICML", 2024, "2401.00009")
    assert (added.slug, added.citation_key) == ("sigma-sorts-uber-everything", "lovelace2024sigma")
    assert [tag.name for tag in added.tags.all()] == ["sorting"]
    assert list(added.links.values_list("label", "url")) == [("Paper", "https://arxiv.org/abs/2401.00009")]
    assert order("One") == ["Alpha", "Beta", "Gamma", "Sigma"]
    assert matching(Paper.objects.all(), "lovelace uber").get() == added
    assert render().decode() == LIST.replace(
        "\n## Two",
        "- (**ICML'24**) Sigma Sorts Über Everything [[Paper](https://arxiv.org/abs/2401.00009)]\n\n## Two",
    )


def test_sources_and_days_are_kept_where_the_maintainer_left_the_value(admin_client, one):
    shown = review(admin_client, SIGMA, section=one.pk)
    save(admin_client, shown, authors_0="Ada Lovelace")
    kept = FetchedValue.objects.filter(paper=paper("Sigma"))
    assert list(kept.values_list("field", "value", "source")) == [("abstract", "We sort.", "bibtex")]
    assert paper("Sigma").authors == ["Ada Lovelace"]


def test_many_entries_are_added_in_their_order_and_broken_ones_are_told(admin_client, one):
    shown = review(admin_client, f"{SIGMA}@misc{{broken, title={{B\n{TAU}@misc{{none}}", section=one.pk)
    assert told(shown) == [
        "Line 8: @misc{broken is not closed before the next one starts: a brace or a quote is missing.",
        "Line 10: @misc{none has no title.",
    ]

    save(admin_client, shown)

    assert order("One") == ["Alpha", "Beta", "Gamma", "Sigma", "Tau"]
    assert paper("Tau").links.get().url == "https://example.org/tau"
    assert (listing("Sigma").position, listing("Tau").position) == (3, 4)


def test_everything_can_be_edited_before_it_is_saved(admin_client, one):
    theoretical = make_evidence_type("Handmade")
    shown = review(admin_client, SIGMA, section=one.pk)
    save(
        admin_client,
        shown,
        title_0="  Rho\r\n rolls ",
        venue_0="naacl",
        year_0="2023",
        evidence_types_0=[theoretical.pk],
        section_0=section("Two").pk,
        links_0="Paper https://arxiv.org/abs/2402.00001\r\nCode https://github.com/x/y",
        tags_0="a, b c",
        date_0="May",
    )
    added = paper("Rho")
    assert (added.title, added.venue.name, added.year) == ("Rho rolls", "NAACL", 2023)
    assert [str(each) for each in added.evidence.all()] == ["Handmade"]
    assert list(added.links.values_list("label", "url", "position")) == [
        ("Paper", "https://arxiv.org/abs/2402.00001", 0),
        ("Code", "https://github.com/x/y", 1),
    ]
    assert added.arxiv_id == "2402.00001"
    assert sorted(tag.name for tag in added.tags.all()) == ["a", "b c"]
    assert order("Two") == ["Delta", "Rho"]
    assert added.date == "May"


def test_label_is_the_one_that_the_list_uses(admin_client):
    imported(LIST.replace("[Paper]", "[PDF]").replace("00001)]", "00001)] [[Code](https://x.y/z)]"))
    shown = review(admin_client, SIGMA)
    assert shown.context["drafts"][0]["links"].value() == "PDF https://arxiv.org/abs/2401.00009"


def test_title_is_the_link_where_the_list_has_it_so(admin_client):
    imported(
        "# L\n\n## One\n\n- [Alpha learns](https://arxiv.org/abs/2101.00001)\n- [Beta](https://arxiv.org/abs/2101.00002)\n"
    )
    shown = review(admin_client, SIGMA, section=section("One").pk)
    save(admin_client, shown)
    assert "\n- [Sigma Sorts Über Everything](https://arxiv.org/abs/2401.00009)" in render().decode()


@pytest.mark.parametrize(("has_tracks", "track"), [(True, "Findings"), (False, "")])
def test_track_is_put_in_where_the_list_has_a_place_for_it(admin_client, has_tracks, track):
    imported(LIST.replace("ACL'23", "ACL'23 findings") if has_tracks else LIST)
    findings = (
        "@inproceedings{a, title={Rho rolls}, year=2024, url={https://x.y/z}, booktitle={Findings of the ACL: EMNLP}}"
    )
    save(admin_client, review(admin_client, findings, section=section("One").pk))
    assert (paper("Rho").track, paper("Rho").venue.name) == (track, "EMNLP")


def test_part_can_be_left_out(admin_client, one):
    shown = review(admin_client, SIGMA + TAU, section=one.pk)
    save(admin_client, shown, choice_0="skip", title_0="", year_0="nonsense")
    assert order("One") == ["Alpha", "Beta", "Gamma", "Tau"]


def test_leaving_all_out_adds_nothing_and_says_so(admin_client, one):
    before = snapshot()
    response = save(admin_client, review(admin_client, SIGMA), choice_0="skip")
    assert messages(response) == ["Nothing was added: all was left out."]
    assert snapshot() == before


def test_history_says_who_added_the_paper(admin_client, one, admin_user):
    save(admin_client, review(admin_client, SIGMA, section=one.pk))
    record = paper("Sigma").history.get()
    assert (record.history_user, record.history_change_reason, record.tags) == (admin_user, "added", ["sorting"])
    assert record.links == [["Paper", "https://arxiv.org/abs/2401.00009"]]


def test_message_leads_to_what_was_added(admin_client, one):
    response = save(admin_client, review(admin_client, SIGMA, section=one.pk))
    address = reverse("admin:papers_paper_change", args=[paper("Sigma").pk])
    assert messages(response) == [f'Added <a href="{address}">Sigma Sorts Über Everything</a> to “One”.']


# From arXiv and Crossref


def test_paper_is_added_from_an_arxiv_id(admin_client, one, sources):
    sources.has_paper("2401.00009", "Sigma sorts", doi="10.1000/SIGMA")
    shown = review(admin_client, "https://arxiv.org/pdf/2401.00009v2", section=one.pk)
    assert (told(shown), shown.context["failures"]) == ([], ())

    save(admin_client, shown)

    added = paper("Sigma")
    assert (added.authors, added.doi, added.year) == (["Ada Lovelace", "Kurt Gödel"], "10.1000/sigma", 2023)
    assert added.venue.name == Venue.objects.get(kind="preprint").name
    assert added.links.get().url == "https://arxiv.org/abs/2401.00009"
    assert set(added.fetched.values_list("field", "source")) == {
        (name, "arxiv") for name in ("authors", "abstract", "date", "doi")
    }
    assert MetadataLookup.objects.get().outcome == "found"


def test_paper_is_added_from_a_doi(admin_client, one, sources):
    sources.has_work("10.1000/SIGMA", "Sigma sorts", **work())
    save(admin_client, review(admin_client, "doi:10.1000/SIGMA", section=one.pk))
    added = paper("Sigma")
    assert (added.venue.name, added.year, added.doi) == ("TACL", 2022, "10.1000/sigma")
    assert added.links.get().url == "https://doi.org/10.1000/sigma"


def test_mixed_text_is_asked_for_in_two_requests(admin_client, one, sources):
    sources.has_paper("2401.00001", "First found")
    sources.has_paper("2401.00002", "Second found")
    sources.has_work("10.1000/x", "Third found")
    shown = review(admin_client, f"2401.00002\n{TAU}10.1000/x\n2401.00001", section=one.pk)
    titles = [form["title"].value() for form in shown.context["drafts"]]
    assert titles == ["Second found", "Tau totals", "Third found", "First found"]
    assert len(sources.asked) == 2


def test_unknown_id_is_told_at_its_line_and_the_others_are_kept(admin_client, one, sources):
    sources.has_paper("2401.00001", "First found")
    shown = review(admin_client, "2401.00001\n2401.99999\n10.1000/none\nnothing at all")
    assert told(shown) == [
        "Line 2: arXiv does not know 2401.99999.",
        "Line 3: Crossref does not know 10.1000/none.",
        "Line 4: “nothing at all” is no arXiv id, DOI, address of a paper or BibTeX.",
    ]
    assert len(shown.context["drafts"].forms) == 1


@pytest.mark.parametrize(
    ("mood", "failure"),
    [
        ("429", "arXiv was asked too often (HTTP 429); try again later"),
        ("500", "arXiv answered with an error (HTTP 500)"),
        ("garbage", "arXiv answered with something else than metadata"),
        ("close", "arXiv cannot be reached"),
    ],
)
def test_source_that_fails_is_told_and_the_paper_is_filled_in_by_hand(admin_client, one, sources, mood, failure):
    sources.mood = mood
    shown = review(admin_client, f"2401.00009\n{TAU}", section=one.pk)
    assert shown.context["failures"] == (failure,)
    assert failure in shown.content.decode()
    first = shown.context["drafts"][0]
    assert (first["title"].value(), first["links"].value()) == ("", "Paper https://arxiv.org/abs/2401.00009")
    assert first["problem"].value() == f"{failure}. Fill it in by hand, or look it up again"

    save(admin_client, shown, title_0="Sigma by hand")

    assert order("One") == ["Alpha", "Beta", "Gamma", "Sigma", "Tau"]
    assert paper("Sigma").arxiv_id == "2401.00009"
    assert not FetchedValue.objects.filter(paper=paper("Sigma")).exists()


@pytest.mark.usefixtures("no_sources", "one")
def test_without_a_network_the_form_stays_usable_and_says_so(admin_client):
    shown = review(admin_client, "2401.00009\n10.1000/x")
    assert shown.context["failures"] == ("arXiv cannot be reached", "Crossref cannot be reached")
    assert len(shown.context["drafts"].forms) == 2


def test_address_that_nobody_is_asked_for_is_a_draft(admin_client, one):
    shown = review(admin_client, "https://openreview.net/forum?id=abc", section=one.pk)
    save(admin_client, shown, title_0="Sigma opens")
    assert paper("Sigma").openreview_id == "abc"


# Papers that are there already


def offered(response) -> list[str]:
    return [value for value, _ in response.context["drafts"][0].fields["choice"].choices]


def test_paper_that_is_there_is_offered_by_its_identifier(admin_client, one):
    shown = review(admin_client, "@misc{a, title={Another title}, eprint={2101.00001}}", section=one.pk)
    assert offered(shown) == [str(paper("Alpha").pk), "another", "skip"]
    page = shown.content.decode()
    assert "Alpha learns in context" in page
    assert "same arXiv id, another title" in page
    assert reverse("admin:papers_paper_change", args=[paper("Alpha").pk]) in page


@pytest.mark.parametrize(
    ("title", "reason"), [("ALPHA: learns, in-context", "same title"), ("Alpha learned in contexts", "similar title")]
)
def test_paper_that_is_there_is_offered_by_its_title(admin_client, one, title, reason):
    shown = review(admin_client, f"@misc{{a, title={{{title}}}}}", section=one.pk)
    assert offered(shown)[0] == str(paper("Alpha").pk)
    assert f"it is there already ({reason})" in shown.content.decode()


def test_nothing_is_added_before_a_maintainer_has_chosen(admin_client, one):
    before = snapshot()
    shown = review(admin_client, "@misc{a, title={Alpha learns in context}}", section=section("Two").pk)
    assert errors(save(admin_client, shown)) == {"choice": ["Choose: it looks like a paper that is there already."]}
    assert snapshot() == before


def test_paper_that_is_there_can_be_listed_in_the_section_too(admin_client, one):
    shown = review(admin_client, "@misc{a, title={Alpha learns in context}}", section=section("Two").pk)
    save(admin_client, shown, choice_0=str(paper("Alpha").pk), title_0="Not taken")
    assert order("Two") == ["Delta", "Alpha"]
    assert Paper.objects.count() == 5
    assert paper("Alpha").title == "Alpha learns in context"


def test_paper_is_not_listed_twice_in_one_section(admin_client, one):
    shown = review(admin_client, "@misc{a, title={Alpha learns in context}}", section=one.pk)
    response = save(admin_client, shown, choice_0=str(paper("Alpha").pk))
    assert errors(response) == {"section": ["The paper is listed there already."]}
    assert paper("Alpha").listings.count() == 1


def test_paper_can_be_another_one(admin_client, one):
    shown = review(admin_client, "@misc{a, title={Alpha learns in context II}, url={https://x.y/2}}", section=one.pk)
    save(admin_client, shown, choice_0="another")
    assert Paper.objects.filter(title__startswith="Alpha learns").count() == 2


def test_paper_that_came_meanwhile_is_noticed(admin_client, one):
    shown = review(admin_client, SIGMA, section=one.pk)
    make_paper("Sigma sorts uber everything")
    response = save(admin_client, shown)
    assert errors(response) == {"choice": ["Choose: it looks like a paper that is there already."]}


def test_one_paper_pasted_twice_is_reviewed_once(admin_client, one, sources):
    sources.has_paper("2401.00009", "Sigma sorts über everything")
    shown = review(admin_client, f"{SIGMA}2401.00009")
    assert len(shown.context["drafts"].forms) == 1
    assert told(shown) == ["Line 8: “Sigma sorts über everything” is the paper of line 1, and reviewed once."]


# What is refused


@pytest.mark.parametrize(
    ("text", "error"),
    [("", "Paste something first."), ("  \n ", "Paste something first."), ("x" * 1_000_001, "at most 1000000")],
    ids=["empty", "blank", "too long"],
)
def test_text_that_cannot_be_read_is_told_at_the_field(admin_client, text, error):
    response = review(admin_client, text)
    assert error in str(response.context["paste"].errors["text"])
    assert response.context["drafts"] is None


@pytest.mark.parametrize(
    "garbage", ["@article{", "{", '@a{b,c="{x},\n', "\x00"], ids=["entries", "braces", "quotes", "NUL"]
)
def test_a_megabyte_of_garbage_is_told(admin_client, garbage):
    response = review(admin_client, garbage * (900_000 // len(garbage)))
    assert response.context["drafts"] is None
    assert response.context["faults"] or response.context["paste"].errors


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"title_0": " "}, "title", "A paper needs one."),
        ({"section_0": ""}, "section", "Choose one: an entry needs a place."),
        ({"year_0": "12345"}, "year", "less than or equal to 9999"),
        ({"links_0": "Paper"}, "links", "“Paper” is no address"),
        ({"choice_0": ""}, "choice", "Choose"),
        ({"fetched_0": "forged"}, "fetched", "Where the values came from cannot be told"),
        ({"title_0": "[Theoretical] Sigma"}, "title", "The README cannot say this"),
    ],
    ids=["title", "section", "year", "links", "choice", "forged", "unwritable"],
)
def test_bad_value_is_told_at_its_field_and_nothing_is_saved(admin_client, one, changes, field, message):
    before = snapshot()
    response = save(admin_client, review(admin_client, SIGMA + TAU, section=one.pk), **changes)
    assert message in errors(response)[field][0]
    assert len(response.context["drafts"].forms) == 2
    assert snapshot() == before


def test_what_the_readme_cannot_say_is_told_at_the_paper_that_it_is_about(admin_client, one):
    before = snapshot()
    shown = review(admin_client, SIGMA + TAU, section=one.pk)
    response = save(admin_client, shown, title_1="[Theoretical] Tau")
    assert [bool(form.errors) for form in response.context["drafts"].forms] == [False, True]
    assert snapshot() == before
    save(admin_client, response, title_1="Tau again")
    assert order("One")[-2:] == ["Sigma", "Tau"]


def test_trouble_that_was_there_before_keeps_nobody_from_adding(admin_client, one):
    Paper.objects.filter(pk=paper("Alpha").pk).update(title="[Theoretical] Alpha")
    save(admin_client, review(admin_client, SIGMA, section=section("Two").pk))
    assert order("Two") == ["Delta", "Sigma"]


def test_more_papers_than_a_page_holds_are_told(admin_client, one):
    shown = review(
        admin_client, "\n".join(f"@misc{{k{n}, title={{Wholly {n:x} different {n * n}}}}}" for n in range(60))
    )
    assert len(shown.context["drafts"].forms) == 40
    assert told(shown)[-1].startswith("Line 41: from here on 20 more are left out; 40 are reviewed at a time.")


# Who may


def test_page_is_reached_from_the_list_of_papers(admin_client):
    assert reverse(ADD) in admin_client.get(reverse("admin:papers_paper_changelist")).content.decode()
    assert admin_client.get(reverse(ADD)).status_code == 200


def test_reading_the_page_changes_nothing(admin_client, one):
    before = snapshot()
    admin_client.get(reverse(ADD), {"text": SIGMA, "save": "Save"})
    assert snapshot() == before


def as_one_of(client, django_user_model, group: str | None):
    user = django_user_model.objects.create_user("someone", password="x", is_staff=True)
    if group:
        user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return client


@pytest.mark.parametrize("group", [EDITORS, MAINTAINERS])
def test_groups_may_add_papers(client, django_user_model, one, group):
    member = as_one_of(client, django_user_model, group)
    save(member, review(member, SIGMA, section=one.pk))
    assert order("One")[-1] == "Sigma"


def test_others_may_not(client, django_user_model, one):
    assert client.get(reverse(ADD)).status_code == 302
    other = as_one_of(client, django_user_model, None)
    before = snapshot()
    assert other.get(reverse(ADD)).status_code == 403
    assert other.post(reverse(ADD), {"text": SIGMA, "review": "Review"}).status_code == 403
    assert other.post(reverse(ADD), {"save": "Save"}).status_code == 403
    assert snapshot() == before


def test_editors_add_no_venues_of_their_own(client, django_user_model, one):
    member = as_one_of(client, django_user_model, EDITORS)
    shown = review(member, SIGMA, section=one.pk)
    response = save(member, shown, venue_0="Tuesday Seminar")
    assert "adding venues needs the permission" in errors(response)["venue"][0]
    save(member, shown, venue_0="colm")
    assert paper("Sigma").venue.name == "COLM"


def test_maintainers_add_venues_by_naming_them(admin_client, one):
    save(admin_client, review(admin_client, SIGMA, section=one.pk), venue_0="Journal of Sorting")
    venue = paper("Sigma").venue
    assert (venue.name, venue.kind, venue.recognised) == ("Journal of Sorting", "journal", True)
    assert "(**Journal of Sorting'24**)" in render().decode()


def test_venues_are_found_by_their_other_spellings(admin_client, one):
    venue = make_venue("Tuesday Seminar", slug="tuesday", aliases=["TueSem"])
    save(admin_client, review(admin_client, SIGMA, section=one.pk), venue_0="tuesem")
    assert paper("Sigma").venue == venue


# Cost, and the real list


def test_queries_do_not_grow_with_the_list(admin_client, django_assert_max_num_queries):
    home = make_section()
    for number in range(30):
        make_paper(f"Paper number {number} of many", listed_in=home)
    with django_assert_max_num_queries(40):
        review(admin_client, SIGMA + TAU)


def test_paper_added_to_phenomenon_is_one_line_of_the_real_list(admin_client, survey_readme):
    call_command("import_readme", str(django_settings.BASE_DIR / "survey" / "README.md"), verbosity=0)
    place = section("Phenomenon")
    shown = review(admin_client, SIGMA, section=place.pk)

    save(admin_client, shown)

    lines = difflib.ndiff(survey_readme.decode().splitlines(), render().decode().splitlines())
    assert [line for line in lines if line[0] in "+-"] == [
        "+ - (**ICML'24**) Sigma Sorts Über Everything [[Paper]](https://arxiv.org/abs/2401.00009)"
    ]
    assert order("Phenomenon")[-1] == "Sigma"
