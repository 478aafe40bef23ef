"""What templates need to write addresses and to name styles."""

from __future__ import annotations

from html import escape
from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from papers import charts
from papers.facets import Facet, Value
from papers.selection import Selection

register = template.Library()


@register.filter
def tone(position: int) -> str:
    """The style of an evidence type that stands at `position` among them."""
    return f"tone-{charts.tone(position)}"


@register.filter
def with_page(query: str, number: int) -> str:
    """A query of a first page, made that of another one."""
    if number == 1:
        return query
    return f"{query}&page={number}" if query else f"?page={number}"


@register.inclusion_tag("papers/_hidden.html")
def hidden_inputs(selection: Selection, *leaving_out: str) -> dict[str, Any]:
    """The chosen values as a form carries them along."""
    return {"pairs": list(selection.without(*leaving_out).pairs())}


@register.simple_tag
def value_items(facet: Facet, *, in_rest: bool = False) -> str:
    """The items of a facet's values. Written here, as a template takes a long time for a hundred values."""
    address = reverse("papers:browse")
    values = facet.rest if in_rest else facet.leading
    return SafeString("".join(_value_item(facet.name, value, address, in_rest=in_rest) for value in values))


def _value_item(name: str, value: Value, address: str, *, in_rest: bool) -> str:
    """Where the rest is shown, the sections above a section are named, as it stands apart from them."""
    start = "<li>" if in_rest else f'<li class="depth-{value.depth}">'
    label = f'<span class="name">{escape(value.label)}</span>'
    if value.is_dead_end:
        return f'{start}<span class="value dead">{label} <span class="count">0</span></span></li>'
    if in_rest and value.path:
        above = f'<span class="quiet">{escape(" › ".join(value.path))} ›</span>'
        label = f'<span class="name">{above} {escape(value.label)}</span>'
    chosen = (' aria-current="true"', ", chosen") if value.selected else ("", "")
    papers = "paper" if value.count == 1 else "papers"
    return (
        f'{start}<a class="value" id="{name}-{escape(value.value)}" href="{address}{escape(value.query)}"{chosen[0]}'
        f' rel="nofollow">{label} <span class="count">{value.count}'
        f'<span class="unseen"> {papers}{chosen[1]}</span></span></a></li>'
    )
