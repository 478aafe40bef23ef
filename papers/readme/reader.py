"""Bytes to a Document: the sections and entries of a README, by the list's own regularity."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import Final

from papers.markdown.nodes import Block
from papers.markdown.parser import parse
from papers.markdown.source import Source
from papers.readme import collector
from papers.readme.reading.fields import Assignment
from papers.readme.reading.labels import header_roles, names_field
from papers.readme.reading.pieces import BOLD, BREAK, LINK, TEXT, Piece
from papers.readme.reading.tables import Unit, trimmed_end
from papers.readme.reading.titles import LEAST_SCORE, Regularity, is_title_case, names_paper_url, words
from papers.readme.reading.units import Grouping, Heading
from papers.readme.reading.wording import recogniser
from papers.readme.records import ContentsLink, Document, Entry, Kind, Section, Span
from papers.readme.vocabulary import Vocabulary

SAMPLE: Final = 4000
"""How many headings and units the list's regularity is learned from, so that any list is read as a stream."""

_NO_PAPERS: Final = re.compile(
    r"""
    ^\W*(?:
      (?:table\ of\ )?contents? | toc | 目录 | (?:latest\ |recent\ )?(?:news|updates?)
      | news\ ?(?:&|and)\ ?updates? | change\ ?log | what'?s\ new | contribut(?:e|ing|ors?|ion)s?(?:\ guide(?:lines)?)?
      | how\ to\ contribute | licen[sc]e | citations? | cite(?:\ us)? | citing.* | acknowled?ge?ments? | star\ history
      | contacts? | todo | to-do | installation | usage | getting\ started | stargazers | feedback | reference\ to\ cite
      | quick\ links
    )\W*$
    """,
    re.IGNORECASE | re.VERBOSE,
)
LEAST_EVIDENCE: Final = 3
"""How many entries with an evidence type that is known make an unknown word in its place a new one."""

Part = Heading | Unit


def read(data: bytes, vocabulary: Vocabulary) -> Document:
    """Raises SourceError for bytes that are no UTF-8 text. Linear in the length of the input."""
    with collector.set_aside():
        return _Reader(Source.decode(data), vocabulary).document()


