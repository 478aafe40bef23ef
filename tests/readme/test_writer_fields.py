"""A changed field replaces its own bytes and no others."""

from __future__ import annotations

import pytest

from papers.readme.records import Link
from tests.readme.wishes import check_line, check_refused, check_written, links

LIST = """# Mechanisms

Some words before the list.

## Recognition

- (**ICLR'21**)[Empirical] Counting Sheep in Hidden States  [[Paper](https://arxiv.org/abs/2101.00001)]
- (**NeurIPS'23**)[Empirical & Theoretical] A Field Guide to Attention Heads[[Paper]](https://arxiv.org/abs/2301.00002)
- (**Arxiv'24**)[Theoretical] Why Small Models Guess[[Paper]](https://arxiv.org/abs/2401.00003)
- (**ACL'23 findings**)[Empirical] The Librarian Inside[[Paper]](https://arxiv.org/abs/2301.00004)
- (**ICASSP'24**)[Theoretical] An Entry Without an Address[[Paper]]()
- (**Arxiv'23**) A Theory of Everything Else[[Paper]](https://arxiv.org/abs/2301.00005)


## Learning

- (**ICLR'24**) Induction by Candlelight[[Paper]](https://arxiv.org/abs/2401.00006)
"""
SHEEP = "Counting Sheep in Hidden States"
HEADS = "A Field Guide to Attention Heads"
GUESS = "Why Small Models Guess"
LIBRARIAN = "The Librarian Inside"
UNADDRESSED = "An Entry Without an Address"
THEORY = "A Theory of Everything Else"


def check_replaced(wish, old: str, new: str) -> None:
    assert LIST.count(old) == 1
    check_written(LIST, wish, LIST.replace(old, new))


def test_write_unchanged_wish_gives_the_same_bytes():
    check_written(LIST, lambda wish: None, LIST)


@pytest.mark.parametrize(
    ("title", "values", "old", "new"),
    [
        (SHEEP, {"title": "Counting Goats: a Sequel"}, SHEEP, "Counting Goats: a Sequel"),
        (SHEEP, {"venue": "ICML"}, "ICLR'21", "ICML'21"),
        (SHEEP, {"year": 2019}, "ICLR'21", "ICLR'19"),
        (SHEEP, {"year": 1998}, "ICLR'21", "ICLR'98"),
        (SHEEP, {"evidence_types": ("Theoretical",)}, "[Empirical] Counting", "[Theoretical] Counting"),
        (SHEEP, {"venue": "arXiv"}, "ICLR'21", "Arxiv'21"),
        (LIBRARIAN, {"track": "Workshop"}, "'23 findings", "'23 Workshop"),
        (
            HEADS,
            {"links": links(("Paper", "https://example.org/heads"))},
            "https://arxiv.org/abs/2301.00002",
            "https://example.org/heads",
        ),
        (
            HEADS,
            {"links": links(("PDF", "https://arxiv.org/abs/2301.00002"))},
            "Heads[[Paper]]",
            "Heads[[PDF]]",
        ),
        (UNADDRESSED, {"links": links(("Paper", "https://a.org/f"))}, "[[Paper]]()", "[[Paper]](https://a.org/f)"),
    ],
    ids=["title", "venue", "year", "1998", "evidence", "venue-as-in-file", "track", "url", "label", "empty-link"],
)  # fmt: skip
def test_write_changed_field_replaces_its_span_only(title, values, old, new):
    check_replaced(lambda wish: wish.change(title, **values), old, new)


def test_write_several_fields_of_several_entries_at_once():
    def wish(wish):
        wish.change(SHEEP, title="Counting Goats", year=2022).change(THEORY, venue="TMLR")

    after = LIST.replace(f"ICLR'21**)[Empirical] {SHEEP}", "ICLR'22**)[Empirical] Counting Goats")
    check_written(LIST, wish, after.replace("(**Arxiv'23**) A Theory", "(**TMLR'23**) A Theory"))


@pytest.mark.parametrize(
    ("title", "values", "old", "new"),
    [
        (SHEEP, {"evidence_types": ()}, "(**ICLR'21**)[Empirical] Counting", "(**ICLR'21**) Counting"),
        (SHEEP, {"year": None}, "(**ICLR'21**)", "(**ICLR**)"),
        (SHEEP, {"venue": ""}, "(**ICLR'21**)", "(**2021**)"),
        (SHEEP, {"venue": "", "year": None}, "(**ICLR'21**)[Empirical] Counting", "[Empirical] Counting"),
        (
            SHEEP,
            {"venue": "", "year": None, "evidence_types": ()},
            "(**ICLR'21**)[Empirical] Counting",
            "Counting",
        ),
        (LIBRARIAN, {"track": ""}, "(**ACL'23 findings**)", "(**ACL'23**)"),
        (HEADS, {"links": ()}, "Heads[[Paper]](https://arxiv.org/abs/2301.00002)", "Heads"),
        (SHEEP, {"links": ()}, "States  [[Paper](https://arxiv.org/abs/2101.00001)]", "States"),
        (HEADS, {"evidence_types": ("Theoretical",)}, "[Empirical & Theoretical]", "[Theoretical]"),
    ],
    ids=[
        "evidence",
        "year",
        "venue",
        "venue-and-year",
        "all-before-title",
        "track",
        "link",
        "spaced-link",
        "one-of-two",
    ],
)
def test_write_removed_value_goes_with_its_decoration(title, values, old, new):
    check_replaced(lambda wish: wish.change(title, **values), old, new)


