"""Comments in a README that allow a finding."""

from __future__ import annotations

import pytest

from papers.markdown.edits import apply_edits
from papers.readme.checking.allowances import CODE
from papers.readme.checking.check import edits
from papers.readme.checking.correcting import Checked, checked
from papers.readme.venues import BUILT_IN

ALPHA = "- (**ICLR'21**)[Empirical] Alpha learns in context [[Paper](https://arxiv.org/abs/2101.00001)]\n"
DELTA = "- (**KDD'24**)[Empirical] Delta composes skills [[Paper](https://arxiv.org/abs/2404.00004)]\n"
EMPTY = "- (**ICML'22**)[Theoretical] Beta explains regression [[Paper]]()\n"
OTHER = "- (**ICML'22**)[Theoretical] Gamma bounds errors [[Paper]]()\n"
ALLOWED = "<!-- check-readme: allow empty-link because the paper is to come -->"


def look(entries: str, **dismissals: str) -> Checked:
    found = {("empty-link", about): reason for about, reason in dismissals.items()}
    return checked(f"# A list\n\n## One\n\n{ALPHA}{entries}".encode(), BUILT_IN, found)


def codes(found: Checked) -> list[str]:
    """Of the two rules that these tests are about."""
    return [each.code for each in found.judged.open if each.code in ("empty-link", CODE)]


def at_end(entry: str, comment: str) -> str:
    return entry.replace("\n", f" {comment}\n")


def test_without_a_comment_it_is_found():
    assert codes(look(EMPTY)) == ["empty-link"]


@pytest.mark.parametrize(
    ("entries", "line"),
    [
        (at_end(EMPTY, ALLOWED), 6),
        (f"{ALLOWED}\n{EMPTY}", 6),
        (f"  {ALLOWED}\n{EMPTY}", 6),
        (f"{ALLOWED.replace(' because', chr(10) + 'because')}\n{EMPTY}", 6),
        (f"{ALLOWED}\n<!-- check-readme: allow other because of it -->\n{EMPTY}", 6),
    ],
)
def test_comment_on_the_line_or_alone_before_it_allows(entries, line):
    found = look(entries)
    assert [(each.finding.code, each.reason, each.line) for each in found.judged.dismissed] == [
        ("empty-link", "the paper is to come", line)
    ]
    assert "empty-link" not in codes(found)


@pytest.mark.parametrize(
    "entries",
    [
        f"{at_end(DELTA, ALLOWED)}{EMPTY}",
        f"{ALLOWED}\n\n{EMPTY}",
        f"{EMPTY}{ALLOWED}\n",
        f"{ALLOWED.replace('empty-link', 'other')}\n{EMPTY}",
    ],
)
def test_comment_elsewhere_or_for_another_rule_allows_nothing_and_is_noted(entries):
    assert sorted(codes(look(entries))) == ["empty-link", CODE]


def test_allowance_is_for_its_line_alone():
    assert codes(look(f"{ALLOWED}\n{EMPTY}{OTHER}")) == ["empty-link"]


def test_comment_without_a_reason_allows_nothing():
    for comment in ("<!-- check-readme: allow empty-link -->", "<!-- check-readme: allow empty-link because -->"):
        found = look(f"{comment}\n{EMPTY}")
        assert sorted(codes(found)) == ["empty-link", CODE]
        note = next(each for each in found.judged.open if each.code == CODE)
        assert "allow CODE because REASON" in note.message


def test_comment_shown_as_code_is_an_example():
    assert codes(look(f"\n`{ALLOWED}`\n\n```\n{ALLOWED}\n```\n\n    {ALLOWED}\n")) == []


@pytest.mark.parametrize("example", ["**`{}`**", "[`{}`](https://a.org)", "[*`{}`*](https://a.org)", "![`{}`](a.png)"])
def test_code_within_other_markup_is_code_too(example):
    assert codes(look(f"\n{example.format(ALLOWED)}\n")) == []
    assert codes(look(f"\n`code` {ALLOWED} {example.format('code')}\n")) == [CODE]


@pytest.mark.parametrize(
    ("entries", "without"),
    [(f"{ALLOWED}\n{DELTA}", DELTA), (at_end(DELTA, ALLOWED), DELTA), (f"{DELTA}{ALLOWED}", DELTA)],
)
def test_unused_allowance_can_be_removed(entries, without):
    found = look(entries)
    (note,) = [each for each in found.judged.open if each.code == CODE]
    assert note.correction
    assert not note.correction.is_safe
    assert apply_edits(found.content, edits([note])) == look(without).content


def test_dismissal_of_the_database_needs_no_comment_and_follows_the_entry():
    for entries in (EMPTY, f"{OTHER}{EMPTY}"):
        found = look(entries, **{"Beta explains regression": "it is to come"})
        assert [(each.reason, each.line) for each in found.judged.dismissed] == [("it is to come", None)]


def test_comment_changes_nothing_that_is_read():
    from papers.readme.reader import read

    plain, commented = look(EMPTY), look(at_end(EMPTY, ALLOWED))
    assert [each.values for each in read(plain.content, BUILT_IN).entries] == [
        each.values for each in read(commented.content, BUILT_IN).entries
    ]
