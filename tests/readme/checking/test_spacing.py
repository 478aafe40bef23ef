from __future__ import annotations

import pytest

from papers.readme.checking.findings import Finding
from tests.readme.checking.lists import PLAIN, SLUGS, arxiv, corrected, entry, findings, lines

HEAD = "# A\n\n" + PLAIN
LINK = f"[[Paper]({arxiv('2310.20000')})]"
GLUED = "# A\n\n" + "".join(
    f"- (**ICLR'24**)[Empirical] What {slug} Know[[Paper]]({arxiv(f'2310.{number:05}')})\n"
    for number, slug in enumerate(SLUGS, start=30_000)
)


def only(text: str, code: str) -> Finding:
    (finding,) = findings(text, code)
    return finding


# -- double-space ----------------------------------------------------------------------------------------------------


def test_several_spaces_become_one() -> None:
    text = HEAD + f"- (**ICLR'24**) How Ants Count   {LINK}\n"
    finding = only(text, "double-space")

    assert finding.line == 13
    assert corrected(text, finding) == HEAD + f"- (**ICLR'24**) How Ants Count {LINK}\n"


@pytest.mark.parametrize(
    "written",
    [
        f"-   (**ICLR'24**) How Ants Count {LINK}\n",
        f"- (**ICLR'24**) How Ants Count {LINK}  \n  *Ann Ames*\n",
        f"- (**ICLR'24**) How `a  b` Counts {LINK}\n",
        f"- (**ICLR'24**) How Ants Count {LINK} <img  src=x>\n",
        f"- (**ICLR'24**) How Ants Count {LINK}\n  - Code:\n      -  [Code](https://a.org)\n",
        f"- (**ICLR'24**) How Ants Count {LINK} It does.  They do.\n",
        "\n| Title             | Link |\n|---|---|\n|  How Ants Count    |  [Paper](https://a.org)  |\n",
    ],
)
def test_spaces_that_are_meant(written: str) -> None:
    assert not findings(HEAD + written, "double-space")


def test_spaces_that_the_list_has_throughout() -> None:
    assert not findings(HEAD.replace(" [[", "  [["), "double-space")


# -- missing-space ---------------------------------------------------------------------------------------------------


def test_a_space_that_the_others_have() -> None:
    text = HEAD + f"- (**ICLR'24**) How Ants Count{LINK}\n"
    finding = only(text, "missing-space")

    assert finding.line == 13
    assert corrected(text, finding) == HEAD + f"- (**ICLR'24**) How Ants Count {LINK}\n"


def test_a_space_that_no_clear_majority_has() -> None:
    glued = f"- (**ICLR'24**) How Ants Count{LINK}\n"

    assert not findings(HEAD + glued + glued, "missing-space")
    assert not findings("# A\n\n" + "".join(PLAIN.splitlines(keepends=True)[1:]) + glued, "missing-space")


def test_a_bullet_without_a_space_makes_no_item() -> None:
    text = HEAD + f"-[How Ants Count]({arxiv('2310.20000')})\n"
    finding = only(text, "missing-space")

    assert finding.line == 13
    assert corrected(text, finding) == HEAD + f"- [How Ants Count]({arxiv('2310.20000')})\n"


@pytest.mark.parametrize("text", ["*[Ants](https://a.org)*\n", "\\-[x](y)\n", "a\n-b\n", "**[Ants](https://a.org)**\n"])
def test_what_looks_like_a_bullet(text: str) -> None:
    assert not findings(text, "missing-space")


# -- link-form -------------------------------------------------------------------------------------------------------


def test_brackets_that_are_not_the_lists() -> None:
    text = HEAD + f"- (**ICLR'24**) How Ants Count [Paper]({arxiv('2310.20000')})\n"
    finding = only(text, "link-form")

    assert "[Paper](...) where most entries write [[Paper](...)]" in finding.message
    assert corrected(text, finding) == HEAD + f"- (**ICLR'24**) How Ants Count {LINK}\n"


def test_a_bracket_that_lacks_its_partner() -> None:
    text = HEAD + f"- (**ICLR'24**) How Ants Count [Paper]({arxiv('2310.20000')})]\n"

    assert corrected(text, only(text, "link-form")) == HEAD + f"- (**ICLR'24**) How Ants Count {LINK}\n"


def test_a_space_that_the_others_do_not_have() -> None:
    text = GLUED + f"- (**ICLR'24**) [Empirical] How Ants Count[[Paper]]({arxiv('2310.20000')})\n"
    finding = only(text, "link-form")

    assert corrected(text, finding) == text.replace(") [", ")[")
    assert not findings(text, "missing-space")


def test_forms_that_no_clear_majority_has() -> None:
    text = HEAD + f"- (**ICLR'24**) How Ants Count [Paper]({arxiv('2310.20000')})\n" * 2

    assert not findings(text, "link-form")


def test_many_of_another_form_are_one_finding() -> None:
    usual = "".join(
        entry(f"What {slug} Know of {at}", arxiv(f"2310.{at}")) for at in range(10_000, 10_006) for slug in SLUGS
    )
    other = f"- (**ICLR'24**) How Ants Count [[Paper]]({arxiv('2310.20000')})\n"
    text = "# A\n\n" + usual + other * 6
    finding = only(text, "link-form")

    assert "in 6 places: lines 63, 64, 65, 66, 67, 68" in finding.message
    assert corrected(text, finding) == "# A\n\n" + usual + f"- (**ICLR'24**) How Ants Count {LINK}\n" * 6
    assert not lines(text, "double-space")
