"""Sections renamed, added, removed and moved, and prefaces edited."""

from __future__ import annotations

import pytest

from papers.readme.wanted import WantedEntry, WantedSection
from papers.readme.writing.headings import anchors
from tests.readme.wishes import check_refused, check_written, links, paper, written

LIST = """# Mechanisms

Some words.

- [Recognition](#recognition)
- [Learning & Co.](#learning--co)
  - [By Candlelight](#by-candlelight)
- [See what is learned](#learning--co)

## Recognition

What this is about.

- (**ICLR'21**)[Empirical] Counting Sheep at Night[[Paper]](https://arxiv.org/abs/2101.00001)
- (**ICLR'23**)[Theoretical] A Field Guide to Heads[[Paper]](https://arxiv.org/abs/2301.00002)


## Learning & Co.

### By Candlelight

- (**ICLR'24**) Induction by Candlelight[[Paper]](https://arxiv.org/abs/2401.00006)


## Composition

- (**TMLR'23**) One and One Make Three[[Paper]](https://arxiv.org/abs/2301.00007)
"""
RECOGNITION = LIST[LIST.index("## Recognition") : LIST.index("\n\n## Learning")]
LEARNING = LIST[LIST.index("## Learning") : LIST.index("\n\n## Composition")]
COMPOSITION = LIST[LIST.index("## Composition") :]
HEAD = LIST[: LIST.index("## Recognition")]
NEW = paper("A Brand-New Study", venue="ICML", year=2025, links=links(("Paper", "https://arxiv.org/abs/2501.00009")))
NEW_LINE = "- (**ICML'25**) A Brand-New Study[[Paper]](https://arxiv.org/abs/2501.00009)\n"


def test_write_parts_of_the_list_used_here_add_up():
    assert f"{HEAD}{RECOGNITION}\n\n{LEARNING}\n\n{COMPOSITION}" == LIST


def test_write_renamed_section_takes_its_contents_link_along():
    after = LIST.replace("## Recognition", "## Seeing & Knowing")
    after = after.replace("[Recognition](#recognition)", "[Seeing & Knowing](#seeing--knowing)")
    check_written(LIST, lambda wish: wish.change_section("Recognition", title="Seeing & Knowing"), after)


def test_write_renamed_section_leaves_a_links_own_words():
    after = LIST.replace("## Learning & Co.", "## Learning")
    after = after.replace("[Learning & Co.](#learning--co)", "[Learning](#learning)")
    after = after.replace("[See what is learned](#learning--co)", "[See what is learned](#learning)")
    check_written(LIST, lambda wish: wish.change_section("Learning & Co.", title="Learning"), after)


def test_write_renamed_section_is_escaped():
    check_written(
        "## Papers\n\n- [Counting Sheep at Night](https://a.org/1)\n",
        lambda wish: wish.change_section("Papers", title="The *Real* Papers"),
        "## The \\*Real\\* Papers\n\n- [Counting Sheep at Night](https://a.org/1)\n",
    )


def test_write_refuses_to_rename_a_heading_that_is_not_plain():
    before = "## [Papers](https://example.org) ![](a.png) list\n\n- [Counting Sheep at Night](https://a.org/1)\n"
    error = check_refused(
        before, lambda wish: wish.sections.__setitem__(1, _retitled(wish.sections[1])), "renamed|heading"
    )
    assert (error.line, error.field) == (1, "title")


def _retitled(section: WantedSection) -> WantedSection:
    return WantedSection(section.anchor, section.level, "Others", None, section.entries)


def test_anchors_are_those_of_the_host():
    titles = ["A & B", "A  B", "Über_uns-hier!", "Same", "Same", "Same 1", "Same-1", "🚀 Start"]
    assert anchors(titles) == ["a--b", "a--b-1", "über_uns-hier", "same", "same-1", "same-1-1", "same-1-2", "-start"]


def test_write_preface_changed():
    after = LIST.replace("What this is about.", "What this is *really* about.\n\nTwo paragraphs.")
    wanted = "What this is *really* about.\r\n\r\nTwo paragraphs.\r\n"
    check_written(LIST, lambda wish: wish.change_section("Recognition", preface=wanted), after)


def test_write_preface_added_with_the_blank_lines_of_others():
    after = LIST.replace("## Composition\n\n", "## Composition\n\nWhat is composed.\n\n")
    check_written(LIST, lambda wish: wish.change_section("Composition", preface="What is composed."), after)


def test_write_preface_removed():
    after = LIST.replace("What this is about.\n\n", "")
    check_written(LIST, lambda wish: wish.change_section("Recognition", preface=""), after)


def test_write_preface_added_before_a_tight_list():
    check_written(
        "## Papers\n- [Counting Sheep at Night](https://a.org/1)\n",
        lambda wish: wish.change_section("Papers", preface="Words."),
        "## Papers\n\nWords.\n\n- [Counting Sheep at Night](https://a.org/1)\n",
    )


def test_write_text_before_the_first_heading():
    listed = "# Papers\n\n- [Counting Sheep at Night](https://a.org/1)\n"
    check_written(listed, lambda wish: wish.change_section("", preface="Welcome."), f"Welcome.\n\n{listed}")
    check_written(
        f"Welcome.\n\n{listed}", lambda wish: wish.change_section("", preface="Hello!"), f"Hello!\n\n{listed}"
    )
    check_written(f"Welcome.\n\n{listed}", lambda wish: wish.change_section("", preface=""), listed)


