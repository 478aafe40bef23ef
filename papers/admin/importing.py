"""An import from the admin: handed in, reviewed, confirmed or withdrawn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from papers.admin.discarding import DiscardViews
from papers.admin.readme import file_name, trouble_of
from papers.admin.telling import told
from papers.findings import find_unasked
from papers.importer import ImportRefusedError, Options, Prefer, Report, Review, Role, compare, import_readme, review
from papers.importer.comparison import Comparison
from papers.layout.wishes import LayoutError
from papers.markdown.source import MAX_BYTES, Source, SourceError
from papers.models import Content, ProposedImport, Revision
from papers.readme.file import read_regular_file
from papers.readme.wanted import WriteError
from papers.textdiff import difference

MOST_CONFLICTS: Final = 200
"""On one page; what there are more is decided together, as a browser may not send any number of fields."""
MOST_RAW: Final = 50
MEGABYTE: Final = 1024 * 1024
PASTED: Final = "pasted text"


def pasted_limit() -> str:
    return f"{(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or MAX_BYTES) / MEGABYTE:g} MB"


class ProposalForm(forms.Form):
    """A README, as a file or as text, that an import would change something by."""

    file = forms.FileField(required=False, allow_empty_file=True, label="A file")
    # A plain field: the text keeps its blanks, and a NUL gets its place told.
    text = forms.Field(required=False, label="Or its text", widget=forms.Textarea(attrs={"rows": 10, "cols": 100}))
    survey_file = forms.BooleanField(required=False)
    role = forms.ChoiceField(
        choices=[
            ("repository", "What the list's repository holds now"),
            ("proposal", "Somebody's proposal, to be merged into the list"),
        ],
        widget=forms.RadioSelect,
        required=False,
        label="What is it?",
        help_text="The repository's is what pull requests were merged into. A proposal adds its own changes to the list"
        " here, for an export to send. An export from here changes nothing.",
    )
    accept_losses = forms.BooleanField(required=False, label="More than half of the listings may go")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.loses_most = False
        self.fields["survey_file"].label = f"The survey's file on this server, {file_name()}"
        self.fields["file"].help_text = f"UTF-8, at most {MAX_BYTES // MEGABYTE} MB; taken byte for byte."
        self.fields[
            "text"
        ].help_text = (
            f"At most {pasted_limit()}; lines then end as those of the last import do. For the exact bytes take a file."
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = [name for name in ("file", "text", "survey_file") if cleaned.get(name)]
        if len(given) != 1:
            raise ValidationError("Choose one of the three." if given else "Choose a file, or paste its text.")
        name = given[0]
        if name == "survey_file":
            cleaned["role"] = Role.REPOSITORY.value
        elif not cleaned.get("role"):
            self.add_error("role", ValidationError("Say which of the two it is."))
            return cleaned
        self._role = Role(cleaned["role"])
        try:
            content, source = self._content(name)
            self._check(content, name)
        except SourceError as error:
            place = f"line {error.line}, column {error.column}, byte {error.offset}"
            self.add_error(name, ValidationError(f"It is no README: {error.reason} at {place}."))
            return cleaned
        except OSError as error:
            self.add_error(name, ValidationError(f"It cannot be read: {error.strerror or error}."))
            return cleaned
        return {**cleaned, "content": content, "source": source}

    def _content(self, name: str) -> tuple[bytes, str]:
        """Of a file that is too large, enough to be refused."""
        given = self.cleaned_data[name]
        if name == "text":
            return _as_last_import(given), PASTED
        if name == "file":
            return given.read(MAX_BYTES + 1), given.name
        return read_regular_file(settings.SURVEY_README), file_name()

    def _check(self, content: bytes, name: str) -> None:
        Source.decode(content)
        base = Revision.objects.upstream()
        if not content.strip():
            self.add_error(name, ValidationError("It is empty."))
        elif base and base.data == content and self._role is Role.REPOSITORY:
            self.add_error(name, ValidationError("There is nothing new in it: it is the last import, byte for byte."))
        else:
            found = review(compare(content, Options(self._role)))
            self.loses_most = found.loses_most
            if found.loses_most and not self.cleaned_data.get("accept_losses"):
                lost = f"{found.report.removed} of {found.listings} listings would go, which is more than half"
                self.add_error(name, ValidationError(f"{lost}. If this is meant, say so below and hand it in again."))


class ImportViews(DiscardViews):
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("import/", view(self.hand_in), name="papers_readme_import"),
            path("import/<int:pk>/", view(self.review), name="papers_readme_review"),
            path("import/<int:pk>/withdraw/", view(self.withdraw), name="papers_readme_withdraw"),
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
        proposal = propose(content, form.cleaned_data["role"], form.cleaned_data["source"], user)
        return HttpResponseRedirect(reverse("admin:papers_readme_review", args=[proposal.pk]))

    def review(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Shows a proposal; posted, applies it if it is still what was shown and every conflict is decided."""
        self.require(request, "papers.import_readme")
        proposal = ProposedImport.objects.select_related("user").filter(pk=pk).first()
        if proposal is None:
            self.message_user(request, "That proposal was imported or withdrawn meanwhile.", messages.WARNING)
            return HttpResponseRedirect(reverse("admin:papers_readme_import"))
        if request.method != "POST":
            return self._review(request, proposal, {}, None)
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
        options = replace(
            options_of(proposal), prefer=others, decisions=decisions, reviewed=request.POST.get("reviewed") or "nothing"
        )
        try:
            return import_readme(proposal.data, options, source=proposal.source, user=request.user)
        except ImportRefusedError as error:
            self.message_user(request, f"Nothing was imported: {error}.", messages.ERROR)
            return None

    def _done(self, request: HttpRequest, proposal: ProposedImport, report: Report) -> HttpResponse:
        proposal.delete()
        if report.is_applied:
            text = f"Imported. {report.lines()[0]}; changed papers and sections: {len(report.changed)}."
            self.message_user(request, text, messages.SUCCESS)
            self._tell_findings(request)
        else:
            self.message_user(request, "This README has been imported already.", messages.INFO)
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
        return self.page(
            request,
            "readme_review",
            f"Review of {proposal.source}",
            proposal=proposal,
            review=found,
            is_incomplete=is_incomplete,
            conflicts=_conflicts(found, decisions),
            other_conflicts=max(0, len(found.conflicts) - MOST_CONFLICTS),
            others=others and others.value,
            groups=told(found.changes),
            raw=found.new_raw[:MOST_RAW],
            more_raw=max(0, len(found.new_raw) - MOST_RAW),
            trouble=trouble,
            difference=difference(_before(comparison), after),
        )


