"""Values escaped for the place where they are to stand."""

from __future__ import annotations

import pytest

from papers.markdown.nodes import InlineKind
from papers.markdown.parser import parse
from papers.markdown.source import Source
from papers.readme.records import Context
from papers.readme.wanted import WriteError
from papers.readme.writing.rendering import Surroundings, render, render_text


@pytest.mark.parametrize(
    ("text", "before", "after", "written"),
    [
        ("plain words", "", "", "plain words"),
        ("snake_case_name", "", "", "snake_case_name"),
        ("A* search", "", "", "A* search"),
        ("A* search", "**", "**", r"A\* search"),
        ("ends with *", "**", "**", r"ends with \*"),
        ("*all* of it", "", "", r"\*all\* of it"),
        ("lone [brackets]", "", "", "lone [brackets]"),
        ("a [link](x)", "", "", r"a \[link\](x)"),
        ("Q&A", "", "", "Q&A"),
        ("Q&amp;A", "", "", r"Q\&amp;A"),
        ("1 < 2 > 1", "", "", "1 < 2 > 1"),
        ("a <b> c", "", "", r"a \<b> c"),
        (r"back\slash", "", "", r"back\slash"),
        (r"back\*", "", "", r"back\\\*"),
        ("# not a heading", "", "", r"\# not a heading"),
        ("1. not a list", "", "", r"1\. not a list"),
        ("- not a list", "", "", r"\- not a list"),
        ("+ not a list", "", "", r"\+ not a list"),
        ("> no quote", "", "", r"\> no quote"),
        ("- not a list", "**", "**", "- not a list"),
        ("~~struck~~", "", "", r"\~\~struck\~\~"),
        ("`code`", "", "", r"\`code\`"),
        ("[x]", "[", "](y)", "[x]"),
        ("half ]", "[", "](y)", r"half \]"),
    ],
)
def test_render_text_escapes_no_more_than_is_needed(text, before, after, written):
    assert render_text(text, before.encode(), after.encode()).decode() == written


@pytest.mark.parametrize(
    ("text", "written"),
    [("a | b", r"a \| b"), (r"a \| b", r"a \\\| b"), ("*a*", r"\*a\*"), ("plain", "plain")],
    ids=["pipe", "escaped-pipe", "stars", "plain"],
)
def test_render_in_a_row(text, written):
    assert render(text, Context.TEXT, Surroundings(b"", b"", row=True)).decode() == written


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a",
        "https://example.org/a_(b)",
        "https://example.org/a_(b",
        "https://example.org/a)b",
        "https://example.org/a b",
        "https://example.org/?a=1&amp;b=2",
        r"https://example.org/a\)b",
        "https://example.org/<a>",
        "",
    ],
)
def test_render_url_reads_back(url):
    written = render(url, Context.URL, Surroundings(b"[x](", b")"))
    link = next(iter(parse(Source.decode(b"[x](" + written + b")")))).inlines[0]
    assert (link.kind, link.url) == (InlineKind.LINK, url)


def test_render_bare_url():
    around = Surroundings(b"Code: ", b"")
    assert render("https://example.org/a_(b)", Context.URL, around) == b"https://example.org/a_(b)"
    with pytest.raises(WriteError, match="spaces"):
        render("https://example.org/a b", Context.URL, around)


@pytest.mark.parametrize(
    ("text", "context", "written"),
    [
        ("a < b & c", Context.HTML, "a &lt; b & c"),
        ("a &lt; b", Context.HTML, "a &amp;lt; b"),
        ('say "x"', Context.HTML, 'say "x"'),
        ('?a=1&b="2"', Context.ATTRIBUTE, "?a=1&b=&quot;2&quot;"),
    ],
    ids=["text", "entity", "quotes-in-text", "attribute"],
)
def test_render_html(text, context, written):
    assert render(text, context, Surroundings(b"<b>", b"</b>")).decode() == written


@pytest.mark.parametrize(
    ("old", "old_text", "text", "written"),
    [
        ("ICLR-blue", "ICLR", "NeurIPS", "NeurIPS-blue"),
        ("https://img.shields.io/badge/ICLR_2021-blue", "ICLR 2021", "A-B c_d", "https://img.shields.io/badge/A--B_c__d-blue"),
        ("ICLR%202021", "ICLR 2021", "ICLR 2022", "ICLR%202022"),
    ],
    ids=["word", "address", "spaces"],
)  # fmt: skip
def test_render_badge(old, old_text, text, written):
    assert render(text, Context.BADGE, Surroundings(b"", b""), old.encode(), old_text).decode() == written


def test_render_refuses_what_cannot_be_escaped():
    with pytest.raises(WriteError, match="backtick"):
        render("a`b", Context.CODE, Surroundings(b"`", b"`"))
    with pytest.raises(WriteError, match="line breaks"):
        render_text("a\nb")