@pytest.mark.parametrize(
    ("title", "values", "old", "new"),
    [
        (THEORY, {"evidence_types": ("Theoretical",)}, "(**Arxiv'23**) A", "(**Arxiv'23**)[Theoretical] A"),
        (
            THEORY,
            {"evidence_types": ("Theoretical", "Empirical")},
            "(**Arxiv'23**) A",
            "(**Arxiv'23**)[Theoretical & Empirical] A",
        ),
        (SHEEP, {"evidence_types": ("Theoretical", "Empirical")}, "[Empirical] C", "[Empirical & Theoretical] C"),
        (THEORY, {"track": "Findings"}, "(**Arxiv'23**)", "(**Arxiv'23 findings**)"),
        (
            THEORY,
            {"links": links(("Paper", "https://arxiv.org/abs/2301.00005"), ("Code", "https://example.org/code"))},
            "(https://arxiv.org/abs/2301.00005)",
            "(https://arxiv.org/abs/2301.00005) [[Code]](https://example.org/code)",
        ),
    ],
    ids=["evidence", "two-evidence", "second-evidence", "track", "link"],
)
def test_write_added_value_takes_the_nearest_entrys_form(title, values, old, new):
    if "track" in values:
        # The file writes a track twice as often in one way as in the other: its spelling is the file's.
        check_replaced(lambda wish: wish.change(title, venue="ACL", **values), old, "(**ACL'23 findings**)")
        return
    check_replaced(lambda wish: wish.change(title, **values), old, new)


def test_write_year_added_beside_its_venue():
    check_line(
        "- (**ICLR'21**) Counting Sheep by Night [[Paper]](https://arxiv.org/abs/2101.00001)\n"
        "- (**ICML**) Counting Goats by Day [[Paper]](https://arxiv.org/abs/2101.00002)",
        lambda wish: wish.change("Counting Goats by Day", year=2022),
        "- (**ICLR'21**) Counting Sheep by Night [[Paper]](https://arxiv.org/abs/2101.00001)\n"
        "- (**ICML'22**) Counting Goats by Day [[Paper]](https://arxiv.org/abs/2101.00002)",
    )


def test_write_venue_and_year_added_in_the_form_of_the_list():
    check_line(
        "- **Counting Sheep.** ICLR 2021. [[paper]](https://arxiv.org/abs/2101.00001)\n"
        "- **Counting Goats.** [[paper]](https://arxiv.org/abs/2101.00002)",
        lambda wish: wish.change("Counting Goats", venue="ICML", year=2022),
        "- **Counting Sheep.** ICLR 2021. [[paper]](https://arxiv.org/abs/2101.00001)\n"
        "- **Counting Goats.** ICML 2022 [[paper]](https://arxiv.org/abs/2101.00002)",
    )


def test_write_evidence_without_a_model_stands_before_the_title():
    check_line(
        "- **Counting Sheep.** ICLR 2021. [[paper]](https://arxiv.org/abs/2101.00001)",
        lambda wish: wish.change("Counting Sheep", evidence_types=("Empirical",)),
        "- [Empirical] **Counting Sheep.** ICLR 2021. [[paper]](https://arxiv.org/abs/2101.00001)",
    )


def test_write_venue_and_year_without_a_model_stand_behind_the_title():
    check_line(
        "- [Counting Sheep by Night](https://arxiv.org/abs/2101.00001)\n- [Goats](https://arxiv.org/abs/2101.00002)",
        lambda wish: wish.change("Counting Sheep by Night", venue="ICML", year=2022),
        "- [Counting Sheep by Night](https://arxiv.org/abs/2101.00001) (ICML 2022)\n"
        "- [Goats](https://arxiv.org/abs/2101.00002)",
    )


def test_write_authors_keep_how_they_were_joined():
    check_line(
        "- **Counting Sheep.** *Ann Ash, Bob Birch and Cy Cole*. ICLR 2021. [[paper]](https://arxiv.org/abs/2101.00001)",
        lambda wish: wish.change("Counting Sheep", authors=("Ann Ash", "Dee Dorn", "Eve Elm", "Cy Cole")),
        "- **Counting Sheep.** *Ann Ash, Dee Dorn, Eve Elm and Cy Cole*. ICLR 2021. "
        "[[paper]](https://arxiv.org/abs/2101.00001)",
    )


