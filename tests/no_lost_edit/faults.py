"""Faults planted in the project's merging, each against one rule of it, to see that the model finds them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from papers import exporter
from papers.history.past_edits import PastEdits
from papers.importer import choices, comparison, imports, listings, settling, values
from papers.importer.choices import Role
from papers.importer.listings import ListingMerge
from papers.importer.settled import Settled
from papers.importer.values import PaperMerge
from papers.layout.order import kept_after
from papers.layout.rows import Rows
from papers.layout.sent import APPEARED
from papers.models import Catalogue, Revision

Fault = Callable[[pytest.MonkeyPatch], None]


def move_upstream_with(role: Role, patch: pytest.MonkeyPatch) -> None:
    """After a README of some role, upstream is what the layout is."""
    write = imports._Arrival.write

    def write_and_move(self: Any) -> None:
        write(self)
        if self.comparison.role is role:
            layout = Revision.objects.layout()
            Catalogue.objects.point(upstream=layout, layout=layout)

    patch.setattr(imports._Arrival, "write", write_and_move)


def forget_what_was_sent(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(exporter, "remember_sent", lambda items: None)


def take_back_without_a_word(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(PastEdits, "of", lambda self, model, pk, name: [])
    patch.setattr(PastEdits, "making", lambda self, model, pk: None)
    patch.setattr(PastEdits, "removal", lambda self, paper, section: None)


def merge_venue_and_year_apart(patch: pytest.MonkeyPatch) -> None:
    def merge_apart(self: PaperMerge, paper: Any, wordings: Any, found: Any, synced: Any) -> None:
        for name in APPEARED:
            if (theirs := values._edited_there(name, wordings)) is not None:
                found[name], synced[name] = self._merged(name, *theirs, paper)

    patch.setattr(PaperMerge, "_merge_appearance", merge_apart)


def replace_sets_as_a_whole(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(values, "merged", lambda base, ours, theirs, *, prefer_theirs: (theirs, False))


def drop_listings_made_here(patch: pytest.MonkeyPatch) -> None:
    go_through = ListingMerge._go_through_the_rest

    def drop(self: ListingMerge) -> None:
        go_through(self)
        for pk in [pk for pk, row in self.before.listings.items() if row.anchor is None and pk in self.rows]:
            if pk not in self.of_new.values():
                del self.rows[pk]

    patch.setattr(ListingMerge, "_go_through_the_rest", drop)


def write_what_is_kept_anew(patch: pytest.MonkeyPatch) -> None:
    settle = settling.settle_repository

    def settle_without(plan: Any, compared: Any, chosen: Any) -> Settled:
        return settle(replace(plan, kept=frozenset(), kept_sections=frozenset()), compared, chosen)

    patch.setattr(comparison, "settle_repository", settle_without)


def drop_text_changes(patch: pytest.MonkeyPatch) -> None:
    def settle(plan: Any, compared: Any, chosen: Any) -> Settled:
        view = compared.ancestor.rows
        rows = Rows(plan.sections, {**view.papers, **plan.papers}, plan.listings, view.names)
        return Settled(rows, compared.content, plan.adopted, settling._names(compared))

    patch.setattr(comparison, "settle_repository", settle)


def undo_upstream_with_the_file(patch: pytest.MonkeyPatch) -> None:
    def find_former(options: Any) -> Any:
        if options.undoes is None:
            return None
        made = options.undoes.revisions.of_kind(Revision.Kind.UPSTREAM).select_related("ancestor__content").first()
        return made and made.ancestor

    patch.setattr(imports, "_former_upstream", find_former)


def keep_our_order_always(patch: pytest.MonkeyPatch) -> None:
    def merge_orders(base: Any, ours: Any, theirs: Any) -> Any:
        return kept_after(ours, theirs)

    patch.setattr(listings, "merged", merge_orders)


def decide_for_the_readme(patch: pytest.MonkeyPatch) -> None:
    """Two values for one field: theirs is taken, and nobody is asked."""
    value = choices.Choices.value

    def take_theirs(self: Any, sides: Any, conflict: Any) -> Any:
        if sides.new not in (sides.base, sides.row, *sides.sent) and sides.row != sides.synced:
            return sides.new, sides.new
        return value(self, sides, conflict)

    patch.setattr(choices.Choices, "value", take_theirs)


def merge_proposals_into_upstream(patch: pytest.MonkeyPatch) -> None:
    """A proposal is merged as if it had been made from what upstream is now."""

    def find_upstream(content: bytes, draft: bytes) -> Any:
        upstream = Revision.objects.upstream()
        return upstream, upstream.data

    patch.setattr(comparison, "find_nearest", find_upstream)


FAULTS: dict[str, Fault] = {
    "what was sent is forgotten": forget_what_was_sent,
    "edits are taken back without a word": take_back_without_a_word,
    "two values are decided without a word": decide_for_the_readme,
    "venue and year are merged apart": merge_venue_and_year_apart,
    "sets are replaced as a whole": replace_sets_as_a_whole,
    "listings made here are dropped": drop_listings_made_here,
    "what is kept is written anew": write_what_is_kept_anew,
    "their order is never taken": keep_our_order_always,
}
"""Found where READMEs come in as the repository's alone."""
FAULTS_OF_OTHER_DOORS: dict[str, Fault] = {
    "corrections move upstream": lambda patch: move_upstream_with(Role.CORRECTION, patch),
    "proposals move upstream": lambda patch: move_upstream_with(Role.PROPOSAL, patch),
    "proposals are made from upstream": merge_proposals_into_upstream,
    "text changes are dropped": drop_text_changes,
    "undoing the file moves upstream back": undo_upstream_with_the_file,
}
