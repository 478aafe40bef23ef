from urllib.parse import parse_qs

import pytest

from papers.citations import coins
from papers.citations.text import plain
from tests.citations.awkward import awkward
from tests.citations.works import CONFERENCE, JOURNAL, SERVER, work


def read(paper):
    return parse_qs(coins.title(paper), strict_parsing=True, errors="strict")


def test_a_conference_paper_is_an_item_of_a_book():
    paper = work(
        venue=CONFERENCE,
        year=2022,
        date="2022-09",
        doi="10.1000/x",
        authors=["Catherine Olsson", "Vincent van Gogh", "et al."],
    )
    assert read(paper) == {
        "ctx_ver": ["Z39.88-2004"],
        "rft_val_fmt": ["info:ofi/fmt:kev:mtx:book"],
        "rft.genre": ["bookitem"],
        "rft.atitle": ["Induction Heads"],
        "rft.btitle": ["NeurIPS"],
        "rft.date": ["2022-09"],
        "rft.au": ["Olsson, Catherine", "van Gogh, Vincent"],
        "rft_id": ["info:doi/10.1000/x", "https://doi.org/10.1000/x"],
    }


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"venue": JOURNAL}, {"rft.genre": ["article"], "rft.jtitle": ["JMLR"]}),
        ({"venue": SERVER}, {"rft.genre": ["preprint"], "rft.jtitle": ["bioRxiv"]}),
        (
            {"arxiv_id": "2209.11895"},
            {"rft.genre": ["preprint"], "rft.jtitle": ["arXiv"], "rft_id": ["https://arxiv.org/abs/2209.11895"]},
        ),
        ({}, {"rft.genre": ["unknown"]}),
    ],
    ids=["journal", "server", "arxiv", "nothing"],
)
def test_all_others_are_of_a_journal(fields, expected):
    assert read(work(**fields)) == {
        "ctx_ver": ["Z39.88-2004"],
        "rft_val_fmt": ["info:ofi/fmt:kev:mtx:journal"],
        "rft.atitle": ["Induction Heads"],
        **expected,
    }


@awkward
def test_awkward_text_survives(title):
    assert read(work(title))["rft.atitle"] == [plain(title)]
    # Zotero cuts at & and takes + for a space.
    assert not set(coins.title(work(title))) & set("+<>\"'")
