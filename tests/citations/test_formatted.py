from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser

import pytest
from django.template import Context, Template

from papers.citations.formatted import reference
from papers.citations.text import plain
from papers.models import Venue
from tests.citations.awkward import awkward
from tests.citations.works import CONFERENCE, JOURNAL, SERVER, work

ADA = "Ada Lovelace"
ARXIV = "https://arxiv.org/abs/2209.11895"


class Page(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        assert attrs == []
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"venue": CONFERENCE, "year": 2022, "authors": [ADA, "Vincent van Gogh"], "arxiv_id": "2209.11895"},
            f"Lovelace, A. and van Gogh, V. (2022) ‘Induction Heads’, NeurIPS. Available at: {ARXIV}.",
        ),
        (
            {"venue": CONFERENCE, "year": 2022, "arxiv_id": "2209.11895"},
            f"‘Induction Heads’ (2022) NeurIPS. Available at: {ARXIV}.",
        ),
        (
            {"venue": JOURNAL, "year": 2022, "date": "2022-03-04", "authors": [ADA], "doi": "10.1000/x"},
            "Lovelace, A. (2022) ‘Induction Heads’, JMLR. Available at: https://doi.org/10.1000/x.",
        ),
        ({"venue": JOURNAL, "year": 2022}, "‘Induction Heads’ (2022) JMLR."),
        (
            {"arxiv_id": "2209.11895", "year": 2022, "authors": [ADA, "et al."]},
            f"Lovelace, A. and others (2022) ‘Induction Heads’. arXiv. Available at: {ARXIV}.",
        ),
        ({"arxiv_id": "2209.11895", "year": 2022}, f"‘Induction Heads’ (2022). arXiv. Available at: {ARXIV}."),
        ({"venue": SERVER, "authors": ["OpenAI"]}, "OpenAI (no date) ‘Induction Heads’. bioRxiv."),
        (
            {"authors": [ADA, "Alan Turing", "Grace Hopper", "Kurt Gödel"], "year": 1950},
            "Lovelace, A. et al. (1950) ‘Induction Heads’.",
        ),
        ({}, "‘Induction Heads’ (no date)."),
        ({"title": "\x00 "}, "(no date)."),
    ],
    ids=[
        "conference",
        "conference without authors",
        "journal",
        "journal without authors",
        "arxiv",
        "arxiv without authors",
        "organisation",
        "four authors",
        "title only",
        "nothing",
    ],
)
def test_reference(fields, expected):
    assert reference(work(**fields)).text == expected


def test_html_marks_the_venue():
    html = reference(work("A & B", venue=CONFERENCE, year=2022)).html
    assert html == "‘A &amp; B’ (2022) <i>NeurIPS</i>."


def test_html_goes_into_a_template_once_escaped():
    made = reference(work("<b>", year=2022))
    shown = Template("{{ made.html }}|{{ made.text }}").render(Context({"made": made}))
    assert shown == "‘&lt;b&gt;’ (2022).|‘&lt;b&gt;’ (2022)."


@awkward
@pytest.mark.parametrize("authors", [[], [ADA]], ids=["no authors", "authors"])
def test_awkward_text_survives(title, authors):
    made = reference(work(title, authors=authors, year=2022, venue=Venue(name=title, kind="conference")))
    assert f"‘{plain(title)}’" in made.text
    page = Page(made.html)
    assert page.text == made.text
    assert page.tags == ["i"]


@awkward
def test_awkward_authors_stay_text(title):
    made = reference(work(authors=[title, ADA], year=2022))
    assert "‘Induction Heads’" in made.text
    assert Page(made.html).tags == []


def test_threads_do_not_mix_references():
    papers = [work(f"Paper {number}", year=1900 + number, venue=CONFERENCE) for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        texts = [made.text for made in pool.map(reference, papers)]
    assert texts == [f"‘Paper {number}’ ({1900 + number}) NeurIPS." for number in range(40)]
