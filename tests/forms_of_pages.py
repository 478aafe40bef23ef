"""The forms of a page, as a browser would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Field:
    name: str
    kind: str
    """Of an input its type, else `textarea` or `select`."""
    value: str = ""
    is_sent: bool = True
    """Boxes and options that are not chosen are not sent."""
    attributes: dict[str, str] = field(default_factory=dict)
    options: list[str] = field(default_factory=list)


@dataclass
class PageForm:
    action: str
    method: str
    fields: list[Field] = field(default_factory=list)

    @property
    def body(self) -> dict[str, list[str]]:
        """What is sent where nobody has touched it and the first button is pressed."""
        found: dict[str, list[str]] = {}
        buttons = [each.name for each in self.fields if each.kind == "submit"][1:]
        for each in self.fields:
            if each.is_sent and each.name not in buttons and (each.value or each.kind != "select"):
                found.setdefault(each.name, []).append(each.value)
        return found

    @property
    def names(self) -> set[str]:
        return {each.name for each in self.fields}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.form: PageForm | None = None
        self.field: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = PageForm(attributes.get("action", ""), attributes.get("method", "get").lower())
            self.forms.append(self.form)
        elif self.form is None:
            return
        elif tag == "option" and self.field is not None:
            self.field.options.append(attributes.get("value", ""))
            if "selected" in attributes:
                self.field.value = self.field.options[-1]
        elif tag in ("input", "button", "select", "textarea") and attributes.get("name"):
            self._add(tag, attributes)

    def _add(self, tag: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("type", "text") if tag == "input" else tag
        is_box = kind in ("checkbox", "radio")
        value = attributes.get("value", "on" if is_box else "")
        self.field = Field(attributes["name"], kind, value, not is_box or "checked" in attributes, attributes)
        assert self.form is not None
        self.form.fields.append(self.field)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag in ("select", "textarea"):
            if self.field is not None and tag == "select" and "multiple" not in self.field.attributes:
                self.field.value = self.field.value or next(iter(self.field.options), "")
            self.field = None

    def handle_data(self, data: str) -> None:
        if self.field is not None and self.field.kind == "textarea":
            self.field.value += data


def posting_forms(html: str) -> list[PageForm]:
    """Return the forms of a page that are sent by POST, in their order."""
    reader = _Reader()
    reader.feed(html)
    return [form for form in reader.forms if form.method == "post"]
