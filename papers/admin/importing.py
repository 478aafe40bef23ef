"""An import from the admin: handed in, reviewed, confirmed or withdrawn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from papers.admin.discarding import DiscardViews
from papers.admin.import_form import MEGABYTE, ProposalForm, pasted_limit
from papers.admin.readme import UNEXPORTABLE, file_name, trouble_of
from papers.admin.telling import told
from papers.findings import find_unasked
from papers.importer import ImportRefusedError, Options, Prefer, Report, Review, Role, compare, import_readme, review
from papers.importer.comparison import Comparison
from papers.importer.pending import preview
from papers.importer.undoing import find_undoable
from papers.layout.wishes import LayoutError
from papers.markdown.source import MAX_BYTES
from papers.models import Content, ProposedImport, Revision
from papers.readme.wanted import WriteError
from papers.textdiff import difference

MOST_CONFLICTS: Final = 200
"""On one page; what there are more is decided together, as a browser may not send any number of fields."""
MOST_RAW: Final = 50
MOST_VERSIONS: Final = 30
"""From which a proposal can be said to be made."""
SIDES: Final = {
    Role.REPOSITORY: ("README", "Database", "Import"),
    Role.PROPOSAL: ("Proposal", "The list here", "Accept the proposal"),
    Role.CORRECTION: ("Corrected", "As it is", "Correct"),
    Role.UNDO: ("As before the import", "As it is now", "Undo the import"),
}
"""What both sides of a conflict, and the button that confirms, are called."""


class ImportViews(DiscardViews):
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("import/", view(self.hand_in), name="papers_readme_import"),
            path("import/<int:pk>/", view(self.review), name="papers_readme_review"),
            path("import/<int:pk>/withdraw/", view(self.withdraw), name="papers_readme_withdraw"),
            path("import/<int:pk>/ancestor/", view(self.choose_ancestor), name="papers_readme_ancestor"),
            path("import/undo/", view(self.undo), name="papers_readme_undo"),
            *super().get_urls(),
        ]

    @method_decorator(csrf_exempt)
    def hand_in(self, request: HttpRequest) -> HttpResponse:
        """The CSRF check reads the body, and what is too large would end there: here it is answered in the form."""
        self.require(request, "papers.import_readme")
        try:
            _ = request.POST
        except RequestDataTooBig:
            _drain(request)
            limit = f"The text is larger than {pasted_limit()}: save it, and hand in the file."
            return self._form(request, ProposalForm(), status=413, refusal=limit)
        except (TooManyFieldsSent, TooManyFilesSent):
            _drain(request)
            return self._form(request, ProposalForm(), status=400, refusal="That is more than one file or text.")
        return self._handed_in(request)

    @method_decorator(csrf_protect)
    def _handed_in(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return self._form(request, ProposalForm())
        form = ProposalForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._form(request, form)
        content = form.cleaned_data["content"]
        user: Any = request.user
        proposal = propose(content, form.cleaned_data["role"], form.cleaned_data["source"], user, form.ancestor)
        return HttpResponseRedirect(reverse("admin:papers_readme_review", args=[proposal.pk]))

    def review(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Shows a proposal; posted, applies it if it is still what was shown and every conflict is decided."""
        self.require(request, "papers.import_readme")
        proposal = ProposedImport.objects.select_related("user").filter(pk=pk).first()
        if proposal is None:
            self.message_user(request, "That proposal was imported or withdrawn meanwhile.", messages.WARNING)
            return HttpResponseRedirect(reverse("admin:papers_readme_import"))
        if request.method != "POST":
            try:
                return self._review(request, proposal, {}, None)
            except ImportRefusedError as error:
                self.message_user(request, f"It cannot be imported: {error}.", messages.ERROR)
                return HttpResponseRedirect(reverse("admin:papers_readme_import"))
        decisions, others = _decided(request)
        report = self._imported(request, proposal, decisions, others)
        if report is None:
            return HttpResponseRedirect(reverse("admin:papers_readme_import"))
        if report.is_applied or report.is_same:
            return self._done(request, proposal, report)
        if report.is_overtaken:
            text = "Nothing was imported: the database has changed meanwhile, and this is what the import comes to now."
            self.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(request.path)
        return self._review(request, proposal, decisions, others, is_incomplete=True)

    @method_decorator(require_POST)
    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.require(request, "papers.import_readme")
        if ProposedImport.objects.filter(pk=pk).delete()[0]:
            self.message_user(request, "The proposed import is withdrawn. Nothing else was changed.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:papers_readme_import"))

    @method_decorator(require_POST)
    def choose_ancestor(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Says which version a proposal was made from; the review is then another one."""
        self.require(request, "papers.import_readme")
        proposals = ProposedImport.objects.filter(pk=pk, role=Role.PROPOSAL.value)
        chosen = request.POST.get("ancestor", "")
        known = Revision.objects.readable().filter(pk=chosen).first() if chosen.isdecimal() else None
        if known is None and chosen:
            self.message_user(request, "That version is no longer kept. Choose another.", messages.ERROR)
        else:
            proposals.update(ancestor=known)
        return HttpResponseRedirect(reverse("admin:papers_readme_review", args=[pk]))

    @method_decorator(require_POST)
    def undo(self, request: HttpRequest) -> HttpResponse:
        """Proposes to undo the newest import; its review shows what that takes back, and confirms it."""
        self.require(request, "papers.import_readme")
        try:
            undoable = find_undoable()
        except ImportRefusedError as error:
            self.message_user(request, f"Nothing was undone: {error}.", messages.ERROR)
            return HttpResponseRedirect(reverse("admin:papers_revision_changelist"))
        user: Any = request.user
        ProposedImport.objects.filter(role=Role.UNDO.value).delete()
        proposal = propose(undoable.before.data, Role.UNDO.value, undoable.source, user, undoable.after)
        return HttpResponseRedirect(reverse("admin:papers_readme_review", args=[proposal.pk]))

    def _form(self, request: HttpRequest, form: ProposalForm, *, status: int = 200, refusal: str = "") -> HttpResponse:
        proposals = ProposedImport.objects.select_related("user")
        response = self.page(
            request, "readme_import", "Import a README", form=form, refusal=refusal, proposals=proposals
        )
        response.status_code = status
        return response

    def _imported(
        self, request: HttpRequest, proposal: ProposedImport, decisions: dict[str, Prefer], others: Prefer | None
    ) -> Report | None:
        # The review showed what would go: that it was confirmed is the word that an import of this size needs.
        try:
            options = replace(
                options_of(proposal),
                prefer=others,
                decisions=decisions,
                reviewed=request.POST.get("reviewed") or "nothing",
            )
            return import_readme(proposal.data, options, source=proposal.source, user=request.user)
        except ImportRefusedError as error:
            self.message_user(request, f"Nothing was changed: {error}.", messages.ERROR)
            return None

    def _done(self, request: HttpRequest, proposal: ProposedImport, report: Report) -> HttpResponse:
        proposal.delete()
        if report.is_applied:
            text = (
                f"{_DONE[Role(proposal.role)]} {report.lines()[0]}; changed papers and sections: {len(report.changed)}."
            )
            self.message_user(request, text, messages.SUCCESS)
            self._tell_findings(request)
        else:
            self.message_user(request, _SAME[Role(proposal.role)], messages.INFO)
        newest = Revision.objects.of_kind(Revision.Kind.UPSTREAM, Revision.Kind.PROPOSAL).first()
        return HttpResponseRedirect(reverse("admin:papers_revision_difference", args=[newest.pk if newest else 0]))

    def _tell_findings(self, request: HttpRequest) -> None:
        found = find_unasked()
        if found and found.open:
            told = format_html(
                '<a href="{}">What to look at in it</a>: {}.', reverse("admin:papers_findings"), found.summary
            )
            self.message_user(request, told, messages.INFO)

    def _review(
        self,
        request: HttpRequest,
        proposal: ProposedImport,
        decisions: dict[str, Prefer],
        others: Prefer | None,
        *,
        is_incomplete: bool = False,
    ) -> HttpResponse:
        comparison = compare(proposal.data, options_of(proposal), with_raw=True)
        found = review(comparison, decisions)
        try:
            after, trouble = found.settled.draft(), None
        except (LayoutError, WriteError) as error:
            after, trouble = comparison.content, trouble_of(error)
        role = Role(proposal.role)
        readme, database, button = SIDES[role]
        return self.page(
            request,
            "readme_review",
            f"Review of {proposal.source}",
            proposal=proposal,
            review=found,
            is_incomplete=is_incomplete,
            conflicts=_conflicts(found, decisions, readme, database),
            sides=((readme, "readme"), (database, "database")),
            button=button,
            other_conflicts=max(0, len(found.conflicts) - MOST_CONFLICTS),
            others=others and others.value,
            groups=told(found.changes),
            pending=_count_pending(),
            raw=found.new_raw[:MOST_RAW],
            more_raw=max(0, len(found.new_raw) - MOST_RAW),
            trouble=trouble,
            difference=difference(_before(comparison), after),
            ancestor=comparison.ancestor.revision,
            versions=_versions(comparison) if role is Role.PROPOSAL else [],
            undoable=find_undoable() if role is Role.UNDO else None,
        )


_DONE: Final = {
    Role.REPOSITORY: "Imported.",
    Role.PROPOSAL: "Accepted.",
    Role.CORRECTION: "Corrected.",
    Role.UNDO: "Undone.",
}


_SAME: Final = {
    Role.REPOSITORY: "This README has been imported already.",
    Role.PROPOSAL: "The proposal changes nothing.",
    Role.CORRECTION: "The list says this already.",
    Role.UNDO: "That import changed nothing here, so that there is nothing to take back.",
}


def _count_pending() -> int:
    try:
        return len(preview().edits)
    except UNEXPORTABLE:
        return 0


def _versions(comparison: Comparison) -> list[Revision]:
    """The newest known versions, each text once, and the one that is taken."""
    known = Revision.objects.readable().exclude(kind=Revision.Kind.DRAFT).select_related("content")
    found = {each.content_id: each for each in reversed(known.order_by("-pk")[: 2 * MOST_VERSIONS])}
    chosen = sorted(found.values(), key=lambda each: -each.pk)[:MOST_VERSIONS]
    taken = comparison.ancestor.revision
    return chosen if taken is None or taken in chosen else [taken, *chosen]


def propose(content: bytes, role: str, source: str, user: Any, ancestor: Revision | None = None) -> ProposedImport:
    """Return the waiting import of these bytes in this role; made where there is none."""
    kept = Content.objects.keep(content)
    known = ProposedImport.objects.filter(content=kept, role=role).first()
    return known or ProposedImport.objects.create(content=kept, role=role, source=source, user=user, ancestor=ancestor)


def options_of(proposal: ProposedImport) -> Options:
    """Return how a proposal is imported. A review showed what would go, which is the word that losing most needs.

    Raises ImportRefusedError for an undo that another import has overtaken.
    """
    role = Role(proposal.role)
    if role is Role.UNDO:
        undoable = find_undoable()
        if undoable.after != proposal.ancestor:
            raise ImportRefusedError("only the newest import can be undone, and another one came since")
        return undoable.options()
    is_handed_in = role is Role.REPOSITORY and proposal.source != file_name()
    return Options(role, ancestor=proposal.ancestor, force=True, is_handed_in=is_handed_in)


def _before(comparison: Comparison) -> bytes:
    """The draft as it is."""
    return comparison.draft.reading.source.data if comparison.draft else comparison.state.content


def _conflicts(found: Review, decisions: dict[str, Prefer], readme: str, database: str) -> list[dict[str, Any]]:
    return [
        {
            "conflict": conflict,
            "sides": list(zip(("readme", "database"), (readme, database), conflict.sides(), strict=True)),
            "chosen": decisions[conflict.key].value if conflict.key in decisions else "",
        }
        for conflict in found.conflicts[:MOST_CONFLICTS]
    ]


def _decided(request: HttpRequest) -> tuple[dict[str, Prefer], Prefer | None]:
    """Sides by keys of conflicts, and the side of those that are not on the page."""
    sides = {each.value: each for each in Prefer}
    decisions = {
        name.removeprefix("decide-"): sides[value]
        for name, value in request.POST.items()
        if name.startswith("decide-") and value in sides
    }
    return decisions, sides.get(request.POST.get("others", ""))


def _drain(request: HttpRequest) -> None:
    """Reads what is left, within bounds: a connection that is closed with words unread shows the browser an error."""
    try:
        for _ in range(2 * MAX_BYTES // MEGABYTE):
            if not request.read(MEGABYTE):
                break
    except (UnreadablePostError, OSError):
        pass
