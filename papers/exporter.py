"""The draft: the database as a README. Nothing here changes a row of it; what goes out is noted as sent."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from django.db import DatabaseError, transaction

from papers.layout.rows import Rows, vocabulary
from papers.layout.sent import Sent, list_unsent, remember_sent
from papers.layout.wishes import (
    Adopted,
    LayoutError,
    Owners,
    is_as_imported,
    owners_of,
    wanted,
    wanted_with_owners,
)
from papers.models import Content, Revision, Step
from papers.readme import collector
from papers.readme.excerpt import excerpt as excerpt_of
from papers.readme.file import read_regular_file, replace_file
from papers.readme.reader import read
from papers.readme.records import Document
from papers.readme.wanted import WriteError
from papers.readme.writer import write

logger = logging.getLogger(__name__)

Progress = Callable[[str], None]
T = TypeVar("T")


class ExportRefusedError(ValueError):
    """An export that would lose something, unless it is forced; `reason` without a word on that."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(f"{reason} ({hint})" if hint else reason)
        self.reason = reason


class Rendering(NamedTuple):
    content: bytes
    unsent: Sequence[Sent]
    """What it says otherwise than upstream."""


class UnwritableError(Exception):
    """What was saved cannot be exported; carries the exporter's reason."""

    def __init__(self, trouble: WriteError | LayoutError) -> None:
        super().__init__(str(trouble))
        self.trouble = trouble


def render(*, force: bool = False, progress: Progress = lambda step: None) -> bytes:
    """Return the draft: the layout's own bytes where nobody edited.

    Raises LayoutError and WriteError where the README cannot say what the rows say, and ExportRefusedError for a
    database into which nothing was ever imported.
    """
    with collector.set_aside():
        return render_state(load_layout(force=force), progress, frees_rows=True)


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


def excerpt(papers: Collection[int], *, force: bool = False) -> bytes:
    """The README's entries of these papers (by their rows), as `render` would write them, under their headings.

    Raises what `render` raises. It reads the README that it takes them from, and takes as long as an export and more.
    """
    chosen = frozenset(papers)
    with collector.set_aside():
        document, owners = listed_entries(force=force)
        return excerpt_of(document, [index for index, owner in enumerate(owners) if owner in chosen])


def listed_entries(*, force: bool = False) -> tuple[Document, list[int | None]]:
    """Return the draft, read, and the paper of each of its entries; None for one that only today's reader finds.

    Raises what `render` raises, and takes as long as an export and a reading.
    """
    state = load_layout(force=force)
    papers = {pk: listing.paper for pk, listing in state.rows.listings.items()}
    document, owners = draft_of(state)
    return document, [None if pk is None else papers[pk] for pk in owners.listings]


@dataclass(frozen=True)
class LayoutState:
    """The layout as it is kept, and the rows that stand against it, of one moment."""

    revision: Any
    """None where nothing was ever imported."""
    content: bytes
    adopted: Adopted
    """What of the layout got a row."""
    rows: Rows

    @property
    def is_current(self) -> bool:
        """Whether the layout is what the rows say."""
        return self.revision is not None and is_as_imported(self.rows, self.adopted)


def load_layout(*, force: bool = False) -> LayoutState:
    """Raises ExportRefusedError where nothing was ever imported, unless forced."""
    with transaction.atomic():
        revision = Revision.objects.layout()
        if revision is None and not force:
            raise ExportRefusedError("nothing was imported yet", "--force exports what there is nevertheless")
        rows = Rows.load()
    return LayoutState(
        revision, revision.data if revision else b"", Adopted.of(revision.adopted if revision else {}), rows
    )


def draft_of(state: LayoutState) -> tuple[Document, Owners]:
    """Return the draft of a layout and its rows, read, with its owners. Raises LayoutError and WriteError."""
    names = vocabulary()
    document = read(state.content, names)
    if state.is_current:
        return document, owners_of(state.rows, document)
    wish, owners = wanted_with_owners(state.rows, document, state.adopted)
    content = write(document, wish, names)
    # What was written was read again and refused unless its entries are the wanted ones in their order.
    return document if content == state.content else read(content, names), owners


def render_to_send(*, force: bool = False, progress: Progress = lambda step: None) -> Rendering:
    """As `render`, with what `record_export` has to note once it went out."""
    with collector.set_aside():
        state = load_layout(force=force)
        unsent = list_unsent(state.rows.against_upstream)
        return Rendering(render_state(state, progress, frees_rows=True), unsent)


def render_state(state: LayoutState, progress: Progress = lambda step: None, *, frees_rows: bool = False) -> bytes:
    """As `render`, of one moment's layout and rows; these are let go of before writing if they are no longer needed."""
    if state.is_current:
        return state.content
    progress("reading")
    names = vocabulary()
    document = read(state.content, names)
    progress("writing")
    wish = wanted(state.rows, document, state.adopted)
    # The writer reads its result again: with the rows gone, 100,000 entries stay within a gigabyte.
    if frees_rows:
        state.rows.clear()
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
    rendering = render_to_send(force=force, progress=progress)
    content = rendering.content
    if seen and seen != hashlib.sha256(content).hexdigest():
        raise ExportRefusedError("the database has changed since this was shown")
    # Not the file itself: a link in its place is refused, not followed.
    path = path.parent.resolve() / path.name
    if not force:
        refuse_unknown(path)
    with transaction.atomic():
        record_export(rendering, str(path), user=user)
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


def record_export(rendering: Rendering, source: str, *, user: Any = None) -> None:
    """Note that the draft went out: what its values were counts as ours when it comes back.

    A database that cannot be written to, as a copy for reading, is no reason to refuse an export.
    """
    try:
        with transaction.atomic():
            kept = Content.objects.keep(rendering.content)
            if _is_news(kept):
                Revision.objects.create(content=kept, kind=Revision.Kind.EXPORT, source=source, user=user)
            remember_sent(rendering.unsent)
    except DatabaseError as error:
        logger.warning("an export was not noted: %s", error)


def _is_news(content: Content) -> bool:
    """Whether these bytes were not known since the newest deletion: what was deleted went out as deleted with them."""
    newest = content.revisions.order_by("-pk").first()
    return newest is None or Step.objects.filter(kind=Step.Kind.DELETION, created__gte=newest.created).exists()
