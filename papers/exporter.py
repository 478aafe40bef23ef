"""The database as a README. Nothing here changes a row; a file that was written leaves a Revision."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from django.db import transaction

from papers.layout.changes import Changes
from papers.layout.edits import changes
from papers.layout.rows import Rows, vocabulary
from papers.layout.wishes import Adopted, LayoutError, is_as_imported, wanted, wanted_with_listings
from papers.models import Listing, Revision
from papers.readme import collector
from papers.readme.excerpt import excerpt as excerpt_of
from papers.readme.file import read_regular_file, replace_file
from papers.readme.reader import read
from papers.readme.records import Document
from papers.readme.wanted import WriteError
from papers.readme.writer import write

Progress = Callable[[str], None]
T = TypeVar("T")


class ExportRefusedError(ValueError):
    """An export that would lose something, unless it is forced; `reason` without a word on that."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(f"{reason} ({hint})" if hint else reason)
        self.reason = reason


@dataclass(frozen=True)
class Preview:
    """What an export would write, against the base that it starts from."""

    base: Any
    """The Revision; None before the first import."""
    before: bytes
    content: bytes
    changes: Changes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


class UnwritableError(Exception):
    """What was saved cannot be exported; carries the exporter's reason."""

    def __init__(self, trouble: WriteError | LayoutError) -> None:
        super().__init__(str(trouble))
        self.trouble = trouble


def render(*, force: bool = False, progress: Progress = lambda step: None) -> bytes:
    """The README of the rows as they are: the base's own bytes where nobody edited.

    Raises LayoutError and WriteError where the README cannot say what the rows say, and ExportRefusedError for a
    database without listings.
    """
    if not force:
        _refuse_nothing()
    with collector.set_aside():
        return _rendered(progress)


def export_trouble() -> WriteError | LayoutError | None:
    """Why the rows cannot be written as a README; None if they can."""
    try:
        render(force=True)
    except (WriteError, LayoutError) as trouble:
        return trouble
    return None


def checked(change: Callable[[], T]) -> T:
    """Makes a change in one transaction. Raises UnwritableError, with nothing changed, where the README could not say
    what it leads to; trouble that was there before is not the change's."""
    try:
        with transaction.atomic():
            made = change()
            if trouble := export_trouble():
                raise UnwritableError(trouble)
            return made
    except UnwritableError as error:
        before = export_trouble()
        if before is None or str(before) != str(error.trouble):
            raise
    with transaction.atomic():
        return change()


def preview() -> Preview:
    """As `render`, which raises the same, and what it changes in words."""
    _refuse_nothing()
    with collector.set_aside():
        loaded = _loaded()
        base = loaded.base
        if loaded.is_current:
            return Preview(loaded.revision, base, base, Changes())
        names = vocabulary()
        document = read(base, names)
        wish, listings = wanted_with_listings(loaded.rows, document, loaded.adopted)
        content = write(document, wish, names)
        return Preview(loaded.revision, base, content, changes(document, wish, listings, loaded.rows))


def excerpt(papers: Collection[int]) -> bytes:
    """The README's entries of these papers (by their rows), as `render` would write them, under their headings.

    Raises what `render` raises. It reads the README that it takes them from, and takes as long as an export and more.
    """
    chosen = frozenset(papers)
    with collector.set_aside():
        document, owners = listed_entries()
        return excerpt_of(document, [index for index, owner in enumerate(owners) if owner in chosen])


def listed_entries() -> tuple[Document, list[int | None]]:
    """The README of the rows, read, and whose each of its entries is; None for one that only today's reader finds.

    Raises what `render` raises, and takes as long as an export and a reading.
    """
    _refuse_nothing()
    _, base, adopted, rows, is_current = _loaded()
    names = vocabulary()
    document = read(base, names)
    if is_current:
        anchored = {listing.anchor: listing.paper for listing in rows.listings.values()}
        return document, [anchored.get(entry.start) for entry in document.entries]
    wish, listings = wanted_with_listings(rows, document, adopted)
    owners = [None if pk is None else rows.listings[pk].paper for pk in listings]
    del rows
    content = write(document, wish, names)
    # What was written was read again and refused unless its entries are the wanted ones in their order.
    return document if content == base else read(content, names), owners


def _refuse_nothing() -> None:
    if not Listing.objects.exists():
        raise ExportRefusedError("the database has no listings", "--force exports it nevertheless")


class _Loaded(NamedTuple):
    revision: Any
    base: bytes
    adopted: Adopted
    """What of the base got a row."""
    rows: Rows
    is_current: bool
    """Whether the base is what the rows say."""


def _loaded() -> _Loaded:
    with transaction.atomic():
        revision = Revision.objects.base()
        rows = Rows.load()
    base = bytes(revision.content) if revision else b""
    adopted = Adopted.of(revision.adopted if revision else {})
    return _Loaded(revision, base, adopted, rows, bool(revision) and is_as_imported(rows, adopted))


def _rendered(progress: Progress) -> bytes:
    _, base, adopted, rows, is_current = _loaded()
    if is_current:
        return base
    progress("reading")
    names = vocabulary()
    document = read(base, names)
    progress("writing")
    wish = wanted(rows, document, adopted)
    # The writer reads its result again: with the rows gone, 100,000 entries stay within a gigabyte.
    del rows
    return write(document, wish, names)


def export_readme(
    path: Path,
    *,
    user: Any = None,
    force: bool = False,
    progress: Progress = lambda step: None,
    seen: str = "",
) -> bytes:
    """Renders into a file; refuses to overwrite one that is no known Revision. OSError leaves it as it was.

    `seen` is the sha256 of what somebody has looked at: what would be another README now is not written.
    """
    content = render(force=force, progress=progress)
    if seen and seen != hashlib.sha256(content).hexdigest():
        raise ExportRefusedError("the database has changed since this was shown")
    # Not the file itself: a link in its place is refused, not followed.
    path = path.parent.resolve() / path.name
    if not force:
        refuse_unknown(path)
    with transaction.atomic():
        _remember(content, str(path), user)
        replace_file(path, content)
    return content


def refuse_unknown(path: Path) -> None:
    """Raises ExportRefusedError for a file that is no known Revision, and OSError for one that cannot be read."""
    try:
        content = read_regular_file(path)
    except FileNotFoundError:
        return
    if not Revision.objects.of(hashlib.sha256(content).hexdigest()).exists():
        raise ExportRefusedError(
            "holds what was never imported or exported here; import it first", "--force overwrites it"
        )


def _remember(content: bytes, source: str, user: Any) -> None:
    sha256 = hashlib.sha256(content).hexdigest()
    if not Revision.objects.of(sha256).exists():
        Revision.objects.create(
            content=content,
            sha256=sha256,
            size=len(content),
            origin=Revision.Origin.EXPORT,
            source=source,
            user=user,
        )
