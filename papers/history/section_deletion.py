"""Sections deleted with what stands in them, or without it: then that goes to another section."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from papers.exporter import checked
from papers.history.deletion import delete_noted, delete_rows, note_deletions
from papers.history.section_content import list_content, move_content
from papers.models import Section, Step


def delete_sections(sections: Sequence[Section], *, target: Section | None = None, user: Any = None) -> Step:
    """Delete sections as one step that can be undone, with all that is in them, papers excepted.

    With a target, their entries and the sections under them go to its end first, in their order. Raises
    SectionMoveRefusedError and UnwritableError, with nothing changed.
    """
    if target is None:
        return delete_rows(list_content(sections), user=user)

    def change() -> Step:
        with note_deletions(sections, user=user) as step:
            move_content(sections, target, user)
            delete_noted(sections)
        return step

    return checked(change)
