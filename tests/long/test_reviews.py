"""The histories of real lists, imported version by version as a maintainer reviews them, who edits in between.

Which conflicts there have to be is found out without the importer: from what the reader reads in both versions. Of
each history every second version is taken, and the last one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from papers.exporter import render
from papers.importer import ImportRefusedError, Options, Prefer, Report, compare, import_readme, review
from papers.layout.rows import vocabulary
from papers.models import Listing, Paper, PaperLink, PaperTag, Venue
from papers.readme.identity import plain
from papers.readme.reader import read
from papers.readme.records import Entry, Link
from tests.corpus import corpus_histories, needs_corpus

pytestmark = [pytest.mark.long, needs_corpus, pytest.mark.django_db]

FIELDS = ("title", "venue", "year", "date", "authors", "links")
PERMITTED = Options(force=True, allow_empty=True)


class Entries:
    """A version's entries by what they can be recognised by, as far as that is there once."""

    def __init__(self, content: bytes) -> None:
        self.all = [entry for entry in read(content, vocabulary()).entries if entry.values.title]
        self.titles = Counter(plain(entry.values.title) for entry in self.all)
        self.ids = Counter(key for entry in self.all for key in ids(entry))
        self.by_title = {plain(entry.values.title): entry for entry in self.all}
        self.by_id = {key: entry for entry in self.all for key in ids(entry)}

    def is_clear(self, entry: Entry) -> bool:
        """Whether it has an identifier, and shares neither that nor its title with another entry."""
        keys = ids(entry)
        return bool(keys) and self.titles[plain(entry.values.title)] == 1 and all(self.ids[key] == 1 for key in keys)

    def like(self, entry: Entry) -> list[Entry]:
        """Those with its title or one of its identifiers, each once."""
        found = [self.by_title.get(plain(entry.values.title)), *(self.by_id.get(key) for key in ids(entry))]
        return list({each.start: each for each in found if each is not None}.values())


def ids(entry: Entry) -> list[tuple[int, str]]:
    return [named for named in enumerate(entry.values.identifiers.keys()) if named[1]]


def fate(entry: Entry, old: Entries, new: Entries) -> Entry | str:
    """The same entry in the next version, `gone`, or `unclear`."""
    if not old.is_clear(entry):
        return "unclear"
    found = new.like(entry)
    if not found:
        return "gone"
    if len(found) > 1 or not new.is_clear(found[0]) or not set(ids(found[0])) & set(ids(entry)):
        return "unclear"
    return found[0]


def another(name: str, value: Any, after: Any) -> Any:
    """What a maintainer writes instead: neither what the README says nor what it will say; None where there is none."""
    if name == "title":
        return f"{value}, as reviewed"
    if name == "year":
        return 1999
    if name == "authors":
        return (*value, "Ada Lovelace")
    if name == "links":
        changed = [link for link in value if link not in after] or value
        return tuple(Link(each.label, f"{each.url}#own") if each == changed[0] else each for each in value)
    return {"venue": "OWNCONF", "date": "1999-01-01"}[name]


def is_conflict(name: str, before: Any, there: Any, here: Any) -> bool:
    """Whether both sides changed one value differently; of links, the one under one label."""
    if name != "links":
        return before != there and there != here
    was, theirs, ours = (dict(links) for links in (before, there, here))
    return any(len({each.get(label) for each in (was, theirs, ours)}) == 3 for label in {*was, *theirs, *ours})


def value_of(paper: Paper, name: str) -> Any:
    if name == "links":
        return tuple(Link(*each) for each in paper.links.values_list("label", "url") if each[1])
    value = getattr(paper, name)
    return tuple(value) if name == "authors" else str(value or "") if name == "venue" else value


def write(paper: Paper, name: str, value: Any) -> None:
    if name == "links":
        for link, new in zip(paper.links.exclude(url=""), value, strict=True):
            PaperLink.objects.filter(pk=link.pk).update(url=new.url)
    elif name == "venue":
        paper.venue = Venue.objects.get_or_create(name=value, defaults={"slug": "own", "recognised": False})[0]
    else:
        setattr(paper, name, list(value) if name == "authors" else value)
    paper.save()


