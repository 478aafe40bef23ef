"""`python -m papers.readme FILE`: a contract with other people's scripts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from papers.readme.__main__ import main

ENTRY_KEYS = {
    *("line", "end_line", "section", "title", "name", "authors", "venue", "track", "year", "date", "evidence_types"),
    *("links", "arxiv_id", "doi", "tags", "note", "spans"),
}


@pytest.fixture
def survey(survey_readme: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict:
    path = tmp_path / "README.md"
    path.write_bytes(survey_readme)
    assert main([str(path)]) == 0
    return json.loads(capsys.readouterr().out)


def test_survey_has_its_sections_entries_and_evidence(survey: dict) -> None:
    assert Counter(section["level"] for section in survey["sections"]) == {1: 1, 2: 5, 3: 4}
    assert len(survey["entries"]) == 77
    assert Counter("&".join(sorted(entry["evidence_types"])) for entry in survey["entries"]) == {
        "Empirical": 13,
        "Theoretical": 17,
        "Empirical&Theoretical": 8,
        "": 39,
    }
    assert {frozenset(entry) for entry in survey["entries"]} == {frozenset(ENTRY_KEYS)}


def test_spans_hold_the_bytes_of_what_was_read(survey: dict, survey_readme: bytes) -> None:
    for entry in survey["entries"]:
        written = {name: survey_readme[start:end].decode() for name, (start, end) in entry["spans"].items()}
        assert written["title"] == entry["title"]
        assert written["year"] == f"{entry['year'] % 100:02}"
        assert [link["url"] for link in entry["links"]] == [url for name, url in written.items() if "[0].url" in name]


# The odd ones of this list, by line.
ODD = {
    9: {"title": "An Explanation of In-context Learning as Implicit Bayesian Inference", "arxiv_id": "2111.02080"},
    43: {"venue": "ACL", "year": 2023, "track": "Findings"},
    44: {"venue": "ICASSP", "links": [], "arxiv_id": None},
    89: {"venue": "NAACL", "arxiv_id": None},
    # The URL is malformed and stays so; which paper it means can be told all the same.
    108: {"links": [{"label": "Paper", "url": "https://arxiv.org/abs2309.06054"}], "arxiv_id": "2309.06054"},
    117: {
        "title": "What In-Context Learning “Learns” In-Context: Disentangling Task Recognition and Task Learning",
        "track": "Findings",
    },
}


@pytest.mark.parametrize(("line", "said"), ODD.items(), ids=str)
def test_odd_entries_of_the_survey(survey: dict, line: int, said: dict[str, object]) -> None:
    (entry,) = [entry for entry in survey["entries"] if entry["line"] == line]
    assert {name: entry[name] for name in said} == said


@pytest.mark.parametrize("line", [54, 106])
def test_text_fragments_stay_part_of_the_url(survey: dict, survey_readme: bytes, line: int) -> None:
    (entry,) = [entry for entry in survey["entries"] if entry["line"] == line]
    assert entry["links"][0]["url"].encode() in survey_readme.splitlines()[line - 1]
    assert "#:~:text=" in entry["links"][0]["url"]


def test_template_row_and_the_surveys_own_paper_are_raw(survey: dict) -> None:
    assert {5, 120}.isdisjoint(entry["line"] for entry in survey["entries"])


def test_needs_no_django(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_text("- [How Sparrows Count](https://a.b/c.pdf)\n")
    code = "import sys; sys.modules['django'] = None; from papers.readme.__main__ import main; main(sys.argv[1:])"
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["entries"][0]["title"] == "How Sparrows Count"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "No such file or directory"),
        (b"one\ntwo \xff\n", ":2:5: not UTF-8 at byte 8"),
        (b"a\0b", ":1:2: a NUL byte at byte 1"),
    ],
    ids=["missing", "not UTF-8", "NUL"],
)
def test_refuses_in_one_line(
    content: bytes | None, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "README.md"
    if content is not None:
        path.write_bytes(content)
    assert main([str(path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(str(path))
    assert told.err.endswith(f"{message}\n")
    assert told.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["a", "b"]], ids=["none", "two"])
def test_says_how_it_is_used(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err == "usage: python -m papers.readme FILE\n"
