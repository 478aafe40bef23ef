"""What tells an entry's fields, and an entry from what is none: heads of tables, names of fields, lists in HTML."""

from __future__ import annotations

import pytest

from papers.readme.reader import read
from papers.readme.records import Document, Entry, Kind
from papers.readme.venues import BUILT_IN
from tests.readme.wishes import check_written

PAPER = "https://arxiv.org/abs/2101.0000"


def document(text: str) -> Document:
    return read(text.encode(), BUILT_IN)


def titles(text: str) -> list[str]:
    return [entry.values.title for entry in document(text).entries]


def only(text: str) -> Entry:
    (entry,) = document(text).entries
    return entry


FORMS = {
    "fields with pictures": (
        f"- [How Birds Count]({PAPER}1)\n  - 📅 Date: May 2, 2021\n  - 📑 Publisher: ICLR\n  - 🔑 Key: [birds], [egg]",
        {"venue": "ICLR", "year": 2021, "date": "May 2, 2021", "tags": ("birds", "egg")},
    ),
    "fields in Japanese": (
        f"1. **How Sparrows Count Eggs**\n   - 著者: Jane Doe, Ann Roe\n   - 発表: ICML 2020\n   - DOI: {PAPER}1\n",
        {"title": "How Sparrows Count Eggs", "authors": ("Jane Doe", "Ann Roe"), "venue": "ICML"},
    ),
    "the paper as a field": (
        f"**Paper:** [How Sparrows Count]({PAPER}1)  \n**Record:** arXiv  \n**Brief Introduction:** They count well.\n",
        {"title": "How Sparrows Count", "name": "", "venue": "arXiv"},
    ),
    "the title as a field": (
        f"- Title: How Sparrows Count Their Eggs\n  - Authors: Jane Doe, Ann Roe\n  - Link: {PAPER}1\n",
        {"title": "How Sparrows Count Their Eggs", "authors": ("Jane Doe", "Ann Roe")},
    ),
    "a tool and what it is good for": (
        "- [birdkit](https://github.com/a/birdkit): A toolkit that counts sparrows and eggs.\n",
        {"title": "birdkit", "name": "", "note": "A toolkit that counts sparrows and eggs"},
    ),
}


@pytest.mark.parametrize(("text", "said"), FORMS.values(), ids=FORMS)
def test_read_one_entry(text: str, said: dict[str, object]) -> None:
    values = only(text).values
    assert {name: getattr(values, name) for name in said} == said


def test_columns_of_remarks_hold_no_titles() -> None:
    text = (
        "| Date | Model | Highlights (from the abstract) | Link |\n|---|---|---|---|\n"
        f"| 2021-03 | Sparrow 2 | A large model of small birds that counts | {PAPER}1 |\n"
        f"| 2021-02 | Raven | A small model of large birds that sings | {PAPER}2 |\n"
    )
    assert titles(text) == ["Sparrow 2", "Raven"]


def test_rows_whose_first_cell_is_a_head_are_entries() -> None:
    row = '<tr>\n<th scope="row">{0}</th>\n<td><a href="{1}{0}">How Sparrows Count Eggs {0}</a></td>\n</tr>'
    text = f"<table>\n{row.format(1, PAPER)}\n{row.format(2, PAPER)}\n</table>\n"
    assert titles(text) == ["How Sparrows Count Eggs 1", "How Sparrows Count Eggs 2"]


def test_items_of_html_lists_are_entries() -> None:
    text = (
        f'# Birds\n\nAbout birds.\n\n<ul>\n<li><a href="{PAPER}1">How Sparrows Count Eggs</a> Jane Doe, Ann Roe</li>\n'
        f'<li><b>How Ravens Sing Songs</b> <a href="{PAPER}2">paper</a>, ICLR 2021\n'
        "<li>Some remark without a link</li>\n</ul>\n"
    )
    read_back = document(text)
    assert [(entry.kind, entry.values.title) for entry in read_back.entries] == [
        (Kind.HTML, "How Sparrows Count Eggs"),
        (Kind.HTML, "How Ravens Sing Songs"),
    ]
    assert read_back.entries[0].values.authors == ("Jane Doe", "Ann Roe")
    assert (read_back.entries[1].values.venue, read_back.entries[1].values.year) == ("ICLR", 2021)
    written = [text.encode()[entry.start : entry.end].decode() for entry in read_back.entries]
    assert (written[0][:6], written[0][-5:]) == ("<li><a", "</li>")
    assert (written[1][:6], written[1][-9:]) == ("<li><b", "ICLR 2021")
    assert read_back.sections[1].preface == "About birds."


