"""What a README that comes in may lead to, unit by unit, from the design's words on merging alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import reduce

from tests.no_lost_edit.knowledge import Certainty, Knowledge
from tests.no_lost_edit.texts import NEWLINE, WORDING, Content, Unit, Value

NO, PERHAPS, YES = Certainty


class Kind(Enum):
    """How a README comes in."""

    REPOSITORY = "repository"
    PROPOSAL = "proposal"
    UNDO = "undo"
    """The draft from before an import, after it."""


@dataclass(frozen=True)
class Outcome:
    """The values that a unit may have afterwards.

    `free` are right where nothing was asked about the unit, `readme` and `database` where that side was chosen.
    `asked` says whether a conflict has to be reported, may be, or must not.
    """

    free: frozenset[Value] = frozenset()
    readme: frozenset[Value] = frozenset()
    database: frozenset[Value] = frozenset()
    asked: Certainty = NO
    is_open: bool = False
    """Any value is right."""

    def allows(self, value: Value, prefer: str | None) -> bool:
        if self.is_open:
            return True
        side = {"readme": self.readme, "database": self.database, None: frozenset()}[prefer]
        return value in (side if self.asked is YES else self.free | side if self.asked else self.free)

    def perhaps(self, *more: Value) -> Outcome:
        """The same, but that it may be asked or not, and may also come to one of these values."""
        return replace(self, free=self.free | set(more), asked=PERHAPS)

    def __or__(self, other: Outcome) -> Outcome:
        asked = self.asked if self.asked is other.asked else PERHAPS
        return Outcome(
            self.free | other.free,
            self.readme | other.readme,
            self.database | other.database,
            asked,
            self.is_open or other.is_open,
        )


def allow(*values: Value, asked: Certainty = NO) -> Outcome:
    """Any of these, whichever side is chosen."""
    return Outcome(frozenset(values), frozenset(values), frozenset(values), asked)


def keep(value: Value) -> Outcome:
    return allow(value)


def ask(readme: Value, database: Value, certainty: Certainty = YES, free: Iterable[Value] = ()) -> Outcome:
    return Outcome(frozenset(free), frozenset([readme]), frozenset([database]), certainty)


@dataclass(frozen=True)
class PaperOutcome:
    """Where a paper may be listed, and what its entry may say if it is. Units that are not named may not be there."""

    place: Outcome
    units: dict[Unit, Outcome] = field(default_factory=dict)
    verbatim: tuple[object, ...] = ()
    """If not empty: the entries of which its line has to be one, where nothing was asked."""

    def __or__(self, other: PaperOutcome) -> PaperOutcome:
        names = self.units.keys() | other.units.keys()
        units = {unit: self.units.get(unit, keep(None)) | other.units.get(unit, keep(None)) for unit in names}
        verbatim = self.verbatim + other.verbatim if self.verbatim and other.verbatim else ()
        return PaperOutcome(self.place | other.place, units, verbatim)


@dataclass(frozen=True)
class Orders:
    """The orders that a section's entries may have, each of some of its papers."""

    allowed: tuple[tuple[int, ...], ...]

    def allow(self, order: tuple[int, ...]) -> bool:
        """Whether the papers of one of them that are still there stand as it says."""
        return any(_only(order, one) == _only(one, order) for one in self.allowed)


def _only(order: Iterable[int], chosen: Collection[int]) -> tuple[int, ...]:
    return tuple(each for each in order if each in chosen)


@dataclass(frozen=True)
class Prediction:
    papers: dict[int, PaperOutcome]
    texts: dict[Unit, Outcome]
    orders: dict[int, Orders]

    def __or__(self, other: Prediction) -> Prediction:
        papers = {pk: self.papers[pk] | other.papers[pk] for pk in self.papers.keys() & other.papers.keys()}
        for one, two in ((self, other), (other, self)):
            papers |= {pk: one.papers[pk] | PaperOutcome(keep(None)) for pk in one.papers.keys() - two.papers.keys()}
        names = self.texts.keys() | other.texts.keys()
        texts = {unit: self.texts.get(unit, keep(None)) | other.texts.get(unit, keep(None)) for unit in names}
        orders = {
            at: Orders(self.orders[at].allowed + other.orders[at].allowed) for at in self.orders if at in other.orders
        }
        return Prediction(papers, texts, orders)

    def asked(self, certainty: Certainty) -> set[tuple[str, int]]:
        """The papers, parts and remarks about which something is asked at least so surely."""
        found = {
            ("paper", pk)
            for pk, paper in self.papers.items()
            if any(each.asked >= certainty for each in (paper.place, *paper.units.values()))
        }
        kinds = {"heading": "part", "preface": "part", "remark": "remark"}
        return found | {
            (kinds[str(unit[0])], int(unit[1]))
            for unit, each in self.texts.items()
            if each.asked >= certainty and unit[0] in kinds
        }


