from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers.identifiers import Identifiers
from papers.layout.introduction import SurveyPaper, own_bibtex, survey_paper
from papers.readme.reader import read
from papers.readme.venues import BUILT_IN

LINK = "[A Survey of Lists](https://arxiv.org/abs/2402.02212)"
OTHER = "[Chains of Thoughts Elicit Reasoning](https://arxiv.org/abs/2201.11903)"
BIBTEX = "@article{lovelace2024survey,\n  title={A Survey of Lists}\n}"


def titles(*prefaces: str) -> str:
    found = survey_paper(*prefaces)
    return found.title if found else ""


def test_the_shipped_list_introduces_its_paper(survey_readme: bytes) -> None:
    root, title, *_others = read(survey_readme, BUILT_IN).sections

    assert survey_paper(root.preface, title.preface) == SurveyPaper(
        "A Data Generation Perspective to the Mechanism of In-Context Learning",
        "https://arxiv.org/abs/2402.02212",
        Identifiers("2402.02212"),
        2024,
    )


@pytest.mark.parametrize(
    "preface",
    [
        f"Repository for our paper {LINK}.",
        f"The papers are organised as in our recent survey: “{LINK}”.",
        f"> A list of papers. It refers to our survey **{LINK}**.",
        f"Papers and code.\n\nThis list accompanies {LINK}.",
        f"Official repository of {LINK}",
        f"A list for the survey paper {LINK}",
        f"![Stars](a.svg) Our position paper {LINK}, and others like {OTHER}.",
        f"Our survey is {LINK}, which starts where {OTHER} ends.",
        f"📖 **Survey Paper:** {LINK}",
        f"Papers, classified according to {LINK}. Please cite our survey.",
        f"我们的综述：{LINK}",
        "Our paper [*A Survey* of `Lists`][1]\n\n[1]: https://arxiv.org/pdf/2402.02212v3",
        '<p align="center"><b>Paper:</b> <a href="https://arxiv.org/abs/2402.02212">A Survey of Lists</a></p>',
        'Our paper <a href="https://arxiv.org/abs/2402.02212"><i>A Survey of Lists</i></a>',
        f"Our paper {LINK}.\n\nOur paper {LINK} is out.",
    ],
)
def test_own_paper_is_found(preface: str) -> None:
    found = survey_paper("", preface)
    assert found is not None
    assert (found.title, found.identifiers.arxiv_id, found.year) == ("A Survey of Lists", "2402.02212", 2024)
    assert survey_paper(preface, "") == found


@pytest.mark.parametrize(
    "preface",
    [
        "",
        f"A trend starts from {OTHER}.",
        f"Inspired by {OTHER}.",
        f"- 2024: our paper {LINK} is accepted.",
        f"| News |\n|---|\n| our paper {LINK} |",
        f"<ul><li>Our paper {LINK}</li></ul>",
        '<ul><li>Our paper <a href="https://arxiv.org/abs/2402.02212">A Survey of Lists</a></ul>',
        f"Papers, classified according to {OTHER}.",
        f"If our survey helps you, see {OTHER}.",
        f"We wrote our survey. {OTHER} came first.",
        f"Our list of survey papers, such as {OTHER}.",
        f"Our survey [site](https://b.c) starts from {OTHER}.",
        f"Our paper {LINK}. Our paper [Another Survey of Lists](https://arxiv.org/abs/2403.00001).",
        "Our paper [Paper](https://arxiv.org/abs/2402.02212)",
        "Please cite [our survey paper](https://arxiv.org/abs/2402.02212).",
        "Our paper [available on arXiv](https://arxiv.org/abs/2402.02212)",
        "Our paper [A Survey of Lists](https://example.org/survey)",
        "Our paper [A Survey of Lists](javascript:arxiv.org/abs/2402.02212)",
        "Our paper [![A Survey of Lists](a.svg)](https://arxiv.org/abs/2402.02212)",
        f"`Our paper {LINK}`",
        f"```\nOur paper {LINK}\n```",
        f"<!-- Our paper {LINK} -->",
        '<ul>Our paper <a href="https://arxiv.org/abs/2402.02212"></ul>A Survey of Lists',
    ],
)
def test_nothing_is_invented(preface: str) -> None:
    assert survey_paper(preface) is None


@pytest.mark.parametrize(
    ("url", "identifiers", "year"),
    [
        ("https://arxiv.org/abs/cs/0701001", Identifiers(arxiv_id="cs/0701001"), None),
        ("https://doi.org/10.1000/A.2024", Identifiers(doi="10.1000/a.2024"), None),
        ("https://openreview.net/forum?id=abc", Identifiers(openreview_id="abc"), None),
        ("https://aclanthology.org/2024.acl-long.1/", Identifiers(acl_id="2024.acl-long.1"), None),
        ("http://arxiv.org/abs/0704.0001", Identifiers(arxiv_id="0704.0001"), 2007),
    ],
)
def test_year_comes_from_a_present_arxiv_id_alone(url: str, identifiers: Identifiers, year: int | None) -> None:
    assert survey_paper(f"Our paper [A Survey of Lists]({url})") == SurveyPaper(
        "A Survey of Lists", url, identifiers, year
    )


def test_second_link_of_the_paper_adds_its_identifier() -> None:
    found = survey_paper(f"Our paper {LINK}", "Our article [A survey of lists](https://doi.org/10.1000/b)")
    assert found is not None
    assert found.identifiers == Identifiers(arxiv_id="2402.02212", doi="10.1000/b")


@pytest.mark.parametrize(
    "block",
    [
        f"```bibtex\n{BIBTEX}\n```",
        f"```\n\n{BIBTEX}\n\n```",
        "    " + BIBTEX.replace("\n", "\n    "),
        f"> ```bib\n> {BIBTEX.replace(chr(10), chr(10) + '> ')}\n> ```",
    ],
    ids=["bibtex", "fence", "indent", "quote"],
)
def test_bibtex_is_the_authors_own_words(block: str) -> None:
    preface = f"Our paper {LINK}:\n\n{block}\n"
    found = survey_paper(preface)
    assert found is not None
    assert found.bibtex == own_bibtex(preface) == BIBTEX


@pytest.mark.parametrize(
    "block", ["```bibtex\n```", "```python\n@decorator\ndef f(): ...\n```", "@article{a}", "`@misc{a}`"]
)
def test_other_code_is_no_bibtex(block: str) -> None:
    assert own_bibtex(block) == ""


@given(
    st.text()
    | st.lists(st.sampled_from([LINK, "our paper ", "<ul>", "</ul>", "<a href=", ">", "\n", "- ", "<p>"])).map("".join)
)
def test_any_text_is_taken(preface: str) -> None:
    assert titles(preface.encode(errors="ignore").decode()) in ("", "A Survey of Lists")
