"""Who changed what, over django-simple-history: kept, told apart in readers' words, restored and brought back."""

from papers.history.deletion import delete_rows, note_deletions
from papers.history.differences import Difference, Names, differences
from papers.history.records import keep_baseline, note, note_deletion, present
from papers.history.restoring import RestoreRefusedError, restore
from papers.history.return_plan import BringBackRefusedError, plan_return
from papers.history.section_content import SectionMoveRefusedError
from papers.history.section_deletion import delete_sections
from papers.history.steps import take_step
from papers.history.timeline import Change, merged_into, timeline
from papers.history.undeletion import BroughtBack, bring_back, list_deleted

__all__ = [
    "BringBackRefusedError",
    "BroughtBack",
    "Change",
    "Difference",
    "Names",
    "RestoreRefusedError",
    "SectionMoveRefusedError",
    "bring_back",
    "delete_rows",
    "delete_sections",
    "differences",
    "keep_baseline",
    "list_deleted",
    "merged_into",
    "note",
    "note_deletion",
    "note_deletions",
    "plan_return",
    "present",
    "restore",
    "take_step",
    "timeline",
]
