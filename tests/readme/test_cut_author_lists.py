"""Lists of authors: cut ones, and ones divided by semicolons."""

from __future__ import annotations

import pytest

from papers.readme.reader import read
from papers.readme.venues import BUILT_IN
from tests.readme.wishes import check_line

PAPER = "https://arxiv.org/abs/2101.00001"
FORMS = {
    "text": "- **How Sparrows Count Their Eggs**, {}, ICLR 2021 [[paper](" + PAPER + ")]\n",
    "emphasis": "- **How Sparrows Count Their Eggs**, *{}*, ICLR 2021 [[paper](" + PAPER + ")]\n",
    "cell": "| Title | Authors | Venue | Year |\n|---|---|---|---|\n"
    "| [How Sparrows Count Their Eggs](" + PAPER + ") | {} | ICLR | 2021 |\n",
}
LISTS = {
    "Ash et al.": ("Ash", "et al."),
    "Ada Ash, Ben Birch, et al.": ("Ada Ash", "Ben Birch", "et al."),
    "Ada Ash, Ben Birch, et. al.": ("Ada Ash", "Ben Birch", "et al."),
    "Ada Ash, et al": ("Ada Ash", "et al."),
    "Ada Ash and others": ("Ada Ash", "et al."),
    "Ada Ash, Ben Birch & others": ("Ada Ash", "Ben Birch", "et al."),
    "Ada Ash and 12 others": ("Ada Ash", "et al."),
    "Ada Ash, Ben Birch, ...": ("Ada Ash", "Ben Birch", "et al."),
    "Ada Ash, Ben Birch, …": ("Ada Ash", "Ben Birch", "et al."),
    "Ada Ash、Ben Birch、等": ("Ada Ash", "Ben Birch", "et al."),
    "Ada Ash, Ben Birch, ..., Zoe Zorn": ("Ada Ash", "Ben Birch", "Zoe Zorn", "et al."),
    "Ash, A., Birch, B., et al.": ("Ash, A.", "Birch, B.", "et al."),
    "Ada Ash; Ben Birch; Cy Cole": ("Ada Ash", "Ben Birch", "Cy Cole"),
    "Ash, Ada; Birch, Ben; Cole, Cy": ("Ash, Ada", "Birch, Ben", "Cole, Cy"),
    "Ash, A.; Birch, B.": ("Ash, A.", "Birch, B."),
    "Ash, Jr., Ada; Birch, Ben": ("Ash, Jr., Ada", "Birch, Ben"),
    "Ada Ash and Ben Birch and Cy Cole": ("Ada Ash", "Ben Birch", "Cy Cole"),
    "Ada Ash & Ben Birch": ("Ada Ash", "Ben Birch"),
    "Ada Ash、Ben Birch": ("Ada Ash", "Ben Birch"),
    "Max Ash Jr., Ben Birch Sr.": ("Max Ash Jr.", "Ben Birch Sr."),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize(("text", "authors"), LISTS.items(), ids=LISTS)
def test_read_authors(form: str, text: str, authors: tuple[str, ...]) -> None:
    data = f"# L\n\n## S\n\n{form.format(text)}".encode()
    (entry,) = read(data, BUILT_IN).entries
    place = entry.places["authors"]
    assert (entry.values.authors, entry.values.venue, entry.values.year) == (authors, "ICLR", 2021)
    assert data[place.start : place.end].decode() == text


@pytest.mark.parametrize(
    "text", ["Ada Ash, Ben Birch *et al.*", "*Ada Ash, Ben Birch*, et al."], ids=["styled", "behind styled"]
)
def test_read_marker_beside_the_names(text: str) -> None:
    (entry,) = read(f"# L\n\n## S\n\n{FORMS['cell'].format(text)}".encode(), BUILT_IN).entries
    assert entry.values.authors == ("Ada Ash", "Ben Birch", "et al.")


def test_read_organisations_in_a_cell_of_authors() -> None:
    (entry,) = read(f"# L\n\n## S\n\n{FORMS['cell'].format('OpenAI; The Corvid Lab')}".encode(), BUILT_IN).entries
    assert entry.values.authors == ("OpenAI", "The Corvid Lab")


LINE = "- **Counting Sheep**, *{}*, ICLR 2021 [[paper](" + PAPER + ")]\n"


@pytest.mark.parametrize(
    ("before", "authors", "after"),
    [
        ("Ada Ash et al.", ("Ada Ash", "Ben Birch", "et al."), "Ada Ash, Ben Birch et al."),
        ("Ada Ash and others", ("Ada Ash", "Ben Birch", "et al."), "Ada Ash, Ben Birch and others"),
        ("Ada Ash, Ben Birch, ...", ("Ada Ash", "et al."), "Ada Ash, ..."),
        ("Ada Ash, Ben Birch, et al.", ("Ada Ash", "Ben Birch", "Cy Cole"), "Ada Ash, Ben Birch, Cy Cole"),
        ("Ada Ash, Ben Birch", ("Ada Ash", "Ben Birch", "et al."), "Ada Ash, Ben Birch et al."),
        ("Ash, A.; Birch, B.", ("Ash, A.", "Birch, B.", "Cole, C."), "Ash, A.; Birch, B.; Cole, C."),
    ],
)
def test_write_authors_of_a_cut_list(before: str, authors: tuple[str, ...], after: str) -> None:
    check_line(LINE.format(before), lambda wish: wish.change("Counting Sheep", authors=authors), LINE.format(after))
