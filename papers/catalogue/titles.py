"""Titles as they are sorted: without regard to case, accents and punctuation."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Value
from django.db.models.functions import StrIndex, Substr

from papers.models import Paper

BATCH = 2_000


def title_words() -> Iterator[tuple[int, str]]:
    """Of each paper its key and the folded words of its title, with which its search text begins. One query."""
    first_line = Substr("search_text", 1, StrIndex("search_text", Value("\n")))
    return Paper.objects.order_by().annotate(words=first_line).values_list("pk", "words").iterator(BATCH)
