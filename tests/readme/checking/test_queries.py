from __future__ import annotations

import pytest

from tests.readme.checking.lists import arxiv, corrected, entry, findings

HEAD = "# A\n\n"


def test_a_text_fragment_is_taken_out_of_an_entry() -> None:
    text = HEAD + entry("How Ants Count", arxiv("2310.00001") + "#:~:text=Ants%20count,steps.")
    (finding,) = findings(text, "url-fragment")

    assert finding.correction is not None
    assert finding.correction.is_safe
    assert corrected(text, finding) == HEAD + entry("How Ants Count", arxiv("2310.00001"))


def test_a_text_fragment_in_prose_may_be_meant() -> None:
    (finding,) = findings("See [there](https://a.org/x#y:~:text=z).\n", "url-fragment")

    assert finding.correction is not None
    assert not finding.correction.is_safe


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("?utm_source=x", ""),
        ("?utm_source=x&utm_medium=y#part", "#part"),
        ("?id=1&fbclid=x", "?id=1"),
        ("?gclid=x&id=1&spm=1.2.3", "?id=1"),
        ("?id=1&ref=news.com&b=", "?id=1&b="),
        ("?casa_token=a:b", ""),
    ],
)
def test_what_tells_readers_apart_is_taken_out(query: str, kept: str) -> None:
    text = HEAD + entry("How Ants Count", "https://a.org/x" + query)
    (finding,) = findings(text, "tracking-parameter")

    assert corrected(text, finding) == HEAD + entry("How Ants Count", "https://a.org/x" + kept)


def test_entities_stay_as_they_are_written() -> None:
    text = HEAD + entry("How Ants Count", "https://a.org/x?a=1&amp;utm_source=x&amp;b=2")
    (finding,) = findings(text, "tracking-parameter")

    assert corrected(text, finding) == HEAD + entry("How Ants Count", "https://a.org/x?a=1&amp;b=2")


@pytest.mark.parametrize(
    "url",
    [
        "https://a.org/x?ref=main",
        "https://a.org/x?spm=1",
        "https://a.org/x?id=utm_source",
        "https://a.org/x?si=0123456789abcdef",
        "https://a.org/x#?utm_source=y",
    ],
)
def test_what_may_say_where_a_link_leads_stays(url: str) -> None:
    assert not findings(HEAD + entry("How Ants Count", url), "tracking-parameter")


def test_hosts_have_parameters_of_their_own() -> None:
    text = HEAD + entry("How Ants Count", "https://www.youtube.com/watch?v=abc&si=0123456789abcdef")
    (finding,) = findings(text, "tracking-parameter")

    assert corrected(text, finding) == HEAD + entry("How Ants Count", "https://www.youtube.com/watch?v=abc")


def test_a_banner_may_count_its_readers() -> None:
    assert not findings("Thanks to [them](https://a.org/?utm_source=awesome).\n", "tracking-parameter")
