"""Where the marks of a plot stand, in the units of its picture; the templates only draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from papers.catalogue import Term
from papers.citations.text import plain
from papers.evidence_map import SEVERAL, EvidenceMap, Timeline
from papers.models import NONE_SLUG

COLOURS: Final = ("#2f6fb3", "#b4641d", "#3d8a52", "#8757b0", "#b34a6c", "#4f7f87")
"""For evidence types in their order, then anew; readable on light and on dark ground."""
SEVERAL_COLOUR: Final = "#6d5f8f"
NONE_COLOUR: Final = "#9aa1ab"
SHADE_OPACITY: Final = ("0", "0.14", "0.3", "0.48", "0.7", "0.95")

PLOT_HEIGHT: Final = 180
BAR: Final = 40
GAP: Final = 16
LEFT, TOP, BOTTOM = 40, 24, 30
LEGEND_LINE: Final = 22


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    height: float
    tone: str
    colour: str
    title: str


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Key:
    y: float
    tone: str
    colour: str
    text: str


@dataclass(frozen=True, slots=True)
class TimelineChart:
    width: int
    height: int
    baseline: int
    bars: Sequence[Bar]
    years: Sequence[Label]
    totals: Sequence[Label]
    keys: Sequence[Key]


def tone(position: int) -> int:
    """Which of the colours, from 1, an evidence type has: by its place among them, so that it keeps it everywhere."""
    return position % len(COLOURS) + 1


def tones(terms: Sequence[Term]) -> dict[str, tuple[str, str]]:
    """The style name and the colour of each series of a timeline, by slug."""
    found = {
        term.slug: (f"tone-{tone(term.position)}", COLOURS[tone(term.position) - 1])
        for term in terms
        if term.slug != NONE_SLUG
    }
    return {**found, SEVERAL: ("tone-several", SEVERAL_COLOUR), NONE_SLUG: ("tone-none", NONE_COLOUR)}


def timeline_chart(timeline: Timeline, terms: Sequence[Term]) -> TimelineChart:
    """Stacked bars, a year each, over a legend of one line a series."""
    colours = tones(terms)
    baseline = TOP + PLOT_HEIGHT
    unit = PLOT_HEIGHT / max([1, *timeline.totals])
    bars, years, totals = [], [], []
    for at, year in enumerate(timeline.years):
        x, y = LEFT + at * (BAR + GAP), float(baseline)
        for series in timeline.series:
            if count := series.counts[at]:
                y -= count * unit
                tone, colour = colours[series.slug]
                title = f"{year}, {plain(series.label)}: {count}"
                bars.append(Bar(x, round(y, 2), round(count * unit, 2), tone, colour, title))
        years.append(Label(x + BAR / 2, baseline + 18, str(year)))
        totals.append(Label(x + BAR / 2, round(y - 6, 2), str(timeline.totals[at])))
    legend = baseline + BOTTOM + 10
    keys = [
        Key(legend + at * LEGEND_LINE, *colours[series.slug], plain(series.label))
        for at, series in enumerate(timeline.series)
    ]
    width = max(LEFT * 2 + len(timeline.years) * (BAR + GAP) - GAP, 240)
    return TimelineChart(width, legend + len(keys) * LEGEND_LINE, baseline, bars, years, totals, keys)


ROW_HEIGHT: Final = 30
COLUMN_WIDTH: Final = 104
NAME_WIDTH: Final = 330
HEAD: Final = 44
CHARACTERS_A_NAME: Final = 44


@dataclass(frozen=True, slots=True)
class Square:
    x: int
    y: int
    opacity: str
    count: int

    @property
    def text_x(self) -> int:
        return self.x + (COLUMN_WIDTH - 4) // 2

    @property
    def text_y(self) -> int:
        return self.y + 18

    @property
    def is_dark(self) -> bool:
        return float(self.opacity) > 0.5


@dataclass(frozen=True, slots=True)
class MapChart:
    width: int
    height: int
    cell_width: int
    cell_height: int
    heads: Sequence[Label]
    names: Sequence[Label]
    squares: Sequence[Square]


def map_chart(evidence: EvidenceMap) -> MapChart:
    """The table as a picture: the same rows and columns, totals last."""
    heads = [
        Label(NAME_WIDTH + at * COLUMN_WIDTH + COLUMN_WIDTH / 2, HEAD - 16, _short(text, 13))
        for at, text in enumerate([*(column.label for column in evidence.columns), "Papers"])
    ]
    names, squares = [], []
    for line, row in enumerate([*evidence.rows, evidence.total]):
        y = HEAD + line * ROW_HEIGHT
        names.append(Label(12 + row.depth * 16, y + 19, _short(row.label, CHARACTERS_A_NAME - row.depth * 2)))
        for at, cell in enumerate([*row.cells, row.total]):
            squares.append(Square(NAME_WIDTH + at * COLUMN_WIDTH, y, SHADE_OPACITY[cell.shade], cell.count))
    width = NAME_WIDTH + len(heads) * COLUMN_WIDTH + 12
    return MapChart(width, HEAD + len(names) * ROW_HEIGHT + 12, COLUMN_WIDTH - 4, ROW_HEIGHT - 4, heads, names, squares)


def _short(text: str, length: int) -> str:
    """A picture is XML, which knows no control characters."""
    text = plain(text)
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
