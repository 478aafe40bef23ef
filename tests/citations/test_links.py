from typing import Any

import pytest

from papers.citations import identifiers, links
from tests.citations.works import work
from tests.rows import add_link, make_paper


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://arxiv.org/abs/2402.02212", "https://arxiv.org/abs/2402.02212"),
        ("HTTP://Example.org", "HTTP://Example.org"),
        (" https://example.org/a\n", "https://example.org/a"),
        ("https://example.org/a%20b?c=d&e#f~g_h", "https://example.org/a%20b?c=d&e#f~g_h"),
        ('https://example.org/{a}\\b|"c"<d>^`', "https://example.org/%7Ba%7D%5Cb%7C%22c%22%3Cd%3E%5E%60"),
        ("https://example.org/上下文", "https://example.org/%E4%B8%8A%E4%B8%8B%E6%96%87"),
        ("https://[::1]/a", "https://[::1]/a"),
        (" https://example.org/a b  c.pdf ", "https://example.org/a%20b%20%20c.pdf"),
        ("https://example.org/a%20b c?d=e f#g h", "https://example.org/a%20b%20c?d=e%20f#g%20h"),
    ],
)
def test_followable_gives_a_uri(url, expected):
    assert links.followable(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "#",
        "/papers/a/",
        "example.org",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)//https://example.org",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "mailto:a@example.org",
        "ftp://example.org",
        "file:///etc/passwd",
        "https:",
        "https://",
        "https:///a",
        "https://[::1",
        "https://exam ple.org/a",
        "https://example.org /a",
        "https://example.org/a\tb",
        "https://example.org/a\nb",
        "https://example.org/\x00",
        "https://example.org/\u202egpj",
        "https://example.org/\ud800",
    ],
)
def test_followable_refuses(url):
    assert links.followable(url) == ""


@pytest.mark.django_db
def test_followed_keeps_the_order_and_each_once():
    paper = make_paper()
    for url in ("javascript:alert(1)", "https://b.org/", "", "https://a.org/", "https://b.org/"):
        add_link(paper, url)
    assert links.followed(paper) == ["https://b.org/", "https://a.org/"]


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("2402.02212", "2402.02212"),
        ("arXiv:2402.02212v3", "2402.02212"),
        ("cs.CL/0701001", "cs/0701001"),
        ("hep-th/9802150", "hep-th/9802150"),
        ("2402.2", ""),
        ("2402.02212, url = {x}", ""),
        ("", ""),
    ],
)
def test_arxiv_id(stored, expected):
    assert identifiers.arxiv_id(work(arxiv_id=stored)) == expected


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("10.1000/a_b(c)<d>;e", "10.1000/a_b(c)<d>;e"),
        ("https://doi.org/10.1000/x", "10.1000/x"),
        ("doi:10.1000/x", "10.1000/x"),
        ("10.1000/x}", "10.1000/x"),
        ("10.1000/{x}", ""),
        ("10.1000/x y", ""),
        ("x", ""),
    ],
)
def test_doi(stored, expected):
    assert identifiers.doi(work(doi=stored)) == expected


IDENTIFIED: dict[str, Any] = {
    "doi": "10.1000/a<b>",
    "arxiv_id": "2402.02212",
    "openreview_id": "aBeZ3jid9i",
    "acl_id": "2023.acl-long.1",
}


def test_addresses_the_most_lasting_first():
    assert identifiers.addresses(work(**IDENTIFIED)) == [
        "https://doi.org/10.1000/a%3Cb%3E",
        "https://arxiv.org/abs/2402.02212",
        "https://openreview.net/forum?id=aBeZ3jid9i",
        "https://aclanthology.org/2023.acl-long.1/",
    ]


@pytest.mark.django_db
def test_best_falls_back_from_identifiers_to_links_to_the_page(settings):
    settings.SITE_URL = "https://survey.example"
    paper = make_paper(slug="induction-heads", **IDENTIFIED)
    found = []
    for field in IDENTIFIED:
        found.append(links.best(paper))
        setattr(paper, field, "")
    assert found == identifiers.addresses(work(**IDENTIFIED))
    assert links.best(paper) == "https://survey.example/papers/induction-heads/"
    add_link(paper, "javascript:alert(1)")
    add_link(paper, "http://example.org/paper")
    del paper.details
    assert links.best(paper) == "http://example.org/paper"


def test_best_is_empty_for_a_work_without_address():
    assert links.best(work()) == ""
    assert links.page(work()) == ""