class _Reader:
    def __init__(self, source: Source, vocabulary: Vocabulary) -> None:
        self.source = source
        self.grouping = Grouping(source, recogniser(vocabulary))
        self.regularity: defaultdict[tuple[Kind, tuple[str, ...]], Regularity] = defaultdict(Regularity)
        self.sections: list[Section] = []
        self.opened: list[Section] = []
        """The sections that hold the present place, the innermost last."""
        self.entries: list[Entry] = []
        self.contents: list[ContentsLink] = []
        self.has_papers = True
        self.new_evidence_types: dict[str, None] = {}
        self.has_evidence = False
        self.first_entry: int | None = None
        self.nesting: list[tuple[int, int | None]] = []
        """For the items around the present place their depth and the entry that is or holds them."""

    def document(self) -> Document:
        bom = self.source.bom
        self._open_section(Heading(bom, bom, 0, "", (bom, bom)))
        stream = self._parts()
        sample = list(_first(stream, SAMPLE))
        levels = _paper_levels(sample)
        evidence = 0
        for part in sample:
            if isinstance(part, Unit):
                self.regularity[_form(part)].learn(part.found)
                evidence += any(piece.wording and piece.wording.evidence_types for piece in part.pieces)
        self.has_evidence = evidence >= LEAST_EVIDENCE
        for part in _fold_headings(chain(sample, stream), levels, self.source.data):
            if isinstance(part, Heading):
                self._open_section(part)
            else:
                self._read(part)
        self._close_section(len(self.source.data))
        return Document(
            self.source, tuple(self.sections), tuple(self.entries), tuple(self.contents), tuple(self.new_evidence_types)
        )

    def _parts(self) -> Iterator[Part]:
        blocks: Iterator[Block | None] = chain(parse(self.source), (None,))
        taken: Block | None = None
        for block, following in pairwise(blocks):
            if block is None or block is taken:
                continue
            taken = following if following is not None and self.grouping.takes(block, following) else None
            yield from self.grouping.of(block, taken)

    # -- sections ----------------------------------------------------------------------------------------------------

    def _open_section(self, heading: Heading) -> None:
        if self.sections:
            self._close_section(heading.start)
        level = heading.level
        self.has_papers = not _NO_PAPERS.match(heading.title)
        while self.opened and self.opened[-1].level >= level:
            self.opened.pop()
        parent = self.opened[-1].index if self.opened else None
        line = self.source.line(heading.start) if level else 1
        self.sections.append(
            Section(
                len(self.sections),
                heading.start,
                heading.end,
                line,
                level,
                heading.title,
                heading.title_span,
                parent,
                "",
                (0, 0),
                0,
            )
        )
        self.opened.append(self.sections[-1])
        self.first_entry = None

    def _close_section(self, end: int) -> None:
        section = self.sections[-1]
        data = self.source.data
        start = self.source.after_newline(section.end) if section.level else section.end
        stop = self.first_entry if self.first_entry is not None else end
        span = _without_blank_lines(data, start, max(start, stop))
        self.sections[-1] = Section(
            section.index,
            section.start,
            section.end,
            section.line,
            section.level,
            section.title,
            section.title_span,
            section.parent,
            data[span[0] : span[1]].decode("utf-8", "replace"),
            span,
            end,
        )

    # -- entries -----------------------------------------------------------------------------------------------------

    def _read(self, unit: Unit) -> None:
        parent = self._enter(unit)
        if b"](#" in self.source.data[unit.start : unit.end]:
            self._note_contents_links(unit)
        if not self.has_papers or (self.entries and unit.start < self.entries[-1].end):
            return
        regularity = self.regularity[_form(unit)]
        chosen = regularity.choose(unit.found)
        if chosen is None:
            return
        roles = header_roles(unit.headers) if unit.headers else ()
        assignment = Assignment(
            self.source.data,
            unit.pieces,
            chosen.piece,
            self.grouping.recognise,
            roles,
            has_evidence=self.has_evidence,
        )
        if assignment.said.get("title") and _is_entry(unit, assignment, regularity.share(chosen.key), regularity.units):
            self._append(unit, assignment, parent)
            self.new_evidence_types.update(dict.fromkeys(assignment.new_evidence_types))

    def _note_contents_links(self, unit: Unit) -> None:
        for piece in unit.pieces:
            if piece.kind is LINK and piece.url.startswith("#") and piece.url_span:
                anchor = (piece.url_span[0] + 1, piece.url_span[1])
                self.contents.append(ContentsLink(piece.text, (piece.inner, piece.inner_end), piece.url[1:], anchor))

    def _append(self, unit: Unit, assignment: Assignment, parent: int | None) -> None:
        source = self.source
        self.nesting[-1] = (unit.depth, len(self.entries))
        end = source.line_end(unit.end) if unit.kind is not Kind.HTML else unit.end
        line = source.line(unit.start)
        section = len(self.sections) - 1
        if self.first_entry is None:
            self.first_entry = unit.start if unit.lead is None else unit.lead
        self.entries.append(
            Entry(
                unit.start,
                end,
                line,
                line if source.line_ends_by(line, end) else source.line(max(unit.start, end - 1)),
                unit.kind,
                section,
                parent,
                unit.body,
                unit.table,
                unit.cells,
                assignment.values(),
                assignment.places,
                tuple(assignment.groups),
                bool(assignment.left) or unit.unread,
            )
        )

    def _enter(self, unit: Unit) -> int | None:
        """The entry that holds the unit: that of the nearest item around it that is one."""
        while self.nesting and self.nesting[-1][0] >= unit.depth:
            self.nesting.pop()
        around = self.nesting[-1][1] if self.nesting and unit.kind is Kind.ITEM else None
        self.nesting.append((unit.depth, around))
        section = len(self.sections) - 1
        return around if around is not None and self.entries[around].section == section else None


def _is_entry(unit: Unit, assignment: Assignment, share: float, units: int) -> bool:
    """Whether what could be a title is one: something else of a paper stands there, or the list is made of such."""
    said, title = assignment.said, assignment.title
    published = "venue" in said or "authors" in said or "evidence_types" in said
    if unit.kind is Kind.PARAGRAPH and _is_navigation(unit):
        return False
    if unit.kind is Kind.PARAGRAPH and title.kind is TEXT:
        labelled = any(piece.kind is LINK and piece.label for piece in unit.pieces)
        return words(title.text) <= 40 and labelled and published and not _is_prose(unit, assignment)
    if unit.kind is Kind.PARAGRAPH and (share < 0.5 or units < 5) and _is_prose(unit, assignment):
        return False
    if assignment.links or "links[-1].url" in assignment.places or published:
        return True
    # A whole date marks a list's news.
    dated = unit.kind is Kind.ITEM and "year" in said and "date" not in said
    regular = share > 0.6 and units >= 5 and 3 <= words(title.text) <= 30
    return regular and (title.kind in (BOLD, LINK) or is_title_case(title.text) or dated)


