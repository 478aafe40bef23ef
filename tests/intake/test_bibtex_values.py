"""What stands between `=` and the comma, and what is told where it is malformed."""

from __future__ import annotations

import pytest

from papers.intake.bibtex import read
from papers.intake.bibtex_values import MalformedValueError, evaluate, split_keywords, split_names
from papers.readme.venues import BUILT_IN


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("{A {B} c}", "A {B} c"),
        ('"A {"}b{"}"', 'A {"}b{"}'),
        ('{A} # " b" # 7', "A b7"),
        ("conf # { 2021}", "Conference 2021"),
        ("CONF", "Conference"),
        ("unknown", "unknown"),
        (" 1998 ", "1998"),
        ("", ""),
    ],
)
def test_evaluate(source, value):
    assert evaluate(source, {"conf": "Conference"}) == value


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{A}\n  year = {2008}", "has no comma before “year”"),
        ('"A" note="x"', "has no comma before “note”"),
        ("{A} {B}", "has “{B}” where a comma or # is due"),
        ("{A} #", "has no value behind `#`"),
        ("{A", "has a value that is not closed"),
        ('"A {b"', "has a value that is not closed"),
    ],
)
def test_malformed_values(source, reason):
    with pytest.raises(MalformedValueError, match="has ") as caught:
        evaluate(source, {})
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A. One and {B and C} and D. Four", ["A. One", "{B and C}", "D. Four"]),
        (r"A. One and \v{C}apek, Karel and \'Eva Novak", ["A. One", r"\v{C}apek, Karel", r"\'Eva Novak"]),
        ("A. One; B. Two; C. Three", ["A. One", "B. Two", "C. Three"]),
        (r"A. One \& B. Two", ["A. One", "B. Two"]),
        ("One, Ann", ["One, Ann"]),
    ],
)
def test_split_names(text, names):
    assert split_names(text) == names


def test_split_keywords_keeps_what_braces_hold():
    assert split_keywords("{birds, small}, eggs; nests") == ["{birds, small}", "eggs", "nests"]


def entry(fields: str) -> str:
    return f"@article{{key,\n  title = {{Counting Sparrows}},\n  {fields},\n  year = 2020\n}}\n"


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        (r"Jane Doe and \v{C}ad\'ik, Martin", ("Jane Doe", "Martin Čadík")),
        (r"Jane Doe and \'Eric Zed and \"Ozg\"ur \c{C}elik", ("Jane Doe", "Éric Zed", "Özgür Çelik")),
        (r"Jane Doe and \L{}ukasz Kay and \O{}rsted, S\o{}ren", ("Jane Doe", "Łukasz Kay", "Søren Ørsted")),
        (r"Jane Doe and {\'E}mile Zed and Erd\H{o}s, P\'al", ("Jane Doe", "Émile Zed", "Pál Erdős")),
        ("Jane Doe and others", ("Jane Doe", "et al.")),
        ("Jane Doe and Smith &amp; Sons", ("Jane Doe", "Smith & Sons")),
    ],
)
def test_accents_in_every_name(authors, names):
    (draft,) = read(entry(f"author = {{{authors}}}"), BUILT_IN).drafts
    assert draft.authors == names


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ('Solitons in <mml:math display="inline"><mml:mi>N</mml:mi></mml:math>-Space', "Solitons in N-Space"),
        ("A {$\\less$}i{$\\greater$}Passer{$\\less$}/i{$\\greater$} &amp; relatives", "A Passer & relatives"),
        ("H<sub>2</sub>O and <i>E. coli</i>", "H2O and E. coli"),
        ("Birds &lt; 5 g &#8211; a survey", "Birds < 5 g – a survey"),
        ("When a < b and c > d", "When a < b and c > d"),
        ("<jats:italic>Corvus</jats:italic> counts", "Corvus counts"),
    ],
)
def test_markup_of_publishers_in_titles(title, expected):
    (draft,) = read(f"@article{{a, title = {{{title}}}}}", BUILT_IN).drafts
    assert draft.title == expected


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["plain", "bom"])
def test_missing_comma_is_told_with_its_line_and_the_others_are_read(newline, start):
    text = "@article{one,\n  title = {One},\n  author = {Jane Doe}\n  year = {2008}\n}\n@misc{two, title = {Two}}\n"
    found = read(start + text.replace("\n", newline), BUILT_IN)
    assert [draft.title for draft in found.drafts] == ["Two"]
    assert [(fault.line, fault.reason) for fault in found.faults] == [(4, "@article{one has no comma before “year”")]


def test_strings_are_joined():
    text = '@string{iclr = "ICLR"}\n@string{full = iclr # " Conference"}\n' + entry("booktitle = iclr # { 2021}")
    (draft,) = read(text, BUILT_IN).drafts
    assert (draft.venue, draft.title) == ("ICLR", "Counting Sparrows")


def test_comments_and_doubled_keys():
    text = "@comment{x = {y}}\n@misc{a, title = {One}}\n% no entry\n@misc{a, title = {Two}}\n"
    found = read(text, BUILT_IN)
    assert ([draft.title for draft in found.drafts], found.faults) == (["One", "Two"], ())


def test_field_of_a_megabyte_is_read():
    text = entry("author = {" + " and ".join(["{A and B}"] * 80_000) + "}")
    (draft,) = read(text, BUILT_IN).drafts
    assert len(draft.authors) == 5_000
