from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from papers.markdown.rendering import LONGEST, plain_text, safe_html

BASE = "https://github.com/org/repo/blob/HEAD/README.md"
REL = 'rel="noopener nofollow"'

ALLOWED_TAGS = {
    *("p", "div", "h3", "h4", "h5", "h6", "pre", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "details"),
    *("summary", "hr", "br", "table", "thead", "tbody", "tr", "th", "td"),
    *("a", "abbr", "b", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "strong"),
    *("sub", "sup", "u", "var"),
}
ALLOWED_ATTRIBUTES = {("a", "href"), ("a", "rel"), ("ol", "start"), ("th", "scope")}
VOID = {"br", "hr"}
# Direction marks and controls by number, so that no editor shows or drops them.
TURNING = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
CONTROLS = [code for code in [*range(0x20), *range(0x7F, 0xA0)] if chr(code) not in "\t\n"]


class Page(HTMLParser):
    """What a browser would find."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"a processing instruction: {data}")


def check_harmless(html: str) -> None:
    page = Page(html)
    assert page.open == []
    for tag, attributes in page.found:
        assert tag in ALLOWED_TAGS
        assert {(tag, name) for name in attributes} <= ALLOWED_ATTRIBUTES
        if tag == "a":
            assert re.match(r"https?://[^/]|mailto:", attributes["href"] or "", re.IGNORECASE)
            assert attributes["rel"] == "noopener nofollow"
    assert not set(map(ord, page.words)) & {*TURNING, *CONTROLS}


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("a *b* **c** ~~d~~ `e`", "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e</code></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("a  \nb", "<p>a<br>\nb</p>"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("```py\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
        ("a[^n]\n\n[^n]: b", "<p>a<sup>1</sup></p>\n<div><sup>1</sup>\n<p>b</p>\n</div>"),
        (
            "<details open><summary>s</summary>\n\nb\n\n</details>",
            "<details><summary>s</summary>\n<p>b</p>\n</details>",
        ),
        (
            "|a|b|\n|-|:-:|\n|1||",
            (
                '<table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead>'
                "<tbody>\n<tr><td>1</td><td></td></tr>\n</tbody></table>"
            ),
        ),
        ("a &amp;lt; &lt; & b", "<p>a &amp;lt; &lt; &amp; b</p>"),
        ("", ""),
    ],
)
def test_markdown_is_rendered(markdown: str, html: str) -> None:
    assert safe_html(markdown) == html


def test_done_and_open_tasks_are_told_apart_without_a_form() -> None:
    assert Page(safe_html("- [x] a\n- [ ] b")).words.split() == ["☑", "a", "☐", "b"]


@pytest.mark.parametrize(
    ("markdown", "tags"),
    [
        ("# a\n## b\n### c\n#### d\n##### e\n###### f", ["h3", "h3", "h4", "h5", "h6", "h6"]),
        ("<h1 id=a>a</h1><h2>b</h2>", ["h3", "h3"]),
    ],
)
def test_no_heading_is_above_the_third(markdown: str, tags: list[str]) -> None:
    assert [tag for tag, _attributes in Page(safe_html(markdown)).found] == tags


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("![Badge](https://b.c/d.svg)\n\na", "<p>a</p>"),
        ("a ![Badge](https://b.c/d.svg)", "<p>a </p>"),
        ("[![Build](https://b.c/d.svg)](https://e.f)", f'<p><a href="https://e.f" {REL}>Build</a></p>'),
        ("[![Build](https://b.c/d.svg) a](https://e.f)", f'<p><a href="https://e.f" {REL}> a</a></p>'),
        ("[![](https://b.c/d.svg)](https://e.f)", ""),
        ("[![Build](https://b.c/d.svg)](build.md)", ""),
        ("[](https://e.f)", ""),
        ("a [ ](https://e.f)b", "<p>a  b</p>"),
        (
            '<p align="center"><a href="https://e.f"><img src="//b.c/d" alt="X &amp; Y"/></a></p>',
            f'<p><a href="https://e.f" {REL}>X &amp; Y</a></p>',
        ),
        ("<p>&nbsp;<img src=a alt=b>\u200b</p><div><p></p></div><ul><li></ul>", ""),
        ("<picture><source srcset=a><img src=b alt=c></picture>d", "<p>d</p>"),
    ],
)
def test_images_are_dropped_with_what_held_only_them(markdown: str, html: str) -> None:
    assert safe_html(markdown) == html


@pytest.mark.parametrize(
    ("url", "resolved"),
    [
        ("https://b.c/d?e=f&g#h", "https://b.c/d?e=f&g#h"),
        ("HTTP://b.c", "HTTP://b.c"),
        ("mailto:a@b.c", "mailto:a@b.c"),
        ("docs/a.md", "https://github.com/org/repo/blob/HEAD/docs/a.md"),
        ("../../issues", "https://github.com/org/repo/issues"),
        ("#a-b", f"{BASE}#a-b"),
        ("//b.c/d", "https://b.c/d"),
        ("/docs/a.md", ""),
        ("", ""),
        ("ftp://b.c", ""),
        ("https:b", ""),
        ("http://[", ""),
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        ("&#106;avascript&colon;alert(1)", ""),
        ("data:text/html,a", ""),
        ("vbscript:a", ""),
        ("view-source:https://b.c", ""),
    ],
)
@pytest.mark.parametrize("written", ["[a]({})", '<a href="{}" onclick="b()">a</a>', "[a][r]\n\n[r]: {}"])
def test_links_lead_to_the_web_only(written: str, url: str, resolved: str) -> None:
    page = Page(safe_html(written.format(url), base=BASE))
    assert [attributes["href"] for tag, attributes in page.found if tag == "a"] == ([resolved] if resolved else [])
    assert page.words.startswith("a") or not url


@pytest.mark.parametrize(
    "url", ["java&#x0A;script:x()", "&#1;javascript:x()", "java\tscript:x()", " data:a", "&Tab;data:a"]
)
def test_scheme_is_read_as_browsers_read_it(url: str) -> None:
    assert safe_html(f'<a href="{url}">a</a>', base=BASE) == "<p>a</p>"
    check_harmless(safe_html(f"[a](<{url}>)", base=BASE))


@pytest.mark.parametrize("url", ["docs/a.md", "#a", "//b.c", "?q", "."])
def test_relative_link_without_a_base_is_text(url: str) -> None:
    assert safe_html(f"[a]({url})") == "<p>a</p>"


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>x()</script>",
        "<SCRIPT\n>x()</SCRIPT\n>",
        "<scr<script>ipt>x()</script>",
        "<img src=x onerror=x()>",
        "<svg onload=x()><script>x()</script></svg>",
        "<math><mi xlink:href='javascript:x()'>a</mi></math>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=x()&gt;'>",
        "<noscript><p title='</noscript><img src=x onerror=x()>'></noscript>",
        "<iframe src='https://b.c'></iframe>",
        "<iframe srcdoc='&lt;script&gt;x()&lt;/script&gt;'>",
        "<style>@import 'https://b.c'; body { display: none }</style>",
        "<p style='background: url(https://b.c)' class=a id=b name=c>a</p>",
        "<form action='https://b.c'><input name=a><button formaction='javascript:x()'>a</button></form>",
        "<input type=image src='https://b.c' onfocus=x() autofocus>",
        "<object data='https://b.c'></object><embed src='https://b.c'>",
        "<video poster='https://b.c'><source src='https://b.c'></video><audio src='https://b.c' autoplay></audio>",
        "<link rel=stylesheet href='https://b.c'><meta http-equiv=refresh content='0; url=https://b.c'>",
        "<base href='https://b.c'><body background='https://b.c' onload=x()>",
        "<table background='https://b.c'><td background='https://b.c'>a</table>",
        "<a href='https://b.c' ping='https://b.c' target=_top id=a onmouseover=x()>a</a>",
        "<blockquote cite='https://b.c'>a</blockquote>",
        "<div onclick=x() onclick=x() style=x><details ontoggle=x() open>a</details></div>",
        "<!-- a --!><script>x()</script> -->",
        "<!--><script>x()</script>",
        "<!-- a",
        "<!DOCTYPE html [<!ENTITY a 'b'>]><?xml a?><![CDATA[<script>x()</script>]]>",
        "<a href='https://b.c'>a<a href='https://d.e'>b",
        "</p></div></body></html><p>a",
        "<b><p>a</b></p><td>b<li>c<tr>d",
        "<p/onclick=x()>a<a/href='javascript:x()'>b</a>",
        '`<script>` [a](<javascript:x()>) <javascript:x()> <https://b.c/"onclick=x()>',
        '[a](https://b.c "title\\" onclick=x()") ![b](c "d" onerror=x())',
        "<title><p title='</title><script>x()</script>'>",
        "<textarea></p><script>x()</script>",
        "<template><script>x()</script></template><slot>a</slot>",
        "<x-custom is=a>b</x-custom><p is=x-a>c</p>",
        "[a](https://b.c/%0A'\"><script>x()</script>)",
        "[a](http://a%20b/) [a](http://xn--/) <a href='https://b c/\"'>d</a>",
    ],
)
def test_nothing_runs_or_is_loaded(markdown: str) -> None:
    check_harmless(safe_html(markdown))
    check_harmless(safe_html(markdown, base=BASE))


def test_text_of_what_runs_is_no_text_of_the_page() -> None:
    markdown = "a<script>b</script> <style>c</style> <svg><title>d</title></svg> <iframe>e</iframe> f"
    assert Page(safe_html(markdown)).words.split() == ["a", "f"]


def test_tag_that_is_never_closed_takes_nothing_with_it() -> None:
    assert safe_html("set the <title> of a page\n\nb") == "<p>set the  of a page</p>\n<p>b</p>"


@pytest.mark.parametrize("code", [*TURNING, *CONTROLS], ids=hex)
def test_controls_and_turned_directions_do_not_leak(code: int) -> None:
    for written in (chr(code), f"&#{code};", f"&#x{code:x};"):
        check_harmless(safe_html(f"a {written} b [c{written}](https://b.c/{written})"))
        assert not set(plain_text(f"a {written} b", 80)) & {chr(code)} - {" "}


def test_lines_may_end_in_any_way() -> None:
    assert safe_html("a\r\n\r\nb\rc") == "<p>a</p>\n<p>b\nc</p>"


@pytest.mark.parametrize(
    "markdown",
    [
        *(piece * 10_000 for piece in (">", "> ", "[", "![", "[a](", "- ", "<div>", "<div>\n\n", "*a_ ", "`", "</p>")),
        *(
            piece * 10_000
            for piece in ("<!--", "<a '", "<a href=https://b.c>a", "<svg>a", "<details><summary>", "[^1]")
        ),
        "".join(f"a<b x={number}>b<p>c" for number in range(10_000)),
        "|a" * 5_000 + "\n" + "|-" * 5_000 + "\n" + "|b|\n" * 5_000,
        "".join("  " * depth + "- a\n" for depth in range(1_000)),
    ],
    ids=lambda markdown: repr(markdown[:8]),
)
def test_deep_and_wide_input_is_harmless(markdown: str) -> None:
    html = safe_html(markdown)
    check_harmless(html)
    assert len(html) < 15 * LONGEST


def test_what_is_behind_the_longest_input_is_left_out() -> None:
    assert Page(safe_html("a " * LONGEST)).words.count("a") == LONGEST // 2


def test_threads_render_alike() -> None:
    texts = [f"# {number}\n\n[a](b)" for number in range(200)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(safe_html, texts)) == [safe_html(text) for text in texts]


@pytest.mark.parametrize(
    ("markdown", "limit", "text"),
    [
        ("# A title\n\nSome *em*phasis and a [link](b).", 100, "A title Some emphasis and a link."),
        ("- a\n- b\n\n|c|d|\n|-|-|\n|e|f|", 100, "a b c d e f"),
        ("a<br>b &amp; `<c>`", 100, "a b & <c>"),
        ("![Badge](a) [![Build](https://b.c)](https://e.f) words", 100, "words"),
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two…"),
        ("one, two three", 10, "one, two…"),
        ("onetwothree", 5, "onet…"),
        ("one twothreefourfive", 12, "one twothre…"),
        ("one", 0, ""),
        ("", 10, ""),
    ],
)
def test_plain_text_is_the_words(markdown: str, limit: int, text: str) -> None:
    assert plain_text(markdown, limit) == text


PIECES = st.sampled_from(
    [
        *"[]()*_`<>|#!~:\\/=\"' -\n\t&;",
        *("- ", "1. ", "\n\n", "> ", "    ", "|-|-|\n", "[a](", "![b](", "](c)", "[^1]", "[^1]: ", "[x] ", "```\n"),
        *("javascript:", "data:", "https://b.c/", "//b.c", "http://[", "mailto:", "&#106;", "&colon;", "&#x202e;"),
        *("<a href=", "<a name=x>", "<img src=x alt=y>", "</a>", "<p>", "</p>", "<b>", "</b>", "<div ", "</div>"),
        *(
            "<script>",
            "</script>",
            "<svg>",
            "</svg>",
            "<math>",
            "<style>",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<?",
            "?>",
        ),
        *(
            "<table>",
            "<td>",
            "<tr>",
            "</table>",
            "<ul>",
            "<li>",
            "<details>",
            "<summary>",
            "<h1>",
            "<title>",
            "<input ",
        ),
        *(" onclick=x()", " id=a", " style=b", " class='c'", "\u202e", "\x00", "\x0c", "\r", "\xa0", "é", "\ud800"),
    ]
)


@given(st.lists(PIECES | st.text(max_size=3), max_size=40).map("".join), st.sampled_from(["", BASE, "javascript:a"]))
@example("<a href=https://b.c/<b>>a", "")
def test_any_text_gives_harmless_html(markdown: str, base: str) -> None:
    html = safe_html(markdown, base=base)
    check_harmless(html)
    assert "<p></p>" not in html


@given(st.lists(PIECES, max_size=30).map("".join), st.integers(0, 40))
def test_plain_text_keeps_to_its_limit(markdown: str, limit: int) -> None:
    text = plain_text(markdown, limit)
    assert len(text) <= limit
    assert text == " ".join(text.split())
