"""`python -m papers.readme FILE`: what is read from a README, as JSON. Needs neither Django nor a database."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import Any

from papers.author_lists import listed_names
from papers.markdown.source import SourceError
from papers.readme.reader import read
from papers.readme.records import Document, Entry
from papers.readme.venues import BUILT_IN


def as_json(document: Document) -> dict[str, Any]:
    """The contract's structure: spans in bytes, lines from 1, null or empty for what an entry does not say."""
    return {
        "sections": [
            {
                "line": section.line,
                "level": section.level,
                "title": section.title,
                "path": list(document.path(section.index)),
            }
            for section in document.sections
            if section.level
        ],
        "entries": [_entry(document, entry) for entry in document.entries],
        "raw_bytes": document.raw_bytes,
    }


def _entry(document: Document, entry: Entry) -> dict[str, Any]:
    values = entry.values
    identifiers = values.identifiers
    return {
        "line": entry.line,
        "end_line": entry.end_line,
        "section": list(document.path(entry.section)),
        "title": values.title,
        "name": values.name or None,
        "authors": listed_names(values.authors),
        "venue": values.venue or None,
        "track": values.track or None,
        "year": values.year,
        "date": values.date or None,
        "evidence_types": list(values.evidence_types),
        "links": [{"label": link.label, "url": link.url} for link in values.links],
        "arxiv_id": identifiers.arxiv_id or None,
        "doi": identifiers.doi or None,
        "tags": list(values.tags),
        "note": values.note or None,
        "spans": {name: [place.start, place.end] for name, place in entry.places.items()},
    }


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python -m papers.readme FILE", file=sys.stderr)
        return 2
    path = Path(arguments[0])
    try:
        document = read(path.read_bytes(), BUILT_IN)
    except SourceError as error:
        print(f"{path}:{error.line}:{error.column}: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
        return 2
    json.dump(as_json(document), sys.stdout, ensure_ascii=False)
    print()
    return 0


if __name__ == "__main__":
    # A reader that closes the pipe early, as `head` does, has had enough: no error.
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main(sys.argv[1:]))
