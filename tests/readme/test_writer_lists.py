"""Entries added, removed and moved."""

from __future__ import annotations

import pytest

from tests.readme.wishes import check_refused, check_written, links, paper

SURVEY = """# Mechanisms

Some words.

## Recognition

- (**ICLR'21**)[Empirical] Counting Sheep [[Paper](https://arxiv.org/abs/2101.00001)]
- (**NeurIPS'23**)[Theoretical] A Field Guide to Heads[[Paper]](https://arxiv.org/abs/2301.00002)
- (**Arxiv'24**)[Theoretical] Why Small Models Guess[[Paper]](https://arxiv.org/abs/2401.00003)



## Learning

- (**ICLR'24**) Induction by Candlelight[[Paper]](https://arxiv.org/abs/2401.00006)

## Composition
- (**TMLR'23**) One and One Make Three[[Paper]](https://arxiv.org/abs/2301.00007)
- (**TMLR'24**) Two and Two Make Five[[Paper]](https://arxiv.org/abs/2401.00008)

## Nothing Yet


"""
NEW = paper(
    "A Brand-New Study",
    venue="ICML",
    year=2025,
    evidence_types=("Empirical",),
    links=links(("Paper", "https://arxiv.org/abs/2501.00009")),
)
NEW_LINE = "- (**ICML'25**)[Empirical] A Brand-New Study[[Paper]](https://arxiv.org/abs/2501.00009)\n"


def line_of(title: str) -> str:
    return next(line for line in SURVEY.splitlines(keepends=True) if title in line)


def check_survey(wish, old: str, new: str) -> None:
    assert SURVEY.count(old) == 1
    check_written(SURVEY, wish, SURVEY.replace(old, new))


def test_write_new_entry_behind_its_predecessor():
    heads = line_of("A Field Guide")
    check_survey(lambda wish: wish.add(NEW, after="A Field Guide to Heads"), heads, heads + NEW_LINE)


def test_write_new_entry_at_the_end_of_a_section():
    guess = line_of("Small Models")
    check_survey(lambda wish: wish.add(NEW, section="Recognition"), guess, guess + NEW_LINE)


def test_write_new_entry_first_in_a_section_takes_the_followers_form():
    sheep = line_of("Counting Sheep")
    first = "- (**ICML'25**)[Empirical] A Brand-New Study [[Paper](https://arxiv.org/abs/2501.00009)]\n"
    check_survey(lambda wish: wish.add(NEW, section="Recognition", first=True), sheep, first + sheep)


def test_write_new_entry_without_what_its_model_has():
    guess = line_of("Small Models")
    bare = paper("A Brand-New Study", links=links(("Paper", "https://arxiv.org/abs/2501.00009")))
    added = "- A Brand-New Study[[Paper]](https://arxiv.org/abs/2501.00009)\n"
    check_survey(lambda wish: wish.add(bare, section="Recognition"), guess, guess + added)


def test_write_new_entry_with_what_its_model_lacks():
    candle = line_of("Candlelight")
    added = "- (**ICML'25**)[Empirical] A Brand-New Study[[Paper]](https://arxiv.org/abs/2501.00009)\n"
    check_survey(lambda wish: wish.add(NEW, section="Learning"), candle, candle + added)


def test_write_several_new_entries_keep_their_order():
    heads = line_of("A Field Guide")
    other = paper("An Even Newer Study", venue="ICML", year=2025)

    def wish(wish):
        wish.add(NEW, after="A Field Guide to Heads").add(other, after="A Brand-New Study")

    check_survey(wish, heads, heads + NEW_LINE + "- (**ICML'25**) An Even Newer Study\n")


def test_write_first_entry_of_a_section_that_has_none():
    check_written(
        SURVEY,
        lambda wish: wish.add(NEW, section="Nothing Yet"),
        SURVEY.replace("Nothing Yet\n", f"Nothing Yet\n\n{NEW_LINE}"),
    )


@pytest.mark.parametrize(
    "title",
    ["Counting Sheep", "A Field Guide to Heads", "Why Small Models Guess"],
    ids=["first", "middle", "last"],
)
def test_write_removed_entry_takes_its_line_only(title):
    check_survey(lambda wish: wish.remove(title), line_of(title), "")


def test_write_removed_only_entry_leaves_heading_and_one_joint():
    check_survey(lambda wish: wish.remove("Induction by Candlelight"), "\n\n" + line_of("Candlelight"), "\n")


