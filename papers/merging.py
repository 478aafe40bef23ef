"""Two rows of one work become one.

A merge of rows edits no README: two entries may word one paper differently, and go on doing so. What the README said
of both (`synced`) is brought together as the values are, so that what was no edit before is none afterwards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any, Final
from urllib.parse import urlsplit

from papers import search
from papers.exporter import UnwritableError, checked
from papers.history import keep_baseline, note, note_deletion
from papers.identifiers import identify
from papers.models import (
    Catalogue,
    DismissedPair,
    FetchedValue,
    Listing,
    MetadataLookup,
    Paper,
    PaperEvidence,
    PaperLink,
    PaperTag,
    SlugRedirect,
)

MOST: Final = 16
"""Papers that become one at a time."""
SCALARS: Final = ("title", "name", "authors", "venue", "track", "year", "date")
SETS: Final = ("evidence_types", "links", "tags")
FILLED: Final = ("abstract", "arxiv_id", "doi", "openreview_id", "acl_id")
"""Columns that the README does not have, or has in its links only."""


class MergeRefusedError(ValueError):
    """Papers that cannot become one; says why."""


@dataclass(frozen=True)
class Content:
    """A paper's values as `Paper.synced` keeps them: ids of venue and evidence types, links as pairs, tags sorted."""

    said: Mapping[str, Any]
    """What the README has a place for."""
    synced: Mapping[str, Any]
    others: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, paper: Paper) -> Content:
        said = {
            **{name: getattr(paper, name) for name in SCALARS if name != "venue"},
            "venue": paper.venue_id,
            "evidence_types": [use.evidence_type_id for use in paper.evidence.all()],
            "links": [[link.label, link.url] for link in paper.links.all() if link.url],
            "tags": sorted(tag.name for tag in paper.tags.all()),
        }
        others = {name: getattr(paper, name) for name in (*FILLED, "added")}
        return cls({name: value for name, value in said.items() if value}, paper.synced, others)


def combined(papers: Sequence[Content]) -> Content:
    """What the first one is once the others are merged into it."""
    return reduce(_joined, papers)


def merge(kept: Paper, gone: Iterable[Paper], *, user: Any, without: Collection[int] = ()) -> Paper:
    """Brings papers into one that stays, in one transaction; theirs are then its listings, tags, links and addresses.

    Two listings in one section stay two, as the README has two entries, unless one of them is named in `without`.
    Raises MergeRefusedError, with nothing changed.
    """
    keys = [kept.pk, *(paper.pk for paper in gone)]
    if len(keys) < 2 or len(set(keys)) < len(keys):
        raise MergeRefusedError("Choose two different papers.")
    if len(keys) > MOST:
        raise MergeRefusedError(f"Choose at most {MOST} papers at a time.")
    try:
        return checked(lambda: _merge(keys, user, frozenset(without)))
    except UnwritableError as error:
        raise MergeRefusedError(f"The README cannot say the result: {error}.") from error


def address_key(url: str) -> object:
    """One value for the addresses of one page: the identifiers in them, else host, path and query."""
    if identifiers := identify([url]):
        return identifiers
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    host = (parts.netloc or "").lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"


def _merge(keys: Sequence[int], user: Any, without: Collection[int]) -> Paper:
    Catalogue.objects.locked()
    found = Paper.objects.in_bulk(keys)
    if len(found) < len(keys):
        raise MergeRefusedError("One of the papers has been deleted or merged meanwhile.")
    kept, *gone = (found[key] for key in keys)
    listings = list(Listing.objects.filter(paper__in=keys))
    keep_baseline([*found.values(), *listings])
    _drop(without, listings, user)
    _follow_fetched(kept, gone)
    _save(kept, combined([Content.of(paper) for paper in (kept, *gone)]))
    _follow(kept, gone)
    title = kept.title
    for paper in gone:
        paper.delete()
    note_deletion(Paper, keys[1:], user=user, reason=f"merged into “{title}”")
    search.index(Paper.objects.filter(pk=kept.pk))
    note([kept], user=user, reason="merged with " + "; ".join(f"“{paper.title}”" for paper in gone))
    note(Listing.objects.filter(paper=kept), user=user, reason="its paper was merged")
    return kept


def _drop(without: Collection[int], listings: Sequence[Listing], user: Any) -> None:
    dropped = [listing for listing in listings if listing.pk in without]
    if len(dropped) < len(without):
        raise MergeRefusedError("A listing that was to be removed is not there any more.")
    if Listing.objects.filter(parent__in=dropped).exclude(pk__in=without).exists():
        raise MergeRefusedError("A listing that was to be removed has others nested under it.")
    keys = [listing.pk for listing in dropped]
    Listing.objects.filter(pk__in=keys).update(parent=None)
    Listing.objects.filter(pk__in=keys).delete()
    note_deletion(Listing, keys, user=user, reason="its paper was merged")


