from __future__ import annotations

import pytest

from tests.readme.checking.lists import PLAIN, entry, findings, lines

HEAD = "# A\n\n" + PLAIN


@pytest.mark.parametrize(
    ("venue", "link", "says"),
    [
        ("ACL'19", "https://aclanthology.org/D19-1428.pdf", "says ACL 2019, but its link leads to EMNLP 2019"),
        ("ACL'24", "https://aclanthology.org/2023.findings-acl.275/", "says ACL 2024, but its link leads to ACL 2023"),
        ("CVPR'20", "https://openaccess.thecvf.com/content/CVPR2021/html/A_B.html", "leads to CVPR 2021"),
        ("NeurIPS'24", "https://proceedings.neurips.cc/paper_files/paper/2023/hash/a.html", "leads to NeurIPS 2023"),
        ("ICLR'24", "https://papers.nips.cc/paper/2017/hash/a.html", "leads to NeurIPS 2017"),
    ],
)
def test_a_link_into_other_proceedings(venue: str, link: str, says: str) -> None:
    (finding,) = findings(HEAD + entry("How Ants Count Steps", link, venue), "venue-contradicts-link")

    assert (finding.line, finding.column) == (13, 6)
    assert says in finding.message


@pytest.mark.parametrize(
    ("venue", "link"),
    [
        ("ACL'23 Findings", "https://aclanthology.org/2023.findings-acl.275/"),
        ("NAACL'19", "https://aclanthology.org/Q19-1016.pdf"),
        ("arXiv'23", "https://aclanthology.org/2023.acl-long.275/"),
        ("TACL'23", "https://aclanthology.org/2023.acl-long.275/"),
        ("ACL'23", "https://aclanthology.org/2023.bionlp-1.15/"),
        ("CVPR'21", "https://openaccess.thecvf.com/content/CVPR2021W/A/html/A_B.html"),
    ],
    ids=["findings", "a journal's paper", "preprint", "journal", "workshop", "workshop by year"],
)
def test_a_link_that_agrees_or_says_nothing(venue: str, link: str) -> None:
    assert lines(HEAD + entry("How Ants Count Steps", link, venue), "venue-contradicts-link") == []
