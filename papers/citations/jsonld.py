"""schema.org's descriptions of papers and of the list, as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.safestring import SafeString

from papers.citations import csl, identifiers, links, rows
from papers.citations.dates import iso, issued
from papers.citations.names import Name, people
from papers.citations.text import plain, readable
from papers.models import Paper

_CONTEXT: Final = "https://schema.org"
_TYPES: Final = {
    "book": "Book",
    "chapter": "Chapter",
    "thesis": "Thesis",
    "report": "Report",
    "post-weblog": "BlogPosting",
}
_CONTAINERS: Final = {"article-journal": "Periodical", "post-weblog": "Blog"}
# The script element ends at `</script`, and before JSON allowed U+2028 in strings, JavaScript did not.
_ESCAPES: Final = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def scholarly_article(paper: Paper, *, url: str = "") -> dict[str, Any]:
    """A paper; `url` if it has no page here."""
    item = csl.item(paper, url=url)
    title = item.get("title", "")
    fields = {
        "@context": _CONTEXT,
        "@type": _TYPES.get(item["type"], "ScholarlyArticle"),
        "headline": title,
        "name": title,
        "author": [_author(name) for name in people(paper.authors)],
        "datePublished": iso(issued(paper)),
        **_appeared(item),
        "abstract": item.get("abstract"),
        "keywords": list(dict.fromkeys([*rows.evidence_types(paper), *rows.tags(paper)])),
        "identifier": _identifiers(paper),
        "url": links.followable(url) or links.page(paper),
        "sameAs": list(dict.fromkeys([*identifiers.addresses(paper), *links.followed(paper)])),
    }
    return _with_values(fields)


def list_item(paper: Paper) -> dict[str, str]:
    """A paper in a list, but for its position."""
    return _with_values({"@type": "ListItem", "name": readable(paper.title), "url": links.page(paper)})


def item_list(items: Iterable[Mapping[str, str]], start: int = 1) -> dict[str, Any]:
    """Items of a page, the first of them at position `start` of the whole."""
    elements = [{**item, "position": place} for place, item in enumerate(items, start)]
    return {"@type": "ItemList", "numberOfItems": len(elements), "itemListElement": elements}


def collection_page(
    *,
    title: str,
    description: str,
    url: str,
    downloads: Iterable[tuple[str, str]],
    items: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A page of the list and the data set that it shows. `downloads` are media types and addresses."""
    named = {"name": plain(title), "description": plain(description), "url": links.followable(url)}
    distribution = [
        {"@type": "DataDownload", "encodingFormat": media_type, "contentUrl": links.followable(address)}
        for media_type, address in downloads
    ]
    dataset = {"@type": "Dataset", **named, "isAccessibleForFree": True, "distribution": distribution}
    page = {"@context": _CONTEXT, "@type": "CollectionPage", **named, "mainEntity": items}
    return {**_with_values(page), "about": _with_values(dataset)}


def script_json(data: dict[str, Any]) -> str:
    """The content of `<script type="application/ld+json">`, marked as safe for templates."""
    return SafeString(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))


def _author(name: Name) -> dict[str, str]:
    parts = {"@type": "Person", "name": name.in_order, "familyName": name.family, "givenName": name.given}
    return _with_values(parts)


def _appeared(item: dict[str, Any]) -> dict[str, dict[str, str]]:
    if item.get("publisher"):
        return {"publisher": {"@type": "Organization", "name": item["publisher"]}}
    if "container-title" not in item:
        return {}
    kind = _CONTAINERS.get(item["type"], "CreativeWork")
    return {"isPartOf": {"@type": kind, "name": item["container-title"]}}


def _identifiers(paper: Paper) -> list[dict[str, str]]:
    known = (("DOI", identifiers.doi(paper)), ("arXiv", identifiers.arxiv_id(paper)))
    return [{"@type": "PropertyValue", "propertyID": name, "value": value} for name, value in known if value]


def _with_values(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}
