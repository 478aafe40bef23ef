"""The page of all that was deleted, and pages that bring it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst

from papers.history import BringBackRefusedError, BroughtBack, bring_back, list_deleted, plan_return
from papers.history.deleted_rows import KINDS, DeletedRow, describe_deleted, list_roots, load_deleted, search_deleted
from papers.history.return_plan import LEFT_OUT, ReturnPlan, list_with_parts
from papers.models import Section, Step
from papers.permissions import BRINGING_BACK, MOVING_CONTENT

PER_PAGE: Final = 25
MOST_SHOWN: Final = 100
"""Rows whose values are shown where many come back at once."""


class ReturnForm(forms.Form):
    """A section for each that is gone, and whether what was moved goes back."""

    def __init__(self, plan: ReturnPlan, data: Any = None, *, is_mover: bool = False) -> None:
        super().__init__(data)
        sections = Section.objects.visible().in_readme_order()
        for pk, title in plan.homeless.items():
            self.fields[f"home-{pk}"] = forms.ModelChoiceField(
                sections,
                required=False,
                label=f"In the place of “{title}”",
                empty_label="(leave out what stood there)",
                help_text="That section was deleted, too. Bring it back first to have all as it was.",
            )

        if is_mover and (plan.moved_listings or plan.moved_sections):
            label = (
                f"Move back what its deletion put elsewhere: {name_counts(plan.moved_listings, plan.moved_sections)}"
            )
            self.fields["moves_content"] = forms.BooleanField(required=False, initial=True, label=label)

    @property
    def moves_content(self) -> bool:
        return self.cleaned_data.get("moves_content", False)

    @property
    def homes(self) -> dict[int, int]:
        return {
            int(name.removeprefix("home-")): section.pk if section else LEFT_OUT
            for name, section in self.cleaned_data.items()
            if name.startswith("home-")
        }


def name_counts(entries: int, sections: int) -> str:
    """Return how many there are of both, without those of which there is none."""
    counts = ((entries, "entry", "entries"), (sections, "section", "sections"))
    return " and ".join(f"{number} {one if number == 1 else several}" for number, one, several in counts if number)


@dataclass(frozen=True)
class Deletion:
    """A deleted row on the page of all of them."""

    row: DeletedRow
    may_bring_back: bool

    @property
    def bring_back_address(self) -> str:
        return reverse(f"admin:papers_{self.row.kind}_bring_back", args=[self.row.record.id])

    @property
    def history_address(self) -> str:
        return reverse(f"admin:papers_{self.row.kind}_history", args=[self.row.record.id])

    @property
    def together_address(self) -> str:
        """Empty where nothing else was deleted at once."""
        if self.row.together < 2:
            return ""
        return reverse("admin:papers_paper_undo_deletion", args=[self.row.record.step_id])


class DeletedViews(admin.ModelAdmin):
    """For the admin of papers: all that was deleted, sections and listings, too."""

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("deleted/", wrap(self.deleted_view), name="papers_paper_deleted"),
            path("deleted/<int:step>/", wrap(self.undo_deletion_view), name="papers_paper_undo_deletion"),
            *super().get_urls(),
        ]

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        kinds = [kind for kind in KINDS if user.has_perm(f"papers.view_{kind}")]
        if not kinds:
            raise PermissionDenied
        words, kind = request.GET.get("q", "").strip().replace("\0", ""), request.GET.get("kind", "")
        found = search_deleted([kind] if kind in kinds else kinds, words)
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
        rows = load_deleted(page.object_list)
        context = {
            "title": "Deleted",
            "page": page,
            "deletions": [Deletion(row, user.has_perms(BRINGING_BACK[row.kind])) for row in rows],
            "words": words,
            "kind": kind,
            "kinds": [(name, capfirst(KINDS[name]._meta.verbose_name_plural)) for name in kinds],
        }
        return render_page(self, request, "deleted", context)

    def undo_deletion_view(self, request: HttpRequest, step: int) -> HttpResponse:
        deletion = get_object_or_404(Step, pk=step, kind=Step.Kind.DELETION)
        return ask_to_bring_back(self, request, list_deleted(deletion))


class BringBackViews(admin.ModelAdmin):
    """Brings back one deleted row of its model, with what was deleted along with it."""

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_bring_back"
        view = self.admin_site.admin_view(self.bring_back_view)
        return [path("<int:pk>/bring-back/", view, name=name), *super().get_urls()]

    def bring_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        deleted = self.model.history.filter(id=pk, history_type="-", undone=None)
        newest = deleted.order_by("-history_id").first()
        return ask_to_bring_back(self, request, [] if newest is None else [newest])


def ask_to_bring_back(model_admin: Any, request: HttpRequest, records: Sequence[Any]) -> HttpResponse:
    """Show what would come back, and bring it back once that is confirmed."""
    back = reverse("admin:papers_paper_deleted")
    try:
        plan = plan_return(records)
    except BringBackRefusedError as error:
        model_admin.message_user(request, str(error), messages.ERROR)
        return redirect(back)
    if not may_bring_back(request.user, records):
        raise PermissionDenied
    if not records:
        model_admin.message_user(request, "It was brought back already, or never deleted.", messages.WARNING)
        return redirect(back)
    is_mover = request.user.has_perms(MOVING_CONTENT)
    form = ReturnForm(plan, request.POST if request.method == "POST" else None, is_mover=is_mover)
    trouble = ""
    if request.method == "POST" and form.is_valid():
        try:
            result = bring_back(records, user=request.user, homes=form.homes, moves_content=form.moves_content)
        except BringBackRefusedError as error:
            trouble = str(error)
        else:
            return _tell_result(model_admin, request, result)
    return render_page(model_admin, request, "bring_back", _context(records, plan, form, trouble, back))


def may_bring_back(user: Any, records: Sequence[Any]) -> bool:
    """Whether somebody may make all the rows that would come back."""
    every = list_with_parts(records)
    needed = {right for record in every for right in BRINGING_BACK[record.instance_type._meta.model_name]}
    if any((record.remains or {}).get("addresses") for record in every):
        needed.add("papers.add_slugredirect")
    if any((record.remains or {}).get("dismissed") for record in every):
        needed.add("papers.change_paper")
    return user.has_perms(needed)


def _context(records: Sequence[Any], plan: ReturnPlan, form: ReturnForm, trouble: str, back: str) -> dict[str, Any]:
    shown = list_roots(records)
    return {
        "title": "Bring it back?" if len(shown) == 1 else f"Bring {len(shown)} back?",
        "rows": describe_deleted(shown[:MOST_SHOWN]),
        "more": max(len(shown) - MOST_SHOWN, 0),
        "remarks": plan.remarks,
        "form": form,
        "trouble": trouble,
        "back": back,
    }


def _tell_result(model_admin: Any, request: HttpRequest, result: BroughtBack) -> HttpResponse:
    roots = result.roots
    told = ", ".join(f"“{row}”" for row in roots[:3]) + (f" and {len(roots) - 3} more" if len(roots) > 3 else "")
    are = "is" if len(roots) == 1 else "are"
    model_admin.message_user(request, f"{told} {are} there again.", messages.SUCCESS)
    for remark in result.remarks:
        model_admin.message_user(request, remark, messages.WARNING)
    kind = roots[0]._meta.model_name
    if len(roots) == 1 and request.user.has_perm(f"papers.view_{kind}"):
        return redirect(f"admin:papers_{kind}_change", roots[0].pk)
    return redirect("admin:papers_paper_deleted")


def render_page(model_admin: Any, request: HttpRequest, template: str, context: Mapping[str, Any]) -> HttpResponse:
    request.current_app = model_admin.admin_site.name
    everywhere = {**model_admin.admin_site.each_context(request), "opts": model_admin.opts}
    return TemplateResponse(request, f"admin/papers/{template}.html", {**everywhere, **context})
