from __future__ import annotations

import random

from papers.identifiers import Identifiers
from papers.readme.alignment import Heading, Text, align
from papers.readme.identity import plain


def entry(title: str, arxiv_id: str = "", section: int = 1, source: str = "") -> Text:
    return Text(section, plain(title), Identifiers(arxiv_id), (source or f"{title} {arxiv_id}").encode())


SECTIONS = [Heading(()), Heading(("One",)), Heading(("Two",))]


def aligned(old: list[Text], new: list[Text]) -> dict[int, int]:
    return dict(align(SECTIONS, old, SECTIONS, new).entries)


def test_equal_source_comes_before_title_and_identifier() -> None:
    old = [entry("A", "1", source="x"), entry("B", "2", source="y")]
    new = [entry("B", "1", source="y"), entry("A", "2", source="x")]
    assert aligned(old, new) == {0: 1, 1: 0}


def test_equal_sources_in_one_section_pair_in_order() -> None:
    assert aligned([entry("A")] * 3, [entry("A")] * 2) == {0: 0, 1: 1}


def test_title_within_the_section_comes_before_the_identifier() -> None:
    old = [entry("A", "1"), entry("B", "2")]
    new = [entry("A", "2"), entry("B", "1")]
    assert aligned(old, new) == {0: 0, 1: 1}


def test_identifier_finds_a_retitled_paper() -> None:
    assert aligned([entry("A", "1")], [entry("Z", "1", section=2)]) == {0: 0}


def test_title_finds_a_paper_that_moved_and_got_another_identifier() -> None:
    assert aligned([entry("A", "1")], [entry("a!", "2", section=2)]) == {0: 0}


def test_title_and_identifier_changed_is_another_paper() -> None:
    assert aligned([entry("A", "1")], [entry("B", "2")]) == {}


def test_what_is_there_twice_is_not_guessed() -> None:
    old = [entry("A", "1", source="x"), entry("A", "1", source="y")]
    new = [entry("A", "1", source="v"), entry("A", "1", source="w")]
    assert aligned(old, new) == {}


def test_one_of_two_edited_is_found_by_what_is_left() -> None:
    old = [entry("A", "1", source="x"), entry("A", "1", source="y")]
    new = [entry("A", "1", source="x"), entry("A", "1", source="edited")]
    assert aligned(old, new) == {0: 0, 1: 1}


def test_entries_without_title_or_identifier_pair_by_source_only() -> None:
    old = [entry("", source="x"), entry("", source="y")]
    assert aligned(old, [entry("", source="y"), entry("", source="z")]) == {1: 0}


def test_sections_pair_by_path_then_title_then_what_they_share() -> None:
    old = [Heading(()), Heading(("A", "Notes")), Heading(("B", "Other")), Heading(("Old",))]
    new = [Heading(()), Heading(("A", "Notes")), Heading(("New",)), Heading(("C", "Other"))]
    papers = [entry("P", "1", section=3)], [entry("P", "1", section=2)]

    assert align(old, papers[0], new, papers[1]).sections == {0: 0, 1: 1, 2: 3, 3: 2}


def test_retitled_section_is_the_one_that_most_entries_went_to() -> None:
    old = [Heading(()), Heading(("Old",)), Heading(("Older",))]
    new = [Heading(()), Heading(("Newer",)), Heading(("New",))]
    before = [entry("P", section=1), entry("Q", section=1), entry("R", section=2)]
    after = [entry("R", section=1), entry("P", section=2), entry("Q", section=2)]

    assert align(old, before, new, after).sections == {0: 0, 1: 2, 2: 1}


def test_a_hundred_thousand_shuffled_entries_pair() -> None:
    old = [entry(f"Title {number}", str(number)) for number in range(100_000)]
    new = old.copy()
    random.Random(7).shuffle(new)

    found = aligned(old, new)

    assert len(found) == 100_000
    assert all(old[before] is new[after] for before, after in found.items())


def test_equal_sources_pair_in_order_in_a_section_that_only_its_entries_tell() -> None:
    old = [Heading(()), Heading(("Old",))]
    new = [Heading(()), Heading(("New",))]
    papers = [entry("A"), entry("A"), entry("B")]

    assert align(old, papers, new, papers).entries == {0: 0, 1: 1, 2: 2}
