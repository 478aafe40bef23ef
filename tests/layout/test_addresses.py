from __future__ import annotations

import pytest

from papers.layout.addresses import PaperAddresses, last_name, title_words
from papers.models import SlugRedirect
from papers.slugs import LONGEST_SLUG, slugified
from tests.rows import make_paper


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("In-Context Learning: Why?", "in-context-learning-why"),
        ("Poincaré  Straße", "poincare-strasse"),
        ("上下文学习", ""),
        ("基于 LLM 的学习", "llm"),
        ("word " * 40, ("word-" * 16)[:-1]),
        ("x" * 200, "x" * LONGEST_SLUG),
    ],
    ids=["punctuation", "accents", "no Latin letters", "some Latin letters", "long", "one long word"],
)
def test_slugified(text: str, slug: str) -> None:
    assert slugified(text) == slug
    assert len(slug) <= LONGEST_SLUG


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("An Explanation of In-context Learning", ["explanation", "incontext", "learning"]),
        ("What's in a Name?", ["whats", "name"]),
        ("To Be", ["be"]),
        ("The", ["the"]),
        ("学习", []),
    ],
)
def test_title_words(title: str, words: list[str]) -> None:
    assert title_words(title) == words


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Ada Lovelace", "lovelace"),
        ("Lovelace, Ada", "lovelace"),
        ("Martin Luther King Jr.", "king"),
        ("Martin Luther King, Jr.", "king"),
        ("King, Jr., Martin Luther", "king"),
        ("William Gates III", "gates"),
        ("Max Ash Sr.", "ash"),
        ("Aaron van den Oord", "oord"),
        ("Maria de la Cruz", "cruz"),
        ("Jr.", "jr"),
        ("Ada Lovelace et al.", "lovelace"),
        ("Søren Łukasz", "lukasz"),
        ("李雷", ""),
        ("", ""),
    ],
)
def test_last_name(author: str, name: str) -> None:
    assert last_name(author) == name


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("title", "year", "authors", "key"),
    [
        ("An Explanation of In-context Learning", 2021, (), "explanation2021incontext"),
        ("An Explanation of In-context Learning", None, (), "explanationincontext"),
        ("An Explanation of In-context Learning", 2021, ("Sang Xie", "Ada Lovelace"), "xie2021explanation"),
        ("An Explanation", 2021, ("李雷",), "explanation2021"),
        ("学习", 2021, (), "paper2021"),
        ("学习", None, (), "paper"),
    ],
    ids=["no authors", "no year", "authors", "author without Latin letters", "nothing but a year", "nothing"],
)
def test_citation_key(title: str, year: int | None, authors: tuple[str, ...], key: str) -> None:
    assert PaperAddresses().citation_key(title, year, authors) == key


@pytest.mark.django_db
def test_addresses_are_given_once() -> None:
    taken = make_paper(slug="alpha", citation_key="alpha2021")
    SlugRedirect.objects.create(old_slug="alpha-2", paper=taken)
    addresses = PaperAddresses()

    assert [addresses.slug("Alpha") for _ in range(3)] == ["alpha-3", "alpha-4", "alpha-5"]
    keys = [addresses.citation_key("Alpha", 2021) for _ in range(28)]
    assert keys[:2] == ["alpha2021a", "alpha2021b"]
    assert keys[25:] == ["alpha2021z", "alpha2021aa", "alpha2021ab"]


@pytest.mark.django_db
def test_slug_falls_back_to_the_identifier() -> None:
    addresses = PaperAddresses()

    assert addresses.slug("上下文学习", "2301.00234") == "arxiv-2301-00234"
    assert [addresses.slug("上下文学习"), addresses.slug("上下文学习")] == ["paper", "paper-2"]
