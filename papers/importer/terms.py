"""Rows of the evidence types, venues and tags that an import brings up."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from typing import Any

from papers.layout.addresses import term_slugs
from papers.layout.rows import PaperRow
from papers.models import EvidenceType, Tag
from papers.readme.records import Values
from papers.readme.venues import venue_kind
from papers.readme.vocabulary import Term
from papers.slugs import slugified


def make_terms(model: Any, built_in: Iterable[Term], used: Iterable[str]) -> dict[str, int]:
    """Rows by name, those made that are missing, with the aliases that are built in."""
    found = dict(model.objects.values_list("name", "pk"))
    aliases = {term.name: list(term.aliases) for term in built_in}
    slugs = term_slugs(model)
    for name in used:
        if name not in found:
            slug = slugs.numbered(slugified(name) or "term")
            extra = {"position": len(found)} if model is EvidenceType else _of_venue(name, aliases)
            found[name] = model.objects.create(name=name, slug=slug, aliases=aliases.get(name, []), **extra).pk
    return found


def _of_venue(name: str, known: Container[str]) -> dict[str, Any]:
    return {"recognised": name in known, "kind": venue_kind(name)}


def make_tags(used: Iterable[str]) -> dict[str, int]:
    found = dict(Tag.objects.values_list("name", "pk"))
    for name in used:
        if name not in found:
            found[name] = Tag.objects.create(name=name).pk
    return found


def list_used_names(papers: Iterable[PaperRow], names: Callable[[Values], Iterable[str]]) -> list[str]:
    """Each name once, in the order of the papers, without those of rows that are gone."""
    met = dict.fromkeys(name for row in papers for values in (row.values, row.synced) for name in names(values))
    return [name for name in met if not name.startswith("\0")]


def types_of(values: Values) -> Sequence[str]:
    return values.evidence_types


def venues_of(values: Values) -> Sequence[str]:
    return (values.venue,) if values.venue else ()
