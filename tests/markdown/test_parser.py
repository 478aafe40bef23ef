from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers.markdown.nodes import Block, BlockKind, Inline, InlineKind
from papers.markdown.parser import MAX_DEPTH, parse
from papers.markdown.source import Source

MARKS = st.sampled_from(
    [*"[]()*_`<>|#!~:\\", "- ", "1. ", "\n", "\r\n", "  ", "\t", "é", "\u2028", "&amp;", "http://a.b", "](c)"]
)


def blocks(text: str) -> list[Block]:
    return list(parse(Source.decode(text.encode())))


def only_link(text: str) -> Inline:
    return next(inline for inline in blocks(text)[0].inlines if inline.kind is InlineKind.LINK)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("[a](http://b.c)", "http://b.c"),
        ("[a]()", ""),
        ("[a](<b c>)", "b c"),
        ('[a](b "a title")', "b"),
        ("[a](b_(c)_d)", "b_(c)_d"),
        (r"[a](b\)c)", r"b\)c"),
        ("[a]( b )", "b"),
        ("[](b)", "b"),
        ("<http://b.c>", "http://b.c"),
        ("[![i](j.png)](b)", "b"),
    ],
)
def test_url_span_is_where_the_destination_is_written(text: str, written: str) -> None:
    start, end = only_link(text).url_span or (0, 0)
    assert text.encode()[start:end].decode() == written


def test_reference_link_has_a_url_but_no_span() -> None:
    link = only_link("[a][r]\n\n[r]: http://b.c")
    assert (link.url, link.url_span) == ("http://b.c", None)


def test_offsets_count_the_byte_order_mark() -> None:
    source = Source.decode(b"\xef\xbb\xbf# T\n")
    (heading,) = parse(source)
    assert source.data[heading.inlines[0].start : heading.inlines[0].end] == b"T"


def test_tight_and_loose_items_have_the_same_shape() -> None:
    for text in ("- a\n- b\n", "- a\n\n- b\n"):
        (items,) = blocks(text)
        assert [[child.kind for child in item.children] for item in items.children] == [[BlockKind.PARAGRAPH]] * 2


def test_first_row_of_a_table_is_its_head() -> None:
    (table,) = blocks("| a | b |\n|---|---|\n| c | d |\n")
    assert [[cell.inlines[0].text for cell in row.children] for row in table.children] == [["a", "b"], ["c", "d"]]


@pytest.mark.parametrize("text", ["- " * 5000 + "x", ">" * 5000 + "x", "*a **b " * 3000])
def test_nesting_is_bounded(text: str) -> None:
    def depth(block: Block) -> int:
        return 1 + max(map(depth, block.children), default=0)

    assert max(map(depth, blocks(text))) <= MAX_DEPTH + 1


@given(st.lists(MARKS, max_size=60).map("".join))
def test_spans_nest_and_stay_in_the_source(text: str) -> None:
    size = len(text.encode())

    def check_inline(inline: Inline, start: int, end: int) -> None:
        assert start <= inline.start <= inline.end <= end
        if inline.url_span is not None:
            assert inline.start <= inline.url_span[0] <= inline.url_span[1] <= inline.end
        for child in inline.children:
            check_inline(child, inline.start, inline.end)

    def check(block: Block) -> None:
        assert 0 <= block.start <= block.end <= size
        for inline in block.inlines:
            check_inline(inline, 0, size)
        for child in block.children:
            check(child)

    for block in blocks(text):
        check(block)
