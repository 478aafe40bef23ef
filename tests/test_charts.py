"""Both pictures, as XML, hold the numbers of the tables that they show."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.http import QueryDict

from papers.charts import COLOURS, timeline_chart, tone
from papers.evidence_map import evidence_map, timeline
from papers.filters import PaperFilter
from tests.lists import imported
from tests.rows import add_evidence, make_evidence_type, make_paper, make_section
from tests.views.pages import download

pytestmark = pytest.mark.django_db

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {SVG + name for name in ("svg", "rect", "text", "title", "path")}


def picture(client, path: str) -> ElementTree.Element:
    found = ElementTree.fromstring(download(client, path))
    assert found.tag == f"{SVG}svg"
    assert {each.tag for each in found.iter()} <= DRAWN
    for each in found.iter():
        assert not any(name.startswith("on") or "href" in name for name in each.attrib)
    return found


def texts(found: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in found.iter(f"{SVG}text")]


def boxes(found: ElementTree.Element) -> list[tuple[float, float, float, float]]:
    """Of all but the ground: left, top, right and bottom."""
    marks = [each for each in found.iter(f"{SVG}rect") if "x" in each.attrib]
    sizes = [tuple(float(each.attrib[name]) for name in ("x", "y", "width", "height")) for each in marks]
    return [(x, y, x + width, y + height) for x, y, width, height in sizes]


QUERIES = pytest.mark.parametrize("query", ["", "year_min=2024", "section=skill-learning&evidence=empirical", "q=zzz"])


@QUERIES
def test_map_picture_has_the_numbers_of_the_table(client, survey_readme, query):
    imported(survey_readme.decode())
    table = evidence_map(PaperFilter(QueryDict(query)))
    found = picture(client, f"/map.svg?{query}")
    rows = (*table.rows, table.total)
    shown = texts(found)
    assert shown[:4] == ["Empirical", "Theoretical", "Unspecified", "Papers"]
    names = shown[4 : 4 + len(rows)]
    assert all(row.label.startswith(name.rstrip("…")) for name, row in zip(names, rows, strict=True))
    assert shown[4 + len(rows) :] == [str(cell.count) for row in rows for cell in (*row.cells, row.total)]


@QUERIES
def test_time_picture_has_the_numbers_of_the_table(client, survey_readme, query):
    imported(survey_readme.decode())
    table = timeline(PaperFilter(QueryDict(query)))
    found = picture(client, f"/timeline.svg?{query}")
    years, totals = len(table.years), [str(total) for total in table.totals]
    shown = texts(found)
    assert shown[:years] == [str(year) for year in table.years]
    assert shown[years : 2 * years] == totals
    assert shown[2 * years :] == [series.label for series in table.series]
    assert sorted(each.text or "" for each in found.iter(f"{SVG}title")) == sorted(
        f"{year}, {series.label}: {count}"
        for series in table.series
        for year, count in zip(table.years, series.counts, strict=True)
        if count
    )


@pytest.mark.parametrize("path", ["/map.svg", "/timeline.svg"])
def test_pictures_hold_their_marks_and_leave_them_apart(client, survey_readme, path):
    imported(survey_readme.decode())
    found = picture(client, path)
    width, height = float(found.attrib["width"]), float(found.attrib["height"])
    assert found.attrib["viewBox"] == f"0 0 {width:.0f} {height:.0f}"
    marks = boxes(found)
    assert len(marks) > 10
    for left, top, right, bottom in marks:
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
    for at, (left, top, right, bottom) in enumerate(marks):
        for other in marks[:at]:
            # A bar's ends are rounded to hundredths.
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] + 0.02 or other[3] <= top + 0.02
            assert apart


def test_time_picture_draws_counts_in_proportion_and_stacks_them(client):
    section = make_section()
    kinds = [make_evidence_type("Empirical"), make_evidence_type("Theoretical", position=1)]
    for year, kind, count in ((2020, 0, 4), (2020, 1, 2), (2021, 1, 3)):
        for _ in range(count):
            add_evidence(make_paper(listed_in=section, year=year), kinds[kind])
    bars = boxes(picture(client, "/timeline.svg"))[:3]
    heights = sorted(round(bottom - top, 1) for _, top, _, bottom in bars)
    assert heights == [60.0, 90.0, 120.0]
    first, second = [bar for bar in bars if bar[0] == bars[0][0]]
    assert first[1] == second[3]
    assert max(bottom for *_, bottom in bars) == first[3] == 204.0


def test_time_picture_has_a_colour_for_each_type_and_keeps_it(client):
    section = make_section()
    for at in range(8):
        paper = make_paper(listed_in=section, year=2020 + at % 2)
        add_evidence(paper, make_evidence_type(f"Kind {at}", slug=f"kind-{at}", position=at))

    def colours(query: str) -> dict[str, str]:
        filters = PaperFilter(QueryDict(query))
        chart = timeline_chart(timeline(filters), list(filters.terms.evidence_types.values()))
        return {key.text: key.colour for key in chart.keys}

    every = colours("")
    assert list(every.values()) == [*COLOURS, *COLOURS[:2]]
    assert colours("year=2021") == {label: colour for label, colour in every.items() if int(label[-1]) % 2}
    assert [tone(position) for position in range(7)] == [1, 2, 3, 4, 5, 6, 1]


@pytest.mark.parametrize("path", ["/map.svg", "/timeline.svg"])
def test_pictures_of_an_empty_list_are_pictures(client, path):
    found = picture(client, path)
    assert {text for text in texts(found) if text.isdecimal()} <= {"0"}


@pytest.mark.parametrize("path", ["/map.svg", "/timeline.svg"])
def test_pictures_are_xml_whatever_names_hold(client, path):
    name = "<script>alert(1)</script> & \x07\x1b[31m ]]> \ud7ff\ufffe \u202e"
    section = make_section(name)
    for at in range(2):
        paper = make_paper(listed_in=section, year=2024)
        add_evidence(paper, make_evidence_type(f"{name} {at}", slug=f"kind-{at}", position=at))
    shown = texts(picture(client, path))
    assert any(text.startswith("<script>") for text in shown)
    assert not any(character in "".join(shown) for character in "\x07\x1b\ufffe\u202e")


def test_map_picture_cuts_long_names(client):
    make_paper(listed_in=make_section("Words " * 100))
    cut = [text for text in texts(picture(client, "/map.svg")) if text.endswith("…")]
    assert [len(text) <= 44 for text in cut] == [True]
