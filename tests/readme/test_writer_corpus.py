"""Real lists in many formats: an edit changes the lines that a careful person would have changed, and reads back."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from papers.readme.reader import read
from papers.readme.records import Document, Entry, Kind, Link, Values
from papers.readme.venues import BUILT_IN
from papers.readme.wanted import WantedEntry, WantedSection, WriteError, unchanged
from papers.readme.writer import write
from tests.corpus import corpus_lists, needs_corpus

pytestmark = [pytest.mark.long, needs_corpus]

EVERY = 3
"""Of the corpus's lists in alphabetical order, each third is edited: 18 lists, of all kinds of entries."""
SHARE_WRITTEN = 0.85
"""Of the edits tried, how many are written; the others are refused because they would be read otherwise."""

Edit = Callable[[Document, Entry], "list[WantedSection] | None"]


def lines(data: bytes) -> list[bytes]:
    return re.split(rb"\r\n|\n|\r", data)


def with_changes(document: Document, entry: Entry, **values: Any) -> list[WantedSection]:
    def changed(want: WantedEntry) -> WantedEntry:
        if want.anchor != entry.start:
            return want
        return replace(want, values=replace(want.values, **values), changed=frozenset(values))

    return [replace(one, entries=tuple(map(changed, one.entries))) for one in unchanged(document)]


def with_entries(wanted: list[WantedSection], at: int, entries: list[WantedEntry]) -> list[WantedSection]:
    return [*wanted[:at], replace(wanted[at], entries=tuple(entries)), *wanted[at + 1 :]]


def without(document: Document, entry: Entry) -> list[WantedSection]:
    wanted = list(unchanged(document))
    left = [want for want in wanted[entry.section].entries if want.anchor != entry.start]
    return with_entries(wanted, entry.section, left)


def title(document: Document, entry: Entry) -> list[WantedSection] | None:
    return with_changes(document, entry, title="Wholly Other Words about Things") if "title" in entry.places else None


def url(document: Document, entry: Entry) -> list[WantedSection] | None:
    if "links[0].url" not in entry.places:
        return None
    first, *others = entry.values.links
    return with_changes(document, entry, links=(Link(first.label, "https://example.org/other"), *others))


def venue(document: Document, entry: Entry) -> list[WantedSection] | None:
    other = "ICLR" if entry.values.venue == "NeurIPS" else "NeurIPS"
    return with_changes(document, entry, venue=other) if "venue" in entry.places else None


def year(document: Document, entry: Entry) -> list[WantedSection] | None:
    return with_changes(document, entry, year=2009) if "year" in entry.places else None


def evidence(document: Document, entry: Entry) -> list[WantedSection] | None:
    if entry.kind in (Kind.ROW, Kind.HTML):
        return None
    return with_changes(document, entry, evidence_types=("Empirical", "Theoretical"))


def remove(document: Document, entry: Entry) -> list[WantedSection] | None:
    return None if is_parent(document, entry) else without(document, entry)


def add(document: Document, entry: Entry) -> list[WantedSection] | None:
    old = entry.values
    links = tuple(Link(link.label, "https://arxiv.org/abs/2501.00001") for link in old.links[:1])
    new = Values(title="A Brand-New Study of Made-Up Things", venue=old.venue and "ICML", year=old.year, links=links)
    wanted = list(unchanged(document))
    entries = list(wanted[entry.section].entries)
    at = next(at for at, want in enumerate(entries) if want.anchor == entry.start)
    entries.insert(at + 1, WantedEntry(None, new))
    return with_entries(wanted, entry.section, entries)


def move(document: Document, entry: Entry) -> list[WantedSection] | None:
    """To the end of another section that has entries of the same kind."""
    others = [one.section for one in document.entries if one.kind is entry.kind and one.section != entry.section]
    if is_parent(document, entry) or not others or entry.kind in (Kind.ROW, Kind.HTML):
        return None
    wanted = without(document, entry)
    target = others[len(others) // 2]
    return with_entries(wanted, target, [*wanted[target].entries, WantedEntry(entry.start, entry.values)])


def reorder(document: Document, entry: Entry) -> list[WantedSection] | None:
    """To the beginning of its section."""
    section = [one for one in document.entries if one.section == entry.section]
    if any(one.parent is not None or one.table != entry.table for one in section):
        return None
    wanted = without(document, entry)
    moved = [WantedEntry(entry.start, entry.values), *wanted[entry.section].entries]
    return with_entries(wanted, entry.section, moved)


def is_parent(document: Document, entry: Entry) -> bool:
    return any(one.parent is not None and document.entries[one.parent] is entry for one in document.entries)


def check_entrys_lines_only(entry: Entry, before: list[bytes], after: list[bytes]) -> None:
    assert len(before) == len(after)
    differing = [at for at, (one, other) in enumerate(zip(before, after, strict=True), 1) if one != other]
    assert all(entry.line <= at <= entry.end_line for at in differing)


def check_one_run_of_lines(longer: list[bytes], shorter: list[bytes]) -> list[bytes]:
    """The lines that the longer has and the shorter has not, which stand together."""
    count = len(longer) - len(shorter)
    same = 0
    while same < len(shorter) and longer[same] == shorter[same]:
        same += 1
    start = next(at for at in range(max(0, same - count), same + 1) if longer[:at] + longer[at + count :] == shorter)
    return longer[start : start + count]


def check_lines(name: str, entry: Entry, source: bytes, result: bytes) -> None:
    before, after = lines(source), lines(result)
    own = source[entry.start : entry.end]
    if name in ("title", "url", "venue", "year", "evidence"):
        check_entrys_lines_only(entry, before, after)
    elif name == "remove":
        gone = [line for line in check_one_run_of_lines(before, after) if line.strip()]
        assert gone == [line for line in lines(own) if line.strip()]
    elif name == "add":
        assert any(b"A Brand-New Study" in line for line in check_one_run_of_lines(after, before))
    else:
        others = before[: entry.line - 1] + before[entry.end_line :]
        rest = iter([line for line in after if line.strip()])
        assert all(line in rest for line in others if line.strip())
        assert abs(len(after) - len(before)) <= 2


EDITS = [title, url, venue, year, evidence, remove, add, move, reorder]


@pytest.mark.parametrize("edit", EDITS, ids=lambda one: one.__name__)
def test_write_one_edit_to_real_lists(edit: Edit) -> None:
    tried = written = 0
    for path in corpus_lists()[::EVERY]:
        document = read(path.read_bytes(), BUILT_IN)
        entries = list(document.entries)
        random.Random(path.name).shuffle(entries)
        entry, wanted = next(((one, asked) for one in entries[:40] if (asked := edit(document, one))), (None, None))
        if entry is None or wanted is None:
            continue
        tried += 1
        try:
            result = write(document, wanted, BUILT_IN)
        except WriteError:
            continue
        written += 1
        check_lines(edit.__name__, entry, document.source.data, result)
    assert tried >= 6
    assert written >= SHARE_WRITTEN * tried


@pytest.mark.parametrize("path", corpus_lists(), ids=lambda path: path.stem)
def test_write_unchanged_wish_gives_the_same_bytes_of_real_lists(path: Path) -> None:
    source = path.read_bytes()
    document = read(source, BUILT_IN)
    assert write(document, unchanged(document), BUILT_IN) == source
