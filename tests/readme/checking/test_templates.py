from __future__ import annotations

import pytest

from tests.readme.checking.lists import PLAIN, findings, lines

HEAD = "# A\n\n" + PLAIN


@pytest.mark.parametrize(
    "template",
    [
        "- (**'**) [[Paper]]()\n",
        "- [[Paper](link)] [[Code](link)]\n",
        "- (**Venue'Year**) [[Paper](xxx)]\n",
        "- (**ICLR'24**) Paper Title [[Paper](link)]\n",
        "- [Title](url)\n",
        "- (**ICLR'24**) xxx [[Paper](https://)]\n",
    ],
)
def test_templates(template: str) -> None:
    assert lines(HEAD + template, "template-row") == [13]
    assert not findings(HEAD + template, "empty-link")
    assert not findings(HEAD + template, "malformed-url")


@pytest.mark.parametrize(
    "written",
    [
        "- (**ICLR'24**) How Ants Count [[Paper]]()\n",
        "- [Title](https://a.org/x)\n",
        "<!-- - (**'**) [[Paper]]() -->\n",
        "```\n- (**'**) [[Paper]]()\n```\n",
        "- [[Paper](https://a.org/x)]\n",
        "- [ ]\n",
    ],
)
def test_what_is_no_template(written: str) -> None:
    assert not findings(HEAD + "\n" + written, "template-row")
