"""Two maintainers on one form: the second save is refused once, with both versions shown, and nothing is lost.

A form that is given out carries what it showed, as one short hash a field. What comes back is met with what is saved
by then: a field that others changed and that nobody touched here takes their value; one that both changed keeps what
was put in; beside both stands what is saved now. Saving again is then a choice.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.db import connection
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from papers.admin_site import is_key
from papers.history.timeline import last_authors
from papers.models import Catalogue

SEEN: Final = "seen"
_QUIET: Final = frozenset({"position"})
"""Counts that shift when something else is put in or taken out: taken over without a word where nobody touched them."""
_LONGEST_SHOWN: Final = 2000

Texts = Mapping[str, str]
"""What a browser would send for each field."""
Hashes = Mapping[str, str]


class SeenForm(forms.ModelForm):
    """A form with what was seen in it; `met` is how that and the present state go together, None if nobody asked."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    state: ClassVar[str] = ""
    met: ClassVar[Meeting | None] = None

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(self.met.data if data is not None and self.met else data, *args, **kwargs)
        self.initial[SEEN] = self.state

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.met and self.met.is_stale:
            self.add_error(None, self.met.summary)
            for name, text in self.met.fields.items():
                self.add_error(name, text)
        return cleaned


class ToldFormSet(forms.BaseInlineFormSet):
    """Rows of which each has something to say that happened meanwhile, by field; under the empty name of all of it."""

    told: ClassVar[Sequence[Texts]] = ()

    def clean(self) -> None:
        for form, texts in zip(self.forms, self.told, strict=False):
            for name, text in texts.items():
                form.add_error(name or None, text)
        super().clean()


