"""Formats that lists are written in, with what is read from them. All papers here are made up."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from papers.readme.reader import read
from papers.readme.records import Document, Entry, Kind, Values
from papers.readme.venues import BUILT_IN
from papers.readme.vocabulary import Term, Vocabulary

ARXIV = "https://arxiv.org/abs/2101.0000"
BADGE = "![](https://img.shields.io/badge/{}-FAEFCA)"


def document(text: str) -> Document:
    return read(text.encode(), BUILT_IN)


def only(text: str) -> Entry:
    (entry,) = document(text).entries
    return entry


FORMATS = {
    "label links": (
        f"- (**ICLR'21**)[Empirical & Theoretical] How Sparrows Count  [[Paper]({ARXIV}1)]",
        {"title": "How Sparrows Count", "venue": "ICLR", "year": 2021, "evidence_types": ("Empirical", "Theoretical")},
    ),
    "title is the link": (
        f"- [How Sparrows Count]({ARXIV}1) (ACL2020 Findings) [[github](https://github.com/a/b)]",
        {"title": "How Sparrows Count", "venue": "ACL", "year": 2020, "track": "Findings"},
    ),
    "authors first": (
        f"- J. Doe, A. Roe, and B. Poe, **How Sparrows Count**, EMNLP, 2015. [pdf]({ARXIV}1)",
        {"title": "How Sparrows Count", "authors": ("J. Doe", "A. Roe", "B. Poe"), "venue": "EMNLP", "year": 2015},
    ),
    "continuation line": (
        f"1. **How Sparrows Count.**\n   *Jane Doe, Ann Roe.* arxiv 2019. [[paper]]({ARXIV}1)",
        {"title": "How Sparrows Count", "authors": ("Jane Doe", "Ann Roe"), "venue": "arXiv", "year": 2019},
    ),
    "nested fields": (
        f"- [How Sparrows Count Their Eggs]({ARXIV}1)\n  - Jane Doe, Ann Roe\n  - Keyword: birds, eggs",
        {"title": "How Sparrows Count Their Eggs", "authors": ("Jane Doe", "Ann Roe"), "tags": ("birds", "eggs")},
    ),
    "paragraph": (
        f"**How Sparrows Count** \\\n*Jane Doe, Ann Roe* \\\n[5th Apr., 2023] [arXiv, 2023] \\\n[[Paper]({ARXIV}1)]",
        {"title": "How Sparrows Count", "date": "5th Apr., 2023", "venue": "arXiv", "year": 2023},
    ),
    "paragraph with a list of fields": (
        f"**How Sparrows Count Their Eggs**\n\n- Paper: {ARXIV}1\n- Code: https://github.com/a/b",
        {"title": "How Sparrows Count Their Eggs"},
    ),
    "name in front": (
        f'6. BirdNum: **"How Sparrows Count Their Eggs"**. *Jane Doe et al.* ACL 2023. [[Paper]({ARXIV}1)]',
        {
            "title": "How Sparrows Count Their Eggs",
            "name": "BirdNum",
            "authors": ("Jane Doe", "et al."),
            "venue": "ACL",
        },
    ),
    "linked name, title behind": (
        f"- [BirdNum]({ARXIV}1): How Sparrows Count Their Eggs | ASPLOS' 25",
        {"title": "How Sparrows Count Their Eggs", "name": "BirdNum", "venue": "ASPLOS", "year": 2025},
    ),
    "venue as the link": (
        f"**How Sparrows Count** <br>\nJane Doe, Ann Roe <br>\n[NAACL'24 Findings]({ARXIV}1) • [Code](https://c.d)",
        {"title": "How Sparrows Count", "venue": "NAACL", "year": 2024, "track": "Findings"},
    ),
    "badges": (
        f"3. **How Sparrows Count** {BADGE.format('birds_of_prey')}\n   *Jane Doe* [[pdf]({ARXIV}1)], 2022.12 "
        + BADGE.format("ACL2023"),
        {"title": "How Sparrows Count", "venue": "ACL", "year": 2023, "date": "2022.12", "tags": ("birds of prey",)},
    ),
    "bars": (
        f"78. How Sparrows Count Their Eggs | *ACL Findings* | 2024.06.19 | [<u>Paper Link</u>]({ARXIV}1)",
        {
            "title": "How Sparrows Count Their Eggs",
            "venue": "ACL",
            "track": "Findings",
            "date": "2024.06.19",
            "year": 2024,
        },
    ),
    "authors and venue in one": (
        f"- [2023/06] **How Sparrows Count.** *Jane Doe (Corvid College) et al. ACL.* [[paper]({ARXIV}1)]",
        {
            "title": "How Sparrows Count",
            "authors": ("Jane Doe", "et al."),
            "venue": "ACL",
            "year": 2023,
            "date": "2023/06",
        },
    ),
    "the year of an arXiv month": (
        f"* **How Sparrows Count** [[arxiv 2402]]({ARXIV}1)",
        {"title": "How Sparrows Count", "venue": "arXiv", "year": 2024, "date": "2402"},
    ),
}


@pytest.mark.parametrize(("text", "said"), FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_read_one_entry(text: str, said: dict[str, object], newline: str) -> None:
    entry = only(text.replace("\n", newline))
    assert {name: getattr(entry.values, name) for name in said} == said
    assert f"{ARXIV}1" in {link.url for link in entry.values.links}


@pytest.mark.parametrize(("text", "said"), FORMATS.values(), ids=FORMATS)
def test_places_hold_what_was_read(text: str, said: dict[str, object]) -> None:
    entry = only(text)
    written = {name: text.encode()[place.start : place.end].decode() for name, place in entry.places.items()}
    assert written["title"] == said["title"]
    assert written["links[0].url"] == entry.values.links[0].url


def test_table_roles_come_from_the_head() -> None:
    text = (
        "| Name | Title | Where | Venue |\n|---|---|---|---|\n"
        f"| Bird | [How Sparrows Count]({ARXIV}1) | x | Corvid Letters |\n"
    )
    assert only(text).values == Values(
        title="How Sparrows Count", name="Bird", venue="Corvid Letters", links=only(text).values.links
    )


def test_rows_know_their_cells() -> None:
    text = f"| Title | Code |\n|---|---|\n| [How Sparrows Count]({ARXIV}1) |  |\n"
    entry = only(text)
    assert [text.encode()[start:end].decode() for start, end in entry.cells] == [f"[How Sparrows Count]({ARXIV}1)", ""]


def test_html_table_rows_are_entries() -> None:
    text = (
        "<table>\n<tr><th>Title</th><th>Venue</th></tr>\n"
        f'<tr><td>How Sparrows Count &amp; Sing</td><td><a href="{ARXIV}1">paper</a> ICLR 2021</td></tr>\n</table>\n'
    )
    entry = only(text)
    assert entry.kind is Kind.HTML
    assert (entry.values.title, entry.values.venue, entry.values.year) == ("How Sparrows Count & Sing", "ICLR", 2021)


def test_headings_that_are_titles_are_entries_and_no_sections() -> None:
    papers = "".join(
        f"## {number}. How {bird} Count Eggs (ICLR 2021)\n\nSome notes.\n\n### A remark\n\nMore.\n\n"
        for number, bird in enumerate(["Sparrows", "Ravens", "Geese"], 1)
    )
    read_back = document(f"# Birds\n\n{papers}")
    assert [section.title for section in read_back.sections] == ["", "Birds"]
    assert [entry.values.title for entry in read_back.entries] == [
        "How Sparrows Count Eggs",
        "How Ravens Count Eggs",
        "How Geese Count Eggs",
    ]
    assert all(entry.unread for entry in read_back.entries)


def test_nested_papers_are_entries_of_their_own() -> None:
    text = (
        f"- [How Sparrows Count]({ARXIV}1)\n  - [How Young Sparrows Count]({ARXIV}2)\n- [How Ravens Count]({ARXIV}3)\n"
    )
    assert [entry.parent for entry in document(text).entries] == [None, 0, None]


RAW = {
    "contents": "## Contents\n\n- [How Sparrows Count](https://a.b/c.pdf)\n",
    "anchors": "- [How Sparrows Count](#sparrows)\n",
    "template row": "- (**'**) [[Paper]]()\n",
    "comment": f"<!--\n- [How Sparrows Count]({ARXIV}1)\n\n- [How Ravens Count]({ARXIV}2)\n-->\n",
    "code": f"```\n- [How Sparrows Count]({ARXIV}1)\n```\n",
    "prose": f"The companion of our paper [How Sparrows Count]({ARXIV}1)\n",
    "badge": "![PRs](https://img.shields.io/badge/PRs-Welcome-green)\n",
    "empty": "",
    "link to the top": "- [back to top](https://a.b)\n",
}


@pytest.mark.parametrize("text", RAW.values(), ids=RAW)
def test_what_is_no_paper_stays_raw(text: str) -> None:
    assert document(text).entries == ()


def test_heading_of_contents_does_not_silence_the_sections_under_it() -> None:
    assert only(f"# Contents\n\n## Birds\n\n- [How Sparrows Count]({ARXIV}1)\n").values.title == "How Sparrows Count"


EVIDENCE = "".join(f"- [Empirical] How {bird} Count [[Paper]({ARXIV}1)]\n" for bird in ("Sparrows", "Ravens", "Geese"))


def test_unknown_word_in_the_place_of_evidence_types_is_a_new_one() -> None:
    read_back = document(f"{EVIDENCE}- [Survey & Empirical] How Birds Count [[Paper]({ARXIV}2)]\n")
    assert read_back.entries[-1].values.evidence_types == ("Survey", "Empirical")
    assert read_back.unknown_evidence_types == ("Survey",)


def test_unknown_word_is_a_tag_where_the_list_has_no_evidence_types() -> None:
    entry = only(f"- [Blog] [How Sparrows Count Their Eggs]({ARXIV}1)\n")
    assert (entry.values.evidence_types, entry.values.tags) == ((), ("Blog",))


def test_title_that_starts_like_an_evidence_type_is_a_title() -> None:
    entry = only(f"- [Empirical Analysis of How Sparrows Count]({ARXIV}1)\n")
    assert (entry.values.title, entry.values.evidence_types) == ("Empirical Analysis of How Sparrows Count", ())


def test_vocabulary_decides_what_an_evidence_type_is() -> None:
    vocabulary = Vocabulary((Term("Simulation", ("Sim.",)),), BUILT_IN.venues)
    (entry,) = read(f"- [Sim.] How Sparrows Count [[Paper]({ARXIV}1)]\n".encode(), vocabulary).entries
    assert entry.values.evidence_types == ("Simulation",)


def test_empty_link_has_a_place_and_no_value() -> None:
    text = "- (**ICLR'21**) How Sparrows Count [[Paper]]()\n"
    entry = only(text)
    assert entry.values.links == ()
    place = entry.places["links[-1].url"]
    assert place.start == place.end == text.encode().index(b")\n")


def test_sections_form_a_tree_and_have_prefaces() -> None:
    text = f"intro\n\n# A\n\nabout A\n\n## B\n\nabout B\n\n- [How Sparrows Count]({ARXIV}1)\n\ntail\n\nC\n===\n"
    read_back = document(text)
    assert [(section.title, section.level, section.parent) for section in read_back.sections] == [
        ("", 0, None),
        ("A", 1, 0),
        ("B", 2, 1),
        ("C", 1, 0),
    ]
    assert [section.preface for section in read_back.sections] == ["intro", "about A", "about B", ""]
    assert read_back.path(2) == ("A", "B")


def test_preface_ends_before_a_tables_head() -> None:
    text = f"# A\n\nabout\n\n| Title |\n|---|\n| [How Sparrows Count]({ARXIV}1) |\n"
    assert document(text).sections[1].preface == "about"


def test_contents_links_are_found() -> None:
    text = "## Contents\n- [Birds](#birds)\n\n## Birds\n"
    (link,) = document(text).contents_links
    assert (link.text, link.anchor, text[link.anchor_span[0] : link.anchor_span[1]]) == ("Birds", "birds", "birds")


# -- laws ------------------------------------------------------------------------------------------------------------

HOSTILE = [
    *("- ", "* ", "1. ", "  ", "    ", "\t", "[", "]", "(", ")", "**", "*", "_", "`", "|", "\n", "\r\n", "\r", "\n\n"),
    *(
        "# ",
        "## ",
        "> ",
        "<!--",
        "-->",
        "<br>",
        "<tr><td>",
        "</td></tr>",
        "<table>",
        '<a href="http://q.r/p.pdf">',
        "</a>",
    ),
    *(
        "](http://arxiv.org/abs/2301.00001)",
        "http://a.b/c_(d)",
        "[[Paper]]()",
        "[[Paper](https://x.y)]",
        "[x]: http://z\n",
    ),
    *(
        "[Empirical]",
        "(ICLR 2020)",
        "(**ICLR'21**)",
        "2023.04",
        "Authors: ",
        "A Title of a Paper",
        "Jane Doe, John Roe et al.",
    ),
    *(
        "| a | b |\n|---|---|\n",
        "```\n",
        "---\n",
        "===\n",
        "&amp;",
        "&#0;",
        "\\[",
        "\\",
        "\u2028",
        "\u00a0",
        "\ufeff",
        "\x0c",
        "😀",
    ),
    *(
        "标题",
        "“A quoted title of a paper”",
        "![x](https://img.shields.io/badge/ACL2021-FAEFCA)",
        "[^1]",
        "~~",
        "- [ ] ",
    ),
]
documents = st.lists(st.sampled_from(HOSTILE), max_size=60).map("".join)


def check_partition(data: bytes, read_back: Document) -> None:
    """Every byte belongs to one heading, one entry or Raw; places and groups lie in their entry, in order."""
    spans = [(section.start, section.end) for section in read_back.sections if section.level]
    spans += [(entry.start, entry.end) for entry in read_back.entries]
    spans.sort()
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert all(0 <= start <= end <= len(data) for start, end in spans)
    assert read_back.raw_bytes == len(data) - sum(end - start for start, end in spans)
    for section in read_back.sections:
        assert section.end <= section.preface_span[0] <= section.preface_span[1] <= section.body_end
        data[slice(*section.title_span)].decode()
    for entry in read_back.entries:
        check_entry(data, entry)


def check_entry(data: bytes, entry: Entry) -> None:
    at = entry.start
    for group in entry.groups:
        assert at <= group.start <= group.end <= entry.end
        at = group.end
        for name in group.fields:
            assert group.start <= entry.places[name].start <= entry.places[name].end <= group.end
    assert {name for group in entry.groups for name in group.fields} == set(entry.places)
    for place in entry.places.values():
        data[place.start : place.end].decode()
    assert entry.values.title


@settings(max_examples=400)
@given(documents)
@example("")
@example("\ufeff")
@example("\ufeff# ")
@example("- - - [A Title of a Paper](http://arxiv.org/abs/2301.00001)")
def test_any_text_is_partitioned(text: str) -> None:
    data = text.encode()
    check_partition(data, read(data, BUILT_IN))


def test_the_survey_is_partitioned(survey_readme: bytes) -> None:
    check_partition(survey_readme, read(survey_readme, BUILT_IN))


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (r"\*Attention\* Counts Sparrows", "*Attention* Counts Sparrows"),
        ("How AT&amp;amp;T Counts Sparrows", "How AT&amp;T Counts Sparrows"),
        ("What Sparrows “Count”", "What Sparrows “Count”"),
        ("“How Sparrows Count.”", "How Sparrows Count"),
        ("How Sparrows Count?", "How Sparrows Count?"),
    ],
)
def test_marks_that_belong_to_a_title_stay(written: str, title: str) -> None:
    text = f"- (**ICLR'21**) {written} [[Paper]({ARXIV}1)]\n"
    entry = only(text)
    assert entry.values.title == title
    assert text.encode()[entry.places["title"].start : entry.places["title"].end].decode() in written
