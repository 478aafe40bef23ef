from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from papers.importer.own_text import places
from papers.importer.reading import Reading, Spellings, reading
from papers.importer.text_merge import Place, TextConflict, Versions, carry_changes, split_pieces
from papers.readme.alignment import align
from papers.readme.reader import read
from papers.readme.vocabulary import Vocabulary
from tests.lists import ALPHA, BETA, DELTA, GAMMA, LIST
from tests.test_importer import documents

NAMES = Vocabulary((), ())


def read_text(text: str | bytes) -> Reading:
    return reading(read(text.encode() if isinstance(text, str) else text, NAMES), Spellings())


def carried(ancestor: str, changed: str, onto: str, *, prefers_changed: bool = True) -> tuple[str, list[str]]:
    """The text, and the keys of what contradicted."""
    base, ours, theirs = (read_text(text) for text in (ancestor, changed, onto))
    asked: list[str] = []

    def decide(conflict: TextConflict) -> bool:
        asked.append(conflict.key)
        return prefers_changed

    to_changed, to_onto = (
        places(base, each, align(base.headings, base.texts, each.headings, each.texts)) for each in (ours, theirs)
    )
    found = carry_changes(Versions(base, ours, theirs, to_changed, to_onto, prefers_changed=decide))
    return found.data.decode(), asked


@given(content=documents)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_pieces_are_the_whole_text(content: bytes) -> None:
    document = read_text(content)
    pieces = split_pieces(document)
    assert content[: document.source.bom] + b"".join(piece.data + piece.tail for piece in pieces) == content


def test_corrected_spacing_follows_an_entry_that_moved() -> None:
    corrected = LIST.replace("[Theoretical] Beta", "[Theoretical]  Beta")
    moved = LIST.replace(BETA, "").replace(DELTA, DELTA + BETA)

    assert carried(LIST, corrected, moved) == (moved.replace("[Theoretical] Beta", "[Theoretical]  Beta"), [])


def test_two_changes_of_one_entry_that_do_not_meet_are_both_made() -> None:
    ours, theirs = (
        LIST.replace("**)[Empirical] Alpha", "**) [Empirical] Alpha"),
        LIST.replace("Alpha learns", "Alpha likes"),
    )

    text, asked = carried(LIST, ours, theirs)

    assert "(**ICLR'21**) [Empirical] Alpha likes in context" in text
    assert not asked


@pytest.mark.parametrize("prefers_changed", [True, False], ids=["ours", "theirs"])
def test_two_changes_of_one_line_contradict(prefers_changed: bool) -> None:
    base, ours, theirs = (LIST.replace("\n## Two", f"\n<!-- {word} -->\n\n## Two") for word in ("one", "two", "three"))

    text, asked = carried(base, ours, theirs, prefers_changed=prefers_changed)

    assert text == (ours if prefers_changed else theirs)
    assert len(asked) == 1


def test_added_line_and_entry_are_carried_over_in_the_others_newlines() -> None:
    epsilon = DELTA.replace("Delta", "Epsilon")
    added = LIST.replace(GAMMA, GAMMA + epsilon).replace("\n## Two", "\n<!-- c -->\n\n## Two")
    theirs = LIST.replace("Alpha learns", "Alpha likes").replace("\n", "\r\n")

    text, asked = carried(LIST, added, theirs)

    assert text == added.replace("Alpha learns", "Alpha likes").replace("\n", "\r\n")
    assert not asked


def test_last_line_ends_as_theirs_did() -> None:
    base = f"# A list\n\n## One\n\n{ALPHA}{BETA}"
    added, theirs = base + GAMMA, base.rstrip("\n").replace("Alpha learns", "Alpha likes")

    assert carried(base, added, theirs)[0] == f"{theirs}\n{GAMMA}".rstrip("\n")


def test_where_pieces_start_is_told() -> None:
    one = read_text(LIST)
    same = places(one, one, align(one.headings, one.texts, one.headings, one.texts))

    found = carry_changes(Versions(one, one, one, same, same))

    assert found.data == LIST.encode()
    assert {found.onto[Place("entry", at)] for at in range(5)} == {entry.start for entry in one.entries}
