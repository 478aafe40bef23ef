"""The two sides and what goes from one to the other by the repository; after each step the draft is as foreseen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import override_settings
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from papers.exporter import ExportRefusedError, UnwritableError
from papers.importer import ImportRefusedError, Report, Role
from tests.no_lost_edit import doors, maintainer
from tests.no_lost_edit.choices import TYPES, Choices
from tests.no_lost_edit.draft_edits import choose_edit
from tests.no_lost_edit.forms import FORMS, Form
from tests.no_lost_edit.knowledge import Certainty, Knowledge
from tests.no_lost_edit.prediction import Kind, Prediction, Sides, join, predict
from tests.no_lost_edit.repository import Request, merge
from tests.no_lost_edit.text_edits import TextEdit
from tests.no_lost_edit.texts import WORDING, Content, Unit, UnknownLineError, Value, may_bare_remark, parse
from tests.no_lost_edit.verdicts import find_subject, find_wrong

LUCK = st.randoms(use_true_random=False)
EDITORS = ("ada", "bob")
RECENT = 3
"""How many of the repository's former READMEs people still work from."""


@dataclass
class Import:
    """What an undo needs to know of an import."""

    before: Content
    after: Content
    upstream_before: bytes
    is_handed_in: bool


class TwoSides(RuleBasedStateMachine):
    """A database here, a repository there."""

    def __init__(self) -> None:
        super().__init__()
        self.content = b""
        self.incoming = 0
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(TemporaryDirectory()))
        self.path = self.folder / "README.md"
        self.stack.enter_context(override_settings(SURVEY_README=self.path))
        self.stack.enter_context(transaction.atomic())
        self.stack.callback(transaction.set_rollback, True)
        self.users = {name: get_user_model().objects.create_user(name) for name in EDITORS}

    def teardown(self) -> None:
        note(f"the draft:\n{self.content.decode()}")
        self.stack.close()

    @initialize(luck=LUCK, form=st.sampled_from(FORMS), is_clone=st.booleans(), is_wide=st.booleans())
    def import_first(self, luck: Random, form: Form, is_clone: bool, is_wide: bool) -> None:
        self.choices, self.form, self.is_clone = Choices(luck, form), form, is_clone
        if is_clone:
            (self.folder / ".git").mkdir()
        content = self.choices.first_readme()
        self.repository = self.upstream = content.replace(b"\n", b"\r\n") if is_wide else content
        self.versions = [self.repository]
        self.known_versions = [self.repository]
        self.requests: list[Request] = []
        self.merged: list[Request] = []
        self.newest_import: Import | None = None
        self.hidden: dict[int, dict[Unit, Value]] = {}
        self.made: set[int] = set()
        """Papers listed here whose entry no README has brought: their wording follows their neighbours'."""
        self.draft = self.parse(self.repository)
        self.known = Knowledge(self.draft)
        self.path.write_bytes(self.repository)
        self.log(f"import the first README\n{self.repository.decode()}")
        assert doors.take_in(self.repository, Role.REPOSITORY, source=str(self.path)).is_applied
        maintainer.add_evidence_types(TYPES)
        self.check_draft(self.draft)

    @rule(luck=LUCK)
    def act(self, luck: Random) -> None:
        """Take one step. One rule alone, as Hypothesis leaves rules out of whole sequences where there are several."""
        self.choices.luck = luck
        steps = self.list_steps()
        self.choices.pick([step for step, weight in steps.items() for _ in range(weight)])()

    def list_steps(self) -> dict[Callable[[], None], int]:
        """What can be done now, and how often it is."""
        found = {self.edit_here: 5, self.edit_there: 4, self.import_repository: 5, self.send: 2}
        found[self.write_survey_file] = 1
        if self.requests:
            found[self.merge_request] = 4
        if self.merged:
            found[self.revert_request] = 1
        if self.is_clone:
            found[self.import_survey_file] = 1
        return found

    # Edits on either side

    def edit_here(self) -> None:
        user, edit = self.pick_user(), choose_edit(self.draft, self.choices)
        self.log(f"here, {user}: {edit.what}")
        before, expected = self.draft, edit.expect(self.draft)
        try:
            edit.make(user)
        except UnwritableError:
            assert may_bare_remark(before, expected)
            self.check_draft(before)
            return
        self.made = (self.made | expected.papers_placed() - before.papers) & expected.papers_placed()
        self.check_draft(expected, edited=edit.edited, open_units=edit.open_units)
        self.note_edit(before, user.username)

    def edit_there(self) -> None:
        self.commit(self.edit_text(self.repository, "there"))

    def edit_text(self, content: bytes, where: str) -> bytes:
        """Make one to three edits of a README as text."""
        for _ in range(self.choices.luck.randint(1, 3)):
            edit = TextEdit(content, self.choices)
            self.log(f"{where}: {edit.make()}")
            content = edit.lines.content()
        return content

    def commit(self, content: bytes) -> bool:
        """Make a README the repository's newest, if it is still a list of its form."""
        if content == self.repository or not self.is_list(content):
            self.log("there: not committed")
            return False
        self.repository = content
        self.versions.append(content)
        if not self.is_clone:
            self.path.write_bytes(content)
        return True

    def is_list(self, content: bytes) -> bool:
        """Whether each paper stands there once, and tables have rows."""
        try:
            return all(self.parse(content).order.values()) or not self.form.head
        except UnknownLineError:
            return False

    # From here to there

    def send(self) -> None:
        """Export the draft for a request: to standard output, or into a file that is not the survey's."""
        user = self.pick_user()
        self.log("send the draft")
        if self.choices.coin():
            content = doors.export_to_stdout(user)
        else:
            content = doors.export_to_file(self.folder / f"draft-{len(self.requests)}.md", user)
        self.note_export(content)

    def write_survey_file(self) -> None:
        """Write the survey's file: on a branch of a clone, or where it is all the repository there is."""
        self.log("write the survey's file")
        before = self.path.read_bytes()
        if before not in doors.list_revisions():
            with pytest.raises(ExportRefusedError):
                doors.export_to_file(self.path, self.pick_user())
            assert self.path.read_bytes() == before
            self.check_draft(self.draft)
            return
        content = doors.export_to_file(self.path, self.pick_user())
        assert self.path.read_bytes() == content
        if not self.is_clone:
            self.upstream = self.repository = content
            self.versions.append(content)
            self.made.clear()
            self.known.move_upstream(self.draft, self.draft)
            self.newest_import = None
        self.note_export(content)

    def note_export(self, content: bytes) -> None:
        assert content == doors.render()
        self.requests.append(Request(self.upstream, content))
        self.known_versions.append(content)
        self.known.note_export(self.draft)
        self.check_draft(self.draft)

    def merge_request(self) -> None:
        how = self.choices.pick(["alone", "with a fix", "but for one hunk"])
        request = self.choices.pick(self.requests[-RECENT:])
        chosen = request.hunks
        if how == "but for one hunk" and chosen:
            chosen.remove(self.choices.pick(chosen))
        self.log(f"there: merge a request {how}")
        before = self.repository
        if self.commit(merge(request, chosen, self.repository)):
            self.merged.append(Request(before, self.repository))
        if how == "with a fix":
            self.commit(self.edit_text(self.repository, "there, with it"))

    def revert_request(self) -> None:
        request = self.choices.pick(self.merged).reverse
        self.log("there: revert a merged request")
        self.commit(merge(request, request.hunks, self.repository))

    # From there to here

    def import_repository(self) -> None:
        self.path.write_bytes(self.repository)
        self.come_in(self.repository, is_handed_in=False)

    def import_survey_file(self) -> None:
        """Import what the survey's file holds, be it the repository's or what was written there on a branch."""
        self.come_in(self.path.read_bytes(), is_handed_in=False)

    def come_in(self, content: bytes, *, is_handed_in: bool) -> None:
        self.incoming += 1
        self.log(f"{'upload' if is_handed_in else 'import'} the repository's README\n{content.decode()}")
        user, new, before, upstream = self.pick_user(), self.parse(content), self.draft, self.upstream
        source = "upload.md" if is_handed_in else str(self.path)
        predictions = [predict(self.sides(self.known.upstream, new, Kind.REPOSITORY))]

        def take_in(prefer: str | None) -> Report:
            return doors.take_in(
                content, Role.REPOSITORY, prefer=prefer, source=source, user=user, is_handed_in=is_handed_in
            )

        if self.bring_in(new, predictions, take_in, content):
            self.known.move_upstream(new, before)
            self.note_arrival(content, before, upstream, user, is_handed_in=is_handed_in)

    def note_arrival(self, content: bytes, before: Content, upstream: bytes, user: Any, *, is_handed_in: bool) -> None:
        self.known_versions.append(content)
        self.note_edit(before, user.username, is_certain=False)
        # Whether one that changes nothing is an import to be undone is nobody's concern.
        is_change = before.differs(self.draft) or upstream != self.upstream
        self.newest_import = Import(before, self.draft, upstream, is_handed_in) if is_change else None

    def pick_user(self) -> Any:
        return self.users[self.choices.pick(EDITORS)]

    def sides(self, ancestor: Content, new: Content, kind: Kind) -> Sides:
        return Sides(ancestor, self.draft, new, self.known, kind, self.hidden)

    # What is checked

    def bring_in(
        self, new: Content, predictions: Iterable[Prediction], attempt: Callable[[str | None], Report], upstream: bytes
    ) -> bool:
        """Let a README in; return whether it was. What is refused changes nothing."""
        made, self.made = self.made, self.made - new.papers
        try:
            self.decide(join(predictions), attempt, upstream)
        except ImportRefusedError:
            assert may_bare_remark(self.draft, new)
            self.made = made
            self.check_draft(self.draft)
            return False
        return True

    def decide(self, prediction: Prediction, attempt: Callable[[str | None], Report], upstream: bytes) -> None:
        """Ask for nothing first; then, if there are conflicts, decide all of them for one side."""
        content = doors.render()
        report = attempt(None)
        for each in report.conflicts:
            note(f"conflict: {each}")
        asked = {find_subject(each) for each in report.conflicts}
        must, may = (prediction.asked(certainty) for certainty in (Certainty.YES, Certainty.PERHAPS))
        assert must <= asked, f"nothing was asked about {must - asked}"
        assert asked <= may, f"needlessly asked about {asked - may}"
        prefer = None
        if report.conflicts:
            assert not report.is_applied
            self.check_same(doors.render(), content)
            self.check_same(doors.read_upstream(), self.upstream)
            prefer = self.choices.pick(["readme", "database"])
            self.log(f"decide for {prefer}")
            report = attempt(prefer)
        assert report.is_applied or report.is_same
        self.upstream = upstream
        self.content = doors.render()
        actual = self.parse(self.content)
        wrong = find_wrong(prediction, actual, prefer, self.list_unsettled())
        assert not wrong, "\n".join(wrong)
        self.draft = actual
        self.check_upstream()

    def check_draft(
        self, expected: Content, *, edited: Collection[int] = (), open_units: Collection[Unit] = ()
    ) -> None:
        """Check that the draft says exactly this, and has the own bytes of entries that were not edited; go on."""
        self.content = doors.render()
        actual = self.parse(self.content)
        names = (expected.values.keys() | actual.values.keys()) - set(open_units) - self.list_unsettled()
        pairs = {unit: (expected.get(unit), actual.get(unit)) for unit in names}
        differing = {unit: pair for unit, pair in pairs.items() if pair[0] != pair[1]}
        assert not differing, f"expected, actual: {differing}"
        assert actual.order == expected.order
        for pk, entry in actual.entries.items():
            # One that waits to be sent is written anew with each export, as its neighbours are.
            is_upstreams = expected.entries.get(pk) == self.known.upstream.entries.get(pk)
            assert pk in edited or not is_upstreams or entry == expected.entries[pk]
        self.draft = actual
        self.check_upstream()

    def check_upstream(self) -> None:
        """Check which README is upstream; and, now and then, that the draft could take its place."""
        self.check_same(doors.read_upstream(), self.upstream)
        if self.choices.one_in(3):
            self.check_adoption()

    def check_adoption(self) -> None:
        """If the repository said what the draft says, nothing would change, and nothing would be pending."""
        with transaction.atomic():
            report = doors.take_in(self.content, Role.REPOSITORY, source=str(self.path))
            assert not report.conflicts, report.conflicts
            self.check_same(doors.render(), self.content)
            self.check_same(doors.read_upstream(), self.content)
            transaction.set_rollback(True)

    def check_same(self, actual: bytes, expected: bytes) -> None:
        difference = unified_diff(expected.decode().splitlines(True), actual.decode().splitlines(True), n=0)
        assert actual == expected, "".join(difference)

    def list_unsettled(self) -> set[Unit]:
        return {(name, pk) for pk in self.made for name in WORDING}

    def note_edit(self, before: Content, editor: str, *, is_certain: bool = True) -> None:
        """Take note of what somebody changed here, and of what is edited in entries that are gone."""
        self.known.note_edit(before, self.draft, editor, is_certain=is_certain)
        upstream = self.known.upstream
        for pk in before.papers - self.draft.papers:
            units = before.of(pk) | upstream.of(pk)
            edits = {unit: before.get(unit) for unit in units if before.get(unit) != upstream.get(unit)}
            self.hidden[pk] = self.hidden.get(pk, {}) | {unit: edits[unit] for unit in edits if unit[0] != "place"}
        for pk in self.draft.papers - before.papers:
            self.hidden.pop(pk, None)

    def parse(self, content: bytes) -> Content:
        return parse(content, self.form)

    def log(self, step: str) -> None:
        note(f"--- {step}")
