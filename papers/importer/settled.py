"""What a merge comes to: rows, the layout that they stand against, and the draft of both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from papers.importer.ancestors import rows_against
from papers.importer.pairing import DraftReading
from papers.importer.reading import Readings
from papers.layout.rows import Rows
from papers.layout.wishes import Adopted, is_as_imported, owners_of, wanted, wanted_with_owners
from papers.readme.reader import read
from papers.readme.vocabulary import Vocabulary
from papers.readme.writer import write


@dataclass(frozen=True)
class Settled:
    """All rows as they shall be, against the layout as it shall be; new rows have negative keys."""

    rows: Rows
    content: bytes
    """The layout."""
    adopted: Adopted
    """What of the layout has, or had, a row."""
    names: Vocabulary
    """With the evidence types that come with it."""

    @property
    def is_current(self) -> bool:
        """Whether the layout is what the rows say."""
        return is_as_imported(self.rows, self.adopted)

    def draft(self) -> bytes:
        """Return the README that an export would write. Raises LayoutError and WriteError."""
        if self.is_current:
            return self.content
        document = read(self.content, self.names)
        return write(document, wanted(self.rows, document, self.adopted), self.names)


def stand_against(settled: Settled, upstream: Any, draft: bytes, readings: Readings) -> Settled:
    """Return the same with another Revision as upstream, to which the rows are aligned anew."""
    document = read(settled.content, settled.names)
    if settled.is_current:
        owners = owners_of(settled.rows, document)
    else:
        owners = wanted_with_owners(settled.rows, document, settled.adopted)[1]
    known = DraftReading(readings.read(draft), owners)
    view = rows_against(settled.rows, readings.read(upstream.data), known)[0]
    return replace(settled, rows=replace(settled.rows, upstream=view))
