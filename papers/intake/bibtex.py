"""BibTeX as drafts. An entry that is broken is told with its line and reason; the others are read."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from bibtexparser.middlewares.names import parse_single_name_into_parts
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ParsingFailedBlock,
    String,
)
from bibtexparser.splitter import Splitter

from papers.author_lists import ET_AL, is_marker
from papers.identifiers import Identifiers, identify, normalize_identifier
from papers.intake.bibtex_values import MalformedValueError, evaluate, split_keywords, split_names
from papers.intake.drafts import Draft, Fault
from papers.intake.venues import Appearance, appearance
from papers.latex import decode_markup, verbatim
from papers.readme.vocabulary import Vocabulary

LONGEST_TITLE: Final = 1_000
"""In characters."""
MOST_AUTHORS: Final = 5_000
MOST_ENTRIES: Final = 500

# The reasons are shown to whoever pasted the text.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

_REASONS: Final = (
    ("Unexpectedly reached end of file", "is not closed: a brace or a quote is missing"),
    ("Unexpected block start", "is not closed before the next one starts: a brace or a quote is missing"),
    ("Expected comma after entry key", "has no comma behind its key"),
    ("Expected a `=`", "has a field without ="),
    ("Expected either a `,`", "has no comma between two fields"),
)
_BLOCK: Final = re.compile(r"@\w*[ \t]*[{(]")
_AND_AGAIN: Final = re.compile(r"(?:\s+and)+(?=\s+and\s)", re.IGNORECASE)
_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DATE: Final = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_YEAR: Final = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")


@dataclass(frozen=True)
class Bibliography:
    """In the order of the text."""

    drafts: tuple[Draft, ...] = ()
    faults: tuple[Fault, ...] = ()


def read(text: str, vocabulary: Vocabulary) -> Bibliography:
    """All entries; @string, @comment and @preamble are none, nor is text between them."""
    text, left_out = _first_entries(text)
    blocks = Splitter(text).split().blocks
    drafts, faults = [], [*left_out, *(_broken(block) for block in blocks if _is_broken(block))]
    entries, malformed = _entries(blocks)
    faults += malformed
    for entry in entries:
        found = _draft(entry, vocabulary)
        if isinstance(found, Draft):
            drafts.append(found)
        else:
            faults.append(found)
    return Bibliography(tuple(drafts), tuple(sorted(faults, key=lambda fault: fault.line)))


def _first_entries(text: str) -> tuple[str, list[Fault]]:
    """What is read in a second or two; a maintainer reviews far fewer at a time."""
    beyond = next(islice(_BLOCK.finditer(text), MOST_ENTRIES, None), None)
    if beyond is None:
        return text, []
    line = text.count("\n", 0, beyond.start()) + 1
    return text[: beyond.start()], [Fault(line, f"behind {MOST_ENTRIES} entries of BibTeX, nothing more is read")]


def _is_broken(block: Block) -> bool:
    told_otherwise = (DuplicateBlockKeyBlock, DuplicateFieldKeyBlock)
    return isinstance(block, ParsingFailedBlock) and not isinstance(block, told_otherwise)


def _broken(block: Block) -> Fault:
    said = str(getattr(block.error, "abort_reason", "")) if isinstance(block, ParsingFailedBlock) else ""
    reason = next((ours for theirs, ours in _REASONS if theirs in said), "cannot be read")
    start = re.match(r"@\s*\w*\s*[{(]?\s*[^\s,={}]{0,60}", block.raw or "")
    return Fault(_line(block), f"{start[0] if start else 'an entry'} {reason}")


def _entries(blocks: Iterable[Block]) -> tuple[list[Entry], list[Fault]]:
    """Return entries with their values evaluated, and the faults of those that have a malformed one.

    Keys that are there twice hide no entry. Of two strings of one name the first counts.
    """
    entries: list[Entry] = []
    strings: dict[str, str] = {}
    faults: list[Fault] = []
    for each in blocks:
        block: Block | None = each
        while isinstance(block, (DuplicateBlockKeyBlock, DuplicateFieldKeyBlock)):
            block = block.ignore_error_block
        if isinstance(block, Entry):
            entries.append(block)
        elif isinstance(block, String):
            try:
                strings.setdefault(block.key.lower(), evaluate(str(block.value), strings))
            except MalformedValueError as error:
                faults.append(Fault(_line(block), f"@string{{{block.key} {error.reason}"))
    sound = []
    for entry in entries:
        if fault := _evaluate_fields(entry, strings):
            faults.append(fault)
        else:
            sound.append(entry)
    return sound, faults


def _evaluate_fields(entry: Entry, strings: Mapping[str, str]) -> Fault | None:
    for field in entry.fields:
        source = str(field.value)
        try:
            field.value = evaluate(source, strings)
        except MalformedValueError as error:
            line = (field.start_line or entry.start_line or 0) + 1 + source.count("\n", 0, error.offset)
            return Fault(line, f"{_named(entry)} {error.reason}")
    return None


def _named(entry: Entry) -> str:
    return f"@{entry.entry_type}{{{entry.key}"


def _draft(entry: Entry, vocabulary: Vocabulary) -> Draft | Fault:
    fields: dict[str, str] = {}
    for field in entry.fields:
        fields.setdefault(field.key.strip().lower(), str(field.value).strip())
    title = decode_markup(fields.get("title", ""))
    name = _named(entry)
    if not title:
        return Fault(_line(entry), f"{name} has no title")
    if len(fields["title"]) > LONGEST_TITLE:
        return Fault(_line(entry), f"{name} has a title of more than {LONGEST_TITLE:,} characters")
    subtitle = decode_markup(fields.get("subtitle", ""))
    identifiers, url = _identifiers(fields)
    where = _appearance(fields, identifiers, vocabulary)
    return Draft(
        title=f"{title}: {subtitle}" if subtitle else title,
        authors=_authors(fields.get("author", "")),
        abstract=decode_markup(fields.get("abstract", "")),
        venue=where.venue,
        track=where.track,
        year=_year(fields),
        date=_date(fields),
        identifiers=identifiers,
        url=url,
        tags=_tags(fields),
        source="bibtex",
        line=_line(entry),
        problem=f"“{where.unknown}” is no known venue" if where.unknown else "",
    )


def _line(block: Block) -> int:
    return (block.start_line or 0) + 1


def _authors(text: str) -> tuple[str, ...]:
    found = []
    names = split_names(_AND_AGAIN.sub("", text))[:MOST_AUTHORS]
    for name in (part for each in names for part in _persons(each)):
        if is_marker(name):
            found.append(ET_AL)
        elif name and name.lower() != "and":
            found.append(decode_markup(parse_single_name_into_parts(name, strict=False).merge_first_name_first))
    return tuple(filter(None, found))


def _persons(name: str) -> list[str]:
    """One, but where commas stand for the word that divides persons."""
    parts = [part.strip() for part in name.split(",")] if "{" not in name else []
    return parts if len(parts) > 3 else [name.strip()]


def _identifiers(fields: dict[str, str]) -> tuple[Identifiers, str]:
    """With the address that the entry gives."""
    url = next(iter(re.findall(r"https?://[^\s{}]+", verbatim(fields.get("url", "")))), "")
    if not url:
        url = next(iter(re.findall(r"https?://[^\s{}]+", verbatim(fields.get("howpublished", "")))), "")
    archive = f"{fields.get('archiveprefix', '')} {fields.get('eprinttype', '')}".lower()
    eprint = verbatim(fields.get("eprint", ""))
    said = [f"arxiv:{eprint.lower().removeprefix('arxiv:')}"] if eprint and _is_of_arxiv(archive, eprint) else []
    if doi := verbatim(fields.get("doi", "")):
        said.append(doi if "doi.org/" in doi else f"doi:{doi}")
    texts = [verbatim(fields.get(name, "")) for name in ("journal", "journaltitle", "howpublished", "note", "number")]
    return identify([*said, url, *texts]), url


def _is_of_arxiv(archive: str, eprint: str) -> bool:
    return "arxiv" in archive or (not archive.strip() and bool(normalize_identifier("arxiv_id", eprint)))


def _appearance(fields: dict[str, str], identifiers: Identifiers, vocabulary: Vocabulary) -> Appearance:
    said = [
        decode_markup(fields.get(name, ""))
        for name in ("booktitle", "journal", "journaltitle", "howpublished", "series")
    ]
    found = [appearance(text, vocabulary) for text in said if text and "://" not in text]
    known = [each for each in found if each.venue and vocabulary.venue(each.venue)]
    preprint = Appearance(vocabulary.venue("arXiv") or "arXiv") if identifiers.arxiv_id else Appearance()
    return next(iter([*known, *found]), preprint)


def _year(fields: dict[str, str]) -> int | None:
    match = _YEAR.search(fields.get("year", "")) or _YEAR.search(fields.get("date", ""))
    return int(match[1]) if match else None


def _date(fields: dict[str, str]) -> str:
    if match := _DATE.fullmatch(fields.get("date", "")):
        return match[0]
    month, year = fields.get("month", "").strip().lower(), _year(fields)
    number = int(month) if month.isascii() and month.isdigit() else 0
    if month[:3] in _MONTHS:
        number = _MONTHS.index(month[:3]) + 1
    return f"{year}-{number:02}" if year and 1 <= number <= 12 else ""


def _tags(fields: dict[str, str]) -> tuple[str, ...]:
    words = map(decode_markup, split_keywords(fields.get("keywords", "")))
    return tuple(dict.fromkeys(word for word in words if word and len(word) <= 100))
