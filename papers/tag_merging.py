"""Several tags become one: its papers, their history and search text, and the tags' addresses follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from papers import search
from papers.exporter import UnwritableError, checked
from papers.history import keep_baseline, note
from papers.models import Catalogue, Paper, PaperTag, Tag, TagRedirect

MOST: Final = 100
"""Tags that become one at a time."""


class TagMergeRefusedError(ValueError):
    """Tags that cannot become one; says why."""


def merge_tags(kept: Tag, gone: Sequence[Tag], *, user: Any) -> int:
    """Give the papers of some tags another one, delete these tags, and redirect their addresses.

    Return the number of papers that were changed. Raise TagMergeRefusedError, with nothing changed.
    """
    if not gone or kept.pk in {tag.pk for tag in gone}:
        raise TagMergeRefusedError("Choose the tag that stays, and others.")
    if len(gone) >= MOST:
        raise TagMergeRefusedError(f"Choose at most {MOST} tags at a time.")
    try:
        return checked(lambda: _merge(kept.pk, [tag.pk for tag in gone], user))
    except UnwritableError as error:
        raise TagMergeRefusedError(f"The README cannot say the result: {error}.") from error


@contextmanager
def noting_papers(tags: Sequence[Any], *, user: Any, reason: str) -> Iterator[list[int]]:
    """Note a change of these tags in the history of the papers that have them, and index these papers again.

    Yield the papers' keys. To be used within a transaction.
    """
    tagged = PaperTag.objects.filter(tag__in=[tag.pk for tag in tags])
    keys = sorted(set(tagged.values_list("content_object", flat=True)))
    papers = Paper.objects.filter(pk__in=keys)
    keep_baseline(papers)
    yield keys
    search.index(papers)
    note(papers, user=user, reason=reason)


def add_redirect(old_slug: str, tag: Any) -> None:
    """Lead an address that a tag had to this tag. An address in use is nobody's former one."""
    TagRedirect.objects.filter(old_slug=tag.slug).delete()
    TagRedirect.objects.update_or_create(old_slug=old_slug, defaults={"tag_id": tag.pk})


def _merge(kept_key: int, keys: Sequence[int], user: Any) -> int:
    Catalogue.objects.locked()
    tags = Tag.objects.in_bulk([kept_key, *keys])
    if len(tags) <= len(keys):
        raise TagMergeRefusedError("One of the tags has been deleted or merged meanwhile.")
    kept, gone = tags[kept_key], [tags[key] for key in keys]
    names = ", ".join(f"“{tag.name}”" for tag in gone)
    with noting_papers(gone, user=user, reason=f"tag “{kept.name}” in place of {names}") as papers:
        have = set(PaperTag.objects.filter(tag=kept).values_list("content_object", flat=True))
        PaperTag.objects.filter(tag__in=gone).delete()
        new = [PaperTag(content_object_id=pk, tag=kept) for pk in papers if pk not in have]
        PaperTag.objects.bulk_create(new, batch_size=1000)
        TagRedirect.objects.filter(tag__in=gone).update(tag=kept)
        Tag.objects.filter(pk__in=keys).delete()
        for tag in gone:
            add_redirect(tag.slug, kept)
    return len(papers)
