from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers.markdown import source as module
from papers.markdown.source import BOM, Source, SourceError


@pytest.mark.parametrize(
    ("data", "reason", "offset", "line", "column"),
    [
        (b"ab\ncd\xff", "not UTF-8", 5, 2, 3),
        ("ä\r\nb".encode() + b"\xc3", "not UTF-8", 5, 2, 2),
        (b"a\n\nb\0", "a NUL byte", 4, 3, 2),
        ("äö\0".encode(), "a NUL byte", 4, 1, 3),
    ],
    ids=["invalid", "cut-off", "nul", "column-in-characters"],
)
def test_decode_refuses_and_says_where(data, reason, offset, line, column):
    with pytest.raises(SourceError) as caught:
        Source.decode(data)
    error = caught.value
    assert (error.reason, error.offset, error.line, error.column) == (reason, offset, line, column)
    assert str(error) == f"{reason} at byte {offset}"


def test_decode_refuses_what_is_too_large(monkeypatch):
    monkeypatch.setattr(module, "MAX_BYTES", 2**20)
    with pytest.raises(SourceError, match="larger than 1 MB"):
        Source.decode(b"a" * (2**20 + 1))


def test_decode_sets_the_byte_order_mark_aside():
    source = Source.decode(BOM + b"# A")
    assert (source.text, source.bom, source.data) == ("# A", 3, BOM + b"# A")
    assert Source.decode(b"# A").bom == 0


@pytest.mark.parametrize(
    ("data", "newline"),
    [
        (b"", b"\n"),
        (b"one line", b"\n"),
        (b"a\nb\r\nc\r\n", b"\r\n"),
        (b"a\nb\nc\r\n", b"\n"),
        (b"a\rb\rc\n", b"\r"),
        (b"a\nb\r\n", b"\n"),
    ],
    ids=["empty", "none", "crlf", "lf", "cr", "tie"],
)
def test_newline_is_the_commonest(data, newline):
    assert Source.decode(data).newline == newline


@pytest.mark.parametrize(
    ("data", "starts"),
    [
        (b"", [0]),
        (b"a", [0]),
        (b"a\n", [0]),
        (b"a\nb", [0, 2]),
        (b"a\r\nb\rc\n", [0, 3, 5]),
        ("a\u2028b\x0cc\x85".encode(), [0]),
        (b"\n\n", [0, 1]),
    ],
    ids=["empty", "no-newline", "one-line", "two", "mixed", "only-markdowns-line-ends", "blank"],
)
def test_line_starts(data, starts):
    assert Source.decode(data).line_starts == starts


def test_positions_in_a_file_with_crlf():
    source = Source.decode("eins\r\nzwö drei\r\n".encode())
    assert [source.line(offset) for offset in (0, 5, 6, 10)] == [1, 1, 2, 2]
    assert source.column(10) == 4
    assert (source.line_start(10), source.line_end(10)) == (6, 15)
    assert source.after_newline(15) == 17
    assert source.after_newline(7) == 7


@given(st.text(alphabet="ab\r\n\u2028ä", max_size=40))
def test_each_byte_stands_in_the_line_that_starts_before_it(text):
    source = Source.decode(text.encode())
    for offset in range(len(source.data)):
        line = source.line(offset)
        assert source.line_starts[line - 1] == source.line_start(offset) <= offset
        if line < len(source.line_starts):
            assert offset < source.line_starts[line]
