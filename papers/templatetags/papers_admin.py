from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template

register = template.Library()


@register.filter
def zipped(rows: Sequence[Any], others: Sequence[Any]) -> Iterable[tuple[Any, Any]]:
    """Pairs, for a loop over two lists of one length."""
    return zip(rows, others, strict=True)