def test_write_removed_and_added_in_its_place():
    def wish(wish):
        wish.remove("Induction by Candlelight").add(NEW, section="Learning")

    check_survey(wish, line_of("Candlelight"), NEW_LINE)


def test_write_all_entries_of_a_tight_section_removed():
    one, two = line_of("Make Three"), line_of("Make Five")
    check_survey(lambda wish: wish.remove("One and One Make Three", "Two and Two Make Five"), one + two, "")


def test_write_moved_within_a_section():
    sheep, heads, guess = line_of("Counting Sheep"), line_of("A Field Guide"), line_of("Small Models")
    check_survey(
        lambda wish: wish.move("Why Small Models Guess", section="Recognition", first=True),
        sheep + heads + guess,
        guess + sheep + heads,
    )


def test_write_reordered_moves_as_few_as_can_be():
    order = ("A Field Guide to Heads", "Why Small Models Guess", "Counting Sheep")
    sheep, heads, guess = line_of("Counting Sheep"), line_of("A Field Guide"), line_of("Small Models")
    check_survey(lambda wish: wish.reorder("Recognition", *order), sheep + heads + guess, heads + guess + sheep)


def test_write_moved_to_another_section_keeps_its_bytes():
    sheep, candle = line_of("Counting Sheep"), line_of("Candlelight")
    after = SURVEY.replace(sheep, "").replace(candle, candle + sheep)
    check_written(SURVEY, lambda wish: wish.move("Counting Sheep", after="Induction by Candlelight"), after)


def test_write_moved_and_changed():
    sheep, candle = line_of("Counting Sheep"), line_of("Candlelight")
    after = SURVEY.replace(sheep, "").replace(candle, candle + sheep.replace("'21", "'22"))

    def wish(wish):
        wish.change("Counting Sheep", year=2022).move("Counting Sheep", after="Induction by Candlelight")

    check_written(SURVEY, wish, after)


def test_write_last_line_without_newline():
    before = SURVEY.rstrip().removesuffix("## Nothing Yet").rstrip()
    last = "- (**TMLR'24**) Two and Two Make Five[[Paper]](https://arxiv.org/abs/2401.00008)"
    assert before.endswith(last)
    added = "- (**ICML'25**) A Brand-New Study"
    bare = paper("A Brand-New Study", venue="ICML", year=2025)
    check_written(before, lambda wish: wish.add(bare, section="Composition"), f"{before}\n{added}")
    check_written(before, lambda wish: wish.remove("Two and Two Make Five"), before.removesuffix("\n" + last))


NUMBERED = """## Papers

1. **Counting Sheep.** ICLR 2021. [[paper](https://arxiv.org/abs/2101.00001)]

   *Ann Ash, Bob Birch*

2. **Field Guides.** ICML 2022. [[paper](https://arxiv.org/abs/2201.00002)] [[code](https://example.org/guides)]

   *Cy Cole, Dee Dorn*

3. **Why Models Guess.** ACL 2023. [[paper](https://arxiv.org/abs/2301.00003)]

   *Eve Elm, Fay Fir*

## Other Papers

- **Induction.** ACL 2023. [[paper](https://arxiv.org/abs/2301.00004)]

- **Deduction.** ACL 2024. [[paper](https://arxiv.org/abs/2401.00005)]
"""


def test_write_new_numbered_item_gets_the_next_number():
    new = paper(
        "A New One", venue="ACL", year=2025, authors=("Gil Gum", "Hal Haw"), links=links(("paper", "https://a.org/1"))
    )
    added = "4. **A New One.** ACL 2025. [[paper](https://a.org/1)]\n\n   *Gil Gum, Hal Haw*\n\n"
    after = NUMBERED.replace("## Other", added + "## Other")
    check_written(NUMBERED, lambda wish: wish.add(new, section="Papers"), after)


def test_write_new_item_without_the_authors_that_its_model_has():
    new = paper("A New One", venue="ACL", year=2025, links=links(("paper", "https://a.org/1")))
    added = "4. **A New One.** ACL 2025. [[paper](https://a.org/1)]\n\n"
    after = NUMBERED.replace("## Other", added + "## Other")
    check_written(NUMBERED, lambda wish: wish.add(new, section="Papers"), after)


