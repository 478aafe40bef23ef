"""Whatever is wished: what was written reads back as wanted, and every other line is as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papers.readme.reader import read
from papers.readme.records import Document, Link, Values
from papers.readme.venues import BUILT_IN
from papers.readme.wanted import WantedEntry, WantedSection, WriteError, unchanged
from papers.readme.writer import write

SURVEY = Path(__file__).resolve().parents[2] / "survey" / "README.md"

WORDS = (
    "Sheep", "Guides", "of", "Attention", "small", "models", "A*", "snake_case", "[sic]", "a|b", "*star*", "C&A",
    "x < y", "naïve", "注意", "(maybe)", "`code`", "50%", "“quoted”", "no\u00a0break", "why?", "1)", "~this~",
)  # fmt: skip
TITLES = st.lists(st.sampled_from(WORDS), min_size=2, max_size=6).map(lambda words: "Counting " + " ".join(words))
URLS = st.sampled_from(
    [
        "https://example.org/1",
        "https://example.org/a_(b)",
        "https://example.org/a(b",
        "https://arxiv.org/abs/2501.00001",
    ]
)
LINKS = st.lists(st.builds(Link, st.sampled_from(["Paper", "Code", "Project page"]), URLS), max_size=3).map(tuple)
EVIDENCE = st.sampled_from([(), ("Empirical",), ("Theoretical",), ("Theoretical", "Empirical")])
YEARS = st.sampled_from([None, 1985, 1999, 2021, 2025])
VENUES = st.sampled_from(["", "ICLR", "arXiv", "NeurIPS"])
FIELDS = {"title": TITLES, "links": LINKS, "evidence_types": EVIDENCE, "year": YEARS, "venue": VENUES}
CHANGES = st.sampled_from(sorted(FIELDS)).flatmap(lambda name: st.tuples(st.just(name), FIELDS[name]))
NEW = st.builds(Values, title=TITLES, venue=VENUES, year=YEARS, evidence_types=EVIDENCE, links=LINKS)
STEPS = st.one_of(
    st.tuples(st.just("change"), st.integers(0, 99), CHANGES),
    st.tuples(st.just("remove"), st.integers(0, 99), st.none()),
    st.tuples(st.just("move"), st.integers(0, 99), st.integers(0, 99)),
    st.tuples(st.just("add"), st.integers(0, 99), NEW),
    st.tuples(st.just("rename"), st.integers(0, 99), TITLES),
    st.tuples(st.just("shift"), st.integers(0, 99), st.integers(0, 99)),
)

MADE = {
    "labels": "- (**ICLR'21**)[Empirical] {title}[[Paper]]({url})\n",
    "sentences": "- **{title}.** ICLR 2021. [[Paper]({url})] [[Code](https://example.org/code)]\n",
    "numbers": "1. **{title}.** *Ann Ash, Bob Birch*. ICLR 2021. [[Paper]({url})]\n",
    "loose": "* **{title}** <br>\n  ICLR 2021. [[Paper]({url})]\n\n",
    "rows": "| {title} | ICLR | 2021 | [Paper]({url}) |\n",
}


def made_list(form: str) -> bytes:
    """Three sections of four papers each."""
    parts = ["# A made list\n\nWords.\n"]
    for number, section in enumerate(("Wool", "Milk", "Cheese")):
        parts.append(f"\n## {section}\n\n")
        if form == "rows":
            parts.append("| Title | Venue | Year | Paper |\n|--|--|--|--|\n")
        for at in range(4):
            title = f"{section} and What It Says about Number {at}"
            parts.append(MADE[form].format(title=title, url=f"https://arxiv.org/abs/2101.000{number}{at}"))
    return "".join(parts).encode()


def step(wanted: list[WantedSection], kind: str, number: int, what: Any) -> None:
    places = [(at, of) for at, section in enumerate(wanted) for of in range(len(section.entries))]
    if kind in ("rename", "shift"):
        if len(wanted) > 2:
            at = 1 + number % (len(wanted) - 1)
            if kind == "rename":
                wanted[at] = replace(wanted[at], title=what)
            else:
                wanted.insert(1 + what % (len(wanted) - 1), wanted.pop(at))
        return
    if not places:
        return
    at, of = places[number % len(places)]
    entries = list(wanted[at].entries)
    if kind == "change":
        name, value = what
        changed = entries[of].changed | {name}
        entries[of] = replace(entries[of], values=replace(entries[of].values, **{name: value}), changed=changed)
    elif kind == "add":
        entries.insert(of + 1, WantedEntry(None, what))
    else:
        taken = entries.pop(of)
        if kind == "move":
            wanted[at] = replace(wanted[at], entries=tuple(entries))
            at = 1 + what % (len(wanted) - 1)
            entries = list(wanted[at].entries)
            entries.insert(what % (len(entries) + 1), taken)
    wanted[at] = replace(wanted[at], entries=tuple(entries))


def check(document: Document, wanted: Sequence[WantedSection], result: bytes) -> None:
    again = read(result, BUILT_IN)
    assert [(s.level, s.title) for s in again.sections] == [(w.level, w.title) for w in wanted]
    asked = [(number, entry) for number, section in enumerate(wanted) for entry in section.entries]
    assert len(again.entries) == len(asked)
    base = {entry.start: entry for entry in document.entries}
    for entry, (number, want) in zip(again.entries, asked, strict=True):
        assert entry.section == number
        expected = want.values
        if want.anchor is not None:
            values = {name: getattr(want.values, name) for name in want.changed}
            expected = replace(base[want.anchor].values, **values)
        assert comparable(entry.values) == comparable(expected)
    home = {entry.start: document.sections[entry.section].start for entry in document.entries}
    untouched = [
        document.source.data[base[want.anchor].start : base[want.anchor].end]
        for number, want in asked
        if want.anchor is not None and not want.changed and wanted[number].anchor == home[want.anchor]
    ]
    assert all(text in result for text in untouched)


def comparable(values: Values) -> tuple[object, ...]:
    return (values.title, values.venue, values.track, values.year, set(values.evidence_types), values.links)


def write_or_refuse(source: bytes, steps: Sequence[tuple[str, int, Any]]) -> None:
    document = read(source, BUILT_IN)
    wanted = list(unchanged(document))
    for kind, number, what in steps:
        step(wanted, kind, number, what)
    try:
        result = write(document, wanted, BUILT_IN)
    except WriteError:
        return
    check(document, wanted, result)


@settings(max_examples=120)
@given(form=st.sampled_from(sorted(MADE)), newline=st.sampled_from(["\n", "\r\n"]), final=st.booleans(),
       steps=st.lists(STEPS, min_size=1, max_size=6))  # fmt: skip
def test_write_then_read_gives_what_was_wanted_of_made_lists(form, newline, final, steps):
    source = made_list(form).replace(b"\n", newline.encode())
    write_or_refuse(source if final else source.rstrip(), steps)


@settings(max_examples=40)
@given(steps=st.lists(STEPS, min_size=1, max_size=5))
def test_write_then_read_gives_what_was_wanted_of_the_survey(steps):
    write_or_refuse(SURVEY.read_bytes(), steps)


@settings(max_examples=60)
@given(form=st.sampled_from(sorted(MADE)), number=st.integers(0, 11), title=TITLES)
def test_write_title_changes_no_other_line(form, number, title):
    source = made_list(form)
    document = read(source, BUILT_IN)
    wanted = list(unchanged(document))
    step(wanted, "change", number, ("title", title))
    try:
        result = write(document, wanted, BUILT_IN)
    except WriteError:
        return
    before, after = source.split(b"\n"), result.split(b"\n")
    entry = document.entries[number]
    assert len(before) == len(after)
    assert [at for at, (old, new) in enumerate(zip(before, after, strict=True), 1) if old != new] in ([], [entry.line])


@pytest.mark.parametrize("form", sorted(MADE))
def test_made_lists_are_read_in_full(form):
    document = read(made_list(form), BUILT_IN)
    assert [len([e for e in document.entries if e.section == s.index]) for s in document.sections[2:]] == [4, 4, 4]
    assert all(entry.values.venue == "ICLR" and entry.values.links for entry in document.entries)


HOSTILE = (
    "- ", "* ", "1. ", "  ", "\t", "[", "]", "(", ")", "**", "*", "_", "`", "|", "\n", "\n", "\r\n", "\r",
    "\n\n", "# ", "## ", "> ", "<!--", "-->", "<br>", "<table>", "<tr><td>", "</td></tr>", "</table>",
    "[[Paper]]()", "\u2028", "\xa0", "\ufeff", "[[Paper](https://x.org/y)]", "[Empirical]", "(ICLR 2020)",
    "(**ICLR'21**)", "2023.04", "Counting Sheep at Night", "Ann Ash, Bob Birch", "| a | b |\n|---|---|\n",
    "```\n", "===\n", "---\n", "&amp;", "\\", "\x0c", "注意的标题", "“A quoted title”",
    "![x](https://img.shields.io/badge/ACL2021-FAEFCA)", "[x]: http://z\n", '<a href="http://q.org/p.pdf">',
    "</a>",
)  # fmt: skip


@settings(max_examples=150)
@given(
    pieces=st.lists(st.sampled_from(HOSTILE), max_size=50),
    form=st.sampled_from(["", *sorted(MADE)]),
    at=st.integers(0, 2000),
    steps=st.lists(STEPS, min_size=1, max_size=4),
)
def test_write_to_hostile_documents_is_right_or_refused(pieces, form, at, steps):
    made = made_list(form).decode() if form else ""
    source = (made[:at] + "".join(pieces) + made[at:]).encode()
    document = read(source, BUILT_IN)
    assert write(document, unchanged(document), BUILT_IN) == source
    wanted = list(unchanged(document))
    for kind, number, what in steps:
        if len(wanted) > 1 or kind != "move":
            step(wanted, kind, number, what)
    try:
        result = write(document, wanted, BUILT_IN)
    except WriteError:
        return
    again = read(result, BUILT_IN)
    assert [section.title for section in again.sections] == [section.title for section in wanted]
    assert [entry.values.title for entry in again.entries] == [
        entry.values.title for section in wanted for entry in section.entries
    ]
