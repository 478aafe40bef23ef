"""Forms that save only what the README can say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect
from django.http import HttpRequest

from papers.admin.stale import StaleGuard
from papers.admin_site import is_key
from papers.exporter import UnwritableError, export_trouble
from papers.typed_forms import tell_notes

__all__ = ["ExportedAdmin", "UnwritableError", "export_trouble"]


class KnownSelect(AutocompleteSelect):
    """Shows the row that was sent back, if it can be one."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, [each for each in value if not each or is_key(each)], attr)


class KnownChoices(BaseModelAdmin):
    """For rows that are chosen by typing: what is sent or named by an address may be none."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KnownSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class KnownChoicesAdmin(KnownChoices, admin.ModelAdmin):
    """Starts a form with the rows that an address names, if they are there."""

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        initial = super().get_changeform_initial_data(request)
        relations = {each.name for each in self.opts.get_fields() if each.related_model}
        return {
            name: value
            for name, value in initial.items()
            if name not in relations or all(map(is_key, value if isinstance(value, list) else [value]))
        }


class ExportedAdmin(KnownChoicesAdmin, StaleGuard):
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
