import json

import jsonschema
import pytest

from papers.citations import csl
from papers.citations.text import plain
from tests.citations.awkward import awkward
from tests.citations.works import CONFERENCE, JOURNAL, SERVER, work
from tests.rows import make_paper

TEXT = {"type": "string", "minLength": 1}
NAME = {
    "type": "object",
    "properties": dict.fromkeys(("family", "given", "non-dropping-particle", "suffix", "literal"), TEXT),
    "additionalProperties": False,
    "anyOf": [{"required": ["family"]}, {"required": ["literal"]}],
}
DATE_PARTS = {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3}
# Of CSL 1.0.2's types and variables, those that are used here.
SCHEMA = {
    "type": "object",
    "properties": {
        **dict.fromkeys(
            ("title", "container-title", "publisher", "genre", "number", "abstract", "keyword", "DOI", "note"), TEXT
        ),
        "id": TEXT,
        "type": {"enum": ["paper-conference", "article-journal", "article", "document"]},
        "URL": {"type": "string", "pattern": "^https?://"},
        "author": {"type": "array", "items": NAME, "minItems": 1},
        "issued": {
            "type": "object",
            "properties": {"date-parts": {"type": "array", "items": DATE_PARTS, "minItems": 1, "maxItems": 1}},
            "required": ["date-parts"],
            "additionalProperties": False,
        },
    },
    "required": ["id", "type"],
    "additionalProperties": False,
}


def read(papers):
    items = json.loads("".join(csl.documents(papers)).encode())
    for item in items:
        jsonschema.validate(item, SCHEMA)
    return items


def test_a_conference_paper():
    paper = work(
        venue=CONFERENCE,
        year=2022,
        date="2022-09-24",
        track="Findings",
        arxiv_id="2209.11895",
        doi="10.1000/x",
        authors=["Catherine Olsson", "van Gogh, Vincent", "OpenAI", "et al."],
        abstract="Two\nlines.",
    )
    assert read([paper]) == [
        {
            "id": "olsson2022induction",
            "type": "paper-conference",
            "container-title": "NeurIPS",
            "title": "Induction Heads",
            "author": [
                {"family": "Olsson", "given": "Catherine"},
                {"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van"},
                {"literal": "OpenAI"},
            ],
            "issued": {"date-parts": [[2022, 9, 24]]},
            "abstract": "Two lines.",
            "DOI": "10.1000/x",
            "URL": "https://doi.org/10.1000/x",
            "note": "Findings; arXiv:2209.11895",
        }
    ]


PREPRINT = {"type": "article", "genre": "preprint"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"venue": JOURNAL}, {"type": "article-journal", "container-title": "JMLR"}),
        ({"venue": SERVER}, {**PREPRINT, "publisher": "bioRxiv"}),
        ({"arxiv_id": "2209.11895"}, {**PREPRINT, "publisher": "arXiv", "number": "arXiv:2209.11895"}),
        (
            {"arxiv_id": "2209.11895", "venue": SERVER},
            {**PREPRINT, "publisher": "bioRxiv", "number": "arXiv:2209.11895"},
        ),
        ({}, {"type": "document"}),
    ],
    ids=["journal", "server", "arxiv", "arxiv on a server", "nothing"],
)
def test_where_it_appeared(fields, expected):
    item = read([work(**fields)])[0]
    item.pop("URL", None)
    assert item == {"id": "olsson2022induction", "title": "Induction Heads", **expected}


def test_url_that_is_given_comes_first_if_it_can_be_followed():
    paper = work(arxiv_id="2209.11895")
    assert csl.item(paper, url="https://survey.example/")["URL"] == "https://survey.example/"
    assert csl.item(paper, url="javascript:alert(1)")["URL"] == "https://arxiv.org/abs/2209.11895"


@pytest.mark.django_db
def test_tags_are_keywords_in_alphabetical_order():
    paper = make_paper()
    paper.tags.add("heads", "attention")
    assert read([paper])[0]["keyword"] == "attention, heads"


def test_documents_stream_an_item_a_line():
    assert list(csl.documents([])) == ["[\n", "]\n"]
    pieces = list(csl.documents([work("上"), work("B")]))
    assert pieces[0] == "[\n"
    assert pieces[1] == '{"id": "olsson2022induction", "type": "document", "title": "上"}'
    assert pieces[2].startswith(",\n{")
    assert pieces[3:] == ["\n]\n"]


def test_documents_take_papers_one_by_one():
    def endless():
        while True:
            yield work()

    stream = csl.documents(endless())
    assert [next(stream) for _ in range(3)][2].startswith(",\n")


@awkward
def test_an_awkward_title_survives(title):
    assert read([work(title)])[0]["title"] == plain(title)
