from __future__ import annotations

import pytest

from tests.readme.checking.lists import PLAIN, arxiv, entry, findings, lines

ONE, TWO = arxiv("2310.00001"), arxiv("2310.00002")


def test_a_paper_listed_twice_in_a_section() -> None:
    text = (
        "# A\n\n" + PLAIN + entry("How Ants Count Steps", ONE) + "\n# B\n\n" + entry("How Ants Count their Steps", ONE)
    )
    again = text.replace("\n# B", entry("How ants count steps", ONE) + "\n# B")

    (finding,) = findings(again, "duplicate-in-section")

    assert lines(text, "duplicate-in-section") == []
    assert (finding.line, finding.column) == (14, 17)
    assert finding.message == "“How ants count steps” is listed in this section already, on line 13."
    assert again.encode()[finding.start : finding.end] == b"How ants count steps"


def test_a_paper_listed_in_two_sections() -> None:
    text = "# Ants\n\n" + entry("How Ants Count Steps", ONE) + "\n# Bees\n\n" + entry("How Ants Count Steps", ONE) * 2

    (finding,) = findings(text, "listed-twice")

    assert finding.line == 7
    assert finding.message == "“How Ants Count Steps” is also listed under “Ants”, on line 3."
    assert lines(text, "duplicate-in-section") == [8]


@pytest.mark.parametrize(
    "entries",
    [
        entry("Computer Vision", "https://a.example/vision") + entry("Computer Vision", "https://b.example/cv"),
        entry("How Ants Count Steps", ONE) + entry("How Ants Count Steps", TWO),
        entry("How to Write a Paper That Lasts", "https://a.example/x")
        + entry("How to Write a Paper That Lasts", "https://b.example/y"),
        "".join(entry("A Benchmark of Things", f"https://a.example/{number}.pdf") for number in range(4)),
        (
            "| Name | Title | Link |\n|-|-|-|\n"
            f"| One | How Ants Count Steps | [Paper]({ONE}) |\n| Two | How Ants Count Steps | [Paper]({ONE}) |\n"
        ),
    ],
    ids=["courses", "other ids", "talks", "the name of a kind", "rows of one paper"],
)
def test_what_is_alike_but_no_duplicate(entries: str) -> None:
    assert lines("# A\n\n" + PLAIN + "\n" + entries, "duplicate-in-section") == []


@pytest.mark.parametrize(
    ("venue", "other", "says"),
    [
        ("ICLR'24", "ICML'24", "says ICML here, but ICLR on line 3"),
        ("arXiv'23", "ICLR'24", "says ICLR here, but arXiv on line 3"),
        ("ICLR'24", "ICLR'23", "says 2023 here, but 2024 on line 3"),
    ],
)
def test_listings_that_disagree(venue: str, other: str, says: str) -> None:
    text = (
        "# A\n\n" + entry("How Ants Count Steps", ONE, venue) + "\n# B\n\n" + entry("How Ants Count Steps", ONE, other)
    )

    (finding,) = findings(text, "listings-disagree")

    assert finding.message == f"“How Ants Count Steps” {says}."


@pytest.mark.parametrize(
    ("venue", "other"), [("ICLR'24", "ICLR'24"), ("NIPS'23", "NeurIPS'23"), ("arXiv'23", "CoRR'23")]
)
def test_listings_that_agree(venue: str, other: str) -> None:
    text = (
        "# A\n\n" + entry("How Ants Count Steps", ONE, venue) + "\n# B\n\n" + entry("How Ants Count Steps", ONE, other)
    )

    assert lines(text, "listings-disagree") == []
