"""What a row has that its history has no columns for, noted when the row is deleted.

It is kept with the deleted row's own entry of the history: it goes where that goes, each row can be brought back alone,
and rows that nobody deletes cost nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db.models import Max, Q

from papers.history.deleted_texts import Texts
from papers.models import (
    DismissedPair,
    FetchedValue,
    Listing,
    MetadataLookup,
    Paper,
    PaperEvidence,
    PaperTag,
    Revision,
    Section,
    SlugRedirect,
)

NEIGHBOURS: Final = 50
"""On each side; enough to find a place again after others were put between them."""

Remains = dict[str, Any]


def describe_remains(model: type[Any], keys: Sequence[int], texts: Texts) -> dict[int, Remains]:
    """Return plain values by row. `texts` are the layout and upstream as they are read now."""
    newest = Revision.objects.aggregate(newest=Max("pk"))["newest"] or 0
    found = _describe_papers(keys) if model is Paper else _describe_places(model, keys, texts)
    return {pk: {"newest_revision": newest, **remains} for pk, remains in found.items()}


def _describe_papers(keys: Sequence[int]) -> dict[int, Remains]:
    columns = Paper.objects.filter(pk__in=keys).values_list("pk", "synced", "laid", "venue__name")
    found: dict[int, Remains] = {
        pk: {"synced": synced, "laid": laid, "venue": venue or ""} for pk, synced, laid, venue in columns
    }
    _add(found, "addresses", SlugRedirect.objects.filter(paper__in=keys).values_list("paper", "old_slug"))
    evidence = PaperEvidence.objects.filter(paper__in=keys).order_by("position", "pk")
    _add(found, "evidence_types", evidence.values_list("paper", "evidence_type", "evidence_type__name"))
    tags = PaperTag.objects.filter(content_object__in=keys).order_by("pk")
    _add(found, "tags", tags.values_list("content_object", "tag", "tag__name", "tag__slug"))
    fetched = FetchedValue.objects.filter(paper__in=keys)
    _add(found, "fetched", fetched.values_list("paper", "field", "value", "source", "day"))
    lookups = MetadataLookup.objects.filter(paper__in=keys)
    _add(found, "lookups", lookups.values_list("paper", "identifier", "source", "outcome", "title", "day"))
    pairs = DismissedPair.objects.filter(Q(first__in=keys) | Q(second__in=keys))
    for first, second, *about in pairs.values_list("first", "second", "reason", "user", "created"):
        _add(found, "dismissed", [(first, second, *about), (second, first, *about)])
    return found


def _add(found: Mapping[int, Remains], name: str, rows: Iterable[Sequence[Any]]) -> None:
    """Put what each row says behind the key of its paper; dates become texts."""
    for remains in found.values():
        remains.setdefault(name, [])
    for pk, *values in rows:
        if pk in found:
            found[pk][name].append([each.isoformat() if hasattr(each, "isoformat") else each for each in values])


def _describe_places(model: type[Any], keys: Sequence[int], texts: Texts) -> dict[int, Remains]:
    above = "section_id" if model is Listing else "parent_id"
    columns = ("pk", above, "anchor", "upstream_anchor", "synced", "laid")
    rows = list(model.objects.filter(pk__in=keys).values_list(*columns))
    orders = _orders(model, above, {row[1] for row in rows})
    homes = Section.objects.filter(pk__in={row[1] for row in rows if row[1]})
    titles = {section.pk: str(section) for section in homes}
    found = {}
    for pk, home, anchor, upstream_anchor, synced, laid in rows:
        order = orders[home] or [pk]
        at = order.index(pk)
        found[pk] = {
            "anchor": anchor,
            "upstream_anchor": upstream_anchor,
            "synced": synced,
            "laid": laid,
            "text": texts.layout.of(model, anchor),
            "upstream_text": texts.upstream.of(model, upstream_anchor),
            "before": order[max(at - NEIGHBOURS, 0) : at],
            "after": order[at + 1 : at + 1 + NEIGHBOURS],
        }
        if home in titles:
            found[pk]["section"] = titles[home]
    if model is Section:
        _add_content(found)
    return found


def _add_content(sections: Mapping[int, Remains]) -> None:
    """What stands in sections, which may be moved elsewhere before they go."""
    _add(sections, "listings", Listing.objects.filter(section__in=sections).values_list("section", "pk", "position"))
    children = Section.objects.filter(parent__in=sections).values_list("parent", "pk", "level", "position")
    _add(sections, "sections", children)


def _orders(model: type[Any], above: str, homes: Iterable[int | None]) -> dict[int | None, list[int]]:
    orders: dict[int | None, list[int]] = defaultdict(list)
    rows = model.objects.filter(**{f"{above}__in": list(homes)}).order_by("position", "pk")
    for home, pk in rows.values_list(above, "pk"):
        orders[home].append(pk)
    return orders
