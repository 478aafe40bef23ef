"""All doors: besides the repository's traffic, corrections, uploads, proposals, and imports undone."""

from __future__ import annotations

from collections.abc import Callable
from operator import eq

from papers.importer import Report, Role
from tests.no_lost_edit import doors
from tests.no_lost_edit.machine import RECENT, TwoSides
from tests.no_lost_edit.prediction import Kind, predict
from tests.no_lost_edit.repository import changed_lines
from tests.no_lost_edit.text_edits import TextEdit
from tests.no_lost_edit.texts import fold


class EveryDoor(TwoSides):
    """A README can come in as anything that the project knows."""

    def list_steps(self) -> dict[Callable[[], None], int]:
        found = super().list_steps() | {self.correct_here: 2, self.upload_as_repository: 1, self.hand_in_proposal: 3}
        if self.newest_import:
            found[self.undo_import] = 2
        return found

    def correct_here(self) -> None:
        """Change text of the draft as a finding's correction does."""
        edit = TextEdit(doors.render(), self.choices)
        if what := edit.make_correction():
            user = self.pick_user()
            self.log(f"correction here, {user}: {what}")
            before, content = self.draft, edit.lines.content()
            report = doors.take_in(content, Role.CORRECTION, source="a correction", user=user)
            assert report.is_applied, report.conflicts
            self.check_draft(self.parse(content))
            self.note_edit(before, user.username)

    def upload_as_repository(self) -> None:
        """Hand in a README as the repository's: what it holds, or by mistake what it held, or an export."""
        self.come_in(self.pick_version(), is_handed_in=True)

    def hand_in_proposal(self) -> None:
        """Hand in somebody's README, made from any version that was ever public, edited or as it is."""
        content = self.pick_version()
        if not self.choices.one_in(4):
            content = self.edit_text(content, "proposal")
        if not self.is_list(content):
            return
        self.log(f"hand in a proposal\n{content.decode()}")
        before, user, new = self.draft, self.pick_user(), self.parse(content)
        ancestors = [self.parse(each) for each in self.find_nearest(content)]
        predictions = [predict(self.sides(each, new, Kind.PROPOSAL)) for each in ancestors]

        def take_in(prefer: str | None) -> Report:
            return doors.take_in(content, Role.PROPOSAL, prefer=prefer, source="proposal.md", user=user)

        if self.bring_in(new, predictions, take_in, self.upstream):
            self.note_arrival(content, before, self.upstream, user, is_handed_in=False)

    def undo_import(self) -> None:
        undone, self.newest_import = self.newest_import, None
        assert undone is not None
        user, before = self.pick_user(), self.draft
        self.log("undo the newest import")
        predictions = [predict(self.sides(undone.after, undone.before, Kind.UNDO))]
        upstream = undone.upstream_before if undone.is_handed_in else self.upstream
        if self.bring_in(undone.before, predictions, lambda prefer: doors.undo(prefer, user), upstream):
            self.known.forget_upstream(self.parse(upstream))
            self.note_edit(before, user.username, is_certain=False)

    def pick_version(self) -> bytes:
        return self.choices.pick([self.repository, *self.versions[-RECENT:], *self.known_versions[-RECENT:]])

    def find_nearest(self, content: bytes) -> list[bytes]:
        """Return the versions that a README may have been made from: nearest by one of the ways to count lines."""
        known = {fold(each): each for each in (*doors.list_revisions(), doors.render())}
        assert known.keys() >= {fold(each) for each in self.known_versions}
        sizes = {text: changed_lines(each, content) for text, each in known.items()}
        least = tuple(map(min, zip(*sizes.values(), strict=True)))
        return [known[text] for text, size in sizes.items() if any(map(eq, size, least))]