@dataclass
class Desk:
    """A maintainer's edits, and what has come of them."""

    known: dict[int, dict[str, Any]] = field(default_factory=dict)
    edits: dict[tuple[int, str], Any] = field(default_factory=dict)
    """Values that were put in here, and are still there, by paper and field."""
    kept: set[int] = field(default_factory=set)
    """Papers whose listing went, or was kept against the README: what follows for them is theirs."""
    sides: Iterator[int] = field(default_factory=count)
    conflicts: Counter[str] = field(default_factory=Counter)

    def edit(self, content: bytes, following: Entries) -> None:
        """Tags and abstracts of new papers. One other value where the next version changes one, or removes the entry,
        and in one entry where it does not."""
        for paper in Paper.objects.exclude(pk__in=self.known):
            paper.abstract = f"About {paper.title}."
            paper.save()
            paper.tags.add("read")
            said = {"slug": paper.slug, "citation_key": paper.citation_key, "abstract": paper.abstract}
            self.known[paper.pk] = said
        present = Entries(content)
        quiet = 1
        for entry in present.all:
            after = fate(entry, present, following)
            if after == "unclear":
                continue
            changed = [name for name in FIELDS if after == "gone" or changes(entry, after, name)]
            row = (
                Listing.objects.filter(anchor=entry.start).select_related("paper").first() if changed or quiet else None
            )
            if row is None or not self.may_be_edited(row):
                continue
            quiet -= not changed
            for name in changed[:2] if after != "gone" and changed else ["title"]:
                self.put_in(row.paper, name, entry, after)

    def may_be_edited(self, row: Listing) -> bool:
        pk = row.paper_id
        is_new = pk not in self.kept and not any((pk, name) in self.edits for name in FIELDS)
        return is_new and row.paper.listings.count() == 1

    def put_in(self, paper: Paper, name: str, entry: Entry, after: Entry | str) -> None:
        value = getattr(entry.values, name)
        if value_of(paper, name) != value or not value or (name == "links" and len(dict(value)) != len(value)):
            return
        there = value if isinstance(after, str) else getattr(after.values, name)
        own = another(name, value, there)
        if own not in (value, there):
            write(paper, name, own)
            self.edits[paper.pk, name] = own

    def expected(self, content: bytes, following: Entries) -> tuple[set[str], set[int]]:
        """Keys of the conflicts that there have to be, and papers of which that cannot be told from outside."""
        present = Entries(content)
        at = {entry.start: entry for entry in present.all}
        found: set[str] = set()
        unclear = set(self.kept)
        for pk, name in self.edits:
            own = value_of(Paper.objects.get(pk=pk), name)
            rows = list(Listing.objects.filter(paper=pk))
            entry = at.get(rows[0].anchor or -1) if len(rows) == 1 else None
            after = fate(entry, present, following) if entry else "unclear"
            if entry is None or after == "unclear":
                unclear.add(pk)
            elif isinstance(after, str):
                found.add(f"listing-{rows[0].pk}")
            elif is_conflict(name, getattr(entry.values, name), getattr(after.values, name), own):
                found.add(f"paper-{pk}-{name}")
        return found, unclear


def changes(entry: Entry, after: Entry | str, name: str) -> bool:
    return not isinstance(after, str) and getattr(entry.values, name) != getattr(after.values, name)


def confirmed(content: bytes, desk: Desk) -> tuple[dict[str, Prefer], list[Any]] | None:
    """Reviews, decides one conflict for this side and the next for the other, confirms; until it is imported."""
    decisions: dict[str, Prefer] = {}
    met: dict[str, Any] = {}
    while True:
        shown = review(compare(content, Options()), decisions)
        met |= {conflict.key: conflict for conflict in shown.conflicts}
        for key in met:
            decisions.setdefault(key, list(Prefer)[next(desk.sides) % 2])
        options = Options(force=True, allow_empty=True, decisions=decisions, reviewed=shown.fingerprint)
        try:
            report: Report = import_readme(content, options)
        except ImportRefusedError:
            # What was edited here, or is kept, cannot always be written beside what comes in; nothing was changed.
            if Prefer.DATABASE not in decisions.values():
                return None
            decisions = dict.fromkeys(met, Prefer.README)
            continue
        assert not report.is_overtaken
        if report.is_applied or report.is_same:
            parts = {
                key.replace("-appeared", f"-{name}"): side
                for key, side in decisions.items()
                for name in ("venue", "track", "year")
            }
            return {**parts, **decisions}, list(met.values())


