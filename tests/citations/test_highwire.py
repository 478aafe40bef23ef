import pytest

from papers.citations.highwire import meta
from papers.citations.text import plain
from tests.citations.awkward import awkward
from tests.citations.works import CONFERENCE, JOURNAL, SERVER, work
from tests.rows import add_link, make_paper, make_venue


@pytest.mark.parametrize("authors", [[], ["et al."], [""], [None]])
def test_nothing_without_authors(authors):
    assert meta(work(authors=authors, year=2022)) == []


def test_nothing_without_a_title():
    assert meta(work("\x00", authors=["Ada Lovelace"])) == []


@pytest.mark.django_db
def test_a_conference_paper(settings):
    settings.SITE_URL = "https://survey.example"
    paper = make_paper(
        slug="induction-heads",
        authors=["Olsson, Catherine", "Vincent van Gogh", "et al."],
        year=2022,
        date="2022-09-04",
        venue=make_venue("NeurIPS"),
        doi="10.1000/x",
        arxiv_id="2209.11895",
    )
    paper.tags.add("heads", "attention")
    assert meta(paper) == [
        ("citation_title", "Induction Heads"),
        ("citation_author", "Catherine Olsson"),
        ("citation_author", "Vincent van Gogh"),
        ("citation_publication_date", "2022/09/04"),
        ("citation_conference_title", "NeurIPS"),
        ("citation_doi", "10.1000/x"),
        ("citation_arxiv_id", "2209.11895"),
        ("citation_pdf_url", "https://arxiv.org/pdf/2209.11895"),
        ("citation_abstract_html_url", "https://survey.example/papers/induction-heads/"),
        ("citation_keywords", "attention; heads"),
    ]


@pytest.mark.parametrize(
    ("venue", "expected"),
    [
        (CONFERENCE, {"citation_conference_title": "NeurIPS"}),
        (JOURNAL, {"citation_journal_title": "JMLR"}),
        (SERVER, {}),
        (None, {}),
    ],
)
def test_where_it_appeared(venue, expected):
    found = dict(meta(work(authors=["Ada Lovelace"], venue=venue, year=2022, date="2022-09")))
    assert found == {
        "citation_title": "Induction Heads",
        "citation_author": "Ada Lovelace",
        "citation_publication_date": "2022",
        **expected,
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "is_pdf"),
    [
        ("https://arxiv.org/pdf/2209.11895v2", True),
        ("https://example.org/Paper.PDF", True),
        ("https://example.org/paper.pdf?download=1", True),
        ("https://example.org/?file=paper.pdf", False),
        ("https://arxiv.org/abs/2209.11895", False),
        ("https://example.org/pdf/1", False),
        ("javascript:alert(1)//x.pdf", False),
    ],
)
def test_pdf_is_a_link_that_is_evidently_one(url, is_pdf):
    paper = make_paper(authors=["Ada Lovelace"])
    add_link(paper, "https://example.org/")
    add_link(paper, url)
    assert dict(meta(paper)).get("citation_pdf_url") == (url if is_pdf else None)


@awkward
def test_awkward_text_survives(title):
    assert meta(work(title, authors=["Ada Lovelace"]))[0] == ("citation_title", plain(title))
