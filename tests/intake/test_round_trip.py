"""What our own export writes as BibTeX comes back as the same paper."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papers.citations import bibtex as export
from papers.citations.names import names
from papers.citations.text import plain
from papers.intake.bibtex import read
from papers.models import Paper
from papers.readme.venues import BUILT_IN

LETTERS = st.characters(
    exclude_categories=["Cs", "Cc", "Cn", "Co", "Cf", "Zl", "Zp", "Mn", "Me", "Lm"], max_codepoint=0x2FFF
)
SIGNS = st.sampled_from(
    [*"&%$#_{}~^\\-'`!?<>,:;\"@=()[]/|*+.", "--", "---", "''", "``", "?`", " and ", "GPT", "LLaMA", " "]
)
TEXTS = st.lists(st.one_of(st.text(LETTERS, min_size=1, max_size=8), SIGNS), min_size=1, max_size=12).map("".join)
WORD = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=2, max_size=10).map(str.capitalize)
PERSON = st.one_of(
    st.tuples(WORD, WORD).map(" ".join),
    st.tuples(WORD, WORD).map(", ".join),
    st.tuples(WORD, st.sampled_from(["van", "de la", "von der"]), WORD).map(" ".join),
    st.tuples(WORD, WORD).map(lambda pair: f"{pair[0]}, Jr., {pair[1]}"),
    st.sampled_from(["The OpenAI Team", "Müller & Söhne {GmbH}", "李明", "Plato", "et al."]),
)
MONTH = "(0[1-9]|1[0-2])"
NUMBER = rf"(0[7-9]|1[0-4]){MONTH}\.[0-9]{{4}}|(1[5-9]|2[0-9]){MONTH}\.[0-9]{{5}}"
ARXIV = st.one_of(st.just(""), st.from_regex(NUMBER, fullmatch=True))
ENDING = r"[a-z0-9_.-]{0,8}(\([a-z0-9_.-]{1,8}\))?[a-z0-9_.-]{0,8}[a-z0-9]"
DOI = st.one_of(st.just(""), st.from_regex(rf"10\.[0-9]{{4,5}}/{ENDING}", fullmatch=True))


def normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", plain(text)).split())


@pytest.mark.django_db
@settings(max_examples=150)
@given(
    title=TEXTS.filter(lambda text: normal(text) and len(text) < 400),
    authors=st.lists(PERSON, max_size=4),
    year=st.none() | st.integers(1900, 2099),
    arxiv_id=ARXIV,
    doi=DOI,
    abstract=st.one_of(st.just(""), TEXTS),
)
def test_export_comes_back(title, authors, year, arxiv_id, doi, abstract):
    paper = Paper(
        title=title,
        authors=authors,
        year=year,
        arxiv_id=arxiv_id,
        doi=doi,
        abstract=abstract,
        citation_key="k",
        slug="s",
    )
    found = read(export.entry(paper), BUILT_IN)
    assert found.faults == ()
    (draft,) = found.drafts
    assert draft.title == normal(title)
    assert draft.abstract == normal(abstract)
    assert [name.in_order for name in names(draft.authors)] == [name.in_order for name in names(authors)]
    assert draft.year == year
    assert (draft.identifiers.arxiv_id, draft.identifiers.doi) == (arxiv_id, doi)
