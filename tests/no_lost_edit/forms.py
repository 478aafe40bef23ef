"""The forms in which the lists of these tests write an entry, read and written by a few expressions of their own.

Nothing here uses the project's reader: what an export says is found out without it. A form writes back exactly what
it has read, so that a person's edit of one field is a replacement in the entry and leaves the rest of the line alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

PAPER_URL = "https://arxiv.org/abs/2101.{:05}"
SLOTS = {"gap": " ", "before links": " ", "between links": "", "tail": ""}
"""White space of a line, and what it is unless somebody writes it otherwise."""


@dataclass(frozen=True)
class Appearance:
    """Where and when a paper appeared."""

    venue: str
    year: int
    track: str = ""


@dataclass(frozen=True)
class Entry:
    """One entry as its line says it. `extra` is text in a comment, which no reader takes for a field."""

    paper: int
    title: str
    appeared: Appearance | None = None
    evidence: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    """Pairs of label and address, without the paper's own link, which gives its number."""
    note: str = ""
    extra: str = ""
    authors: str = ""
    slots: Mapping[str, str] = field(default_factory=lambda: dict(SLOTS))

    @property
    def url(self) -> str:
        return PAPER_URL.format(self.paper)

    @property
    def gap(self) -> str:
        """The white space before the title; of no account where nothing stands before it."""
        return self.slots["gap"]


class Form:
    """How a list writes its entries. `fields` are those that people edit in it."""

    name: str
    fields: tuple[str, ...]
    links: tuple[str, ...]
    """Labels of links that entries of this form can have besides the paper's own."""
    has_tracks = True
    head: tuple[str, ...] = ()
    """Lines that stand before the entries of each section."""
    pattern: re.Pattern[str]

    def read(self, line: str) -> Entry | None:
        """Return the entry that a line is; None if it is no entry of this form."""
        match = self.pattern.fullmatch(line)
        return self._entry(match) if match else None

    def write(self, entry: Entry) -> str:
        raise NotImplementedError

    def _entry(self, match: re.Match[str]) -> Entry:
        raise NotImplementedError


class Bullets(Form):
    """`- (**ICLR'21**)[Empirical] Title [[Paper](url)][[Code](url)] *note* <!-- extra -->`"""

    name = "bullets"
    fields = ("title", "appeared", "evidence", "links", "note", "gap", "extra")
    links = ("Code", "Slides")
    pattern = re.compile(
        r"- (?:\(\*\*(?P<appeared>[^*]+)\*\*\))?(?P<first> *)(?:\[(?P<evidence>[^][]+)\](?P<second> *))?"
        r"(?P<title>[^][*<>]*[^][*<> ])(?P<third> *)(?P<links>\[\[[^]]+\]\([^)]*\)\](?: ?\[\[[^]]+\]\([^)]*\)\])*)"
        r"(?: \*(?P<note>[^*]+)\*)?(?: <!-- (?P<extra>[^>]*) -->)?(?P<tail> *)"
    )

    def write(self, entry: Entry) -> str:
        slots = entry.slots
        line = "- " + (f"(**{_short(entry.appeared)}**)" if entry.appeared else "")
        if entry.evidence:
            line += slots.get("before evidence", "") + f"[{' & '.join(entry.evidence)}]"
        if entry.appeared or entry.evidence:
            line += slots["gap"]
        links = [("Paper", entry.url), *entry.links]
        line += entry.title + slots["before links"]
        line += slots["between links"].join(f"[[{label}]({url})]" for label, url in links)
        line += f" *{entry.note}*" if entry.note else ""
        return line + (f" <!-- {entry.extra} -->" if entry.extra else "") + slots["tail"]

    def _entry(self, match: re.Match[str]) -> Entry:
        links = re.findall(r"\[\[([^]]+)\]\(([^)]*)\)\]", match["links"])
        evidence = tuple(match["evidence"].split(" & ")) if match["evidence"] else ()
        gap, before = (match["second"], match["first"]) if evidence else (match["first"], "")
        return Entry(
            _number(links[0][1]),
            match["title"],
            _from_short(match["appeared"]) if match["appeared"] else None,
            evidence,
            tuple(links[1:]),
            match["note"] or "",
            match["extra"] or "",
            slots={
                "gap": gap,
                "before evidence": before,
                "before links": match["third"],
                "between links": " " if "] [" in match["links"] else "",
                "tail": match["tail"],
            },
        )


