from __future__ import annotations

import pytest

from papers.readme.checking.findings import Level
from tests.readme.checking.lists import corrected, findings, lines

# -- heading-level-jump ----------------------------------------------------------------------------------------------


def test_a_level_left_out() -> None:
    text = "# A\n\n### B\n\n#### C\n\n## D\n\n#### E\n\n# F\n"

    assert sorted(lines(text, "heading-level-jump")) == [3, 9]


@pytest.mark.parametrize("text", ["### A\n\n# B\n\n## C\n", '# A\n\n<h4 align="center">B</h4>\n\n## C\n'])
def test_no_level_left_out(text: str) -> None:
    assert not findings(text, "heading-level-jump")


def test_a_list_that_leaves_out_a_level_throughout_is_told_once() -> None:
    (finding,) = findings("# A\n\n### B\n\n" * 6, "heading-level-jump")

    assert "A heading of level 3 follows one of level 1" in finding.message
    assert "So in 6 places" in finding.message


# -- duplicated-heading ----------------------------------------------------------------------------------------------


def test_a_heading_twice_under_one() -> None:
    (finding,) = findings("# A\n\n## Ants\n\n## Bees\n\n### Ants\n\n## *ants*\n", "duplicated-heading")

    assert (finding.line, finding.level) == (9, Level.WARNING)
    assert "line 3" in finding.message


def test_a_heading_under_two_is_a_structure() -> None:
    assert not findings("# A\n\n## Ants\n\n# B\n\n## Ants\n", "duplicated-heading")
    assert not findings("[a](#ants) [b](#ants-1)\n\n# A\n\n## Ants\n\n# B\n\n## Ants\n", "duplicated-heading")


def test_a_heading_that_the_contents_cannot_reach() -> None:
    (finding,) = findings("[a](#ants) [b](#ants)\n\n# A\n\n## Ants\n\n# B\n\n## Ants\n", "duplicated-heading")

    assert (finding.line, finding.level) == (9, Level.NOTE)


# -- empty-section ---------------------------------------------------------------------------------------------------


def test_a_section_without_anything() -> None:
    assert lines("# A\n\n## B\n\n<!-- later -->\n\n## C\n\ntext\n\n## D\n", "empty-section") == [3, 11]


def test_a_section_with_something() -> None:
    assert not findings("# A\n\n## B\n\ntext\n\n## [C](c.md)\n\n## D\n\n---\n", "empty-section")


# -- unrendered-heading ----------------------------------------------------------------------------------------------


def test_marks_without_a_space() -> None:
    text = "# A\n\n##Ants\n\ntext\n###🐝 Bees\n"
    first, second = findings(text, "unrendered-heading")

    assert (first.line, second.line) == (3, 6)
    assert corrected(text, first) == text.replace("##Ants", "## Ants")


@pytest.mark.parametrize("text", ["#NLP is fun\n", "\\##Ants\n", "```\n##Ants\n```\n", "a ##b\n", "## Ants\n", "##\n"])
def test_marks_that_make_no_heading(text: str) -> None:
    assert not findings(text, "unrendered-heading")