def propose(content: bytes, role: str, source: str, user: Any) -> ProposedImport:
    """Return the waiting import of these bytes in this role; made where there is none."""
    kept = Content.objects.keep(content)
    known = ProposedImport.objects.filter(content=kept, role=role).first()
    return known or ProposedImport.objects.create(content=kept, role=role, source=source, user=user)


def options_of(proposal: ProposedImport) -> Options:
    """Return how a proposal is imported. A review showed what would go, which is the word that losing most needs."""
    role = Role(proposal.role)
    is_handed_in = role is Role.REPOSITORY and proposal.source != file_name()
    return Options(role, ancestor=proposal.ancestor, force=True, is_handed_in=is_handed_in)


def _before(comparison: Comparison) -> bytes:
    """The draft as it is."""
    return comparison.draft.reading.source.data if comparison.draft else comparison.state.content


def _conflicts(found: Review, decisions: dict[str, Prefer]) -> list[dict[str, Any]]:
    return [
        {
            "conflict": conflict,
            "sides": list(zip(("readme", "database"), ("README", "Database"), conflict.sides(), strict=True)),
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


def _as_last_import(text: str) -> bytes:
    """Browsers end the lines of what is pasted in their own way; here they end as in the last import."""
    base = Revision.objects.upstream()
    newline = Source.decode(base.data).newline if base else b"\n"
    return text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "surrogatepass").replace(b"\n", newline)


def _drain(request: HttpRequest) -> None:
    """Reads what is left, within bounds: a connection that is closed with words unread shows the browser an error."""
    try:
        for _ in range(2 * MAX_BYTES // MEGABYTE):
            if not request.read(MEGABYTE):
                break
    except (UnreadablePostError, OSError):
        pass
