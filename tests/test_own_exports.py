"""One's own export, taken in as what the repository holds, changes nothing, whatever was edited."""

from __future__ import annotations

import pytest

from papers.models import Listing
from tests.lists import ALPHA, BETA, DELTA, GAMMA, LIST, OMEGA, imported, listing, section
from tests.own_exports import check_own_export
from tests.random_edits import RandomEdits

pytestmark = pytest.mark.django_db

TWINS = (
    f"# A list\n\n### Methods\n\nWords.\n\n### Data\n\n### Methods\n\n#### Inner\n\n{ALPHA}{BETA}\n### Data\n\n{GAMMA}"
)
EMPTY_TWINS = "# A list\n\n## Contents\n\n### Methods\n\n* [One](#one)\n\n## Papers\n\n### Methods\n\n### Data\n"
TABLE = (
    "# A list\n\n## One\n\n| Title | Venue | Year | Link |\n|---|---|---|---|\n"
    "| Alpha learns | ICLR | 2021 | [pdf](https://arxiv.org/abs/2101.00001) |\n"
    "| Beta explains | ICML | 2022 | [pdf](https://arxiv.org/abs/2202.00002) |\n\n## Two\n\n" + DELTA
)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    "text", [LIST, TWINS, TABLE, LIST.replace("\n", "\r\n")], ids=["plain", "twins", "table", "CRLF"]
)
def test_own_export_changes_nothing_after_random_edits(text: str, seed: int) -> None:
    imported(text)
    edits = RandomEdits(seed)
    made = []
    for _ in range(8):
        made.append(edits.make())
        check_own_export(f"{made}")


def test_paper_that_is_listed_twice_and_moved_is_no_conflict() -> None:
    twice = f"# A list\n\n## One\n\n{ALPHA}{BETA}\n## Three\n\n{ALPHA}{OMEGA}"
    imported(twice)
    here, there = sorted(listing_of("Alpha"), key=lambda row: row.section.position)
    here.delete()
    there.section, there.position = section("One"), 0
    there.save()

    check_own_export("moved into the other's place")


@pytest.mark.parametrize("text", [TWINS, EMPTY_TWINS], ids=["with papers", "without"])
def test_sections_with_equal_paths_keep_their_addresses(text: str) -> None:
    imported(text)
    check_own_export("unedited")


def listing_of(word: str) -> list[Listing]:
    return list(Listing.objects.filter(paper__title__startswith=word).select_related("section"))


def test_nothing_is_left_of_a_list_and_it_is_still_one() -> None:
    imported(f"# A list\n\n## One\n\n{ALPHA}")
    listing("Alpha").delete()

    check_own_export("the last listing removed")
