"""What the model knows of each unit besides its value: what upstream says, what was sent, what was edited here.

The design leaves some cases open, as when a value was sent long before upstream said something else. Such a case is
`Certainty.PERHAPS`: the model then takes either answer.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import IntEnum

from tests.no_lost_edit.texts import Content, Unit, Value


class Certainty(IntEnum):
    """How surely the design says that something is so."""

    NO = 0
    PERHAPS = 1
    YES = 2


@dataclass
class Knowledge:
    """Everything but the draft itself."""

    upstream: Content
    sent: dict[Unit, set[Value]] = field(default_factory=lambda: defaultdict(set))
    """Values that went out since upstream last said something else of the unit."""
    sent_ever: dict[Unit, set[Value]] = field(default_factory=lambda: defaultdict(set))
    orders_sent: dict[int, list[tuple[int, ...]]] = field(default_factory=lambda: defaultdict(list))
    replaced: dict[Unit, Value] = field(default_factory=dict)
    """Of a unit that upstream took from an edit made here: what upstream had said until then."""
    before_edits: dict[Unit, set[Value]] = field(default_factory=lambda: defaultdict(set))
    """All values that any edit made here took the place of."""
    origins: dict[Unit, Value] = field(default_factory=dict)
    """Of units that were edited here alone since they were as upstream says: that value."""
    editors: dict[Unit, str] = field(default_factory=dict)
    """Who edited a unit last."""

    def is_sent(self, unit: Unit, value: Value) -> Certainty:
        """Whether a value that comes in is one that upstream has, or that went out from here."""
        if value == self.upstream.get(unit) or value in self.sent[unit]:
            return Certainty.YES
        return Certainty.PERHAPS if value in self.sent_ever[unit] else Certainty.NO

    def is_take_back(self, unit: Unit, value: Value) -> Certainty:
        """Whether a value that comes in is the one from before an edit made here that upstream already had."""
        if unit in self.replaced and self.replaced[unit] == value:
            is_presence = unit[0] == "place" and None in (value, self.upstream.get(unit))
            return Certainty.YES if unit[0] != "place" or is_presence else Certainty.PERHAPS
        if value in self.before_edits[unit]:
            return Certainty.PERHAPS
        if unit[0] == "appeared" and any(_shares(value, each) for each in self.before_edits[unit]):
            return Certainty.PERHAPS
        return Certainty.NO

    def note_edit(self, before: Content, after: Content, editor: str, *, is_certain: bool = True) -> None:
        """Take note of what somebody changed in the draft. What a decision or an undo did is not certain."""
        for unit in before.values.keys() | after.values.keys():
            old, new, upstream = before.get(unit), after.get(unit), self.upstream.get(unit)
            if old == new:
                continue
            self.before_edits[unit].add(old)
            self.editors[unit] = editor
            if not is_certain or new == upstream:
                self.origins.pop(unit, None)
            elif old == upstream:
                self.origins[unit] = old

    def note_export(self, draft: Content) -> None:
        """Take note that the draft went out; what it does not have went out as missing."""
        for unit in draft.values.keys() | self.upstream.values.keys() | self.sent_ever.keys():
            if unit[0] == "place" or unit in draft.values or draft.has(unit[-1]):
                self.sent[unit].add(draft.get(unit))
                self.sent_ever[unit].add(draft.get(unit))
        for section, order in draft.order.items():
            self.orders_sent[section].append(order)

    def move_upstream(self, new: Content, draft: Content) -> None:
        """Take note of another upstream; `draft` is the one before it came in."""
        old = self.upstream
        for unit in old.values.keys() | new.values.keys():
            before, after = old.get(unit), new.get(unit)
            if before == after:
                continue
            is_ours = after == draft.get(unit) and self.origins.get(unit, _NEVER) == before
            if is_ours and _is_listed(unit, old, new):
                self.replaced[unit] = before
            else:
                self.replaced.pop(unit, None)
            self.sent.pop(unit, None)
            self.origins.pop(unit, None)
        self.upstream = new

    def forget_upstream(self, former: Content) -> None:
        """Take note that upstream is again what it was, after an upload was undone."""
        old = self.upstream
        for unit in old.values.keys() | former.values.keys():
            if old.get(unit) != former.get(unit):
                self.replaced.pop(unit, None)
                self.sent.pop(unit, None)
                self.origins.pop(unit, None)
        self.upstream = former


_NEVER = object()


def _shares(value: Value, other: Value) -> bool:
    """Whether two appearances share the venue or the year."""
    return bool(value and other) and (value.venue == other.venue or value.year == other.year)


def _is_listed(unit: Unit, old: Content, new: Content) -> bool:
    """Whether a unit is of a paper that both have, or of none: a field of an entry that came or went is no edit."""
    if unit[0] in ("place", "heading", "preface", "remark", "newline"):
        return unit[0] != "newline"
    return old.has(unit[1]) and new.has(unit[1])
