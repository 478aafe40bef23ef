"""Forms that save only what the README can say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from papers.admin.stale import StaleGuard
from papers.exporter import UnwritableError, export_trouble
from papers.typed_forms import tell_notes

__all__ = ["ExportedAdmin", "UnwritableError", "export_trouble"]


class ExportedAdmin(StaleGuard):
    """Saves what the README can say: it is written and read again before the change stays, and refused at the field.

    Trouble that was there before is not this form's, and keeps nobody from saving.
    """

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except UnwritableError as error:
            before = export_trouble()
            request.trouble = error.trouble  # type: ignore[attr-defined]
            request.is_known_trouble = before is not None and str(before) == str(error.trouble)  # type: ignore[attr-defined]
            return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if getattr(request, "is_known_trouble", False) or not hasattr(request, "trouble"):
            return form
        return type(form.__name__, (form,), {"trouble": request.trouble})

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """Also where the form comes back with errors."""
        formsets = [each.formset for each in context["inline_admin_formsets"]]
        tell_notes(request, [context["adminform"].form, *_forms(formsets)])
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        tell_notes(request, [form, *_forms(formsets)])
        super().save_related(request, form, formsets, change)
        if not getattr(request, "is_known_trouble", False) and (trouble := export_trouble()):
            raise UnwritableError(trouble)


def _forms(formsets: Iterable[Any]) -> list[Any]:
    return [form for formset in formsets for form in formset.forms]
