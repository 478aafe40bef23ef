from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops

from papers.card import GROUND, draw
from tests.citations.awkward import awkward
from tests.rows import make_paper, make_section

pytestmark = pytest.mark.django_db


def picture(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content)) as found:
        assert (found.format, found.size, found.mode) == ("PNG", (1200, 630), "RGB")
        return found.copy()


def inked(found: Image.Image) -> tuple[int, int, int, int]:
    """The box that holds all that is drawn right of the bar at the left edge; 1160 is the edge at the right."""
    inner = found.crop((40, 0, *found.size))
    box = ImageChops.difference(inner, Image.new("RGB", inner.size, GROUND)).getbbox()
    assert box is not None
    return box


@awkward
def test_card_is_a_picture_of_the_stated_size_for_any_title(title):
    found = picture(draw(title, ["74 papers", "2015 to 2024"]))
    left, top, right, bottom = inked(found)
    assert left >= 20
    assert top >= 40
    assert bottom <= 600
    assert right <= 1130


@pytest.mark.parametrize(
    ("title", "same_as"),
    [
        ("", "Living Survey"),
        ("   \n\t", "Living Survey"),
        ("上下文学习的机制", "Living Survey"),
        ("Surveys 🤖", "Surveys"),
        ("It’s a “list” – of papers", 'It\'s a "list" - of papers'),
        ("Poincaré \x00and\x07 Erdős", "Poincare and Erdos"),
    ],
    ids=["empty", "white space", "no letter of its font", "emoji", "punctuation", "accents"],
)
def test_card_leaves_out_what_its_font_lacks(title, same_as):
    assert draw(title, ["1 paper"]) == draw(same_as, ["1 paper"])
    assert draw(title, ["1 paper"]) != draw("Another", ["1 paper"])


@pytest.mark.parametrize(
    "title", ["W" * 10_000, "Mechanisms " * 1_000, "MMMM WWWW " * 20], ids=["word", "words", "wide"]
)
def test_card_of_a_long_title_stays_on_the_picture(title):
    left, top, right, bottom = inked(picture(draw(title, ["1 paper"])))
    assert (left >= 20, top >= 40, right <= 1130, bottom <= 600) == (True,) * 4


def test_card_draws_facts_that_there_are():
    assert draw("A", ["1 paper", ""]) == draw("A", ["1 paper"])
    assert draw("A", ["1 paper"]) != draw("A", ["2 papers"])


def test_card_of_the_site_names_it_and_says_how_much_it_has(client):
    section = make_section("Our list", level=1)
    make_paper(listed_in=section, year=2019)
    make_paper(listed_in=section, year=2024)
    make_paper(listed_in=section, year=1999, hidden=True)
    response = client.get("/card.png")
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert response.content == draw("Our list", ["2 papers", "2019 to 2024"])


def test_card_of_an_empty_list_is_a_picture(client):
    assert client.get("/card.png").content == draw("Living Survey", ["0 papers"])
