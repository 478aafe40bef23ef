"""From a plan to what rows and layout shall be: what they say, and where in both texts they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from papers.importer.choices import Choices
from papers.importer.plan import Plan
from papers.importer.proposal_text import ProposalText
from papers.importer.repository_text import RepositoryText
from papers.importer.settled import Settled
from papers.layout.rows import Rows, vocabulary
from papers.readme.vocabulary import Term, Vocabulary

if TYPE_CHECKING:
    from papers.importer.comparison import Comparison


def settle_repository(plan: Plan, comparison: Comparison, choices: Choices) -> Settled:
    """What the repository holds becomes upstream; the layout becomes that, with the text changes that were taken here.

    Raises LayoutError where an entry that stays would lose text.
    """
    view = comparison.ancestor.rows
    upstream = Rows(plan.sections, {**view.papers, **plan.papers}, plan.listings, view.names)
    names = _names(comparison)
    has_own_text = (
        comparison.rows.upstream is not None or comparison.state.content != comparison.ancestor.reading.source.data
    )
    if not has_own_text and not plan.kept and not plan.kept_sections:
        return Settled(upstream, comparison.content, plan.adopted, names)
    return RepositoryText(plan, comparison, choices, upstream, names).settled()


def settle_proposal(plan: Plan, comparison: Comparison, choices: Choices) -> Settled:
    """Upstream stays; values become edits of the rows, and text changes go into the layout."""
    return ProposalText(plan, comparison, choices, _names(comparison)).settled()


def _names(comparison: Comparison) -> Vocabulary:
    return vocabulary(Vocabulary(tuple(Term(name) for name in comparison.evidence_types)))
