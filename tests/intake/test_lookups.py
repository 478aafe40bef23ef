"""arXiv and Crossref as their maintained clients ask them, on good days and bad ones."""

from __future__ import annotations

import pytest

from papers.identifiers import Identifiers
from papers.intake import arxiv, crossref
from papers.intake.lookups import LookupFailedError
from tests.intake.sources import work

PATIENCE = 0.2
"""Seconds until a client gives up, where it shall."""


def ask_arxiv(*ids, timeout=5.0):
    return arxiv.fetch(ids, delay=0, timeout=timeout)


def ask_crossref(*dois, timeout=5.0):
    return crossref.fetch(dois, delay=0, timeout=timeout)


def test_arxiv_says_what_a_paper_is(sources):
    sources.has_paper("2305.00001", "Induction\n  heads & friends", doi="10.1000/ABC")

    draft = ask_arxiv("2305.00001")["2305.00001"]

    assert (draft.title, draft.authors) == ("Induction heads & friends", ("Ada Lovelace", "Kurt Gödel"))
    assert draft.abstract == "We show α & more."
    assert (draft.year, draft.date, draft.venue) == (2023, "2023-05-17", "arXiv")
    assert draft.identifiers == Identifiers(arxiv_id="2305.00001", doi="10.1000/abc")
    assert draft.source == "arxiv"


def test_arxiv_own_dois_are_no_second_identifier(sources):
    sources.has_paper("2305.00001", "Heads", doi="10.48550/arXiv.2305.00001")
    assert ask_arxiv("2305.00001")["2305.00001"].identifiers == Identifiers(arxiv_id="2305.00001")


def test_arxiv_is_asked_once_for_many_and_knows_some(sources):
    for number in range(100):
        sources.has_paper(f"2305.{number:05}", f"Paper {number}")

    found = ask_arxiv(*(f"2305.{number:05}" for number in range(60, 160)))

    assert sorted(found) == [f"2305.{number:05}" for number in range(60, 100)]
    assert found["2305.00099"].title == "Paper 99"
    assert len(sources.asked) == 1


def test_arxiv_is_told_who_asks(sources, settings):
    settings.SITE_URL = "https://list.example.org"
    ask_arxiv("2305.00001")
    assert sources.agents == ["LivingSurvey/1.0 (+https://list.example.org)"]


@pytest.mark.parametrize("name", ["math.GT/0309136", "math/0309136", "hep-th/9901001"])
def test_arxiv_knows_old_ids(sources, name):
    sources.has_paper(name.replace(".GT", ""), "Old")
    assert ask_arxiv(name)[name].title == "Old"


def test_arxiv_refusing_one_id_keeps_the_others(sources):
    sources.has_paper("2305.00001", "One")
    sources.has_paper("2305.00003", "Three")
    sources.refused.add("2305.00002")

    assert sorted(ask_arxiv("2305.00001", "2305.00002", "2305.00003")) == ["2305.00001", "2305.00003"]


def test_arxiv_promising_more_than_it_has_keeps_what_it_gave(sources):
    sources.has_paper("2305.00001", "One")
    sources.counts_all = True
    assert list(ask_arxiv("2305.00001", "2305.00002")) == ["2305.00001"]


def test_arxiv_answers_are_kept_and_failures_are_not(sources):
    sources.has_paper("2305.00001", "One")
    sources.mood = "500"
    with pytest.raises(LookupFailedError):
        ask_arxiv("2305.00001")
    sources.mood = ""
    for _ in range(2):
        assert ask_arxiv("2305.00001")["2305.00001"].title == "One"
    assert len(sources.asked) == 2


def test_arxiv_is_asked_at_most_every_three_seconds():
    address = "http://127.0.0.1:1/api/query"
    client = arxiv._client(address, arxiv.DELAY, 8.0)
    assert client.delay_seconds == 3.0
    assert arxiv._client(address, arxiv.DELAY, 8.0) is client


def test_crossref_says_what_a_paper_is(sources):
    sources.has_work("10.1000/ABC", "<i>Heads</i> &amp; tails", **work(subtitle=["A study"]))

    draft = ask_crossref("10.1000/abc")["10.1000/abc"]

    assert draft.title == "Heads & tails: A study"
    assert draft.authors == ("Ada Lovelace", "The Analytical Team")
    assert draft.abstract == "We show x & y."
    assert (draft.year, draft.date) == (2022, "2022-03-09")
    assert draft.venue == "Transactions of the Association for Computational Linguistics"
    assert (draft.identifiers, draft.source) == (Identifiers(doi="10.1000/abc"), "crossref")


def test_crossref_may_know_little(sources):
    sources.has_work("10.1000/bare", "Bare", issued={"date-parts": [[None]]})
    draft = ask_crossref("10.1000/bare")["10.1000/bare"]
    assert (draft.title, draft.authors, draft.abstract, draft.year, draft.date) == ("Bare", (), "", None, "")


def test_crossref_is_asked_once_for_many_and_knows_some(sources):
    for number in range(30):
        sources.has_work(f"10.1000/x{number}", f"Paper {number}")
    found = ask_crossref(*(f"10.1000/x{number}" for number in range(20, 60)))
    assert sorted(found) == [f"10.1000/x{number}" for number in range(20, 30)]
    assert len(sources.asked) == 1


def test_crossref_is_told_who_asks(sources, settings):
    settings.SITE_URL = "https://list.example.org"
    ask_crossref("10.1000/x")
    assert sources.agents[0].endswith("LivingSurvey/1.0 (+https://list.example.org)")


def test_crossref_is_asked_alone_for_what_its_filter_cannot_say(sources):
    sources.has_work("10.1000/a,b", "Comma")
    sources.has_work("10.1000/c", "Plain")
    found = ask_crossref("10.1000/a,b", "10.1000/c", "10.1000/un,known")
    assert sorted(draft.title for draft in found.values()) == ["Comma", "Plain"]


BAD_DAYS = [
    ("429", "was asked too often (HTTP 429); try again later"),
    ("500", "answered with an error (HTTP 500)"),
    ("garbage", "answered with something else than metadata"),
    ("html", "answered with something else than metadata"),
    ("nothing", "answered with something else than metadata"),
    ("close", "cannot be reached"),
    ("hang", "did not answer within 0.2 seconds"),
]


@pytest.mark.parametrize(("mood", "reason"), [*BAD_DAYS, ("cut", "answered with something else than metadata")])
def test_arxiv_failing_is_told_in_a_line(sources, mood, reason):
    sources.has_paper("2305.00001", "One")
    sources.mood = mood
    with pytest.raises(LookupFailedError) as failure:
        ask_arxiv("2305.00001", timeout=PATIENCE)
    assert str(failure.value) == f"arXiv {reason}"
    assert len(sources.asked) == 1


@pytest.mark.parametrize(
    ("mood", "reason"),
    [*BAD_DAYS, ("denied", "answered with an error (HTTP 400)"), ("odd", "answered with something else than metadata")],
)
def test_crossref_failing_is_told_in_a_line(sources, mood, reason):
    sources.mood = mood
    with pytest.raises(LookupFailedError) as failure:
        ask_crossref("10.1000/abc", timeout=PATIENCE)
    assert str(failure.value) == f"Crossref {reason}"
    assert len(sources.asked) == 1


@pytest.mark.usefixtures("no_sources")
def test_no_network_is_told_in_a_line():
    with pytest.raises(LookupFailedError, match="arXiv cannot be reached"):
        ask_arxiv("2305.00001")
    with pytest.raises(LookupFailedError, match="Crossref cannot be reached"):
        ask_crossref("10.1000/abc")