@dataclass(frozen=True)
class Sides:
    """The three texts of a merge, and what is known besides."""

    ancestor: Content
    draft: Content
    new: Content
    known: Knowledge
    kind: Kind
    hidden: dict[int, dict[Unit, Value]]
    """Of papers that are not listed: the values that were edited here before they went."""

    def of(self, unit: Unit) -> tuple[Value, Value, Value]:
        return self.ancestor.get(unit), self.draft.get(unit), self.new.get(unit)


def predict(sides: Sides) -> Prediction:
    """Return what the README of one side, with one ancestor, may lead to."""
    papers = sides.ancestor.papers | sides.draft.papers | sides.new.papers
    outcomes = {pk: predict_paper(pk, sides) for pk in papers}
    texts = {}
    for unit in sides.ancestor.texts() | sides.draft.texts() | sides.new.texts():
        texts[unit] = _predict_text(unit, sides)
    for section in {unit[1] for unit in texts if unit[0] == "heading"}:
        _predict_removed_section(int(section), sides, texts, outcomes)
    orders = {at: _predict_order(at, sides) for at in sides.draft.order.keys() | sides.new.order.keys()}
    return Prediction(outcomes, texts, orders)


# One unit


def merge_unit(unit: Unit, sides: Sides) -> Outcome:
    """Merge one value, set element or text by the design's rules."""
    ancestor, draft, new = sides.of(unit)
    if new in (draft, ancestor):
        return keep(draft)
    sent, back = _sent(unit, new, sides), _take_back(unit, new, sides)
    if draft == ancestor:
        return _merge_theirs(draft, new, sent, back)
    if sent is YES:
        return ask(new, draft, PERHAPS if back else NO, [draft])
    if sent is PERHAPS:
        return ask(new, draft, PERHAPS, [draft])
    return ask(new, draft)


def _merge_theirs(draft: Value, new: Value, sent: Certainty, back: Certainty) -> Outcome:
    """Merge a value that only they have changed."""
    if sent is YES:
        return ask(new, draft, PERHAPS if back else NO, [draft])
    if sent is PERHAPS:
        return ask(new, draft, PERHAPS, [new, draft])
    return ask(new, draft, back, [new] if back is not YES else [])


def _sent(unit: Unit, new: Value, sides: Sides) -> Certainty:
    if sides.kind is Kind.UNDO:
        return NO
    found = sides.known.is_sent(unit, new)
    return min(found, PERHAPS) if _is_wording(unit) and new != sides.known.upstream.get(unit) else found


def _take_back(unit: Unit, new: Value, sides: Sides) -> Certainty:
    if sides.kind is Kind.UNDO:
        return NO
    found = sides.known.is_take_back(unit, new)
    return min(found, PERHAPS) if _is_wording(unit) or sides.kind is Kind.PROPOSAL else found


def _is_wording(unit: Unit) -> bool:
    return unit[0] in WORDING or unit[0] in ("remark", "newline")


# One paper


def predict_paper(paper: int, sides: Sides) -> PaperOutcome:
    """Merge the place of a paper, and its entry where it stays or comes."""
    ancestor, draft, new = sides.of(("place", paper))
    if draft is None and new is None:
        return PaperOutcome(keep(None))
    if draft is None:
        place = merge_unit(("place", paper), sides) if ancestor is None else _removed_here(paper, sides)
        return _listed_by_them(paper, place, sides)
    if new is None:
        place = keep(draft) if ancestor is None else _removed_there(paper, sides)
        return PaperOutcome(place, {unit: keep(sides.draft.get(unit)) for unit in _units(paper, sides.draft)})
    if ancestor is None:
        return _listed_twice(paper, sides)
    place = merge_unit(("place", paper), sides)
    if place.asked is YES and draft != ancestor:
        # Both moved it: the README's order wins, or it is asked.
        place = ask(new, draft, PERHAPS, [new])
    units = {unit: merge_unit(unit, sides) for unit in _units(paper, sides.ancestor, sides.draft, sides.new)}
    _merge_wording(paper, units, sides)
    return PaperOutcome(place, units, _verbatim(paper, place, units, sides))


