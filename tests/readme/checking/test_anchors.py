from __future__ import annotations

import pytest

from papers.readme.checking.anchors import slug, slugs
from papers.readme.checking.page import PageHeading
from tests.readme.checking.lists import corrected, findings, lines


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("Skill Learning", "skill-learning"),
        ("Skill Recognition & Skill Learning", "skill-recognition--skill-learning"),
        ("1.2 Data, Models (2024)", "12-data-models-2024"),
        ("🚀 Start", "-start"),
        ("⚙️ Settings", "\ufe0f-settings"),
        (":rocket: Start", "rocket-start"),
        ("数据集（新）", "数据集新"),
        ("Ants_and-Bees", "ants_and-bees"),
        ("- Ants", "--ants"),
        ("Ü Ä", "ü-ä"),
        ("C++ / C#", "c--c"),
    ],
)
def test_anchors_are_made_as_github_makes_them(text: str, anchor: str) -> None:
    assert slug(text) == anchor


def test_repeated_headings_are_numbered_around_those_that_are_taken() -> None:
    headings = [PageHeading(0, 0, 1, text) for text in ("Ants", "Ants-1", "Ants", "Ants", "Bees")]

    assert slugs(headings) == ["ants", "ants-1", "ants-2", "ants-3", "bees"]


FINE = """
[a](#ants) [b](#Ants) [c](#ants-1) [d](#-bees) [e](#%E6%95%B0%E6%8D%AE) [f](#数据) [g](#there) [h](#named) [i](#top)
[j](#) [k](other.md#nowhere) [l](https://a.org/#nowhere) [m](#code-ants) [n](#moths) [o](#newts--toads)
[p](#user-content-ants)

# Ants

## Ants

## 🐝 Bees

## 数据

<a name="there"></a> <p id='named'>

## `code` **ants** ![seen](x.png)

<h2 align="center">Moths</h2>

[Newts](x) & Toads
---
"""


def test_links_that_lead_somewhere() -> None:
    assert not findings(FINE, "broken-anchor")


def test_a_link_in_html_is_a_link() -> None:
    assert lines('<a href="#bees">Bees</a>\n\n# Ants\n', "broken-anchor") == [1]


@pytest.mark.parametrize(
    ("link", "anchor", "is_safe"),
    [
        ("[Ants](#skill_learning)", "skill-learning", True),
        ("[Skill Learning](#anything)", "skill-learning", False),
        ("[Ants](#skill-lerning)", "skill-learning", False),
    ],
)
def test_the_heading_that_was_meant(link: str, anchor: str, is_safe: bool) -> None:
    text = f"{link}\n\n# Skill Learning\n\n# Pre-Training\n\n# Serving\n"
    (finding,) = findings(text, "broken-anchor")

    assert finding.correction is not None
    assert finding.correction.is_safe is is_safe
    assert f"(#{anchor})" in corrected(text, finding)


@pytest.mark.parametrize("link", ["[Ants](#ants)", "[Ants](#post-training)", "[Serving](#serve)"])
def test_nothing_is_guessed(link: str) -> None:
    (finding,) = findings(f"{link}\n\n# Pre-Training\n\n# Serving\n\n# Serving\n", "broken-anchor")

    assert finding.correction is None


def test_a_heading_that_links_is_not_meant_by_its_own_link() -> None:
    (finding,) = findings("# [Ants](#content)\n", "broken-anchor")

    assert finding.correction is None


def test_one_anchor_that_many_links_lack_is_one_finding() -> None:
    (finding,) = findings("# Ants\n\n" + "[back](#content)\n" * 6, "broken-anchor")

    assert "#content" in finding.message
    assert "lines 3, 4, 5, 6, 7, 8" in finding.message
