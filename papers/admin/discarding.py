"""Pending edits discarded from the export's page: what goes is shown as a difference before it does."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from papers.admin.readme import ReadmeViews
from papers.admin.telling import tell_edits
from papers.importer.discarding import Discard, DiscardRefusedError, discard, plan_discard
from papers.importer.pending import preview
from papers.importer.pending_edits import PendingEdit
from papers.layout.wishes import LayoutError
from papers.readme.wanted import WriteError
from papers.textdiff import difference

REFUSALS: Final = (DiscardRefusedError, LayoutError, WriteError)
TITLE: Final = "Discard pending edits"

_RIGHTS: Final = {
    "added": "papers.delete_listing",
    "moved": "papers.change_listing",
    "reordered": "papers.change_listing",
    "removed": "papers.add_listing",
    "section added": "papers.delete_section",
    "section removed": "papers.add_section",
    "text": "papers.import_readme",
}


class DiscardViews(ReadmeViews):
    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [path("export/discard/", view(self.discard), name="papers_readme_discard"), *super().get_urls()]

    @method_decorator(require_POST)
    def discard(self, request: HttpRequest) -> HttpResponse:
        """Shows what would go; posted again with `confirm`, discards it."""
        # Discarding takes what the repository holds for many rows at once, as an import does: who may not import may
        # still change each of these rows by itself.
        self.require(request, "papers.import_readme")
        seen = request.POST.get("seen") or "nothing"
        try:
            planned = plan_discard(_chosen(request), seen=seen)
            _require_rights(request, planned.edits)
            if "confirm" in request.POST:
                discarded = discard(planned.keys, seen=seen, user=request.user)
                text = f"Discarded: {count_edits(len(discarded.edits))}."
                self.message_user(request, text, messages.SUCCESS)
                return redirect("admin:papers_readme_export")
        except REFUSALS as error:
            self.message_user(request, f"Nothing was discarded: {_reason(request, error)}.", messages.ERROR)
            return redirect("admin:papers_readme_export")
        return self._confirmation(request, planned, seen)

    def _confirmation(self, request: HttpRequest, planned: Discard, seen: str) -> HttpResponse:
        asked = set(request.POST.getlist("edit"))
        is_all = "all" in request.POST
        return self.page(
            request,
            "readme_discard",
            TITLE,
            total=len(planned.edits),
            keys=[] if is_all else sorted(planned.keys),
            is_all=is_all,
            seen=seen,
            others=0 if is_all else len(planned.keys - asked),
            groups=tell_edits(planned.edits),
            difference=difference(planned.before, planned.after),
        )


def may_discard(request: HttpRequest, edit: PendingEdit) -> bool:
    return request.user.has_perms(["papers.import_readme", right_to_discard(edit)])


def right_to_discard(edit: PendingEdit) -> str:
    """The right to make the same change by hand."""
    if edit.kind == "changed":
        return "papers.change_" + ("paper" if edit.key.startswith("paper") else edit.key.partition("-")[0])
    if edit.key.startswith("sections-"):
        return "papers.change_section"
    return _RIGHTS[edit.kind]


def count_edits(count: int) -> str:
    return f"{count} edit{'' if count == 1 else 's'}"


def _chosen(request: HttpRequest) -> list[str]:
    if "all" in request.POST:
        return [each.key for each in preview().edits]
    return request.POST.getlist("edit")


def _require_rights(request: HttpRequest, edits: list[PendingEdit]) -> None:
    if not all(may_discard(request, each) for each in edits):
        raise PermissionDenied


def _reason(request: HttpRequest, error: Exception) -> str:
    if not request.POST.getlist("edit") and "all" not in request.POST:
        return "choose the edits that are to go"
    label = getattr(error, "label", "")
    return f"what remains could not be written: {f'“{label}”: ' if label else ''}{error}" if label else str(error)