def test_write_authors_are_never_added():
    line = "- **Counting Sheep.** ICLR 2021. [[paper]](https://arxiv.org/abs/2101.00001)"
    check_line(line, lambda wish: wish.change("Counting Sheep", authors=("Ann Ash",)), line)


def test_write_year_within_a_date():
    check_line(
        "- [2023.05] **Counting Sheep.** [[paper]](https://arxiv.org/abs/2305.00001)",
        lambda wish: wish.change("Counting Sheep", year=2024),
        "- [2024.05] **Counting Sheep.** [[paper]](https://arxiv.org/abs/2305.00001)",
    )


def test_write_link_removed_from_a_row_of_links():
    both = links(("paper", "https://arxiv.org/abs/2305.00001"), ("code", "https://example.org/code"))
    line = "- **Counting Sheep.** ICLR 2021. [[paper](https://arxiv.org/abs/2305.00001)] [[code](https://example.org/code)]"
    only = "- **Counting Sheep.** ICLR 2021. [[code](https://example.org/code)]"
    check_line(line, lambda wish: wish.change("Counting Sheep", links=both[1:]), only)
    only = "- **Counting Sheep.** ICLR 2021. [[paper](https://arxiv.org/abs/2305.00001)]"
    check_line(line, lambda wish: wish.change("Counting Sheep", links=both[:1]), only)


def test_write_links_exchanged():
    line = "- **Counting Sheep.** ICLR 2021. [[paper](https://a.org/1)] [[code](https://b.org/2)]"
    after = "- **Counting Sheep.** ICLR 2021. [[code](https://b.org/2)] [[paper](https://a.org/1)]"
    both = links(("code", "https://b.org/2"), ("paper", "https://a.org/1"))
    check_line(line, lambda wish: wish.change("Counting Sheep", links=both), after)


def test_write_title_that_is_a_link():
    check_line(
        "- [Counting Sheep by Night](https://arxiv.org/abs/2101.00001) ICLR 2021",
        lambda wish: wish.change(
            "Counting Sheep by Night", title="Counting Goats by Day", links=links(("", "https://b.org/2"))
        ),
        "- [Counting Goats by Day](https://b.org/2) ICLR 2021",
    )


@pytest.mark.parametrize(
    ("title", "as_written"),
    [
        ("A* Search and snake_case", "A* Search and snake_case"),
        ("The *Real* Thing", r"The \*Real\* Thing"),
        ("Lists [of] things", "Lists [of] things"),
        ("Less < More & More", "Less < More & More"),
        ("Tags <b> in Titles", r"Tags \<b> in Titles"),
        ("Costs of `code`", r"Costs of \`code\`"),
        ("All _Under_ Lines", r"All \_Under\_ Lines"),
        ("Naïve Bäume: 大きな木", "Naïve Bäume: 大きな木"),
    ],
    ids=["star", "stars", "brackets", "less-than", "tag", "code", "underscore", "unicode"],
)
def test_write_title_escapes_only_what_would_be_read_otherwise(title, as_written):
    check_replaced(lambda wish: wish.change(GUESS, title=title), GUESS, as_written)


@pytest.mark.parametrize(
    ("url", "as_written"),
    [
        ("https://example.org/a_(b)", "https://example.org/a_(b)"),
        ("https://example.org/a_(b", "<https://example.org/a_(b>"),
        ("https://example.org/a b", "<https://example.org/a b>"),
        ("https://example.org/?a=1&b=2", "https://example.org/?a=1&b=2"),
    ],
    ids=["balanced", "unbalanced", "space", "ampersand"],
)
def test_write_address_stays_readable(url, as_written):
    old = "https://arxiv.org/abs/2401.00003"
    check_replaced(lambda wish: wish.change(GUESS, links=(Link("Paper", url),)), old, as_written)


def test_write_refuses_a_title_that_would_be_read_otherwise():
    error = check_refused(
        LIST, lambda wish: wish.change(THEORY, title="[Empirical] Sheep"), "would be read as evidence types"
    )
    assert (error.line, error.field, error.label) == (12, "title", "[Empirical] Sheep")


def test_write_refuses_an_empty_title():
    error = check_refused(LIST, lambda wish: wish.change(SHEEP, title=""), "needs a title")
    assert (error.line, error.field) == (7, "title")


def test_write_refuses_line_breaks_in_values():
    check_refused(LIST, lambda wish: wish.change(SHEEP, title="Two\nlines"), "line breaks")


def test_write_other_link_leaves_the_empty_one_empty():
    code = links(("Code", "https://example.org/code"))
    check_replaced(
        lambda wish: wish.change(UNADDRESSED, links=code),
        "Address[[Paper]]()",
        "Address[[Paper]]() [[Code]](https://example.org/code)",
    )


def test_write_removed_year_and_track_leave_no_space():
    check_replaced(lambda wish: wish.change(LIBRARIAN, year=None, track=""), "(**ACL'23 findings**)", "(**ACL**)")
