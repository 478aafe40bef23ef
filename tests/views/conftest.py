from __future__ import annotations

from typing import Any

import pytest

from papers import search
from papers.models import Paper
from tests.lists import imported
from tests.rows import (
    add_evidence,
    add_link,
    make_evidence_type,
    make_listing,
    make_paper,
    make_section,
    make_venue,
)


@pytest.fixture
def real(db: Any, survey_readme: bytes) -> None:
    """The list that the project ships."""
    imported(survey_readme.decode())


@pytest.fixture
def small(db: Any) -> None:
    """Seven papers to see and two that are not; `beta` is in two sections, `eta` in none but the README's title."""
    title = make_section("A small list", level=1, slug="a-small-list", preface="About *small* things.")
    first = make_section("First", parent=title, slug="first", preface="What comes first.")
    inner = make_section("Inner", level=3, parent=first, slug="inner")
    second = make_section("Second", parent=title, slug="second")
    make_section("Third", parent=title, slug="third")
    empirical, theoretical = make_evidence_type("Empirical"), make_evidence_type("Theoretical", position=1)
    acl, iclr, kdd = make_venue("ACL"), make_venue("ICLR"), make_venue("KDD")

    def listed(word: str, section: Any, **fields: Any) -> Paper:
        return make_paper(f"{word} of things", slug=word.lower(), citation_key=word, listed_in=section, **fields)

    eta = listed("Eta", title, year=1999)
    alpha = listed("Alpha", inner, venue=acl, year=2021, authors=["Ada Lovelace"])
    beta = listed("Beta", first, venue=iclr, year=2023, abstract="About *attention* in networks.")
    gamma = listed("Gamma", second, venue=acl)
    make_listing(beta, second, note="Also here")
    delta = listed("Delta", second, venue=kdd, year=2021, track="Findings")
    zeta = listed("Zeta", second, year=2024)
    theta = listed("Theta", inner, venue=iclr, year=2021)
    for paper, types in (
        (alpha, [empirical]),
        (beta, [empirical, theoretical]),
        (delta, [theoretical]),
        (theta, [empirical]),
    ):
        for evidence_type in types:
            add_evidence(paper, evidence_type)
    for paper in (alpha, beta, zeta):
        add_link(paper, f"https://github.com/someone/{paper.slug}", "Code")
    for paper in (eta, gamma, delta, theta):
        add_link(paper, f"https://example.org/{paper.slug}")
    alpha.tags.add("classic", "to discuss")
    gamma.tags.add("classic")
    eta.tags.add("classic")
    hidden = listed("Hidden", second, venue=kdd, year=2021, hidden=True)
    add_evidence(hidden, empirical)
    add_link(hidden, "https://example.org/hidden")
    make_paper("Unlisted", slug="unlisted", year=2021, venue=acl)
    search.index(Paper.objects.all())
