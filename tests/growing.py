"""Texts of any length that have made parsers and readers slow: each says one thing over and over."""

from __future__ import annotations

from collections.abc import Callable

PAPER = "[How Sparrows Count Eggs](http://arxiv.org/abs/2301.00001)"
LINE = 8_000
"""About how many characters stand on one line of the texts that are cut into lines: as many as are read on one."""


def _lines(part: str) -> Callable[[int], str]:
    """Lines as long as lines are read, each full of `part`; `count` parts in all."""
    held = max(1, LINE // len(part))
    return lambda count: f"- {part * held}\n" * max(1, count // held)


def _each(form: str) -> Callable[[int], str]:
    return lambda count: "".join(map(form.format, range(count)))


def _steps(count: int) -> str:
    """Lists in lists, thirty deep, again and again."""
    return "".join("  " * depth + f"- {PAPER}\n" for depth in range(30)) * max(1, count // 30)


GROWING: dict[str, Callable[[int], str]] = {
    "nested brackets": lambda count: "- " + "[" * count + "x" + "]" * count,
    "open links": lambda count: "- " + "[a](b " * count,
    "emphasis": lambda count: "- " + "**a*" * count,
    "open emphasis": lambda count: "- " + "*a " * count,
    "bullets": lambda count: "- " * count,
    "quotes": lambda count: "> " * count + "x",
    "quoted items": lambda count: f"> - {PAPER}\n" * count,
    "nested items": _steps,
    "papers under an item": lambda count: "- x\n" + f"  - Paper: {PAPER}\n" * count,
    "fields": lambda count: f"- {PAPER}\n" + "  - Authors: Jane Doe, Ann Roe\n" * count,
    "headings": lambda count: "".join("#" * (number % 6 + 1) + " a b c\n" for number in range(count)),
    "papers' headings": lambda count: f"## {PAPER}\n\nICLR 2021\n\n" * count,
    "rows": lambda count: "| a |\n|---|\n" + f"| {PAPER} |\n" * count,
    "columns": lambda count: "|a" * count + "|\n" + "|-" * count + "|\n" + "|b" * count + "|\n",
    "HTML rows": lambda count: "<table>" + "<tr><td><a href='http://a.b/c.pdf'>How Sparrows Count</a>" * count,
    "HTML cells": lambda count: "<table><tr>" + "<td><a href='http://a.b/c.pdf'>How it counts</a>" * count + "</tr>",
    "HTML items": lambda count: "<ul>" + "<li><a href='http://a.b/c.pdf'>How Sparrows Count</a>\n" * count,
    "open HTML links": lambda count: "- x " + "<a href='http://a.b'>x " * count,
    "open tags": lambda count: "<a '" * count,
    "open comments": lambda count: "<!--" * count,
    "open code": lambda count: "- " + "".join("`" * (number % 300) + "a" for number in range(count // 100)),
    "open fences": lambda count: "```\n" * count,
    "definitions": _each("[a{0}]: http://b.c/{0}\n"),
    "references": lambda count: (
        _each("- [Title of paper {0}][a{0}]\n")(count) + "\n" + _each("[a{0}]: http://b.c/{0}.pdf\n")(count)
    ),
    "footnotes": lambda count: _each("[^{0}]: a\n\n")(count) + "x[^1] " * count,
    "anchors": _each("- [A b](https://github.com/a/b{0}#a-b)\n"),
    "links": lambda count: "- " + f"{PAPER} " * count,
    "badges": lambda count: "- " + "![](https://img.shields.io/badge/a-b) " * count,
    "parentheses in an address": lambda count: "- [How Sparrows Count](http://a.b/" + "(c)" * count + ")",
    "broken lines": lambda count: "- How Sparrows of\n" + "the of\n" * count,
    "hard breaks": lambda count: "- " + "How Sparrows\\\n" * count,
    "one word": lambda count: "- How Sparrows " + "count" * count,
    "spaces": lambda count: "- How Sparrows" + " " * count + "count",
    "words on one line": lambda count: "- How Sparrows " + "count " * count,
    "groups on lines": _lines("é word; (a) "),
    "dashes on lines": _lines("- "),
    "escapes on lines": _lines("\\[ "),
    "entities and groups on lines": _lines("&amp; (ICLR 2020) "),
    "parentheses on lines": _lines("(a(b)"),
    "quotation marks on lines": _lines("“A title of one thing "),
    "addresses on lines": _lines("http://a.b/c_(d "),
    "names on lines": _lines("Doe, J., "),
    "sentences on lines": _lines("A title of a thing. "),
    "ideographs on lines": _lines("标题，"),
}
