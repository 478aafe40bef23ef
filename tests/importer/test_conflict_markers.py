from __future__ import annotations

import pytest

from papers.importer.conflict_markers import refuse_conflict_markers
from papers.markdown.source import SourceError

CONFLICT = "<<<<<<< HEAD\n- One\n=======\n- Two\n>>>>>>> theirs\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_open_conflict_is_refused_with_its_line(newline: str) -> None:
    text = f"# A list\n\n{CONFLICT}".replace("\n", newline)
    with pytest.raises(SourceError) as refused:
        refuse_conflict_markers(text.encode())
    assert (refused.value.line, refused.value.column) == (3, 1)


def test_conflict_with_the_ancestor_between_is_refused() -> None:
    with pytest.raises(SourceError):
        refuse_conflict_markers(CONFLICT.replace("=======", "||||||| base\n- Zero\n=======").encode())


@pytest.mark.parametrize(
    "text",
    [
        "A title\n=======\n\nand `<<<<<<< HEAD` within a line\n",
        f"```\n{CONFLICT}```\n",
        f"~~~ text\n{CONFLICT}~~~~\n",
        "\n".join(reversed(CONFLICT.splitlines())),
        CONFLICT.replace(">>>>>>>", ">>>>>>"),
    ],
    ids=["heading and code span", "fence", "tildes", "another order", "six signs"],
)
def test_what_only_looks_like_one_is_taken(text: str) -> None:
    refuse_conflict_markers(text.encode())
