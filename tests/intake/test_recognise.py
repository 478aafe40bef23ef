"""The box that everything is pasted into."""

from __future__ import annotations

import pytest

from papers.identifiers import Identifiers
from papers.intake.recognise import recognise

ENTRY = "@misc{a,\n  title={A, 2101.00001},\n}\n"


def wanted(text):
    found = recognise(text)
    assert found.faults == ()
    return [each.identifiers for each in found.wanted]


@pytest.mark.parametrize(
    "text",
    [
        "2101.00001",
        "2101.00001v3",
        "arXiv:2101.00001",
        "arxiv: 2101.00001",
        "https://arxiv.org/abs/2101.00001v2",
        "http://arxiv.org/pdf/2101.00001.pdf",
        "https://arxiv.org/html/2101.00001v1#S2",
        "https://www.alphaxiv.org/abs/2101.00001",
        "https://doi.org/10.48550/arXiv.2101.00001",
        "- <https://arxiv.org/abs/2101.00001>,",
        "[Paper](https://arxiv.org/abs/2101.00001)",
        "Alpha et al. https://arxiv.org/abs/2101.00001",
    ],
)
def test_arxiv_ids_are_recognised(text):
    assert wanted(text) == [Identifiers(arxiv_id="2101.00001")]


@pytest.mark.parametrize("text", ["math/0309136", "math.GT/0309136v2", "https://arxiv.org/abs/math.GT/0309136"])
def test_old_arxiv_ids_are_recognised(text):
    (found,) = wanted(text)
    assert found.arxiv_id == "math/0309136"


@pytest.mark.parametrize(
    ("text", "identifiers"),
    [
        ("10.1000/AbC", Identifiers(doi="10.1000/abc")),
        ("doi:10.1000/abc", Identifiers(doi="10.1000/abc")),
        ("https://doi.org/10.1000/abc(1)2", Identifiers(doi="10.1000/abc(1)2")),
        ("• (10.1000/abc(1)),", Identifiers(doi="10.1000/abc(1)")),
        ("P18-1001", Identifiers(acl_id="P18-1001")),
        ("https://dl.acm.org/doi/10.1145/1234.5678", Identifiers(doi="10.1145/1234.5678")),
        ("https://openreview.net/forum?id=oFC2LAqS6Z", Identifiers(openreview_id="oFC2LAqS6Z")),
        ("https://aclanthology.org/2021.acl-long.292/", Identifiers(acl_id="2021.acl-long.292")),
    ],
)
def test_other_identifiers_are_recognised(text, identifiers):
    assert wanted(text) == [identifiers]


def test_several_on_a_line_and_one_twice():
    found = recognise("2101.00001, 2101.00002 10.1000/abc\r\n\r\n2101.00001v2")
    assert [(each.line, each.identifiers.arxiv_id or each.identifiers.doi) for each in found.wanted] == [
        (1, "2101.00001"),
        (1, "2101.00002"),
        (1, "10.1000/abc"),
    ]


def test_bibtex_keeps_its_lines_among_others():
    found = recognise(f"2101.00002\n\n{ENTRY}10.1000/abc\n{ENTRY}")
    assert found.bibtex.split("\n") == ["", "", *ENTRY.split("\n")[:3], "", *ENTRY.split("\n")[:3]]
    assert [each.line for each in found.wanted] == [1, 6]


def test_lines_that_hold_nothing_are_told():
    found = recognise("2101.00001\nAttention is all you need\n2101.1\nhttps://example.org/x")
    assert [str(fault) for fault in found.faults] == [
        "Line 2: “Attention is all you need” is no arXiv id, DOI, address of a paper or BibTeX.",
        "Line 3: “2101.1” is no arXiv id, DOI, address of a paper or BibTeX.",
        "Line 4: “https://example.org/x” is no arXiv id, DOI, address of a paper or BibTeX.",
    ]


@pytest.mark.parametrize("gap", ["\n", ""])
def test_entry_that_is_never_closed_hides_no_identifier(gap):
    found = recognise(f"@misc{{a,\n  title={{A\n{gap}https://arxiv.org/abs/2101.00002\n2101.00003")
    assert [each.identifiers.arxiv_id for each in found.wanted] == ["2101.00002", "2101.00003"]
    assert found.bibtex == "@misc{a,\n  title={A"


def test_entry_in_round_brackets_ends_with_them():
    found = recognise("@misc(a,\n title={A (x)}\n)\n2101.00002")
    assert found.bibtex == "@misc(a,\n title={A (x)}\n)"
    assert len(found.wanted) == 1


@pytest.mark.parametrize("garbage", ["@article{", "{", '@a{b,c="{x},\n', "x", "@", '"', "\n@x{\\", "2101.00001 "])
def test_a_megabyte_of_garbage_is_looked_through_in_time(garbage):
    assert recognise(garbage * (1_000_000 // len(garbage))) is not None
