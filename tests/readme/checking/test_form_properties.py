"""Safe corrections of form leave nothing of their kind to correct, and what the list says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from papers.markdown.edits import apply_edits
from papers.readme.checking.check import check, safe_edits
from papers.readme.checking.findings import Finding
from papers.readme.reader import read
from papers.readme.records import Values
from papers.readme.venues import BUILT_IN
from tests.corpus import corpus_lists, needs_corpus
from tests.readme.checking.lists import PLAIN

OF_ADDRESSES = frozenset(("malformed-url", "url-fragment", "tracking-parameter", "broken-anchor"))
OF_SPACES = frozenset(("double-space", "missing-space"))
URLS = st.sampled_from(
    (
        "https://arxiv.org/abs/2310.00001",
        "https://arxiv.org/abs2310.00001#:~:text=a",
        "http://https://a.org/?utm_source=x&y=1",
        "https://a.org/?spm=a.b&amp;fbclid=c#d",
        "(https://a.org)",
        "#some_ants",
        "",
    )
)
ENTRIES = st.builds(
    "- (**{}**){}[Empirical]{}How Ants{}Count{}[[Paper]]({})\n".format,
    st.sampled_from(("ICLR'24", "'", "ACL'23 findings")),
    *[st.sampled_from((" ", "", "  ", " "))] * 4,
    URLS,
)
BLOCKS = st.sampled_from(
    ("# Some Ants\n\n", "\n## Some Ants\n\n", "| Title | Link |\n|-|-|\n| A  b | [c](d) |\n\n", "`a  b`\r\n")
)
TEXTS = st.lists(st.one_of(ENTRIES, BLOCKS, st.text(max_size=15)), max_size=25).map("".join)


def corrected(data: bytes, codes: frozenset[str]) -> bytes:
    """As `--fix` does: of corrections that overlap one at a time."""
    for _ in range(10):
        edits = safe_edits(safe(data, codes))
        if not edits:
            break
        data = apply_edits(data, edits)
    return data


def safe(data: bytes, codes: frozenset[str]) -> list[Finding]:
    found = check(read(data, BUILT_IN), BUILT_IN)
    return [each for each in found if each.code in codes and each.correction and each.correction.is_safe]


def said(data: bytes, *, with_links: bool) -> list[Values]:
    values = (entry.values for entry in read(data, BUILT_IN).entries)
    return [each if with_links else replace(each, links=()) for each in values]


def named(data: bytes) -> list[tuple[object, ...]]:
    return [(each.title, each.authors, each.evidence_types) for each in said(data, with_links=False)]


@given(TEXTS)
@example(PLAIN + PLAIN.replace(" [[", "  [["))
def test_corrected_spaces_leave_what_the_list_says(text: str) -> None:
    data = text.replace("\0", "").encode("utf-8", "replace")
    done = corrected(data, OF_SPACES)

    assert not safe(done, OF_SPACES)
    assert said(done, with_links=True) == said(data, with_links=True)


@given(TEXTS)
@example("- (**ICLR'24**) How Ants Count [[Paper]](https://arxiv.org/abs2310.00001#:~:text=x)\n")
def test_corrected_addresses_leave_the_rest(text: str) -> None:
    data = text.replace("\0", "").encode("utf-8", "replace")
    done = corrected(data, OF_ADDRESSES)

    assert not safe(done, OF_ADDRESSES)
    assert said(done, with_links=False) == said(data, with_links=False)


@needs_corpus
@pytest.mark.long
def test_corrected_lists_name_the_papers_that_they_named() -> None:
    """A label without its second space can be read as more than one: values may be added."""
    for path in corpus_lists():
        data = path.read_bytes()
        done = corrected(data, OF_ADDRESSES | OF_SPACES)

        assert not safe(done, OF_ADDRESSES | OF_SPACES), path.name
        assert named(done) == named(data), path.name