def _is_navigation(unit: Unit) -> bool:
    """Whether a paragraph is nothing but links to other pages, side by side."""
    shown = [piece for piece in unit.pieces if piece.kind != BREAK]
    pages = [piece for piece in shown if piece.kind == LINK and not ("://" in piece.url and names_paper_url(piece.url))]
    return len(shown) > 1 and len(pages) == len(shown)


def _is_prose(unit: Unit, assignment: Assignment) -> bool:
    """Whether words that no field took stand before the title, as in a sentence with a link in it."""
    title = assignment.title.start
    before = [piece for piece in unit.pieces[:_MOST_BEFORE] if piece.end <= title and words(piece.text) >= 2]
    held = [group for group in assignment.groups[:_MOST_BEFORE] if group.fields != ("note",)]
    return any(not any(group.start <= piece.inner < group.end for group in held) for piece in before)


_MOST_BEFORE: Final = 20


def _form(unit: Unit) -> tuple[Kind, tuple[str, ...]]:
    return unit.kind, unit.headers


def _first(stream: Iterator[Part], most: int) -> Iterator[Part]:
    for _number, part in zip(range(most), stream, strict=False):
        yield part


# -- a heading per paper ---------------------------------------------------------------------------------------------


def _paper_levels(parts: list[Part]) -> frozenset[int]:
    """The heading levels at which most headings are papers' titles; such headings are entries, and no sections."""
    seen: Counter[int] = Counter()
    papers: Counter[int] = Counter()
    for part, following in pairwise([*parts, None]):
        if isinstance(part, Heading):
            seen[part.level] += 1
            papers[part.level] += _names_paper(part, following)
    return frozenset(level for level in seen if papers[level] >= 3 and papers[level] > 0.6 * seen[level])


def _reads_like_a_title(unit: Unit) -> bool:
    return any(candidate.score >= LEAST_SCORE for candidate in unit.found)


def _names_paper(heading: Heading, following: Part | None) -> bool:
    if heading.unit is None or not _reads_like_a_title(heading.unit):
        return False
    if isinstance(following, Unit) and following.pieces:
        match = names_field(following.pieces[0].text)
        if match and match[1].lower().startswith(("author", "paper", "作者", "论文")):
            return True
    return any(
        (piece.wording and piece.wording.venue and piece.wording.year)
        or (piece.kind is LINK and names_paper_url(piece.url) and words(piece.text) >= 3)
        for piece in heading.unit.pieces
    )


def _fold_headings(parts: Iterable[Part], levels: frozenset[int], data: bytes) -> Iterator[Part]:
    """Joins to each heading that is a paper's title what stands under it; the rest passes through."""
    if not levels:
        yield from parts
        return
    entry: Unit | None = None
    level = 0
    for part in parts:
        if isinstance(part, Heading) and (entry is None or part.level <= level):
            if entry is not None:
                entry.end = trimmed_end(data, entry.start, part.start)
                yield entry
                entry = None
            if part.level in levels and part.unit is not None and _reads_like_a_title(part.unit):
                entry, level = part.unit, part.level
            else:
                yield part
        elif entry is None:
            yield part
        elif isinstance(part, Unit):
            _join(entry, part)
        else:
            entry.unread = True
    if entry is not None:
        entry.end = trimmed_end(data, entry.start, len(data))
        yield entry


def _join(entry: Unit, part: Unit) -> None:
    """Adds a block's pieces to its heading's while they are fields; what follows the first other text stays unread."""
    named = bool(part.pieces) and bool(names_field(part.pieces[0].text))
    labelled = any(piece.kind is LINK and piece.label for piece in part.pieces) and not part.found
    published = bool(part.pieces) and all(piece.wording or piece.kind == BREAK for piece in part.pieces)
    if (named or labelled or published) and not entry.unread:
        entry.pieces += [Piece(BREAK, part.start, part.start, part.start, part.start, "\n"), *part.pieces]
    else:
        entry.unread = True


def _without_blank_lines(data: bytes, start: int, end: int) -> Span:
    """The span without white space at its end and blank lines at its start; where all is blank, empty at its start."""
    stop = trimmed_end(data, start, end)
    if stop == start:
        return start, start
    begin = at = start
    while data[at] in b" \t\r\n":
        if data[at] in b"\r\n":
            begin = at + 1
        at += 1
    return begin, stop
