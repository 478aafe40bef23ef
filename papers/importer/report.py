"""What an import does, or would do."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sides that cannot both be followed. `line` is the new README's, or where it has none, the base's."""

    kind: str
    """`field`, `removed there`, `removed here`, `section removed there`, `text`; or `take-back`, where the README
    goes back behind an edit that it had already."""
    title: str
    """Of the paper or section."""
    field: str = ""
    here: str = ""
    """The value; of what was removed on the other side, what was edited on this one. So also `there`."""
    there: str = ""
    line: int | None = None
    who: str = ""
    """Who made the edit that would be taken back; empty where it is not known."""
    day: str = ""
    """When, as YYYY-MM-DD."""
    key: str = ""
    """The same for the same conflict of another run: names the row or, for what has none, its first byte."""

    def sides(self) -> tuple[str, str]:
        """What choosing the README, and what choosing the database comes to."""
        if self.kind in ("field", "take-back", "text"):
            return self.there, self.here
        there, here = _SIDES[self.kind]
        return there + (self.there and f" ({self.there})"), here + (self.here and f" ({self.here})")

    def __str__(self) -> str:
        at = f"line {self.line}: " if self.line else ""
        if self.kind == "field":
            return f"{at}{self.title}: {self.field} is {self.here!r} in the database and {self.there!r} in the README"
        if self.kind == "take-back":
            edit = f"{self.field} goes back to {self.there!r} from {self.here!r}"
            return f"{at}{self.title}: take-back of an edit by {self.who or 'somebody'} on {self.day}: {edit}"
        if self.kind == "text":
            return f"{at}{self.title}: the text is {self.here!r} here and {self.there!r} in the README"
        return f"{at}{self.title}: {_REASONS[self.kind]}"


_REASONS = {
    "removed there": "edited in the database, removed from the README",
    "removed here": "removed from the database, edited in the README",
    "section removed there": "removed from the README, holds listings or sections made in the database",
}
_SIDES = {
    "removed there": ("Remove it, as the README did", "Keep it, as it is here"),
    "removed here": ("List it, as the README has it", "Leave it removed"),
    "section removed there": ("Remove it with what was put into it here", "Keep it with what was put into it here"),
}


@dataclass
class Report:
    """Counts of listings, but for `papers_added`; `changed` names the fields that change for each paper or section."""

    added: int = 0
    papers_added: int = 0
    moved: int = 0
    removed: int = 0
    kept: int = 0
    changed: dict[str, list[str]] = field(default_factory=dict)
    sections_added: int = 0
    sections_removed: int = 0
    renamed: list[tuple[str, str]] = field(default_factory=list)
    """A removed and an added title at the same place: perhaps one paper, retitled and with another identifier."""
    evidence_types_added: list[str] = field(default_factory=list)
    venues_added: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    raw_bytes: int = 0
    is_same: bool = False
    """Whether there is nothing new in it."""
    is_own_export: bool = False
    """Whether it is known as an export from here, so that nothing was done."""
    is_far: bool = False
    """Whether a proposal shares under half of its entries with the version that it is taken to be made from."""
    is_applied: bool = False
    is_overtaken: bool = False
    """Whether this is another import than the one that was reviewed, so that nothing was written."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def lines(self) -> list[str]:
        """For people."""
        counts = f"{self.added} added, {self.moved} moved, {self.removed} removed, {self.kept} kept"
        if self.is_own_export:
            return ["This is an export from here: nothing was changed."]
        found = [] if self.is_applied or self.is_same else ["Nothing was changed. What this import comes to:"]
        found.append(f"Listings: {counts}; {self.papers_added} new papers")
        if self.sections_added or self.sections_removed:
            found.append(f"Sections: {self.sections_added} added, {self.sections_removed} removed")
        found += [f"Changed: {title}: {', '.join(names)}" for title, names in self.changed.items()]
        found += [f"Renamed? {before} -> {after}" for before, after in self.renamed]
        if self.evidence_types_added:
            found.append(f"New evidence types: {', '.join(self.evidence_types_added)}")
        if self.venues_added:
            found.append(f"New venues: {', '.join(self.venues_added)}")
        if self.is_far:
            found.append("It shares under half of its entries with the nearest known version of this list.")
        found.append(f"Not read as headings or papers: {self.raw_bytes} bytes")
        return found + [f"Conflict: {conflict}" for conflict in self.conflicts]