def test_several_papers_under_an_item_are_entries_of_their_own() -> None:
    text = (
        f"- **[2021.05.27]**\n  - Paper: [How Sparrows Count Eggs]({PAPER}1)\n"
        f"  - Paper: [How Ravens Sing Songs]({PAPER}2)\n"
    )
    assert titles(text) == ["How Sparrows Count Eggs", "How Ravens Sing Songs"]


def test_heading_of_few_words_that_leads_to_a_paper_is_an_entry() -> None:
    birds = ["[Sparrow Sums]", "[How Ravens Count Their Eggs]", "[How Geese Count Their Eggs]", "[How Owls Count Eggs]"]
    text = "# Birds\n\n" + "".join(
        f"## {bird}({PAPER}{number})\n\nICLR 2021\n\n1. a remark\n\n" for number, bird in enumerate(birds)
    )
    read_back = document(text)
    assert [entry.values.title for entry in read_back.entries] == [bird.strip("[]") for bird in birds]
    assert {(entry.values.venue, entry.values.year) for entry in read_back.entries} == {("ICLR", 2021)}
    assert [section.title for section in read_back.sections] == ["", "Birds"]


def test_an_index_is_a_subject_too() -> None:
    assert titles(f"### Index\n\n- How Sparrows Index Their Eggs (ICLR 2021) [[paper]({PAPER}1)]\n")


NO_PAPERS = {
    "contents with whole addresses": "\n".join(
        f"- [Birds of {kind} Prey](https://github.com/a/b#birds-of-{kind}-prey)" for kind in ("old", "new", "no")
    ),
    "links to other pages": "[reading (276)](by_key/paper_reading.md) | [counting (6)](by_key/paper_counting.md)",
}


@pytest.mark.parametrize("text", NO_PAPERS.values(), ids=NO_PAPERS)
def test_what_is_no_paper_stays_raw(text: str) -> None:
    assert document(text).entries == ()


