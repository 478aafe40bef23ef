import pytest

from papers.author_lists import completes, find_marker, in_prose, is_marker, listed_names, normalize_authors


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Ada Ash et al.",
            "Ada Ash, et al",
            "Ada Ash, and et al.",
            "Ada Ash et. al.",
            "Ada Ash etal.",
            "Ada Ash et alii",
        ),
        *("Ada Ash and others", "Ada Ash, & others", "Ada Ash and 12 others", "Ada Ash, and 3 more authors"),
        *(
            "Ada Ash, ...",
            "Ada Ash, …",
            "Ada Ash …",
            "Ada Ash, . . .",
            "Ada Ash, others",
            "Ada Ash 等",
            "Ada Ash、等人",
        ),
    ],
)
def test_marker_of_a_cut_list_is_found_behind_the_names(text):
    marker = find_marker(text)
    assert marker is not None
    assert text[: marker.start()] == "Ada Ash"


@pytest.mark.parametrize("text", ["Ada Ash", "Thomas More", "Petal Alder", "Ann Etal Ash", "A. B.", "Ali Al-Sayed", ""])
def test_names_are_no_markers(text):
    assert find_marker(text) is None


@pytest.mark.parametrize("text", ["et al.", "Et al", "and others", "others", "& others", "...", "…", "等"])
def test_marker_alone_names_nobody(text):
    assert is_marker(text)


@pytest.mark.parametrize(
    ("authors", "normal"),
    [
        (["Ada Ash", "and others"], ["Ada Ash", "et al."]),
        (["Ada Ash et al."], ["Ada Ash", "et al."]),
        (["Ada Ash", "...", "Ben Birch"], ["Ada Ash", "Ben Birch", "et al."]),
        (["others"], []),
        ([" Ada Ash ", ""], ["Ada Ash"]),
    ],
)
def test_normalize_authors(authors, normal):
    assert normalize_authors(authors) == normal
    assert normalize_authors(normal) == normal


def test_cut_list_in_prose():
    assert in_prose(["Ada Ash", "Ben Birch", "et al."]) == "Ada Ash, Ben Birch et al."
    assert in_prose(["Ada Ash", "Ben Birch"]) == "Ada Ash, Ben Birch"
    assert listed_names(["Ada Ash", "et al."]) == ["Ada Ash"]


@pytest.mark.parametrize(
    ("cut", "complete", "expected"),
    [
        (["Ash", "et al."], ["Ada Ash", "Ben Birch"], True),
        (["A. Ash", "Birch, Ben", "et al."], ["Ada Ash", "Ben Birch", "Cy Cole"], True),
        (["Łukasz Gödel", "et al."], ["Łukasz Godel", "Ben Birch"], True),
        (["Ada Ash", "Ben Birch", "et al."], ["Ada Ash", "Ben Birch"], False),
        (["Ada Ash", "Ben Birch", "et al."], ["Ada Ash", "Cy Cole", "Ben Birch"], False),
        (["Ada Ash", "et al."], ["Eve Ash", "Ben Birch"], False),
        (["Ada Ash", "et al."], ["Ada Ash", "Ben Birch", "et al."], False),
        (["Ada Ash"], ["Ada Ash", "Ben Birch"], False),
    ],
)
def test_completes(cut, complete, expected):
    assert completes(complete, cut) is expected
