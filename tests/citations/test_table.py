import csv
import io
from datetime import date

import pytest

from papers.citations import table
from papers.citations.text import plain
from tests.citations.awkward import AWKWARD, awkward
from tests.citations.works import CONFERENCE, work
from tests.rows import add_evidence, add_link, make_evidence_type, make_paper, make_venue


def read(papers, sections=lambda paper: []):
    text = "".join(table.lines(papers, sections))
    return list(csv.DictReader(io.StringIO(text.encode().decode("utf-8-sig"), newline="")))


@pytest.mark.django_db
def test_a_row(settings):
    settings.SITE_URL = "https://survey.example"
    paper = make_paper(
        slug="induction-heads",
        citation_key="olsson2022induction",
        authors=["Catherine Olsson", "Nelson Elhage"],
        venue=make_venue("NeurIPS"),
        track="Oral",
        year=2022,
        arxiv_id="2209.11895",
        doi="10.1000/x",
        abstract="Two\nlines.",
        added=date(2024, 2, 3),
    )
    add_link(paper, "https://arxiv.org/abs/2209.11895")
    add_link(paper, "javascript:alert(1)")
    add_link(paper, "https://github.com/a/b")
    add_evidence(paper, make_evidence_type("Empirical"))
    add_evidence(paper, make_evidence_type("Theoretical"))
    paper.tags.add("heads", "attention")
    assert read([paper], lambda each: {paper: ["Skill Learning > Internals", "Other"]}[each]) == [
        {
            "slug": "induction-heads",
            "title": "Induction Heads",
            "authors": "Catherine Olsson; Nelson Elhage",
            "venue": "NeurIPS",
            "track": "Oral",
            "year": "2022",
            "evidence_types": "Empirical; Theoretical",
            "sections": "Skill Learning > Internals; Other",
            "tags": "attention; heads",
            "url": "https://survey.example/papers/induction-heads/",
            "links": "https://arxiv.org/abs/2209.11895; https://github.com/a/b",
            "arxiv_id": "2209.11895",
            "doi": "10.1000/x",
            "abstract": "Two lines.",
            "citation_key": "olsson2022induction",
            "added": "2024-02-03",
        }
    ]


def test_lines_end_in_crlf_and_start_with_the_header():
    lines = list(table.lines([work('Commas, quotes " and\nmore')], lambda pk: []))
    assert lines[0] == (
        "\ufeffslug,title,authors,venue,track,year,evidence_types,sections,tags,url,links,arxiv_id,doi,abstract,"
        "citation_key,added\r\n"
    )
    assert lines[1].startswith(',"Commas, quotes "" and more",')
    assert [line.count("\r\n") for line in lines] == [1, 1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "tags", [["a; b", "c"], ["a, b", 'say "x"'], ['"quoted"', "plain"], ["x;y", 'z;"', "="], ["R&D;", "; end"]]
)
def test_items_can_be_told_apart(tags):
    paper = make_paper()
    for tag in tags:
        paper.tags.add(tag)
    (row,) = read([paper])
    # An apostrophe guards a cell that starts as a formula does.
    cell = row["tags"].removeprefix("'")
    (found,) = csv.reader([cell], delimiter=";", skipinitialspace=True)
    assert sorted(found) == sorted(tags)


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n\n-2", "＝1", "\t", "\r"])
def test_cell_that_a_spreadsheet_would_run(value):
    assert table.cell(value) == "'" + value


@pytest.mark.parametrize("value", ["", "Induction", "a=b", "'=1", "1-2", "e-mail", "–1", "https://example.org/=x"])
def test_cell_that_is_harmless(value):
    assert table.cell(value) == value


@awkward
def test_awkward_text_survives(title):
    paper = work(title, venue=CONFERENCE, track=title, abstract=title, citation_key=title)
    (row,) = read([paper])
    expected = f"'{plain(title)}" if title in (AWKWARD["formula"], AWKWARD["minus"], AWKWARD["at"]) else plain(title)
    assert {row[name] for name in ("title", "track", "abstract", "citation_key")} == {expected}