CITATIONS = {
    "by, and a venue": (
        f"* <[How Sparrows Count]({PAPER}1)> by Jane Doe, Ann Roe, ICLR, 2021.",
        {"title": "How Sparrows Count", "authors": ("Jane Doe", "Ann Roe"), "venue": "ICLR", "year": 2021},
    ),
    "by one person": (
        f"* [How Sparrows Count]({PAPER}1) by Jane P. DOE, 2021. (Blog)",
        {"authors": ("Jane P. DOE",), "venue": "", "year": 2021},
    ),
    "a surname and others": (
        f"* [2021/04] **How Sparrows Count.** *Doe et al. arXiv.* [[paper]({PAPER}1)]",
        {"title": "How Sparrows Count", "authors": ("Doe", "et al."), "venue": "arXiv", "year": 2021},
    ),
    "initials behind surnames": (
        f'- Doe, J., Roe, A., & Poe, B. (2021). "How Sparrows Count". IEEE TPAMI, 35(6), 1397-1409. [pdf]({PAPER}1)',
        {"title": "How Sparrows Count", "authors": ("Doe, J.", "Roe, A.", "Poe, B."), "venue": "TPAMI", "year": 2021},
    ),
    "a name, quotation marks, a venue": (
        f'* BirdNum: "How Sparrows Count Eggs" CVPR. [[Paper]]({PAPER}1)\n  A remark about sparrows and their eggs.',
        {"title": "How Sparrows Count Eggs", "name": "BirdNum", "venue": "CVPR"},
    ),
    "a venue behind a full stop": (
        f"- How Sparrows Count Eggs. Proceedings of ICML, 2020. [pdf]({PAPER}1)",
        {"title": "How Sparrows Count Eggs", "venue": "ICML", "year": 2020},
    ),
    "a bracket that says more": (
        f"- [How Sparrows Count]({PAPER}1) (TASLP 2021, Corvid College)",
        {"title": "How Sparrows Count", "venue": "TASLP", "year": 2021},
    ),
    "a venue in the title's link": (
        f"- [[2018 ICLR] How Sparrows Count]({PAPER}1)",
        {"title": "How Sparrows Count", "venue": "ICLR", "year": 2018},
    ),
    "a venue in the title's emphasis": (
        f"- ***How Sparrows Count (CIDR 2019)*** [pdf]({PAPER}1)",
        {"title": "How Sparrows Count", "venue": "CIDR", "year": 2019},
    ),
    "an apostrophe and a year": (
        f"- [Birds'2017] [How Sparrows Count Their Eggs]({PAPER}1)",
        {"title": "How Sparrows Count Their Eggs", "venue": "Birds", "year": 2017},
    ),
    "a linked venue in front": (
        f"- [[arXiv]({PAPER}1)] How Sparrows Count Their Eggs",
        {"title": "How Sparrows Count Their Eggs", "venue": "arXiv"},
    ),
    "a venue with commas in its name": (
        f"- [How Sparrows Count]({PAPER}1), Journal of Small Birds, Eggs, and Nests, 2021",
        {"venue": "Journal of Small Birds, Eggs, and Nests", "year": 2021},
    ),
    "a line broken within the title": (
        f"- [[ICLR2021]({PAPER}1)] How Sparrows Count Their Eggs with the\n  Help of Ravens",
        {"title": "How Sparrows Count Their Eggs with the Help of Ravens", "venue": "ICLR"},
    ),
    "a line broken within emphasis": (
        f"- **How Sparrows Count\n  Their Eggs.** [[pdf]({PAPER}1)]",
        {"title": "How Sparrows Count Their Eggs"},
    ),
}


@pytest.mark.parametrize(("text", "said"), CITATIONS.values(), ids=CITATIONS)
def test_read_a_citation(text: str, said: dict[str, object]) -> None:
    values = only(text).values
    assert {name: getattr(values, name) for name in said} == said


NOT_SAID = {
    "names are no venue": (f"- [How Sparrows Count]({PAPER}1) by\nRoe, D.Poe, AnnRoe, JaneDoe, 2009.", "venue"),
    "a college is no venue": (f"- [How Sparrows Count Their Eggs (XYU 2016)]({PAPER}1)", "venue"),
    "a term is no venue": (f"- [How Sparrows Count Their Eggs]({PAPER}1) (Fall'21)", "venue"),
    "a title with commas is no list of persons": (f"- [Eggs, SparrowNet, and Birds of Prey]({PAPER}1)", "authors"),
}


@pytest.mark.parametrize(("text", "name"), NOT_SAID.values(), ids=NOT_SAID)
def test_nothing_is_made_up(text: str, name: str) -> None:
    assert not getattr(only(text).values, name)


def test_venue_in_a_titles_link_is_replaced_there_and_is_no_model() -> None:
    text = f"- [[2018 ICLR] How Sparrows Count]({PAPER}1)\n- [How Ravens Sing Songs]({PAPER}2)\n"
    check_written(
        text,
        lambda wish: wish.change("How Sparrows Count", venue="ICML", year=2019).change(
            "How Ravens Sing Songs", year=2020
        ),
        text.replace("2018 ICLR", "2019 ICML").replace("2)\n", "2) (2020)\n"),
    )


def test_item_under_one_that_is_no_entry_has_no_parent_but_an_entry_around_both() -> None:
    text = (
        f"- [How Sparrows Count]({PAPER}1)\n- others\n  - [How Ravens Count]({PAPER}2)\n"
        f"- [How Geese Count]({PAPER}3)\n  - others\n    - [How Owls Count]({PAPER}4)\n"
    )
    assert [entry.parent for entry in document(text).entries] == [None, None, None, 2]


def test_picture_behind_a_title_is_left_out_as_a_whole() -> None:
    assert only(f"- How Sparrows Count 🏳️‍🌈 [[paper]({PAPER}1)]\n").values.title == "How Sparrows Count"
