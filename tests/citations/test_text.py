import pytest

from papers.citations.text import plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In-Context Learning", "In-Context Learning"),
        ("  two\n\n lines\t", "two lines"),
        ("a\r\nb\x0bc\x0cd\x85e\u2028f\u2029g\u00a0h", "a b c d e f g h"),
        ("N\x00U\x01L\x7f\x80\x9f", "NUL"),
        ("\x1b[31mred", "[31mred"),
        ("a\ud800b\udfff\ufffe\uffff\ufdd0\ufdef", "ab"),
        ("\u202a\u202b\u202c\u202d\u202eabc\u2066\u2067\u2068\u2069", "abc"),
        ("left\u200e-to-right, 👩\u200d🔬", "left\u200e-to-right, 👩\u200d🔬"),
        ("a\u0301", "a\u0301"),
        ("\x00 \n", ""),
    ],
)
def test_plain(text, expected):
    assert plain(text) == expected
