"""What a README says: sections, entries, and where in its bytes each value stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from papers.identifiers import Identifiers, identify
from papers.markdown.source import Source

Span = tuple[int, int]


class Kind(Enum):
    """How an entry is written."""

    ITEM = "item"
    ROW = "row"
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    HTML = "html"


class Context(Enum):
    """Where a value stands, which decides how it is escaped."""

    TEXT = "text"
    LINK_TEXT = "link text"
    URL = "url"
    CODE = "code"
    HTML = "html"
    ATTRIBUTE = "attribute"
    BADGE = "badge"


class Link(NamedTuple):
    """`label` is empty where the title itself, or a bare URL, is the link; `url` is as written, entities undone."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Values:
    """What one entry says, as plain text. Empty or None: it does not say."""

    title: str = ""
    name: str = ""
    authors: tuple[str, ...] = ()
    venue: str = ""
    """The vocabulary's name where it knows the spelling, else as written."""
    track: str = ""
    year: int | None = None
    date: str = ""
    """As written."""
    evidence_types: tuple[str, ...] = ()
    """The vocabulary's names, in the entry's order."""
    links: tuple[Link, ...] = ()
    tags: tuple[str, ...] = ()
    note: str = ""

    @property
    def identifiers(self) -> Identifiers:
        return identify(link.url for link in self.links)


VALUE_FIELDS = ("title", "name", "authors", "venue", "track", "year", "date", "evidence_types", "links", "tags", "note")


class Place(NamedTuple):
    """The bytes of one value, without its decoration, and what they stand in."""

    start: int
    end: int
    context: Context


class Group(NamedTuple):
    """A run of an entry that belongs together with its decoration: `(**ICLR'21**)`, `[Empirical]`, `[[Paper](url)]`.

    Groups of one entry do not overlap and come in order. `fields` are keys of `Entry.places`. What stands between
    groups is separators, or text that was not read.
    """

    start: int
    end: int
    fields: tuple[str, ...]


class Entry(NamedTuple):
    """A listing's text: whole lines but for HTML; `end` is before the last line's newline.

    `places` has a key for each value that has bytes of its own: the fields of Values by name, and for the links
    `links[0].url`, `links[0].label`, ... counted as in `values.links`. A link's url has a place even where it is empty,
    as in `[[Paper]]()` (it is then no item of `values.links`, and its key is `links[-1].url`).
    """

    start: int
    end: int
    line: int
    end_line: int
    kind: Kind
    section: int
    """Index into Document.sections."""
    parent: int | None
    """Index into Document.entries of the entry that this one is nested under."""
    body: int
    """Where the text starts, behind indent, bullet, quote marks or the row's first pipe."""
    table: int | None
    """For rows: the table they stand in, counted from 0 in the file."""
    cells: tuple[Span, ...]
    """For rows: the span of each cell's trimmed content (empty spans for empty cells)."""
    values: Values
    places: Mapping[str, Place]
    groups: tuple[Group, ...]
    unread: bool = False
    """Whether it has words that no group holds."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it up to the next one. The first, the hidden root, has level 0 and no bytes."""

    index: int
    start: int
    end: int
    """Before the heading's last newline."""
    line: int
    level: int
    title: str
    title_span: Span
    """The bytes that a new title replaces; equal offsets where the title is not plain enough to be replaced."""
    parent: int | None
    preface: str
    """The Markdown between heading and first entry (or table head), without blank lines around it."""
    preface_span: Span
    """Where it stands; an empty span behind the heading's newline where there is none."""
    body_end: int
    """Where the next heading starts, or the file ends."""


@dataclass(frozen=True, slots=True)
class ContentsLink:
    """A link to an anchor of the README itself, as in a table of contents."""

    text: str
    text_span: Span
    anchor: str
    """Without the `#`."""
    anchor_span: Span


@dataclass(frozen=True)
class Document:
    """A README, read. Every byte belongs to one heading, one entry, or to the Raw between them."""

    source: Source
    sections: tuple[Section, ...]
    entries: tuple[Entry, ...]
    contents_links: tuple[ContentsLink, ...] = ()
    unknown_evidence_types: tuple[str, ...] = field(default=())
    """Words read as evidence types that the vocabulary does not have."""

    @cached_property
    def raw_bytes(self) -> int:
        """How many bytes are neither heading nor entry."""
        held = sum(section.end - section.start for section in self.sections)
        return len(self.source.data) - held - sum(entry.end - entry.start for entry in self.entries)

    def path(self, index: int) -> tuple[str, ...]:
        """The titles from the outermost section down to section `index`, the root not among them."""
        titles: list[str] = []
        at: int | None = index
        while at is not None:
            section = self.sections[at]
            if section.level:
                titles.append(section.title)
            at = section.parent
        return tuple(reversed(titles))
