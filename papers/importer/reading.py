"""A README as an import sees it: light enough that two of 100,000 entries fit into memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from papers.layout.rows import vocabulary
from papers.markdown.source import Source
from papers.models import EARLIEST_YEAR, LATEST_YEAR, EvidenceType, Tag, Venue
from papers.readme.alignment import Heading, Text, headings, texts
from papers.readme.reader import read
from papers.readme.records import Document, Section, Values
from papers.readme.vocabulary import Term, Vocabulary, fold
from papers.readme.writing.headings import plain_lines


@dataclass(slots=True)
class ReadEntry:
    start: int
    line: int
    section: int
    parent: int | None
    values: Values
    source: bytes = b""
    unread: bool = False
    """Whether it has words that are no field's."""


@dataclass(frozen=True, slots=True)
class RawPiece:
    """Text between headings and entries, blank lines around it left out; lines count from 1."""

    line: int
    end_line: int
    text: str


@dataclass(frozen=True)
class Reading:
    """A document's sections and entries, values in the rows' terms; places and groups are left behind."""

    sections: Sequence[Section]
    entries: Sequence[ReadEntry]
    headings: Sequence[Heading]
    texts: Sequence[Text]
    source: Source
    raw_bytes: int
    raw: Sequence[RawPiece] = ()
    """Where it was asked for."""


@dataclass
class Spellings:
    """The one spelling under which the rows have, or will have, each evidence type, venue and tag."""

    evidence_types: dict[str, str] = field(default_factory=dict)
    venues: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Spellings:
        return cls(
            _spellings(EvidenceType.objects.values_list("name", "aliases")),
            _spellings(Venue.objects.values_list("name", "aliases")),
            {name.casefold(): name for name in Tag.objects.values_list("name", flat=True)},
        )

    def settled(self, values: Values) -> Values:
        """The values as rows can hold them: known spellings, nothing twice, tags sorted."""
        venue = values.venue and self.venues.setdefault(_folded(values.venue), values.venue)
        named = (self.evidence_types.setdefault(_folded(name), name) for name in values.evidence_types)
        evidence_types = tuple(dict.fromkeys(named))
        tags = tuple(sorted({self.tags.setdefault(name.casefold(), name) for name in values.tags}))
        year = values.year if values.year and EARLIEST_YEAR <= values.year <= LATEST_YEAR else None
        if (venue, evidence_types, tags, year) == (values.venue, values.evidence_types, values.tags, values.year):
            return values
        return replace(values, venue=venue, evidence_types=evidence_types, tags=tags, year=year)


@dataclass
class Readings:
    """Reads each text once, with one set of spellings."""

    spellings: Spellings = field(default_factory=Spellings.load)
    with_raw: bool = False
    known: dict[str, Reading] = field(default_factory=dict)

    def read(self, content: bytes) -> Reading:
        """Raises SourceError."""
        key = hashlib.sha256(content).hexdigest()
        if key not in self.known:
            self.known[key] = reading(known(content), self.spellings, with_raw=self.with_raw)
        return self.known[key]


def known(source: bytes) -> Document:
    """Reads with the rows' names, and with the evidence types that the reading itself brings up.

    Those become rows, so that a later reading knows them; this one must see the same entries.
    """
    names = vocabulary()
    document = read(source, names)
    found = Vocabulary(tuple(Term(name) for name in document.unknown_evidence_types))
    return read(source, vocabulary(found)) if found.evidence_types else document


def reading(document: Document, spellings: Spellings, *, with_raw: bool = False) -> Reading:
    known_texts = texts(document)
    return Reading(
        [replace(section, preface=plain_lines(section.preface)) for section in document.sections],
        [
            ReadEntry(
                entry.start,
                entry.line,
                entry.section,
                entry.parent,
                spellings.settled(entry.values),
                text.source,
                entry.unread,
            )
            for entry, text in zip(document.entries, known_texts, strict=True)
        ],
        headings(document),
        known_texts,
        document.source,
        document.raw_bytes,
        raw_pieces(document) if with_raw else (),
    )


def raw_pieces(document: Document) -> list[RawPiece]:
    source = document.source
    held = [(each.start, each.end) for each in document.sections[1:]]
    held += [(each.start, each.end) for each in document.entries]
    found: list[RawPiece] = []
    at = source.bom
    for start, end in [*sorted(held), (len(source.data), len(source.data))]:
        text = source.data[at:start]
        if bare := text.strip():
            first = at + text.index(bare)
            lines = source.line(first), source.line(first + len(bare) - 1)
            found.append(RawPiece(*lines, bare.decode()))
        at = max(at, end)
    return found


def _spellings(terms: Iterable[tuple[str, list[str]]]) -> dict[str, str]:
    listed = list(terms)
    aliases = {_folded(alias): name for name, spellings in listed for alias in spellings}
    return aliases | {_folded(name): name for name, _ in listed}


def _folded(name: str) -> str:
    return fold(name) or name.casefold()
