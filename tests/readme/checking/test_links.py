from __future__ import annotations

import pytest

from papers.readme.checking.findings import Finding
from tests.readme.checking.lists import arxiv, corrected, entry, findings, lines

HEAD = "# A\n\n"


def only(text: str, code: str) -> Finding:
    (finding,) = findings(text, code)
    return finding


# -- empty-link, invisible-link --------------------------------------------------------------------------------------


def test_an_empty_address_is_named_by_its_entry() -> None:
    finding = only(HEAD + "- (**ICLR'24**) How Ants Count [[Paper]]()\n", "empty-link")

    assert finding.line == 3
    assert finding.about == "How Ants Count"
    assert finding.start == finding.end


@pytest.mark.parametrize(
    "text",
    ["See [our paper]().\n", '<a href="">our paper</a>\n', '<p><a href=""><img src="x.png"></a></p>\n', "[x]( )\n"],
)
def test_an_address_is_empty_outside_of_entries_too(text: str) -> None:
    assert lines(HEAD + text, "empty-link") == [3]


@pytest.mark.parametrize("text", ["`[x]()`\n", "```\n[x]()\n```\n", '<a name="top"></a>\n', "[x][]\n\n[x]: y.md\n"])
def test_no_link_is_no_empty_link(text: str) -> None:
    assert not findings(HEAD + text, "empty-link")


def test_a_link_without_text_is_invisible() -> None:
    text = HEAD + "- [How Ants Count](https://a.org/1) []()\n- [How Bees Count](https://a.org/2) [](https://a.org/3)\n"

    assert lines(text, "invisible-link") == [4, 3]
    assert not findings(text, "empty-link")
    assert corrected(text, findings(text, "invisible-link")[1]) == text.replace(" []()", " ")


def test_a_picture_can_be_seen() -> None:
    assert not findings("[![](x.png)](https://a.org) <a href='https://a.org'><img src=x></a>\n", "invisible-link")


def test_many_invisible_links_are_one_finding() -> None:
    text = HEAD + "".join(f"- [How {word} Ants Count](https://a.org) []()\n" for word in "abcdefg")
    finding = only(text, "invisible-link")

    assert "So in 7 places: lines 3, 4, 5, 6, 7, 8, 9" in finding.message
    assert "[]()" not in corrected(text, finding)


# -- malformed-url ---------------------------------------------------------------------------------------------------


def test_a_certain_address_is_corrected_in_its_place() -> None:
    text = HEAD + entry("How Ants Count", "https://arxiv.org/abs2310.10001")
    finding = only(text, "malformed-url")

    assert finding.line == 3
    assert "lacks a slash" in finding.message
    assert finding.correction is not None
    assert finding.correction.is_safe
    assert corrected(text, finding) == HEAD + entry("How Ants Count", arxiv("2310.10001"))


@pytest.mark.parametrize("url", ["#", "SIGIR2021", "paper"])
def test_what_is_no_address_in_an_entry(url: str) -> None:
    text = HEAD + f"- (**ICLR'24**) How Ants Count [[Paper]]({url})\n"

    assert lines(text, "malformed-url") == [3]


@pytest.mark.parametrize("text", ["[⬆ Back to top](#)\n", "[all](papers)\n", "[paper](paper)\n", "<a@b.org>\n"])
def test_what_may_be_an_address_in_prose(text: str) -> None:
    assert not findings(HEAD + text, "malformed-url")


def test_an_address_with_entities_is_left_as_it_is_written() -> None:
    finding = only('<a href="https://https://a.org/?a=1&amp;b=2">x</a>\n', "malformed-url")

    assert finding.correction is None


def test_where_a_bare_address_ends_is_not_judged() -> None:
    text = HEAD + "- (**ICLR'24**) How Ants Count, see https://a.org/x_(y)]\n"

    assert not findings(text, "malformed-url")


# -- unrendered-link -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("[Paper] (https://a.org/x)", "a space stands"),
        ("[**Paper**] (https://a.org/x)", "a space stands"),
        ("[[Paper] \\ (https://a.org/x)]", "a space stands"),
        ("[Paper](https://a.org/x y)", "no closing"),
        ("[Paper](https://a.org/x", "no closing"),
        ("(Paper)[https://a.org/x]", "changed places"),
    ],
)
def test_links_that_are_text(written: str, reason: str) -> None:
    finding = only(HEAD + f"- (**ICLR'24**) How Ants Count {written}\n", "unrendered-link")

    assert reason in finding.message
    assert finding.about.startswith("https://a.org/x")


@pytest.mark.parametrize(
    "written", ["[Paper](https://arxiv.org/abs/2410.05817}", "(Paper)[https://arxiv.org/abs/2410.05817]"]
)
def test_a_link_that_is_text_is_told_once(written: str) -> None:
    text = HEAD + f"- (**ICLR'24**) How Ants Count the Steps [{written}]\n"

    only(text, "unrendered-link")
    assert not findings(text, "malformed-url")


def test_an_address_that_is_wrong_in_itself_is_told_as_well() -> None:
    text = HEAD + "- (**ICLR'24**) How Ants Count the Steps [Paper] (https://arxiv.org/abs/24105.817)\n"

    only(text, "unrendered-link")
    only(text, "malformed-url")


def test_a_space_is_taken_out() -> None:
    text = "See [Paper] (https://a.org/x).\n"

    assert corrected(text, only(text, "unrendered-link")) == "See [Paper](https://a.org/x).\n"


@pytest.mark.parametrize(
    "text", ["[Paper](https://a.org)\n", "`[Paper] (https://a.org)`\n", "a[0] (see https://a.org)\n"]
)
def test_links_that_are_none_are_no_text_either(text: str) -> None:
    assert not findings(text, "unrendered-link")
