import unicodedata

import pytest
from bibtexparser.entrypoint import parse_string as parse_library
from pybtex.database import parse_string

from papers.citations import bibtex
from papers.citations.text import plain
from tests.citations.awkward import awkward
from tests.citations.latex import decode
from tests.citations.works import CONFERENCE, JOURNAL, SERVER, work
from tests.rows import make_paper


def by_pybtex(text):
    """Type and fields of each entry."""
    entries = parse_string(text, "bibtex").entries
    return {key: (entry.type, dict(entry.fields)) for key, entry in entries.items()}


def by_bibtexparser(text):
    library = parse_library(text)
    assert library.failed_blocks == []
    assert len(library.blocks) == len(library.entries)
    return {
        entry.key: (entry.entry_type, {field.key: field.value for field in entry.fields}) for entry in library.entries
    }


def fields(paper):
    text = bibtex.entry(paper)
    (_, found), (_, same) = by_pybtex(text)[bibtex.key(paper)], by_bibtexparser(text)[bibtex.key(paper)]
    # pybtex takes authors out of the fields.
    assert {**found, "author": ""} == {**same, "author": ""}
    return same


def test_a_conference_paper_to_the_byte():
    paper = work(
        "How GPT-4 & LLaMA learn_in {context",
        venue=CONFERENCE,
        year=2022,
        track="Findings & more",
        arxiv_id="2209.11895",
        doi="10.1000/x_y",
        authors=["Catherine Olsson", "Vincent van Gogh", "Davis, Jr., Sammy", "Johnson & Johnson", "et al."],
        abstract="50% of x.",
    )
    assert bibtex.entry(paper) == (
        "@inproceedings{olsson2022induction,\n"
        "  title = {How {GPT}-4 \\& {LLaMA} learn\\_in {\\textbraceleft}context},\n"
        "  author = {Olsson, Catherine and van Gogh, Vincent and Davis, Jr., Sammy and {Johnson \\& Johnson}"
        " and others},\n"
        "  booktitle = {NeurIPS},\n"
        "  year = {2022},\n"
        "  eprint = {2209.11895},\n"
        "  archivePrefix = {arXiv},\n"
        "  eprinttype = {arxiv},\n"
        "  doi = {10.1000/x_y},\n"
        "  url = {https://doi.org/10.1000/x_y},\n"
        "  note = {Findings \\& more},\n"
        "  abstract = {50\\% of x.},\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("given", "kind", "expected"),
    [
        ({"venue": JOURNAL}, "article", {"journal": "JMLR"}),
        ({"venue": SERVER}, "misc", {"howpublished": "bioRxiv"}),
        (
            {"arxiv_id": "2209.11895"},
            "misc",
            {
                "eprint": "2209.11895",
                "archivePrefix": "arXiv",
                "eprinttype": "arxiv",
                "url": "https://arxiv.org/abs/2209.11895",
            },
        ),
        ({}, "misc", {}),
    ],
    ids=["journal", "server", "arxiv", "nothing"],
)
def test_type_and_place(given, kind, expected):
    found = by_pybtex(bibtex.entry(work(**given)))
    assert found == {"olsson2022induction": (kind, {"title": "Induction Heads", **expected})}


def test_authors_as_pybtex_reads_them():
    paper = work(authors=["Charles de la Cruz", "Sammy Davis Jr.", "Oak Ridge and Friends, Inc.", "张 三", "et al."])
    people = parse_string(bibtex.entry(paper), "bibtex").entries["olsson2022induction"].persons["author"]
    parts = [(p.first_names, p.prelast_names, p.last_names, p.lineage_names) for p in people]
    assert parts == [
        (["Charles"], ["de", "la"], ["Cruz"], []),
        (["Sammy"], [], ["Davis"], ["Jr."]),
        ([], [], ["{Oak Ridge and Friends, Inc.}"], []),
        ([], [], ["{张 三}"], []),
        ([], [], ["others"], []),
    ]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("In-Context Learning of A Thing", "In-Context Learning of A Thing"),
        ("BERT-like GPT-4s", "{BERT}-like {GPT}-4s"),
        ("LLaMA, iPhone, arXiv and 3D", "{LLaMA}, {iPhone}, {arXiv} and {3D}"),
        ("ÉCOLE and ÜBer", "{ÉCOLE} and {ÜBer}"),
        ("snake_CASE", "snake\\_{CASE}"),
        ("T5 on C4 with an L2 loss", "{T5} on {C4} with an {L2} loss"),
        ("Vitamin C, A* and Type-B: A Study", "Vitamin {C}, {A}* and Type-{B}: A Study"),
        ("A 3d view of p53", "A 3d view of p53"),
        ("Learning with $\\ell_2$ loss and $k$-means", "Learning with {$\\ell_2$} loss and {$k$}-means"),
        ("From $5 to $10 in $O(n^2)$", "From \\$5 to \\$10 in {$O(n^2)$}"),
    ],
)
def test_title_keeps_capitals_from_styles(title, expected):
    assert bibtex.encode_title(title) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("& % $ # _", r"\& \% \$ \# \_"),
        ("{ } ~ ^", r"{\textbraceleft} {\textbraceright} {\textasciitilde} {\textasciicircum}"),
        ("\\a", r"{\textbackslash}a"),
        ("a--b---c", "a-{}-b-{}-{}-c"),
        ("GPT é 上 “x” – 'y'", "GPT é 上 “x” – 'y'"),
        ("e\u0301", "é"),
    ],
)
def test_encode(text, expected):
    assert bibtex.encode(text) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("olsson2022induction", "olsson2022induction"),
        ("a b,c{d}e", "a-b-c-d-e"),
        ('x"y\\z%#~@=', "x-y-z"),
        ("ß", "paper-new"),
        ("\n", "paper-new"),
    ],
)
def test_key_can_hold_nothing_that_ends_it(key, expected):
    paper = work(citation_key=key)
    assert bibtex.key(paper) == expected
    assert set(by_pybtex(bibtex.entry(paper))) == set(by_bibtexparser(bibtex.entry(paper))) == {expected}


@pytest.mark.django_db
def test_link_is_verbatim_and_tags_are_keywords():
    paper = make_paper()
    paper.links.create(url="https://example.org/a_b%20{c}\\d#e&f~g")
    paper.tags.add("in-context & more", "heads")
    found = fields(paper)
    assert found["url"] == "https://example.org/a_b%20%7Bc%7D%5Cd#e&f~g"
    assert found["keywords"] == r"heads, in-context \& more"


def test_entries_are_a_file():
    papers = [work("A", citation_key="a"), work("Be", citation_key="b")]
    assert "".join(bibtex.entries(papers)) == "@misc{a,\n  title = {A},\n}\n\n@misc{b,\n  title = {Be},\n}\n"
    assert list(bibtex.entries([])) == []


@awkward
@pytest.mark.parametrize("field", ["title", "abstract"])
def test_awkward_text_survives(title, field):
    paper = work(**{"title": "Heads", field: title})
    assert decode(fields(paper)[field]) == unicodedata.normalize("NFC", plain(title))


@awkward
def test_awkward_text_as_an_author_breaks_nothing(title):
    paper = work(authors=[title, "Ada Lovelace"], venue=CONFERENCE, track=title)
    found = fields(paper)
    assert found["author"].endswith(" and Lovelace, Ada")
    assert decode(found["note"]) == unicodedata.normalize("NFC", plain(title))


@awkward
def test_braces_balance_for_a_reader_that_knows_no_backslash(title):
    depth = 0
    for character in bibtex.entry(work(title, abstract=title, authors=[title])):
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
