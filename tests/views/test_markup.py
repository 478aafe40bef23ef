"""What judges pages finds what is wrong with them."""

from __future__ import annotations

import pytest

from tests.views.markup import faults, parsed, repeated_ids


@pytest.mark.parametrize(
    "html",
    [
        "<p>alert(1)</p><script>alert(1)</script>",
        '<script src="//evil.example/x.js"></script>',
        '<script src="https://evil.example/x.js"></script>',
        '<script src="/static/js/site.js">alert(1)</script>',
        "<img src=x onerror=alert(1)>",
        '<p onclick="alert(1)">x</p>',
        '<a href="javascript:alert(1)">x</a>',
        '<a href=" java&#10;script:alert(1)">x</a>',
        '<a href="&#1;JAVASCRIPT&colon;alert(1)">x</a>',
        '<a href="data:text/html,x">x</a>',
        '<a href="//evil.example">x</a>',
        '<a href="/\\evil.example">x</a>',
        '<form action="vbscript:x"></form>',
        '<p style="position:fixed">x</p>',
        '<iframe src="/"></iframe>',
        '<meta http-equiv="refresh" content="0">',
        "<p><!-- a comment --></p>",
        "<svg><foreignObject></foreignObject></svg>",
    ],
)
def test_faults_finds_what_could_run_or_lead_astray(html):
    assert faults(html)


@pytest.mark.parametrize(
    "html",
    [
        '<script src="/static/js/site.js" defer></script><script type="application/ld+json">{"a": "<b>"}</script>',
        '<a href="https://example.org/javascript:x">x</a> <a href="/papers/?q=a:b">x</a> <a href="?page=2">x</a>',
        '<a href="mailto:someone@example.org">x</a><p title="onclick=alert(1)">&lt;script&gt;</p>',
    ],
)
def test_faults_lets_pass_what_is_harmless(html):
    assert faults(html) == []


@pytest.mark.parametrize(
    "html", ["<p><b>x</p></b>", "<p>x", "x</p>", '<p id="a" id="b"></p>'], ids=["crossed", "open", "closed", "twice"]
)
def test_parsed_refuses_what_browsers_would_have_to_mend(html):
    with pytest.raises(AssertionError):
        parsed(html)


def test_parsed_finds_elements_by_their_attributes():
    page = parsed('<ul class="a b"><li aria-current="true">One <b>two</b></li><li>three</li></ul>')
    assert page.one("li", aria_current="true").text == "One two"
    assert [each.text for each in page.one(class_="b").all("li")] == ["One two", "three"]
    assert repeated_ids(parsed('<p id="a"></p><p id="a"></p><p id="b"></p>')) == ["a"]