def _units(paper: int, *contents: Content) -> set[Unit]:
    return {unit for content in contents for unit in content.of(paper) if unit[0] != "place"}


def _edits(paper: int, before: Content, after: Content) -> set[Unit]:
    return {unit for unit in _units(paper, before, after) if before.get(unit) != after.get(unit)}


def _is_text_alone(units: Iterable[Unit]) -> bool:
    return all(unit[0] in WORDING for unit in units)


def _removed_here(paper: int, sides: Sides) -> Outcome:
    """A listing that is gone here, and that they have edited or left alone."""
    place = sides.new.get(("place", paper))
    edits = _edits(paper, sides.ancestor, sides.new)
    open_edits = {unit for unit in edits if _sent(unit, sides.new.get(unit), sides) is not YES}
    if any(_sent(unit, sides.new.get(unit), sides) is NO for unit in open_edits) and not _is_text_alone(open_edits):
        return ask(place, None)
    is_moved = place != sides.ancestor.get(("place", paper))
    return ask(place, None, PERHAPS if edits or is_moved else NO, [None])


def _removed_there(paper: int, sides: Sides) -> Outcome:
    """A listing that they have removed, edited here or left alone."""
    unit = ("place", paper)
    ancestor, draft, _ = sides.of(unit)
    sent, back = _sent(unit, None, sides), _take_back(unit, None, sides)
    edits = _edits(paper, sides.ancestor, sides.draft)
    is_edited, is_moved = not _is_text_alone(edits), draft != ancestor
    if sent is YES:
        return ask(None, draft, PERHAPS if back or is_edited else NO, [draft])
    if sent is PERHAPS:
        return ask(None, draft, PERHAPS, [draft] if is_edited or is_moved else [draft, None])
    if is_edited or back is YES:
        return ask(None, draft)
    if is_moved:
        return ask(None, draft, PERHAPS, [draft])
    return ask(None, draft, PERHAPS if edits or back else NO, [None])


def _listed_by_them(paper: int, place: Outcome, sides: Sides) -> PaperOutcome:
    """An entry that the draft does not have, as their README has it; what was edited here before may come back."""
    hidden = sides.hidden.get(paper, {})
    units = {unit: keep(sides.new.get(unit)) for unit in _units(paper, sides.new)}
    for unit, value in hidden.items():
        units[unit] = units.get(unit, keep(None)).perhaps(value)
    verbatim = () if hidden else (sides.new.entries[paper],)
    return PaperOutcome(place, units, verbatim)


def _listed_twice(paper: int, sides: Sides) -> PaperOutcome:
    """An entry that both sides have and the ancestor has not: made here, it came back, as it is or edited."""
    _, draft, new = sides.of(("place", paper))
    place = keep(draft) if draft == new else ask(new, draft, PERHAPS, [draft, new])
    units = {}
    for unit in _units(paper, sides.draft, sides.new):
        outcome = merge_unit(unit, sides)
        was_sent = sides.draft.get(unit) in sides.known.sent_ever[unit]
        if unit[0] in ("evidence", "link") or _is_wording(unit):
            outcome = outcome.perhaps(sides.new.get(unit), sides.draft.get(unit))
        elif was_sent:
            outcome = outcome.perhaps(sides.new.get(unit))
        units[unit] = outcome
    return PaperOutcome(place, units)


