"""Markdown of the list on a page of ours."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from papers.markdown.rendering import plain_text, safe_html
from papers.repository import file_address

register = template.Library()


@register.filter
def as_html(markdown: str) -> str:
    """Sanitised; relative links lead to the README's host."""
    return SafeString(safe_html(markdown, base=file_address()))


@register.filter
def as_text(markdown: str, length: int) -> str:
    """Its words, at most `length` characters of them."""
    return plain_text(markdown, length)
