"""The citation formats that any set of papers can be downloaded in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from papers.citations import bibtex, csl, ris
from papers.models import Paper


@dataclass(frozen=True, slots=True)
class Format:
    suffix: str
    """Of an address and a file name, without the dot."""
    name: str
    media_type: str
    """Without the charset, which is UTF-8."""
    write: Callable[[Iterable[Paper]], Iterator[str]]


FORMATS: Final = (
    Format("bib", "BibTeX", bibtex.MEDIA_TYPE, bibtex.entries),
    Format("ris", "RIS", ris.MEDIA_TYPE, ris.records),
    Format("csl.json", "CSL-JSON", csl.MEDIA_TYPE, csl.documents),
)