def test_write_removed_numbered_item_leaves_the_other_numbers():
    start, end = NUMBERED.index("2. **Field"), NUMBERED.index("3. **Why")
    check_written(NUMBERED, lambda wish: wish.remove("Field Guides"), NUMBERED[:start] + NUMBERED[end:])


def test_write_moved_item_takes_the_bullet_and_indent_of_its_new_list():
    start, end = NUMBERED.index("2. **Field"), NUMBERED.index("3. **Why")
    moved = (
        "\n- **Field Guides.** ICML 2022. [[paper](https://arxiv.org/abs/2201.00002)] [[code](https://example.org/guides)]\n"
        "\n  *Cy Cole, Dee Dorn*\n"
    )
    after = NUMBERED[:start] + NUMBERED[end:] + moved
    check_written(NUMBERED, lambda wish: wish.move("Field Guides", section="Other Papers"), after)


def test_write_list_that_numbers_all_alike_goes_on_so():
    before = (
        "## Papers\n\n1. **Counting Sheep.** ICLR 2021. [[paper](https://a.org/1)]\n"
        "1. **Field Guides.** ICML 2022. [[paper](https://a.org/2)]\n"
    )
    new = paper("A New One", venue="ACL", year=2025, links=links(("paper", "https://a.org/3")))
    added = "1. **A New One.** ACL 2025. [[paper](https://a.org/3)]\n"
    check_written(before, lambda wish: wish.add(new, section="Papers"), before + added)


NESTED = """## Papers

- **Counting Sheep.** ICLR 2021. [[paper](https://arxiv.org/abs/2101.00001)]
  - **Counting Goats.** ICLR 2022. [[paper](https://arxiv.org/abs/2201.00002)]
- **Field Guides.** ICML 2022. [[paper](https://arxiv.org/abs/2201.00003)]

## Others

* **Induction.** ACL 2023. [[paper](https://arxiv.org/abs/2301.00004)]
"""


def test_write_moved_item_takes_its_nested_items_along():
    sheep = NESTED[NESTED.index("- **Counting Sheep") : NESTED.index("- **Field")]
    after = NESTED.replace(sheep, "") + sheep.replace("- **Counting Sheep", "* **Counting Sheep")

    def wish(wish):
        wish.move("Counting Sheep", section="Others").move("Counting Goats", section="Others")

    check_written(NESTED, wish, after)


def test_write_refuses_to_remove_an_item_without_its_nested_ones():
    error = check_refused(NESTED, lambda wish: wish.remove("Counting Sheep"), "nested under it")
    assert (error.line, error.label) == (3, "Counting Sheep")


def test_write_removed_with_its_nested_items():
    sheep = NESTED[NESTED.index("- **Counting Sheep") : NESTED.index("- **Field")]
    check_written(NESTED, lambda wish: wish.remove("Counting Sheep", "Counting Goats"), NESTED.replace(sheep, ""))


PARAGRAPHS = """## Papers

**Counting Sheep** <br>
Ann Ash, Bob Birch <br>
[Paper](https://arxiv.org/abs/2101.00001) • [Code](https://example.org/sheep)

**Field Guides** <br>
Cy Cole, Dee Dorn <br>
[Paper](https://arxiv.org/abs/2201.00002)

**Why Models Guess** <br>
Eve Elm, Fay Fir <br>
[Paper](https://arxiv.org/abs/2301.00003)
"""


def test_write_new_paragraph():
    new = paper("A New One", authors=("Gil Gum", "Hal Haw"), links=links(("Paper", "https://a.org/3")))
    added = "**A New One** <br>\nGil Gum, Hal Haw <br>\n[Paper](https://a.org/3)\n\n"
    after = PARAGRAPHS.replace("**Why", added + "**Why")
    check_written(PARAGRAPHS, lambda wish: wish.add(new, after="Field Guides"), after)


def test_write_removed_paragraphs():
    start, end = PARAGRAPHS.index("**Field"), PARAGRAPHS.index("**Why")
    check_written(PARAGRAPHS, lambda wish: wish.remove("Field Guides"), PARAGRAPHS[:start] + PARAGRAPHS[end:])
    last = PARAGRAPHS[: end - 1]
    check_written(PARAGRAPHS, lambda wish: wish.remove("Why Models Guess"), last)


