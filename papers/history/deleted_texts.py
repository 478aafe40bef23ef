"""Where the entries and headings of deleted rows stand in the texts under the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from papers.layout.rows import vocabulary
from papers.layout.wishes import Adopted
from papers.models import Listing, Revision, Section
from papers.readme.reader import read


@dataclass(frozen=True)
class Text:
    """One text's headings and entries by where they start, and which of them have a row."""

    entries: Mapping[int, str] = field(default_factory=dict)
    headings: Mapping[int, str] = field(default_factory=dict)
    adopted: Adopted = field(default_factory=Adopted)

    @classmethod
    def load(cls, revision: Any) -> Text:
        if revision is None:
            return cls()
        source = revision.data
        document = read(source, vocabulary())
        return cls(
            {each.start: _fold(document.source.data[each.start : each.end]) for each in document.entries},
            {
                each.start: _fold(document.source.data[each.start : each.end])
                for each in document.sections
                if each.level
            },
            Adopted.of(revision.adopted),
        )

    def of(self, model: type[Any], anchor: int | None) -> str:
        """Return the entry or heading that starts there; empty where none does."""
        return "" if anchor is None else self._pieces(model).get(anchor, "")

    def find(self, model: type[Any], text: str, anchor: int, taken: set[int]) -> int | None:
        """Return where the text stands without a row, at this anchor or else nearest to it; None where it does not."""
        adopted = self.adopted.entries if model is Listing else self.adopted.sections
        free = [at for at, piece in self._pieces(model).items() if piece == text and at in adopted and at not in taken]
        return min(free, key=lambda at: abs(at - anchor), default=None) if text else None

    def _pieces(self, model: type[Any]) -> Mapping[int, str]:
        return self.entries if model is Listing else self.headings


@dataclass(frozen=True)
class Texts:
    """The two texts that rows stand against."""

    layout: Text
    upstream: Text

    @classmethod
    def load(cls, *, are_needed: bool = True) -> Texts:
        """Read the layout, and upstream where that is another text. Without a need, none is read."""
        if not are_needed:
            return cls(Text(), Text())
        layout, upstream = Revision.objects.layout(), Revision.objects.upstream()
        text = Text.load(layout)
        return cls(text, text if layout == upstream else Text.load(upstream))


def taken_anchors(name: str) -> dict[type[Any], set[int]]:
    """Return the anchors in a text, by the name of their column, that rows have."""
    return {
        model: set(model.objects.filter(**{f"{name}__isnull": False}).values_list(name, flat=True))
        for model in (Listing, Section)
    }


def _fold(source: bytes) -> str:
    """Newlines of another kind make no other text."""
    return source.replace(b"\r\n", b"\n").replace(b"\r", b"\n").decode()
