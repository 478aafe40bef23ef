from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db.models import Model
from django.forms import Form
from django.test import Client
from django.urls import reverse

from papers import search
from papers.models import (
    Catalogue,
    Content,
    DismissedFinding,
    DismissedPair,
    EvidenceType,
    FetchedValue,
    Listing,
    MetadataLookup,
    Paper,
    ProposedImport,
    Revision,
    Section,
    SentValue,
    SlugRedirect,
    Step,
    Venue,
)
from tests.lists import DERIVED
from tests.rows import add_evidence, add_link, make_evidence_type, make_listing, make_paper, make_section, make_venue

pytestmark = pytest.mark.django_db


def address(model: type[Model], page: str, *args: Any) -> str:
    return reverse(f"admin:papers_{model._meta.model_name}_{page}", args=args)


def fields_of(form: Form) -> dict[str, Any]:
    """What a browser would send for a form that nobody touched."""
    values = {form.add_prefix(name): form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def save(client: Client, path: str, **changes: Any) -> list[str]:
    """Opens the page at `path`, changes what is named, presses Save; the errors it then shows."""
    context = client.get(path).context
    data = fields_of(context["adminform"].form)
    for inline in context["inline_admin_formsets"]:
        data |= fields_of(inline.formset.management_form)
        for form in inline.formset.initial_forms:
            data |= fields_of(form)
    response = client.post(path, {name: value for name, value in (data | changes).items() if value is not None})
    return [] if response.status_code == 302 else [unescape(str(error)) for error in response.context["errors"]]


def shown(client: Client, model: type[Model], **query: str) -> list[Any]:
    response = client.get(address(model, "changelist"), query)
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


def make_revision(**fields: Any) -> Revision:
    defaults = {"content": Content.objects.keep(b"# A list\n<script>"), "kind": Revision.Kind.UPSTREAM}
    return Revision.objects.create(**{**defaults, **fields})


@pytest.fixture
def one_of_each() -> dict[type[Model], Any]:
    section, venue, evidence_type = make_section(), make_venue(), make_evidence_type()
    paper = make_paper(listed_in=section, venue=venue)
    add_evidence(paper, evidence_type)
    add_link(paper, "https://example.org")
    return {
        Paper: paper,
        Section: section,
        Venue: venue,
        EvidenceType: evidence_type,
        Listing: paper.listings.get(),
        SlugRedirect: SlugRedirect.objects.create(old_slug="old", paper=paper),
        Revision: make_revision(),
    }


def test_every_model_has_its_place_in_the_admin():
    registered = admin.site._registry
    inlines = {inline.model for model_admin in registered.values() for inline in model_admin.inlines}
    counters_and_tags = {Catalogue, Paper.tags.through}
    without_pages = {Content, SentValue, Step}
    has_pages_of_its_own = {DismissedFinding, DismissedPair, FetchedValue, MetadataLookup, ProposedImport}
    histories = {model.history.model for model in (Paper, Section, Listing)}
    known = {*registered, *inlines, *counters_and_tags, *has_pages_of_its_own, *without_pages, *histories}
    models = {model for model in apps.get_app_config("papers").get_models() if not model._meta.proxy}
    assert models <= known


@pytest.mark.parametrize("model", [Paper, Section, Venue, EvidenceType, Listing, SlugRedirect, Revision])
def test_list_and_change_pages_open(admin_client, one_of_each, model):
    assert one_of_each[model] in shown(admin_client, model)
    assert admin_client.get(address(model, "change", one_of_each[model].pk)).status_code == 200


@pytest.mark.parametrize("model", [Paper, Section, Venue, EvidenceType, Listing, SlugRedirect])
def test_saving_an_untouched_page_changes_nothing(admin_client, one_of_each, model):
    row = model.objects.filter(pk=one_of_each[model].pk)
    before = {name: value for name, value in row.values().get().items() if name not in DERIVED}
    assert save(admin_client, address(model, "change", one_of_each[model].pk)) == []
    assert {name: value for name, value in row.values().get().items() if name not in DERIVED} == before


@pytest.mark.parametrize("model", [Paper, Section, Venue, EvidenceType, Listing, SlugRedirect, Revision])
def test_list_queries_do_not_grow(admin_client, django_assert_max_num_queries, one_of_each, model):
    evidence_type, section = one_of_each[EvidenceType], one_of_each[Section]
    for number in range(20):
        paper = make_paper(listed_in=section, venue=make_venue(f"Venue {number}", slug=f"venue-{number}"))
        add_evidence(paper, evidence_type)
        make_section()
        make_evidence_type(f"Type {number}", slug=f"type-{number}")
        SlugRedirect.objects.create(old_slug=f"old-{number}", paper=paper)
        make_revision()
    # Each filter that counts its values makes all filters anew.
    with django_assert_max_num_queries(64 if model is Paper else 12):
        assert len(shown(admin_client, model)) > 20


@pytest.mark.parametrize(
    ("model", "query"),
    [(Paper, "induction"), (Section, "skill"), (Venue, "neurips"), (EvidenceType, "empir"), (Listing, "induction")],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_search_finds_by_what_people_remember(admin_client, one_of_each, model, query):
    assert shown(admin_client, model, q=query) == [one_of_each[model]]
    assert shown(admin_client, model, q="no such thing") == []


@pytest.mark.parametrize(
    ("source", "field", "target"),
    [
        (Paper, "venue", Venue),
        (Listing, "section", Section),
        (Listing, "paper", Paper),
        (Listing, "parent", Listing),
        (Section, "parent", Section),
        (SlugRedirect, "paper", Paper),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_autocomplete_offers_rows(admin_client, one_of_each, source, field, target):
    query = {"app_label": "papers", "model_name": source._meta.model_name, "field_name": field, "term": ""}
    results = admin_client.get(reverse("admin:autocomplete"), query).json()["results"]
    assert str(one_of_each[target].pk) in [result["id"] for result in results]


def test_paper_title_authors_and_tags_are_edited(admin_client, one_of_each):
    paper = one_of_each[Paper]
    changes = {"title": "Better title", "authors": "Ada Lovelace\r\n\r\n Alan Turing ", "tags": "circuits, heads"}
    assert save(admin_client, address(Paper, "change", paper.pk), **changes) == []
    paper.refresh_from_db()
    assert (paper.title, paper.authors) == ("Better title", ["Ada Lovelace", "Alan Turing"])
    assert sorted(paper.tags.names()) == ["circuits", "heads"]


def test_new_paper_is_given_a_slug_and_a_citation_key(admin_client):
    fields = {"title": "Induction Heads in Transformers", "year": "2022", "authors": "Catherine Olsson"}
    assert save(admin_client, address(Paper, "add"), **fields) == []
    assert save(admin_client, address(Paper, "add"), **fields) == []
    given = Paper.objects.order_by("pk").values_list("slug", "citation_key")
    assert list(given) == [
        ("induction-heads-in-transformers", "olsson2022induction"),
        ("induction-heads-in-transformers-2", "olsson2022inductiona"),
    ]


def test_paper_keeps_slug_and_citation_key_that_it_was_given(admin_client, one_of_each):
    paper = one_of_each[Paper]
    save(admin_client, address(Paper, "change", paper.pk), slug="other", citation_key="other", title="Changed")
    paper.refresh_from_db()
    assert (paper.title, paper.slug, paper.citation_key) == ("Changed", "paper-1", "key1")


def test_paper_links_evidence_and_listings_are_edited_with_it(admin_client, one_of_each):
    paper, section = one_of_each[Paper], make_section("Other")
    theoretical = make_evidence_type("Theoretical")
    changes = {
        "links-TOTAL_FORMS": "2",
        "links-1-label": "Code",
        "links-1-url": "https://example.org/code",
        "links-1-position": "1",
        "links-1-paper": paper.pk,
        "evidence-TOTAL_FORMS": "2",
        "evidence-1-evidence_type": theoretical.pk,
        "evidence-1-position": "1",
        "evidence-1-paper": paper.pk,
        "listings-TOTAL_FORMS": "2",
        "listings-1-section": section.pk,
        "listings-1-paper": paper.pk,
    }
    assert save(admin_client, address(Paper, "change", paper.pk), **changes) == []
    assert [(link.label, link.url) for link in paper.links.all()] == [
        ("Paper", "https://example.org"),
        ("Code", "https://example.org/code"),
    ]
    assert [str(use) for use in paper.evidence.all()] == ["Empirical", "Theoretical"]
    assert [listing.section.title for listing in paper.listings.all()] == ["Skill Learning", "Other"]


@pytest.mark.parametrize(
    ("listed", "titles"), [("yes", ["Listed"]), ("no", ["Unlisted"]), ("", ["Unlisted", "Listed"])]
)
def test_papers_are_filtered_by_whether_they_are_listed(admin_client, listed, titles):
    make_paper("Listed", listed_in=make_section())
    make_paper("Unlisted")
    assert [paper.title for paper in shown(admin_client, Paper, **({"listed": listed} if listed else {}))] == titles


def test_papers_list_shows_evidence_and_where_papers_are_listed(admin_client, one_of_each):
    make_listing(one_of_each[Paper], make_section("Second"))
    html = admin_client.get(address(Paper, "changelist")).content.decode()
    assert '<td class="field-evidence_names">Empirical</td>' in html
    assert f'<td class="field-section_names">{one_of_each[Section]}; Second</td>' in html


def test_deleting_a_paper_takes_its_listings_along(admin_client, one_of_each):
    admin_client.post(address(Paper, "delete", one_of_each[Paper].pk), {"post": "yes"})
    assert not Paper.objects.exists()
    assert not Listing.objects.exists()


def test_new_listing_without_position_goes_to_the_end(admin_client, one_of_each):
    paper, section = make_paper("Another"), one_of_each[Section]
    assert save(admin_client, address(Listing, "add"), paper=paper.pk, section=section.pk) == []
    assert [listing.paper.title for listing in section.listings.all()] == ["Induction Heads", "Another"]
    assert paper.listings.get().position == 1


def test_listing_cannot_be_nested_under_one_of_another_section(admin_client, one_of_each):
    paper, elsewhere = make_paper("Another"), make_section("Elsewhere")
    errors = save(
        admin_client, address(Listing, "add"), paper=paper.pk, section=elsewhere.pk, parent=one_of_each[Listing].pk
    )
    assert "another section" in "".join(errors)
    assert not paper.listings.exists()


def test_listing_with_others_nested_under_it_is_not_deleted_alone(admin_client, one_of_each):
    listing = one_of_each[Listing]
    make_listing(make_paper("Nested"), one_of_each[Section], parent=listing)
    admin_client.post(address(Listing, "delete", listing.pk), {"post": "yes"})
    assert Listing.objects.filter(pk=listing.pk).exists()


def test_section_is_added_and_renamed_and_keeps_its_slug(admin_client):
    root = Section.objects.root()
    fields = {"title": "New", "slug": "new", "parent": root.pk, "level": "2", "position": "9"}
    assert save(admin_client, address(Section, "add"), **fields) == []
    section = Section.objects.get(slug="new")
    assert save(admin_client, address(Section, "change", section.pk), title="Newer", slug="newer") == []
    section.refresh_from_db()
    assert (section.title, section.slug) == ("Newer", "new")


def test_section_level_is_below_its_parents(admin_client):
    parent = make_section(level=2)
    fields = {"title": "New", "slug": "new", "parent": parent.pk, "level": "2", "position": "9"}
    assert "It must be more than the parent's, which is 2." in "".join(
        save(admin_client, address(Section, "add"), **fields)
    )


def test_section_cannot_be_put_under_itself(admin_client):
    outer = make_section("Outer", level=1)
    inner = make_section("Inner", level=2, parent=outer)
    errors = save(admin_client, address(Section, "change", outer.pk), parent=inner.pk, level="3")
    assert "A section cannot be under itself." in "".join(errors)


def test_section_that_holds_listings_is_not_deleted(admin_client, one_of_each):
    admin_client.post(address(Section, "delete", one_of_each[Section].pk), {"post": "yes"})
    assert Section.objects.filter(pk=one_of_each[Section].pk).exists()


def test_root_section_keeps_its_place(admin_client):
    root = Section.objects.root()
    assert save(admin_client, address(Section, "change", root.pk), title="Title", level="1", preface="Hello") == []
    root.refresh_from_db()
    assert (root.title, root.level, root.preface) == ("", 0, "Hello")
    assert admin_client.post(address(Section, "delete", root.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("make", [make_evidence_type, make_venue], ids=["evidence type", "venue"])
def test_renamed_term_keeps_its_old_name_as_an_alias(admin_client, make):
    term = make("Empirical", aliases=["Experiments"])
    assert save(admin_client, address(type(term), "change", term.pk), name="Empirics") == []
    term.refresh_from_db()
    assert (term.name, term.aliases, term.slug) == ("Empirics", ["Experiments", "Empirical"], "empirical")
    assert save(admin_client, address(type(term), "change", term.pk), name="Empirical", aliases="Experiments") == []
    term.refresh_from_db()
    assert (term.name, term.aliases) == ("Empirical", ["Experiments", "Empirics"])


def test_term_cannot_take_a_spelling_of_another(admin_client):
    make_venue("NAACL", aliases=["North American Chapter"])
    other = make_venue("ACL")
    path = address(Venue, "change", other.pk)
    assert "already stands for NAACL" in "".join(save(admin_client, path, name="Naacl"))
    assert "already stands for NAACL" in "".join(save(admin_client, path, aliases="ACM\nnorth-american chapter"))


@pytest.mark.parametrize("model", [EvidenceType, Venue])
def test_term_in_use_is_not_deleted(admin_client, one_of_each, model):
    admin_client.post(address(model, "delete", one_of_each[model].pk), {"post": "yes"})
    assert model.objects.filter(pk=one_of_each[model].pk).exists()


def test_slug_redirect_is_added(admin_client, one_of_each):
    paper = one_of_each[Paper]
    assert save(admin_client, address(SlugRedirect, "add"), old_slug="older", paper=paper.pk) == []
    assert set(paper.slug_redirects.values_list("old_slug", flat=True)) == {"old", "older"}


def test_revision_shows_its_text_and_cannot_be_touched(admin_client):
    revision = make_revision()
    path = address(Revision, "change", revision.pk)
    assert "# A list\n&lt;script&gt;" in admin_client.get(path).content.decode()
    assert admin_client.post(path, {"source": "elsewhere"}).status_code == 403
    assert admin_client.get(address(Revision, "add")).status_code == 403
    assert admin_client.post(address(Revision, "delete", revision.pk), {"post": "yes"}).status_code == 403
    selected = {"action": "delete_selected", "_selected_action": revision.pk, "post": "yes"}
    admin_client.post(address(Revision, "changelist"), selected)
    revision.refresh_from_db()
    assert revision.source == ""


@pytest.mark.parametrize("model", [Paper, Section, Venue, EvidenceType, Listing, SlugRedirect, Revision])
def test_those_who_may_only_look_see_every_page(client, django_user_model, one_of_each, model):
    reader = django_user_model.objects.create_user("reader", is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(reader)
    path = address(model, "change", one_of_each[model].pk)
    assert client.get(path).status_code == 200
    assert client.post(path, {"title": "Taken over"}).status_code == 403


def test_admin_asks_for_a_login(client):
    response = client.get(address(Paper, "changelist"))
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


def test_search_finds_what_a_saved_paper_says(admin_client, one_of_each):
    paper = one_of_each[Paper]
    assert save(admin_client, address(Paper, "change", paper.pk), abstract="On copying circuits.", tags="mech") == []
    assert search.matching(Paper.objects.all(), "circuits mech").get() == paper


def test_search_finds_papers_by_the_new_name_of_their_venue(admin_client, one_of_each):
    venue = one_of_each[Venue]
    paper = make_paper("At a venue", venue=venue)
    assert save(admin_client, address(Venue, "change", venue.pk), name="Zeitgeist") == []
    assert paper in search.matching(Paper.objects.all(), "zeitgeist")


def test_search_finds_papers_by_the_new_name_of_their_tag(admin_client, one_of_each):
    paper = one_of_each[Paper]
    paper.tags.add("old")
    page = reverse("admin:taggit_tag_change", args=[paper.tags.get().pk])
    assert save(admin_client, page, name="brandnew") == []
    assert search.matching(Paper.objects.all(), "brandnew").get() == paper
