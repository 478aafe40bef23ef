"""What is typed or pasted into forms of the admin: identifiers, links, unseen characters, names of signs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from papers.models import EvidenceType, Listing, Paper, PaperLink, Section, Venue
from tests.forms_of_pages import posting_forms
from tests.lists import LIST, edit, exported, imported, paper, section
from tests.test_admin import address, save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def survey() -> None:
    imported(LIST)


def page() -> str:
    return address(Paper, "change", paper("Alpha").pk)


def messages(client: Client, path: str) -> list[str]:
    return [str(each) for each in client.get(path).context["messages"]]


@pytest.mark.parametrize(
    ("field", "typed", "saved"),
    [
        ("arxiv_id", "https://arxiv.org/abs/2402.02212v3", "2402.02212"),
        ("arxiv_id", " arXiv:2402.02212 ", "2402.02212"),
        ("doi", "https://doi.org/10.1000/ABC.7", "10.1000/abc.7"),
        ("doi", "doi: 10.1000/182", "10.1000/182"),
        ("openreview_id", "https://openreview.net/forum?id=aB3_x-9", "aB3_x-9"),
        ("acl_id", "https://aclanthology.org/2020.acl-main.1/", "2020.acl-main.1"),
        ("doi", "", ""),
    ],
)
def test_identifiers_are_normalised(admin_client, field, typed, saved):
    assert save(admin_client, page(), **{field: typed}) == []
    assert getattr(paper("Alpha"), field) == saved


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("arxiv_id", "1" * 70_000),
        ("arxiv_id", "https://arxiv.org/abs/" + "1" * 70_000),
        ("arxiv_id", "Induction Heads"),
        ("arxiv_id", "10.1000/182"),
        ("doi", "10.1000"),
        ("doi", "11.1000/182"),
        ("doi", "10.1000/" + "x" * 70_000),
        ("doi", "http://["),
        ("openreview_id", "https://exa mple"),
        ("acl_id", "2020"),
    ],
)
def test_what_is_no_identifier_is_refused_at_the_field(admin_client, field, typed):
    before = Paper.objects.filter(pk=paper("Alpha").pk).values().get()
    context = admin_client.get(page()).context
    errors = save(admin_client, page(), **{field: typed})
    assert len(errors) == 1
    assert "is no " in errors[0]
    assert len(errors[0]) < 300
    assert context["adminform"].form.fields[field].required is False
    assert Paper.objects.filter(pk=paper("Alpha").pk).values().get() == before


def test_identifier_that_is_there_already_is_not_looked_at(admin_client):
    edit("Alpha", doi="not one")
    assert save(admin_client, page(), abstract="New.") == []
    assert (paper("Alpha").doi, paper("Alpha").abstract) == ("not one", "New.")


def add_link(client: Client, url: str) -> list[str]:
    at = PaperLink.objects.filter(paper=paper("Alpha")).count()
    row = {"label": "Code", "url": url, "position": str(at), "paper": paper("Alpha").pk}
    fields = {f"links-{at}-{name}": value for name, value in row.items()}
    return save(client, page(), **{"links-TOTAL_FORMS": str(at + 1), **fields})


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "http://[", "http://"]
)
def test_link_that_leads_nowhere_good_is_refused_at_the_field(admin_client, url):
    (error,) = add_link(admin_client, url)
    assert "cannot be a link: it" in error
    assert exported() == LIST


@pytest.mark.parametrize("url", ["https://github.com/ada/alpha", "mailto:ada@example.org", "code/alpha.py"])
def test_other_links_are_written(admin_client, url):
    assert add_link(admin_client, url) == []
    assert f"[[Code]({url})]" in exported()


def test_link_of_the_readme_that_is_malformed_may_stay(admin_client):
    imported(LIST.replace("https://arxiv.org/abs/2101.00001", "http://["))
    assert save(admin_client, page(), year="2022") == []
    assert "http://[" in exported()


def test_characters_that_cannot_be_seen_are_removed_and_told(admin_client):
    typed = {
        "title": "Alpha\u200b learns\x07 more",
        "authors": "Ada\ufeff Lovelace\nمی\u200cخواهم",
        "tags": "he\u00adads",
    }
    assert save(admin_client, page(), **typed) == []
    found = paper("Alpha")
    assert (found.title, found.authors) == ("Alpha learns more", ["Ada Lovelace", "می\u200cخواهم"])
    assert list(found.tags.names()) == ["heads"]
    told = messages(admin_client, page())
    assert "Title: removed what cannot be seen, ZERO WIDTH SPACE (U+200B), U+0007." in told
    assert "Authors: removed what cannot be seen, ZERO WIDTH NO-BREAK SPACE (U+FEFF)." in told
    assert "Tags: removed what cannot be seen, SOFT HYPHEN (U+00AD)." in told


def test_characters_of_the_readme_stay_where_nobody_touched_them(admin_client):
    text = LIST.replace("Alpha learns", "Alpha\u200b learns")
    imported(text)
    assert save(admin_client, page(), abstract="New.") == []
    assert exported() == text


@pytest.mark.parametrize(
    ("model", "word", "field"), [(Section, "Two", "title"), (Venue, "KDD", "name"), (EvidenceType, "Empirical", "name")]
)
def test_other_forms_remove_them_too(admin_client, model, word, field):
    row = model.objects.get(**{field: word})
    path = address(model, "change", row.pk)
    assert save(admin_client, path, **{field: f"{word}\u200b\0s"}) == []
    row.refresh_from_db()
    assert getattr(row, field) == f"{word}s"
    assert "removed what cannot be seen" in messages(admin_client, path)[0]


def test_tag_that_is_too_long_is_refused_at_the_field(admin_client):
    (error,) = save(admin_client, page(), tags="x" * 101)
    assert "is longer than 100 characters" in error


@pytest.mark.parametrize("names", [["a, b", "c"], ['say "hi"', '"'], ["+++", "???"], ["none"], ["two  blanks"]])
def test_tags_come_back_from_the_form_as_they_were(admin_client, names):
    found = paper("Alpha")
    found.tags.set(names)
    slugs = set(found.tags.slugs())
    forms = posting_forms(admin_client.get(page()).content.decode())
    (form,) = (form for form in forms if "title" in form.names)
    answer = admin_client.post(page(), {**form.body, "abstract": "New."})
    assert (answer.status_code, paper("Alpha").abstract) == (302, "New.")
    assert set(paper("Alpha").tags.names()) == set(names)
    assert set(paper("Alpha").tags.slugs()) == slugs


@pytest.mark.parametrize(
    ("model", "name", "slug"),
    [
        (Venue, "+++", "term"),
        (Venue, "None", "none-2"),
        (EvidenceType, "???", "term"),
        (EvidenceType, "none", "none-2"),
    ],
)
def test_terms_named_by_signs_get_an_address_that_filters(admin_client, client, model, name, slug):
    assert save(admin_client, address(model, "add"), name=name) == []
    term = model.objects.get(name=name)
    assert term.slug == slug
    found = paper("Alpha")
    if model is Venue:
        edit("Alpha", venue=term)
    else:
        found.evidence.update(evidence_type=term)
    facet = "venue" if model is Venue else "evidence"
    html = client.get("/papers/", {facet: slug}).content.decode()
    assert found.title in html
    assert paper("Beta").title not in html


@pytest.mark.parametrize("model", [Venue, EvidenceType])
def test_reserved_address_is_refused(admin_client, model):
    assert "stands for papers without one" in "".join(save(admin_client, address(model, "add"), name="x", slug="none"))


@pytest.mark.parametrize(("title", "slug"), [("+++", "section"), ("None", "none")])
def test_sections_named_by_signs_get_an_address(admin_client, client, title, slug):
    fields: dict[str, Any] = {"title": title, "parent": section("A list").pk, "level": "2", "position": "9"}
    assert save(admin_client, address(Section, "add"), **fields) == []
    assert client.get(reverse("papers:section", args=[slug])).status_code == 200


def test_year_of_any_length_in_an_address_is_no_error(admin_client):
    for name in ("year", "year__exact", "venue__id__exact", "tags__id__exact"):
        for value in ("9" * 20, "9" * 5_000, "x", "-1", "\0"):
            answer = admin_client.get(address(Paper, "changelist"), {name: value}, follow=True)
            assert answer.status_code in (200, 400, 414)


@pytest.mark.parametrize("key", ["x", "", "9" * 20, "9" * 5_000, "²"])
def test_rows_that_cannot_be_are_refused(admin_client, key):
    path = address(Paper, "changelist")
    answer = admin_client.post(path, {"action": "hide", "_selected_action": key, "index": "0"})
    assert answer.status_code == 400
    assert not Paper.objects.filter(hidden=True).exists()


@pytest.mark.parametrize("key", ["x", "9" * 20, " "])
def test_forms_start_without_rows_that_cannot_be(admin_client, key):
    assert admin_client.get(address(Listing, "add"), {"section": key, "paper": key}).status_code == 200
    errors = save(admin_client, address(Listing, "add"), section=key, paper=key, position="0")
    assert len(errors) == 2


def test_number_of_rows_of_any_length_is_no_error(admin_client):
    answer = admin_client.post(page(), {"seen": "{}", "title": "x", "links-TOTAL_FORMS": "9" * 70_000})
    assert answer.status_code == 200