TABLES = """## Papers

| Title | Venue | Year | Code |
|:--|:--|--|:-:|
| [Counting Sheep at Night](https://arxiv.org/abs/2101.00001) | ICLR | 2021 | [Code](https://example.org/sheep) |
| [Field Guides to Everything](https://arxiv.org/abs/2201.00002) | ICML | 2022 | - |
| [Why Models Guess Wrong](https://arxiv.org/abs/2301.00003) | ACL | 2023 | - |

## Others

| Title | Venue | Year | Code |
|:--|:--|--|:-:|
| [Induction by Candlelight](https://arxiv.org/abs/2301.00004) | ACL | 2023 | - |

## Items

- [Deduction by Daylight](https://arxiv.org/abs/2301.00005) ICLR 2023
"""


def test_write_row_cells():
    after = TABLES.replace("| ICML | 2022 | - |", "| TMLR | 2022 | - |")
    check_written(TABLES, lambda wish: wish.change("Field Guides to Everything", venue="TMLR"), after)


def test_write_pipe_in_a_row_is_escaped():
    after = TABLES.replace("Field Guides to Everything", r"Field Guides \| Everything")
    check_written(
        TABLES, lambda wish: wish.change("Field Guides to Everything", title="Field Guides | Everything"), after
    )


def test_write_row_link_added_in_its_column_and_removed_from_it():
    title = "Field Guides to Everything"
    bare = links(("", "https://arxiv.org/abs/2201.00002"))
    with_code = (*bare, *links(("Code", "https://example.org/guides")))
    after = TABLES.replace("| ICML | 2022 | - |", "| ICML | 2022 | [Code](https://example.org/guides) |")
    check_written(TABLES, lambda wish: wish.change(title, links=with_code), after)
    check_written(after, lambda wish: wish.change(title, links=bare), TABLES)


def test_write_row_venue_emptied():
    after = TABLES.replace("| ICML | 2022 | - |", "|  | 2022 | - |")
    check_written(TABLES, lambda wish: wish.change("Field Guides to Everything", venue=""), after)


def test_write_row_refuses_what_has_no_column():
    error = check_refused(
        TABLES,
        lambda wish: wish.change("Field Guides to Everything", evidence_types=("Empirical",)),
        "no column for the evidence types",
    )
    assert (error.line, error.field) == (6, "evidence_types")


def test_write_new_row():
    new = paper("A New One", venue="ACL", year=2025, links=links(("", "https://a.org/3")))
    row = "| [A New One](https://a.org/3) | ACL | 2025 | - |\n"
    after = TABLES.replace("\n## Others", f"{row}\n## Others")
    check_written(TABLES, lambda wish: wish.add(new, section="Papers"), after)


def test_write_removed_row():
    guides = next(line for line in TABLES.splitlines(keepends=True) if "Field Guides" in line)
    check_written(TABLES, lambda wish: wish.remove("Field Guides to Everything"), TABLES.replace(guides, ""))


def test_write_row_moved_to_a_table_with_the_same_head_keeps_its_bytes():
    guides = next(line for line in TABLES.splitlines(keepends=True) if "Field Guides" in line)
    after = TABLES.replace(guides, "").replace("\n## Items", f"{guides}\n## Items")
    check_written(TABLES, lambda wish: wish.move("Field Guides to Everything", section="Others"), after)


def test_write_row_moved_to_a_list_is_written_anew():
    guides = next(line for line in TABLES.splitlines(keepends=True) if "Field Guides" in line)
    moved = "- [Field Guides to Everything](https://arxiv.org/abs/2201.00002) ICML 2022\n"
    check_written(
        TABLES,
        lambda wish: wish.move("Field Guides to Everything", section="Items"),
        TABLES.replace(guides, "") + moved,
    )


HEADINGS = """# Papers

## Counting Sheep in Hidden States

Authors: Ann Ash, Bob Birch

[Paper](https://arxiv.org/abs/2101.00001)

## Field Guides to Attention Heads

Authors: Cy Cole, Dee Dorn

[Paper](https://arxiv.org/abs/2201.00002)

## Why Small Models Guess

Authors: Eve Elm, Fay Fir

[Paper](https://arxiv.org/abs/2301.00003)

## Induction by Candlelight and Beyond

Authors: Gil Gum, Hal Haw

[Paper](https://arxiv.org/abs/2301.00004)

## One and One Make Three Again

Authors: Ida Ivy, Jo Juniper

[Paper](https://arxiv.org/abs/2301.00005)
"""


