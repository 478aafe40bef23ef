from __future__ import annotations

import pytest

from papers.readme.checking.conferences import CONFERENCES, Month
from papers.readme.venues import BUILT_IN
from tests.readme.checking.lists import PLAIN, arxiv, corrected, entry, findings, lines

HEAD = "# A\n\n" + PLAIN
PREPRINTS = "".join(
    entry(f"How Ants of Kind {year} Count", arxiv(f"{year}06.00001"), f"arXiv'{year}") for year in range(16, 22)
)


@pytest.mark.parametrize(
    ("venue", "identifier"),
    [("ICLR'21", "2111.02080"), ("ICLR'22", "2210.10749"), ("CVPR 2021", "2112.05146"), ("NAACL'19", "2004.11142")],
)
def test_a_paper_from_after_its_conference(venue: str, identifier: str) -> None:
    text = HEAD + entry("How Ants Count Steps", arxiv(identifier), venue)

    (finding,) = findings(text, "year-contradicts-arxiv")

    assert finding.line == 13
    assert text.encode()[finding.start : finding.end].decode() == venue[-4 if " " in venue else -2 :]


def test_the_message_names_both_months() -> None:
    (finding,) = findings(HEAD + entry("Counting Ants", arxiv("2111.02080"), "ICLR'21"), "year-contradicts-arxiv")

    assert finding.message == (
        "“Counting Ants” came to arXiv in November 2021, after ICLR 2021, which was over by May 2021: "
        "year, venue or link is wrong."
    )


@pytest.mark.parametrize(
    ("venue", "identifier"),
    [
        ("ICLR'24", "2310.00001"),
        ("NeurIPS'23", "2401.00001"),
        ("AAAI'21", "2103.00001"),
        ("ICML'23 Workshop", "2401.00001"),
        ("IJCAI'20", "2101.00001"),
        ("TMLR'22", "2312.00001"),
        ("ICLR'30", "3101.00001"),
    ],
    ids=["before", "soon after", "weeks after", "workshop", "put off", "journal", "not known yet"],
)
def test_a_paper_that_may_be_from_there(venue: str, identifier: str) -> None:
    assert lines(HEAD + entry("How Ants Count Steps", arxiv(identifier), venue), "year-contradicts-arxiv") == []


@pytest.mark.parametrize(
    ("venue", "identifier", "right"),
    [("arXiv'24", "2311.06668", "(**arXiv'23**)"), ("arXiv'21", "2201.08239", "(**arXiv'22**)")],
)
def test_the_year_of_a_preprint(venue: str, identifier: str, right: str) -> None:
    text = HEAD + PREPRINTS + entry("How Bees Count", arxiv(identifier), venue)

    (finding,) = findings(text, "year-contradicts-arxiv")

    assert right in corrected(text, finding)
    assert findings(corrected(text, finding), "year-contradicts-arxiv") == []


def test_the_turn_of_the_year_and_lists_with_years_of_their_own() -> None:
    in_december = HEAD + PREPRINTS + entry("How Bees Count", arxiv("2312.17044"), "arXiv'24")
    of_last_versions = HEAD + PREPRINTS.replace("arXiv'1", "arXiv'2")

    assert lines(in_december, "year-contradicts-arxiv") == []
    assert lines(of_last_versions, "year-contradicts-arxiv") == []


@pytest.mark.parametrize(
    ("venue", "near"),
    [
        ("ICCV 2020", "ICCV 2019 and ICCV 2021"),
        ("ECCV'21", "ECCV 2020 and ECCV 2022"),
        ("NAACL'20", "NAACL 2019 and NAACL 2021"),
        ("COLM'23", "COLM 2024"),
    ],
)
def test_an_edition_that_was_not(venue: str, near: str) -> None:
    (finding,) = findings(HEAD + entry("How Ants Count Steps", arxiv("2001.00001"), venue), "venue-year-impossible")

    assert finding.message.endswith(f"the nearest are {near}.")


@pytest.mark.parametrize("venue", ["ICCV'21", "NeurIPS'20", "SOSP'24", "ICCV'99", "ECCV'28", "TMLR'20", "arXiv'20"])
def test_an_edition_that_was_or_may_be(venue: str) -> None:
    assert lines(HEAD + entry("How Ants Count Steps", arxiv("2001.00001"), venue), "venue-year-impossible") == []


def test_the_table_of_conferences() -> None:
    for name, editions in CONFERENCES.items():
        assert BUILT_IN.venue(name) == name
        assert list(editions.ended) == sorted(editions.ended)
        assert all(0 <= month.year - year <= 1 and 1 <= month.month <= 12 for year, month in editions.ended.items())
    assert CONFERENCES["IJCAI"].ended[2020] == Month(2021, 1)
    assert CONFERENCES["ICLR"].ended[2024] == Month(2024, 5)
    assert str(Month(2021, 5)) == "May 2021"
