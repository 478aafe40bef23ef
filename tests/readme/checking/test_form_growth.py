"""The rules about form do work in proportion to the text, also where the text is made to defeat them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from papers.readme.checking import anchors, headings, links, queries, spacing, templates
from papers.readme.checking.inspection import Inspection
from papers.readme.reader import read
from papers.readme.venues import BUILT_IN
from tests.readme.checking.lists import arxiv, entry

FORM = (*links.RULES, *queries.RULES, *templates.RULES, *spacing.RULES, *anchors.RULES, *headings.RULES)
REPEATED = {
    "entries": entry("How  Ants Count", arxiv("2310.00001") + "#:~:text=x"),
    "headings": "# A\n\n### B\n\n",
    "links to nowhere": "[a](#b) []() [c]()\n",
    "anchors of all kinds": "# A\n\n[a](#nowhere)\n\n",
    "failed links": "[a] (https://a.org/x) ",
    "spaces in one line": "a  b ",
    "brackets": "[",
    "ticks": "` `` ",
    "tags": "<a href=x",
    "open headings": "<h2>a\n\n",
    "templates": "- (**'**) [[Paper]]()\n",
    "parameters": "&a=1&utm_source=b",
}


@pytest.mark.parametrize("what", REPEATED)
def test_calls_grow_as_the_text_does(what: str, count_calls: Callable[[Callable[[], object]], int]) -> None:
    def calls(times: int) -> int:
        text = REPEATED[what] * times
        if what == "parameters":
            text = entry("How Ants Count", f"https://a.org/?x{text}")
        if what == "spaces in one line":
            text = f"- (**ICLR'24**) How Ants Count {text}[[Paper]](https://a.org)\n"
        document = read(text.encode(), BUILT_IN)
        return count_calls(lambda: [list(rule.look(Inspection(document, BUILT_IN), rule)) for rule in FORM])

    assert calls(240) < 4.6 * calls(60) + 2_000
