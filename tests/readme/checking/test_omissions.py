from __future__ import annotations

import pytest

from tests.readme.checking.lists import PLAIN, SLUGS, arxiv, entry, findings, lines


@pytest.mark.parametrize(
    "link",
    [
        "https://openreview.net/forum?id=aBeZ3jid9i",
        "https://aclanthology.org/2023.acl-long.275/",
        "https://proceedings.mlr.press/v97/a19a.html",
    ],
)
def test_a_preprint_that_is_elsewhere(link: str) -> None:
    (finding,) = findings("# A\n\n" + PLAIN + entry("How Ants Count", link, "arXiv'23"), "arxiv-link")

    assert (finding.line, finding.column) == (13, 6)
    assert finding.message.startswith("“How Ants Count” says arXiv, but its link leads to ")


@pytest.mark.parametrize(
    ("venue", "links"),
    [
        ("arXiv'23", ""),
        ("arXiv'23", "[[Paper](https://alphaxiv.org/abs/2310.00001)]"),
        ("arXiv'23", "[[Paper](https://arxiv.org/abs/2310.00001)] [[Review](https://openreview.net/forum?id=abc)]"),
        ("arXiv'23", "[[Code](https://github.com/a/b)]"),
        ("ICLR'24", "[[Paper](https://openreview.net/forum?id=abc)]"),
    ],
    ids=["none", "another host", "both", "code", "not arXiv"],
)
def test_preprints_with_fitting_links(venue: str, links: str) -> None:
    text = "# A\n\n" + PLAIN + f"- (**{venue}**) How Ants Count Steps {links}\n"

    assert lines(text, "arxiv-link") == []


def section(title: str, said: int, unsaid: int, mark: str = "[Empirical]") -> str:
    entries = [
        entry(f"What {SLUGS[number]} Know of {title}", arxiv(f"2310.{number:05}"), mark=mark if number < said else "")
        for number in range(said + unsaid)
    ]
    return f"\n# {title}\n\n" + "".join(entries)


def test_an_entry_without_evidence_type_among_others() -> None:
    text = section("Ants", 5, 1) + section("Bees", 0, 6) + section("Wasps", 3, 3) + section("Crows", 2, 1)

    (finding,) = findings(text, "missing-evidence")

    assert finding.line == 9
    assert finding.message == "“What wolves Know of Ants” has no evidence type; 5 of 6 entries under “Ants” have one."


def test_an_entry_without_year_among_others() -> None:
    text = "# A\n\n" + PLAIN + "- (**ICLR**) How Ants Count [[Paper](https://arxiv.org/abs/2310.00001)]\n"

    (finding,) = findings(text, "missing-year")

    assert finding.line == 13
    assert lines(text.replace("How Ants", "In 2023 Ants"), "missing-year") == []
