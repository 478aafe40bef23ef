from __future__ import annotations

import pytest

from papers.readme.reading.people import authors, names
from papers.readme.reading.wording import full_year, recogniser
from papers.readme.venues import BUILT_IN

recognise = recogniser(BUILT_IN)

PUBLISHED = {
    "ICLR'21": ("ICLR", "", 2021, ""),
    "ACL'23 findings": ("ACL", "Findings", 2023, ""),
    "Naacl'24": ("NAACL", "", 2024, ""),
    "NIPS 2025": ("NeurIPS", "", 2025, ""),
    "EMNLP2020 Findings": ("EMNLP", "Findings", 2020, ""),
    "EMNLP2019 WS": ("EMNLP", "Workshop", 2019, ""),
    "NeurIPS(Oral)": ("NeurIPS", "Oral", None, ""),
    "ICLR 2018 Workshop track": ("ICLR", "Workshop", 2018, ""),
    "ASPLOS' 25": ("ASPLOS", "", 2025, ""),
    "CNS17": ("CNS", "", 2017, ""),
    "MobiCom 20": ("MobiCom", "", 2020, ""),
    "In ACRA, 2015": ("ACRA", "", 2015, ""),
    ", EMNLP, 2015. ": ("EMNLP", "", 2015, ""),
    "arXiv 2024.06": ("arXiv", "", 2024, "2024.06"),
    "arxiv 2402": ("arXiv", "", 2024, "2402"),
    "arXiv, 29 Aug 2024": ("arXiv", "", 2024, "29 Aug 2024"),
    "15th Mar., 2023": ("", "", 2023, "15th Mar., 2023"),
    "2023/06": ("", "", 2023, "2023/06"),
    "2020": ("", "", 2020, ""),
    "Journal of Corvid Studies": ("Journal of Corvid Studies", "", None, ""),
    "2020 Position Paper, arXiv": ("arXiv", "", 2020, ""),
    "SIGIR (ACM)": ("SIGIR", "", None, ""),
    "ACM Computing Surveys 2024": ("ACM Computing Surveys", "", 2024, ""),
}


@pytest.mark.parametrize(("text", "said"), PUBLISHED.items(), ids=PUBLISHED)
def test_recognises_where_and_when(text: str, said: tuple[str, str, int | None, str]) -> None:
    wording = recognise(text)
    assert wording is not None
    assert (wording.venue, wording.track, wording.year, wording.date) == said


@pytest.mark.parametrize("text", ["ICLR'21", "ACL'23 findings", " In ACRA, 2015."])
def test_spots_are_where_the_words_stand(text: str) -> None:
    wording = recognise(text)
    assert wording is not None
    start, end = wording.venue_spot or (0, 0)
    assert text[start:end] == wording.venue
    start, end = wording.year_spot or (0, 0)
    assert full_year(text[start:end]) == wording.year


@pytest.mark.parametrize(
    "text",
    [
        "'",
        "maybe",
        "GPT-3",
        "Google 2018",
        "How Sparrows Count",
        "arXiv) (CORVIDS",
        "What Happened in 2020?",
        "Empirical Analysis",
    ],
)
def test_titles_and_words_are_no_venues(text: str) -> None:
    assert recognise(text) is None


@pytest.mark.parametrize(("digits", "year"), [("70", 1970), ("99", 1999), ("00", 2000), ("69", 2069), ("2021", 2021)])
def test_two_digits_from_seventy_are_of_the_last_century(digits: str, year: int) -> None:
    assert full_year(digits) == year


PERSONS = {
    "K. Doe, A. Roe, and B. Poe, ": ("K. Doe", "A. Roe", "B. Poe"),
    ", V. Doe et al.": ("V. Doe", "et al."),
    "Jane Doe (Corvid College), Ann Roe (Crow Institute of Birds)": ("Jane Doe", "Ann Roe"),
    "Jane Doe*, Ann Roe*, Łukasz Ćwik": ("Jane Doe", "Ann Roe", "Łukasz Ćwik"),
    "Jane van der Doe; Ann Roe": ("Jane van der Doe", "Ann Roe"),
}


@pytest.mark.parametrize(("text", "found"), PERSONS.items(), ids=PERSONS)
def test_authors_of_a_list_of_persons(text: str, found: tuple[str, ...]) -> None:
    assert authors(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Learning to Walk, and Run",
        "What and How do Birds Learn? Counting, Parametrization, and Singing",
        "Corvid Labs",
        "",
    ],
)
def test_titles_are_no_authors(text: str) -> None:
    assert authors(text) == ()


def test_names_of_a_field_may_be_anybodys() -> None:
    assert names("['Jane Doe', 'Corvid Labs']") == ("Jane Doe", "Corvid Labs")