def test_write_heading_per_paper():
    title = "Field Guides to Attention Heads"
    after = HEADINGS.replace(f"## {title}", "## Field Guides to Goats")
    check_written(HEADINGS, lambda wish: wish.change(title, title="Field Guides to Goats"), after)
    start, end = HEADINGS.index("## Field"), HEADINGS.index("## Why")
    check_written(HEADINGS, lambda wish: wish.remove(title), HEADINGS[:start] + HEADINGS[end:])
    new = paper("A New One for the List", authors=("Kim Kale", "Lu Lime"))
    added = "## A New One for the List\n\nAuthors: Kim Kale, Lu Lime\n\n"
    check_written(HEADINGS, lambda wish: wish.add(new, after=title), HEADINGS[:end] + added + HEADINGS[end:])


def test_write_text_that_was_not_read_is_not_lost_unasked():
    before = (
        TABLES + "- [Abduction by Moonlight](https://a.org/7) ICLR 2023, with a remark about the weather in spring\n"
    )
    title = "Abduction by Moonlight"
    check_refused(before, lambda wish: wish.move(title, section="Others"), "would lose its note")
    row = "| [Abduction by Moonlight](https://a.org/7) |  |  | - |\n"
    after = TABLES.replace("\n## Items", f"{row}\n## Items")
    check_written(before, lambda wish: wish.move(title, section="Others", may_lose_text=True), after)


def test_write_into_a_list_without_any_entry():
    new = paper(
        "A First One", venue="ICML", year=2025, evidence_types=("Empirical",), links=links(("Paper", "https://a.org/3"))
    )
    check_written(
        "# A list\n\n## Papers\n",
        lambda wish: wish.add(new, section="Papers"),
        "# A list\n\n## Papers\n\n- (**ICML'25**) [Empirical] A First One [[Paper](https://a.org/3)]\n",
    )


HTML = """## Papers

<table>
  <tr><th>Title</th><th>Venue</th><th>Year</th><th>Paper</th></tr>
  <tr>
    <td>Counting Sheep in Hidden States</td>
    <td>ICLR</td><td>2021</td>
    <td><a href="https://arxiv.org/abs/2101.00001">Paper</a></td>
  </tr>
  <tr>
    <td>Field Guides to Attention Heads</td>
    <td>ICML</td><td>2022</td>
    <td><a href="https://arxiv.org/abs/2201.00002">Paper</a></td>
  </tr>
  <tr>
    <td>Why Small Models Guess &amp; Win</td>
    <td>ACL</td><td>2023</td>
    <td><a href="https://arxiv.org/abs/2301.00003">Paper</a></td>
  </tr>
</table>
"""
HTML_ROWS = [f"  <tr>\n    <td>{part}" for part in HTML.removesuffix("</table>\n").split("  <tr>\n    <td>")[1:]]


def test_write_html_row_is_escaped():
    after = HTML.replace("Field Guides to Attention Heads", "Less &lt; More & More")
    after = after.replace("https://arxiv.org/abs/2201.00002", "https://a.org/?q=&quot;1&quot;&b=2")
    url = links(("Paper", 'https://a.org/?q="1"&b=2'))
    title = "Field Guides to Attention Heads"
    check_written(HTML, lambda wish: wish.change(title, title="Less < More & More", links=url), after)


def test_write_html_rows_added_removed_and_moved():
    title = "Field Guides to Attention Heads"
    new = paper("A New One", venue="ACL", year=2025, links=links(("Paper", "https://a.org/1")))
    row = HTML_ROWS[1].replace(title, "A New One").replace("ICML", "ACL").replace("2022", "2025")
    row = row.replace("https://arxiv.org/abs/2201.00002", "https://a.org/1")
    check_written(HTML, lambda wish: wish.add(new, after=title), HTML.replace(HTML_ROWS[1], HTML_ROWS[1] + row))
    check_written(HTML, lambda wish: wish.remove(title), HTML.replace(HTML_ROWS[1], ""))
    last = "Why Small Models Guess & Win"
    check_written(HTML, lambda wish: wish.remove(last), HTML.replace(HTML_ROWS[2], ""))
    after = HTML.replace("".join(HTML_ROWS), HTML_ROWS[2] + HTML_ROWS[0] + HTML_ROWS[1])
    check_written(HTML, lambda wish: wish.move(last, section="Papers", first=True), after)