class StaleGuard(admin.ModelAdmin):
    """Refuses to save a form that shows what is no longer so."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        found = super().get_object(request, object_id, from_field)
        if found is not None and request.method == "POST" and connection.in_atomic_block:
            # What is compared stays so until it is saved; only then is the object read.
            Catalogue.objects.locked()
            found = super().get_object(request, object_id, from_field)
        return found

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        return [*fieldsets, (None, {"fields": [SEEN], "classes": ["hidden"]})]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if not change or obj is None or not self.has_change_permission(request, obj):
            return super().get_form(request, obj, change=change, **kwargs)
        base = type(self.form.__name__, (SeenForm, self.form), {})
        form = super().get_form(request, obj, change=change, **{"form": base, **kwargs})
        present = _Present(form(instance=obj), dict(self._formsets(request, obj)))
        met = Meeting.of(request.POST, present) if request.method == "POST" else None
        request.met = met  # type: ignore[attr-defined]
        return type(form.__name__, (form,), {"state": present.encoded, "met": met})

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Any = None) -> Iterator[Any]:
        met = getattr(request, "met", None)
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            told = met.rows.get(formset.get_default_prefix()) if met else None
            yield (type(formset.__name__, (ToldFormSet, formset), {"told": told}) if told else formset), inline

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        found = super().get_formset_kwargs(request, obj, inline, prefix)
        met = getattr(request, "met", None)
        return {**found, "data": met.data.copy()} if met and "data" in found else found

    def _formsets(self, request: HttpRequest, obj: Any) -> Iterator[tuple[str, Any]]:
        """Of the inlines that can be changed, as they are now."""
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            if inline.has_change_permission(request, obj):
                prefix = formset.get_default_prefix()
                yield prefix, formset(instance=obj, prefix=prefix, queryset=inline.get_queryset(request))


class _Present:
    """What is saved now, as a form shows it."""

    def __init__(self, form: Any, formsets: Mapping[str, Any]) -> None:
        self.form = form
        self.formsets = formsets
        self.texts = texts_of(form)
        self.rows = {
            prefix: {str(each.instance.pk): texts_of(each, formset) for each in formset.initial_forms}
            for prefix, formset in formsets.items()
        }

    @property
    def encoded(self) -> str:
        rows = {
            prefix: {pk: _hashes(texts) for pk, texts in each.items()} for prefix, each in sorted(self.rows.items())
        }
        return json.dumps({"": _hashes(self.texts), **rows}, separators=(",", ":"))


@dataclass
class Meeting:
    """What was put in, met with what is saved; `data` is what the form goes on with."""

    data: QueryDict
    present: _Present
    fields: dict[str, str] = field(default_factory=dict)
    """What happened meanwhile, by field."""
    rows: dict[str, list[Texts]] = field(default_factory=dict)
    """The same, for each row of each inline."""
    lost: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, data: QueryDict, present: _Present) -> Meeting:
        met = cls(data.copy(), present)
        if data.get(SEEN) == present.encoded:
            return met
        seen = _decoded(data.get(SEEN, ""))
        typed = type(present.form)(data, instance=present.form.instance)
        met._meet_fields(seen.get("", {}), typed)
        for prefix, formset in present.formsets.items():
            if f"{prefix}-TOTAL_FORMS" in data:
                _Rows(met, prefix, formset, seen.get(prefix, {})).meet()
        met.data[SEEN] = present.encoded
        return met

    @property
    def is_stale(self) -> bool:
        return bool(self.fields or self.lost or any(any(rows) for rows in self.rows.values()))

    @property
    def summary(self) -> str:
        row = self.present.form.instance
        lost = " ".join(self.lost)
        return (
            f"Nothing was saved: {_who(_last_author(row))} changed this {row._meta.verbose_name} after you opened it. "
            f"What you put in is still here, and what is saved now stands beside it. {lost}".strip()
            + " Save again to save what this form shows."
        )

    def _meet_fields(self, seen: Hashes, typed: Any) -> None:
        now, form = self.present.texts, self.present.form
        authors = last_authors(type(form.instance), form.instance.pk) if hasattr(form.instance, "history") else {}
        for name, is_touched in _changed(seen, now, texts_of(typed)):
            if not is_touched:
                _put(self.data, form.add_prefix(name), form.fields[name], now[name])
            if is_touched or name not in _QUIET:
                who = _who(authors.get(name) or _last_author(form.instance))
                self.fields[name] = _meanwhile(who, _shown(form, name), is_touched)


@dataclass
class _Rows:
    """The rows of one inline, those of the form and those that are saved."""

    met: Meeting
    prefix: str
    formset: Any
    seen: Mapping[str, Hashes]
    kept: list[tuple[dict[str, list[str]], Texts]] = field(default_factory=list)
    added: list[tuple[dict[str, list[str]], Texts]] = field(default_factory=list)

    def meet(self) -> None:
        data, prefix = self.met.data, self.prefix
        now = self.met.present.rows[prefix]
        present = {str(form.instance.pk): form for form in self.formset.initial_forms}
        pattern = re.compile(re.escape(prefix) + r"-(\d{1,9})-(.+)")
        typed: dict[int, dict[str, list[str]]] = {}
        for key in list(data):
            if (found := pattern.fullmatch(key)) and int(found[1]) < self._total():
                typed.setdefault(int(found[1]), {})[found[2]] = data.getlist(key)
                del data[key]
        for _, row in sorted(typed.items()):
            pk = (row.get("id") or [""])[0]
            if not pk:
                self.added.append((row, {}))
            elif pk in now:
                self.kept.append((row, self._met(present.pop(pk), row, self.seen.get(pk, {}), now[pk])))
            else:
                self._meet_gone(row, self.seen.get(pk, {}))
        for pk, form in present.items():
            if pk not in self.seen:
                self.kept.append((self._sent(form, now[pk]), {"": "It was added meanwhile."}))
        self._put_back()

    def _total(self) -> int:
        count = self.met.data.get(f"{self.prefix}-TOTAL_FORMS", "")
        return int(count) if is_key(count) else 0

    def _met(self, form: Any, row: dict[str, list[str]], seen: Hashes, now: Texts) -> Texts:
        told = {}
        for name, is_touched in _changed(seen, now, self._texts(row)):
            if not is_touched:
                row[name] = _raw(form.fields[name], now[name])
            if is_touched or name not in _QUIET:
                told[name] = _meanwhile("", _shown(form, name), is_touched)
        return told

    def _meet_gone(self, row: dict[str, list[str]], seen: Hashes) -> None:
        """What was deleted meanwhile stays so, unless something was put into it here."""
        texts = self._texts(row)
        if "DELETE" not in row and any(seen.get(name) != each for name, each in _hashes(texts).items()):
            row["id"] = [""]
            self.added.append((row, {"": "It was deleted meanwhile; saving adds it anew."}))
        elif "DELETE" not in row:
            self.met.lost.append(f"A {self.formset.model._meta.verbose_name} was deleted.")

    def _texts(self, row: Mapping[str, list[str]]) -> Texts:
        data = QueryDict(mutable=True)
        for name, values in row.items():
            data.setlist(name, values)
        form = self.formset.form(data, instance=self.formset.model(), **self.formset.get_form_kwargs(0))
        return texts_of(form, self.formset)

    def _sent(self, form: Any, texts: Texts) -> dict[str, list[str]]:
        row = {name: _raw(form.fields[name], text) for name, text in texts.items()}
        return {**row, "id": [str(form.instance.pk)], self.formset.fk.name: [str(self.formset.instance.pk)]}

    def _put_back(self) -> None:
        data, rows = self.met.data, [*self.kept, *self.added]
        for at, (row, _) in enumerate(rows):
            for name, values in row.items():
                data.setlist(f"{self.prefix}-{at}-{name}", values)
        data[f"{self.prefix}-INITIAL_FORMS"] = str(len(self.kept))
        data[f"{self.prefix}-TOTAL_FORMS"] = str(len(rows))
        self.met.rows[self.prefix] = [told for _, told in rows]


def texts_of(form: Any, formset: Any = None) -> dict[str, str]:
    """What a browser sends for each field of a form: as it is shown, or as it came back."""
    aside = {SEEN, "DELETE", "id", formset.fk.name if formset else ""}
    return {name: _text(form[name]) for name in form.fields if name not in aside}


def _text(bound: Any) -> str:
    widget = getattr(bound.field.widget, "widget", bound.field.widget)
    value = bound.value()
    if isinstance(widget, forms.CheckboxInput):
        return "on" if widget.check_test(value) else ""
    shown = widget.format_value(value)
    texts = shown if isinstance(shown, list | tuple) else [shown]
    return "\n".join(str(each) for each in texts if each is not None).replace("\r\n", "\n")


def _raw(form_field: Any, text: str) -> list[str]:
    widget = getattr(form_field.widget, "widget", form_field.widget)
    if isinstance(widget, forms.CheckboxInput):
        return [text] if text else []
    return text.split("\n") if getattr(widget, "allow_multiple_selected", False) else [text]


def _put(data: QueryDict, key: str, form_field: Any, text: str) -> None:
    values = _raw(form_field, text)
    if values:
        data.setlist(key, values)
    else:
        data.pop(key, None)


def _changed(seen: Hashes, now: Texts, typed: Texts) -> Iterator[tuple[str, bool]]:
    """Fields that others changed since they were shown, to something else than was put in; and whether that was."""
    mine = _hashes(typed)
    for name, each in _hashes(now).items():
        if each not in (seen.get(name), mine.get(name)):
            yield name, mine.get(name) != seen.get(name)


def _hashes(texts: Texts) -> dict[str, str]:
    """White space around a text is no change of it: forms strip it."""
    return {name: hashlib.sha256(text.strip().encode()).hexdigest()[:12] for name, text in texts.items()}


def _decoded(encoded: str) -> Mapping[str, Any]:
    """Nothing for what is no such text: then everything counts as changed by others."""
    try:
        found = json.loads(encoded)
    except ValueError:
        return {}
    rows = {key: _dictionary(each) for key, each in _dictionary(found).items()}
    return {key: each if not key else {pk: _dictionary(row) for pk, row in each.items()} for key, each in rows.items()}


def _dictionary(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _shown(form: Any, name: str) -> str:
    """A field's saved value as people read it."""
    value = getattr(form.instance, name, None) if isinstance(form.fields[name], forms.ModelChoiceField) else None
    text = str(value) if value is not None else _text(form[name])
    choices = dict(getattr(form.fields[name], "choices", ())) if not value else {}
    return str(choices.get(text, text))[:_LONGEST_SHOWN]


def _meanwhile(who: str, value: str, is_touched: bool) -> str:
    by = f" by {who}" if who else ""
    what = f"“{value}”" if value else "nothing"
    if is_touched:
        return f"Changed meanwhile{by}. Saved now: {what}; in the form: what you put in."
    return f"Changed meanwhile{by}. Saved now, and taken into the form as you had not touched it: {what}."


def _last_author(row: Any) -> Any:
    """The row of the history, or of the log, that was written last with a name to it."""
    if hasattr(row, "history"):
        records = row.history.filter(history_user__isnull=False).select_related("history_user")
        return records.order_by("-history_id").first()
    logged = LogEntry.objects.filter(content_type=get_content_type_for_model(row), object_id=str(row.pk))
    return logged.select_related("user").order_by("-pk").first()


def _who(record: Any) -> str:
    user = getattr(record, "history_user", None) or getattr(record, "user", None)
    if user is None:
        return "somebody"
    when = record.history_date if hasattr(record, "history_date") else record.action_time
    return f"{user.get_username()} (on {timezone.localtime(when):%Y-%m-%d at %H:%M})"
