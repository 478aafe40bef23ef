import re

import pytest
import rispy

from papers.citations import ris
from papers.citations.text import plain
from tests.citations.awkward import awkward
from tests.citations.works import CONFERENCE, JOURNAL, SERVER, work
from tests.rows import make_paper

LINE = re.compile(r"([A-Z][A-Z0-9])  - ([^\r\n\x00-\x1f\x7f-\x9f\u2028\u2029]*)")


def strictly(text):
    """Records as pairs of tag and value; each line must be one, and end in CRLF."""
    assert text.endswith("\r\n")
    records: list[list[tuple[str, str]]] = []
    for line in text[:-2].split("\r\n"):
        if not line:
            assert not records or records[-1][-1] == ("ER", "")
            continue
        match = LINE.fullmatch(line)
        assert match, line
        if match[1] == "TY":
            records.append([])
        else:
            assert records[-1][-1] != ("ER", "")
        records[-1].append((match[1], match[2]))
    assert all(record[-1] == ("ER", "") for record in records)
    return records


def test_a_conference_paper():
    paper = work(
        venue=CONFERENCE,
        year=2022,
        track="Findings",
        arxiv_id="2209.11895",
        doi="10.1000/x",
        authors=["Catherine Olsson", "Vincent van Gogh", "Sammy Davis Jr.", "OpenAI", "Foo, Bar and Baz Inc", "et al."],
        abstract="Two\nlines.",
    )
    assert strictly(ris.record(paper)) == [
        [
            ("TY", "CPAPER"),
            ("ID", "olsson2022induction"),
            ("TI", "Induction Heads"),
            ("AU", "Olsson, Catherine"),
            ("AU", "van Gogh, Vincent"),
            ("AU", "Davis, Sammy, Jr."),
            ("AU", "OpenAI"),
            ("AU", "Foo Bar and Baz Inc,"),
            ("PY", "2022"),
            ("T2", "NeurIPS"),
            ("C3", "NeurIPS"),
            ("DO", "10.1000/x"),
            ("UR", "https://doi.org/10.1000/x"),
            ("AB", "Two lines."),
            ("N1", "Findings"),
            ("N1", "arXiv:2209.11895"),
            ("ER", ""),
        ]
    ]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"venue": JOURNAL}, [("TY", "JOUR"), ("T2", "JMLR")]),
        ({"venue": SERVER}, [("TY", "UNPB"), ("PB", "bioRxiv")]),
        (
            {"arxiv_id": "2209.11895"},
            [
                ("TY", "UNPB"),
                ("PB", "arXiv"),
                ("UR", "https://arxiv.org/abs/2209.11895"),
                ("N1", "arXiv:2209.11895"),
            ],
        ),
        ({}, [("TY", "GEN")]),
    ],
    ids=["journal", "server", "arxiv", "nothing"],
)
def test_type_and_place(fields, expected):
    (record,) = strictly(ris.record(work(**fields)))
    assert [pair for pair in record if pair[0] not in ("ID", "TI", "ER")] == expected


@pytest.mark.django_db
def test_a_keyword_a_line():
    paper = make_paper()
    paper.tags.add("heads", "attention")
    (record,) = strictly(ris.record(paper))
    assert [value for tag, value in record if tag == "KW"] == ["attention", "heads"]


def test_records_are_a_file():
    text = "".join(ris.records([work("A"), work("B")]))
    assert "\r\nER  - \r\n\r\nTY  - GEN\r\n" in text
    assert [dict(record)["TI"] for record in strictly(text)] == ["A", "B"]
    assert [record["title"] for record in rispy.loads(text)] == ["A", "B"]


@awkward
def test_awkward_text_survives(title):
    paper = work(title, abstract=title, track=title, authors=[title])
    text = ris.record(paper)
    (record,) = rispy.loads(text)
    assert record["title"] == record["abstract"] == record["notes"][0] == plain(title)
    (pairs,) = strictly(text)
    assert dict(pairs)["TI"] == plain(title)
