"""Whatever a title or an abstract is, each format gives it back as `plain` leaves it, and stays well-formed."""

import csv
import io
import json
import unicodedata
from urllib.parse import parse_qs

import rispy
from bibtexparser.entrypoint import parse_string as parse_library
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string

from papers.citations import bibtex, coins, csl, ris, table
from papers.citations.formatted import reference
from papers.citations.text import plain, readable
from tests.citations.latex import decode, decode_formulas
from tests.citations.works import work

# Any code point, halves of surrogate pairs too, and often what formats take for their own.
texts = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from("{}\\%&$#_~^\"'`-,;=@<>!? \n\r\t\x00\x1b\x85\u2028\u202e\u00a0ABCaé上"),
    ),
    max_size=60,
)


@given(texts, texts)
@example("{\\textbraceleft}", "\\")
@example("A\u030aB", "\u0301x")
def test_bibtex(title, abstract):
    text = bibtex.entry(work(title, abstract=abstract, authors=[title, "Ada Lovelace"], citation_key=title))
    text.encode()
    (by_pybtex,) = parse_string(text, "bibtex").entries.values()
    library = parse_library(text)
    (by_bibtexparser,) = library.entries
    assert len(library.blocks) == 1
    for field, value in (("title", title), ("abstract", abstract)):
        expected = unicodedata.normalize("NFC", decode_formulas(plain(value)))
        assert decode(by_pybtex.fields.get(field, "")) == expected
        assert decode(by_bibtexparser.fields_dict[field].value if expected else "") == expected
    assert "Lovelace, Ada" in by_bibtexparser["author"]


@given(st.lists(st.tuples(texts, texts), max_size=3))
def test_ris(values):
    papers = [work(title, abstract=abstract, authors=[title]) for title, abstract in values]
    text = "".join(ris.records(papers))
    text.encode()
    found = [(record.get("title", ""), record.get("abstract", "")) for record in rispy.loads(text)]
    assert found == [(readable(title), readable(abstract)) for title, abstract in values]


@given(st.lists(st.tuples(texts, texts), max_size=3))
def test_csl(values):
    papers = [work(title, abstract=abstract, authors=[title]) for title, abstract in values]
    items = json.loads("".join(csl.documents(papers)).encode())
    found = [(item.get("title", ""), item.get("abstract", "")) for item in items]
    assert found == [(readable(title), readable(abstract)) for title, abstract in values]


@given(st.lists(st.tuples(texts, texts), max_size=3))
def test_csv(values):
    papers = [work(title, abstract=abstract) for title, abstract in values]
    text = "".join(table.lines(papers, lambda pk: [])).encode().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == len(values)
    for row, value in zip(rows, values, strict=True):
        for cell, written in zip((row["title"], row["abstract"]), map(plain, value), strict=True):
            assert cell in (written, f"'{written}")
            assert cell[:1] not in tuple("=+-@\t\r")


@given(texts)
def test_coins(title):
    found = parse_qs(coins.title(work(title)), strict_parsing=True)
    assert found.get("rft.atitle", [""]) == [readable(title)]


@settings(max_examples=50)
@given(texts, texts)
def test_formatted(title, author):
    made = reference(work(title, authors=[author], year=2024))
    made.html.encode()
    assert readable(title) in made.text
    assert "<script" not in made.html
