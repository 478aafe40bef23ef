from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from papers.citations import formats, jsonld, table


def structured_data(title: str, papers: int, path: str, *, query: str = "", items: dict[str, Any] | None = None) -> str:
    """JSON-LD of a page that shows the list or a part of it, with the files that have the same papers."""
    downloads = [
        *((each.media_type, each.suffix) for each in formats.FORMATS),
        (table.MEDIA_TYPE, "csv"),
        ("application/json", "json"),
        ("text/markdown", "md"),
    ]
    page = jsonld.collection_page(
        title=title,
        description=f"{papers} paper{'' if papers == 1 else 's'}, by section, evidence type, venue and year.",
        url=settings.SITE_URL + path,
        downloads=[
            (media_type, settings.SITE_URL + reverse("papers:export", args=[suffix]) + query)
            for media_type, suffix in downloads
        ],
        items=items,
    )
    return jsonld.script_json(page)
