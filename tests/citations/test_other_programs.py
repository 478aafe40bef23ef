"""Two hundred awkward papers as other programs read them: the same titles, authors and dates."""

from __future__ import annotations

import fcntl
import json
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import pytest
import rispy
from bibtexparser.entrypoint import parse_string as parse_library
from bibtexparser.middlewares.names import parse_single_name_into_parts
from django.conf import settings
from pybtex.database import parse_string

from papers.citations import bibtex, csl, ris
from papers.intake.bibtex_values import split_names
from papers.latex import math_spans, simplify_math
from papers.models import Paper
from tests.citations.latex import decode
from tests.citations.library import COUNT, Citation, cite, make_papers, normalize

PAPERS: Final = make_papers()
KEYS: Final = [paper.citation_key for paper in PAPERS]
MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
CITATION_JS: Final = Path(settings.BASE_DIR) / "var" / "citation-js"
SOURCES: Final = Path(__file__).parent / "citation_js"


def cited(*, days: bool = True) -> dict[str, Citation]:
    """What has to be found, by key; BibTeX has no days."""
    found = {paper.citation_key: cite(paper) for paper in PAPERS}
    if days:
        return found
    return {key: Citation(each.title, each.authors, each.date[:2]) for key, each in found.items()}


def read_latex(text: str) -> str:
    """Text and formulas as a reader of LaTeX shows them."""
    done, parts = 0, []
    for start, end in math_spans(text):
        parts += [text[done:start], simplify_math(text[start:end])]
        done = end
    return normalize(decode("".join([*parts, text[done:]])))


def join_name(*parts: str) -> str:
    return read_latex(" ".join(filter(None, parts)))


def without_others(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name != "others")


def bibtex_date(year: str, month: str) -> tuple[int, ...]:
    number = MONTHS.index(month[:3].lower()) + 1 if month[:3].lower() in MONTHS else int(month or 0)
    return tuple(part for part in (int(year or 0), number) if part)


@pytest.fixture(scope="module")
def bib() -> str:
    return "".join(bibtex.entries(PAPERS))


def test_there_are_as_many_papers_as_promised():
    assert len(set(KEYS)) == len(PAPERS) == COUNT
    assert any(paper.authors[-1:] == ["et al."] for paper in PAPERS)


def test_pybtex_reads_bibtex(bib):
    found = {}
    for key, entry in parse_string(bib, "bibtex").entries.items():
        names = [
            join_name(*each.first_names, *each.middle_names, *each.prelast_names, *each.last_names, *each.lineage_names)
            for each in entry.persons.get("author", [])
        ]
        date = bibtex_date(entry.fields.get("year", ""), entry.fields.get("month", ""))
        found[key] = Citation(read_latex(entry.fields["title"]), without_others(names), date)
    assert found == cited(days=False)


def test_bibtexparser_reads_bibtex(bib):
    library = parse_library(bib)
    assert library.failed_blocks == []
    found = {}
    for entry in library.entries:
        fields = {field.key: str(field.value) for field in entry.fields}
        names = [
            parse_single_name_into_parts(name, strict=False).merge_first_name_first
            for name in split_names(fields.get("author", ""))
        ]
        date = bibtex_date(fields.get("year", ""), fields.get("month", ""))
        found[entry.key] = Citation(read_latex(fields["title"]), without_others(map(read_latex, names)), date)
    assert found == cited(days=False)


def test_rispy_reads_ris():
    records = rispy.loads("".join(ris.records(PAPERS)))
    found = {}
    for record in records:
        names = [spoken(name) for name in record.get("authors", [])]
        date = record.get("date") or record.get("year", "")
        found[record["id"]] = Citation(
            normalize(record["title"]), tuple(names), tuple(int(part) for part in date.split("/") if part)
        )
    assert found == {key: without_commas(each) for key, each in cited().items()}


def spoken(name: str) -> str:
    """`van Gogh, Vincent, Jr.` in spoken order; a comma at the end marks an organisation."""
    family, given, suffix = (*(part.strip() for part in name.split(",")), "", "")[:3]
    return normalize(" ".join(filter(None, (given, family, suffix))))