def test_write_added_section_in_the_middle():
    section = WantedSection(None, 2, "Understanding", None, (WantedEntry(None, NEW),))
    after = LIST.replace("## Learning", f"## Understanding\n\n{NEW_LINE}\n\n## Learning")
    check_written(LIST, lambda wish: wish.add_section(section, after="Recognition"), after)


def test_write_added_section_at_the_end():
    section = WantedSection(None, 2, "Understanding", "Some of it.", (WantedEntry(None, NEW),))
    added = f"\n\n## Understanding\n\nSome of it.\n\n{NEW_LINE}"
    check_written(LIST, lambda wish: wish.add_section(section, after="Composition"), LIST + added)


def test_write_added_empty_section():
    after = LIST.replace("## Learning", "## Understanding\n\n\n## Learning")
    check_written(
        LIST, lambda wish: wish.add_section(WantedSection(None, 2, "Understanding"), after="Recognition"), after
    )


def test_write_removed_section():
    def wish(wish):
        wish.remove("Counting Sheep at Night", "A Field Guide to Heads").remove_section("Recognition")

    check_written(LIST, wish, LIST.replace(f"{RECOGNITION}\n\n", ""))


def test_write_removed_last_section():
    def wish(wish):
        wish.remove("One and One Make Three").remove_section("Composition")

    check_written(LIST, wish, LIST.replace(f"\n\n{COMPOSITION}", ""))


def test_write_removed_section_whose_entries_moved():
    def wish(wish):
        wish.move("One and One Make Three", section="By Candlelight").remove_section("Composition")

    check_written(
        LIST, wish, LIST.replace(f"\n\n{COMPOSITION}", "- (**TMLR'23**)" + LIST.rsplit("(**TMLR'23**)", 1)[1])
    )


def test_write_removed_section_leaves_its_subsections():
    check_written(
        LIST,
        lambda wish: wish.remove_section("Learning & Co."),
        LIST.replace("## Learning & Co.\n\n### By", "### By"),
    )


def test_write_moved_section_with_its_entries():
    after = f"{HEAD}{LEARNING}\n\n{RECOGNITION}\n\n{COMPOSITION}"
    check_written(LIST, lambda wish: wish.move_section("Recognition", after="By Candlelight"), after)


def test_write_moved_section_to_the_end_keeps_the_files_end():
    after = f"{HEAD}{LEARNING}\n\n{COMPOSITION}\n\n{RECOGNITION}"
    check_written(LIST, lambda wish: wish.move_section("Recognition", after="Composition"), after)
    bare, gone = LIST.rstrip(), after.rstrip()
    check_written(bare, lambda wish: wish.move_section("Recognition", after="Composition"), gone)


def test_write_moved_section_and_a_change_in_it():
    def wish(wish):
        wish.change("Counting Sheep at Night", year=2022).move_section("Recognition", after="Composition")

    changed = RECOGNITION.replace("'21", "'22")
    check_written(LIST, wish, f"{HEAD}{LEARNING}\n\n{COMPOSITION}\n\n{changed}")


def test_write_section_at_another_level():
    after = LIST.replace("### By Candlelight", "## By Candlelight")
    check_written(LIST, lambda wish: wish.change_section("By Candlelight", level=2), after)


@pytest.mark.parametrize(
    ("heading", "level", "after"),
    [
        ("Papers\n======", 2, "Papers\n------"),
        ("Papers\n------", 3, "### Papers"),
        ("## Papers ##", 3, "### Papers ##"),
        ("  ##  Papers", 1, "  #  Papers"),
    ],
    ids=["underlined", "underlined-to-marks", "closed", "indented"],
)
def test_write_heading_form_is_kept_at_another_level(heading, level, after):
    entry = "\n\n- [Counting Sheep at Night](https://a.org/1)\n"
    check_written(heading + entry, lambda wish: wish.change_section("Papers", level=level), after + entry)


def test_write_added_section_in_an_underlined_list():
    before = "Papers\n------\n\n- [Counting Sheep at Night](https://a.org/1)\n"
    section = WantedSection(None, 2, "Other Papers", None, ())
    check_written(
        before, lambda wish: wish.add_section(section, after="Papers"), before + "\nOther Papers\n------------\n"
    )


def test_write_refuses_an_unknown_anchor():
    check_refused(LIST, lambda wish: wish.put(WantedEntry(3, NEW), section="Recognition"), "no such listing")
    check_refused(LIST, lambda wish: wish.add_section(WantedSection(3, 2, "X"), after="Recognition"), "no such section")


def test_write_refuses_an_entry_that_is_wanted_twice():
    check_refused(LIST, lambda wish: wish.put(wish.entry("A Field Guide to Heads"), section="Composition"), "twice")


def test_write_refuses_a_preface_that_would_be_read_as_a_paper():
    preface = "- (**ICLR'24**) Deduction by Daylight[[Paper]](https://arxiv.org/abs/2401.00016)"
    check_refused(LIST, lambda wish: wish.change_section("Composition", preface=preface), "of its own")


def test_write_into_an_empty_file():
    section = WantedSection(None, 1, "Papers", None, (WantedEntry(None, NEW),))
    after = b"# Papers\n\n- (**ICML'25**) A Brand-New Study [[Paper](https://arxiv.org/abs/2501.00009)]\n"
    assert written(b"", lambda wish: wish.sections.append(section)) == after
