"""Small READMEs, and what one rule finds in them."""

from __future__ import annotations

from papers.markdown.edits import apply_edits
from papers.readme.checking.check import RULES
from papers.readme.checking.findings import Finding
from papers.readme.checking.inspection import Inspection
from papers.readme.reader import read
from papers.readme.venues import BUILT_IN


def findings(text: str, code: str) -> list[Finding]:
    rule = next(rule for rule in RULES if rule.code == code)
    return list(rule.look(Inspection(read(text.encode(), BUILT_IN), BUILT_IN), rule))


def lines(text: str, code: str) -> list[int]:
    return [finding.line for finding in findings(text, code)]


def corrected(text: str, finding: Finding) -> str:
    assert finding.correction is not None
    return apply_edits(text.encode(), finding.correction.edits).decode()


def entry(title: str, link: str = "", venue: str = "ICLR'24", mark: str = "") -> str:
    """One line of a list; without a link it has none."""
    return f"- (**{venue}**){mark} {title}" + (f" [[Paper]({link})]\n" if link else "\n")


def arxiv(identifier: str) -> str:
    return f"https://arxiv.org/abs/{identifier}"


SLUGS = ("birds", "whales", "bees", "moths", "seals", "wolves", "hares", "toads", "newts", "crows")
PLAIN = "".join(
    entry(f"What {slug.capitalize()} Know About Sampling", arxiv(f"2310.{number:05}"))
    for number, slug in enumerate(SLUGS, start=10_000)
)
"""Ten entries in which nothing is wrong."""
