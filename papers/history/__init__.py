"""Who changed what, over django-simple-history: kept, told apart in readers' words, and restored."""

from papers.history.differences import Difference, Names, differences
from papers.history.records import keep_baseline, note, note_deletion, present
from papers.history.restoring import RestoreRefusedError, restore
from papers.history.steps import take_step
from papers.history.timeline import Change, merged_into, timeline

__all__ = [
    "Change",
    "Difference",
    "Names",
    "RestoreRefusedError",
    "differences",
    "keep_baseline",
    "merged_into",
    "note",
    "note_deletion",
    "present",
    "restore",
    "take_step",
    "timeline",
]
