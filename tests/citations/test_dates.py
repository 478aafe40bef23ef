import pytest

from papers.citations.dates import iso, issued
from tests.citations.works import work


@pytest.mark.parametrize(
    ("year", "date", "expected"),
    [
        (2024, "", [2024]),
        (2024, "2024-05", [2024, 5]),
        (2024, "2024-05-17", [2024, 5, 17]),
        (2024, "2024.05", [2024, 5]),
        (2024, "2024/5", [2024, 5]),
        (2024, " 2024/05/17 ", [2024, 5, 17]),
        (2023, "2024-05", [2023]),
        (2024, "2024-13", [2024]),
        (2024, "2024-02-30", [2024]),
        (2024, "2024-05.17", [2024]),
        (2024, "May 2024", [2024]),
        (2024, "05-2024", [2024]),
        (2024, "2024-05 (v2)", [2024]),
        (2024, "２０２４-05", [2024]),
        (None, "2024-05", []),
    ],
)
def test_issued(year, date, expected):
    assert issued(work(year=year, date=date)) == expected


@pytest.mark.parametrize(("parts", "expected"), [([2024, 5, 7], "2024-05-07"), ([2024], "2024"), ([], "")])
def test_iso(parts, expected):
    assert iso(parts) == expected