def _save(paper: Paper, content: Content) -> None:
    for name in SCALARS:
        empty: Any = [] if name == "authors" else None if name in ("venue", "year") else ""
        setattr(paper, "venue_id" if name == "venue" else name, content.said.get(name, empty))
    for name, value in content.others.items():
        setattr(paper, name, value)
    paper.synced = dict(content.synced)
    paper.save()
    paper.links.all().delete()
    PaperLink.objects.bulk_create(
        PaperLink(paper=paper, label=label, url=url, position=at)
        for at, (label, url) in enumerate(content.said.get("links", ()))
    )
    paper.evidence.all().delete()
    PaperEvidence.objects.bulk_create(
        PaperEvidence(paper=paper, evidence_type_id=each, position=at)
        for at, each in enumerate(content.said.get("evidence_types", ()))
    )


def _follow(kept: Paper, gone: Sequence[Paper]) -> None:
    """What belongs to a paper and has no place in the README."""
    Listing.objects.filter(paper__in=gone).update(paper=kept)
    tags = PaperTag.objects.filter(content_object__in=gone).values_list("tag", flat=True)
    new = set(tags) - set(kept.tagged.values_list("tag", flat=True))
    PaperTag.objects.bulk_create(PaperTag(content_object=kept, tag_id=tag) for tag in sorted(new))
    SlugRedirect.objects.filter(paper__in=gone).update(paper=kept)
    for paper in gone:
        SlugRedirect.objects.update_or_create(old_slug=paper.slug, defaults={"paper": kept})
        if not MetadataLookup.objects.filter(paper=kept).exists():
            MetadataLookup.objects.filter(paper=paper).update(paper=kept)
        _follow_dismissals(kept, paper)


def _follow_fetched(kept: Paper, gone: Sequence[Paper]) -> None:
    """Before values are brought together: where one came from goes with it, so that it stays no maintainer's edit."""
    known = {each.field: each for each in kept.fetched.all()}
    for each in (each for paper in gone for each in paper.fetched.all()):
        own = known.get(each.field)
        if own is not None and (own.paper_id != kept.pk or getattr(kept, each.field, None)):
            continue
        if own is not None:
            own.delete()
        known[each.field] = each
    FetchedValue.objects.filter(pk__in=[each.pk for each in known.values() if each.pk]).update(paper=kept)


def _follow_dismissals(kept: Paper, gone: Paper) -> None:
    """Who is not the one that went is not the one that stays."""
    pairs = DismissedPair.objects.filter(first=gone) | DismissedPair.objects.filter(second=gone)
    for pair in pairs:
        other = pair.second_id if pair.first_id == gone.pk else pair.first_id
        first, second = sorted((kept.pk, other))
        if first != second and not DismissedPair.objects.filter(first=first, second=second).exists():
            DismissedPair.objects.filter(pk=pair.pk).update(first=first, second=second)


def _joined(kept: Content, gone: Content) -> Content:
    said: dict[str, Any] = {}
    synced: dict[str, Any] = {}
    for name in SCALARS:
        said[name] = kept.said.get(name) or gone.said.get(name)
        synced[name] = _said_of_both(name, kept, gone)
    # What the README has goes first, so that what is only found again adds nothing to its entries.
    first, second = (gone, kept) if gone.synced and not kept.synced else (kept, gone)
    for name in SETS:
        said[name] = _united(name, first.said.get(name, ()), second.said.get(name, ()))
        synced[name] = _united(name, first.synced.get(name, ()), second.synced.get(name, ()))
    others = {name: kept.others[name] or gone.others[name] for name in FILLED}
    others["added"] = min(kept.others["added"], gone.others["added"])
    return replace(kept, said=_filled(said), synced=_filled(synced), others=others)


def _said_of_both(name: str, kept: Content, gone: Content) -> Any:
    """What the README counts as having said: a value that stays is an edit only if it was one before.

    A paper made here that takes the place of one in the README leaves that one's entries their words.
    """
    mine, theirs = kept.synced.get(name), gone.synced.get(name)
    if kept.synced:
        return mine if mine or kept.said.get(name) else theirs
    is_edited = theirs != gone.said.get(name)
    return theirs if is_edited or not theirs else kept.said.get(name) or theirs


def _united(name: str, own: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    """Own elements, and those others that they lack; one address twice is one link."""
    keys = {_element_key(name, each) for each in own}
    found = list(own)
    for each in others:
        if _element_key(name, each) not in keys:
            keys.add(_element_key(name, each))
            found.append(each)
    return sorted(found) if name == "tags" else found


def _element_key(name: str, element: Any) -> object:
    return address_key(element[1]) if name == "links" else element


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