class LinkedTitles(Form):
    """`- [Title](url), Ann Roe, Jane Doe (ICLR 2021) [[code](url)] <!-- extra -->`"""

    name = "linked titles"
    fields = ("title", "appeared", "links", "authors", "extra")
    links = ("code",)
    pattern = re.compile(
        r"- \[(?P<title>[^]]+)\]\((?P<url>[^)]+)\)(?P<early> \[?\[code\]\([^)]*\)\]?)?"
        r"(?:, (?P<authors>[^][()<>]*[^][()<> ]))?(?: \((?P<appeared>[^)]+)\))?(?P<late> \[?\[code\]\([^)]*\)\]?)?"
        r"(?: <!-- (?P<extra>[^>]*) -->)?(?P<tail> *)"
    )

    def write(self, entry: Entry) -> str:
        place = entry.slots.get("code", "late")
        links = "".join(entry.slots.get("brackets", " [[{}]({})]").format(*link) for link in entry.links)
        line = f"- [{entry.title}]({entry.url})" + (links if place == "early" else "")
        line += (f", {entry.authors}" if entry.authors else "") + (
            f" ({_long(entry.appeared)})" if entry.appeared else ""
        )
        line += links if place == "late" else ""
        return line + (f" <!-- {entry.extra} -->" if entry.extra else "") + entry.slots["tail"]

    def _entry(self, match: re.Match[str]) -> Entry:
        slots, code = {**SLOTS, "tail": match["tail"]}, match["early"] or match["late"]
        if code:
            slots["code"] = "early" if match["early"] else "late"
            slots["brackets"] = " [[{}]({})]" if code.startswith(" [[") else " [{}]({})"
        return Entry(
            _number(match["url"]),
            match["title"],
            _from_long(match["appeared"]) if match["appeared"] else None,
            links=(("code", code.partition("(")[2].partition(")")[0]),) if code else (),
            extra=match["extra"] or "",
            authors=match["authors"] or "",
            slots=slots,
        )


class Table(Form):
    """`| Title | ICLR | 2021 | Empirical | [Paper](url), [Code](url) |`"""

    name = "table"
    fields = ("title", "appeared", "evidence", "links")
    links = ("Code", "Slides")
    has_tracks = False
    head = ("| Title | Venue | Year | Type | Links |", "|---|---|---|---|---|")
    pattern = re.compile(
        r"\| *(?P<title>[^|]*[^| ]) *\| *(?P<venue>[^| ]*) *\| *(?P<year>\d*) *\| *(?P<evidence>[^|]*?) *\|"
        r" *(?P<links>\[[^|]*\)) *\| *"
    )

    def write(self, entry: Entry) -> str:
        venue, year = (entry.appeared.venue, entry.appeared.year) if entry.appeared else ("", "")
        between = entry.slots.get("between cells", ", ")
        links = between.join(f"[{label}]({url})" for label, url in [("Paper", entry.url), *entry.links])
        types = entry.slots.get("between types", ", ").join(entry.evidence)
        return f"| {entry.title} | {venue} | {year} | {types} | {links} |"

    def _entry(self, match: re.Match[str]) -> Entry:
        links = re.findall(r"\[([^]]+)\]\(([^)]*)\)", match["links"])
        return Entry(
            _number(links[0][1]),
            match["title"],
            Appearance(match["venue"], int(match["year"])) if match["venue"] and match["year"] else None,
            tuple(re.split(", | & ", match["evidence"])) if match["evidence"] else (),
            tuple(links[1:]),
            slots=_table_slots(match),
        )


def _table_slots(match: re.Match[str]) -> dict[str, str]:
    """The separators of a row, where it has several values in a cell."""
    found = dict(SLOTS)
    if separator := re.search(", | & ", match["evidence"]):
        found["between types"] = separator[0]
    if separator := re.search(r"\)(\W*)\[", match["links"]):
        found["between cells"] = separator[1]
    return found


FORMS: tuple[Form, ...] = (Bullets(), LinkedTitles(), Table())


def _number(url: str) -> int:
    return int(url.rpartition(".")[2])


def _short(appeared: Appearance) -> str:
    return f"{appeared.venue}'{appeared.year % 100:02}" + (f" {appeared.track}" if appeared.track else "")


def _from_short(text: str) -> Appearance:
    match = re.fullmatch(r"(\w+)'(\d\d)(?: (\w+))?", text)
    assert match, text
    return Appearance(match[1], 2000 + int(match[2]), match[3] or "")


def _long(appeared: Appearance) -> str:
    return f"{appeared.venue} " + (f"{appeared.track} " if appeared.track else "") + str(appeared.year)


def _from_long(text: str) -> Appearance:
    match = re.fullmatch(r"(\w+) (?:(\w+) )?(\d{4})", text)
    assert match, text
    return Appearance(match[1], int(match[3]), match[2] or "")
