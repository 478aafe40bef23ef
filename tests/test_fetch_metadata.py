"""What the README cannot say, from arXiv and Crossref, and nothing of it into the README."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.urls import reverse

from papers.exporter import render
from papers.intake.fetching import Options, fetch_metadata
from papers.models import FetchedValue, Listing, MetadataLookup, Paper
from papers.search import matching
from tests.intake.fixtures import no_sources, sources
from tests.intake.sources import work
from tests.lists import LIST, imported, paper, section
from tests.rows import add_link, make_listing, make_paper, make_section

__all__ = ["no_sources", "sources"]

pytestmark = pytest.mark.django_db

QUICK: dict[str, Any] = {"arxiv_delay": 0.0, "crossref_delay": 0.0}


def fetch(**options: Any):
    return fetch_metadata(Paper.objects.all(), Options(**QUICK, **options))


def run(*arguments: str) -> tuple[str, str]:
    """Standard output and error."""
    stdout, stderr = io.StringIO(), io.StringIO()
    call_command("fetch_metadata", *arguments, stdout=stdout, stderr=stderr)
    return stdout.getvalue(), stderr.getvalue()


def make_papers(count: int, identifier: str) -> None:
    """With arXiv ids or DOIs, by their number."""
    field = "doi" if identifier.startswith("10.") else "arxiv_id"
    Paper.objects.bulk_create(
        Paper(
            title=f"Paper {each}",
            slug=f"{field}-{each}",
            citation_key=f"{field}{each}",
            **{field: identifier.format(each)},
        )
        for each in range(count)
    )


def lookups() -> dict[str, str]:
    return dict(MetadataLookup.objects.order_by("identifier").values_list("identifier", "outcome"))


@pytest.fixture
def alpha() -> Paper:
    return make_paper("Alpha learns in context", arxiv_id="2101.00001", listed_in=make_section())


@pytest.mark.usefixtures("alpha")
def test_arxiv_fills_what_is_empty_and_is_named(sources):
    sources.has_paper("2101.00001", "Alpha Learns in Context", doi="10.1000/alpha")

    report = fetch()

    paper = Paper.objects.get()
    assert (paper.authors, paper.date, paper.doi) == (["Ada Lovelace", "Kurt Gödel"], "2023-05-17", "10.1000/alpha")
    assert paper.abstract == "We show α & more."
    assert (paper.title, paper.year, paper.venue) == ("Alpha learns in context", None, None)
    kept = FetchedValue.objects.get(field="authors")
    assert (kept.value, kept.source, kept.day is not None) == (paper.authors, "arxiv", True)
    assert sorted(FetchedValue.objects.values_list("field", flat=True)) == ["abstract", "authors", "date", "doi"]
    assert (report.asked, report.found, report.left) == (1, 1, 0)
    assert dict(report.filled) == {"authors": 1, "abstract": 1, "date": 1, "doi": 1}


def test_crossref_fills_papers_with_a_doi_only(sources):
    make_paper("Beta", doi="10.1000/BETA")
    sources.has_work("10.1000/BETA", "Beta", **work())

    fetch()

    paper = Paper.objects.get()
    assert (paper.authors, paper.date, paper.doi) == (
        ["Ada Lovelace", "The Analytical Team"],
        "2022-03-09",
        "10.1000/BETA",
    )
    assert set(FetchedValue.objects.values_list("source", flat=True)) == {"crossref"}


def test_doi_of_arxiv_asks_arxiv(sources):
    make_paper("Beta", doi="10.48550/arXiv.2101.00009")
    sources.has_paper("2101.00009", "Beta")
    fetch()
    assert Paper.objects.get().authors
    assert lookups() == {"2101.00009": "found"}


@pytest.mark.usefixtures("alpha")
def test_what_was_fetched_is_found_and_has_a_history(sources, admin_user):
    sources.has_paper("2101.00001", "Alpha learns in context")
    fetch_metadata(Paper.objects.all(), Options(**QUICK), user=admin_user)
    assert matching(Paper.objects.all(), "lovelace").count() == 1
    record = Paper.objects.get().history.first()
    assert (record.history_user, record.history_change_reason) == (admin_user, "metadata from arXiv")


def test_another_title_is_a_finding_and_nothing_is_taken(sources, alpha):
    sources.has_paper("2101.00001", "What Can Transformers Learn In-Context?")

    report = fetch()

    alpha.refresh_from_db()
    assert (alpha.authors, alpha.abstract) == ([], "")
    lookup = MetadataLookup.objects.get()
    assert (lookup.outcome, lookup.title) == ("mismatch", "What Can Transformers Learn In-Context?")
    assert [str(each) for each in report.mismatches] == [
        "Another title: Alpha learns in context has 2101.00001, which is “What Can Transformers Learn In-Context?”"
    ]


def test_one_identifier_under_two_titles_goes_to_the_right_one(sources):
    for title in ("What Can Transformers Learn In-Context?", "Can Transformer Models Generalize Beyond Their Data?"):
        make_paper(title, arxiv_id="2208.01066")
    sources.has_paper("2208.01066", "What can transformers learn in-context?")

    report = fetch()

    assert [bool(paper.authors) for paper in Paper.objects.order_by("pk")] == [True, False]
    assert [each.paper for each in report.mismatches] == ["Can Transformer Models Generalize Beyond Their Data?"]


@pytest.mark.usefixtures("alpha")
def test_unknown_identifier_is_told(sources):
    assert fetch().missing == ["2101.00001"]
    assert lookups() == {"2101.00001": "missing"}
    assert sources.asked


def test_maintainers_words_stay(sources, alpha):
    sources.has_paper("2101.00001", "Alpha learns in context", doi="10.1000/alpha")
    Paper.objects.update(authors=["Grace Hopper"], abstract="My words.", date="May", doi="10.1000/mine")
    fetch(again=True)
    alpha.refresh_from_db()
    assert (alpha.authors, alpha.abstract) == (["Grace Hopper"], "My words.")
    assert (alpha.date, alpha.doi) == ("May", "10.1000/mine")
    assert not FetchedValue.objects.exists()


def test_again_renews_only_what_nobody_edited(sources, alpha):
    sources.has_paper("2101.00001", "Alpha learns in context", authors=["Ada Lovelace"])
    fetch()
    Paper.objects.update(abstract="My words.")
    sources.papers["2101.00001"] |= {"authors": ["Ada Lovelace", "Alan Turing"], "abstract": "New."}
    cache.clear()

    report = fetch(again=True)

    alpha.refresh_from_db()
    assert (alpha.authors, alpha.abstract) == (["Ada Lovelace", "Alan Turing"], "My words.")
    assert FetchedValue.objects.get(field="authors").value == ["Ada Lovelace", "Alan Turing"]
    assert dict(report.filled) == {"authors": 1}


def test_a_paper_is_asked_for_again_when_told_or_when_its_identifier_changed(sources, alpha):
    def asked(**options: Any) -> int:
        return fetch(**options).asked

    assert [asked(), asked(), asked(again=True)] == [1, 0, 1]
    Paper.objects.update(arxiv_id="2101.00002")
    assert [asked(), asked()] == [1, 0]
    assert lookups() == {"2101.00002": "missing"}


def test_papers_that_lack_nothing_or_have_no_identifier_are_not_asked_for(sources):
    make_paper("Complete", arxiv_id="2101.00001", doi="10.1/x", authors=["A"], abstract="B", date="2021")
    make_paper("Unidentified")
    assert fetch().asked == 0
    assert sources.asked == []


def test_batches_are_polite(sources):
    make_papers(150, "2101.{:05}")
    make_papers(60, "10.1000/{}")
    assert fetch().asked == 210
    assert len(sources.asked) == 4


def test_run_that_was_cut_short_goes_on(sources):
    make_papers(120, "2101.{:05}")
    for number in range(120):
        sources.has_paper(f"2101.{number:05}", f"Paper {number}")
    sources.mood, sources.well_for = "500", 1

    first = fetch()
    assert (first.asked, first.found, first.left) == (100, 100, 20)
    assert first.failure == "arXiv answered with an error (HTTP 500)"
    assert Paper.objects.exclude(authors=[]).count() == 100

    sources.mood = ""
    second = fetch()
    assert (second.asked, second.left, second.failure) == (20, 0, "")
    assert Paper.objects.filter(authors=[]).count() == 0


def test_limit_asks_for_some_and_says_how_many_are_left(sources):
    make_papers(5, "2101.{:05}")
    assert [(report.asked, report.left) for report in (fetch(limit=2), fetch(limit=2), fetch(limit=2))] == [
        (2, 3),
        (2, 1),
        (1, 0),
    ]


# The README


def test_real_list_is_exported_byte_for_byte_as_before(sources, survey_readme):
    call_command("import_readme", str(django_settings.BASE_DIR / "survey" / "README.md"), verbosity=0)
    assert render() == survey_readme
    for title, arxiv_id in Paper.objects.exclude(arxiv_id="").values_list("title", "arxiv_id"):
        sources.has_paper(arxiv_id, title, doi=f"10.1000/{arxiv_id}")
    sources.papers["2208.01066"]["title"] = (
        "What Can Transformers Learn In-Context? A Case Study of Simple Function Classes"
    )

    report = fetch()

    assert report.found == report.filled["authors"] > 60
    assert [mismatch.identifier for mismatch in report.mismatches] == ["2208.01066"]
    assert render() == survey_readme


def test_a_paper_added_here_stays_without_what_was_fetched(sources):
    imported()
    added = make_paper("Sigma sorts", arxiv_id="2401.00009", listed_in=section("One"))
    add_link(added, "https://arxiv.org/abs/2401.00009")
    before = render()
    sources.has_paper("2401.00009", "Sigma sorts")
    fetch()
    added.refresh_from_db()
    assert added.authors
    assert render() == before


WITH_AUTHORS = (
    "# L\n\n## One\n\n"
    "- **Alpha learns in context**. *Ada Lovelace, Alan Turing*. ICLR 2021. [[Paper]](https://arxiv.org/abs/2101.00001)\n"
    "- **Beta explains regression**. *Grace Hopper*. ICML 2022. [[Paper]](https://arxiv.org/abs/2202.00002)\n"
)


def test_authors_that_the_readme_says_are_left_to_it(sources):
    imported(WITH_AUTHORS)
    assert paper("Alpha").authors == ["Ada Lovelace", "Alan Turing"]
    Paper.objects.filter(pk=paper("Alpha").pk).update(authors=[])
    added = make_paper("Sigma sorts", arxiv_id="2401.00009", listed_in=section("One"))
    add_link(added, "https://arxiv.org/abs/2401.00009")
    before = render()
    for arxiv_id, title in (("2101.00001", "Alpha learns in context"), ("2401.00009", "Sigma sorts")):
        sources.has_paper(arxiv_id, title)

    report = fetch()

    assert paper("Alpha").authors == []
    assert Paper.objects.get(pk=added.pk).authors == []
    assert dict(report.filled) == {"abstract": 2, "date": 2}
    assert render() == before


def test_import_of_ones_own_export_keeps_what_was_fetched(sources):
    imported()
    sources.has_paper("2101.00001", "Alpha learns in context")
    fetch()
    imported(render().decode())
    assert paper("Alpha").authors == ["Ada Lovelace", "Kurt Gödel"]
    assert render().decode() == LIST


# The command


@pytest.mark.usefixtures("alpha")
def test_command_says_what_it_did(sources):
    sources.has_paper("2101.00001", "Alpha learns in context")
    stdout, stderr = run()
    assert stdout == ""
    assert stderr.splitlines() == [
        "1 paper asked for, 1 found, 0 left; filled in: authors of 1, abstracts of 1, dates of 1, DOIs of 0"
    ]


@pytest.mark.usefixtures("alpha")
def test_command_reports_as_json(sources):
    sources.has_paper("2101.00001", "Another thing altogether")
    stdout, _ = run("--json")
    report = json.loads(stdout)
    assert (report["asked"], report["found"], report["mismatches"][0]["title"]) == (1, 0, "Another thing altogether")


def test_command_dry_run_asks_and_changes_nothing(sources, alpha):
    sources.has_paper("2101.00001", "Alpha learns in context")
    _, stderr = run("--dry-run")
    assert "1 found" in stderr
    assert "Nothing was changed." in stderr
    alpha.refresh_from_db()
    assert (alpha.authors, FetchedValue.objects.count(), MetadataLookup.objects.count()) == ([], 0, 0)


def test_command_takes_a_limit_and_asks_again(sources):
    make_paper("Alpha", arxiv_id="2101.00001")
    make_paper("Beta", arxiv_id="2101.00002")
    assert "1 paper asked for, 0 found, 1 left" in run("--limit", "1")[1]
    MetadataLookup.objects.all().delete()
    call_command("fetch_metadata", "--limit", "1", "--again", stderr=io.StringIO(), stdout=io.StringIO())
    assert MetadataLookup.objects.count() == 1
    with pytest.raises(CommandError, match="'0' is no number of papers"):
        run("--limit", "0")


@pytest.mark.usefixtures("alpha", "no_sources")
def test_command_without_a_network_ends_with_one_line():
    with pytest.raises(CommandError) as failure:
        run()
    assert failure.value.returncode == 1
    assert str(failure.value) == ("arXiv cannot be reached; what came before is kept, 1 left: run it again to go on")
    assert not MetadataLookup.objects.exists()


def test_command_refuses_an_unmigrated_database(tmp_path):
    with closing(sqlite3.connect(tmp_path / "new.sqlite3")) as database:
        database.execute("CREATE TABLE other (id)")
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3"}
    command = [sys.executable, str(django_settings.BASE_DIR / "manage.py"), "fetch_metadata"]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=60, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "CommandError: the database is not migrated; run: python manage.py migrate\n"


# The action


def act(client, papers):
    selected = {"action": "fetch_missing", "_selected_action": [paper.pk for paper in papers]}
    response = client.post(reverse("admin:papers_paper_changelist"), selected, follow=True)
    return [str(message) for message in response.context["messages"]]


def test_action_fetches_for_the_papers_chosen(admin_client, sources, alpha):
    other = make_paper("Alpha learns in context again", arxiv_id="2101.00002")
    sources.has_paper("2101.00001", "Alpha learns in context")
    sources.has_paper("2101.00002", "Alpha learns in context again")
    assert act(admin_client, [alpha]) == [
        "1 paper asked for, 1 found, 0 left; filled in: authors of 1, abstracts of 1, dates of 1, DOIs of 0."
    ]
    assert (bool(Paper.objects.get(pk=alpha.pk).authors), bool(Paper.objects.get(pk=other.pk).authors)) == (True, False)
    assert act(admin_client, [alpha])[0].startswith("Nothing to ask for")


def test_action_tells_mismatches_unknown_ids_and_failures(admin_client, sources, alpha):
    beta = make_paper("Beta", arxiv_id="2101.00002")
    sources.has_paper("2101.00001", "Wholly different words")
    told = act(admin_client, [alpha, beta])
    assert "Not known there: 2101.00002." in told[0]
    assert told[1] == "Another title: Alpha learns in context has 2101.00001, which is “Wholly different words”."
    sources.mood = "429"
    gamma = make_paper("Gamma", doi="10.1000/g")
    assert act(admin_client, [gamma])[0].startswith("Crossref was asked too often (HTTP 429)")


def test_action_needs_the_permission_to_change_papers(client, django_user_model, alpha, sources):
    user = django_user_model.objects.create_user("looker", password="x", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_paper"))
    client.force_login(user)
    act(client, [alpha])
    assert sources.asked == []


def test_queries_do_not_grow_with_papers_that_need_nothing(django_assert_max_num_queries, sources):
    home = make_section()
    for number in range(50):
        make_listing(make_paper(f"Paper {number}", arxiv_id="", doi=""), home)
    assert Listing.objects.count() == 50
    with django_assert_max_num_queries(8):
        fetch()
    assert sources.asked == []
