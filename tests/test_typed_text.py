"""What is typed or pasted: characters that cannot be seen, and links that lead nowhere good."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers.tag_names import format_names, parse_tags
from papers.typed_text import LONGEST_LINK, link_fault, remove_unseen, tell_removed

FAMILY = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Plain title: 1 < 2", "Plain title: 1 < 2"),
        ("Attention\u200b Is\ufeff All", "Attention Is All"),
        ("a\0b\x07c\x1bd\x7fe", "abcde"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("a\u2066b\u2069", "ab"),
        ("a\u200db", "ab"),
        ("ab\u200c", "ab"),
        ("a\x0bb\x0cc\x85d\u2028e", "a b c d e"),
        ("a\tb", "a b"),
        ("\ud800x\udfff", "x"),
        ("a\ufffeb\U0001ffffc", "abc"),
        ("a\u3164b", "ab"),
        ("\u200eEnglish", "English"),
        ("tagged\U000e0061\U000e0062", "tagged"),
        ("1\u200d2", "12"),
        ("Łukasz Ørsted 因果", "Łukasz Ørsted 因果"),
        ("e\u0301", "e\u0301"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("שלום\u200f!", "שלום\u200f!"),
        (FAMILY, FAMILY),
        (f"{ENGLAND} ❤️", f"{ENGLAND} ❤️"),
        ("\u0600\u0661", "\u0600\u0661"),
    ],
)
def test_what_cannot_be_seen_is_removed_unless_a_script_needs_it(text, cleaned):
    assert remove_unseen(text)[0] == cleaned


def test_lines_keep_their_ends_and_tabs():
    assert remove_unseen("a\tb\r\nc\u200b\n", has_lines=True)[0] == "a\tb\r\nc\n"


def test_what_was_removed_is_told():
    removed = remove_unseen("a\u200bb\u200bc\x07")[1]
    assert tell_removed(removed) == "2 of ZERO WIDTH SPACE (U+200B), U+0007"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    once = remove_unseen(text, has_lines=True)[0]
    again, removed = remove_unseen(once, has_lines=True)
    assert (again, sum(removed.values())) == (once, 0)
    once.encode()


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/abs/2402.02212",
        "HTTP://EXAMPLE.ORG",
        "http://[::1]:8000/",
        "https://例え.jp/パス",
        "https://e.org/a b",
        "https://e.org/?a=1&amp;b=2#c:d",
        "mailto:ada@example.org",
        "docs/paper.pdf",
        "./a:b.pdf",
        "#section",
        "?q=x:y",
        "",
    ],
)
def test_links_lead_to_the_web_to_mail_or_beside_the_readme(url):
    assert link_fault(url) == ""


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "\u200bjavascript:alert(1)",
        "javascript&#58;alert(1)",
        "javascript&colon;alert(1)",
        "&#x6A;avascript:alert(1)",
        "java&Tab;script:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://e.org",
        "//evil.example/x",
        "\\\\evil.example",
        "/\\evil.example",
        "http://",
        "http://[",
        "http://[::1",
        "https://exa mple",
        "https:///path",
        "https:e.org",
        "http:\\\\e.org",
        "https://e.org:port/",
        "https://e.org:99999/",
        "https://e<b>.org",
        "mailto:",
        "mailto:nobody",
        f"https://e.org/{'x' * LONGEST_LINK}",
        "https://e.org/\0",
        "https://e.org/\ud800",
    ],
)
def test_other_links_are_refused(url):
    assert link_fault(url)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("heads, circuits", ["circuits", "heads"]),
        ("in-context learning", ["in-context learning"]),
        ('"a, b", c', ["a, b", "c"]),
        ('"say ""hi""", x', ['say "hi"', "x"]),
        ('3" disk', ['3" disk']),
        ('"open, x', ['"open', "x"]),
        (" , ,,", []),
        ("+++, ???", ["+++", "???"]),
        (None, []),
    ],
)
def test_names_of_tags_are_read(text, names):
    assert parse_tags(text) == names


@given(st.sets(st.text(min_size=1).filter(lambda name: name.strip() == name)))
def test_names_of_tags_come_back_as_they_were(names):
    assert parse_tags(format_names(names)) == sorted(names)