def without_commas(citation: Citation) -> Citation:
    """RIS has no way to write a comma in an organisation's name."""
    return Citation(citation.title, tuple(name.replace(",", "") for name in citation.authors), citation.date)


@pytest.mark.long
def test_biber_reads_bibtex(bib, tmp_path):
    if not shutil.which("biber"):
        pytest.skip("there is no biber")
    (tmp_path / "papers.bib").write_text(bib, encoding="utf-8")
    command = ["biber", "--tool", "--output-format=biblatexml", "--output-file", "papers.xml", "papers.bib"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert (done.returncode, re.findall(r"^(?:WARN|ERROR).*", done.stdout, re.MULTILINE)) == (0, [])
    space = "{http://biblatex-biber.sourceforge.net/biblatexml}"
    found = {}
    for entry in ElementTree.parse(tmp_path / "papers.xml").iter(f"{space}entry"):
        names = []
        for name in entry.iter(f"{space}name"):
            parts = {part.get("type"): " ".join(part.itertext()) for part in name.findall(f"{space}namepart")}
            names.append(join_name(*(parts.get(kind, "") for kind in ("given", "prefix", "family", "suffix"))))
        date = (entry.findtext(f"{space}date") or entry.findtext(f"{space}year") or "").split("-")
        title = read_latex(entry.findtext(f"{space}title") or "")
        found[entry.get("id")] = Citation(title, tuple(names), tuple(int(part) for part in date if part))
    assert found == cited(days=False)


@pytest.fixture(scope="module")
def citation_js() -> Path:
    """The directory with the program, installed as it is locked."""
    if not shutil.which("npm"):
        pytest.skip("there is no npm")
    CITATION_JS.mkdir(parents=True, exist_ok=True)
    # Tests of other processes wait until it is there.
    with (CITATION_JS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        install_citation_js((SOURCES / "package-lock.json").read_bytes(), CITATION_JS / "installed")
    return CITATION_JS


def install_citation_js(wanted: bytes, stamp: Path) -> None:
    for name in ("package.json", "package-lock.json", "read.js"):
        shutil.copy(SOURCES / name, CITATION_JS / name)
    if stamp.exists() and stamp.read_bytes() == wanted:
        return
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
    if subprocess.run(command, cwd=CITATION_JS, timeout=300).returncode:
        pytest.skip("citation-js could not be installed")
    stamp.write_bytes(wanted)


def read_by_citation_js(program: Path, path: Path, text: str) -> dict[str, Citation]:
    path.write_text(text, encoding="utf-8")
    done = subprocess.run(["node", "read.js", str(path)], cwd=program, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return {item["id"]: cite_item(item) for item in json.loads(done.stdout)}


def cite_item(item: dict[str, Any]) -> Citation:
    order = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix", "literal")
    names = [normalize(" ".join(name[part] for part in order if name.get(part))) for name in item.get("author", [])]
    dates = item.get("issued", {}).get("date-parts", [[]])[0]
    return Citation(normalize(item["title"]), without_others(names), tuple(int(part) for part in dates if part))


def by_key(papers: Iterable[Paper]) -> dict[str, Citation]:
    return {paper.citation_key: cite(paper) for paper in papers}


@pytest.mark.long
def test_citation_js_reads_csl(citation_js, tmp_path):
    found = read_by_citation_js(citation_js, tmp_path / "papers.json", "".join(csl.documents(PAPERS)))
    assert found == cited()


@pytest.mark.long
def test_citation_js_reads_bibtex(citation_js, tmp_path, bib):
    found = read_by_citation_js(citation_js, tmp_path / "papers.bib", bib)
    assert found == cited(days=False)


@pytest.mark.long
def test_citation_js_reads_ris(citation_js, tmp_path):
    found = read_by_citation_js(citation_js, tmp_path / "papers.ris", "".join(ris.records(PAPERS)))
    assert found == {key: without_commas(each) for key, each in cited().items()}
