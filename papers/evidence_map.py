"""Where the evidence is, and where there is none: papers by section and evidence type, and by year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from papers.catalogue import NO_PAPERS, Papers, Term
from papers.filters import PaperFilter
from papers.models import NONE_SLUG
from papers.selection import Selection

SHADES: Final = 5
SEVERAL: Final = "*"
"""No slug, so that no evidence type can have it."""
LONGEST_SPAN: Final = 40
"""Years that the plot has room for; of a longer span the latest."""


@dataclass(frozen=True, slots=True)
class Cell:
    """`shade` is 0 for none and up to SHADES for the most; `selection` is empty where no filters ask for the cell."""

    count: int
    shade: int
    selection: Selection | None


@dataclass(frozen=True, slots=True)
class Row:
    """`slug` is its section's, empty for a row that is none."""

    slug: str
    label: str
    depth: int
    cells: Sequence[Cell]
    total: Cell


@dataclass(frozen=True, slots=True)
class EvidenceMap:
    """A paper counts in every column that it has and in every section above it, and once in each total."""

    columns: Sequence[Term]
    rows: Sequence[Row]
    total: Row


def evidence_map(filters: PaperFilter, *, most: int | None = None) -> EvidenceMap:
    """Of the papers that pass the filters; sections of which none do are there, with zeros.

    `most` leaves out the deeper sections where there are more than so many.
    """
    columns = list(filters.terms.evidence_types.values())
    catalogue, outline, selection = filters.catalogue, filters.terms.outline, Selection.of(filters)
    # The last column is of all papers.
    sets = [*(filters.found & catalogue.with_value("evidence", column.slug) for column in columns), filters.found]
    shown = outline.shown if most is None else outline.overview(most)
    grid = [_counts(catalogue.within[section.pk], sets) for section in shown]
    nowhere = outline.by_pk.keys() - set().union(*(outline.subtrees[section.pk] for section in shown))
    outside = _counts(catalogue.in_any(nowhere), sets)
    most_in_a_cell = max((count for counts in grid for count in counts[:-1]), default=0)
    rows = []
    if any(outside):
        rows.append(Row("", "Outside any section", 0, *_cells(outside, most_in_a_cell, columns, None)))
    for section, counts in zip(shown, grid, strict=True):
        within = _within(selection, section.slug, outline.subtrees[section.pk], filters.sections)
        cells = _cells(counts, most_in_a_cell, columns, within)
        rows.append(Row(section.slug, section.title or section.slug, outline.depth(section), *cells))
    everything = _counts(catalogue.everything, sets)
    return EvidenceMap(columns, rows, Row("", "All sections", 0, *_cells(everything, 0, columns, selection)))


def _counts(papers: Papers, sets: Iterable[Papers]) -> list[int]:
    return [papers.intersection_cardinality(each) for each in sets]


def _cells(
    counts: Sequence[int], most: int, columns: Sequence[Term], within: Selection | None
) -> tuple[Sequence[Cell], Cell]:
    """Those of the columns, and that of the total."""
    cells = [
        Cell(count, _shade(count, most), within and _supported_by(within, column.slug))
        for count, column in zip(counts[:-1], columns, strict=True)
    ]
    return cells, Cell(counts[-1], 0, within)


def _within(
    selection: Selection, slug: str, members: frozenset[int], chosen: frozenset[int] | None
) -> Selection | None:
    """What asks for a section's papers that are in the chosen sections too; nothing where it and these only overlap."""
    if chosen is None or members <= chosen:
        return selection.only("section", slug)
    return selection if chosen <= members else None


def _supported_by(selection: Selection, evidence_type: str) -> Selection | None:
    """Nothing where another one is chosen: papers that have both cannot be asked for."""
    chosen = selection.values.get("evidence")
    return None if chosen and evidence_type not in chosen else selection.only("evidence", evidence_type)


def _shade(count: int, most: int) -> int:
    """Equal steps from one to the most."""
    return min(SHADES, 1 + (count - 1) * SHADES // most) if count and most else 0


@dataclass(frozen=True, slots=True)
class Series:
    """`slug` is an evidence type's, SEVERAL for papers with more than one, or `none`; `counts` has one a year."""

    slug: str
    label: str
    counts: Sequence[int]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Each paper counts once, so that a year's counts add up to its papers. Years without papers are there too."""

    years: Sequence[int]
    series: Sequence[Series]
    totals: Sequence[int]
    undated: int
    earlier: int
    """Papers from before the first year shown."""


def timeline(filters: PaperFilter) -> Timeline:
    """Of the papers that pass the filters."""
    found, terms = filters.found, filters.terms
    by_year = {year.pk: found & filters.catalogue.with_value("year", slug) for slug, year in terms.years.items()}
    dated = [year for year, papers in by_year.items() if year is not None and papers]
    last = max(dated, default=0)
    span = range(max(min(dated, default=1), last - LONGEST_SPAN + 1), last + 1)
    series = [
        Series(slug, label, [papers.intersection_cardinality(by_year.get(year, NO_PAPERS)) for year in span])
        for slug, label, papers in _kinds(filters)
        if not papers.isdisjoint(found)
    ]
    totals = [len(by_year.get(year, NO_PAPERS)) for year in span]
    undated = len(by_year.get(None, NO_PAPERS))
    return Timeline(list(span), series, totals, undated, len(found) - undated - sum(totals))


def _kinds(filters: PaperFilter) -> Iterator[tuple[str, str, Papers]]:
    """Slug, label and papers of each evidence type alone, of several, and of none: every paper is in one of them."""
    types = filters.terms.evidence_types
    supported = {slug: filters.catalogue.with_value("evidence", slug) for slug in types}
    once, several = NO_PAPERS, NO_PAPERS
    for papers in supported.values():
        once, several = once | papers, several | (once & papers)
    for slug, term in types.items():
        if slug != NONE_SLUG:
            yield slug, term.label, supported[slug] - several
    yield SEVERAL, "Several types", several
    yield NONE_SLUG, types[NONE_SLUG].label, supported[NONE_SLUG]