@pytest.mark.parametrize("history", corpus_histories(), ids=lambda path: path.name)
def test_every_version_is_reviewed_and_confirmed(history: Path) -> None:
    versions = sorted(history.glob("*.md"))
    versions = sorted({*versions[::2], versions[-1]})
    desk = Desk()
    before = versions[0].read_bytes()
    import_readme(before, PERMITTED)
    for path in versions[1:]:
        content = path.read_bytes()
        following = Entries(content)
        desk.edit(before, following)
        if check_step(before, content, following, desk):
            before = content
    assert desk.conflicts["field"] >= 3
    check_export()


def check_step(before: bytes, content: bytes, following: Entries, desk: Desk) -> bool:
    """Whether the version was taken in; one that was refused never came."""
    expected, unclear = desk.expected(before, following)
    listings = dict(Listing.objects.values_list("pk", "paper_id"))

    answer = confirmed(content, desk)
    if answer is None:
        return False
    decisions, conflicts = answer
    desk.conflicts.update(conflict.kind for conflict in conflicts)
    found = {conflict.key for conflict in conflicts if conflict.kind != "section removed there"}
    # Venue, track and year are one decision.
    wanted = {re.sub("-(venue|track|year)$", "-appeared", key) for key in expected}
    assert {key for key in found if owner(key, listings) not in unclear} == {
        key for key in wanted if owner(key, listings) not in unclear
    }
    if len(found) < len(conflicts):
        # Only what was kept here against the README is in a section that it no longer has.
        assert desk.kept or any(conflict.kind == "removed there" for conflict in conflicts)
    follow(decisions, listings, unclear, desk)
    check_nothing_lost(desk)
    return True


def owner(key: str, listings: dict[int, int]) -> int:
    """The paper that a conflict is about."""
    kind, pk, *_ = key.split("-")
    return int(pk) if kind == "paper" else listings[int(pk)]


def follow(decisions: dict[str, Prefer], listings: dict[int, int], unclear: set[int], desk: Desk) -> None:
    """Each decision has the effect that it was taken for."""
    sections = any(key.startswith("section-") for key in decisions)
    for key, side in decisions.items():
        kind, _, name = key.partition("-")
        if kind == "listing" and name.isdigit():
            assert sections or Listing.objects.filter(pk=int(name)).exists() == (side is Prefer.DATABASE)
            desk.kept.add(listings[int(name)])
        elif kind == "paper":
            pk, name = owner(key, listings), name.partition("-")[2]
            if (pk, name) in desk.edits and pk not in unclear:
                assert_decided(Paper.objects.get(pk=pk), name, desk.edits[pk, name], side)
            if side is Prefer.README:
                desk.edits.pop((pk, name), None)
    for pk, name in [edit for edit in desk.edits if edit[0] in unclear]:
        if value_of(Paper.objects.get(pk=pk), name) != desk.edits[pk, name]:
            assert f"paper-{pk}-{name}" in decisions or name == "links" or pk in desk.kept
            del desk.edits[pk, name]


def assert_decided(paper: Paper, name: str, own: Any, side: Prefer) -> None:
    if name == "links":
        mine = {link.url for link in own if link.url.endswith("#own")}
        assert (mine <= set(paper.links.values_list("url", flat=True))) == (side is Prefer.DATABASE)
    else:
        assert (value_of(paper, name) == own) == (side is Prefer.DATABASE)


def check_nothing_lost(desk: Desk) -> None:
    """No paper's row ever goes, and nothing that was given or added to it; an edited value only by a decision."""
    papers = Paper.objects.in_bulk(list(desk.known))
    assert papers.keys() == desk.known.keys()
    for pk, paper in papers.items():
        said = {"slug": paper.slug, "citation_key": paper.citation_key, "abstract": paper.abstract}
        assert said == desk.known[pk]
    assert set(PaperTag.objects.filter(tag__name="read").values_list("content_object", flat=True)) == desk.known.keys()
    for (pk, name), own in desk.edits.items():
        if name == "links":
            assert {link for link in own if link.url.endswith("#own")} <= set(value_of(papers[pk], name))
        else:
            assert value_of(papers[pk], name) == own


def check_export() -> None:
    """What has come of it goes out, and comes in again without a change."""
    content = render(force=True)
    titles = dict(Paper.objects.values_list("pk", "title"))
    found = review(compare(content, Options()))
    assert (found.conflicts, found.report.added, found.report.removed) == ([], 0, 0)
    import_readme(content, PERMITTED)
    assert dict(Paper.objects.values_list("pk", "title")) == titles
    assert render(force=True) == content
