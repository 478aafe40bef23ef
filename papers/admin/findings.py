"""What there is to look at in the list: each finding in its line, with its correction, until it is dismissed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from papers.admin.importing import ImportViews, propose
from papers.admin.readme import UNEXPORTABLE, trouble_of
from papers.admin.shown_findings import ShownFinding, shown
from papers.findings import Found, Placed, corrections, dismiss, find, known_rules
from papers.models import DismissedFinding, ProposedImport
from papers.readme.checking.findings import Level

PER_PAGE: Final = 25
TITLE: Final = "What to look at in the list"


class FindingViews(ImportViews):
    """For revisions, as the findings are of the README that an export would write."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("findings/", view(self.findings), name="papers_findings"),
            path("findings/correct/", view(self.correct), name="papers_findings_correct"),
            path("findings/dismiss/", view(self.dismiss), name="papers_findings_dismiss"),
            path("findings/dismissed/", view(self.dismissed), name="papers_findings_dismissed"),
            path("findings/dismissed/<int:pk>/take-back/", view(self.take_back), name="papers_findings_take_back"),
            *super().get_urls(),
        ]

    def findings(self, request: HttpRequest) -> HttpResponse:
        self.require(request, "papers.view_revision")
        try:
            found = find()
        except UNEXPORTABLE as error:
            return self.page(request, "findings", TITLE, trouble=trouble_of(error))
        chosen = _Choice(request.GET, found.open)
        page = Paginator(chosen.findings, PER_PAGE).get_page(request.GET.get("p"))
        return self.page(
            request,
            "findings",
            TITLE,
            found=found,
            levels=[(level, count) for level, count in found.levels.items() if count],
            chosen=chosen,
            page=page,
            groups=_grouped(shown(found, page.object_list), Counter(each.finding.code for each in chosen.findings)),
            can_select=any(each.finding.correction for each in page.object_list),
            may_correct=request.user.has_perm("papers.import_readme"),
            may_dismiss=request.user.has_perm("papers.change_paper"),
            dismissed_total=DismissedFinding.objects.count() + len(found.allowed),
        )

    @method_decorator(require_POST)
    def correct(self, request: HttpRequest) -> HttpResponse:
        """Proposes the README with the chosen corrections as an import, whose review shows and confirms them."""
        self.require(request, "papers.import_readme")
        back = redirect(_back(request))
        try:
            found = find()
        except UNEXPORTABLE:
            return back
        if request.POST.get("seen") != found.sha256:
            self.message_user(request, "The list has changed since it was shown: this is it now.", messages.WARNING)
            return back
        content, made, left = corrections(found, _asked(request, found))
        if not made:
            self.message_user(request, "Select the findings that are to be corrected.", messages.ERROR)
            return back
        self._tell(request, made, left)
        return redirect("admin:papers_readme_review", self._proposed(request, content, made).pk)

    def _proposed(self, request: HttpRequest, content: bytes, made: int) -> ProposedImport:
        user: Any = request.user
        source = f"the list with {_number(made, 'correction')}"
        return propose(content, ProposedImport.Role.CORRECTION, source, user)

    def _tell(self, request: HttpRequest, made: int, left: int) -> None:
        text = f"This is the list with {_number(made, 'correction')}. Nothing is changed until you confirm it below."
        if left:
            text += f" {_number(left, 'correction')} of the same text can be made afterwards."
        text += " Where a conflict is shown, “README” is the corrected text."
        self.message_user(request, text, messages.INFO)

    @method_decorator(require_POST)
    def dismiss(self, request: HttpRequest) -> HttpResponse:
        self._require_dismissing(request)
        reason = " ".join(request.POST.get("reason", "").split())
        try:
            dismiss(request.POST.get("code", ""), request.POST.get("about", ""), reason=reason, user=request.user)
        except ValueError as error:
            self.message_user(request, f"Nothing was dismissed: {error}.", messages.ERROR)
        else:
            self.message_user(request, _dismissed_text(), messages.SUCCESS)
        return redirect(_back(request))

    def dismissed(self, request: HttpRequest) -> HttpResponse:
        self.require(request, "papers.view_revision")
        page = Paginator(DismissedFinding.objects.select_related("user"), 50).get_page(request.GET.get("p"))
        try:
            allowed = find().allowed
        except UNEXPORTABLE:
            allowed = []
        may = request.user.has_perm("papers.change_paper")
        return self.page(
            request, "findings_dismissed", "Dismissed findings", dismissals=page, allowed=allowed, may_dismiss=may
        )

    @method_decorator(require_POST)
    def take_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._require_dismissing(request)
        get_object_or_404(DismissedFinding, pk=pk).delete()
        self.message_user(request, "Taken back: it is reported again where it is found.", messages.SUCCESS)
        return redirect("admin:papers_findings_dismissed")

    def _require_dismissing(self, request: HttpRequest) -> None:
        if not request.user.has_perms(["papers.view_revision", "papers.change_paper"]):
            raise PermissionDenied


class _Choice:
    """What of the findings is shown: of a level, a rule, a section; the gravest level first, then rule by rule."""

    def __init__(self, query: Mapping[str, str], found: Sequence[Placed]) -> None:
        self.level, self.rule, self.section = (query.get(name, "") for name in ("level", "rule", "section"))
        self.findings = sorted(filter(self._is_chosen, found), key=lambda each: _ranks()[each.finding.code])
        self.safe = sum(bool(each.finding.correction and each.finding.correction.is_safe) for each in self.findings)
        often = Counter(each.finding.code for each in found)
        self.rules = [(rule, often[rule.code]) for rule in sorted(known_rules(), key=_rank) if often[rule.code]]
        self.sections = list(Counter(section_name(each.path) for each in found).items())

    @property
    def is_narrowed(self) -> bool:
        return bool(self.level or self.rule or self.section)

    def _is_chosen(self, each: Placed) -> bool:
        of_level = self.level in ("", each.finding.level.value)
        return of_level and self.rule in ("", each.finding.code) and self.section in ("", section_name(each.path))


def section_name(path: Sequence[str]) -> str:
    return " › ".join(path) or "Before the first heading"


def _rank(rule: Any) -> int:
    return list(Level).index(rule.level)


def _ranks() -> dict[str, int]:
    return {rule.code: at for at, rule in enumerate(sorted(known_rules(), key=_rank))}


def _grouped(found: Iterable[ShownFinding], totals: Mapping[str, int]) -> list[tuple[Any, int, list[ShownFinding]]]:
    """By rule, with how many there are of it on all pages."""
    rules = {rule.code: rule for rule in known_rules()}
    groups: dict[str, list[ShownFinding]] = {}
    for each in found:
        groups.setdefault(each.finding.code, []).append(each)
    return [(rules[code], totals[code], findings) for code, findings in groups.items()]


def _asked(request: HttpRequest, found: Found) -> list[str]:
    """The keys of one finding, of those that are selected, or of all in the filter that are safe to correct."""
    if only := request.POST.get("only"):
        return [only]
    if "safe" in request.POST:
        every = _Choice(request.POST, found.open).findings
        return [each.key for each in every if each.finding.correction and each.finding.correction.is_safe]
    return request.POST.getlist("finding")


def _back(request: HttpRequest) -> str:
    """The page that it came from, with its filter."""
    chosen = {name: request.POST[name] for name in ("level", "rule", "section", "p") if request.POST.get(name)}
    return reverse("admin:papers_findings", query=chosen)


def _dismissed_text() -> SafeString:
    address = reverse("admin:papers_findings_dismissed")
    return format_html('Dismissed. It can be taken back under <a href="{}">Dismissed findings</a>.', address)


def _number(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"
