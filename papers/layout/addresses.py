"""Slugs and citation keys, given once. What has one keeps it, so they need not follow later changes of titles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from papers.author_lists import listed_names
from papers.identifiers import fold_text
from papers.models import NONE_SLUG, EvidenceType, Paper, Section, SlugRedirect, Venue
from papers.slugs import Unique, slugified

_LONGEST_WORD: Final = 30

_STOP_WORDS: Final = frozenset(
    ("a", "an", "the", "of", "on", "in", "for", "to", "and", "or", "with", "is", "are", "by", "from", "at", "as")
)
_SUFFIX: Final = re.compile(r"(?:jr|sr|ph\.?d|ii|iii|iv)\.?", re.IGNORECASE)
_ASIDE: Final = re.compile(r"(?:,|\b)\s*(?:et\.? al\.?|and others|etc\.?)\W*$", re.IGNORECASE)


class PaperAddresses:
    """For papers that are made: loaded once, however many they are."""

    def __init__(self) -> None:
        slugs = {
            *Paper.objects.values_list("slug", flat=True),
            *SlugRedirect.objects.values_list("old_slug", flat=True),
        }
        self._slugs = Unique(slugs)
        self._keys = Unique(Paper.objects.values_list("citation_key", flat=True))

    def slug(self, title: str, arxiv_id: str = "") -> str:
        """From the title's Latin letters; without any, from the arXiv id, else `paper`."""
        return self._slugs.numbered(slugified(title) or slugified(arxiv_id and f"arxiv {arxiv_id}") or "paper")

    def reserve_slug(self, slug: str) -> str:
        """Return a slug that a paper had, numbered where another one has it now."""
        return self._slugs.numbered(slug)

    def reserve_citation_key(self, key: str) -> str:
        """Return a key that a paper had, with a letter where another one has it now."""
        return self._keys.lettered(key)

    def citation_key(self, title: str, year: int | None, authors: Sequence[str] = ()) -> str:
        """`lastnameYEARword` with authors, `wordYEARword` without; words are the title's without articles and the like.

        A part that is unknown, or not written in Latin letters, is left out; `paper` stands where nothing is left.
        """
        words = title_words(title)
        name = last_name(next(iter(listed_names(authors)), ""))
        first, second = (name, words[:1]) if name else ("".join(words[:1]), words[1:2])
        key = "".join([first, str(year or ""), *second])
        return self._keys.lettered(key if first else f"paper{key}")


def section_slugs() -> Unique:
    return Unique(Section.objects.values_list("slug", flat=True))


def term_slug(model: type[EvidenceType] | type[Venue], name: str) -> str:
    """Return a free address for a new term: names of signs alone have one, too."""
    return term_slugs(model).numbered(slugified(name) or "term")


def section_slug(title: str) -> str:
    """Return a free address for a new section."""
    return section_slugs().numbered(slugified(title) or "section")


def term_slugs(model: type[EvidenceType] | type[Venue]) -> Unique:
    return Unique([NONE_SLUG, *model.objects.values_list("slug", flat=True)])


def title_words(title: str) -> list[str]:
    """The words that a key is made of, hyphens within them left out."""
    joined = re.sub(r"(?<=\w)[-‐‑’'](?=\w)", "", title)
    words = [word[:_LONGEST_WORD] for word in re.findall(r"[a-z0-9]+", fold_text(joined))]
    return [word for word in words if word not in _STOP_WORDS] or words


def last_name(author: str) -> str:
    """`Lovelace` of `Ada Lovelace`, `Lovelace, Ada`, `Ada Lovelace Jr.`, `Lovelace et al.`, in Latin letters."""
    name = _ASIDE.sub("", author.strip())
    family, _, rest = name.partition(",")
    if not rest.strip() or _SUFFIX.fullmatch(rest.strip()):
        words = [word for word in family.split() if not _SUFFIX.fullmatch(word)] or family.split()
        family = words[-1] if words else ""
    return re.sub(r"[^a-z]+", "", fold_text(family))[:_LONGEST_WORD]
