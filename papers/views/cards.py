"""Papers as lists show them, each rendered once for all readers and pages as long as the list is the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from papers import catalogue
from papers.author_lists import ET_AL, is_cut, listed_names
from papers.catalogue import Fragments, Snapshot
from papers.citations import coins, jsonld
from papers.models import LinkDetail, Paper
from papers.templatetags.links import followable
from papers.templatetags.pages import tone

AUTHORS: Final = 6
"""So many are named."""
LONGEST_ABOUT: Final = 60
"""Characters of a title with which a link says what it belongs to."""


@dataclass(frozen=True, slots=True)
class Card:
    html: str
    item: dict[str, str]
    """For a list in JSON-LD."""


def paper_cards(request: HttpRequest, levels: Mapping[int, int]) -> dict[int, Card]:
    """By place, in the order of `levels`, which are those of the titles as headings; what is gone is left out."""

    def made(snapshot: Snapshot, places: list[int]) -> dict[int, Card]:
        papers = catalogue.papers_at(snapshot, places)
        return {place: _card(paper, levels[place]) for place, paper in papers.items()}

    return _cards(request, "paper", levels, made)


def listing_cards(request: HttpRequest, levels: Mapping[int, int]) -> dict[int, Card]:
    """As `paper_cards`, with what the entries add in words."""

    def made(snapshot: Snapshot, places: list[int]) -> dict[int, Card]:
        papers, notes = catalogue.papers_at(snapshot, places), catalogue.notes_at(snapshot, places)
        return {place: _card(papers[place], levels[place], note) for place, note in notes.items() if place in papers}

    return _cards(request, "listing", levels, made)


def _cards(
    request: HttpRequest,
    kind: str,
    levels: Mapping[int, int],
    made: Callable[[Snapshot, list[int]], dict[int, Card]],
) -> dict[int, Card]:
    snapshot = catalogue.of(request)
    # Who is logged in gets everything fresh.
    fragments = Fragments() if settings.SESSION_COOKIE_NAME in request.COOKIES else snapshot.fragments
    keys: dict[int, Hashable] = {place: (kind, place, level) for place, level in levels.items()}
    found = fragments.among(keys.values())
    if missing := [place for place, key in keys.items() if key not in found]:
        new = {keys[place]: card for place, card in made(snapshot, missing).items()}
        fragments.keep(new)
        found |= new
    return {place: found[key] for place, key in keys.items() if key in found}


def _card(paper: Paper, level: int, note: str = "") -> Card:
    return Card(SafeString(_html(paper, level, note)), jsonld.list_item(paper))


def _html(paper: Paper, level: int, note: str) -> str:
    """Written here, as Django's templates take as long for a page's papers as all else takes together."""
    address = reverse("papers:paper", args=[paper.slug])
    return (
        f'<li class="paper">\n  <span class="Z3988" title="{escape(coins.title(paper))}"></span>'
        f'\n  <h{level} class="title"><a href="{address}"><bdi>{escape(paper.readable_title)}</bdi></a></h{level}>'
        f'\n  {_authors(paper.authors)}<div class="meta">{_meta(paper)}</div>'
        + (f'\n  <p class="note"><bdi>{escape(note)}</bdi></p>' if note else "")
        + "\n</li>\n"
    )


def _authors(authors: list[str]) -> str:
    names = listed_names(authors)
    if not names:
        return ""
    more = f" {ET_AL}" if is_cut(authors) else f" and {len(names) - AUTHORS} more" if len(names) > AUTHORS else ""
    return f'<p class="authors"><bdi>{escape(", ".join(names[:AUTHORS]))}</bdi>{more}</p>\n  '


def _meta(paper: Paper) -> str:
    appeared = [str(each) for each in (paper.venue, paper.track, paper.year) if each]
    title = paper.readable_title
    about = title if len(title) <= LONGEST_ABOUT else f"{title[: LONGEST_ABOUT - 1].rstrip()}…"
    return "\n    ".join(
        [
            *([f'<span class="venue">{escape(" ".join(appeared))}</span>'] if appeared else []),
            *(
                f'<span class="evidence {tone(kind.position)}">{escape(kind.name)}</span>'
                for kind in paper.details.evidence_types
            ),
            *(f'<span class="tag">{escape(tag.name)}</span>' for tag in paper.details.tags),
            *(_link(link, about) for link in paper.details.links if link.url),
        ]
    )


def _link(link: LinkDetail, about: str) -> str:
    """One that nobody should follow is shown, and no link."""
    href, label = followable(link.url), escape(link.label or "Link")
    if not href:
        return f'<span title="{escape(link.url)}">{label}</span>'
    unseen = f'<span class="unseen">: {escape(about)}</span>'
    return f'<a class="out" href="{escape(href)}" rel="noopener nofollow">{label}{unseen}</a>'
