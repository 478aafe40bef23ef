"""Whether a draft is one of those that a prediction allows, and what a conflict is about."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from papers.importer import Conflict
from tests.no_lost_edit.choices import BIRDS
from tests.no_lost_edit.prediction import PaperOutcome, Prediction
from tests.no_lost_edit.texts import Content, Unit

Subject = tuple[str, int]


def find_subject(conflict: Conflict) -> Subject:
    """Return what a conflict is about, by the first words of its title; of a piece of text, by its own."""
    text = (conflict.here or conflict.there) if conflict.kind == "text" else ""
    for words in (text, conflict.title):
        first, _, rest = words.lstrip("-|#[ ").partition(" ")
        if first in BIRDS:
            return "paper", BIRDS.index(first) + 1
        if first in ("Part", "Remark"):
            return first.lower(), int(rest.split()[0].strip(":"))
    raise AssertionError(f"a conflict about nothing that is known: {conflict}")


def find_wrong(prediction: Prediction, actual: Content, prefer: str | None, unsettled: Collection[Unit]) -> list[str]:
    """Return what the draft says and may not say. Nothing is expected of the unsettled units."""
    return [
        *_wrong_texts(prediction, actual, prefer),
        *(
            each
            for pk, paper in prediction.papers.items()
            for each in _wrong_paper(pk, paper, actual, prefer, unsettled)
        ),
        *(f"{pk} came from nowhere" for pk in actual.papers - prediction.papers.keys()),
        *(
            f"part {section} is in the order {actual.order[section]}, not {orders.allowed}"
            for section, orders in prediction.orders.items()
            if section in actual.order and not orders.allow(actual.order[section])
        ),
    ]


def _wrong_texts(prediction: Prediction, actual: Content, prefer: str | None) -> Iterator[str]:
    for unit, outcome in prediction.texts.items():
        if not outcome.allows(actual.get(unit), prefer):
            yield f"{unit} is {actual.get(unit)!r}, not {outcome}"
    for unit in actual.texts() - prediction.texts.keys():
        yield f"{unit} came from nowhere"


def _wrong_paper(
    pk: int, paper: PaperOutcome, actual: Content, prefer: str | None, unsettled: Collection[Unit]
) -> Iterator[str]:
    place = actual.get(("place", pk))
    if not paper.place.allows(place, prefer):
        yield f"{pk} is in part {place}, not {paper.place}"
        return
    if place is None:
        return
    is_right = True
    for unit in (paper.units.keys() | actual.of(pk)) - {("place", pk)} - set(unsettled):
        if unit not in paper.units or not paper.units[unit].allows(actual.get(unit), prefer):
            is_right = False
            yield f"{unit} is {actual.get(unit)!r}, not {paper.units.get(unit)}"
    is_settled = not any(unit[1] == pk for unit in unsettled)
    if is_right and is_settled and paper.verbatim and actual.entries[pk] not in paper.verbatim:
        yield f"{pk} is not verbatim: {actual.entries[pk]}, not {paper.verbatim}"
