"""New papers from what is pasted, and what the README cannot say of those that are there."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join

from papers.admin.intake_forms import DraftFormSet, Habits, PasteForm, initial
from papers.exporter import UnwritableError, checked
from papers.intake.adding import Addition, add
from papers.intake.fetching import Options, Report, fetch_metadata
from papers.intake.gathering import Gathered, gather
from papers.layout.rows import vocabulary
from papers.models import Paper, Venue
from papers.permissions import ADDING_PAPERS
from papers.typed_forms import tell_notes

MOST_FAULTS: Final = 50
"""Lines that are told of on one page."""
MOST_FETCHED: Final = 100
"""Papers that the admin's action asks for: one request to arXiv, two to Crossref."""
MOST_NAMED: Final = 10


class IntakeAdmin(admin.ModelAdmin):
    """Adds “Add papers” to the admin of papers."""

    change_list_template = "admin/papers/add_papers_link.html"

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.add_papers)
        return [path("add-papers/", view, name="papers_paper_add_papers"), *super().get_urls()]

    def has_add_papers_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms(ADDING_PAPERS)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        may_add = {"has_add_papers_permission": self.has_add_papers_permission(request)}
        return super().changelist_view(request, {**may_add, **(extra_context or {})})

    def add_papers(self, request: HttpRequest) -> HttpResponse:
        """Paste, review, save: each step is a POST to the same address, and only the last one writes."""
        if not self.has_add_papers_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._intake_page(request, PasteForm())
        paste = PasteForm(request.POST)
        if "save" in request.POST:
            return self._save_drafts(request, paste)
        if not paste.is_valid():
            return self._intake_page(request, paste)
        gathered = gather(paste.cleaned_data["text"], vocabulary())
        section, habits = paste.cleaned_data["section"], Habits.load()
        values = [initial(draft, section=section, habits=habits) for draft in gathered.drafts]
        drafts = DraftFormSet(values=values, user=request.user) if values else None
        return self._intake_page(request, paste, drafts, gathered)

    def _save_drafts(self, request: HttpRequest, paste: PasteForm) -> HttpResponse:
        drafts = DraftFormSet(request.POST, user=request.user)
        if not drafts.is_valid():
            return self._intake_page(request, paste, drafts)
        additions = drafts.additions()
        try:
            papers = checked(lambda: add(additions, user=request.user)) if additions else []
        except UnwritableError as error:
            drafts.show(error)
            return self._intake_page(request, paste, drafts)
        tell_notes(request, [paste, *drafts.forms])
        self._tell_added(request, papers, additions)
        return HttpResponseRedirect(reverse("admin:papers_paper_changelist"))

    def _intake_page(
        self,
        request: HttpRequest,
        paste: PasteForm,
        drafts: DraftFormSet | None = None,
        gathered: Gathered | None = None,
    ) -> HttpResponse:
        tell_notes(request, [paste, *(drafts.forms if drafts else ())])
        faults = gathered.faults if gathered else ()
        context = {
            **self.admin_site.each_context(request),
            "title": "Add papers",
            "opts": self.opts,
            "paste": paste,
            "drafts": drafts,
            "faults": faults[:MOST_FAULTS],
            "more_faults": max(len(faults) - MOST_FAULTS, 0),
            "failures": gathered.failures if gathered else (),
            "venues": Venue.objects.values_list("name", flat=True) if drafts else (),
        }
        return TemplateResponse(request, "admin/papers/add_papers.html", context)

    def _tell_added(self, request: HttpRequest, papers: list[Paper], additions: list[Addition]) -> None:
        if not papers:
            self.message_user(request, "Nothing was added: all was left out.", messages.WARNING)
            return
        links = format_html_join(
            ", ",
            '<a href="{}">{}</a> to “{}”',
            (
                (reverse("admin:papers_paper_change", args=[paper.pk]), paper.title, addition.section)
                for paper, addition in list(zip(papers, additions, strict=True))[:MOST_NAMED]
            ),
        )
        more = f" and {len(papers) - MOST_NAMED} more" if len(papers) > MOST_NAMED else ""
        self.message_user(request, format_html("Added {}{}.", links, more), messages.SUCCESS)


@admin.action(description="Fetch missing authors and abstracts", permissions=["change"])
def fetch_missing(model_admin: Any, request: HttpRequest, papers: QuerySet) -> None:
    """Of a few papers at once; the command fetch_metadata does it for all."""
    chosen = Paper.objects.filter(pk__in=list(papers.values_list("pk", flat=True)))
    report = fetch_metadata(chosen, Options(limit=MOST_FETCHED), user=request.user)
    level = messages.ERROR if report.failure else messages.SUCCESS if report.found else messages.INFO
    model_admin.message_user(request, _summary(report), level)
    for mismatch in report.mismatches[:MOST_NAMED]:
        model_admin.message_user(request, f"{mismatch}.", messages.WARNING)


def _summary(report: Report) -> str:
    if report.failure:
        return f"{report.failure}. What came before is kept; choose the action again to go on."
    if not report.asked:
        return "Nothing to ask for: these papers lack nothing, have neither arXiv id nor DOI, or were asked for before."
    unknown = f" Not known there: {', '.join(report.missing[:MOST_NAMED])}." if report.missing else ""
    left = f" {report.left} are left: choose the action again." if report.left else ""
    return f"{report.lines()[0]}.{unknown}{left}"
