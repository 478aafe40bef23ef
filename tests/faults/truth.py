"""What pages may show while papers are edited: a title has a number, "Edition 17", and a paper has a file with two.

The first is the last number whose writing has begun, the second the last one that was committed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

NUMBER = re.compile(r"Edition (\d+)")


@dataclass(frozen=True)
class Truth:
    folder: Path

    def note(self, slug: str, begun: int, committed: int) -> None:
        self.folder.mkdir(exist_ok=True)
        written = self.folder / f"{slug}.new"
        written.write_text(f"{begun} {committed}")
        written.replace(self.folder / slug)

    def numbers(self, slug: str) -> tuple[int, int] | None:
        """None for what has none."""
        file = self.folder / slug
        if not file.is_file():
            return None
        begun, committed = file.read_text().split()
        return int(begun), int(committed)

    def committed(self, slug: str) -> int:
        return (self.numbers(slug) or (0, 0))[1]


def slug_of(path: str) -> str:
    """Of the paper whose page is at `path`; of other pages something that no paper is called."""
    return path.strip("/").rpartition("/")[2]


def shown_number(text: str) -> int:
    """0 for a title that nobody has numbered yet."""
    found = NUMBER.search(text)
    return int(found[1]) if found else 0
