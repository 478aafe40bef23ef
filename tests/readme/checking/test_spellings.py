from __future__ import annotations

import pytest

from tests.readme.checking.lists import PLAIN, arxiv, corrected, entry, findings

HEAD = "# A\n\n" + PLAIN


def written(*venues: str) -> str:
    return HEAD + "".join(
        entry(f"How Ants of Kind {number} Count", arxiv(f"2101.{number:05}"), venue)
        for number, venue in enumerate(venues)
    )


@pytest.mark.parametrize(
    ("venues", "spelling", "usual"),
    [
        (("Naacl'24", "NAACL'24"), "Naacl", "NAACL"),
        (("NAACL'24", "Naacl'24"), "Naacl", "NAACL"),
        (("Arxiv'23", "Arxiv'24", "arXiv'23"), "arXiv", "Arxiv"),
        (("ACL'23 findings", "ACL'23 Findings"), "findings", "Findings"),
        (("ACL'23 findings", "EMNLP'23 findings", "ACL'23 Findings"), "Findings", "findings"),
    ],
)
def test_two_spellings(venues: tuple[str, ...], spelling: str, usual: str) -> None:
    text = written(*venues)

    (finding,) = findings(text, "venue-spelling")

    assert text.encode()[finding.start : finding.end].decode() == spelling
    assert f"“{spelling}” is written “{usual}” elsewhere in the list" in finding.message
    assert findings(corrected(text, finding), "venue-spelling") == []
    assert finding.correction is not None
    assert not finding.correction.is_safe


@pytest.mark.parametrize(
    ("venue", "meant"), [("ENMLP'23", "EMNLP"), ("NuerIPS'23", "NeurIPS"), ("NeirIPS'23", "NeurIPS")]
)
def test_a_slip_in_a_venue(venue: str, meant: str) -> None:
    text = written(venue)

    (finding,) = findings(text, "venue-spelling")

    assert finding.message.endswith(f"it is one slip away from “{meant}”.")
    assert f"(**{meant}'23**)" in corrected(text, finding)


@pytest.mark.parametrize("venues", [("NIPS'16", "NeurIPS'23"), ("ICLP'23",), ("IEEE CSE'23",), ("ICMLA'23", "ICML'23")])
def test_other_venues_are_no_misspellings(venues: tuple[str, ...]) -> None:
    assert findings(written(*venues), "venue-spelling") == []


def test_a_common_spelling_is_one_finding_that_corrects_all() -> None:
    text = written(*["arXiv'23"] * 30, *["Arxiv'23"] * 21)

    (finding,) = findings(text, "venue-spelling")

    assert "21 places have “Arxiv”" in finding.message
    assert "Arxiv" not in corrected(text, finding)
