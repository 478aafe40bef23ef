"""What templates need to write addresses and to name styles."""

from __future__ import annotations

from typing import Any

from django import template

from papers import charts
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
