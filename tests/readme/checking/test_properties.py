"""Whatever the text: rules do not raise, and what they find stands where they say."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from papers.markdown.edits import apply_edits
from papers.readme.checking.check import check
from papers.readme.reader import read
from papers.readme.venues import BUILT_IN
from tests.readme.checking.lists import PLAIN, arxiv, entry

TITLES = st.sampled_from(
    (
        "How Ants Count the Steps They Take",
        "how ants count the stepps they take",
        "Déjà vu 🐜 in Networks",
        "a_b \\* c",
        "«»",
    )
)
VENUES = st.sampled_from(
    (
        "ICLR'21",
        "Iclr'21",
        "arXiv'23",
        "ACL'23 findings",
        "ACL Findings 2023",
        "NAACL'20",
        "NeirIPS'23",
        "'",
        "S\\&P'22",
    )
)
LINKS = st.sampled_from(
    (
        arxiv("2111.00001"),
        arxiv("2208.00002"),
        "https://openreview.net/forum?id=abc",
        "https://aclanthology.org/D19-1428",
        "",
    )
)
ENTRIES = st.builds(entry, TITLES, LINKS, VENUES, st.sampled_from(("", "[Empirical]", "[Theoretical & Empirical]")))
HEADINGS = st.sampled_from(("\n# A\r\n\n", "\n## Transfomers\n\n", "\n| Title | Venue |\n|-|-|\n| A | [b](c) |\n\n"))
TEXTS = st.one_of(st.text(), st.lists(st.one_of(ENTRIES, HEADINGS, st.text(max_size=20)), max_size=30).map("".join))


@given(TEXTS)
@example("")
@example("\ufeff# Ä\n\n" + PLAIN + entry("Déjà vu 🐜 in Networks", arxiv("2111.00001"), "ICLR'21") * 2)
def test_findings_stand_where_they_say(text: str) -> None:
    data = text.replace("\0", "").encode("utf-8", "replace")
    document = read(data, BUILT_IN)

    for finding in check(document, BUILT_IN):
        assert 0 <= finding.start <= finding.end <= len(data)
        line = data[: finding.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
        assert finding.line == line
        assert 1 <= finding.column <= len(text) + 1
        assert finding.message
        assert finding.about
        if finding.correction is not None:
            assert finding.correction.edits
            read(apply_edits(data, finding.correction.edits), BUILT_IN)
