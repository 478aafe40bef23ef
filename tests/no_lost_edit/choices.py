"""What the people of these histories write: few words, so that both sides often write the same."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from tests.no_lost_edit.forms import Appearance, Entry, Form
from tests.no_lost_edit.texts import Content, write

BIRDS = (
    "Sparrow Heron Falcon Robin Finch Wren Kestrel Plover Osprey Swift Magpie Curlew Dunlin Gannet Jackdaw Kittiwake "
    "Lapwing Merlin Nuthatch Oriole Pelican Quail Raven Starling Turnstone Vulture Warbler Yellowhammer Zebra Bittern "
    "Cormorant Dipper Egret Fulmar Goshawk Hoopoe Ibis Jay Kingfisher Linnet"
).split()
"""The first word of each paper's title, which nobody edits."""
TAILS = ("models count seeds", "models wait for rain", "networks learn songs", "networks cross the sea", "agents nest")
VENUES = ("ICLR", "ICML", "NeurIPS", "ACL", "EMNLP")
YEARS = (2020, 2021, 2022, 2023, 2024)
TYPES = ("Empirical", "Theoretical", "Survey")
AUTHORS = ("Ann Roe, Jane Doe", "Ada Lovelace, Emmy Noether", "Grace Hopper, Mary Somerville, Ann Roe")
NOTES = ("read it first", "a long one", "with a proof")
EXTRAS = ("seen by ab", "seen by cd", "to be read again")
WORDS = ("Habits", "Food and Water", "Songs", "Journeys", "Nests")
SENTENCES = ("what they do.", "what is known of it.", "a short one.", "those above were read.", "more are to come.")


@dataclass
class Choices:
    """Draws what somebody does; `paper` and `section` are the numbers that the next new ones get."""

    luck: Random
    form: Form
    paper: int = 1
    section: int = 1
    kind: str = ""
    """Of the last edit on either side: the next one is often of the same kind, and of the same paper."""
    subject: int = 0
    is_contested: bool = False

    def pick(self, options: Collection[Any]) -> Any:
        return self.luck.choice(list(options))

    def pick_edit(self, edits: Collection[str]) -> str:
        """Return the kind of an edit, which the other side's next edit is likely to have, too."""
        chosen = self.kind if self.kind in edits and self.one_in(3) else self.pick(sorted(edits))
        self.is_contested = chosen == self.kind and self.coin()
        self.kind = chosen
        return chosen

    def pick_paper(self, papers: Collection[int]) -> int:
        """Return the paper that was edited last, if this edit is to meet that one; else often one of the first two."""
        ordered = sorted(papers)
        if self.is_contested and self.subject in ordered:
            return self.subject
        self.subject = self.pick(ordered[:2] if self.coin() else ordered)
        return self.subject

    def pick_other(self, options: Sequence[Any], value: Any) -> Any:
        return self.pick([each for each in options if each != value])

    def coin(self) -> bool:
        return self.one_in(2)

    def one_in(self, number: int) -> bool:
        return self.luck.randrange(number) == number - 1

    def shuffle(self, options: Collection[Any]) -> tuple[Any, ...]:
        return tuple(self.luck.sample(list(options), len(options)))

    @property
    def has_papers(self) -> bool:
        """Whether there is another paper to add."""
        return self.paper <= len(BIRDS)

    def number_paper(self) -> int:
        self.paper += 1
        return self.paper - 1

    def number_section(self) -> int:
        self.section += 1
        return self.section - 1

    def title(self, paper: int, now: str = "") -> str:
        return f"{BIRDS[paper - 1]} {self.pick_other(TAILS, now.partition(' ')[2])}"

    def address(self) -> str:
        return f"https://example.org/{self.pick('abcd')}"

    def appearance(self, content: Content | None = None) -> Appearance:
        """With a track in some; where a README is given, only if one of its entries shows where tracks stand."""
        venue = self.pick(VENUES)
        is_shown = content is None or any(each.appeared and each.appeared.track for each in content.entries.values())
        has_track = self.form.has_tracks and is_shown and venue in ("ACL", "EMNLP") and self.coin()
        return Appearance(venue, self.pick(YEARS), "Findings" if has_track else "")

    def change_appearance(self, now: Appearance | None, content: Content | None = None) -> Appearance:
        """Often one part alone, so that the other side can change the other part."""
        if now is None or self.one_in(3):
            return self.appearance(content)
        if self.coin():
            return replace(now, year=self.pick_other(YEARS, now.year))
        return replace(now, venue=self.pick_other(VENUES, now.venue), track="")

    def change_types(self, now: Sequence[str]) -> tuple[str, tuple[str, ...]]:
        """An evidence type, and the types of an entry with or without it, as it had it not or had it."""
        each = self.pick(TYPES)
        return each, tuple(one for one in now if one != each) if each in now else (*now, each)

    def change_link(self, now: Sequence[tuple[str, str]]) -> tuple[str, str | None]:
        """A label, and the address under it; None if it goes."""
        label = self.pick(self.form.links)
        return label, None if label in dict(now) and self.one_in(3) else self.address()

    def entry(self) -> Entry:
        """A new paper's entry, as somebody writes it."""
        number, fields = self.number_paper(), self.form.fields
        values: dict[str, Any] = {"title": self.title(number), "appeared": self.appearance()}
        if "evidence" in fields:
            values["evidence"] = tuple(each for each in TYPES[:2] if self.coin()) or TYPES[:1]
        if "authors" in fields:
            values["authors"] = self.pick(AUTHORS)
        if "note" in fields and self.one_in(3):
            values["note"] = self.pick(NOTES)
        if "extra" in fields and self.one_in(3):
            values["extra"] = self.pick(EXTRAS)
        if self.one_in(3):
            values["links"] = ((self.form.links[0], self.address()),)
        entry = Entry(number, **values)
        return replace(entry, slots={**entry.slots, "gap": "  "}) if "gap" in fields and self.one_in(4) else entry

    def first_readme(self) -> bytes:
        """A list of three to nine papers in three sections, the last of which may be empty."""
        counts = (self.luck.randint(2, 4), self.luck.randint(1, 3), self.luck.randint(1 if self.form.head else 0, 2))
        sections = []
        for count in counts:
            number = self.number_section()
            under: list[Entry | str] = [f"About part {number}: {self.pick(SENTENCES)}"] if self.coin() else []
            for index in range(count):
                under.append(self.entry())
                if index == 1 and not self.form.head:
                    under.append(f"Remark {number}: {self.pick(SENTENCES)}")
            sections.append((number, WORDS[number - 1], under))
        return write(self.form, sections)


def list_removable(content: Content, form: Form) -> list[int]:
    """The papers that can go from where they are: a table keeps its last row, as one without rows is none."""
    least = 1 if form.head else 0
    return sorted(pk for order in content.order.values() if len(order) > least for pk in order)
