import re

from django import template

register = template.Library()

_FOLLOWABLE = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)


@register.filter
def followable(url: str) -> str:
    """`url` if a reader can safely follow it, else nothing: `javascript:`, `data:`, relative and malformed ones."""
    return url if _FOLLOWABLE.match(url) else ""
