"""Who made the pending edits, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone

from papers.history.past_edits import PastEdit, PastEdits
from papers.importer.pending_edits import PLACE, PendingEdit
from papers.layout.sent import APPEARED
from papers.models import Listing, Paper, Revision, Section, Step

MOST_STEPS: Final = 50
"""Of corrections and proposals so many are looked through, the newest first."""
_WITH_TEXT: Final = (Step.Kind.CORRECTION, Step.Kind.PROPOSAL, Step.Kind.UNDO)


def find_authors(edits: Sequence[PendingEdit]) -> dict[str, PastEdit]:
    """Return by keys who made the edits last; those that nothing is known of are left out. The number of queries does
    not depend on how many edits there are."""
    past = PastEdits()
    for model, keys in _histories(edits).items():
        past.load(model, keys)
    found = {each.key: made for each in edits if (made := _newest(list(_made(each, past)))) is not None}
    return found | _removals(edits, past) | _texts([each for each in edits if each.kind == "text"])


def _histories(edits: Iterable[PendingEdit]) -> dict[type[Any], set[int]]:
    found: dict[type[Any], set[int]] = {Paper: set(), Listing: set(), Section: set()}
    for each in edits:
        for model, keys, _ in _asked(each):
            found[model].update(keys)
    return found


def _asked(edit: PendingEdit) -> Iterator[tuple[type[Any], tuple[int, ...], tuple[str, ...]]]:
    """Rows whose history knows of an edit, and the columns that it is of; none for where they were made."""
    name = edit.key.partition("-")[0]
    if name == "paper" and edit.paper is not None:
        yield Paper, (edit.paper,), APPEARED if edit.field == "appeared" else (edit.field,)
    elif name in ("order", "sections"):
        yield (Listing if name == "order" else Section), edit.rows, ("position",)
    elif name in ("listing", "section") and edit.row is not None:
        columns = PLACE if edit.field == "place" else (edit.field,) if edit.field else ()
        yield (Listing if name == "listing" else Section), (edit.row,), columns


def _made(edit: PendingEdit, past: PastEdits) -> Iterator[PastEdit]:
    for model, keys, columns in _asked(edit):
        for pk in keys:
            if not columns and (made := past.making(model, pk)):
                yield made
            for column in columns:
                yield from past.of(model, pk, column)[:1]


def _newest(edits: Sequence[PastEdit]) -> PastEdit | None:
    return max(edits, key=lambda edit: edit.day, default=None)


def _removals(edits: Sequence[PendingEdit], past: PastEdits) -> dict[str, PastEdit]:
    found: dict[str, PastEdit] = {}
    entries = [each for each in edits if each.kind == "removed"]
    known: dict[Any, PastEdit] = {}
    listed = [each.paper for each in entries if each.paper is not None]
    for record, edit in past.deletions(Listing, paper_id=listed) if listed else ():
        known.setdefault(record.paper_id, edit)
    titles = [each.title for each in entries if each.paper is None]
    for record, edit in past.deletions(Paper, title=titles) if titles else ():
        known.setdefault(record.title, edit)
    found |= {each.key: known[key] for each in entries if (key := each.paper or each.title) in known}
    headings = [each for each in edits if each.kind == "section removed"]
    gone: dict[str, PastEdit] = {}
    for record, edit in past.deletions(Section, title=[each.title for each in headings]) if headings else ():
        gone.setdefault(record.title, edit)
    return found | {each.key: gone[each.title] for each in headings if each.title in gone}


# Text


@dataclass(frozen=True)
class _TextStep:
    """Lines that came and went with a correction or a proposal."""

    come: Counter[str]
    gone: Counter[str]
    author: PastEdit

    def made(self, edit: PendingEdit) -> bool:
        before, after = edit.values[0].before.splitlines(), edit.values[0].after.splitlines()
        is_deletion = len(after) < len(before) and not Counter(after) - Counter(before)
        return any(line in self.gone for line in before) if is_deletion else any(line in self.come for line in after)


def _texts(edits: Sequence[PendingEdit]) -> dict[str, PastEdit]:
    found: dict[str, PastEdit] = {}
    if not edits:
        return found
    for step in _text_steps():
        for each in edits:
            if each.key not in found and step.made(each):
                found[each.key] = step.author
    return found


def _text_steps() -> Iterator[_TextStep]:
    """Newest first; those whose drafts are no longer kept are left out."""
    drafts = Revision.objects.of_kind(Revision.Kind.DRAFT).readable().filter(step__kind__in=_WITH_TEXT)
    pairs: dict[int, dict[str, Any]] = {}
    for each in drafts.select_related("content", "step__user").order_by("-step", "-pk")[: 2 * MOST_STEPS]:
        pairs.setdefault(each.step_id, {})[each.source] = each
    for pair in pairs.values():
        if pair.keys() >= {"before", "after"}:
            yield _text_step(pair)


def _text_step(pair: Mapping[str, Any]) -> _TextStep:
    before, after = (Counter(pair[name].data.decode("utf-8", "replace").splitlines()) for name in ("before", "after"))
    step = pair["after"].step
    who = step.user.get_username() if step.user else ""
    author = PastEdit(None, None, who, timezone.localtime(step.created).date())
    return _TextStep(after - before, before - after, author)
