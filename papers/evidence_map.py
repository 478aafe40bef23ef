"""Where the evidence is, and where there is none: papers by section and evidence type, and by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from papers.filters import PaperFilter, Term
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
    """Of the papers that pass the filters; sections of which none do are there, with zeros. One query.

    `most` leaves out the deeper sections where there are more than so many.
    """
    columns = list(filters.terms.evidence_types.values())
    outline, selection = filters.terms.outline, Selection.of(filters)
    placed = filters.qs.values_list("pk", "listings__section", "evidence__evidence_type").distinct()
    papers: dict[tuple[int, int | None], set[int]] = defaultdict(set)
    for paper, section, evidence_type in placed:
        papers[section, evidence_type].add(paper)
    shown = outline.shown if most is None else outline.overview(most)
    chosen = filters.sections
    sections = [outline.subtrees[section.pk] for section in shown]
    nowhere = frozenset(outline.by_pk) - frozenset().union(*sections)
    grid = [_sets(papers, members, columns) for members in sections]
    most = max((len(cell) for cells in grid for cell in cells), default=0)
    rows = [
        _row(
            each.title or each.slug,
            outline.depth(each),
            cells,
            columns,
            most,
            _within(selection, each.slug, members, chosen),
            each.slug,
        )
        for each, members, cells in zip(shown, sections, grid, strict=True)
    ]
    outside = _sets(papers, nowhere, columns)
    if any(outside):
        rows.insert(0, _row("Outside any section", 0, outside, columns, most, None, ""))
    everything = _sets(papers, outline.by_pk, columns)
    return EvidenceMap(columns, rows, _row("All sections", 0, everything, columns, 0, selection, ""))


def _sets(
    papers: dict[tuple[int, int | None], set[int]], sections: Iterable[int], columns: Sequence[Term]
) -> list[set[int]]:
    members = list(sections)
    return [set().union(*(papers.get((pk, column.pk), ()) for pk in members)) for column in columns]


def _row(
    label: str,
    depth: int,
    sets: Sequence[set[int]],
    columns: Sequence[Term],
    most: int,
    within: Selection | None,
    slug: str,
) -> Row:
    cells = [
        Cell(len(each), _shade(len(each), most), within and _supported_by(within, column.slug))
        for each, column in zip(sets, columns, strict=True)
    ]
    return Row(slug, label, depth, cells, Cell(len(set().union(*sets)), 0, within))


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
    """Of the papers that pass the filters. One query."""
    kinds: dict[int, list[int | None]] = defaultdict(list)
    years: dict[int, int | None] = {}
    for paper, year, evidence_type in filters.qs.values_list("pk", "year", "evidence__evidence_type"):
        kinds[paper].append(evidence_type)
        years[paper] = year
    slugs = {term.pk: term.slug for term in filters.terms.evidence_types.values()}
    counts: dict[tuple[str, int | None], int] = defaultdict(int)
    for paper, found in kinds.items():
        counts[slugs[found[0]] if len(found) == 1 else SEVERAL, years[paper]] += 1
    dated = {year for year in years.values() if year is not None}
    last = max(dated, default=0)
    span = range(max(min(dated, default=1), last - LONGEST_SPAN + 1), last + 1)
    labels = {term.slug: term.label for term in filters.terms.evidence_types.values()}
    order = [slug for slug in labels if slug != NONE_SLUG] + [SEVERAL, NONE_SLUG]
    series = [
        Series(slug, labels.get(slug, "Several types"), [counts[slug, year] for year in span])
        for slug in order
        if any(number for (kind, _), number in counts.items() if kind == slug)
    ]
    totals = [sum(each.counts[at] for each in series) for at in range(len(span))]
    undated = sum(year is None for year in years.values())
    return Timeline(list(span), series, totals, undated, len(years) - undated - sum(totals))
