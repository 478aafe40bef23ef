"""What reference managers look for in a list of papers."""

from __future__ import annotations

from django import template

from papers.citations import coins as marks
from papers.models import Paper

register = template.Library()


@register.filter
def coins(paper: Paper) -> str:
    """The title of a `Z3988` element."""
    return marks.title(paper)