def _merge_wording(paper: int, units: dict[Unit, Outcome], sides: Sides) -> None:
    """The text of an entry is one piece with its line: where both sides changed the line, it may be asked."""
    theirs, ours = (_edits(paper, sides.ancestor, each) for each in (sides.new, sides.draft))
    is_moved = len(set(sides.of(("place", paper)))) > 1
    for unit, outcome in units.items():
        _, draft, new = sides.of(unit)
        if unit[0] in WORDING and draft != new and (theirs or is_moved) and (ours or is_moved):
            units[unit] = outcome | ask(new, draft, PERHAPS, outcome.free)
    if ("gap", paper) in units and any(each[0] in ("appeared", "evidence") for each in theirs | ours):
        units["gap", paper] = Outcome(is_open=True)


def _verbatim(paper: int, place: Outcome, units: dict[Unit, Outcome], sides: Sides) -> tuple[object, ...]:
    """The line itself, where one side left it alone and nothing is to be asked."""
    before, here, there = (each.entries[paper] for each in (sides.ancestor, sides.draft, sides.new))
    if any(each.asked or len(each.free) != 1 for each in (place, *units.values())):
        return ()
    if there == before == here:
        return (here,)
    if here == before and all(each.free == {sides.new.get(unit)} for unit, each in units.items()):
        return (there,)
    return ()


# Sections and what stands between entries


def _predict_text(unit: Unit, sides: Sides) -> Outcome:
    outcome = merge_unit(unit, sides)
    ancestor, draft, new = sides.of(unit)
    if unit == NEWLINE:
        return Outcome(frozenset([new, draft]) if sides.kind is not Kind.REPOSITORY else outcome.free | outcome.readme)
    leading = sides.ancestor.leading | sides.draft.leading | sides.new.leading
    if unit in leading or (leading and unit[0] == "preface" and len({ancestor, draft, new}) > 1):
        # A remark that comes to stand before all entries is a piece of the preface, and is decided with it.
        outcome = outcome.perhaps(ancestor, draft, new, None) | allow(None, draft, new, asked=PERHAPS)
    return outcome


def _predict_removed_section(
    section: int, sides: Sides, texts: dict[Unit, Outcome], papers: dict[int, PaperOutcome]
) -> None:
    """A section that they have removed goes with what they knew of it; what was put into it here is asked about."""
    unit: Unit = ("heading", section)
    ancestor, draft, new = sides.of(unit)
    if ancestor is None or draft is None or new is not None:
        return
    made: list[int] = []
    others: list[int] = []
    for pk in sides.draft.order[section]:
        (made if sides.ancestor.get(("place", pk)) is None else others).append(pk)
    places = {pk: papers[pk].place for pk in others}
    staying = [pk for pk, each in places.items() if section in each.free | each.readme | each.database]
    is_edited = draft != ancestor or sides.draft.get(("preface", section)) != sides.ancestor.get(("preface", section))
    if made:
        texts[unit] = ask(None, draft)
        for pk in made:
            papers[pk] = replace(papers[pk], place=ask(None, section, PERHAPS, [section]))
    for pk in staying:
        if sides.ancestor.get(("place", pk)) != section:
            # Put into it here: it goes where the README has it, if the section goes.
            papers[pk] = replace(
                papers[pk], place=papers[pk].place | ask(sides.new.get(("place", pk)), section, PERHAPS)
            )
    if not made and (staying or is_edited):
        texts[unit] = allow(None, draft, asked=PERHAPS)
    elif not made:
        texts[unit] = keep(None)
    for text in texts:
        _, here, _ = sides.of(text)
        if text == ("preface", section) or (text[0] == "remark" and sides.new.get(text) is None):
            texts[text] = allow(None, here, asked=PERHAPS if made or staying or is_edited else NO)


def _predict_order(section: int, sides: Sides) -> Orders:
    """One side's reordering wins; where both reordered, the README's. What was sent is no reordering of theirs."""
    orders = [each.order.get(section, ()) for each in (sides.ancestor, sides.draft, sides.new)]
    common = set(orders[0]) & set(orders[1]) & set(orders[2])
    ancestor, draft, new = (_only(each, common) for each in orders)
    if new == ancestor:
        return Orders((draft,))
    went_out = [_only(each, common) for each in sides.known.orders_sent[section]]
    return Orders((new, draft) if sides.kind is not Kind.UNDO and new in went_out else (new,))


def join(predictions: Iterable[Prediction]) -> Prediction:
    """Whatever one of these allows: of versions that are equally near, each may be the ancestor."""
    return reduce(lambda one, other: one | other, predictions)
