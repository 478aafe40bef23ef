"""Rules about papers that are taken for one another: one link under two titles, one title under two links."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from papers.identifiers import Identifiers, identify
from papers.readme.checking.findings import Finding, Level
from papers.readme.checking.inspection import Inspection, Rule
from papers.readme.identity import plain
from papers.readme.reading.titles import names_paper_url
from papers.readme.records import Entry

_COMPARED: Final = 8
"""Papers that a title is compared with for each thing that it shares with others, so that any list stays linear."""
_NAMED: Final = 4
"""Lines that a message names; of more it says how many there are."""
_LEAST_TITLE: Final = 15
_LEAST_TITLE_WORDS: Final = 3
"""Shorter than this is the name of a method, a data set or a measure, which may well share a paper with another one."""
_LEAST_SIMILAR_WORDS: Final = 5
_LEAST_SLIP: Final = 5
"""Letters: in shorter words one letter makes another word, as in `What` and `When`."""

# -- one link, two titles --------------------------------------------------------------------------------------------


def shared_links(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    for uses in _papers_by_link(inspection).values():
        if len(uses) < 2:
            continue
        (first, _), (entry, key), *_ = uses
        place = inspection.place(entry, key)
        more = f", and of {len(uses) - 2} more" if len(uses) > 2 else ""
        message = (
            f"The link of “{entry.values.title}” is also that of “{first.values.title}”, on line {first.line}{more}."
        )
        yield inspection.found(rule, place, message, f"{entry.values.title}: {inspection.written(entry, key)}")


Uses = list[tuple[Entry, str]]
"""Entries, each with the key of the link's place."""


def _papers_by_link(inspection: Inspection) -> dict[object, Uses]:
    """The first listing of each paper that has such a link."""
    uses: defaultdict[object, Uses] = defaultdict(list)
    met: set[tuple[object, int]] = set()
    for work, entry in zip(inspection.works, inspection.document.entries, strict=True):
        named = [_what_it_names(link.url) for link in entry.values.links]
        if not _is_title(entry.values.title) or _names_several(named):
            continue
        for number, shared in enumerate(named):
            if shared is not None and (shared, work) not in met:
                met.add((shared, work))
                uses[shared].append((entry, f"links[{number}].url"))
    return uses


def _what_it_names(url: str) -> Identifiers | str | None:
    """The paper that a link leads to, as far as its address says it; None for all other links."""
    if not names_paper_url(url) or not url.lower().startswith(("http://", "https://")):
        return None
    return identify((url,)) or url.partition("#")[0].partition("://")[2].rstrip("/")


def _names_several(named: list[Identifiers | str | None]) -> bool:
    """Whether the links lead to more than one paper on arXiv: then the entry is about papers, and not one."""
    return len({each.arxiv_id for each in named if isinstance(each, Identifiers)} - {""}) > 1


def _is_title(title: str) -> bool:
    return len(title) >= _LEAST_TITLE and len(title.split()) >= _LEAST_TITLE_WORDS and not title[0].islower()


def _lines(entries: list[Entry]) -> str:
    """`line 7`, `lines 7 and 9`, `line 7 and 12 others`."""
    first, *more = entries
    if len(more) >= _NAMED:
        return f"line {first.line} and {len(more)} others"
    numbers = [str(entry.line) for entry in entries]
    return f"lines {', '.join(numbers[:-1])} and {numbers[-1]}" if more else f"line {numbers[0]}"


# -- one title, two papers -------------------------------------------------------------------------------------------


def similar_titles(inspection: Inspection, rule: Rule) -> Iterator[Finding]:
    for cluster in _clusters(inspection):
        first, entry, *_ = cluster
        title = entry.values.title
        others = _lines([each for each in cluster if each is not entry])
        same = "the same title" if plain(title) == plain(first.values.title) else "nearly the same title"
        message = f"“{title}” has {same} as {others}, but not the same link: one paper, or a wrong title or link."
        yield inspection.found(rule, inspection.place(entry), message, title)


class _Titled(NamedTuple):
    """An entry, with its title taken apart once for all comparisons."""

    entry: Entry
    plain: str
    words: Sequence[str]
    tail: str
    """The plain words behind the first colon."""


def _clusters(inspection: Inspection) -> Iterator[list[Entry]]:
    """Papers that differ only in how their titles are spelt, in README order."""
    kept: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    leader: dict[int, int] = {}
    clusters: dict[int, list[Entry]] = {}
    firsts: dict[int, _Titled] = {}
    listings = zip(inspection.works, inspection.plain_titles, inspection.document.entries, strict=True)
    for work, words, entry in listings:
        if work in firsts:
            continue
        titled = _Titled(entry, words, words.split(), plain(entry.values.title.partition(": ")[2]))
        firsts[work] = titled
        keys = _keys(titled)
        near = (known for key in keys for known in kept[key] if _alike(firsts[known], titled))
        found = next(near, None)
        leader[work] = work if found is None else leader[found]
        clusters.setdefault(leader[work], []).append(entry)
        for key in keys:
            if len(kept[key]) < _COMPARED:
                kept[key].append(work)
    return (cluster for cluster in clusters.values() if len(cluster) > 1)


def _keys(titled: _Titled) -> list[tuple[str, ...]]:
    """What titles share that differ in a space, in a name in front, or in slips in one of their halves."""
    words = titled.words
    if len(words) < _LEAST_SIMILAR_WORDS:
        return []
    half = len(words) // 2
    first, second = words[:half], words[half:]
    keys = [("".join(words),), ("<", *first, *map(_rough, second)), (">", *map(_rough, first), *second)]
    tail = titled.tail.split()
    return [*keys, ("".join(tail),)] if len(tail) >= _LEAST_SIMILAR_WORDS else keys


def _rough(word: str) -> str:
    """What a word has in common with every slip of it: all of it where a slip makes another word."""
    return word[0] if len(word) >= _LEAST_SLIP and word[0].isalpha() else word


def _alike(one: _Titled, other: _Titled) -> bool:
    if one.plain.replace(" ", "") == other.plain.replace(" ", ""):
        return True
    if _is_named(one, other) or _is_named(other, one):
        return True
    if len(one.words) != len(other.words):
        return False
    different = [pair for pair in zip(one.words, other.words, strict=True) if pair[0] != pair[1]]
    return len(different) <= 2 and all(
        _is_slip(*pair) and _is_word(pair[0], one.entry) and _is_word(pair[1], other.entry) for pair in different
    )


def _is_named(one: _Titled, other: _Titled) -> bool:
    """Whether the title is the other one behind a name: `SAGE: What the other says`."""
    if not one.tail or one.tail != other.plain:
        return False
    return len(one.entry.values.title.partition(": ")[0].split()) == 1


def _is_slip(word: str, other: str) -> bool:
    long = min(len(word), len(other)) >= _LEAST_SLIP
    return word[0] == other[0] and long and word.isalpha() and OSA.distance(word, other, score_cutoff=1) <= 1


def _is_word(word: str, entry: Entry) -> bool:
    """Whether it is written as words are, and not as a name with capitals in it."""
    match = re.search(re.escape(word), entry.values.title, re.IGNORECASE)
    return match is not None and (match[0][1:].islower() or entry.values.title.isupper())


RULES: Final = (
    Rule(
        "shared-link",
        Level.WARNING,
        "One link under two titles is wrong under one of them, or both titles are one paper's.",
        shared_links,
    ),
    Rule(
        "similar-titles",
        Level.WARNING,
        "Titles that differ in their spelling alone are mostly one paper's, listed twice.",
        similar_titles,
    ),
)
